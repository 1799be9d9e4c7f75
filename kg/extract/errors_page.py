"""Annotated cables with what readers marked and what kg found side by side: one page that needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from kg.extract.errors_report import Measured, Misses, Place, misses
from kg.model import ENTITY_TYPES

_COLOURS = dict(zip(ENTITY_TYPES, ("#ffd9a8", "#bfdcff", "#c9efc3", "#f3ccef", "#efe69b"), strict=True))
_GAP = re.compile(r"\n[ \t\r]*\n\s*")

_STYLE = (
    "body{font:15px/1.5 sans-serif;margin:1.5rem;color:#111;background:#fff}"
    "table{border-collapse:collapse;width:100%;table-layout:fixed;margin:.5rem 0}"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #ccc}"
    ".text td{white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.5 monospace}"
    "mark{color:inherit;padding:0 .1em;border-radius:.2em}"
    "mark.miss{outline:2px solid #b00020}mark.type{outline:2px dashed #b00020}"
    "section{border-top:3px solid #333;margin-top:2rem}"
) + "".join(f".{kind}{{background:{colour}}}" for kind, colour in _COLOURS.items())


def page(figures: dict[str, Any], cables: Sequence[Measured]) -> str:
    """The page as HTML: figures over all, a legend, and a section for each cable; no script, nothing loaded."""
    legend = " ".join(f'<mark class="{kind}">{kind}</mark>' for kind in ENTITY_TYPES)
    contents = "".join(f'<li><a href="#c{i}">{escape(c.extraction.document.id)}</a></li>' for i, c in enumerate(cables))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width"><title>kg: annotated and found</title>'
        f"<style>{_STYLE}</style></head><body><h1>Annotated and found</h1>\n"
        f'<p>{legend}</p><p>Outlined: <mark class="miss">only on this side</mark>, '
        f'<mark class="type">on both sides with different types</mark>.</p>\n{_figures(figures)}'
        f"<ul>{contents}</ul>\n{''.join(_section(i, c) for i, c in enumerate(cables))}</body></html>\n"
    )


def _figures(figures: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td>{name}</td>"
        + "".join(f"<td>{figures[name][key]:.3f}</td>" for key in ("p", "r", "f1"))
        + f"<td>{figures[name]['gold']}</td><td>{figures[name]['predicted']}</td></tr>"
        for name in ("mention", "span", "entity", "relation")
    )
    head = "".join(f"<th>{name}</th>" for name in ("", "precision", "recall", "F1", "annotated", "found"))
    return f"<table><tr>{head}</tr>{rows}</table>\n"


def _section(number: int, cable: Measured) -> str:
    document = cable.extraction.document
    found = misses(cable)
    low, high = _bounds(cable.gold["region"], len(document.text))
    gold = {(m["start"], m["end"], m["type"]) for m in cable.gold["mentions"]}
    given = {(m.start, m.end, m.type) for e in cable.extraction.entities for m in e.mentions}
    typed = {place for pair in found.wrong_type for place in pair}
    wrong = {*found.missed, *found.spurious}
    rows = "".join(
        f"<tr><td>{_marked(document.text, start, end, gold, wrong, typed)}</td>"
        f"<td>{_marked(document.text, start, end, given, wrong, typed)}</td></tr>\n"
        for start, end in _rows(document.text, low, high, [*gold, *given])
    )
    return (
        f'<section id="c{number}"><h2>{escape(document.id)}</h2>{_figures(cable.figures)}'
        f'<table class="text"><tr><th>annotated</th><th>found</th></tr>\n{rows}</table>{_relations(found)}</section>\n'
    )


def _bounds(region: Sequence[int], length: int) -> tuple[int, int]:
    return max(0, region[0]), min(length, region[1])


def _rows(text: str, low: int, high: int, places: Iterable[Place]) -> list[tuple[int, int]]:
    """The stretches between blank lines, so that both sides stay level; no name is cut in two."""
    spans = [(start, end) for start, end, _ in places]
    rows, at = [], low
    for gap in _GAP.finditer(text, low, high):
        if not any(start < gap.end() and end > gap.start() for start, end in spans):
            rows.append((at, gap.start()))
            at = gap.end()
    return [*rows, (at, high)]


def _marked(text: str, low: int, high: int, places: set[Place], wrong: set[Place], typed: set[Place]) -> str:
    parts, at = [], low
    for place in sorted(p for p in places if low <= p[0] < p[1] <= high):
        start, end, kind = place
        if start < at or kind not in ENTITY_TYPES:
            continue  # of names that overlap the first is shown
        more = " miss" if place in wrong else " type" if place in typed else ""
        parts += [
            escape(text[at:start]),
            f'<mark class="{kind}{more}" title="{kind}">{escape(text[start:end])}</mark>',
        ]
        at = end
    return "".join([*parts, escape(text[at:high])])


def _relations(found: Misses) -> str:
    def items(lines: Sequence[str]) -> str:
        return "".join(f"<li>{escape(line)}</li>" for line in lines) or "<li>none</li>"

    return (
        f"<table><tr><th>relations missed</th><th>relations only found</th></tr><tr>"
        f"<td><ul>{items(found.missed_relations)}</ul></td><td><ul>{items(found.spurious_relations)}</ul></td></tr></table>"
    )
