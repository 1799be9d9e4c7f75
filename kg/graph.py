"""The graph: entities of all cables as nodes, what the cables say about them as edges with evidence.

A networkx MultiDiGraph of plain Python values only, so that it goes through JSON unchanged.

Node key: the entity id. Attributes: ``id``, ``type``, ``name``, ``aliases`` (sorted), ``protected``, ``members`` (keys
of the within-cable entities, sorted), ``links`` (why these members are one: a list of ``{key, to, score, reason}``, one
for each member but the first, together a tree; ``score`` in natural logarithms of odds, ``reason`` in words that are no
cable's), ``identifiers`` (of a place: what data sources call it, ``geonames:2510769``, ``iso3166-1:ES``, ``iso3166-2:
ES-MD``; often none) and ``mentions``, a list of ``{cable, paragraph, marking, start, end, text, key,
source}`` sorted by cable and offset.

Edge key: ``predicate`` or ``predicate/title``. Attributes: ``id`` (of the assertion), ``predicate``, ``title`` (only
where there is one), ``confidence`` (0 to 1) and ``evidence``, a sorted list of ``{cable, paragraph, marking, start,
end, quote, rule}``.

Graph attributes: ``cables`` (header fields by cable id), ``versions``, ``protected`` ("masked" or "included") and,
while the graph is unmasked, ``protected_names`` (by cable id). Offsets are code points of the cable's file.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kg.cable.kept import addressee, attention
from kg.extract.names import singular
from kg.model import SYMMETRIC, Document, Entity, Evidence, Extraction, Mention, Paragraph
from kg.resolve import Cluster, Resolution, key_order
from kg.resolve.names import is_redaction

if TYPE_CHECKING:
    import networkx as nx


def assertion_id(subject: str, predicate: str, obj: str, title: str = "") -> str:
    """The id of the statement that ``subject`` stands in this relation to ``obj``: ``a`` and 16 hexadecimal digits."""
    said = "\n".join((subject, predicate, obj, title))
    return "a" + hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def edge_key(predicate: str, title: str = "") -> str:
    """What tells apart the edges between two nodes."""
    return f"{predicate}/{title}" if title else predicate


def assemble(
    resolution: Resolution, extractions: Iterable[Extraction], versions: Mapping[str, str] | None = None
) -> nx.MultiDiGraph:
    """The unmasked graph of these extractions. It does not depend on their order.

    Raises KeyError where a relation names an entity key that no extraction has, unless that entity was a redaction.
    """
    import networkx as nx  # not by whoever needs only what is not of the whole graph: it takes long to load

    ordered = sorted(extractions, key=lambda e: e.document.id)
    graph = nx.MultiDiGraph()
    layout = {e.document.id: e.document.paragraphs for e in ordered}
    for cluster in resolution.clusters:
        graph.add_node(cluster.id, **_node(cluster, layout))
    for edge in sorted(_edges(resolution, ordered).items()):
        (subject, predicate, obj, title), (confidence, evidence) = edge
        graph.add_edge(
            subject,
            obj,
            key=edge_key(predicate, title),
            id=assertion_id(subject, predicate, obj, title),
            predicate=predicate,
            **({"title": title} if title else {}),
            confidence=confidence,
            evidence=[evidence_attributes(e) for e in sorted(evidence)],
        )
    graph.graph["cables"] = {e.document.id: cable_header(e.document) for e in ordered}
    graph.graph["versions"] = dict(sorted((versions or {}).items()))
    graph.graph["protected"] = "included"
    graph.graph["protected_names"] = {
        e.document.id: sorted(set(e.protected_names)) for e in ordered if e.protected_names
    }
    return graph


def _node(cluster: Cluster, layout: Mapping[str, tuple[Paragraph, ...]]) -> dict[str, Any]:
    kind = cluster.members[0].type
    count = Counter(m.text for e in cluster.members for m in e.mentions)
    name = called(kind, (e.name for e in cluster.members), count)
    mentions = [
        mention_attributes(entity, mention, layout.get(entity.cable, ()))
        for entity in cluster.members
        for mention in entity.mentions
        if not is_redaction(mention.text)
    ]
    mentions.sort(key=lambda m: (m["cable"], m["start"], m["end"]))
    return {
        "id": cluster.id,
        "type": kind,
        "name": name,
        "aliases": others(name, (form for e in cluster.members for form in (e.name, *e.aliases))),
        "protected": any(e.protected for e in cluster.members),
        "members": sorted((e.key for e in cluster.members), key=key_order),
        "links": [{"key": j.key, "to": j.to, "score": j.score, "reason": j.reason} for j in cluster.links],
        "identifiers": list(cluster.identifiers),
        "mentions": mentions,
    }


def called(kind: str, names: Iterable[str], count: Mapping[str, int]) -> str:
    """The name of an entity of this type: one of its members' ``names``; ``count`` says how often each form is used.

    Not all capitals, unless every other name is these letters and more; of a person no bare surname, if some cable has
    more; the most frequent. Of a body or place it may be another form with the same words in singular or plural.
    """
    given = set(names)
    small = [name.split() for name in given if not name.isupper()]

    def rank(name: str) -> tuple[bool, bool, int, str]:
        capitals = name.isupper() and any(name not in words for words in small)
        bare = kind == "person" and len(name.split()) == 1
        return capitals, bare, -count.get(name, 0), name

    best = min(given, key=rank)
    if kind == "person" or len(count) == 1 or best.isupper():
        return best
    key = _singulars(best)
    return min((form for form in {best, *count} if _singulars(form) == key), key=rank)


def _singulars(name: str) -> list[str]:
    return [singular(word) for word in name.split()]


def others(name: str, forms: Iterable[str]) -> list[str]:
    """The aliases of an entity of this name, from all its forms."""
    return sorted({form for form in forms if form != name and not is_redaction(form)})


def mention_attributes(entity: Entity, mention: Mention, paragraphs: tuple[Paragraph, ...]) -> dict[str, Any]:
    """A mention as an attribute of its node; ``paragraphs``: those of its cable."""
    number, marking = paragraph_at(paragraphs, mention.start)
    return {
        "cable": entity.cable,
        "paragraph": number,
        "marking": marking,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "key": entity.key,
        "source": mention.source,
    }


def paragraph_at(paragraphs: tuple[Paragraph, ...], offset: int) -> tuple[str, str]:
    """Number and portion mark of the paragraph in which this place is, "" for what it lacks."""
    at = bisect_right(paragraphs, offset, key=lambda p: p.start) - 1
    if at < 0 or offset >= paragraphs[at].end:
        return "", ""
    return paragraphs[at].number or "", paragraphs[at].marking or ""


_Said = tuple[str, str, str, str]  # subject id, predicate, object id, title


def _edges(resolution: Resolution, extractions: list[Extraction]) -> dict[_Said, tuple[float, set[Evidence]]]:
    """Confidence and evidence of every assertion; two cables that say the same give one assertion with both."""
    said: dict[_Said, tuple[float, set[Evidence]]] = {}
    for extraction in extractions:
        redacted = {e.key for e in extraction.entities if is_redaction(e.name)}
        for relation in extraction.relations:
            if relation.subject in redacted or relation.object in redacted:
                continue
            subject, obj = resolution.cluster_of[relation.subject], resolution.cluster_of[relation.object]
            if subject == obj:
                continue
            if relation.predicate in SYMMETRIC and obj < subject:
                subject, obj = obj, subject
            what = (subject, relation.predicate, obj, relation.title)
            confidence, evidence = said.setdefault(what, (0.0, set()))
            evidence.update(relation.evidence)
            # An assertion is as sure as the surest place where it is said.
            said[what] = (max(confidence, relation.confidence), evidence)
    return said


def evidence_attributes(evidence: Evidence) -> dict[str, Any]:
    """A piece of evidence as an attribute of its edge."""
    return {
        "cable": evidence.cable,
        "paragraph": evidence.paragraph,
        "marking": evidence.marking,
        "start": evidence.start,
        "end": evidence.end,
        "quote": evidence.quote,
        "rule": evidence.rule,
    }


def cable_header(document: Document) -> dict[str, Any]:
    """The header: strings ("" for what it lacks) and lists of strings; kg.rdf.vocab has a property for each."""
    return {
        "canonical_id": document.canonical_id,
        "subject": document.subject,
        "date": document.date,
        "classification": document.classification,
        "origin": document.origin,
        "transmission_id": document.transmission_id,
        "precedence": document.precedence,
        "sender": document.sender,
        "to": [addressee(r) for r in document.to],
        "info": [addressee(r) for r in document.info],
        "attention": attention(document),
        "captions": list(document.captions),
        "tags": list(document.tags),
        "references": [r.value for r in document.references],
        "executive_order": document.executive_order,
        "declassify_on": document.declassify_on or "",
        "classified_by": list(document.classified_by),
        "classifier_title": document.classifier_title,
        "reasons": list(document.reasons),
        "signed_by": list(document.signed_by),
        "source": document.source,
    }


def to_json(graph: nx.MultiDiGraph) -> dict[str, Any]:
    """The graph as node-link data: what networkx.node_link_graph(data, edges="edges") reads."""
    import networkx as nx

    data: dict[str, Any] = nx.node_link_data(graph, edges="edges")
    return data


def from_json(data: Mapping[str, Any]) -> nx.MultiDiGraph:
    """The graph that to_json wrote."""
    import networkx as nx

    graph: nx.MultiDiGraph = nx.node_link_graph(data, directed=True, multigraph=True, edges="edges")
    for node, attributes in graph.nodes(data=True):
        attributes.setdefault("id", node)  # networkx takes it for the key alone
    return graph
