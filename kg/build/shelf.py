"""Values put aside on disk under a key in any order, to be taken up in the order of their keys, some at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kg.build.spill import Spill


class Shelf:
    """What is put under keys from one of ``edges`` to the next is in memory together when it is taken up."""

    def __init__(self, folder: Path, edges: Sequence[int]) -> None:
        self._edges = edges
        self._spill = Spill(folder, len(edges) + 1)

    def put(self, key: int, value: Any) -> None:
        """Put a value there."""
        self._spill.put(bisect_right(self._edges, key), (key, value))

    def take(self) -> Iterator[tuple[int, Any]]:
        """All of them, each once; those of one key in the order in which they were put there."""
        for bucket in range(len(self._edges) + 1):
            yield from sorted(self._spill.take(bucket), key=_key)


def _key(item: tuple[int, Any]) -> int:
    return item[0]


def hashed(count: int) -> list[int]:
    """The edges of ``count`` shares of 64-bit numbers of which none is likelier than another."""
    return [(number << 64) // count for number in range(1, count)]


def counted(keys: int, count: int) -> list[int]:
    """The edges of ``count`` shares of the numbers below ``keys``."""
    return [keys * number // count for number in range(1, count)]
