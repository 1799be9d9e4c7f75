"""How well groups agree with the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall, each 0 to 1."""

    precision: float
    recall: float

    def __str__(self) -> str:
        return f"P {self.precision:.4f}  R {self.recall:.4f}"


def b_cubed(found: Sequence[object], truth: Sequence[object]) -> Score:
    """Of each item the share of its group that belongs there, and of its true group that is in it, on average."""
    both = Counter(zip(found, truth, strict=True))
    sizes, true_sizes = Counter(found), Counter(truth)
    n = max(1, len(truth))
    precision = sum(count * count / sizes[group] for (group, _), count in both.items()) / n
    recall = sum(count * count / true_sizes[thing] for (_, thing), count in both.items()) / n
    return Score(precision, recall)


def pairwise(found: Sequence[object], truth: Sequence[object]) -> Score:
    """Of the pairs that were joined the share that is right, and of those to be joined the share that was."""

    def pairs(counts: Counter[object] | Counter[tuple[object, object]]) -> int:
        return sum(c * (c - 1) // 2 for c in counts.values())

    right = pairs(Counter(zip(found, truth, strict=True)))
    return Score(right / max(1, pairs(Counter(found))), right / max(1, pairs(Counter(truth))))
