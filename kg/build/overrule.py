"""What readers have corrected, applied to the entities they speak of and to nothing else.

Judgements concern few entities: these, with all that is said of them, are a small graph of their own, on which
kg.corrected works as it does on the whole. The other ends of their relations are strangers in it, nodes of which
nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.build.parts import Parts
from kg.build.rows import name_text
from kg.build.who import Who, number
from kg.cable.kept import kept
from kg.censor import Censor
from kg.corrected import corrected
from kg.graph import assemble
from kg.model import Document, Entity, Extraction
from kg.protect import censor, mask
from kg.resolve import Cluster, Joined, Resolution, key_order
from kg.resolve.corrections import Judgement
from kg.resolve.judge import Void
from kg.resolve.names import is_redaction
from kg.restore import Difference, difference, none
from kg.tables import from_column

if TYPE_CHECKING:
    import networkx as nx

#: Protected, for it has no name that masking could look at; with one key, which is nobody's.
_STRANGER: dict[str, Any] = {
    "id": "", "type": "", "name": "", "aliases": [], "protected": True, "members": [".."], "links": [],
    "identifiers": [], "mentions": [],
}  # fmt: skip


@dataclass(frozen=True)
class Overruled:
    """The judged entities before and after, unmasked (None where nobody has corrected anything: then networkx, which
    takes long to load, is not needed), and which of the nodes are strangers.

    ``keys``: of each key in it the entity's id afterwards; ``entities``: the ids before, as numbers.
    """

    before: nx.MultiDiGraph | None
    after: nx.MultiDiGraph | None
    strangers: frozenset[str]
    voids: list[Void]
    keys: Mapping[str, str]
    entities: frozenset[int]
    #: The cables that speak of them, or from which a reader has quoted.
    cables: frozenset[str]

    def names(self) -> Censor:
        """What must be masked for their sake."""
        return censor(*(graph for graph in (self.before, self.after) if graph is not None))

    def gated(self, names: Censor | None) -> tuple[Mapping[str, dict[str, Any]], Difference]:
        """The nodes afterwards as they may leave, and what tells the graph before from the one they are of."""
        if self.before is None or self.after is None:
            return {}, none()
        if names is None:
            return self.after.nodes, difference(self.after, self.before)
        after = mask(self.after, names)
        return after.nodes, difference(after, mask(self.before, names))

    def evidence(self) -> dict[str, list[dict[str, Any]]]:
        """What is said of them, by cable."""
        found: dict[str, list[dict[str, Any]]] = {}
        for _, _, data in self.edges():
            for one in data["evidence"]:
                found.setdefault(one["cable"], []).append(one)
        return found

    def nodes(self) -> Iterable[tuple[str, dict[str, Any]]]:
        """The entities afterwards, without strangers."""
        return [(node, data) for node, data in self.attributes().items() if node not in self.strangers]

    def attributes(self) -> Mapping[str, dict[str, Any]]:
        """What is known of each node afterwards."""
        return self.after.nodes if self.after is not None else {}

    def edges(self) -> Iterable[tuple[str, str, dict[str, Any]]]:
        """The relations afterwards: subject, object, attributes."""
        return self.after.edges(data=True) if self.after is not None else ()


def nothing() -> Overruled:
    """Where nobody has corrected anything."""
    nobody = frozenset[Any]()
    return Overruled(None, None, nobody, [], {}, nobody, nobody)


def overrule(who: Who, judgements: Sequence[Judgement]) -> Overruled:
    """Apply the judgements."""
    if not judgements:
        return nothing()
    wanted = {ref for judgement in judgements for ref in judgement.refs}
    cables = {ref.cable for ref in wanted}
    found = extractions(who, cables)
    entities = set()
    for cable, extraction in found.items():
        of = entities_of(who, extraction)
        spans = {(start, end) for c, start, end in wanted if c == cable}
        for entity in extraction.entities:
            if entity.key in of and any((m.start, m.end) in spans for m in entity.mentions):
                entities.add(number(of[entity.key]))
    found.update(extractions(who, set(who.cables_of(entities)) - cables))
    before, strangers = _graph(who, [found[cable] for cable in sorted(found)], entities)

    def text(cable: str) -> Mapping[str, Any]:
        return kept(found[cable].document)

    after, voids = corrected(before, judgements, text)
    keys = {key: node for node, data in after.nodes(data=True) if node not in strangers for key in data["members"]}
    return Overruled(before, after, strangers, voids, keys, frozenset(entities), frozenset(found))


def extractions(who: Who, cables: Iterable[str]) -> dict[str, Extraction]:
    """The extractions of these cables, of those that are there."""
    wanted = set(cables)
    return {e.document.id: e for e in read(who.parts, who.keys(wanted))}


def read(parts: Parts, keys: Iterable[str]) -> Iterator[Extraction]:
    """The extractions under these keys."""
    for rows in parts.tables(keys, ["name", "extraction"]):
        names = rows["name"].to_pylist()
        for name, extraction in zip(names, from_column(Extraction, rows["extraction"]), strict=True):
            yield replace(extraction, document=replace(extraction.document, source=name_text(name)))


def entities_of(who: Who, extraction: Extraction) -> dict[str, str]:
    """The entity of each key of a cable, as resolution has it."""
    keys = sorted((e.key for e in extraction.entities if not is_redaction(e.name)), key=key_order)
    return dict(zip(keys, who.ids(extraction.document.id), strict=True))


def _graph(who: Who, found: Sequence[Extraction], entities: set[int]) -> tuple[nx.MultiDiGraph, frozenset[str]]:
    """The unmasked graph of these entities."""
    members: dict[str, list[Entity]] = {}
    links: dict[str, list[Joined]] = {}
    cluster_of: dict[str, str] = {}
    said = []
    for extraction in found:
        of = entities_of(who, extraction)
        inside = {key for key, entity in of.items() if number(entity) in entities}
        rows = who.rows(np.array([who.place(extraction.document.id)]))
        tied = {link["key"]: link for link in who.links(rows) if link}
        for entity in extraction.entities:
            if entity.key in inside:
                members.setdefault(of[entity.key], []).append(entity)
                if link := tied.get(entity.key):
                    links.setdefault(of[entity.key], []).append(Joined(**link))
        relations = tuple(
            r
            for r in extraction.relations
            if r.subject in of and r.object in of and (r.subject in inside or r.object in inside)
        )
        cluster_of.update({key: of[key] for r in relations for key in (r.subject, r.object)})
        d = extraction.document
        light = Document(d.id, "", "", "", date=d.date, paragraphs=d.paragraphs)
        said.append(Extraction(light, (), relations))
    clusters = tuple(
        Cluster(
            entity,
            tuple(sorted(members[entity], key=lambda e: key_order(e.key))),
            tuple(sorted(links.get(entity, ()), key=lambda link: key_order(link.key))),
            who.identifiers.get(number(entity), ()),
        )
        for entity in sorted(members)
    )
    graph = assemble(Resolution(clusters, cluster_of), said)
    strangers = frozenset(node for node, data in graph.nodes(data=True) if not data)
    for node in strangers:
        graph.nodes[node].update(_STRANGER)
    return graph, strangers
