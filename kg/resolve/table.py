"""What resolution reads of all cables, as columns: numbers and one list of each string, no object for an entity.

Rows are within-cable entities in the order of their keys, so that the smallest row of a group is its smallest key.
A hundred bytes a row or so, and every different string once.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from kg.model import ENTITY_TYPES, Extraction
from kg.resolve.names import is_redaction

#: Entity types in the order in which keys are sorted; a row's type is a number in it.
KINDS = tuple(sorted(ENTITY_TYPES))
_KIND = {kind: number for number, kind in enumerate(KINDS)}

_WITH = frozenset({"met_with", "cooperates_with", "family_of", "legal_action", "owns"})

Numbers = np.ndarray[Any, np.dtype[Any]]


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
        at = np.concatenate([[0], np.cumsum(sizes)])
        where = np.repeat(self.at[rows] - at[:-1], sizes) + np.arange(at[-1])
        return Lists(at, self.values[where])


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


_LISTS = ("forms", "titles", "bodies", "places", "people")
#: For a cable without a date: far from no other day.
NO_DAY = -(1 << 30)


@dataclass
class Builder:
    """Makes a Table, one cable after the other in any order."""

    _strings: dict[str, int] = field(default_factory=dict)
    _cables: list[str] = field(default_factory=list)
    _days: list[int] = field(default_factory=list)
    _rows: dict[str, array[int]] = field(
        default_factory=lambda: {name: array("q") for name in ("cable", "kind", "start", "name")}
    )
    _lists: dict[str, tuple[array[int], array[int]]] = field(
        default_factory=lambda: {name: (array("q", [0]), array("q")) for name in _LISTS}
    )

    def cable(
        self,
        cable: str,
        day: str,
        entities: Sequence[tuple[str, int, str, Iterable[str]]],
        relations: Iterable[tuple[int, str, int, str]],
    ) -> None:
        """Add one cable: its date (ISO 8601), its entities as (type, offset, name, aliases) and its relations as
        (subject, predicate, object, title), ends by their position among the entities."""
        number = len(self._cables)
        self._cables.append(cable)
        self._days.append(_day(day))
        found: list[dict[str, list[str]]] = [{} for _ in entities]
        for subject, predicate, obj, title in relations:
            a, b = entities[subject], entities[obj]
            if predicate == "holds_position":
                if title:
                    found[subject].setdefault("titles", []).append(title)
                found[subject].setdefault("places" if b[0] == "place" else "bodies", []).append(b[2])
                found[obj].setdefault("people", []).append(a[2])
            elif predicate in ("located_in", "nationality"):
                found[subject].setdefault("places", []).append(b[2])
            elif predicate in ("member_of", "part_of"):
                found[subject].setdefault("places" if b[0] == "place" else "bodies", []).append(b[2])
                if a[0] == "person":
                    found[obj].setdefault("people", []).append(a[2])
            elif predicate in _WITH:
                found[subject].setdefault("people", []).append(b[2])
                found[obj].setdefault("people", []).append(a[2])
        rows, string = self._rows, self._string
        rows["cable"].extend([number] * len(entities))
        rows["kind"].extend([_KIND[entity[0]] for entity in entities])
        rows["start"].extend([entity[1] for entity in entities])
        for (_, _, name, aliases), lists in zip(entities, found, strict=True):
            lists["forms"] = [name, *aliases]
            rows["name"].append(string(name))
            for column, (at, values) in self._lists.items():
                if column in lists:
                    values.extend([string(s) for s in dict.fromkeys(lists[column])])
                at.append(len(values))

    def _string(self, string: str) -> int:
        return self._strings.setdefault(string, len(self._strings))

    def table(self) -> Table:
        """All that was added, in the order of the keys."""
        order = sorted(range(len(self._cables)), key=self._cables.__getitem__)
        rank = np.empty(len(order), np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        rows = {name: np.frombuffer(column, np.int64) if column else np.empty(0, np.int64)
                for name, column in self._rows.items()}  # fmt: skip
        cable = rank[rows["cable"]]
        by_key = np.lexsort((rows["start"], rows["kind"], cable))
        lists = {
            name: Lists(np.frombuffer(at, np.int64), np.array(values, np.int32)).take(by_key)
            for name, (at, values) in self._lists.items()
        }
        return Table(
            cables=[self._cables[i] for i in order],
            day=np.array([self._days[i] for i in order], np.int64),
            strings=list(self._strings),
            cable=cable[by_key],
            kind=rows["kind"][by_key].astype(np.int8),
            start=rows["start"][by_key],
            name=rows["name"][by_key].astype(np.int32),
            **lists,
        )


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
