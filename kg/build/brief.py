"""What every build reads of all its cables, in short: who is named in them, and in which paragraphs.

The index of a build keeps it (see kg.build.former), so that the next one reads only the cables that are new to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import compress
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.build.parts import Head, Parts
from kg.build.rows import name_text
from kg.model import PREDICATES
from kg.resolve.table import KINDS, Batch, Numbers, stretches

#: What is read of a row.
_COLUMNS = [
    "key",
    "name",
    *(f"extraction.document.{f}" for f in ("id", "sha256", "date", "canonical_id")),
    "extraction.protected_names.list.element",
    *(f"pieces.shares.list.element.{f}" for f in ("key", "type", "name", "protected")),
    *(f"pieces.shares.list.element.{f}.list.element" for f in ("aliases", "paragraphs")),
    *(f"pieces.sayings.list.element.{f}" for f in ("subject", "predicate", "object", "title")),
    "masked.assumes",
]
#: So many cables are looked at together.
_TOGETHER = 128


@dataclass(frozen=True, slots=True)
class Cable:
    """A cable: the key of its row, the name and the digest of its source, its id, date and id as others write it; the
    names that were masked in its masked pieces (kg.build.pieces), None where it has none."""

    key: str
    source: str
    sha256: str
    id: str
    date: str
    canonical: str
    assumes: str | None

    def head(self) -> Head:
        """What tells it from others."""
        return Head(self.key, self.source, self.id, self.sha256)


@dataclass(frozen=True, slots=True)
class Brief:
    """Cables in some order; the entities and relations of one after those of another, as in kg.resolve.table.Batch,
    whose strings are numbers into ``strings``."""

    cables: list[Cable]
    strings: list[str]
    hides: Numbers  # of each cable whether it asks to protect names of which no entity is made
    entities: Numbers  # of each cable how many
    relations: Numbers
    kind: Numbers  # of each entity, as is what follows
    start: Numbers
    name: Numbers
    protected: Numbers
    aliases: Numbers  # how many
    paragraphs: Numbers  # how many name it
    alias: Numbers  # of each alias
    paragraph: Numbers  # of each paragraph its number in the cable, a string as well
    subject: Numbers  # of each relation, as is what follows
    predicate: Numbers
    object: Numbers
    title: Numbers

    def __len__(self) -> int:
        return len(self.cables)

    def take(self, which: Numbers) -> Self:
        """These cables, in this order."""
        entity, relation = _of(self.entities, which), _of(self.relations, which)
        places = {
            **dict.fromkeys(("hides", "entities", "relations"), which),
            **dict.fromkeys(("kind", "start", "name", "protected", "aliases", "paragraphs"), entity),
            **dict.fromkeys(("subject", "predicate", "object", "title"), relation),
            "alias": _of(self.aliases, entity),
            "paragraph": _of(self.paragraphs, entity),
        }
        columns = {name: getattr(self, name)[at] for name, at in places.items()}
        return type(self)([self.cables[at] for at in which.tolist()], self.strings, **columns)

    def slices(self, which: Numbers | None = None) -> Iterator[tuple[Numbers, Self]]:
        """All cables, or these, some at a time, in order: their places, and themselves."""
        which = np.arange(len(self)) if which is None else which
        for start in range(0, len(which), _TOGETHER):
            places = which[start : start + _TOGETHER]
            yield places, self.take(places)

    def batch(self, codes: Numbers) -> Batch:
        """What resolution reads of it; ``codes``: of each string its number there."""
        wide = {name: getattr(self, name).astype(np.int64) for name in (*_LENGTHS, *_PLAIN)}
        text = {name: codes[getattr(self, name)] for name in ("name", "alias", "title")}
        return Batch(
            wide["entities"], wide["kind"], wide["start"], text["name"], wide["aliases"], text["alias"],
            wide["relations"], wide["subject"], wide["predicate"], wide["object"], text["title"],
        )  # fmt: skip

    def columns(self) -> dict[str, Numbers]:
        """All of it as arrays, without strings that nothing uses."""
        used = np.zeros(len(self.strings), bool)
        for name in _STRINGS:
            used[getattr(self, name)] = True
        codes = np.cumsum(used) - 1
        told = [[getattr(cable, f) for cable in self.cables] for f in _FIELDS], list(compress(self.strings, used))
        found = {name: getattr(self, name) for name in _NUMBERS}
        found |= {name: _small(codes[found[name]]) for name in _STRINGS}
        return {"told": np.frombuffer(json.dumps(told).encode(), np.uint8), **found}

    @classmethod
    def of(cls, columns: Mapping[str, Numbers]) -> Self:
        """What ``columns`` gave."""
        told, strings = json.loads(columns["told"].tobytes())
        return cls([Cable(*one) for one in zip(*told, strict=True)], strings, **{n: columns[n] for n in _NUMBERS})


_FIELDS = [field.name for field in fields(Cable)]
_NUMBERS = [field.name for field in fields(Brief) if field.name not in ("cables", "strings")]
_STRINGS = ("name", "alias", "paragraph", "title")
_LENGTHS = ("entities", "relations", "aliases")
_PLAIN = ("kind", "start", "subject", "predicate", "object")


def brief(parts: Parts, keys: Iterable[str], known: Brief | None = None) -> Brief:
    """The cables under these keys in the order of their ids; of those that are in ``known`` nothing is read."""
    wanted = set(keys)
    found = []
    if known is not None:
        there = np.array([cable.key in wanted for cable in known.cables], bool)
        found.append(known.take(np.flatnonzero(there)))
        wanted -= {cable.key for cable in found[0].cables}
    strings: dict[str, int] = {text: number for number, text in enumerate(known.strings)} if known else {}
    found += [_read(rows, strings) for rows in parts.tables(wanted, _COLUMNS)]
    cables = [cable for one in found for cable in one.cables]
    joined = {
        name: _small(np.concatenate([getattr(one, name) for one in found])) if found else np.empty(0, np.int64)
        for name in _NUMBERS
    }
    order = sorted(range(len(cables)), key=lambda at: cables[at].id)
    return Brief(cables, list(strings), **joined).take(np.array(order, np.int64))


def _read(rows: pa.Table, strings: dict[str, int]) -> Brief:
    extraction, written = rows["extraction"].combine_chunks(), rows["pieces"].combine_chunks()
    document = extraction.field("document")
    masked = rows["masked"].combine_chunks()
    ids, digests, dates, others = (document.field(f).to_pylist() for f in ("id", "sha256", "date", "canonical_id"))
    assumes = [one and one["assumes"] for one in masked.to_pylist()]
    names = map(name_text, rows["name"].to_pylist())
    shares, sayings = written.field("shares"), written.field("sayings")
    entity, said = shares.flatten(), sayings.flatten()
    aliases, paragraphs = entity.field("aliases"), entity.field("paragraphs")

    def numbers(texts: pa.Array) -> Numbers:
        found = texts.dictionary_encode()
        new = [strings.setdefault(text, len(strings)) for text in found.dictionary.to_pylist()]
        codes: Numbers = np.array(new, np.int64)[found.indices.to_numpy()]
        return codes

    def known(texts: pa.Array, all_: Sequence[str]) -> Numbers:
        found: Numbers = pc.index_in(texts, pa.array(all_)).to_numpy().astype(np.int8)
        return found

    return Brief(
        list(map(Cable, rows["key"].to_pylist(), names, digests, ids, dates, others, assumes)),
        [],
        pc.list_value_length(extraction.field("protected_names")).to_numpy() > 0,
        pc.list_value_length(shares).to_numpy(),
        pc.list_value_length(sayings).to_numpy(),
        known(entity.field("type"), KINDS),
        np.array([int(key.rsplit(".", 1)[1]) for key in entity.field("key").to_pylist()], np.int64),
        numbers(entity.field("name")),
        entity.field("protected").to_numpy(zero_copy_only=False),
        pc.list_value_length(aliases).to_numpy(),
        pc.list_value_length(paragraphs).to_numpy(),
        numbers(aliases.flatten()),
        numbers(paragraphs.flatten()),
        said.field("subject").to_numpy(),
        known(said.field("predicate"), PREDICATES),
        said.field("object").to_numpy(),
        numbers(said.field("title")),
    )


def _of(sizes: Numbers, which: Numbers) -> Numbers:
    """Where the items of these lists lie, one list after the other, among those of all lists of these sizes."""
    sizes = sizes.astype(np.int64)
    return stretches((np.cumsum(sizes) - sizes)[which], sizes[which])


def _small(numbers: Numbers) -> Numbers:
    """In no more bytes than they need."""
    if numbers.dtype == bool or not len(numbers):
        return numbers
    small: Numbers = numbers.astype(np.min_scalar_type(int(numbers.max())))
    return small


def heads(short: Brief | None) -> dict[str, Head]:
    """Of each cable by its key what tells it from others."""
    return {cable.key: cable.head() for cable in short.cables} if short else {}
