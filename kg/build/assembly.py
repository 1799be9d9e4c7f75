"""From the rows of all cables to the workspace's files, a part of the graph at a time.

1. The entities of all cables go into columns, and resolution says who is who (kg.build.who). What readers have
   corrected is applied to the entities it concerns (kg.build.overrule).
2. What has changed since the last build is found out (kg.build.former); all the rest is taken over from its files.
3. From the pieces of every cable (kg.build.pieces, kg.build.sources) the files are written: what is told of one entity
   is put beside one another, in shares that workers may have (kg.build.shares), and meanwhile what is the cable's own
   in the order of cables, by way of shelves.

What is in memory is the columns of step 1, a share of a shelf, and the entities that readers have corrected.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.build.brief import Brief, brief
from kg.build.comentions import Pairs
from kg.build.entities import Edge, Quote, Ready, Told
from kg.build.files import OF_CABLES, Files
from kg.build.former import Former, Index, Touched, everything, touched
from kg.build.jsontext import string, to_bytes
from kg.build.overrule import Overruled, overrule
from kg.build.parts import Parts
from kg.build.pieces import evidence_text
from kg.build.pool import Pool
from kg.build.sections import Kept
from kg.build.shares import Aside, Begun, Bucket, Pile, Shares, Style, put, put_aside, write_assertions, write_entities
from kg.build.shelf import Shelf, counted, hashed
from kg.build.sources import Say, named, read_pieces, relevant, sources
from kg.build.told import at_both_ends, some
from kg.build.who import Who, asked_names, name, number, protected_names, protection, who_is_who
from kg.censor import Censor
from kg.model import ENTITY_TYPES, PREDICATES
from kg.rdf import terms
from kg.rdf.triples import Says, at, by_name
from kg.rdf.vocab import BASE, encode
from kg.read import Skip
from kg.resolve.corrections import Judgement
from kg.resolve.table import Numbers
from kg.tables import from_column
from kg.workspace import AUTOMATIC, CABLES

#: So many cables' worth of the graph is in memory at a time.
BUCKET = 400
#: Each worker gets so many shares, so that all end together; but where there are very many cables, shares are larger,
#: and there are no more of them than this.
SHARES, MOST_SHARES = 4, 512


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


@dataclass(frozen=True, slots=True)
class Made:
    """The workspace's files by name, large ones as paths below ``parts.tmp``; what the report counts; what the next
    build can take over from them."""

    files: dict[str, bytes | Path]
    content: dict[str, Any]
    index: Index


def files(
    parts: Parts,
    live: Sequence[str],
    skipped: Sequence[Skip],
    judgements: Sequence[Judgement],
    settings: Settings,
    former: Former | None = None,
    pool: Pool | None = None,
) -> Made:
    """Put the files together, with what ``former`` has of them already; workers of ``pool`` may have shares of it."""
    who = who_is_who(parts, brief(parts, live, former.index.short if former else None))
    work = _Assembly(who, overrule(who, judgements), settings, former, pool or Pool(parts.tmp, 0))
    work.write()
    return work.finish(skipped, len(judgements))


@dataclass(slots=True)
class _Own:
    """What is a cable's own (see kg.build.pieces.Pieces)."""

    header: str
    line: str
    read: str
    problems: tuple[str, ...]
    references: tuple[str, ...]
    cable: tuple[str, ...]
    headers: str
    mentions: str
    places: str


class _Assembly:
    """One assembly. A cable is known by its place among all, in the order of their ids."""

    def __init__(self, who: Who, over: Overruled, settings: Settings, former: Former | None, pool: Pool) -> None:
        self.who = who
        self.pool = pool
        self.over = over
        self.settings = settings
        self.former = former
        self.say = Says(settings.versions)
        self.protection = "" if over.cables else protection(who)
        self.names = self._names()
        self.evidence = over.evidence()
        self.after, self.difference = over.gated(self.names)
        cables = who.table.cables
        self.canonical = [self._public(cable.canonical, cable.id) for cable in who.short.cables]
        self.known = by_name(zip(cables, self.canonical, strict=True))
        #: The order of what begins with a cable's name: ids, and where one id begins another, what follows it.
        self.orders = {"": np.arange(len(cables)), **{end: _order(cables, end) for end in (">", "_")}}
        self.entity, self.judged = self._overruled()
        self.index = self._index()
        self.touched = self._touched()
        self.folder = folder = who.parts.tmp / "graph"
        folder.mkdir(mode=0o700)
        count = max(1, -(-len(cables) // BUCKET))
        self.cables, self.blocks, self.below = (
            Shelf(folder / n, counted(len(cables), count)) for n in ("cables", "blocks", "below")
        )
        self.pairs = Pairs(folder)
        self.files = Files(folder, settings.base_iri, self._kept)

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

    def _public(self, text: str, cable: str) -> str:
        return self.names.text(text, [cable]) if self.names is not None else text

    def _overruled(self) -> tuple[Numbers, Numbers]:
        """The entity of each row as readers have it, and in which they had a say."""
        entity, judged = self.who.entity.copy(), np.zeros(len(self.who.entity), bool)
        for key, node in self.over.keys.items():
            row = self.who.row(key)
            entity[row], judged[row] = number(node), True
        return entity, judged

    # --- what has changed --------------------------------------------------------------------------------------------

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
            for places, written in self._read(np.arange(len(new.cables)), ("references",)):
                refers = pc.is_in(written.field("references").flatten(), pa.array(sorted(other), pa.string()))
                of = np.repeat(places, pc.list_value_length(written.field("references")).to_numpy())
                referred[of[refers.to_numpy(zero_copy_only=False)]] = True
        if old is None:
            return everything(len(new.cables), len(new.entity))
        changed = np.zeros(len(new.cables), bool)
        if self.names is not None and old.names != new.names:
            changed = named(self.who, self.names, Censor.of(old.names))
        return touched(self.who.parts, old, new, self.who.ends, changed, referred)

    def _shared(self) -> dict[str, int]:
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
        for _, written in self._read(np.array(list(now.values()), np.int64), ("shared",)):
            for one in pc.value_counts(written.field("shared").flatten()):
                count[one["values"].as_py()] += one["counts"].as_py()
        return {block: number for block, number in sorted(count.items()) if number > 0}

    def _kept(self, section: str) -> Kept | None:
        """What a section takes over."""
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

    # --- putting aside -----------------------------------------------------------------------------------------------

    def _read(self, places: Numbers, columns: Sequence[str]) -> Iterator[tuple[Numbers, pa.StructArray]]:
        """These columns of the pieces of these cables, some cables at a time."""
        return read_pieces(self.who.parts, self.index.sources, self.index.masked, places, columns)

    def write(self) -> None:
        """Everything that is to be made anew: entities in shares, and meanwhile what is the cables' own."""
        meanwhile = self._write_cables()
        concerned = np.unique(self.who.table.cable[self.touched.row])
        edges = hashed(max(1, -(-len(concerned) // BUCKET), min(len(concerned), SHARES * self.pool.count)))

        def shares(function: Callable[[Any, Any, Begun], list[Any]], common: Any, tasks: Iterable[Any]) -> list[Any]:
            return Shares(function, common, tasks).run(self.pool, len(concerned), meanwhile)

        def buckets(kind: str, piles: Sequence[Pile]) -> Iterator[Bucket]:
            return (Bucket(n, self.folder / f"{kind}-{n}", piles) for n in range(len(edges) + 1))

        piles = shares(put_aside, edges, self._asides(concerned))
        piles.append(put(self.folder / "corrected", edges, self._overruled_told()))
        style = Style(self.settings.versions, self.names, self.who.identifiers, edges)
        found = shares(write_entities, style, buckets("entities", piles))
        self.files.bind(sheaf for sheaf, _ in found)
        _unlink(piles)
        said = [pile for _, pile in found]
        self.files.bind(shares(write_assertions, None, buckets("assertions", said)))
        _unlink(said)
        for _ in meanwhile:
            pass

    def _asides(self, places: Numbers) -> Iterator[Aside]:
        """These cables in shares, those of one part beside one another."""
        keys, masked, parts = self.index.sources, self.index.masked, self.who.parts
        equal = -(-len(places) // (SHARES * max(1, self.pool.count)))
        size = max(1, min(BUCKET, equal), -(-len(places) // MOST_SHARES))
        ordered = sorted(places.tolist(), key=lambda at: (parts.part_of(keys[at]), at))
        for start in range(0, len(ordered), size):
            chosen = ordered[start : start + size]
            own = [keys[at] for at in chosen]
            at = np.array(chosen)
            cables = some(self.who, self.entity, self.judged, self.touched.row, at)
            yield Aside(self.folder / f"aside-{start}", cables, parts.some(own), own, masked[at])

    def _put_own(self, place: int, made: _Own) -> None:
        cable = self.who.table.cables[place]
        refers = self.say.references(cable, made.references, self.known)
        block = terms.joined(made.cable, ((prop, obj) for _, prop, obj in refers))
        self.blocks.put(int(self.orders[">"][place]), block)
        if self.touched.own[place]:
            self.cables.put(place, (made.header, made.line, made.read, made.problems))
            self.below.put(int(self.orders["_"][place]), (made.places, made.headers, made.mentions))

    def _count_pairs(self, places: Numbers, short: Brief) -> None:
        """Whom the paragraphs of some cables name together."""
        row = np.repeat(self.who.rows(places), short.paragraphs)
        paragraph = self.who.table.cable[row].astype(np.int64) * len(short.strings) + short.paragraph
        self.pairs.add(paragraph, self.entity[row])

    def _overruled_told(self) -> Iterator[tuple[int, Told]]:
        """The entities that readers have corrected, and what is said of them."""
        for entity, _ in self.over.nodes():
            yield number(entity), Ready(self.after[entity])
        dates: dict[str, str] = {}
        quoted = np.array([self.who.place(cable) for cable in sorted(self.evidence)], np.int64)
        for places, written in self._read(quoted, ["date"]):
            cables = [self.who.table.cables[place] for place in places.tolist()]
            dates.update(zip(cables, written.field("date").to_pylist(), strict=True))
        for subject, obj, data in self.over.edges():
            quotes = tuple(
                Quote(
                    e["cable"], place, evidence_text({**e, "quote": self._public(e["quote"], e["cable"])}),
                    self.say.names.evidence(*at(e)), dates[e["cable"]],
                )
                for place, e in enumerate(data["evidence"])
            )  # fmt: skip
            title, corrected = data.get("title", ""), "corrected" in data
            edge = Edge(data["predicate"], obj, title, data["confidence"], quotes, corrected)
            yield from at_both_ends(number(subject), number(obj), edge)

    # --- writing -----------------------------------------------------------------------------------------------------

    def _write_cables(self) -> Iterator[None]:
        """What is the cables' own, and whom they name together; step by step."""
        own = [field.name for field in fields(_Own)]
        for places, written in self._read(np.flatnonzero(self.touched.block), own):
            for place, made in zip(places.tolist(), from_column(_Own, written), strict=True):
                self._put_own(place, made)
            yield
        for places, short in self.who.short.slices():
            self._count_pairs(places, short)
            yield
        write = self.files.write
        for place, (header, line, about, problems) in self.cables.take():
            write("headers", place, f"{string(self.who.table.cables[place])}: {header}")
            write(CABLES, place, line)
            write("read", place, about)
            self.files.items("problems", place, problems)
            yield
        for rank, block in self.blocks.take():
            write("cable:", rank, block)
            yield
        for rank, texts in self.below.take():
            for section, text in zip(("evidence:", "header:", "mention:"), texts, strict=True):
                write(section, rank, text)
            yield
        ranks = self.orders["_"]
        for place in np.argsort(ranks)[np.sort(ranks[self.touched.tied])].tolist():
            write("in:", int(ranks[place]), self._members(place))
            yield

    def _members(self, place: int) -> str:
        """The blocks of a cable's entities."""
        who = self.who
        rows = np.arange(who.first[place], who.first[place + 1])
        keys, entities = who.table.keys(rows), [name(one) for one in self.entity[rows].tolist()]
        links = who.links(rows)
        for here in np.flatnonzero(self.judged[rows]).tolist():
            links[here] = self._link(keys[here], entities[here])
        return self.say.members(who.table.cables[place], zip(keys, entities, links, strict=True))

    def _link(self, key: str, entity: str) -> dict[str, Any] | None:
        """The link of what a reader had a say in."""
        return next((link for link in self.over.attributes()[entity]["links"] if link["key"] == key), None)

    def finish(self, skipped: Sequence[Skip], judgements: int) -> Made:
        """What is said of no one cable or entity, and all files put together."""
        shown = self.settings.include_protected
        versions = dict(sorted(self.settings.versions.items()))
        protected = "included" if shown else "masked"
        base = self.settings.base_iri
        shared = self._shared()
        self.files.shared(shared, terms.blocks(self.say.about(base or BASE, protected)))
        graph: dict[str, Any] = {"versions": versions, "protected": protected}
        if base is not None:
            graph["base_iri"] = base
        if shown:
            graph["protected_names"] = asked_names(self.who)
        placed = self.files.placed()
        nodes, assertions = placed["nodes"].notes, placed["said:"].notes
        skips = [{"source": s.source, "code": s.code, "message": s.message} for s in skipped]
        content = {
            "corrections": {"read": judgements, "void": [[v.number + 1, v.why] for v in self.over.voids]},
            "counts": {
                "read": len(self.who.live),
                "skipped": len(skipped),
                "entities": _tally(ENTITY_TYPES, nodes[:, 0]),
                "relations": _tally(PREDICATES, assertions[:, 1]),
                "mentions": int(nodes[:, 1].sum()),
                "evidence": int(assertions[:, 2].sum()),
            },
            "protected": protected,
            "skipped": self.names.anything(skips) if self.names is not None else skips,
            "versions": versions,
        }
        made = self.files.finish(graph, content, self.pairs)
        index = replace(self.index, shared=shared, lies=self.files.lies(), placed=placed)
        return Made({**made, AUTOMATIC: to_bytes(self.difference)}, content, index)


def _unlink(piles: Iterable[Pile]) -> None:
    for pile in piles:
        pile.path.unlink()


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


def _tally(kinds: Sequence[str], found: Numbers) -> dict[str, int]:
    return dict(zip(kinds, np.bincount(found.astype(np.int64), minlength=len(kinds)).tolist(), strict=True))
