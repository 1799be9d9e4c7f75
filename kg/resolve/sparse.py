"""Matrices of which nearly all is zero, as columns of numbers: as much of them as who is who needs.

scipy has them too, but takes as long to load as ten cables take to be worked on, and every changed cable would pay it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kg.resolve.table import Lists, Numbers, stretches

#: So many places of a table are open at a time where rows are multiplied.
_TABLE = 1 << 21


@dataclass(frozen=True, slots=True)
class Matrix:
    """The values that are not zero, by row and, within a row, by column: those of row ``i`` lie at ``at[i]`` and on."""

    at: Numbers
    column: Numbers
    value: Numbers
    width: int

    def __len__(self) -> int:
        return len(self.at) - 1

    @property
    def row(self) -> Numbers:
        """The row of each value."""
        found: Numbers = np.repeat(np.arange(len(self)), np.diff(self.at))
        return found

    @property
    def some(self) -> Numbers:
        """Of each row whether anything is in it."""
        found: Numbers = self.at[1:] > self.at[:-1]
        return found

    def lists(self) -> Lists:
        """The columns of each row."""
        return Lists(self.at, self.column)

    def with_values(self, value: Numbers) -> Matrix:
        """Other values at the same places."""
        return Matrix(self.at, self.column, value.astype(np.float32), self.width)

    def take(self, rows: Numbers) -> Matrix:
        """These rows, in their order."""
        sizes = self.at[rows + 1] - self.at[rows]
        which = stretches(self.at[rows], sizes)
        return Matrix(np.concatenate([[0], np.cumsum(sizes)]), self.column[which], self.value[which], self.width)

    def gathered(self, groups: int, rows: Numbers, label: Numbers) -> Matrix:
        """For each group the sum of its rows; ``label`` says of each of ``rows`` in which group it is."""
        chosen = self.take(rows)
        if groups == len(rows) and bool(np.all(np.diff(label) > 0)):
            return chosen  # each by itself
        return matrix(groups, self.width, label[chosen.row], chosen.column, chosen.value)

    def unit(self) -> Matrix:
        """Each row brought to length 1."""
        row = self.row
        length = np.sqrt(np.bincount(row, weights=self.value.astype(np.float64) ** 2, minlength=len(self)))
        return self.with_values(self.value / np.maximum(length, 1e-9)[row])

    def beside(self, other: Matrix) -> Matrix:
        """The columns of the other after the own ones."""
        row, column = np.concatenate([self.row, other.row]), np.concatenate([self.column, other.column + self.width])
        value = np.concatenate([self.value, other.value])
        return matrix(len(self), self.width + other.width, row, column, value)

    def without(self, other: Matrix) -> Matrix:
        """What stands where nothing does in the other."""
        keep = np.ones(len(self.column), bool)
        code = other.row * np.int64(self.width) + other.column
        codes = self.row * np.int64(self.width) + self.column
        place = np.searchsorted(codes, code)
        there = place < len(codes)
        there[there] = codes[place[there]] == code[there]
        keep[place[there]] = False
        at = np.concatenate([[0], np.cumsum(keep)])[self.at]
        return Matrix(at, self.column[keep], self.value[keep], self.width)

    def dot(self, i: Numbers, j: Numbers, other: Matrix | None = None) -> Numbers:
        """The products of rows i with rows j (of another matrix)."""
        other = self if other is None else other
        found = np.zeros(len(i))
        order = np.argsort(j, kind="stable")
        # Some of the other's rows at a time lie open in a table.
        number = np.cumsum(np.diff(j[order], prepend=-1) != 0) - 1
        height = max(1, _TABLE // self.width)
        table = np.zeros((min(height, int(number[-1]) + 1 if len(i) else 0), self.width), np.float32).reshape(-1)
        ends = np.searchsorted(number, np.arange(height, len(i) + height, height))
        for low, high in pairwise([0, *ends.tolist()]):
            if low == high:
                continue
            pair, slot = order[low:high], number[low:high] % height
            first = np.flatnonzero(np.diff(slot, prepend=-1))
            there = other.take(j[pair[first]])
            open_ = there.row * self.width + there.column
            table[open_] = there.value
            sizes = self.at[i[pair] + 1] - self.at[i[pair]]
            entry = stretches(self.at[i[pair]], sizes)
            product = self.value[entry] * table[np.repeat(slot * self.width, sizes) + self.column[entry]]
            found[pair] = np.bincount(np.repeat(np.arange(len(pair)), sizes), weights=product, minlength=len(pair))
            table[open_] = 0
        return found


def matrix(height: int, width: int, row: Numbers, column: Numbers, value: Numbers | None = None) -> Matrix:
    """The matrix with these values (ones) at these places; what stands at one place is added up."""
    code = row * np.int64(width) + column
    if value is None:
        code = np.unique(code)
        value = np.ones(len(code), np.float32)
    elif len(code):
        order = np.argsort(code, kind="stable")
        code = code[order]
        first = np.flatnonzero(np.diff(code, prepend=-1))
        code, value = code[first], np.add.reduceat(value[order], first)
    at = np.searchsorted(code, np.arange(height + 1) * np.int64(width))
    return Matrix(at, code % width, value.astype(np.float32), width)
