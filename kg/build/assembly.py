"""From the rows of all cables to the workspace's files, a part of the graph at a time.

1. The entities of all cables go into columns, and resolution says who is who (kg.build.who). What readers have
   corrected is applied to the entities it concerns (kg.build.overrule).
2. The pieces of every cable (kg.build.pieces) are put on shelves: what is told of one entity beside one another, what
   is the cable's own in the order of cables. Cables in which a name must be masked, or which speak of corrected
   entities, are written anew for that.
3. Shelf by shelf the files are written.

What is in memory is the columns of step 1, a share of a shelf, and the entities that readers have corrected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from kg.build.comentions import Pairs
from kg.build.entities import Edge, Inverse, Member, Quote, Ready, Writer
from kg.build.files import Files
from kg.build.jsontext import string, to_bytes
from kg.build.overrule import Overruled, entities_of, overrule, read
from kg.build.parts import Parts
from kg.build.pieces import Changes, Pieces, evidence_text, pieces
from kg.build.shelf import Shelf, counted, hashed
from kg.build.who import Who, number, protected_names, who_is_who
from kg.model import ENTITY_TYPES, PREDICATES, SYMMETRIC, Extraction
from kg.protect import Censor
from kg.rdf import terms
from kg.rdf.triples import Says, at, by_name
from kg.rdf.vocab import BASE, encode
from kg.read import Skip
from kg.resolve import key_order
from kg.resolve.corrections import Judgement
from kg.tables import from_column
from kg.workspace import AUTOMATIC

#: So many cables' worth of the graph is in memory at a time.
BUCKET = 400


@dataclass(frozen=True, slots=True)
class Settings:
    """How the files are to be: with protected names or without, under which base IRI, made by what."""

    include_protected: bool
    base_iri: str | None
    versions: Mapping[str, str]


def files(
    parts: Parts, live: Sequence[str], skipped: Sequence[Skip], judgements: Sequence[Judgement], settings: Settings
) -> tuple[dict[str, bytes | Path], dict[str, Any]]:
    """The workspace's files by name, large ones as paths below ``parts.tmp``, and what the report counts."""
    who = who_is_who(parts, live)
    work = _Assembly(who, overrule(who, judgements), settings)
    work.put_aside()
    work.write_entities()
    work.write_cables()
    return work.finish(skipped, len(judgements))


class _Assembly:
    """One assembly."""

    def __init__(self, who: Who, over: Overruled, settings: Settings) -> None:
        self.who = who
        self.over = over
        self.settings = settings
        self.say = Says(settings.versions)
        folder = who.parts.tmp / "graph"
        folder.mkdir(mode=0o700)
        cables = who.table.cables
        count = max(1, -(-len(cables) // BUCKET))
        self.entities = Shelf(folder / "entities", hashed("e", count))
        self.assertions = Shelf(folder / "assertions", hashed("a", count))
        #: By what their ids, and the names of what is theirs, begin with: the orders differ where an id begins another.
        self.cables = Shelf(folder / "cables", counted(cables, count))
        self.blocks = Shelf(folder / "blocks", counted(sorted(encode(c) + ">" for c in cables), count))
        self.below = Shelf(folder / "below", counted(sorted(encode(c) + "_" for c in cables), count))
        self.pairs = Pairs(folder)
        self.files = Files(folder, settings.base_iri)
        self.shared: set[str] = set()
        self.names = self._names()
        self.writer = Writer(settings.versions, self.names)
        self.known = by_name((c, self._public(other, c)) for c, other in zip(cables, who.canonical, strict=True))
        self.evidence = over.evidence()
        self.after, self.difference = over.gated(self.names)
        self.protected_names: dict[str, list[str]] = {}
        self.dates: dict[str, str] = {}

    def _names(self) -> Censor | None:
        """What must be masked; None where names are not masked."""
        if self.settings.include_protected:
            return None
        names = self.over.names()
        protected_names(self.who, names, self.over.entities)
        return names

    def _public(self, text: str, cable: str) -> str:
        return self.names.text(text, [cable]) if self.names is not None else text

    # --- putting aside -----------------------------------------------------------------------------------------------

    def put_aside(self) -> None:
        """Everything onto the shelves."""
        anew = []
        for cable, asks, made, hidden in self._pieces():
            ids = self.who.ids(cable)
            fit = self._fit(cable, asks, ids, made, hidden)
            if fit is None:
                anew.append(cable)
            else:
                self._put(cable, fit, ids)
        for extraction in read(self.who.parts, self.who.keys(anew)):
            self._put_anew(extraction)
        self._put_overruled()

    def _pieces(self) -> Iterator[tuple[str, tuple[str, ...], Pieces, Pieces | None]]:
        columns = ["extraction.document.id", "extraction.protected_names.list.element", "pieces", "masked"]
        for rows in self.who.parts.tables(self.who.live, columns):
            document = rows["extraction"].combine_chunks()
            yield from zip(
                from_column(str, document.field("document").field("id")),
                from_column(tuple[str, ...], document.field("protected_names")),
                from_column(Pieces, rows["pieces"]),
                from_column(Pieces | None, rows["masked"]),
                strict=True,
            )

    def _fit(
        self, cable: str, asks: Sequence[str], ids: Sequence[str], made: Pieces, hidden: Pieces | None
    ) -> Pieces | None:
        """Those of a cable's two kinds of pieces that are right in these files, None where neither is."""
        if cable in self.over.cables or (self.settings.include_protected and asks):
            return None
        if any(ids[saying.subject] == ids[saying.object] for saying in made.sayings):
            return None  # what turned out to be said of one and the same is not said
        if self.names is None:
            return made
        names = self.names.relevant(cable, set(made.words.split(" "))) if self.names else ""
        protected = self.who.protected
        asked = [number(entity) in protected for entity in ids] if protected else [False] * len(ids)
        if not names and not any(asked):
            return made
        fits = hidden is not None and hidden.assumes == names and asked == [share.protected for share in made.shares]
        return hidden if fits else None

    def _put_anew(self, extraction: Extraction) -> None:
        cable = extraction.document.id
        own, after = self.over.keys, self.over.after.nodes
        ids = entities_of(self.who, extraction) | {key: own[key] for key in own if key_order(key)[0] == cable}
        hidden = {
            key for key, entity in ids.items()
            if (after[entity]["protected"] if key in own else number(entity) in self.who.protected)
        }  # fmt: skip
        asks = sorted(set(extraction.protected_names)) if self.settings.include_protected else []
        if asks:
            self.protected_names[cable] = asks
        changes = Changes(
            names=self.names,
            hidden=hidden,
            types={key: after[entity]["type"] for key, entity in ids.items() if key in own},
            evidence=self.evidence.get(cable, ()),
            tells=lambda one, other: one not in own and other not in own and ids[one] != ids[other],
            protected_names=bool(asks),
        )
        made = pieces(extraction, self.settings.versions, changes)
        if self.evidence.get(cable):
            self.dates[cable] = made.date
        self._put(cable, made, [ids[share.key] for share in made.shares])

    def _put(self, cable: str, made: Pieces, ids: Sequence[str]) -> None:
        """The pieces of one cable; ``ids`` are the entities of its shares."""
        named: dict[str, set[int]] = {}
        below = []
        for share, entity, link in zip(made.shares, ids, self.who.links(cable), strict=True):
            if share.key in self.over.keys:
                link = self._link(share.key, entity)
            else:
                self.entities.put(entity, Member(share, link))
            (member, prop, obj), *later = self.say.joined(share.key, entity, link)
            below.append((member, terms.joined(share.block, [(prop, obj)], ((p, o) for _, p, o in later))))
            for paragraph in share.paragraphs:
                named.setdefault(paragraph, set()).add(number(entity))
        self.pairs.add(named.values())
        for saying in made.sayings:
            quotes = tuple(
                Quote(cable, place, made.evidence[place], made.evidence_names[place], made.date)
                for place in saying.evidence
            )
            edge = Edge(saying.predicate, ids[saying.object], saying.title, saying.confidence, quotes)
            self._put_edge(ids[saying.subject], edge)
        self.shared.update(made.shared)
        refers = self.say.references(cable, made.references, self.known)
        block = terms.joined((made.cable[0], made.cable[1]), ((prop, obj) for _, prop, obj in refers))
        self.cables.put(cable, (made.header, made.line, made.read, made.problems))
        self.blocks.put(encode(cable) + ">", block)
        self.below.put(
            encode(cable) + "_",
            (made.places, made.headers, "".join(block for _, block in sorted(below)), made.mentions),
        )

    def _put_edge(self, subject: str, edge: Edge) -> None:
        if edge.predicate in SYMMETRIC and edge.object < subject:
            subject, edge = edge.object, edge._replace(object=subject)
        self.entities.put(subject, edge)
        if edge.predicate in SYMMETRIC:
            self.entities.put(edge.object, Inverse(edge.predicate, subject))

    def _link(self, key: str, entity: str) -> dict[str, Any] | None:
        return next((link for link in self.over.after.nodes[entity]["links"] if link["key"] == key), None)

    def _put_overruled(self) -> None:
        """The entities that readers have corrected, and what is said of them."""
        for entity, _ in self.over.nodes():
            self.entities.put(entity, Ready(self.after.nodes[entity]))
        for subject, obj, data in self.over.after.edges(data=True):
            quotes = tuple(
                Quote(
                    e["cable"], place, evidence_text({**e, "quote": self._public(e["quote"], e["cable"])}),
                    self.say.names.evidence(*at(e)), self.dates[e["cable"]],
                )
                for place, e in enumerate(data["evidence"])
            )  # fmt: skip
            title, corrected = data.get("title", ""), "corrected" in data
            self._put_edge(subject, Edge(data["predicate"], obj, title, data["confidence"], quotes, corrected))

    # --- writing -----------------------------------------------------------------------------------------------------

    def write_entities(self) -> None:
        """Nodes, edges and their blocks."""
        files = self.files
        for entity, found in groupby(self.entities.take(), itemgetter(0)):
            identifiers = self.who.identifiers.get(number(entity), ())
            written = self.writer.write(entity, (told for _, told in found), identifiers)
            files.nodes.write(written.node)
            files.blocks("id:", written.block)
            for edge in written.edges:
                files.edges.write(edge)
            for assertion, block in written.assertions:
                self.assertions.put(assertion, block)
        for _, block in self.assertions.take():
            files.blocks("said:", block)

    def write_cables(self) -> None:
        """What is the cables' own."""
        files = self.files
        for cable, (header, line, about, problems) in self.cables.take():
            files.headers.write(f"{string(cable)}: {header}")
            files.lines(line)
            files.read.write(about)
            for problem in problems:
                files.problems.write(problem)
        for _, block in self.blocks.take():
            files.blocks("cable:", block)
        for _, texts in self.below.take():
            for section, text in zip(("evidence:", "header:", "in:", "mention:"), texts, strict=True):
                files.blocks(section, text)

    def finish(self, skipped: Sequence[Skip], judgements: int) -> tuple[dict[str, bytes | Path], dict[str, Any]]:
        """What is said of no one cable or entity, and all files put together."""
        shown = self.settings.include_protected
        versions = dict(sorted(self.settings.versions.items()))
        protected = "included" if shown else "masked"
        base = self.settings.base_iri
        self.files.shared(self.shared, terms.blocks(self.say.about(base or BASE, protected)))
        graph = {"versions": versions, "protected": protected}
        if base is not None:
            graph["base_iri"] = base
        if shown:
            graph["protected_names"] = dict(sorted(self.protected_names.items()))
        tally = self.writer.tally
        skips = [{"source": s.source, "code": s.code, "message": s.message} for s in skipped]
        content = {
            "corrections": {"read": judgements, "void": [[v.number + 1, v.why] for v in self.over.voids]},
            "counts": {
                "read": len(self.who.live),
                "skipped": len(skipped),
                "entities": {kind: tally.types[kind] for kind in ENTITY_TYPES},
                "relations": {predicate: tally.predicates[predicate] for predicate in PREDICATES},
                "mentions": tally.mentions,
                "evidence": tally.evidence,
            },
            "protected": protected,
            "skipped": self.names.anything(skips) if self.names is not None else skips,
            "versions": versions,
        }
        made = self.files.finish(graph, content, self.pairs)
        return {**made, AUTOMATIC: to_bytes(self.difference)}, content
