"""From the rows of all cables to the workspace's files, a part of the graph at a time.

1. The entities of all cables go into columns, and resolution says who is who (kg.build.who). What readers have
   corrected is applied to the entities it concerns (kg.build.overrule).
2. What has changed since the last build is found out (kg.build.plan); all the rest is taken over from its files.
3. From the pieces of every cable (kg.build.pieces, kg.build.sources) the files are written: what is told of one entity
   is put beside one another, in shares that workers may have (kg.build.shares), and meanwhile what is the cable's own.

What is in memory is the columns of step 1, where each piece lies, a share, and the entities that readers have
corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from kg.build.brief import brief
from kg.build.comentions import Pairs
from kg.build.entities import Edge, Quote, Ready, Told
from kg.build.files import Files
from kg.build.former import Former, Index
from kg.build.jsontext import string, to_bytes
from kg.build.lean import give_back
from kg.build.overrule import overrule
from kg.build.parts import Parts
from kg.build.pieces import evidence_text
from kg.build.plan import Plan, Settings
from kg.build.pool import Pool
from kg.build.shares import (
    Aside,
    Begun,
    Bucket,
    Pile,
    Shares,
    Style,
    hashed,
    put,
    put_aside,
    write_assertions,
    write_entities,
)
from kg.build.told import at_both_ends, some
from kg.build.who import asked_names, name, number, who_is_who
from kg.model import ENTITY_TYPES, PREDICATES
from kg.rdf import terms
from kg.rdf.triples import Says, at
from kg.rdf.vocab import BASE
from kg.read import Skip
from kg.resolve.corrections import Judgement
from kg.resolve.table import Numbers, distinct, stretches
from kg.tables import from_column
from kg.workspace import AUTOMATIC, CABLES, COMENTIONS

#: So many cables' worth of what is told of entities is in memory at a time; but where there are very many cables, it
#: is more of them: what is put aside is not to be in more buckets than this.
BUCKET, MOST_BUCKETS = 128, 2048
#: So many cables make a share of what is put aside, and each worker gets so many shares, so that all end together.
SHARE, SHARES = 400, 4

#: To find out who is who among so many within-cable entities takes memory that is worth it to be given back.
WORTH_GIVING_BACK = 1 << 15


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
    if former is None and len(who.table) > WORTH_GIVING_BACK:  # of a few changes it is too little to look for
        give_back()
    plan = Plan(who, overrule(who, judgements), settings, former)
    work = _Assembly(plan, pool or Pool(parts.tmp, 0))
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

    def __init__(self, plan: Plan, pool: Pool) -> None:
        self.plan = plan
        self.who = plan.who
        self.pool = pool
        self.say = Says(plan.settings.versions)
        self.after, self.difference = plan.over.gated(plan.names)
        self.folder = folder = plan.who.parts.tmp / "graph"
        folder.mkdir(mode=0o700)
        taken_over = plan.former if plan.touched.uncounted is not None else None
        self.pairs = Pairs(folder, taken_over.files[COMENTIONS] if taken_over else None)
        self.files = Files(folder, plan.settings.base_iri, plan.kept)

    # --- putting aside -----------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Everything that is to be made anew: entities in shares, and meanwhile what is the cables' own."""
        meanwhile = self._write_cables()
        concerned = distinct(self.who.table.cable[self.plan.touched.row])
        count = min(MOST_BUCKETS, -(-len(concerned) // BUCKET))
        edges = hashed(max(1, count, min(len(concerned), SHARES * self.pool.count)))

        def shares(function: Callable[[Any, Any, Begun], list[Any]], common: Any, tasks: Iterable[Any]) -> list[Any]:
            return Shares(function, common, tasks).run(self.pool, len(concerned), meanwhile)

        def buckets(kind: str, piles: Sequence[Pile]) -> Iterator[Bucket]:
            return (Bucket(n, self.folder / f"{kind}-{n}", piles) for n in range(len(edges) + 1))

        piles = shares(put_aside, edges, self._asides(concerned))
        piles.append(put(self.folder / "corrected", edges, self._overruled_told()))
        style = Style(self.plan.settings.versions, self.plan.names, self.who.identifiers, edges)
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
        keys, masked, parts = self.plan.index.sources, self.plan.index.masked, self.who.parts
        size = max(1, min(SHARE, -(-len(places) // (SHARES * max(1, self.pool.count)))))
        ordered = sorted(places.tolist(), key=lambda at: (parts.part_of(keys[at]), at))
        for start in range(0, len(ordered), size):
            chosen = ordered[start : start + size]
            own = [keys[at] for at in chosen]
            at = np.array(chosen)
            cables = some(self.who, self.plan.entity, self.plan.judged, self.plan.touched.row, at)
            yield Aside(self.folder / f"aside-{start}", cables, parts.some(own), own, masked[at])

    def _put_own(self, place: int, made: _Own) -> None:
        cable, write = self.who.table.cables[place], self.files.write
        refers = self.say.references(cable, made.references, self.plan.known)
        block = terms.joined(made.cable, ((prop, obj) for _, prop, obj in refers))
        write("cable:", int(self.plan.orders[">"][place]), block)
        if self.plan.touched.own[place]:
            write("headers", place, f"{string(cable)}: {made.header}")
            write(CABLES, place, made.line)
            write("read", place, made.read)
            self.files.items("problems", place, made.problems)
            rank = int(self.plan.orders["_"][place])
            write("evidence:", rank, made.places)
            write("header:", rank, made.headers)
            write("mention:", rank, made.mentions)

    def _count_pairs(self) -> Iterator[None]:
        """Whom paragraphs name together, of the cables of which it must be counted; step by step."""
        plan, touched = self.plan, self.plan.touched
        counted = [(1, plan.index, touched.counted)]
        if plan.former and touched.uncounted is not None:
            counted.append((-1, plan.former.index, touched.uncounted))
        for sign, index, which in counted:
            for places, short in index.short.slices(which):
                rows = stretches(index.first[places], index.first[places + 1] - index.first[places])
                cable = np.repeat(np.arange(len(places)), short.entities)
                paragraph = np.repeat(cable, short.paragraphs) * len(short.strings) + short.paragraph
                self.pairs.add(paragraph, index.entity[np.repeat(rows, short.paragraphs)], sign)
                yield

    def _overruled_told(self) -> Iterator[tuple[int, Told]]:
        """The entities that readers have corrected, and what is said of them."""
        for entity, _ in self.plan.over.nodes():
            yield number(entity), Ready(self.after[entity])
        dates: dict[str, str] = {}
        quoted = np.array([self.who.place(cable) for cable in sorted(self.plan.evidence)], np.int64)
        for places, written in self.plan.read(quoted, ["date"]):
            cables = [self.who.table.cables[place] for place in places.tolist()]
            dates.update(zip(cables, written.field("date").to_pylist(), strict=True))
        for subject, obj, data in self.plan.over.edges():
            quotes = tuple(
                Quote(
                    e["cable"], place, evidence_text({**e, "quote": self.plan.public(e["quote"], e["cable"])}),
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
        for places, written in self.plan.read(np.flatnonzero(self.plan.touched.block), own):
            for place, made in zip(places.tolist(), from_column(_Own, written), strict=True):
                self._put_own(place, made)
            yield
        yield from self._count_pairs()
        for place in np.flatnonzero(self.plan.touched.tied).tolist():
            self.files.write("in:", int(self.plan.orders["_"][place]), self._members(place))
            yield

    def _members(self, place: int) -> str:
        """The blocks of a cable's entities."""
        who = self.who
        rows = np.arange(who.first[place], who.first[place + 1])
        keys, entities = who.table.keys(rows), [name(one) for one in self.plan.entity[rows].tolist()]
        links = who.links(rows)
        for here in np.flatnonzero(self.plan.judged[rows]).tolist():
            links[here] = self._link(keys[here], entities[here])
        return self.say.members(who.table.cables[place], zip(keys, entities, links, strict=True))

    def _link(self, key: str, entity: str) -> dict[str, Any] | None:
        """The link of what a reader had a say in."""
        return next((link for link in self.plan.over.attributes()[entity]["links"] if link["key"] == key), None)

    def finish(self, skipped: Sequence[Skip], judgements: int) -> Made:
        """What is said of no one cable or entity, and all files put together."""
        shown = self.plan.settings.include_protected
        versions = dict(sorted(self.plan.settings.versions.items()))
        protected = "included" if shown else "masked"
        base = self.plan.settings.base_iri
        shared = self.plan.shared()
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
            "corrections": {"read": judgements, "void": [[v.number + 1, v.why] for v in self.plan.over.voids]},
            "counts": {
                "read": len(self.who.live),
                "skipped": len(skipped),
                "entities": _tally(ENTITY_TYPES, nodes[:, 0]),
                "relations": _tally(PREDICATES, assertions[:, 1]),
                "mentions": int(nodes[:, 1].sum()),
                "evidence": int(assertions[:, 2].sum()),
            },
            "protected": protected,
            "skipped": self.plan.names.anything(skips) if self.plan.names is not None else skips,
            "versions": versions,
        }
        made = self.files.finish(graph, content, self.pairs)
        index = replace(self.plan.index, shared=shared, lies=self.files.lies(), placed=placed)
        return Made({**made, AUTOMATIC: to_bytes(self.difference)}, content, index)


def _unlink(piles: Iterable[Pile]) -> None:
    for pile in piles:
        pile.path.unlink()


def _tally(kinds: Sequence[str], found: Numbers) -> dict[str, int]:
    return dict(zip(kinds, np.bincount(found.astype(np.int64), minlength=len(kinds)).tolist(), strict=True))
