"""From the graph to sorted RDF triples. No blank nodes, so that two files can be compared line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Triple

from kg.model import SYMMETRIC
from kg.rdf import vocab
from kg.rdf.literals import BOOLEAN, STRING, decimal, integer, text, when, written

if TYPE_CHECKING:
    import networkx as nx

_RULE = "rule:"


def triples(graph: nx.MultiDiGraph, *, rdf12: bool = False) -> list[Triple]:
    """Every triple of the graph once, sorted (see order).

    The base IRI is graph.graph["base_iri"], vocab.BASE where there is none. With ``rdf12`` an assertion is a reifier of
    RDF 1.2 in place of rdf:subject, rdf:predicate and rdf:object. Raises KgError E503 where the base IRI is none.
    """
    found = Triples(graph, rdf12)
    every: set[Triple] = set()
    every.update(found.about())
    every.update(found.cables())
    every.update(found.entities())
    every.update(found.assertions())
    return sorted(every, key=order)


def base_iri(graph: nx.MultiDiGraph) -> str:
    """The IRI under which the graph's names lie."""
    return str(graph.graph.get("base_iri", vocab.BASE))


def order(triple: Triple) -> tuple[str, bool, str, str]:
    """Sort key: by subject, its rdf:type first as readers of Turtle expect, then by predicate and object."""
    return str(triple.subject), triple.predicate != vocab.TYPE, str(triple.predicate), str(triple.object)


def by_name(cables: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Ids of cables by all by which references call them, from their ids and canonical ids."""
    ordered = sorted(cables)
    return {canonical or cable: cable for cable, canonical in ordered} | {cable: cable for cable, _ in ordered}


class Triples:
    """The parts of a graph as triples, each as often as it is said."""

    def __init__(self, graph: nx.MultiDiGraph, rdf12: bool) -> None:
        self.graph = graph
        self.rdf12 = rdf12
        self.iris = vocab.Iris(base_iri(graph))
        self.versions: dict[str, str] = {str(k): str(v) for k, v in graph.graph.get("versions", {}).items()}
        self.run = self.iris.run(self.versions)
        self.fields: Mapping[str, Mapping[str, Any]] = graph.graph.get("cables", {})

    def about(self) -> Iterator[Triple]:
        """The graph as a whole, and the run that made it."""
        node = self.iris.graph()
        yield Triple(node, vocab.TYPE, vocab.GRAPH)
        yield Triple(node, vocab.URI_SPACE, text(self.iris.base))
        yield Triple(node, vocab.CONFORMS_TO, NamedNode(vocab.VERSION))
        yield Triple(node, vocab.PROTECTION, text(self.graph.graph.get("protected", "included")))
        yield Triple(node, vocab.GENERATED_BY, self.run)
        yield Triple(self.run, vocab.TYPE, vocab.RUN)
        for name, version in self.versions.items():
            tool = self.iris.tool(name, version)
            yield Triple(self.run, vocab.ASSOCIATED_WITH, tool)
            yield Triple(tool, vocab.TYPE, vocab.TOOL)
            yield Triple(tool, vocab.LABEL, text(name))
            yield Triple(tool, vocab.TOOL_VERSION, text(version))

    def cables(self, known: Mapping[str, str] | None = None) -> Iterator[Triple]:
        """The cables' headers. ``known``: ids by canonical id and id, where other cables than these are at hand."""
        if known is None:
            known = by_name((cable, fields.get("canonical_id", "")) for cable, fields in self.fields.items())
        for cable_id, fields in self.fields.items():
            node = self.iris.cable(cable_id)
            yield Triple(node, vocab.TYPE, vocab.CABLE)
            yield Triple(node, vocab.IDENTIFIER, text(cable_id))
            for field, prop in vocab.CABLE_FIELDS.items():
                if value := fields.get(field):
                    literal = when(value) if field in vocab.DATES else text(value)
                    yield Triple(node, prop, literal)
                    if written(literal) != value:  # a date in another spelling than the reader's
                        yield from self._line(cable_id, field, prop, 1, value)
            for field, prop in vocab.CABLE_LISTS.items():
                for position, value in enumerate(fields.get(field) or (), 1):
                    yield Triple(node, prop, text(value))
                    yield from self._line(cable_id, field, prop, position, value)
            if fields.get("classification"):
                yield from self._concept(node, vocab.CLASSIFIED_AS, "classification", fields["classification"])
            for tag in filter(None, fields.get("tags") or ()):
                yield from self._concept(node, vocab.CABLE_SUBJECT, "tag", tag)
            for reference in fields.get("references") or ():
                if known.get(reference, cable_id) != cable_id:
                    yield Triple(node, vocab.REFERENCES, self.iris.cable(known[reference]))
            for name in self.graph.graph.get("protected_names", {}).get(cable_id, ()):
                yield Triple(node, vocab.PROTECTED_NAME, text(name))

    def _line(self, cable_id: str, field: str, prop: NamedNode, position: int, value: str) -> Iterator[Triple]:
        """A value again with its place: a cable's properties are a set, its header is not."""
        line = self.iris.header_line(cable_id, field, position)
        yield Triple(line, vocab.TYPE, vocab.HEADER_LINE)
        yield Triple(line, vocab.IN_CABLE, self.iris.cable(cable_id))
        yield Triple(line, vocab.FIELD, prop)
        yield Triple(line, vocab.POSITION, integer(position))
        yield Triple(line, vocab.VALUE, text(value))

    def _concept(self, node: NamedNode, prop: NamedNode, kind: str, notation: str) -> Iterator[Triple]:
        concept = vocab.concept(kind, notation)
        yield Triple(node, prop, concept)
        yield Triple(concept, vocab.TYPE, vocab.SKOS_CONCEPT)
        yield Triple(concept, vocab.IN_SCHEME, vocab.SCHEMES[kind])
        yield Triple(concept, vocab.NOTATION, text(notation))

    def entities(self) -> Iterator[Triple]:
        for entity_id, data in self.graph.nodes(data=True):
            if not data["members"]:  # of another part of the graph; an edge leads there
                continue
            node = self.iris.entity(entity_id)
            yield Triple(node, vocab.TYPE, vocab.ENTITY)
            yield Triple(node, vocab.TYPE, vocab.CLASSES[data["type"]])
            yield Triple(node, vocab.IDENTIFIER, text(entity_id))
            yield Triple(node, vocab.LABEL, text(data["name"]))
            for alias in data["aliases"]:
                yield Triple(node, vocab.ALT_LABEL, text(alias))
            if data["protected"]:
                yield Triple(node, vocab.PROTECTED, Literal("true", datatype=BOOLEAN))
            for key in data["members"]:
                member = self.iris.cable_entity(key)
                yield Triple(member, vocab.TYPE, vocab.CABLE_ENTITY)
                yield Triple(member, vocab.IDENTIFIER, text(key))
                yield Triple(member, vocab.IS_PART_OF, node)
                yield Triple(member, vocab.IN_CABLE, self.iris.cable(key.rsplit(".", 2)[0]))
            for link in data.get("links", ()):
                member = self.iris.cable_entity(link["key"])
                yield Triple(member, vocab.JOINED_TO, self.iris.cable_entity(link["to"]))
                yield Triple(member, vocab.JOIN_SCORE, decimal(link["score"]))
                yield Triple(member, vocab.JOIN_REASON, text(link["reason"]))
            for identifier in data.get("identifiers", ()):
                yield Triple(node, vocab.EXTERNAL_ID, text(identifier))
                scheme, _, number = identifier.partition(":")
                if scheme == "geonames":
                    yield Triple(node, vocab.SAME_AS, NamedNode(f"{vocab.GEONAMES}{number}/"))
            for mention in data["mentions"]:
                name = self.iris.mention(mention["cable"], mention["start"], mention["end"], data["type"])
                yield Triple(name, vocab.TYPE, vocab.MENTION)
                yield Triple(name, vocab.MENTION_OF, self.iris.cable_entity(mention["key"]))
                yield Triple(name, vocab.TEXT, text(mention["text"]))
                yield Triple(name, vocab.SOURCE, text(mention["source"]))
                yield from self._maker(name, mention["source"])
                yield from self._place(name, mention)

    def assertions(self) -> Iterator[Triple]:
        for subject_id, object_id, data in self.graph.edges(data=True):
            subject, obj = self.iris.entity(subject_id), self.iris.entity(object_id)
            prop = vocab.PROPERTIES[data["predicate"]]
            yield Triple(subject, prop, obj)
            if data["predicate"] in SYMMETRIC:
                yield Triple(obj, prop, subject)
            node = self.iris.assertion(data["id"])
            yield Triple(node, vocab.TYPE, vocab.ASSERTION)
            yield Triple(node, vocab.IDENTIFIER, text(data["id"]))
            if self.rdf12:
                yield Triple(node, vocab.REIFIES, Triple(subject, prop, obj))
            else:
                yield Triple(node, vocab.SUBJECT, subject)
                yield Triple(node, vocab.PREDICATE, prop)
                yield Triple(node, vocab.OBJECT, obj)
            if data.get("title"):
                yield Triple(node, vocab.TITLE, text(data["title"]))
            yield Triple(node, vocab.CONFIDENCE, decimal(data["confidence"]))
            yield Triple(node, vocab.GENERATED_BY, self.run)
            for evidence in data["evidence"]:
                where = self.iris.evidence(evidence["cable"], evidence["start"], evidence["end"], evidence["rule"])
                yield Triple(node, vocab.HAS_EVIDENCE, where)
                yield Triple(where, vocab.TYPE, vocab.EVIDENCE)
                yield Triple(where, vocab.QUOTE, text(evidence["quote"]))
                yield Triple(where, vocab.RULE, text(evidence["rule"]))
                yield from self._maker(where, _RULE + evidence["rule"])
                yield from self._place(where, evidence)
                date = when(self.fields.get(evidence["cable"], {}).get("date") or "")
                if date.datatype != STRING:
                    yield Triple(where, vocab.AS_OF, date)
                    yield Triple(node, vocab.AS_OF, date)

    def _maker(self, node: NamedNode, source: str) -> Iterator[Triple]:
        """Which rule or model said it: ``rule:<name>`` or the name of one of the run's tools."""
        if source.startswith(_RULE):
            name = source.removeprefix(_RULE)
            maker, kind = self.iris.rule(name), vocab.RULE_CLASS
        else:
            name = source
            maker, kind = self.iris.tool(name, self.versions.get(name, "")), vocab.TOOL
        yield Triple(node, vocab.ATTRIBUTED_TO, maker)
        yield Triple(maker, vocab.TYPE, kind)
        yield Triple(maker, vocab.LABEL, text(name))

    def _place(self, node: NamedNode, at: Mapping[str, Any]) -> Iterator[Triple]:
        yield Triple(node, vocab.IN_CABLE, self.iris.cable(at["cable"]))
        if at["paragraph"]:
            yield Triple(node, vocab.PARAGRAPH, text(at["paragraph"]))
        if at["marking"]:
            yield Triple(node, vocab.MARKING, text(at["marking"]))
            yield from self._concept(node, vocab.PORTION_MARK, "mark", at["marking"])
        yield Triple(node, vocab.START, integer(at["start"]))
        yield Triple(node, vocab.END, integer(at["end"]))
