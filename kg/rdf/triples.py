"""What the graph says as RDF: the only place that knows which triples there are.

It is told as text (see kg.rdf.terms), one entity, cable or assertion at a time, so that a build can write what a cable
says without a graph; ``triples`` makes objects of the RDF library of a whole graph. Sorted by what they say, so that
two versions of a file can be compared line by line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pyoxigraph import RdfFormat, Triple, parse

from kg.model import SYMMETRIC
from kg.protect import Edge
from kg.rdf import terms, vocab
from kg.rdf.literals import when, written
from kg.rdf.terms import About, Statement, literal, number

if TYPE_CHECKING:
    import networkx as nx

_RULE = "rule:"

_TYPE, _LABEL, _ALT_LABEL = number(vocab.TYPE), number(vocab.LABEL), number(vocab.ALT_LABEL)
_IDENTIFIER, _IN_CABLE = number(vocab.IDENTIFIER), number(vocab.IN_CABLE)
_IS_PART_OF, _JOINED_TO = number(vocab.IS_PART_OF), number(vocab.JOINED_TO)
_JOIN_SCORE, _JOIN_REASON = number(vocab.JOIN_SCORE), number(vocab.JOIN_REASON)
_MAKER, _RUN = number(vocab.ATTRIBUTED_TO), number(vocab.GENERATED_BY)
_PARAGRAPH, _MARKING, _MARK = number(vocab.PARAGRAPH), number(vocab.MARKING), number(vocab.PORTION_MARK)
_START, _END, _TEXT, _SOURCE = number(vocab.START), number(vocab.END), number(vocab.TEXT), number(vocab.SOURCE)
_MENTION_OF, _QUOTE, _WHICH_RULE = number(vocab.MENTION_OF), number(vocab.QUOTE), number(vocab.RULE)
_EVIDENCE, _AS_OF = number(vocab.HAS_EVIDENCE), number(vocab.AS_OF)
_IN_SCHEME, _NOTATION = number(vocab.IN_SCHEME), number(vocab.NOTATION)
#: The one property of a cable that depends on which other cables are there.
REFERENCES = number(vocab.REFERENCES)
_CLASS = {kind: terms.name(node) for kind, node in vocab.CLASSES.items()}
_PREDICATE = {predicate: (number(node), terms.name(node)) for predicate, node in vocab.PROPERTIES.items()}
_SCHEME = {kind: terms.name(node) for kind, node in vocab.SCHEMES.items()}
_FIELD = {field: (number(node), terms.name(node)) for field, node in vocab.CABLE_FIELDS.items()}
_LIST = {field: (number(node), terms.name(node)) for field, node in vocab.CABLE_LISTS.items()}
_A = {
    what: terms.name(node)
    for what, node in {
        "graph": vocab.GRAPH, "run": vocab.RUN, "tool": vocab.TOOL, "rule": vocab.RULE_CLASS, "cable": vocab.CABLE,
        "entity": vocab.ENTITY, "member": vocab.CABLE_ENTITY, "mention": vocab.MENTION, "evidence": vocab.EVIDENCE,
        "assertion": vocab.ASSERTION, "line": vocab.HEADER_LINE, "concept": vocab.SKOS_CONCEPT,
    }.items()
}  # fmt: skip


def triples(graph: nx.MultiDiGraph, *, rdf12: bool = False) -> list[Triple]:
    """Every triple of the graph once, sorted (see order).

    The base IRI is graph.graph["base_iri"], vocab.BASE where there is none. With ``rdf12`` an assertion is a reifier of
    RDF 1.2 in place of rdf:subject, rdf:predicate and rdf:object. Raises KgError E503 where the base IRI is none.
    """
    prefixes = vocab.Iris(base_iri(graph)).prefixes
    text = terms.head(prefixes) + "".join(terms.blocks(statements(graph, rdf12=rdf12)).values())
    return sorted((quad.triple for quad in parse(text, RdfFormat.TURTLE)), key=order)


def base_iri(graph: nx.MultiDiGraph) -> str:
    """The IRI under which the graph's names lie."""
    return str(graph.graph.get("base_iri", vocab.BASE))


def order(triple: Triple) -> tuple[str, bool, str, str]:
    """Sort key: by subject, its rdf:type first as readers of Turtle expect, then by predicate and object."""
    return str(triple.subject), triple.predicate != vocab.TYPE, str(triple.predicate), str(triple.object)


def statements(graph: nx.MultiDiGraph, *, rdf12: bool = False) -> Iterator[Statement]:
    """All that a graph says, some of it more than once, in no order."""
    cables: Mapping[str, Mapping[str, Any]] = graph.graph.get("cables", {})
    edges = graph.edges(keys=True, data=True)
    return statements_of(graph.graph, cables.items, graph.nodes(data=True), edges, rdf12=rdf12)


def statements_of(
    about: Mapping[str, Any],
    cables: Callable[[], Iterable[tuple[str, Mapping[str, Any]]]],
    entities: Iterable[tuple[str, Mapping[str, Any]]],
    relations: Iterable[Edge],
    *,
    rdf12: bool = False,
) -> Iterator[Statement]:
    """The same of a graph that is read item by item: its attributes, headers (more than once), nodes and edges."""
    say = Says(about.get("versions", {}), rdf12=rdf12)
    yield from say.about(str(about.get("base_iri", vocab.BASE)), about.get("protected", "included"))
    known = by_name((cable, fields.get("canonical_id", "")) for cable, fields in cables())
    hidden = about.get("protected_names", {})
    dates = {}
    for cable, fields in cables():
        dates[cable] = date_of(fields.get("date") or "")
        yield from say.cable(cable, fields)
        yield from say.references(cable, fields.get("references") or (), known)
        yield from say.protected_names(cable, hidden.get(cable, ()))
    for entity, data in entities:
        yield from say.entity(entity, data)
        links = {link["key"]: link for link in data.get("links", ())}
        for key in data["members"]:
            yield from say.member(key)
            yield from say.joined(key, entity, links.get(key))
        for mention in data["mentions"]:
            yield from each(*say.mention(mention, data["type"]))
    for subject, obj, _, data in relations:
        yield from say.relation(subject, data["predicate"], obj)
        yield from say.assertion(data["id"], subject, data["predicate"], obj, data.get("title", ""), data["confidence"])
        for evidence in data["evidence"]:
            date = dates.get(evidence["cable"], "")
            yield from say.said_in(data["id"], say.names.evidence(*at(evidence)), date)
            yield from each(*say.evidence(evidence, date))
    yield from say.shared()


def at(evidence: Mapping[str, Any]) -> tuple[str, int, int, str]:
    """What names a piece of evidence."""
    return evidence["cable"], evidence["start"], evidence["end"], evidence["rule"]


def date_of(value: str) -> str:
    """A cable's date as a term, "" where it is none."""
    return terms.when(value) if terms.is_date(when(value)) else ""


def by_name(cables: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Ids of cables by all by which references call them, from their ids and canonical ids."""
    ordered = sorted(cables)
    return {canonical or cable: cable for cable, canonical in ordered} | {cable: cable for cable, _ in ordered}


class Says:
    """The statements about each thing, as text; each may come more than once. ``versions``: of what made the graph."""

    def __init__(self, versions: Mapping[str, Any], *, rdf12: bool = False) -> None:
        self.names = vocab.Names()
        self.versions = {str(k): str(v) for k, v in versions.items()}
        self._rdf12 = rdf12
        self._run = self.names.run(self.versions)
        self._shared: dict[str, list[About]] = {}  # what there is to say of concepts, rules and tools
        self._makers: dict[str, str] = {}  # by their source
        self._paragraphs: dict[tuple[str, str, str], list[About]] = {}  # what is said of all that stands in one

    def about(self, base: str, protected: str) -> Iterator[Statement]:
        """The graph as a whole, and the run that made it."""
        node = self.names.graph()
        yield node, _TYPE, _A["graph"]
        yield node, number(vocab.URI_SPACE), literal(base)
        yield node, number(vocab.CONFORMS_TO), f"<{vocab.VERSION}>"
        yield node, number(vocab.PROTECTION), literal(protected)
        yield node, _RUN, self._run
        yield self._run, _TYPE, _A["run"]
        for name, version in self.versions.items():
            tool = self.names.tool(name, version)
            yield self._run, number(vocab.ASSOCIATED_WITH), tool
            yield tool, _TYPE, _A["tool"]
            yield tool, _LABEL, literal(name)
            yield tool, number(vocab.TOOL_VERSION), literal(version)

    def cable(self, cable: str, fields: Mapping[str, Any]) -> Iterator[Statement]:
        """A cable's header (see kg.graph), but for what it refers to."""
        node = self.names.cable(cable)
        yield node, _TYPE, _A["cable"]
        yield node, _IDENTIFIER, literal(cable)
        for field, (prop, name) in _FIELD.items():
            if value := fields.get(field):
                yield node, prop, terms.when(value) if field in vocab.DATES else literal(value)
                if field in vocab.DATES and written(when(value)) != value:  # in another spelling than the reader's
                    yield from self._line(cable, field, name, 1, value)
        for field, (prop, name) in _LIST.items():
            for position, value in enumerate(fields.get(field) or (), 1):
                yield node, prop, literal(value)
                yield from self._line(cable, field, name, position, value)
        if fields.get("classification"):
            yield node, number(vocab.CLASSIFIED_AS), self._concept("classification", fields["classification"])
        for tag in filter(None, fields.get("tags") or ()):
            yield node, number(vocab.CABLE_SUBJECT), self._concept("tag", tag)

    def references(self, cable: str, values: Iterable[str], known: Mapping[str, str]) -> Iterator[Statement]:
        """The other cables at hand to which a cable refers; ``known``: see by_name."""
        for reference in values:
            if known.get(reference, cable) != cable:
                yield self.names.cable(cable), REFERENCES, self.names.cable(known[reference])

    def protected_names(self, cable: str, hidden: Iterable[str]) -> Iterator[Statement]:
        """The names that a cable asks to protect, where they are told."""
        for name in hidden:
            yield self.names.cable(cable), number(vocab.PROTECTED_NAME), literal(name)

    def _line(self, cable: str, field: str, name: str, position: int, value: str) -> Iterator[Statement]:
        """A value again with its place: a cable's properties are a set, its header is not."""
        line = self.names.header_line(cable, field, position)
        yield line, _TYPE, _A["line"]
        yield line, _IN_CABLE, self.names.cable(cable)
        yield line, number(vocab.FIELD), name
        yield line, number(vocab.POSITION), str(position)
        yield line, number(vocab.VALUE), literal(value)

    def entity(self, entity: str, data: Mapping[str, Any]) -> Iterator[Statement]:
        """An entity by itself: its type, names and identifiers (see kg.graph)."""
        node = self.names.entity(entity)
        yield node, _TYPE, _A["entity"]
        yield node, _TYPE, _CLASS[data["type"]]
        yield node, _IDENTIFIER, literal(entity)
        yield node, _LABEL, literal(data["name"])
        for alias in data["aliases"]:
            yield node, _ALT_LABEL, literal(alias)
        if data["protected"]:
            yield node, number(vocab.PROTECTED), "true"
        for identifier in data.get("identifiers", ()):
            yield node, number(vocab.EXTERNAL_ID), literal(identifier)
            scheme, _, found = identifier.partition(":")
            if scheme == "geonames":
                yield node, number(vocab.SAME_AS), f"<{vocab.GEONAMES}{found}/>"

    def member(self, key: str) -> Iterator[Statement]:
        """What one cable says of an entity."""
        member = self.names.cable_entity(key)
        yield member, _TYPE, _A["member"]
        yield member, _IDENTIFIER, literal(key)
        yield member, _IN_CABLE, self.names.cable(key.rsplit(".", 2)[0])

    def joined(self, key: str, entity: str, link: Mapping[str, Any] | None) -> Iterator[Statement]:
        """Of which entity that is, and by what it was joined to what others say."""
        member = self.names.cable_entity(key)
        yield member, _IS_PART_OF, self.names.entity(entity)
        if link is not None:
            yield member, _JOINED_TO, self.names.cable_entity(link["to"])
            yield member, _JOIN_SCORE, terms.decimal(link["score"])
            yield member, _JOIN_REASON, literal(link["reason"])

    def members(self, cable: str, shares: Iterable[tuple[str, str, Mapping[str, Any] | None]]) -> str:
        """The blocks of all that one cable says of entities, from its keys, each with its entity and link: what
        ``member`` and ``joined`` say, as text."""
        where = terms.written(self.names.cable(cable))
        blocks = []
        for key, entity, link in shares:
            name = self.names.cable_entity(key)
            values = {
                "name": terms.written(name),
                "key": literal(key),
                "cable": where,
                "entity": terms.written(self.names.entity(entity)),
            }
            if link is not None:
                values["to"] = terms.written(self.names.cable_entity(link["to"]))
                values["score"] = terms.decimal(link["score"])
                values["reason"] = literal(link["reason"])
            blocks.append((name, (_MEMBER if link is None else _JOINED_MEMBER) % values))
        return "".join([block for _, block in sorted(blocks)])

    def mention(self, mention: Mapping[str, Any], kind: str) -> tuple[str, list[About]]:
        """A name in the text, of an entity of this type: what it is called, and all that is said of it."""
        name = self.names.mention(mention["cable"], mention["start"], mention["end"], kind)
        return name, [
            (_TYPE, _A["mention"]),
            (_MENTION_OF, self.names.cable_entity(mention["key"])),
            (_TEXT, literal(mention["text"])),
            (_SOURCE, literal(mention["source"])),
            (_MAKER, self._maker(mention["source"])),
            *self._place(mention),
        ]

    def relation(self, subject: str, predicate: str, obj: str) -> Iterator[Statement]:
        """The relation itself, from both ends where it reads so."""
        one, other = self.names.entity(subject), self.names.entity(obj)
        prop, _ = _PREDICATE[predicate]
        yield one, prop, other
        if predicate in SYMMETRIC:
            yield other, prop, one

    def assertion(
        self, assertion: str, subject: str, predicate: str, obj: str, title: str, confidence: float
    ) -> Iterator[Statement]:
        """That the cables say so, and how sure that is."""
        node = self.names.assertion(assertion)
        one, other = self.names.entity(subject), self.names.entity(obj)
        _, name = _PREDICATE[predicate]
        yield node, _TYPE, _A["assertion"]
        yield node, _IDENTIFIER, literal(assertion)
        if self._rdf12:
            said = " ".join(map(terms.written, (one, name, other)))
            yield node, number(vocab.REIFIES), f"<<( {said} )>>"
        else:
            yield node, number(vocab.SUBJECT), one
            yield node, number(vocab.PREDICATE), name
            yield node, number(vocab.OBJECT), other
        if title:
            yield node, number(vocab.TITLE), literal(title)
        yield node, number(vocab.CONFIDENCE), terms.decimal(confidence)
        yield node, _RUN, self._run

    def said_in(self, assertion: str, evidence: str, date: str) -> Iterator[Statement]:
        """Where an assertion is said: by the name of the evidence and the date of its cable (date_of)."""
        node = self.names.assertion(assertion)
        yield node, _EVIDENCE, evidence
        if date:
            yield node, _AS_OF, date

    def evidence(self, evidence: Mapping[str, Any], date: str) -> tuple[str, list[About]]:
        """A place where something is said: what it is called, and all that is said of it."""
        said = [
            (_TYPE, _A["evidence"]),
            (_QUOTE, literal(evidence["quote"])),
            (_WHICH_RULE, literal(evidence["rule"])),
            (_MAKER, self._maker(_RULE + evidence["rule"])),
            *self._place(evidence),
        ]
        if date:
            said.append((_AS_OF, date))
        return self.names.evidence(*at(evidence)), said

    def shared(self) -> Iterator[Statement]:
        """The concepts, rules and tools that came up in what was said so far."""
        for node, said in self._shared.items():
            yield from each(node, said)

    def _maker(self, source: str) -> str:
        """Which rule or model said it: ``rule:<name>`` or the name of one of the run's tools."""
        if (known := self._makers.get(source)) is not None:
            return known
        if source.startswith(_RULE):
            name = source.removeprefix(_RULE)
            maker, kind = self.names.rule(name), _A["rule"]
        else:
            name = source
            maker, kind = self.names.tool(name, self.versions.get(name, "")), _A["tool"]
        self._shared[maker] = [(_TYPE, kind), (_LABEL, literal(name))]
        self._makers[source] = maker
        return maker

    def _concept(self, kind: str, notation: str) -> str:
        concept = self.names.concept(kind, notation)
        if concept not in self._shared:
            self._shared[concept] = [
                (_TYPE, _A["concept"]),
                (_IN_SCHEME, _SCHEME[kind]),
                (_NOTATION, literal(notation)),
            ]
        return concept

    def _place(self, at: Mapping[str, Any]) -> list[About]:
        where = at["cable"], at["paragraph"], at["marking"]
        if (known := self._paragraphs.get(where)) is None:
            known = self._paragraphs[where] = [*self._paragraph(*where)]
        return [*known, (_START, str(at["start"])), (_END, str(at["end"]))]

    def _paragraph(self, cable: str, number: str, marking: str) -> Iterator[About]:
        yield _IN_CABLE, self.names.cable(cable)
        if number:
            yield _PARAGRAPH, literal(number)
        if marking:
            yield _MARKING, literal(marking)
            yield _MARK, self._concept("mark", marking)


#: A member's block before the values are put in. No value is a name, for those are written already.
_MEMBER_SAYS = [
    (_TYPE, _A["member"]),
    (_IDENTIFIER, "%(key)s"),
    (_IN_CABLE, "%(cable)s"),
    (_IS_PART_OF, "%(entity)s"),
]
_MEMBER = terms.block("%(name)s", _MEMBER_SAYS)
_JOINED_MEMBER = terms.block(
    "%(name)s", [*_MEMBER_SAYS, (_JOINED_TO, "%(to)s"), (_JOIN_SCORE, "%(score)s"), (_JOIN_REASON, "%(reason)s")]
)


def each(subject: str, said: Iterable[About]) -> Iterator[Statement]:
    """What is said of a subject as statements."""
    return ((subject, prop, obj) for prop, obj in said)
