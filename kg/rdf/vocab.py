"""The vocabulary, and the only place that mints an IRI.

Everything lives under https://kg.example/. Prefixes, as written in the Turtle file and given to every query:

    kg:       https://kg.example/vocab#      classes and properties
    id:       https://kg.example/id/         an entity of the graph          id:e0123456789abcdef
    in:       https://kg.example/in/         what one cable says of it       in:09SHANGHAI59_person_123
    cable:    https://kg.example/cable/      a cable                         cable:09SHANGHAI59
    mention:  https://kg.example/mention/    a name in the text              mention:09SHANGHAI59_123_133_person
    said:     https://kg.example/assertion/  one assertion                   said:a0123456789abcdef
    evidence: https://kg.example/evidence/   a place where something is said evidence:09SHANGHAI59_100_180_holds
    rdf: rdfs: xsd: skos: dcterms:           as usual

Classes: kg:Entity and one of kg:Person, kg:Agency, kg:Company, kg:Place, kg:Organization; kg:CableEntity; kg:Cable;
kg:Mention; kg:Assertion; kg:Evidence.

An entity has rdfs:label (its name) and skos:altLabel (every other form); kg:protected true if a cable asks that its
name be protected. The ten predicates stand directly between entities under their own names (kg:holds_position,
kg:located_in, ...), in both directions where the predicate is symmetric. Besides, every one of them is an assertion:

    assertion  rdf:subject, rdf:predicate, rdf:object; kg:title; kg:confidence (decimal, 0 to 1);
               kg:evidence -> evidence
    evidence   kg:cable -> cable; kg:paragraph, kg:marking, kg:quote, kg:rule; kg:start, kg:end (offsets into the file)
    mention    kg:mentionOf -> within-cable entity; kg:cable -> cable; kg:paragraph, kg:marking, kg:text, kg:source;
               kg:start, kg:end
    within-cable entity   dcterms:isPartOf -> entity; kg:cable -> cable
    cable      dcterms:identifier, dcterms:title (its subject line), dcterms:date; kg:classification, kg:origin,
               kg:precedence, kg:sender, kg:to, kg:info, kg:caption, kg:tag, kg:reference, kg:signedBy

A within-cable entity's IRI is made of cable, type and offset of the first mention: it stays when other documents, rules
or models come, and so do links to it. Its dcterms:isPartOf may change; that is what resolution decides.

IRIs are flat: a fragment or a path below a cable would give each cable a namespace of its own, and rdflib's writer
takes time quadratic in their number. Parts are joined with an underscore; whatever else is not a letter, a digit or "-"
is percent-encoded. No dots: Turtle allows them in prefixed names, but pyoxigraph's SPARQL parser takes none, and people
copy names from an answer into their next question.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from pyoxigraph import NamedNode

from kg.model import ENTITY_TYPES, PREDICATES

BASE = "https://kg.example/"
VOCAB = BASE + "vocab#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"

PREFIXES = {
    "kg": VOCAB,
    "id": BASE + "id/",
    "in": BASE + "in/",
    "cable": BASE + "cable/",
    "mention": BASE + "mention/",
    "said": BASE + "assertion/",
    "evidence": BASE + "evidence/",
    "rdf": RDF,
    "rdfs": RDFS,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
}


def _term(local: str) -> NamedNode:
    return NamedNode(VOCAB + local)


TYPE = NamedNode(RDF + "type")
SUBJECT = NamedNode(RDF + "subject")
PREDICATE = NamedNode(RDF + "predicate")
OBJECT = NamedNode(RDF + "object")
LABEL = NamedNode(RDFS + "label")
ALT_LABEL = NamedNode(SKOS + "altLabel")
IS_PART_OF = NamedNode(DCTERMS + "isPartOf")
IDENTIFIER = NamedNode(DCTERMS + "identifier")
CABLE_TITLE = NamedNode(DCTERMS + "title")
CABLE_DATE = NamedNode(DCTERMS + "date")

ENTITY = _term("Entity")
CABLE_ENTITY = _term("CableEntity")
CABLE = _term("Cable")
MENTION = _term("Mention")
ASSERTION = _term("Assertion")
EVIDENCE = _term("Evidence")

PROTECTED = _term("protected")
TITLE = _term("title")
CONFIDENCE = _term("confidence")
HAS_EVIDENCE = _term("evidence")
IN_CABLE = _term("cable")
PARAGRAPH = _term("paragraph")
MARKING = _term("marking")
START = _term("start")
END = _term("end")
QUOTE = _term("quote")
RULE = _term("rule")
TEXT = _term("text")
SOURCE = _term("source")
MENTION_OF = _term("mentionOf")

#: Class of each entity type, property of each predicate.
CLASSES = {kind: _term(kind.capitalize()) for kind in ENTITY_TYPES}
PROPERTIES = {predicate: _term(predicate) for predicate in PREDICATES}

#: Property of each header field the graph keeps of a cable (one value, or a list of them).
CABLE_FIELDS = {
    "subject": CABLE_TITLE,
    "classification": _term("classification"),
    "origin": _term("origin"),
    "precedence": _term("precedence"),
    "sender": _term("sender"),
    "to": _term("to"),
    "info": _term("info"),
    "captions": _term("caption"),
    "tags": _term("tag"),
    "references": _term("reference"),
    "signed_by": _term("signedBy"),
}


# Unreserved in IRIs, so quote leaves them alone: "_" joins the parts, the others trouble parsers of prefixed names.
_MORE = str.maketrans({".": "%2E", "_": "%5F", "~": "%7E"})


@lru_cache(maxsize=10_000)  # the same cable ids and offsets again and again
def encode(part: str) -> str:
    """One part of an IRI: ASCII letters, digits and "-", all else percent-encoded."""
    # A lone surrogate has no UTF-8 form.
    return quote(part.encode("utf-8", "replace"), safe="").translate(_MORE)


def _mint(prefix: str, *parts: str | int) -> NamedNode:
    # NamedNode raises ValueError for anything that is no IRI.
    return NamedNode(PREFIXES[prefix] + "_".join(encode(str(part)) for part in parts))


def entity(entity_id: str) -> NamedNode:
    """An entity of the graph."""
    return _mint("id", entity_id)


def cable_entity(key: str) -> NamedNode:
    """A within-cable entity, from its key ``<cable>.<type>.<offset>``."""
    return _mint("in", *key.rsplit(".", 2))


def cable(cable_id: str) -> NamedNode:
    """A cable."""
    return _mint("cable", cable_id)


def mention(cable_id: str, start: int, end: int, kind: str) -> NamedNode:
    """A name in the text of a cable."""
    return _mint("mention", cable_id, start, end, kind)


def assertion(assertion_id: str) -> NamedNode:
    """One assertion."""
    return _mint("said", assertion_id)


def evidence(cable_id: str, start: int, end: int, rule: str) -> NamedNode:
    """A place in a cable where a rule read something. One sentence can be evidence for several assertions."""
    return _mint("evidence", cable_id, start, end, rule)
