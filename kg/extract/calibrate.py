"""How far the confidence of a relation can be believed: what each rule says against what careful readers found.

The confidence of a rule stands in data/rules/relations.yaml and should be how often it is right. ``measured`` counts
that over annotated cables, ``fitted`` shrinks it towards the other rules of its predicate where few readings were
counted, and ``reliability`` tries it out: every fold is judged with what the other folds taught.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.annotate import annotation
from kg.extract.evaluate import aligned
from kg.extract.gold import GoldCable
from kg.model import SYMMETRIC, Extraction

#: As many readings, right as often as the predicate's are, are added to what was counted of a rule.
STRENGTH = 6
#: Where the bands of the table begin.
BANDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Reading:
    """One relation found: the fold of its cable, its predicate, the rules that read it, whether readers agree."""

    fold: int
    predicate: str
    rules: frozenset[str]
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Band:
    """Relations of about one confidence: how many, the mean they claim, the share that is right (0 to 1)."""

    start: float
    count: int
    claimed: float
    right: float


def readings(found: Iterable[tuple[int, GoldCable, Extraction]]) -> list[Reading]:
    """Every relation found between entities that the annotated region names, with whether it is annotated."""
    result = []
    for fold, cable, extraction in found:
        gold = cable.annotation
        low, high = gold["region"]
        wanted = {(m["start"], m["end"], m["type"]): m["entity"] for m in gold["mentions"]}
        given = {
            (m["start"], m["end"], m["type"]): m["entity"]
            for m in annotation(extraction)["mentions"]
            if low <= m["start"] and m["end"] <= high
        }
        means, inside = aligned(wanted, given), set(given.values())
        known = {_ends(r["predicate"], r["subject"], r["object"]) for r in gold["relations"]}
        for r in extraction.relations:
            if r.subject in inside and r.object in inside:
                right = _ends(r.predicate, means.get(r.subject, ""), means.get(r.object, "")) in known
                rules = frozenset(e.rule for e in r.evidence)
                result.append(Reading(fold, r.predicate, rules, r.confidence, right))
    return result


def _ends(predicate: str, subject: str, obj: str) -> tuple[str, ...]:
    return (predicate, *sorted((subject, obj))) if predicate in SYMMETRIC else (predicate, subject, obj)


def measured(read: Iterable[Reading]) -> dict[str, tuple[int, int]]:
    """For every rule how many of its readings are right, and how many there are."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for reading in read:
        for rule in sorted(reading.rules):
            counts[rule][0] += reading.right
            counts[rule][1] += 1
    return {rule: (right, total) for rule, (right, total) in sorted(counts.items())}


def fitted(read: Sequence[Reading]) -> dict[str, float]:
    """For every rule the confidence that these readings speak for, two decimals."""
    prior: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    of: dict[str, str] = {}
    for reading in read:
        prior[reading.predicate][0] += reading.right
        prior[reading.predicate][1] += 1
        of.update(dict.fromkeys(reading.rules, reading.predicate))
    result = {}
    for rule, (right, total) in measured(read).items():
        mean = prior[of[rule]][0] / prior[of[rule]][1]
        result[rule] = round((right + STRENGTH * mean) / (total + STRENGTH), 2)
    return result


def reliability(read: Sequence[Reading]) -> list[Band]:
    """The bands of confidence with what is right in each; every fold with the confidences fitted on the others."""
    bands: dict[float, list[tuple[float, bool]]] = defaultdict(list)
    for fold in sorted({r.fold for r in read}):
        known = fitted([r for r in read if r.fold != fold])
        for reading in (r for r in read if r.fold == fold):
            claimed = max((known[rule] for rule in reading.rules if rule in known), default=reading.confidence)
            bands[max(b for b in BANDS if b <= claimed)].append((claimed, reading.right))
    return [
        Band(start, len(rows), sum(c for c, _ in rows) / len(rows), sum(r for _, r in rows) / len(rows))
        for start, rows in sorted(bands.items())
    ]


def render(read: Sequence[Reading], stated: dict[str, float]) -> str:
    """The table of reliability and, for every rule, what was counted, what its file states and what was fitted."""
    lines = ["confidence      relations   claimed     right"]
    lines += [f"from {b.start:.1f}{b.count:17}{b.claimed:10.2f}{b.right:10.2f}" for b in reliability(read)]
    lines += ["", f"{'rule':30}{'right':>7}{'of':>7}{'stated':>9}{'fitted':>9}"]
    counts, fit = measured(read), fitted(read)
    for rule, (right, total) in counts.items():
        lines.append(f"{rule:30}{right:7}{total:7}{stated.get(rule, 0.0):9.2f}{fit[rule]:9.2f}")
    return "\n".join(lines)
