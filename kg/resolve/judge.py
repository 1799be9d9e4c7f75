"""What readers have judged, put above what resolution has concluded: ``same``, ``different`` and ``unsure``.

All lines count at once, whatever was applied before, so that the same file always gives the same entities:

1. Every line speaks of each two of its mentions; of two lines about the same two, the later counts; ``unsure`` takes
   back what was said of them.
2. From the newest line to the oldest, a ``different`` comes into force unless the two are already joined, a ``same``
   joins unless that would put together what a ``different`` in force keeps apart.
3. Then resolution's own links join, the strongest first, unless they would put together what is kept apart. So an
   entity that is parted breaks at its weakest link.

What one cable's reader found to be one entity is never parted: mentions are judged by the within-cable entity they
belong to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from kg.resolve import entity_id, key_order
from kg.resolve.corrections import IDENTITY, Judgement, Ref


class Link(NamedTuple):
    """Two within-cable entities that resolution joined, and how sure it was of that."""

    key: str
    to: str
    score: float


class Void(NamedTuple):
    """A line that has no effect: its place among the judgements, from 0, and why."""

    number: int
    why: str


NO_MENTION = "no mention stands there"
ONE_ENTITY = "its cable names one and the same with both"


def partition(
    keys: Iterable[str],
    links: Iterable[Link],
    judgements: Sequence[Judgement],
    key_at: Callable[[Ref], str | None],
) -> tuple[dict[str, str], list[Void]]:
    """The entity id of every within-cable key, judgements above links, and the lines that are void.

    ``key_at`` gives the within-cable entity of a mention, None where there is none.
    """
    groups = _Groups(keys)
    said, voids = _pairs(judgements, key_at)
    for (one, other), number in sorted(said.items(), key=lambda item: (-item[1], item[0])):
        if judgements[number].op == "same":
            groups.join(one, other)
        else:
            groups.part(one, other)
    for link in sorted(links, key=lambda link: (-link.score, link.key, link.to)):
        groups.join(link.key, link.to)
    members: dict[str, list[str]] = {}
    for key in groups.above:
        members.setdefault(groups.root(key), []).append(key)
    ids = {root: entity_id(found) for root, found in members.items()}
    return {key: ids[groups.root(key)] for key in groups.above}, voids


def _pairs(
    judgements: Sequence[Judgement], key_at: Callable[[Ref], str | None]
) -> tuple[dict[tuple[str, str], int], list[Void]]:
    """For each two keys that are judged, the number of the line that counts; and the lines that are void."""
    said: dict[tuple[str, str], int] = {}
    voids = []
    for number, judgement in enumerate(judgements):
        if judgement.op not in IDENTITY:
            continue
        keys = [key_at(ref) for ref in judgement.refs]
        if None in keys:
            voids.append(Void(number, NO_MENTION))
            continue
        known = sorted({key for key in keys if key is not None}, key=key_order)
        if len(known) < 2 or (judgement.op == "different" and len(known) < len(keys)):
            voids.append(Void(number, ONE_ENTITY))
            continue
        for pair in combinations(known, 2):
            if judgement.op == "unsure":
                said.pop(pair, None)
            else:
                said[pair] = number
    return said, voids


class _Groups:
    """Disjoint sets, some of which must not become one."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.above = {key: key for key in keys}
        self._size = dict.fromkeys(self.above, 1)
        self._apart: dict[str, set[str]] = {}

    def root(self, key: str) -> str:
        top = key
        while self.above[top] != top:
            top = self.above[top]
        while self.above[key] != top:
            self.above[key], key = top, self.above[key]
        return top

    def join(self, one: str, other: str) -> None:
        """Make the two one, unless they are kept apart."""
        one, other = self.root(one), self.root(other)
        if one == other or other in self._apart.get(one, ()):
            return
        if self._size[one] < self._size[other]:
            one, other = other, one
        self.above[other] = one
        self._size[one] += self._size[other]
        for third in self._apart.pop(other, ()):
            self._apart[third].remove(other)
            self._keep(one, third)

    def part(self, one: str, other: str) -> None:
        """Keep the two apart, unless they are one already."""
        one, other = self.root(one), self.root(other)
        if one != other:
            self._keep(one, other)

    def _keep(self, one: str, other: str) -> None:
        self._apart.setdefault(one, set()).add(other)
        self._apart.setdefault(other, set()).add(one)
