"""The vocabulary, and the only place that mints an IRI.

Two kinds of IRI, and prefixes for both as they stand in every file and are given to every query:

    kg:       https://kg.example/vocab#      classes and properties, described in ontology.ttl
    concept:  https://kg.example/concept/    TAGS, classifications, portion marks   concept:tag_KIPR

stay the same whoever publishes, so that graphs of two publishers can be asked the same question. What is said of the
cables lies under a base IRI that the publisher chooses (``kg build --base-iri``); here with the one used without that:

    id:       https://kg.example/id/         an entity of the graph           id:e0123456789abcdef
    in:       https://kg.example/in/         what one cable says of it        in:09SHANGHAI59_person_123
    cable:    https://kg.example/cable/      a cable                          cable:09SHANGHAI59
    header:   https://kg.example/header/     one line of its header           header:09SHANGHAI59_to_1
    mention:  https://kg.example/mention/    a name in the text               mention:09SHANGHAI59_123_133_person
    said:     https://kg.example/assertion/  one assertion                    said:a0123456789abcdef
    evidence: https://kg.example/evidence/   a place where something is said  evidence:09SHANGHAI59_100_180_holds
    by:       https://kg.example/by/         the rule or model that found it  by:rule_holds
    run:      https://kg.example/run/        the run that made the graph      run:r0123456789abcdef
    data:     https://kg.example/data/       the graph itself                 data:graph

and rdf: rdfs: owl: xsd: skos: dcterms: prov: void: as usual.

An entity is a kg:Entity and one of kg:Person, kg:Agency, kg:Company, kg:Place, kg:Organization, with rdfs:label (its
name) and skos:altLabel (every other form); kg:protected true if a cable asks that its name be protected. The ten
predicates stand directly between entities under their own names (kg:holds_position, kg:located_in, ...), in both
directions where the predicate is symmetric. Besides, every one of them is an assertion:

    assertion  rdf:subject, rdf:predicate, rdf:object (RDF 1.2: rdf:reifies); kg:title; kg:confidence (decimal, 0 to 1);
               kg:asOf (the dates of its cables); kg:evidence -> evidence; prov:wasGeneratedBy -> run
    evidence   kg:cable -> cable; kg:paragraph, kg:marking, kg:quote, kg:rule; kg:start, kg:end (offsets into the file);
               kg:portionMark -> concept; kg:asOf; prov:wasAttributedTo -> rule
    mention    kg:mentionOf -> within-cable entity; kg:cable -> cable; kg:paragraph, kg:marking, kg:portionMark,
               kg:text, kg:source; kg:start, kg:end; prov:wasAttributedTo -> rule or model
    within-cable entity   dcterms:isPartOf -> entity; kg:cable -> cable; where several cables speak of the entity, why
               they are thought to: kg:joinedTo -> another within-cable entity, kg:joinScore, kg:joinReason
    place      kg:externalIdentifier ("iso3166-1:ES", "geonames:2510769"); owl:sameAs -> GeoNames
    cable      dcterms:identifier, dcterms:title (its subject line), dcterms:date, dcterms:source (its file), and
               CABLE_FIELDS; kg:classifiedAs and dcterms:subject -> concepts; dcterms:references -> cables at hand
    header line  what a cable's property says more than once, in order: kg:field, kg:position, rdf:value
    graph      kg:protection, void:uriSpace (the base IRI); prov:wasGeneratedBy -> run -> prov:wasAssociatedWith -> tool

A within-cable entity's IRI is made of cable, type and offset of the first mention: it stays when other documents, rules
or models come, and so do links to it. Its dcterms:isPartOf may change; that is what resolution decides.

IRIs are flat: a fragment or a path below a cable would give each cable a namespace of its own, and rdflib's writer
takes time quadratic in their number. Parts are joined with an underscore; whatever else is not a letter, a digit or "-"
is percent-encoded. No dots: Turtle allows them in prefixed names, but pyoxigraph's SPARQL parser takes none, and people
copy names from an answer into their next question.
"""

from __future__ import annotations

import hashlib
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import lru_cache
from typing import Generic, TypeVar
from urllib.parse import quote

from pyoxigraph import NamedNode

from kg import errors
from kg.model import ENTITY_TYPES, PREDICATES

#: The base IRI where none is chosen; .example is reserved, so it is nobody's.
BASE = "https://kg.example/"
VOCAB = "https://kg.example/vocab#"
CONCEPT = "https://kg.example/concept/"
#: The version of the vocabulary (owl:versionIRI of ontology.ttl).
VERSION = "https://kg.example/vocab/1.0"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
PROV = "http://www.w3.org/ns/prov#"
VOID = "http://rdfs.org/ns/void#"

_FIXED = {
    "kg": VOCAB,
    "concept": CONCEPT,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "prov": PROV,
    "void": VOID,
}
#: What lies under the base IRI: prefix and path.
PATHS = {
    "id": "id/",
    "in": "in/",
    "cable": "cable/",
    "header": "header/",
    "mention": "mention/",
    "said": "assertion/",
    "evidence": "evidence/",
    "by": "by/",
    "run": "run/",
    "data": "data/",
}


def _term(local: str) -> NamedNode:
    return NamedNode(VOCAB + local)


TYPE = NamedNode(RDF + "type")
SUBJECT = NamedNode(RDF + "subject")
PREDICATE = NamedNode(RDF + "predicate")
OBJECT = NamedNode(RDF + "object")
REIFIES = NamedNode(RDF + "reifies")
VALUE = NamedNode(RDF + "value")
LABEL = NamedNode(RDFS + "label")
ALT_LABEL = NamedNode(SKOS + "altLabel")
SKOS_CONCEPT = NamedNode(SKOS + "Concept")
IN_SCHEME = NamedNode(SKOS + "inScheme")
NOTATION = NamedNode(SKOS + "notation")
IS_PART_OF = NamedNode(DCTERMS + "isPartOf")
IDENTIFIER = NamedNode(DCTERMS + "identifier")
CABLE_TITLE = NamedNode(DCTERMS + "title")
CABLE_DATE = NamedNode(DCTERMS + "date")
CABLE_SOURCE = NamedNode(DCTERMS + "source")
CABLE_SUBJECT = NamedNode(DCTERMS + "subject")
REFERENCES = NamedNode(DCTERMS + "references")
CONFORMS_TO = NamedNode(DCTERMS + "conformsTo")
GENERATED_BY = NamedNode(PROV + "wasGeneratedBy")
ATTRIBUTED_TO = NamedNode(PROV + "wasAttributedTo")
ASSOCIATED_WITH = NamedNode(PROV + "wasAssociatedWith")
URI_SPACE = NamedNode(VOID + "uriSpace")

ENTITY = _term("Entity")
CABLE_ENTITY = _term("CableEntity")
CABLE = _term("Cable")
HEADER_LINE = _term("HeaderLine")
MENTION = _term("Mention")
ASSERTION = _term("Assertion")
EVIDENCE = _term("Evidence")
GRAPH = _term("Graph")
RUN = _term("Run")
TOOL = _term("Tool")
RULE_CLASS = _term("Rule")

#: The concept schemes, by what the IRIs of their concepts start with.
SCHEMES = {"tag": _term("Tags"), "classification": _term("Classifications"), "mark": _term("PortionMarks")}

PROTECTED = _term("protected")
PROTECTED_NAME = _term("protectedName")
PROTECTION = _term("protection")
TITLE = _term("title")
CONFIDENCE = _term("confidence")
JOINED_TO = _term("joinedTo")
JOIN_SCORE = _term("joinScore")
JOIN_REASON = _term("joinReason")
EXTERNAL_ID = _term("externalIdentifier")
SAME_AS = NamedNode(OWL + "sameAs")
GEONAMES = "https://sws.geonames.org/"
HAS_EVIDENCE = _term("evidence")
AS_OF = _term("asOf")
IN_CABLE = _term("cable")
PARAGRAPH = _term("paragraph")
MARKING = _term("marking")
PORTION_MARK = _term("portionMark")
CLASSIFIED_AS = _term("classifiedAs")
START = _term("start")
END = _term("end")
QUOTE = _term("quote")
RULE = _term("rule")
TEXT = _term("text")
SOURCE = _term("source")
MENTION_OF = _term("mentionOf")
FIELD = _term("field")
POSITION = _term("position")
TOOL_VERSION = _term("version")

#: Class of each entity type, property of each predicate.
CLASSES = {kind: _term(kind.capitalize()) for kind in ENTITY_TYPES}
PROPERTIES = {predicate: _term(predicate) for predicate in PREDICATES}

#: Property of each header field the graph keeps of a cable as one string ("" where the cable has none).
CABLE_FIELDS = {
    "subject": CABLE_TITLE,
    "date": CABLE_DATE,
    "source": CABLE_SOURCE,
    "classification": _term("classification"),
    "origin": _term("origin"),
    "precedence": _term("precedence"),
    "sender": _term("sender"),
    "canonical_id": _term("canonicalId"),
    "transmission_id": _term("transmissionId"),
    "executive_order": _term("executiveOrder"),
    "declassify_on": _term("declassifyOn"),
    "classifier_title": _term("classifierTitle"),
}
#: Of these the value is a date.
DATES = frozenset({"date", "declassify_on"})

#: Property of each header field that is a list of strings.
CABLE_LISTS = {
    "to": _term("to"),
    "info": _term("info"),
    "attention": _term("attention"),
    "captions": _term("caption"),
    "tags": _term("tag"),
    "references": _term("reference"),
    "classified_by": _term("classifiedBy"),
    "reasons": _term("reason"),
    "signed_by": _term("signedBy"),
}


# Unreserved in IRIs, so quote leaves them alone: "_" joins the parts, the others trouble parsers of prefixed names.
_MORE = str.maketrans({".": "%2E", "_": "%5F", "~": "%7E"})

# A path of unreserved characters, so that it needs no escape in any of the formats.
_BASE_IRI = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]+)?/([A-Za-z0-9._~-]+/)*")


@lru_cache(maxsize=10_000)  # the same cable ids and offsets again and again
def encode(part: str) -> str:
    """One part of an IRI: ASCII letters, digits and "-", all else percent-encoded."""
    if part.isascii() and part.isalnum():
        return part
    # A lone surrogate has no UTF-8 form.
    return quote(part.encode("utf-8", "replace"), safe="").translate(_MORE)


def _join(*parts: str | int) -> str:
    return "_".join([encode(part) if isinstance(part, str) else str(part) for part in parts])


def check_base(base: str) -> str:
    """The base IRI as it was given. Raises KgError E503 for what cannot be one."""
    if not _BASE_IRI.fullmatch(base):
        raise errors.bad_base_iri(base)
    return base


_Name = TypeVar("_Name")


class _Minting(ABC, Generic[_Name]):
    """What each thing is called; how a name is spelt is for the classes below to say."""

    @abstractmethod
    def _mint(self, prefix: str, *parts: str | int) -> _Name: ...

    def entity(self, entity_id: str) -> _Name:
        """An entity of the graph."""
        return self._mint("id", entity_id)

    def cable_entity(self, key: str) -> _Name:
        """A within-cable entity, from its key ``<cable>.<type>.<offset>``."""
        return self._mint("in", *key.rsplit(".", 2))

    def cable(self, cable_id: str) -> _Name:
        """A cable."""
        return self._mint("cable", cable_id)

    def header_line(self, cable_id: str, field: str, position: int) -> _Name:
        """One line of a cable's header; ``position`` counts the lines of the field from 1."""
        return self._mint("header", cable_id, field, position)

    def mention(self, cable_id: str, start: int, end: int, kind: str) -> _Name:
        """A name in the text of a cable."""
        return self._mint("mention", cable_id, start, end, kind)

    def assertion(self, assertion_id: str) -> _Name:
        """One assertion."""
        return self._mint("said", assertion_id)

    def evidence(self, cable_id: str, start: int, end: int, rule: str) -> _Name:
        """A place in a cable where a rule read something. One sentence can be evidence for several assertions."""
        return self._mint("evidence", cable_id, start, end, rule)

    def tool(self, name: str, version: str = "") -> _Name:
        """Something that finds names or statements, in this version."""
        return self._mint("by", "tool", name, version)

    def rule(self, name: str) -> _Name:
        """A curated rule."""
        return self._mint("by", "rule", name)

    def run(self, versions: Mapping[str, str]) -> _Name:
        """A run of tools in these versions; two runs that must give the same from the same cables are one."""
        said = json.dumps(dict(versions), sort_keys=True)
        return self._mint("run", "r" + hashlib.sha256(said.encode()).hexdigest()[:16])

    def graph(self) -> _Name:
        """The graph itself."""
        return self._mint("data", "graph")

    def concept(self, kind: str, notation: str) -> _Name:
        """A concept of one of SCHEMES, by its code: ``concept("tag", "KIPR")``. The same under every base IRI."""
        return self._mint("concept", kind, notation)


class Iris(_Minting[NamedNode]):
    """The IRIs under one base, and the prefixes to write them with.

    Raises KgError E503 for a base that is not one. NamedNode raises ValueError for anything that is no IRI.
    """

    def __init__(self, base: str = BASE) -> None:
        self.base = check_base(base)
        under = {prefix: base + path for prefix, path in PATHS.items()}
        self.prefixes = {"kg": VOCAB, **under, **{p: iri for p, iri in _FIXED.items() if p != "kg"}}

    def _mint(self, prefix: str, *parts: str | int) -> NamedNode:
        return NamedNode(self.prefixes[prefix] + _join(*parts))


class Names(_Minting[str]):
    """The same with prefixes, as kg.rdf.terms spells names: of no base IRI in particular."""

    def _mint(self, prefix: str, *parts: str | int) -> str:
        # The parts of what there are most of are in two kinds of name: cables and their entities.
        return _named(prefix, *parts) if prefix in ("cable", "in") else f"{prefix}:{_join(*parts)}>"


@lru_cache(maxsize=10_000)
def _named(prefix: str, *parts: str | int) -> str:
    return f"{prefix}:{_join(*parts)}>"


_DEFAULT = Iris()
#: Prefixes under the default base; those under another are ``Iris(base).prefixes``.
PREFIXES = _DEFAULT.prefixes
entity = _DEFAULT.entity
cable_entity = _DEFAULT.cable_entity
cable = _DEFAULT.cable
mention = _DEFAULT.mention
assertion = _DEFAULT.assertion
evidence = _DEFAULT.evidence
concept = _DEFAULT.concept
