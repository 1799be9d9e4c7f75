"""Putting the entities into the files, in shares that do not depend on each other: here, or by workers (kg.build.pool).

1. From a share of the cables: what they tell of entities, put aside by the entities' numbers.
2. From what all have put aside in one bucket: the entities' pieces of the files, and the assertions, put aside.
3. From the assertions of one bucket: their pieces.

What is put aside, and what is written, lies in one file of each share, which nobody else can write to.
"""

from __future__ import annotations

import pickle
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from kg.build.entities import Writer
from kg.build.parts import Parts
from kg.build.pool import Pool, alone, here
from kg.build.sections import Binder, Sheaf
from kg.build.sources import read_pieces
from kg.build.told import COLUMNS, Cables, told
from kg.build.who import name, number
from kg.censor import Censor
from kg.model import ENTITY_TYPES, PREDICATES
from kg.resolve.table import Numbers

#: So many values are in memory when they are put aside.
RUN = 8192
#: A worker is stuck if a share takes longer than so many seconds; it should be one or two.
PATIENCE = 600.0
#: Fewer cables than this are not worth it to start a worker, or to give a share to one that is there.
WORTH_A_START, WORTH_A_SHARE = 400, 32


@dataclass(frozen=True, slots=True)
class Pile:
    """Values put aside by one share, in a file: of each run where it begins, and the ends of its buckets."""

    path: Path
    runs: list[tuple[int, list[int]]]


@dataclass(frozen=True, slots=True)
class Aside:
    """A share of the cables: all that telling needs to know of them, and in which rows their pieces are."""

    path: Path
    cables: Cables
    parts: Parts
    sources: Sequence[str]
    masked: Numbers


@dataclass(frozen=True, slots=True)
class Bucket:
    """What was put aside in one bucket, and where its pieces go."""

    number: int
    path: Path
    piles: Sequence[Pile]


@dataclass(frozen=True, slots=True)
class Style:
    """How entities are written, and by which edges assertions are put aside (see ``hashed``)."""

    versions: Mapping[str, str]
    names: Censor | None
    identifiers: Mapping[int, tuple[str, ...]]
    edges: Sequence[int]


Begun = Callable[[], None]


def hashed(count: int) -> list[int]:
    """The edges of ``count`` shares of 64-bit numbers of which none is likelier than another."""
    return [(number << 64) // count for number in range(1, count)]


def put(path: Path, edges: Sequence[int], values: Iterable[tuple[int, Any]]) -> Pile:
    """Put values aside, each with its key."""
    runs, waiting = [], iter(values)
    with path.open("wb") as file:
        while run := list(islice(waiting, RUN)):
            buckets: list[list[tuple[int, Any]]] = [[] for _ in range(len(edges) + 1)]
            for value in run:
                buckets[bisect_right(edges, value[0])].append(value)
            start, ends = file.tell(), []
            for bucket in buckets:
                if bucket:
                    pickle.dump(bucket, file, pickle.HIGHEST_PROTOCOL)
                ends.append(file.tell())
            runs.append((start, ends))
    return Pile(path, runs)


def take(piles: Iterable[Pile], bucket: int) -> list[tuple[int, Any]]:
    """The values of a bucket from all piles in the order of their keys."""
    found: list[tuple[int, Any]] = []
    for pile in piles:
        starts = [ends[bucket - 1] if bucket else start for start, ends in pile.runs]
        some = [start for start, (_, ends) in zip(starts, pile.runs, strict=True) if start < ends[bucket]]
        if some:
            with pile.path.open("rb") as file:
                for start in some:
                    file.seek(start)
                    found += pickle.load(file)
    found.sort(key=itemgetter(0))
    return found


def put_aside(edges: Sequence[int], shard: Sequence[Aside], begun: Begun) -> list[Pile]:
    """What the cables of some shares tell of entities."""
    return [put(one.path, edges, _told(one)) for one in shard]


def _told(one: Aside) -> Iterator[tuple[int, Any]]:
    places = one.cables.places()
    for some, written in read_pieces(one.parts, one.sources, one.masked, places, COLUMNS):
        yield from told(one.cables, some, written)


def write_entities(style: Style, shard: Sequence[Bucket], begun: Begun) -> list[tuple[Sheaf, Pile]]:
    """Nodes, edges and their blocks, and the assertions put aside."""
    writer = Writer(style.versions, style.names)
    return [_entities(writer, style, bucket) for bucket in shard]


def _entities(writer: Writer, style: Style, bucket: Bucket) -> tuple[Sheaf, Pile]:
    pieces = Binder(bucket.path)
    said = []
    for entity, found in groupby(take(bucket.piles, bucket.number), itemgetter(0)):
        written = writer.write(name(entity), (told for _, told in found), style.identifiers.get(entity, ()))
        pieces.write("nodes", entity, written.node, ENTITY_TYPES.index(written.type), written.mentions)
        pieces.write("id:", entity, written.block)
        pieces.items("edges", entity, written.edges)
        said += [
            (number(one.id), (one.block, entity, PREDICATES.index(one.predicate), one.evidence))
            for one in written.assertions
        ]
    return pieces.sheaf(), put(bucket.path.with_suffix(".said"), style.edges, said)


def write_assertions(_: None, shard: Sequence[Bucket], begun: Begun) -> list[Sheaf]:
    """The blocks of assertions."""
    return [_assertions(bucket) for bucket in shard]


def _assertions(bucket: Bucket) -> Sheaf:
    pieces = Binder(bucket.path)
    for assertion, (block, *notes) in take(bucket.piles, bucket.number):
        pieces.write("said:", assertion, block, *notes)
    return pieces.sheaf()


def ready() -> None:
    """What a worker loads before it is given anything is this module."""


@dataclass
class Shares:
    """Shares of one kind, for kg.build.pool."""

    function: Callable[[Any, Any, Begun], list[Any]]
    common: Any
    tasks: Iterable[Any]
    prepare: Callable[[], object] = ready

    #: Results by the numbers of their shares; and these numbers, by the identity of shares that are being done.
    _found: dict[int, Any] = field(default_factory=dict)
    _number: dict[int, int] = field(default_factory=dict)

    def run(self, pool: Pool, cables: int, meanwhile: Iterator[None]) -> list[Any]:
        """Have all done, which come from so many cables; the results in the order of the shares. ``meanwhile`` as in
        Pool.run."""
        if pool.count and cables >= (WORTH_A_SHARE if pool.workers else WORTH_A_START):
            pool.run(self, meanwhile=meanwhile)
        else:
            alone(self)
        return [self._found[number] for number in sorted(self._found)]

    def shards(self) -> Iterator[list[Any]]:
        """One share at a time."""
        for at, task in enumerate(self.tasks):
            self._number[id(task)] = at
            yield [task]

    def seconds(self, task: Any) -> float:
        """The same for all."""
        return PATIENCE

    def begun(self, task: Any) -> None:
        """Nothing is told of shares."""

    def done(self, shard: Sequence[Any], result: list[Any]) -> None:
        """Keep the result."""
        for task, one in zip(shard, result, strict=True):
            self._found[self._number.pop(id(task))] = one

    def lost(self, task: Any) -> None:
        """What ends workers is done here: then it is said what is wrong, if anything is."""
        here(self, [task])
