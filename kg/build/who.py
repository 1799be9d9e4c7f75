"""Who is who among the entities of all cables, as columns: what is needed of it to put the files together."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from kg.build.brief import Brief
from kg.build.parts import Parts
from kg.censor import Censor
from kg.resolve import entity_id
from kg.resolve.identity import identify
from kg.resolve.names import is_redaction
from kg.resolve.reasons import text
from kg.resolve.table import Builder, Numbers, Table, stretches
from kg.tables import from_column


@dataclass(slots=True)
class Forms:
    """All forms of an entity in a cable."""

    key: str
    type: str
    name: str
    aliases: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Who:
    """Rows are those of kg.resolve.table: the shares of the cables in the order of their ids.

    ``entity``: of each row its entity's id as a number; ``to``, ``score`` and ``reason``: its link to another row (-1:
    none); ``identifiers`` of the entities that have any.
    """

    table: Table
    first: Numbers  # of each cable its first row; one more at the end
    entity: Numbers
    to: Numbers
    score: Numbers
    reason: Numbers
    identifiers: dict[int, tuple[str, ...]]
    short: Brief  # the cables
    live: list[str]  # of each the key of its row
    protected: frozenset[int]  # the entities that a cable asks to protect
    #: Of each relation, cable by cable, the rows of subject and object; of each cable its first, and one more.
    ends: tuple[Numbers, Numbers]
    said: Numbers
    parts: Parts

    def place(self, cable: str) -> int:
        """Of a cable its place among all."""
        return bisect_left(self.table.cables, cable)

    def keys(self, cables: Iterable[str]) -> list[str]:
        """The keys of the rows of these cables, of those that are there."""
        found = [(cable, self.place(cable)) for cable in sorted(cables)]
        return [self.live[at] for cable, at in found if self.table.cables[at : at + 1] == [cable]]

    def ids(self, cable: str) -> list[str]:
        """The entity of each of a cable's shares."""
        at = self.place(cable)
        return [name(number) for number in self.entity[self.first[at] : self.first[at + 1]].tolist()]

    def links(self, rows: Numbers) -> list[dict[str, Any] | None]:
        """The link of each of these rows, as in graph.json."""
        found: list[dict[str, Any] | None] = [None] * len(rows)
        tied = np.flatnonzero(self.to[rows] >= 0)
        rows = rows[tied]
        ties = zip(self.score[rows].tolist(), self.reason[rows].tolist(), strict=True)
        keys = zip(self.table.keys(rows), self.table.keys(self.to[rows]), strict=True)
        for at, (key, to), (score, reason) in zip(tied.tolist(), keys, ties, strict=True):
            found[at] = {"key": key, "to": to, "score": score, "reason": text(reason)}
        return found

    def rows(self, places: Numbers) -> Numbers:
        """The rows of these cables, one cable after the other."""
        sizes = self.first[places + 1] - self.first[places]
        return stretches(self.first[places], sizes)

    def row(self, key: str) -> int:
        """The row of a within-cable key."""
        at = self.place(key.rsplit(".", 2)[0])
        rows = range(int(self.first[at]), int(self.first[at + 1]))
        return next(row for row in rows if self.table.key(row) == key)

    def cables_of(self, entities: Iterable[int]) -> list[str]:
        """The cables that speak of these."""
        rows = np.isin(self.entity, np.array(sorted(entities), np.uint64))
        return [self.table.cables[at] for at in np.unique(self.table.cable[rows]).tolist()]


def name(number: int) -> str:
    """The id of an entity by its number."""
    return f"e{number:016x}"


def number(entity: str) -> int:
    """The number of an entity by its id."""
    return int(entity[1:], 16)


def who_is_who(parts: Parts, short: Brief) -> Who:
    """Resolve these cables, which are in the order of their ids."""
    builder = Builder()
    codes = builder.codes(short.strings)
    for _, some in short.slices():
        builder.add([cable.id for cable in some.cables], [cable.date for cable in some.cables], some.batch(codes))
    table = builder.table()
    del builder, codes  # of no more use, and large
    first = np.searchsorted(table.cable, np.arange(len(table.cables) + 1))
    found = identify(table)
    order, ends = found.order()
    entity = np.zeros(len(table), np.uint64)
    identifiers = {}
    for start, end in pairwise(ends.tolist()):
        one = number(entity_id([table.key(int(order[start]))]))
        entity[order[start:end]] = one
        if names := found.identifiers(order[start:end]):
            identifiers[one] = names
    to, score, reason = found.ties()
    of = np.repeat(np.arange(len(short)), short.relations)
    sides = (short.subject + first[of], short.object + first[of])
    said = np.searchsorted(of, np.arange(len(short) + 1))
    return Who(
        table, first, entity, to, score, reason, identifiers, short, [cable.key for cable in short.cables],
        frozenset(entity[short.protected].tolist()), sides, said, parts,
    )  # fmt: skip


_FORMS = [
    "extraction.document.id",
    "extraction.protected_names.list.element",
    *(f"pieces.shares.list.element.{f}" for f in ("key", "type", "name", "aliases.list.element", "texts.list.element")),
]


def protected_names(who: Who, names: Censor, but: frozenset[int]) -> None:
    """Add to ``names`` the forms of all that must be protected, without those of the entities ``but``."""
    hidden = who.protected - but
    rows = np.flatnonzero(np.isin(who.entity, np.array(sorted(hidden), np.uint64)))
    speak: dict[int, set[str]] = {}
    for row in rows.tolist():
        speak.setdefault(int(who.entity[row]), set()).add(who.table.cables[who.table.cable[row]])
    concerned = {cable for cables in speak.values() for cable in cables}
    concerned.update(who.table.cables[at] for at in np.flatnonzero(who.short.hides).tolist())
    for rows in who.parts.tables(who.keys(concerned), _FORMS):
        document = rows["extraction"].combine_chunks()
        cables = from_column(str, document.field("document").field("id"))
        asked = from_column(tuple[str, ...], document.field("protected_names"))
        shares = from_column(tuple[Forms, ...], rows["pieces"].combine_chunks().field("shares"))
        for cable, forms, found in zip(cables, asked, shares, strict=True):
            at = who.place(cable)
            of_rows = who.entity[who.first[at] : who.first[at + 1]].tolist() if speak else []
            for share, entity in zip(found, of_rows, strict=False):
                if entity in speak:
                    for form in {share.name, *share.aliases, *share.texts}:
                        if not is_redaction(form):
                            names.add(form, speak[entity], person=share.type == "person")
            kinds = {text: share.type for share in found for text in share.texts} if forms else {}
            for form in sorted(set(forms)):
                # Where no mention says of what kind the bearer is: nearly all are people.
                names.add(form, [cable], person=kinds.get(form, "person") == "person")


def protection(who: Who) -> str:
    """A digest of all that protected_names finds its names by: where it is the same, they are."""
    rows = np.flatnonzero(np.isin(who.entity, np.array(sorted(who.protected), np.uint64)))
    cable = who.table.cable[rows]
    speak = zip(cable.tolist(), (rows - who.first[cable]).tolist(), who.entity[rows].tolist(), strict=True)
    told = [[who.live[at], place, entity] for at, place, entity in speak]
    asking = [who.live[at] for at in np.flatnonzero(who.short.hides).tolist()]
    return hashlib.sha256(json.dumps([told, asking]).encode()).hexdigest()


def asked_names(who: Who) -> dict[str, list[str]]:
    """By cable the names that it asks to protect."""
    asking = [who.live[at] for at in np.flatnonzero(who.short.hides).tolist()]
    found = {}
    for rows in who.parts.tables(asking, ["extraction.document.id", "extraction.protected_names.list.element"]):
        for row in rows["extraction"].to_pylist():
            found[row["document"]["id"]] = sorted(set(row["protected_names"]))
    return dict(sorted(found.items()))
