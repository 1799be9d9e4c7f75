"""What the workspace's files are to be made of, and what of it must be made anew: the rest the last build's files have.

Who is who and what readers have corrected (kg.build.who, kg.build.overrule) say of each entity whose it is, and with
the names that must be masked they say which pieces of each cable stand in the files (kg.build.sources). All this is
the index of the build (kg.build.former); compared with the last one's it tells what has changed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.build.files import OF_CABLES
from kg.build.former import Former, Index, Touched, everything, touched
from kg.build.overrule import Overruled
from kg.build.sections import Kept
from kg.build.sources import Say, named, read_pieces, relevant, sources
from kg.build.who import Who, number, protected_names, protection
from kg.censor import Censor
from kg.rdf.triples import by_name
from kg.rdf.vocab import encode
from kg.resolve.table import Numbers


@dataclass(frozen=True, slots=True)
class Settings:
    """How the files are to be: with protected names or without, under which base IRI, made by what."""

    include_protected: bool
    base_iri: str | None
    versions: Mapping[str, str]
    #: A digest of the code that puts them together.
    program: str = ""

    def told(self) -> str:
        """All of it as text."""
        return json.dumps([self.include_protected, self.base_iri, dict(sorted(self.versions.items())), self.program])


class Plan:
    """The plan of one build. A cable is known by its place among all, in the order of their ids.

    ``names`` are to be masked (None: none are); ``known``: the cables by their names (kg.rdf.triples.by_name);
    ``orders``: the places of cables by the names that begin with their ids, by what follows the id in them;
    ``entity``: of each row its entity as readers have it, and ``judged`` whether they had a say in it.
    """

    def __init__(self, who: Who, over: Overruled, settings: Settings, former: Former | None) -> None:
        self.who = who
        self.over = over
        self.settings = settings
        self.former = former
        self.protection = "" if over.cables else protection(who)
        self.names = self._names()
        self.evidence = over.evidence()
        cables = who.table.cables
        self.canonical = [self.public(cable.canonical, cable.id) for cable in who.short.cables]
        self.known = by_name(zip(cables, self.canonical, strict=True))
        # Ids, and where one id begins another, what follows it.
        self.orders = {"": np.arange(len(cables)), **{end: _order(cables, end) for end in (">", "_")}}
        self.entity, self.judged = self._overruled()
        self.index = self._index()
        self.touched = self._touched()

    def public(self, text: str, cable: str) -> str:
        """A text of a cable as it may leave."""
        return self.names.text(text, [cable]) if self.names is not None else text

    def read(self, places: Numbers, columns: Sequence[str]) -> Iterator[tuple[Numbers, pa.StructArray]]:
        """These columns of the pieces of these cables, some cables at a time."""
        return read_pieces(self.who.parts, self.index.sources, self.index.masked, places, columns)

    def shared(self) -> dict[str, int]:
        """Blocks of what several cables name, and in the pieces of how many each stands: as before, but for those that
        are gone and those that are new."""
        new, old = self.index, self.former.index if self.former else None
        now = dict(zip(zip(new.sources, new.masked.tolist(), strict=True), range(len(new.sources)), strict=True))
        count = Counter[str]()
        if old is not None:
            was = dict(zip(zip(old.sources, old.masked.tolist(), strict=True), range(len(old.sources)), strict=True))
            gone = np.array([at for pieces, at in was.items() if pieces not in now], np.int64)
            if all(old.sources[at] in self.who.parts for at in gone.tolist()):
                count.update(old.shared)
                for _, written in read_pieces(self.who.parts, old.sources, old.masked, gone, ("shared",)):
                    count.subtract(written.field("shared").flatten().to_pylist())
                now = {pieces: at for pieces, at in now.items() if pieces not in was}
        for _, written in self.read(np.array(list(now.values()), np.int64), ("shared",)):
            for one in pc.value_counts(written.field("shared").flatten()):
                count[one["values"].as_py()] += one["counts"].as_py()
        return {block: number for block, number in sorted(count.items()) if number > 0}

    def kept(self, section: str) -> Kept | None:
        """What a section takes over from the last build's files."""
        if self.former is None:
            return None
        placed = self.former.index.placed[section]
        if section in OF_CABLES:
            end = _ENDS.get(section, "")
            place = placed.keys.astype(np.int64)
            if end:
                place = np.argsort(_order(self.former.index.cables, end))[place]
            now = self.touched.place[place]
            flag = getattr(self.touched, _FLAGS.get(section, "own"))
            return self.former.kept(section, self.orders[end][now], (now >= 0) & ~flag[now])
        owner = placed.notes[:, 0] if section == "said:" else placed.keys
        return self.former.kept(section, placed.keys, ~np.isin(owner, self.touched.entities))

    def _names(self) -> Censor | None:
        """What must be masked; None where names are not masked."""
        if self.settings.include_protected:
            return None
        before = self.former.index if self.former else None
        if before is not None and self.protection and before.protection == self.protection:
            return Censor.of(before.names)
        names = self.over.names()
        protected_names(self.who, names, self.over.entities)
        return names

    def _overruled(self) -> tuple[Numbers, Numbers]:
        """The entity of each row as readers have it, and in which they had a say."""
        entity, judged = self.who.entity.copy(), np.zeros(len(self.who.entity), bool)
        for key, node in self.over.keys.items():
            row = self.who.row(key)
            entity[row], judged[row] = number(node), True
        return entity, judged

    def _index(self) -> Index:
        """What the files are made of."""
        who, before = self.who, self.former.index if self.former else None
        names = Censor() if self.names is None else self.names
        entered = names.entered()
        standing, new = {}, who.table.cables
        if before is not None and before.names == entered:
            old = dict(zip(before.cables, before.live, strict=True))
            new = [c for c, key in zip(who.table.cables, who.live, strict=True) if old.get(c) != key]
            known = set(who.table.cables) - set(new)
            standing = {cable: said for cable, said in before.relevant.items() if cable in known}
        standing |= relevant(who, names, new)
        say = Say(who, self.over, self.names, standing, self.evidence, self.settings.versions)
        found = sources(say, told=self.settings.include_protected)
        return Index(
            self.settings.told(), who.short, self.canonical, found.keys, found.masked, entered,
            self.protection, {}, standing, who.first, self.entity, who.to, who.score, who.reason, self.judged, {}, {},
        )  # fmt: skip

    def _touched(self) -> Touched:
        """What must be made anew."""
        new, old = self.index, self.former.index if self.former else None
        before = by_name(zip(old.cables, old.canonical, strict=True)) if old else {}
        other = {n for n in {*before, *self.known} if before.get(n) != self.known.get(n)} if old else set()
        referred = np.zeros(len(new.cables), bool)
        if other:
            for places, written in self.read(np.arange(len(new.cables)), ("references",)):
                refers = pc.is_in(written.field("references").flatten(), pa.array(sorted(other), pa.string()))
                of = np.repeat(places, pc.list_value_length(written.field("references")).to_numpy())
                referred[of[refers.to_numpy(zero_copy_only=False)]] = True
        if old is None:
            return everything(len(new.cables), len(new.entity))
        changed = np.zeros(len(new.cables), bool)
        if self.names is not None and old.names != new.names:
            changed = named(self.who, self.names, Censor.of(old.names))
        return touched(self.who.parts, old, new, self.who.ends, changed, referred)


#: By what follows the cable's id in the names of a section's subjects, and what of Touched says that a cable's piece in
#: it must be made anew.
_ENDS = {"cable:": ">", "evidence:": "_", "header:": "_", "in:": "_", "mention:": "_"}
_FLAGS = {"cable:": "block", "in:": "tied"}


def _order(cables: Sequence[str], end: str) -> Numbers:
    """Of each cable its place by the names that begin with it."""
    order = sorted(range(len(cables)), key=lambda at: encode(cables[at]) + end)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank
