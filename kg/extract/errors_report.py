"""Every miss of an extraction against annotated cables, in context: as text; errors_page.py shows them in the cables.

What is compared is what kg/extract/evaluate.py counts. All text shown comes from the extraction's document, so that a
masked extraction gives a masked report though the annotation has the names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kg.annotate import annotation
from kg.cable.flat import one_line
from kg.extract.evaluate import Found, aligned, figures
from kg.model import SYMMETRIC, Extraction

#: Characters of context shown on each side of a name.
CONTEXT = 50

Place = tuple[int, int, str]  # start, end, type


@dataclass(frozen=True, slots=True)
class Measured:
    """One annotated cable, what was found in it, and its own figures."""

    gold: dict[str, Any]
    extraction: Extraction
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Misses:
    """What is not as the annotation has it, in text order; relations as lines of names.

    ``wrong_type`` pairs the annotated with the found name at the same place, which are not in the other lists.
    """

    missed: tuple[Place, ...]
    spurious: tuple[Place, ...]
    wrong_type: tuple[tuple[Place, Place], ...]
    missed_relations: tuple[str, ...]
    spurious_relations: tuple[str, ...]


def measured(found: Found) -> list[Measured]:
    """Each annotated cable, what was found in it, and its figures."""
    return [Measured(cable.annotation, extraction, figures([(0, cable, extraction)])) for _, cable, extraction in found]


def misses(cable: Measured) -> Misses:
    """The misses of one cable."""
    gold, found = cable.gold, annotation(cable.extraction)
    low, high = gold["region"]
    wanted = {(m["start"], m["end"], m["type"]): m["entity"] for m in gold["mentions"]}
    given = {
        (m["start"], m["end"], m["type"]): m["entity"]
        for m in found["mentions"]
        if low <= m["start"] and m["end"] <= high
    }
    missed = sorted(wanted.keys() - given.keys())
    spurious = sorted(given.keys() - wanted.keys())
    wrong = [(g, p) for g in missed for p in spurious if g[:2] == p[:2]]
    typed = {place for pair in wrong for place in pair}
    means = aligned(wanted, given)
    names = _names(wanted, cable.extraction.document.text)
    found_names = {e.key: e.name for e in cable.extraction.entities}
    said, held = _keys(gold["relations"], lambda key: key), {}
    inside = set(given.values())
    for r in found["relations"]:
        if r["subject"] in inside and r["object"] in inside:
            held.update(_keys([r], lambda key: means.get(key, f"?{key}")))
    known = set(_words(cable.extraction.document.text))
    return Misses(
        tuple(p for p in missed if p not in typed),
        tuple(p for p in spurious if p not in typed),
        tuple(wrong),
        tuple(sorted(_line(said[k], names, known) for k in said.keys() - held.keys())),
        tuple(sorted(_line(held[k], found_names, known) for k in held.keys() - said.keys())),
    )


def _keys(
    relations: Iterable[dict[str, Any]], entity: Callable[[str], str]
) -> dict[tuple[str, str, str], dict[str, Any]]:
    """The relations by predicate and ends, the ends of a symmetric predicate in order."""
    keyed: dict[tuple[str, str, str], dict[str, Any]] = {}
    for r in relations:
        ends = [entity(r["subject"]), entity(r["object"])]
        first, second = sorted(ends) if r["predicate"] in SYMMETRIC else ends
        keyed.setdefault((r["predicate"], first, second), r)
    return keyed


def _names(wanted: dict[Place, str], text: str) -> dict[str, str]:
    """The longest form in the text of each annotated entity."""
    names: dict[str, str] = {}
    for (start, end, _), entity in sorted(wanted.items()):
        form = one_line(text[start:end])
        if len(form) > len(names.get(entity, "")):
            names[entity] = form
    return names


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _line(relation: dict[str, Any], names: dict[str, str], known: set[str]) -> str:
    # An annotated title may hold a name that was blotted out of the text: words the text does not show stay out.
    title = " ".join(w if known.issuperset(_words(w)) else "…" for w in (relation.get("title") or "").split())
    ends = [names.get(relation[end], "?") for end in ("subject", "object")]
    return f"{ends[0]} | {relation['predicate']} | {ends[1]}" + (f" ({title})" if title else "")


def render(cables: Sequence[Measured], most: int) -> str:
    """The misses of all cables by kind, at most so many of each kind; 0 for all."""
    rows: dict[str, list[str]] = {
        kind: [] for kind in ("missed", "spurious", "wrong type", "missed relations", "spurious relations")
    }
    for cable in cables:
        found, document = misses(cable), cable.extraction.document
        for place in found.missed:
            rows["missed"].append(f"{document.id} {place[2]}: {context(document.text, place)}")
        for place in found.spurious:
            rows["spurious"].append(f"{document.id} {place[2]}: {context(document.text, place)}")
        for wanted, given in found.wrong_type:
            rows["wrong type"].append(f"{document.id} {wanted[2]}, not {given[2]}: {context(document.text, wanted)}")
        rows["missed relations"] += [f"{document.id} {line}" for line in found.missed_relations]
        rows["spurious relations"] += [f"{document.id} {line}" for line in found.spurious_relations]
    lines = []
    for kind, all_of_it in rows.items():
        shown = all_of_it[:most] if most else all_of_it
        more = f", the first {len(shown)}" if len(shown) < len(all_of_it) else ""
        lines += ["", f"{kind}: {len(all_of_it)}{more}", *(f"  {row}" for row in shown)]
    return "\n".join(lines) + "\n"


def context(text: str, place: Place) -> str:
    """A name in [brackets] with the words around it, on one line."""
    start, end = place[:2]
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    parts = [" ".join(part.split()) for part in (before, text[start:end], after)]
    gaps = [" " if before[-1:].isspace() else "", " " if after[:1].isspace() else ""]
    return f"...{parts[0]}{gaps[0]}[{parts[1]}]{gaps[1]}{parts[2]}..."
