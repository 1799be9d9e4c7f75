"""Who and what are named together: comentions.csv.

A line for each two entities that a paragraph names both: their ids, the smaller one first, and how many numbered
paragraphs of how many cables do; sorted. It is the co-mention network that `kg query --name co_mentions` shows, for
those who want all of it.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from kg.resolve.table import Numbers

if TYPE_CHECKING:
    import networkx as nx

_HEAD = b"first,second,paragraphs\n"
#: So many pairs are in memory before they are counted and put aside.
MOST = 1 << 17
#: So many lines are written at a time.
_LINES = 1 << 14


class Pairs:
    """Counts pairs of entities, given as the numbers that their ids spell; puts runs aside in this folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: list[Numbers] = []
        self._count = 0
        self._runs: list[Path] = []

    def add(self, paragraph: Numbers, entity: Numbers) -> None:
        """Some paragraphs, by numbers of their own, each with the entities that it names."""
        paragraph, entity = _once(paragraph, entity)
        begins = np.flatnonzero(np.diff(paragraph, prepend=-1))
        sizes = np.diff(np.append(begins, len(paragraph)))
        after = np.repeat(begins + sizes, sizes) - np.arange(len(paragraph)) - 1  # in the same paragraph
        one = np.repeat(np.arange(len(paragraph)), after)
        other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(after) - after, after)
        self._found.append(np.column_stack([entity[one], entity[other]]))
        self._count += len(one)
        if self._count >= MOST:
            self._put()

    def _put(self) -> None:
        pairs = np.concatenate(self._found)
        self._found, self._count = [], 0
        path = self._folder / f"pairs-{len(self._runs)}.npy"
        np.save(path, _counted(pairs, np.ones(len(pairs), np.uint64)))
        self._runs.append(path)

    def write(self, file: BinaryIO) -> None:
        """The whole file."""
        file.write(_HEAD)
        if self._count:
            self._put()
        runs = [np.load(path, mmap_mode="r") for path in self._runs]
        shares = max(1, sum(map(len, runs)) // MOST)
        at = [0] * len(runs)
        for share in range(1, shares + 1):
            # The last share has all that is left.
            edge = np.uint64((share << 64) // shares) if share < shares else None
            ends = [len(run) if edge is None else int(np.searchsorted(run[:, 0], edge)) for run in runs]
            parts = [run[start:end] for run, start, end in zip(runs, at, ends, strict=True)]
            at = ends
            if parts:
                together = np.concatenate(parts)
                found = _counted(together[:, :2], together[:, 2])
                for start in range(0, len(found), _LINES):
                    some = found[start : start + _LINES].tolist()
                    file.write("".join([f"e{a:016x},e{b:016x},{n}\n" for a, b, n in some]).encode())


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
