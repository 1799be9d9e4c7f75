"""From the graph to sorted RDF triples. No blank nodes, so that two files can be compared line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, Triple

from kg.model import SYMMETRIC
from kg.rdf import vocab

if TYPE_CHECKING:
    import networkx as nx


_SURROGATE = re.compile("[\ud800-\udfff]")
_INTEGER = NamedNode(vocab.XSD + "integer")
_DECIMAL = NamedNode(vocab.XSD + "decimal")
_BOOLEAN = NamedNode(vocab.XSD + "boolean")
_DATE = NamedNode(vocab.XSD + "date")
_DATE_TIME = NamedNode(vocab.XSD + "dateTime")


def triples(graph: nx.MultiDiGraph) -> list[Triple]:
    """Every triple of the graph once, sorted (see order)."""
    found: set[Triple] = set()
    found.update(_cables(graph))
    found.update(_entities(graph))
    found.update(_assertions(graph))
    return sorted(found, key=order)


def order(triple: Triple) -> tuple[str, bool, str, str]:
    """Sort key: by subject, its rdf:type first as readers of Turtle expect, then by predicate and object."""
    return str(triple.subject), triple.predicate != vocab.TYPE, str(triple.predicate), str(triple.object)


def text(value: str) -> Literal:
    """A plain string. What is not text in Unicode's sense (a lone surrogate) becomes U+FFFD."""
    return Literal(_SURROGATE.sub("\ufffd", value))


def integer(value: int) -> Literal:
    return Literal(str(value), datatype=_INTEGER)


def decimal(value: float) -> Literal:
    """``0.9``: at most six decimals, at least one. The one spelling that rdflib, too, leaves as it is."""
    digits = format(Decimal(str(value)).quantize(Decimal("0.000001")), "f").rstrip("0")
    return Literal(digits + "0" if digits.endswith(".") else digits, datatype=_DECIMAL)


def when(value: str) -> Literal:
    """A date or a time with zone as typed literal, anything else as it is written.

    Spelt ``+00:00`` and with seconds, because rdflib respells times so when it reads them.
    """
    try:
        if len(value) == 10:
            return Literal(date.fromisoformat(value).isoformat(), datatype=_DATE)
        return Literal(datetime.fromisoformat(value).isoformat(), datatype=_DATE_TIME)
    except ValueError:
        return text(value)


def _cables(graph: nx.MultiDiGraph) -> Iterator[Triple]:
    for cable_id, fields in graph.graph.get("cables", {}).items():
        node = vocab.cable(cable_id)
        yield Triple(node, vocab.TYPE, vocab.CABLE)
        yield Triple(node, vocab.IDENTIFIER, text(cable_id))
        if fields.get("date"):
            yield Triple(node, vocab.CABLE_DATE, when(fields["date"]))
        for field, prop in vocab.CABLE_FIELDS.items():
            value = fields.get(field) or []
            for one in [value] if isinstance(value, str) else value:
                yield Triple(node, prop, text(one))


def _entities(graph: nx.MultiDiGraph) -> Iterator[Triple]:
    for entity_id, data in graph.nodes(data=True):
        node = vocab.entity(entity_id)
        yield Triple(node, vocab.TYPE, vocab.ENTITY)
        yield Triple(node, vocab.TYPE, vocab.CLASSES[data["type"]])
        yield Triple(node, vocab.LABEL, text(data["name"]))
        for alias in data["aliases"]:
            yield Triple(node, vocab.ALT_LABEL, text(alias))
        if data["protected"]:
            yield Triple(node, vocab.PROTECTED, Literal("true", datatype=_BOOLEAN))
        for key in data["members"]:
            member = vocab.cable_entity(key)
            yield Triple(member, vocab.TYPE, vocab.CABLE_ENTITY)
            yield Triple(member, vocab.IS_PART_OF, node)
            yield Triple(member, vocab.IN_CABLE, vocab.cable(key.rsplit(".", 2)[0]))
        for mention in data["mentions"]:
            name = vocab.mention(mention["cable"], mention["start"], mention["end"], data["type"])
            yield Triple(name, vocab.TYPE, vocab.MENTION)
            yield Triple(name, vocab.MENTION_OF, vocab.cable_entity(mention["key"]))
            yield Triple(name, vocab.TEXT, text(mention["text"]))
            yield Triple(name, vocab.SOURCE, text(mention["source"]))
            yield from _place(name, mention)


def _assertions(graph: nx.MultiDiGraph) -> Iterator[Triple]:
    for subject_id, object_id, data in graph.edges(data=True):
        subject, obj = vocab.entity(subject_id), vocab.entity(object_id)
        prop = vocab.PROPERTIES[data["predicate"]]
        yield Triple(subject, prop, obj)
        if data["predicate"] in SYMMETRIC:
            yield Triple(obj, prop, subject)
        node = vocab.assertion(data["id"])
        yield Triple(node, vocab.TYPE, vocab.ASSERTION)
        yield Triple(node, vocab.SUBJECT, subject)
        yield Triple(node, vocab.PREDICATE, prop)
        yield Triple(node, vocab.OBJECT, obj)
        if data.get("title"):
            yield Triple(node, vocab.TITLE, text(data["title"]))
        yield Triple(node, vocab.CONFIDENCE, decimal(data["confidence"]))
        for evidence in data["evidence"]:
            where = vocab.evidence(evidence["cable"], evidence["start"], evidence["end"], evidence["rule"])
            yield Triple(node, vocab.HAS_EVIDENCE, where)
            yield Triple(where, vocab.TYPE, vocab.EVIDENCE)
            yield Triple(where, vocab.QUOTE, text(evidence["quote"]))
            yield Triple(where, vocab.RULE, text(evidence["rule"]))
            yield from _place(where, evidence)


def _place(node: NamedNode, at: Mapping[str, Any]) -> Iterator[Triple]:
    yield Triple(node, vocab.IN_CABLE, vocab.cable(at["cable"]))
    if at["paragraph"]:
        yield Triple(node, vocab.PARAGRAPH, text(at["paragraph"]))
    if at["marking"]:
        yield Triple(node, vocab.MARKING, text(at["marking"]))
    yield Triple(node, vocab.START, integer(at["start"]))
    yield Triple(node, vocab.END, integer(at["end"]))
