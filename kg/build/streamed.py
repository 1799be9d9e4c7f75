"""From the rows of all cables to the workspace's files, a part of the graph at a time.

1. The entities of all cables go into columns, and kg.resolve says who is who.
2. Entities, relations and cables are put aside on disk in buckets: what belongs to one entity of the graph is in one
   bucket, so each bucket is a graph of its own, in which the objects of some relations are strangers (nodes without
   members).
3. Bucket by bucket the graph is assembled, masked and written: nodes and edges as JSON, triples into a sorter.

What is in memory is the columns of step 1, a bucket, and report.json.
"""

from __future__ import annotations

import json
import shutil
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import networkx as nx
import numpy as np

from kg.build.assembly import report, to_bytes
from kg.build.comentions import HEAD, lines, pairs
from kg.build.parts import Parts
from kg.build.rows import name_text
from kg.build.spill import Spill
from kg.cable.kept import kept
from kg.graph import assemble, cable_header, paragraph_at, to_json
from kg.model import SYMMETRIC, Document, Entity, Extraction
from kg.protect import Censor, mask, mask_kept
from kg.rdf.stream import Sorter, write_turtle
from kg.rdf.triples import Triples, by_name
from kg.read import Skip
from kg.resolve import Cluster, Joined, Resolution, entity_id, key_order
from kg.resolve.identity import Identity, identify
from kg.resolve.names import is_redaction
from kg.resolve.table import table
from kg.tables import from_row
from kg.workspace import AUTOMATIC, CABLES, COMENTIONS, GRAPH_JSON, GRAPH_TTL, REPORT, cable_lines

#: So many cables' worth of the graph is in memory at a time.
BUCKET = 400

#: Protected, for it has no name that masking could look at.
_STRANGER: dict[str, Any] = {
    "id": "", "type": "", "name": "", "aliases": [], "protected": True, "members": [], "links": [],
    "identifiers": [], "mentions": [],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """How the files are to be: with protected names or without, under which base IRI, made by what."""

    include_protected: bool
    base_iri: str | None
    versions: Mapping[str, str]


def files(
    parts: Parts, live: Sequence[str], skipped: Sequence[Skip], settings: Settings
) -> tuple[dict[str, bytes | Path], dict[str, Any]]:
    """The workspace's files by name, large ones as paths below ``parts.tmp``, and the report in them."""
    work = _Streamed(parts, live, settings)
    work.put_aside()
    work.write_entities()
    work.write_cables()
    work.write_pairs()
    return work.finish(skipped)


class _Streamed:
    """One assembly."""

    def __init__(self, parts: Parts, live: Sequence[str], settings: Settings) -> None:
        self.parts = parts
        self.live = live
        self.settings = settings
        self.folder = parts.tmp / "graph"
        self.folder.mkdir(mode=0o700)
        self.count = max(1, -(-len(live) // BUCKET))
        self.entities = Spill(self.folder / "entities", self.count)
        self.cables = Spill(self.folder / "cables", self.count)
        self.pairs = Spill(self.folder / "pairs", self.count)
        (self.folder / "runs").mkdir()
        self.sorter = Sorter(self.folder / "runs")
        self.names = Censor()
        self.types: Counter[str] = Counter()
        self.predicates: Counter[str] = Counter()
        self.mentions = self.evidence = 0
        self.read: list[dict[str, Any]] = []
        self.problems: list[dict[str, Any]] = []
        self.canonical: list[tuple[str, str]] = []
        self.protected_names: dict[str, list[str]] = {}

    # --- putting aside -----------------------------------------------------------------------------------------------

    def put_aside(self) -> None:
        """Resolve, and put everything into buckets."""
        found = identify(table(self._extractions()))
        hidden = self._put_clusters(found, self._protected_keys)
        ids = _Ids(found)
        self._cable_ids = ids.cables
        for extraction in self._extractions():
            self._put(extraction, ids.of_cable(extraction.document.id), hidden)

    def _extractions(self) -> Iterator[Extraction]:
        read = from_row(Extraction)
        self._protected_keys: set[str] = set()
        for row in self.parts.rows(self.live, ["name", "extraction"]):
            extraction: Extraction = read(row["extraction"])
            self._protected_keys.update(e.key for e in extraction.entities if e.protected)
            yield replace(extraction, document=replace(extraction.document, source=name_text(row["name"])))

    def _put_clusters(self, found: Identity, protected: set[str]) -> dict[str, list[str]]:
        """The clusters into their buckets; of the protected ones the cables that speak of them."""
        hidden = {}
        for keys, links, identifiers in found.groups():
            cluster = entity_id(keys)
            self.entities.put(self._bucket(cluster), (cluster, links, identifiers))
            if not protected.isdisjoint(keys):
                hidden[cluster] = sorted({key.rsplit(".", 2)[0] for key in keys})
        return hidden

    def _bucket(self, entity: str) -> int:
        """Buckets are ranges of ids, so that they follow each other in the order of ids."""
        return int(entity[1:9], 16) * self.count >> 32

    def _put(self, extraction: Extraction, ids: Mapping[str, str], hidden: Mapping[str, list[str]]) -> None:
        document = extraction.document
        stretches = []
        named: dict[str, set[str]] = {}
        shares: dict[int, tuple[list[tuple[str, Entity]], list[Any]]] = {}
        for entity in extraction.entities:
            if entity.key not in ids:  # a redaction
                continue
            cluster = ids[entity.key]
            shares.setdefault(self._bucket(cluster), ([], []))[0].append((cluster, entity))
            for mention in entity.mentions:
                number, _ = paragraph_at(document.paragraphs, mention.start)
                if number and not is_redaction(mention.text):
                    named.setdefault(number, set()).add(cluster)
            if cluster in hidden:
                stretches += [(m.start, m.end) for m in entity.mentions if not is_redaction(m.text)]
                for form in {entity.name, *entity.aliases, *(m.text for m in entity.mentions)}:
                    if not is_redaction(form):
                        self.names.add(form, hidden[cluster], person=entity.type == "person")
        for relation in extraction.relations:
            if relation.subject in ids and relation.object in ids:
                subject, obj = ids[relation.subject], ids[relation.object]
                if relation.predicate in SYMMETRIC and obj < subject:
                    subject = obj
                shares.setdefault(self._bucket(subject), ([], []))[1].append(relation)
        kinds = {m.text: e.type for e in extraction.entities if e.key in ids for m in e.mentions}
        for form in sorted(set(extraction.protected_names)):
            # Where no mention says of what kind the bearer is: nearly all are people.
            self.names.add(form, [document.id], person=kinds.get(form, "person") == "person")
        light = Document(document.id, "", "", "", date=document.date, paragraphs=document.paragraphs)
        for bucket, (entities, relations) in shares.items():
            ends = {key: ids[key] for r in relations for key in (r.subject, r.object)}
            self.entities.put(bucket, (light, entities, relations, ends))
        together: dict[int, list[tuple[str, str]]] = {}
        for pair in pairs(named.values()):
            together.setdefault(self._bucket(pair[0]), []).append(pair)
        for bucket, found in together.items():
            self.pairs.put(bucket, found)
        place = bisect_left(self._cable_ids, document.id) * self.count // max(1, len(self._cable_ids))
        self.cables.put(place, (document, extraction.protected_names, stretches))
        self.canonical.append((document.id, document.canonical_id))

    # --- writing -----------------------------------------------------------------------------------------------------

    def write_entities(self) -> None:
        """Entities and relations, bucket by bucket, as JSON and as triples."""
        with _Items(self.folder / "nodes") as nodes, _Items(self.folder / "edges") as edges:
            for bucket in range(self.count):
                graph = self._gated(self._graph_of(bucket))
                self.sorter.add(_triples(graph).entities())
                self.sorter.add(_triples(graph).assertions())
                data = to_json(graph)
                for node in data["nodes"]:
                    if node["members"]:
                        self.types[node["type"]] += 1
                        self.mentions += len(node["mentions"])
                        nodes.write(node)
                for edge in data["edges"]:
                    self.predicates[edge["predicate"]] += 1
                    self.evidence += len(edge["evidence"])
                    edges.write(edge)

    def write_pairs(self) -> None:
        """Who is named together with whom."""
        with (self.folder / COMENTIONS).open("wb") as file:
            file.write(HEAD)
            for bucket in range(self.count):
                file.write(lines(pair for found in self.pairs.take(bucket) for pair in found))

    def _graph_of(self, bucket: int) -> nx.MultiDiGraph:
        """The unmasked graph of one bucket."""
        clusters: dict[str, tuple[tuple[Joined, ...], tuple[str, ...]]] = {}
        members: dict[str, list[Entity]] = {}
        cluster_of: dict[str, str] = {}
        extractions = []
        for value in self.entities.take(bucket):
            if len(value) == 3:
                clusters[value[0]] = value[1:]
                continue
            document, entities, relations, ends = value
            for cluster, entity in entities:
                members.setdefault(cluster, []).append(entity)
            cluster_of.update(ends)
            extractions.append(Extraction(document, (), tuple(relations)))
        ordered = tuple(
            Cluster(cluster, tuple(sorted(members[cluster], key=lambda e: key_order(e.key))), *clusters[cluster])
            for cluster in sorted(clusters)
        )
        graph = assemble(Resolution(ordered, cluster_of), extractions, self.settings.versions)
        for _, data in graph.nodes(data=True):
            if not data:
                data.update(_STRANGER)
        return graph

    def _gated(self, graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
        if self.settings.base_iri is not None:
            graph.graph["base_iri"] = self.settings.base_iri
        return graph if self.settings.include_protected else mask(graph, self.names)

    def write_cables(self) -> None:
        """The cables: headers as JSON and as triples, texts for cables.jsonl."""
        shown = self.settings.include_protected
        known = by_name((c, canonical if shown else self.names.text(canonical, [c])) for c, canonical in self.canonical)
        with _Items(self.folder / "headers") as headers, (self.folder / CABLES).open("wb") as texts:
            for bucket in range(self.count):
                graph = nx.MultiDiGraph()
                graph.graph.update(cables={}, versions=dict(self.settings.versions), protected_names={})
                for document, names, stretches in sorted(self.cables.take(bucket), key=lambda v: v[0].id):
                    self._tell(document)
                    cable, text = cable_header(document), kept(document)
                    if not shown:
                        cable = self.names.anything(cable, [document.id])
                        text = mask_kept(text, self.names, stretches)
                    elif names:
                        graph.graph["protected_names"][document.id] = sorted(set(names))
                    graph.graph["cables"][document.id] = cable
                    headers.write(cable, document.id)
                    texts.write(cable_lines([text]))
                self.protected_names.update(graph.graph["protected_names"])
                if self.settings.base_iri is not None:
                    graph.graph["base_iri"] = self.settings.base_iri
                self.sorter.add(_triples(graph).cables(known))

    def _tell(self, d: Document) -> None:
        self.read.append({"cable": d.id, "source": d.source, "sha256": d.sha256})
        self.problems += [{"cable": d.id, "code": p.code, "message": p.message, "start": p.start} for p in d.problems]

    def finish(self, skipped: Sequence[Skip]) -> tuple[dict[str, bytes | Path], dict[str, Any]]:
        """Put the files together."""
        about = nx.MultiDiGraph()
        protected = "included" if self.settings.include_protected else "masked"
        about.graph.update(versions=dict(sorted(self.settings.versions.items())), protected=protected)
        if self.settings.base_iri is not None:
            about.graph["base_iri"] = self.settings.base_iri
        self.sorter.add(_triples(about).about())
        with (self.folder / GRAPH_TTL).open("wb") as file:
            write_turtle(self.sorter.subjects(), _triples(about).iris.prefixes, file)
        if self.settings.include_protected:
            about.graph["protected_names"] = self.protected_names
        with (self.folder / GRAPH_JSON).open("wb") as file:
            self._write_json(about.graph, file)
        content = report(
            self.read, skipped, self.problems, self.types, self.predicates, self.mentions, self.evidence,
            about.graph["versions"], protected,
        )  # fmt: skip
        if not self.settings.include_protected:
            content = self.names.report(content)
        content["corrections"] = {"read": 0, "void": []}
        nothing = {"entities": [], "relations": [], "gone": {"entities": [], "relations": []}}
        large = {name: self.folder / name for name in (GRAPH_TTL, GRAPH_JSON, CABLES, COMENTIONS)}
        return {**large, REPORT: to_bytes(content), AUTOMATIC: to_bytes(nothing)}, content

    def _write_json(self, about: Mapping[str, Any], file: BinaryIO) -> None:
        """As kg.build.assembly.to_bytes writes node-link data."""
        file.write(b'{\n "directed": true,\n "edges": ')
        _Items.copy(self.folder / "edges", file, 1, "[]")
        file.write(b',\n "graph": {')
        for number, name in enumerate(sorted({*about, "cables"})):
            file.write(f'{"," if number else ""}\n  "{name}": '.encode())
            if name == "cables":
                _Items.copy(self.folder / "headers", file, 2, "{}")
            else:
                file.write(_indented(about[name], 2))
        file.write(b'\n },\n "multigraph": true,\n "nodes": ')
        _Items.copy(self.folder / "nodes", file, 1, "[]")
        file.write(b"\n}\n")


def _triples(graph: nx.MultiDiGraph) -> Triples:
    return Triples(graph, rdf12=False)


class _Ids:
    """The entity's id of each within-cable key, cable by cable."""

    def __init__(self, found: Identity) -> None:
        self._table = found.data.table
        self.cables = self._table.cables
        _, first, group = np.unique(found.group, return_index=True, return_inverse=True)
        self._first = first[group]

    def of_cable(self, cable: str) -> dict[str, str]:
        """By key; redactions are not among them."""
        number = bisect_left(self.cables, cable)
        start, end = np.searchsorted(self._table.cable, [number, number + 1])
        key = self._table.key
        return {key(row): entity_id([key(int(self._first[row]))]) for row in range(int(start), int(end))}


class _Items:
    """The items of a JSON list or object, written one after the other to a file, to be copied into another."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")

    def __enter__(self) -> _Items:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def write(self, value: Any, name: str | None = None) -> None:
        """One more; of an object with its name. ``value`` stands two levels below the list's or object's."""
        begin = b",\n" if self._file.tell() else b""
        if name is None:
            self._file.write(begin + b"  " + _indented(value, 2))
        else:
            self._file.write(
                begin + b"   " + _encoded(json.dumps(name, ensure_ascii=False)) + b": " + _indented(value, 3)
            )

    @staticmethod
    def copy(path: Path, file: BinaryIO, level: int, brackets: str) -> None:
        """The whole list or object that stands at this level of indentation."""
        if not path.stat().st_size:
            file.write(brackets.encode())
            return
        file.write(f"{brackets[0]}\n".encode())
        with path.open("rb") as items:
            shutil.copyfileobj(items, file, 1 << 20)
        file.write(b"\n" + b" " * level + brackets[1].encode())


def _indented(value: Any, level: int) -> bytes:
    """JSON as it stands at this level: all but the first line indented. No string in it has a line break of its own."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True)
    return _encoded(text.replace("\n", "\n" + " " * level))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
