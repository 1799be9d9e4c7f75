"""Who and what are named together: comentions.csv.

A line for each two entities that a paragraph names both: their ids, the smaller one first, and how many numbered
paragraphs of how many cables do; sorted. It is the co-mention network that `kg query --name co_mentions` shows, for
those who want all of it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from kg.resolve.table import Numbers

if TYPE_CHECKING:
    import networkx as nx

_HEAD = b"first,second,paragraphs\n"
#: So many pairs are in memory before they are counted and put aside.
MOST = 1 << 17
#: Numbers of entities fall into so many stretches of equal length, of which some are taken up together, from all runs.
_STRETCHES = 1024
_EDGES = np.arange(1, _STRETCHES, dtype=np.uint64) << np.uint64(54)
#: A pair and its count.
_BYTES = 3 * 8
#: So many lines are written at a time.
_LINES = 1 << 14
#: So many bytes of the former file are copied at a time.
_CHUNK = 1 << 18


class Pairs:
    """Counts pairs of entities, given as the numbers that their ids spell; puts them aside in this folder. With a
    ``former`` file what is counted is how many more there are now, or fewer."""

    def __init__(self, folder: Path, former: BinaryIO | None = None) -> None:
        self._former = former
        self._found: list[tuple[Numbers, Numbers]] = []
        self._count = 0
        #: Pairs with their counts, sorted in runs; of each run where its stretches lie; and how many there are.
        self._put_aside = (folder / "pairs").open("w+b")
        self._runs: list[Numbers] = []
        self._size = 0

    def add(self, paragraph: Numbers, entity: Numbers, sign: int = 1) -> None:
        """Some paragraphs, by numbers of their own, each with the entities that it names; with ``sign`` -1 some that
        are no longer there."""
        paragraph, entity = _once(paragraph, entity)
        begins = np.flatnonzero(np.diff(paragraph, prepend=-1))
        sizes = np.diff(np.append(begins, len(paragraph)))
        after = np.repeat(begins + sizes, sizes) - np.arange(len(paragraph)) - 1  # in the same paragraph
        one = np.repeat(np.arange(len(paragraph)), after)
        other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(after) - after, after)
        # Below zero it goes round to the largest numbers: so many fewer.
        signs = np.full(len(one), sign, np.int64).astype(np.uint64)
        self._found.append((np.column_stack([entity[one], entity[other]]), signs))
        self._count += len(one)
        if self._count >= MOST:
            self._put()

    def _put(self) -> None:
        pairs, signs = (np.concatenate(column) for column in zip(*self._found, strict=True))
        self._found, self._count = [], 0
        found = _counted(pairs, signs)
        self._runs.append(np.concatenate([[0], np.searchsorted(found[:, 0], _EDGES), [len(found)]]) + self._size)
        self._size += len(found)
        self._put_aside.write(found.tobytes())

    def write(self, file: BinaryIO) -> None:
        """The whole file."""
        if self._former is not None:
            with mmap(self._former.fileno(), 0, access=ACCESS_READ) as former:
                _renew(former, self._sorted(), file)
            return
        file.write(_HEAD)
        for found in self._sorted():
            for start in range(0, len(found), _LINES):
                some = found[start : start + _LINES].tolist()
                file.write("".join([f"e{a:016x},e{b:016x},{n}\n" for a, b, n in some]).encode())

    def _sorted(self) -> Iterator[Numbers]:
        """All pairs in their order, each once with its count, some at a time."""
        if self._count:
            self._put()
        self._put_aside.flush()
        shares = max(1, min(_STRETCHES, self._size // MOST))
        for share in range(shares):
            low, high = (_STRETCHES * end // shares for end in (share, share + 1))
            parts = [self._read(int(run[low]), int(run[high])) for run in self._runs]
            if parts:
                together = np.concatenate(parts)
                yield _counted(together[:, :2], together[:, 2])
        self._put_aside.close()

    def _read(self, start: int, end: int) -> Numbers:
        """What was put aside from here to there."""
        data = os.pread(self._put_aside.fileno(), _BYTES * (end - start), _BYTES * start)
        return np.frombuffer(data, np.uint64).reshape(-1, 3)


def _renew(former: mmap, found: Iterable[Numbers], file: BinaryIO) -> None:
    """Copy the former file with so many more or fewer paragraphs of each of these pairs, which are in their order."""
    at = 0
    for some in found:
        some = some[some[:, 2] != 0]
        more = some[:, 2].astype(np.int64).tolist()
        for (one, other, _), change in zip(some.tolist(), more, strict=True):
            pair = b"e%016x,e%016x," % (one, other)
            start = _line(former, pair, max(at, len(_HEAD)))
            _copy(former, at, start, file)
            at = start
            if former[start : start + len(pair)] == pair:
                at = former.find(b"\n", start) + 1
                change += int(former[start + len(pair) : at])
            if change:
                file.write(b"%b%d\n" % (pair, change))
    _copy(former, at, len(former), file)


def _line(former: mmap, pair: bytes, low: int) -> int:
    """Where the first line begins that stands at this pair or after it; ``low``: a line that is not after it."""
    high = len(former)
    while low < high:
        start = former.rfind(b"\n", low, (low + high) // 2) + 1 or low
        if former[start : start + len(pair)] < pair:
            low = former.find(b"\n", start) + 1
        else:
            high = start
    return low


def _copy(former: mmap, start: int, end: int, file: BinaryIO) -> None:
    for at in range(start, end, _CHUNK):
        file.write(former[at : min(at + _CHUNK, end)])


def _once(paragraph: Numbers, entity: Numbers) -> tuple[Numbers, Numbers]:
    """Each entity of each paragraph once, sorted."""
    order = np.lexsort((entity, paragraph))
    paragraph, entity = paragraph[order], entity[order]
    first = np.ones(len(order), bool)
    first[1:] = (paragraph[1:] != paragraph[:-1]) | (entity[1:] != entity[:-1])
    return paragraph[first], entity[first]


def _counted(pairs: Numbers, count: Numbers) -> Numbers:
    """Each pair once, sorted, with its count as a third column."""
    if not len(pairs):
        return np.empty((0, 3), np.uint64)
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    pairs = pairs[order]
    first = np.concatenate([[0], np.flatnonzero(np.any(pairs[1:] != pairs[:-1], axis=1)) + 1])
    return np.column_stack([pairs[first], np.add.reduceat(count[order], first)])


def comentions(graph: nx.MultiDiGraph) -> bytes:
    """The whole file for this graph."""
    named: dict[tuple[str, str], set[str]] = {}
    for node, mentions in graph.nodes(data="mentions"):
        for mention in mentions:
            if mention["paragraph"]:
                named.setdefault((mention["cable"], mention["paragraph"]), set()).add(node)
    pairs = Counter(pair for entities in named.values() for pair in combinations(sorted(entities), 2))
    return _HEAD + "".join(f"{one},{other},{count}\n" for (one, other), count in sorted(pairs.items())).encode()
