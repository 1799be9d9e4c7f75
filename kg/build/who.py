"""Who is who among the entities of all cables, as columns: what is needed of it to put the files together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.build.parts import Parts
from kg.model import PREDICATES
from kg.protect import Censor
from kg.resolve import entity_id
from kg.resolve.identity import identify
from kg.resolve.names import is_redaction
from kg.resolve.reasons import text
from kg.resolve.table import KINDS, Batch, Builder, Numbers, Table
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
    canonical: list[str]  # of each cable its id as others write it
    live: list[str]  # of each cable the key of its row
    protected: frozenset[int]  # the entities that a cable asks to protect
    asks: Numbers  # of each row whether its cable does
    hides: Numbers  # of each cable whether it asks to protect names of which no entity is made
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
        rows: Numbers = np.repeat(self.first[places] - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
        return rows

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


_BRIEF = [
    "key",
    *(f"extraction.document.{f}" for f in ("id", "date", "canonical_id")),
    "extraction.protected_names.list.element",
    *(f"pieces.shares.list.element.{f}" for f in ("key", "type", "name", "aliases.list.element", "protected")),
    *(f"pieces.sayings.list.element.{f}" for f in ("subject", "predicate", "object", "title")),
]


def who_is_who(parts: Parts, live: Sequence[str]) -> Who:
    """Resolve the cables under these keys."""
    builder = Builder()
    about: list[tuple[str, str, str, bool]] = []  # of each cable as they are read
    read: list[tuple[Batch, Numbers]] = []
    for rows in parts.tables(live, _BRIEF):
        extraction = rows["extraction"].combine_chunks()
        document = extraction.field("document")
        cables, dates, others = (document.field(f).to_pylist() for f in ("id", "date", "canonical_id"))
        hides = pc.list_value_length(extraction.field("protected_names")).to_numpy() > 0
        about += zip(cables, others, rows["key"].to_pylist(), hides.tolist(), strict=True)
        batch, asked = _batch(builder, rows["pieces"].combine_chunks())
        builder.add(cables, dates, batch)
        read.append((batch, asked))
    table = builder.table()
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
    by_id = sorted(range(len(about)), key=about.__getitem__)
    about = [about[at] for at in by_id]
    place = np.argsort(by_id)  # of each cable as they were read
    entities, relations = (_joined([getattr(batch, f) for batch, _ in read]) for f in ("entities", "relations"))
    asks = _joined([asked for _, asked in read])[np.argsort(np.repeat(place, entities), kind="stable")]
    of = np.repeat(place, relations)
    by_cable = np.argsort(of, kind="stable")
    of = of[by_cable]
    sides = [_joined([getattr(batch, f) for batch, _ in read])[by_cable] + first[of] for f in ("subject", "object")]
    return Who(
        table, first, entity, to, score, reason, identifiers, [canonical for _, canonical, _, _ in about],
        [key for _, _, key, _ in about], frozenset(entity[asks].tolist()), asks,
        np.array([hides for *_, hides in about], bool), (sides[0], sides[1]),
        np.searchsorted(of, np.arange(len(about) + 1)), parts,
    )  # fmt: skip


def _joined(columns: list[Numbers]) -> Numbers:
    return np.concatenate(columns) if columns else np.empty(0, np.int64)


def _batch(builder: Builder, written: pa.StructArray) -> tuple[Batch, Numbers]:
    """What resolution reads of the pieces of some cables, and which of their entities are protected."""
    shares, sayings = written.field("shares"), written.field("sayings")
    entity, said = shares.flatten(), sayings.flatten()
    aliases = entity.field("aliases")

    def codes(strings: pa.Array) -> Numbers:
        found = strings.dictionary_encode()
        numbers: Numbers = builder.codes(found.dictionary.to_pylist())[found.indices.to_numpy()]
        return numbers

    def known(strings: pa.Array, names: Sequence[str]) -> Numbers:
        numbers: Numbers = pc.index_in(strings, pa.array(names)).to_numpy().astype(np.int64)
        return numbers

    batch = Batch(
        pc.list_value_length(shares).to_numpy().astype(np.int64),
        known(entity.field("type"), KINDS),
        np.array([int(key.rsplit(".", 1)[1]) for key in entity.field("key").to_pylist()], np.int64),
        codes(entity.field("name")),
        pc.list_value_length(aliases).to_numpy().astype(np.int64),
        codes(aliases.flatten()),
        pc.list_value_length(sayings).to_numpy().astype(np.int64),
        said.field("subject").to_numpy(),
        known(said.field("predicate"), PREDICATES),
        said.field("object").to_numpy(),
        codes(said.field("title")),
    )
    return batch, entity.field("protected").to_numpy(zero_copy_only=False)


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
    concerned.update(who.table.cables[at] for at in np.flatnonzero(who.hides).tolist())
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


def asked_names(who: Who) -> dict[str, list[str]]:
    """By cable the names that it asks to protect."""
    asking = [who.live[at] for at in np.flatnonzero(who.hides).tolist()]
    found = {}
    for rows in who.parts.tables(asking, ["extraction.document.id", "extraction.protected_names.list.element"]):
        for row in rows["extraction"].to_pylist():
            found[row["document"]["id"]] = sorted(set(row["protected_names"]))
    return dict(sorted(found.items()))
