"""What resolution reads of all cables, as columns: numbers and one list of each string, no object for an entity.

Rows are within-cable entities in the order of their keys, so that the smallest row of a group is its smallest key.
A hundred bytes a row or so, and every different string once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import log2
from typing import Any, NamedTuple

import numpy as np

from kg.model import ENTITY_TYPES, PREDICATES, Extraction
from kg.resolve.names import is_redaction

#: Entity types in the order in which keys are sorted; a row's type is a number in it.
KINDS = tuple(sorted(ENTITY_TYPES))
_KIND = {kind: number for number, kind in enumerate(KINDS)}

_PERSON, _PLACE = _KIND["person"], _KIND["place"]
#: Which predicates say what resolution reads, each as a truth value for every predicate.
_SAYS = {
    what: np.array([predicate in found for predicate in PREDICATES])
    for what, found in {
        "office": {"holds_position"},
        "belongs": {"member_of", "part_of"},
        "lies": {"located_in", "nationality"},
        "mutual": {"met_with", "cooperates_with", "family_of", "legal_action", "owns"},
    }.items()
}

Numbers = np.ndarray[Any, np.dtype[Any]]


def stretches(starts: Numbers, sizes: Numbers) -> Numbers:
    """The numbers from each start on, so many as its size says, one stretch after the other."""
    found: Numbers = np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
    return found


def distinct(values: Numbers) -> Numbers:
    """Each of these whole numbers once, sorted. Where nothing more is asked np.unique looks up each by itself, which
    takes twenty times as long."""
    values = np.sort(values)
    first = np.ones(len(values), bool)
    first[1:] = values[1:] != values[:-1]
    return values[first]


def in_order(values: Numbers) -> Numbers:
    """The places of these whole numbers, none below zero, from the smallest to the largest, equal ones as they come:
    what a stable np.argsort says, in a fifth of its time."""
    n = len(values)
    if not n or int(values.max()) >= (1 << 63) // n:
        return np.argsort(values, kind="stable")
    order: Numbers = np.sort(values.astype(np.int64) * n + np.arange(n)) % n
    return order


def roughly(count: int) -> float:
    """The nearest of eight steps to each doubling: by how many there are in all, one more changes no score."""
    return 2 ** (round(log2(max(1, count)) * 8) / 8)


def equals(*columns: Numbers) -> Iterator[tuple[int, Numbers]]:
    """Where the columns say the same: the first place and all places of each, those that come first first."""
    if not len(columns[0]):
        return
    order = np.lexsort(columns[::-1])
    apart = np.any([np.diff(column[order]) != 0 for column in columns], axis=0)
    begins = np.concatenate([[0], np.flatnonzero(apart) + 1])
    ends = np.append(begins[1:], len(order))
    for at in np.argsort(order[begins]).tolist():
        yield int(order[begins[at]]), order[begins[at] : ends[at]]


@dataclass(frozen=True, slots=True)
class Lists:
    """A list of numbers for each row: ``values[at[i] : at[i + 1]]``."""

    at: Numbers
    values: Numbers

    def of(self, row: int) -> list[int]:
        found: list[int] = self.values[self.at[row] : self.at[row + 1]].tolist()
        return found

    def take(self, rows: Numbers) -> Lists:
        """The lists of these rows, in their order."""
        sizes = self.at[rows + 1] - self.at[rows]
        return Lists(np.concatenate([[0], np.cumsum(sizes)]), self.values[stretches(self.at[rows], sizes)])


@dataclass(frozen=True, slots=True)
class Table:
    """``n`` within-cable entities of the cables ``cables`` (sorted ids)."""

    cables: list[str]
    day: Numbers  # of each cable: days since 1970, or NO_DAY
    strings: list[str]  # every different form, title and neighbour's name
    cable: Numbers  # n
    kind: Numbers  # n: see KINDS
    start: Numbers  # n: offset of the first mention
    name: Numbers  # n: the fullest form
    forms: Lists  # every form, the fullest first
    titles: Lists  # of a person: the titles held
    bodies: Lists  # of a person: what they hold office in or belong to; of a body: what it is part of
    places: Lists  # where it lies, whose national it is
    people: Lists  # of a body: who serves it; of all: whom it met, works with, is kin to

    def __len__(self) -> int:
        return len(self.cable)

    def key(self, row: int) -> str:
        """The within-cable key: ``<cable>.<type>.<offset>``."""
        return f"{self.cables[self.cable[row]]}.{KINDS[self.kind[row]]}.{self.start[row]}"

    def keys(self, rows: Numbers) -> list[str]:
        """The keys of these rows."""
        columns = (column[rows].tolist() for column in (self.cable, self.kind, self.start))
        return [f"{self.cables[cable]}.{KINDS[kind]}.{start}" for cable, kind, start in zip(*columns, strict=True)]


_LISTS = ("forms", "titles", "bodies", "places", "people")
#: For a cable without a date: far from no other day.
NO_DAY = -(1 << 30)


class Batch(NamedTuple):
    """What some cables hold, as numbers: of each cable how many entities and relations, and these one after the other.

    Types are numbers in KINDS, predicates in PREDICATES, strings those of Builder.codes; subject and object are places
    among the entities of their cable.
    """

    entities: Numbers
    kind: Numbers
    start: Numbers
    name: Numbers
    alias_count: Numbers  # of each entity
    alias: Numbers
    relations: Numbers
    subject: Numbers
    predicate: Numbers
    object: Numbers
    title: Numbers


class Builder:
    """Makes a Table, some cables after the others in any order."""

    def __init__(self) -> None:
        self._strings: dict[str, int] = {}
        self._cables: list[str] = []
        self._days: list[int] = []
        self._rows: dict[str, list[Numbers]] = {name: [] for name in ("cable", "kind", "start", "name")}
        self._lists: dict[str, list[tuple[Numbers, Numbers]]] = {name: [] for name in _LISTS}

    def codes(self, strings: Iterable[str]) -> Numbers:
        """The numbers of these strings."""
        known = self._strings
        return np.array([known.setdefault(string, len(known)) for string in strings], np.int64)

    def cable(
        self,
        cable: str,
        day: str,
        entities: Sequence[tuple[str, int, str, Collection[str]]],
        relations: Iterable[tuple[int, str, int, str]],
    ) -> None:
        """Add one cable: its date (ISO 8601), its entities as (type, offset, name, aliases) and its relations as
        (subject, predicate, object, title), ends by their position among the entities."""
        said = list(relations)
        batch = Batch(
            np.array([len(entities)]),
            np.array([_KIND[e[0]] for e in entities], np.int64),
            np.array([e[1] for e in entities], np.int64),
            self.codes(e[2] for e in entities),
            np.array([len(e[3]) for e in entities], np.int64),
            self.codes(alias for e in entities for alias in e[3]),
            np.array([len(said)]),
            np.array([r[0] for r in said], np.int64),
            np.array([PREDICATES.index(r[1]) for r in said], np.int64),
            np.array([r[2] for r in said], np.int64),
            self.codes(r[3] for r in said),
        )
        self.add([cable], [day], batch)

    def add(self, cables: Sequence[str], days: Iterable[str], batch: Batch) -> None:
        """Add these cables with their dates."""
        n = len(batch.kind)
        number = np.arange(len(self._cables), len(self._cables) + len(cables))
        self._cables += cables
        self._days += map(_day, days)
        self._rows["cable"].append(np.repeat(number, batch.entities))
        for column in ("kind", "start", "name"):
            self._rows[column].append(getattr(batch, column))
        names = np.concatenate([np.arange(n), np.repeat(np.arange(n), batch.alias_count)])
        self._list("forms", n, names, np.concatenate([batch.name, batch.alias]))
        shift = np.repeat(np.cumsum(batch.entities) - batch.entities, batch.relations)
        one, other = batch.subject + shift, batch.object + shift
        office, belongs, lies, mutual = (says[batch.predicate] for says in _SAYS.values())
        in_place = batch.kind[other] == _PLACE
        titled = office & (batch.title != self._strings.get("", -1))
        self._list("titles", n, one[titled], batch.title[titled])
        there = lies | ((office | belongs) & in_place)
        self._list("places", n, one[there], batch.name[other[there]])
        body = (office | belongs) & ~in_place
        self._list("bodies", n, one[body], batch.name[other[body]])
        served = office | mutual | (belongs & (batch.kind[one] == _PERSON))
        # In the order of the relations; of a mutual one the object is told to the subject first.
        turn = np.argsort(np.concatenate([2 * np.flatnonzero(mutual), 2 * np.flatnonzero(served) + 1]), kind="stable")
        told = np.concatenate([one[mutual], other[served]])[turn]
        self._list("people", n, told, batch.name[np.concatenate([other[mutual], one[served]])[turn]])

    def _list(self, column: str, n: int, row: Numbers, value: Numbers) -> None:
        """Add lists of n rows: these values of these rows in the order in which they come, each once."""
        _, first = np.unique(row * np.int64(len(self._strings) + 1) + value, return_index=True)
        first.sort()
        row, value = row[first], value[first]
        self._lists[column].append((np.bincount(row, minlength=n), value[in_order(row)]))

    def table(self) -> Table:
        """All that was added, in the order of the keys."""
        order = sorted(range(len(self._cables)), key=self._cables.__getitem__)
        rank = np.empty(len(order), np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        rows = {name: _joined(columns) for name, columns in self._rows.items()}
        cable = rank[rows["cable"]]
        by_key = np.lexsort((rows["start"], rows["kind"], cable))
        # Whatever came first: who is who must not depend on it.
        strings = sorted(self._strings)
        number = np.empty(len(strings), np.int32)
        number[[self._strings[string] for string in strings]] = np.arange(len(strings), dtype=np.int32)
        lists = {}
        for name, parts in self._lists.items():
            at = np.concatenate([[0], np.cumsum(_joined([size for size, _ in parts]))])
            lists[name] = Lists(at, number[_joined([values for _, values in parts])]).take(by_key)
        return Table(
            cables=[self._cables[i] for i in order],
            day=np.array([self._days[i] for i in order], np.int64),
            strings=strings,
            cable=cable[by_key],
            kind=rows["kind"][by_key].astype(np.int8),
            start=rows["start"][by_key],
            name=number[rows["name"][by_key]],
            **lists,
        )


def _joined(columns: list[Numbers]) -> Numbers:
    return np.concatenate(columns) if columns else np.empty(0, np.int64)


def _day(iso: str) -> int:
    try:
        return date.fromisoformat(iso[:10]).toordinal() - 719163
    except ValueError:
        return NO_DAY


def table(extractions: Iterable[Extraction]) -> Table:
    """The columns of these extractions, without redactions (``XXXXXXXXXXXX``)."""
    builder = Builder()
    for extraction in extractions:
        entities = [e for e in extraction.entities if not is_redaction(e.name)]
        number = {e.key: i for i, e in enumerate(entities)}
        builder.cable(
            extraction.document.id,
            extraction.document.date,
            [(e.type, int(e.key.rsplit(".", 1)[1]), e.name, e.aliases) for e in entities],
            [
                (number[r.subject], r.predicate, number[r.object], r.title)
                for r in extraction.relations
                if r.subject in number and r.object in number
            ],
        )
    return builder.table()
