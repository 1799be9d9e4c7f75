"""Which rows are worth comparing: those in one block, all with all while the block is small.

In a larger block each row meets its neighbours in time only, and the block is split by what the rows have in common
besides (country, offices, bodies): in the finer blocks all meet again while those are small. Nothing is dropped without
being counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from kg.resolve.table import Lists, Numbers, distinct, in_order

#: Blocks of at most so many rows are compared all with all.
CAP = 24
#: In a larger block each row is compared with so many that follow it in time.
WINDOW = 4
#: So many rows are brought together at a time, so that memory does not grow with their number.
_TOGETHER = 1 << 15


@dataclass
class Overflow:
    """How many blocks were too large, the largest of them, and how many pairs were compared and passed over."""

    blocks: int = 0
    largest: int = 0
    compared: int = 0
    passed_over: int = 0


def pairs(
    block: Numbers, item: Numbers, day: Numbers, finer: Callable[[], Sequence[Lists]], overflow: Overflow
) -> Iterator[tuple[Numbers, Numbers]]:
    """Pairs of positions i < j whose ``block`` is equal, each once; those of some blocks at a time.

    ``item``: what stands at each position; the same item twice in a block makes no pair. ``day``: the order within a
    block. ``finer`` gives further marks of each item, by which blocks that are too large are split.
    """
    order = in_order(block)
    begins = np.flatnonzero(np.diff(block[order], prepend=-1))
    size = np.diff(begins, append=len(order))
    met = size > 1
    order = order[np.repeat(met, size)]
    ends = np.cumsum(size[met])
    number = np.repeat(np.arange(len(ends)), size[met])
    finer = cache(finer)
    low = 0
    while low < len(order):
        # Whole blocks, the first of them even if it is longer.
        high = int(ends[max(number[low], np.searchsorted(ends, low + _TOGETHER, "right") - 1)])
        at = order[low:high]
        i, j = _among(number[low:high], item[at], day[at], finer, overflow)
        one, other = at[i], at[j]
        yield np.minimum(one, other), np.maximum(one, other)
        low = high


def _among(
    block: Numbers, item: Numbers, day: Numbers, finer: Callable[[], Sequence[Lists]], overflow: Overflow
) -> tuple[Numbers, Numbers]:
    """Pairs of positions whose ``block`` is equal, each once; blocks are sorted."""
    found = [_meet(block, item, day, overflow)]
    begins = np.flatnonzero(np.diff(block, prepend=-1))
    size = np.diff(begins, append=len(block))
    large = np.flatnonzero(np.repeat(size > CAP, size))
    for lists in finer() if len(large) else ():
        marks = lists.take(item[large])
        at = np.repeat(large, np.diff(marks.at))
        if len(at):
            width = int(marks.values.max()) + 1
            sub = block[at].astype(np.int64) * width + marks.values
            i, j = _meet(sub, item[at], day[at], None)
            found.append((at[i], at[j]))
    i = np.concatenate([f[0] for f in found])
    j = np.concatenate([f[1] for f in found])
    lo, hi = np.minimum(i, j), np.maximum(i, j)
    once = distinct(lo * np.int64(len(block) + 1) + hi)
    overflow.compared += len(once)
    return once // (len(block) + 1), once % (len(block) + 1)


def _meet(block: Numbers, item: Numbers, day: Numbers, overflow: Overflow | None) -> tuple[Numbers, Numbers]:
    order = np.lexsort((item, day, block))
    sorted_block = block[order]
    n = len(order)
    starts = np.flatnonzero(np.r_[True, sorted_block[1:] != sorted_block[:-1]]) if n else np.empty(0, np.int64)
    size = np.diff(np.r_[starts, n])
    of = np.repeat(size, size)
    if overflow is not None:
        large = size[size > CAP]
        overflow.blocks += len(large)
        overflow.largest = max(overflow.largest, int(large.max(initial=0)))
        overflow.passed_over += int((large * (large - 1) // 2 - large * WINDOW).sum())
    left, right = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    alive = np.arange(n)
    for step in range(1, CAP):
        alive = alive[alive + step < n]
        alive = alive[sorted_block[alive] == sorted_block[np.minimum(alive + step, n - 1)]]
        if step > WINDOW:
            alive = alive[of[alive] <= CAP]
        if not len(alive):
            break
        i, j = order[alive], order[alive + step]
        differ = item[i] != item[j]
        left.append(i[differ])
        right.append(j[differ])
    return np.concatenate(left), np.concatenate(right)
