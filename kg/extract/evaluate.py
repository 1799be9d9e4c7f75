"""Precision, recall and F1 of an extraction against annotated cables.

The measures: a mention counts where span and type are the annotation's; entities are compared by B-cubed over
those mentions (Bagga and Baldwin 1998; a mention not matched scores nothing); a relation counts where subject,
predicate and object are the annotation's after every predicted entity is taken for the annotated entity that
shares most of its mentions. All figures are summed over the cables before dividing (micro average).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.annotate import annotation
from kg.extract.gold import GoldCable, in_capitals, load_gold
from kg.model import SYMMETRIC, Extraction

Triple = tuple[str, str, str]

_MEASURES = ("mention", "span", "entity", "relation")


@dataclass(slots=True)
class Count:
    """What was right, out of how many predicted and how many annotated. ``right`` may be a fraction (B-cubed)."""

    right: float = 0.0
    right_recall: float = 0.0
    predicted: int = 0
    gold: int = 0

    def add(self, right: float, predicted: int, gold: int, right_recall: float | None = None) -> None:
        self.right += right
        self.right_recall += right if right_recall is None else right_recall
        self.predicted += predicted
        self.gold += gold

    def figures(self) -> dict[str, float | int]:
        p = self.right / self.predicted if self.predicted else 0.0
        r = self.right_recall / self.gold if self.gold else 0.0
        return {
            "p": p,
            "r": r,
            "f1": 2 * p * r / (p + r) if p + r else 0.0,
            "gold": self.gold,
            "predicted": self.predicted,
        }


@dataclass(slots=True)
class Tally:
    """The counts of all cables so far."""

    cables: int = 0
    mention: Count = field(default_factory=Count)
    span: Count = field(default_factory=Count)
    entity: Count = field(default_factory=Count)
    relation: Count = field(default_factory=Count)
    titles_right: int = 0
    titles: int = 0
    by_type: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    by_predicate: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))


def count(tally: Tally, gold: dict[str, Any], predicted: dict[str, Any]) -> None:
    """Add one cable. Only mentions inside the annotated region count, and relations between entities named there."""
    low, high = gold["region"]
    wanted = {(m["start"], m["end"], m["type"]): m["entity"] for m in gold["mentions"]}
    given = {
        (m["start"], m["end"], m["type"]): m["entity"]
        for m in predicted["mentions"]
        if low <= m["start"] and m["end"] <= high
    }
    tally.cables += 1
    matched = wanted.keys() & given.keys()
    tally.mention.add(len(matched), len(given), len(wanted))
    spans, given_spans = {k[:2] for k in wanted}, {k[:2] for k in given}
    tally.span.add(len(spans & given_spans), len(given_spans), len(spans))
    for kind in sorted({k[2] for k in wanted} | {k[2] for k in given}):
        right, out, of = ([k for k in keys if k[2] == kind] for keys in (matched, given, wanted))
        tally.by_type[kind].add(len(right), len(out), len(of))
    _count_entities(tally, wanted, given)
    _count_relations(tally, gold, predicted, wanted, given)


def _count_entities(tally: Tally, wanted: dict[Any, str], given: dict[Any, str]) -> None:
    size_wanted, size_given = Counter(wanted.values()), Counter(given.values())
    shared = Counter((wanted[k], given[k]) for k in wanted.keys() & given.keys())
    precision = sum(n * n / size_given[out] for (_, out), n in sorted(shared.items()))
    recall = sum(n * n / size_wanted[of] for (of, _), n in sorted(shared.items()))
    tally.entity.add(precision, len(given), len(wanted), recall)


def _count_relations(
    tally: Tally, gold: dict[str, Any], predicted: dict[str, Any], wanted: dict[Any, str], given: dict[Any, str]
) -> None:
    means = aligned(wanted, given)
    inside = set(given.values())

    def key(r: dict[str, Any], names: dict[str, str]) -> Triple:
        ends = [names.get(r[end], f"?{r[end]}") for end in ("subject", "object")]
        return (r["predicate"], *sorted(ends)) if r["predicate"] in SYMMETRIC else (r["predicate"], *ends)

    same = {e["id"]: e["id"] for e in gold["entities"]}
    titles: dict[Triple, set[str]] = defaultdict(set)
    said: dict[Triple, set[str]] = defaultdict(set)
    for r in gold["relations"]:
        titles[key(r, same)].add(_words(r.get("title")))
    for r in predicted["relations"]:
        if r["subject"] in inside and r["object"] in inside:
            said[key(r, means)].add(_words(r.get("title")))
    right = titles.keys() & said.keys()
    tally.relation.add(len(right), len(said), len(titles))
    for name in sorted({k[0] for k in titles} | {k[0] for k in said}):
        parts = [sum(k[0] == name for k in keys) for keys in (right, said, titles)]
        tally.by_predicate[name].add(*parts)
    held = [k for k in right if k[0] == "holds_position"]
    tally.titles += len(held)
    tally.titles_right += sum(bool(titles[k] & said[k]) for k in held)


def aligned(wanted: dict[Any, str], given: dict[Any, str]) -> dict[str, str]:
    """For each predicted entity the annotated one whose mentions overlap its own most often."""
    ordered = sorted((start, end, entity) for (start, end, _), entity in wanted.items())
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for (start, end, _), entity in given.items():
        for low, high, name in ordered:
            if low >= end:
                break
            if high > start:
                votes[entity][name] += 1
    return {entity: names.most_common(1)[0][0] for entity, names in votes.items()}


def _words(title: str | None) -> str:
    return " ".join(re.findall(r"\w+", (title or "").lower()))


def summary(tally: Tally) -> dict[str, Any]:
    """All figures as plain data."""
    return {
        "cables": tally.cables,
        **{name: getattr(tally, name).figures() for name in ("mention", "span", "entity", "relation")},
        "title": {"right": tally.titles_right, "of": tally.titles},
        "by_type": {k: tally.by_type[k].figures() for k in sorted(tally.by_type)},
        "by_predicate": {k: tally.by_predicate[k].figures() for k in sorted(tally.by_predicate)},
    }


def score(pairs: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, Any]:
    """The figures over (gold annotation, predicted annotation) pairs."""
    tally = Tally()
    for gold, predicted in pairs:
        count(tally, gold, predicted)
    return summary(tally)


Found = Iterable[tuple[int, GoldCable, Extraction]]  # number of the fold, annotated cable, what was found in it


def extracted(gold_dirs: Sequence[Path], *, capitals: bool = False) -> Iterator[tuple[int, GoldCable, Extraction]]:
    """Every annotated cable of the folders with what is found in it; all are in fold 0. KgError where there is none.

    ``capitals``: the cables are written all in capitals first.
    """
    from kg.extract import extract

    for folder in gold_dirs:
        for cable in load_gold(folder):
            given = in_capitals(cable) if capitals else cable
            yield 0, given, extract(given.document)


def figures(found: Found) -> dict[str, Any]:
    """The figures over all cables; "folds" has those of each fold where there is more than one."""
    total, parts = Tally(), defaultdict[int, Tally](Tally)
    for number, cable, extraction in found:
        for tally in (total, parts[number]):
            count(tally, cable.annotation, annotation(extraction))
    folds = [summary(parts[number]) for number in sorted(parts)]
    return {**summary(total), **({"folds": folds} if len(folds) > 1 else {})}


def evaluate(*gold_dirs: Path) -> dict[str, Any]:
    """Extract every annotated cable of the folders and score it. Raises KgError where a folder holds none."""
    return figures(extracted(gold_dirs))


def render(figures: dict[str, Any]) -> str:
    """The figures as a table for people."""
    folds = figures.get("folds", ())
    of_folds = f", each read with the model of its fold, of {len(folds)}" if folds else ""
    lines = [f"{figures['cables']} cables{of_folds}"]
    lines.append(f"{'':18}{'precision':>10}{'recall':>10}{'F1':>10}{'gold':>8}{'found':>8}")
    rows = [(name, figures[name]) for name in _MEASURES]
    rows += [(f"  {k}", v) for group in ("by_type", "by_predicate") for k, v in figures[group].items()]
    for name, row in rows:
        lines.append(f"{name:18}{row['p']:10.3f}{row['r']:10.3f}{row['f1']:10.3f}{row['gold']:8}{row['predicted']:8}")
    lines.append(f"{'titles':18}{figures['title']['right']} right of {figures['title']['of']} matched positions")
    if folds:
        lines.append(f"{'F1 by fold':18}" + "".join(f"{number + 1:10}" for number in range(len(folds))))
        lines += [f"  {name:16}" + "".join(f"{fold[name]['f1']:10.3f}" for fold in folds) for name in _MEASURES]
    return "\n".join(lines)
