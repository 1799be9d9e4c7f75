"""From RDF back to the graph that it was made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import networkx as nx
from pyoxigraph import Literal, NamedNode, Triple, parse

from kg import errors
from kg.graph import edge_key
from kg.rdf import vocab
from kg.rdf.literals import written
from kg.rdf.write import FORMATS
from kg.resolve import key_order

_About = dict[str, list[Any]]  # the objects of a subject by predicate

_KINDS = {node.value: kind for kind, node in vocab.CLASSES.items()}
_PREDICATES = {node.value: predicate for predicate, node in vocab.PROPERTIES.items()}


def from_rdf(source: str | Path | bytes, fmt: str | None = None) -> nx.MultiDiGraph:
    """The networkx graph that a file of kg was written from: equal in nodes, edges and attributes (see kg.graph).

    ``source`` is a path or the file's bytes; ``fmt`` one of kg.rdf.write.FORMATS, without it the one of the path's
    ending, Turtle for bytes. RDF 1.2 is read, too. Two things RDF has no place for do not come back: lone surrogates,
    and header fields that vocab.CABLE_FIELDS and CABLE_LISTS do not name.

    Raises KgError E102 where the file cannot be read, E605 where it is not a graph of kg, E601 for an unknown format.
    """
    data, where = _bytes(source)
    if fmt is None:
        endings = {f.ending: name for name, f in FORMATS.items()}
        fmt = endings.get(Path(where).suffix, "ttl") if not isinstance(source, bytes) else "ttl"
    if fmt not in FORMATS:
        raise errors.unknown_format(fmt, FORMATS)
    try:
        return graph_of((quad.triple for quad in parse(data, FORMATS[fmt].rdf)), where)
    except (SyntaxError, ValueError) as error:
        raise errors.not_our_rdf(where, errors.reason(error)) from error


def _bytes(source: str | Path | bytes) -> tuple[bytes, str]:
    if isinstance(source, bytes):
        return source, "the RDF"
    try:
        return Path(source).read_bytes(), str(source)
    except OSError as error:
        raise errors.unreadable_input(source, errors.reason(error)) from error


def graph_of(triples: Iterable[Triple], where: str = "the RDF") -> nx.MultiDiGraph:
    """The graph these triples say. Raises KgError E605 where they lack what a graph of kg has."""
    about: dict[str, _About] = {}
    classes: dict[str, list[str]] = defaultdict(list)
    for triple in triples:
        subject, predicate = _value(triple.subject), triple.predicate.value
        about.setdefault(subject, {}).setdefault(predicate, []).append(triple.object)
        if triple.predicate == vocab.TYPE:
            classes[_value(triple.object)].append(subject)
    try:
        return _Reader(about, classes).graph()
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        raise errors.not_our_rdf(where, f"something is missing ({errors.reason(error)})") from error


def _value(term: Any) -> str:
    if not isinstance(term, NamedNode | Literal):
        raise ValueError(f"{term} is neither an IRI nor a literal")
    return term.value


class _Reader:
    def __init__(self, about: Mapping[str, _About], classes: Mapping[str, list[str]]) -> None:
        self.about = about
        self.classes = classes

    def of(self, kind: NamedNode) -> list[str]:
        """The subjects of this class, sorted."""
        return sorted(self.classes.get(kind.value, ()))

    def all(self, node: str, prop: NamedNode) -> list[str]:
        return [_value(term) for term in self.about[node].get(prop.value, ())]

    def one(self, node: str, prop: NamedNode, default: str | None = None) -> str:
        """The property's value. Raises LookupError where there is none and no default."""
        found = self.all(node, prop)
        if not found and default is None:
            raise LookupError(f"{prop.value} of {node}")
        return found[0] if found else str(default)

    def id(self, node: str) -> str:
        return self.one(node, vocab.IDENTIFIER)

    def graph(self) -> nx.MultiDiGraph:
        graph = nx.MultiDiGraph()
        mentions: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for mention in self.of(vocab.MENTION):
            member = self.one(mention, vocab.MENTION_OF)
            said = {"text": self.one(mention, vocab.TEXT), "key": self.id(member)}
            whole = self._place(mention) | said | {"source": self.one(mention, vocab.SOURCE)}
            mentions[self.one(member, vocab.IS_PART_OF)].append(whole)
        members: dict[str, list[str]] = defaultdict(list)
        links: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for member in self.of(vocab.CABLE_ENTITY):
            whole_entity = self.one(member, vocab.IS_PART_OF)
            members[whole_entity].append(self.id(member))
            for other in self.all(member, vocab.JOINED_TO):
                score = float(Decimal(self.one(member, vocab.JOIN_SCORE)))
                reason = self.one(member, vocab.JOIN_REASON)
                links[whole_entity].append(
                    {"key": self.id(member), "to": self.id(other), "score": score, "reason": reason}
                )
        for entity in sorted(self.of(vocab.ENTITY), key=self.id):
            graph.add_node(
                self.id(entity),
                id=self.id(entity),
                type=next(_KINDS[t] for t in self.all(entity, vocab.TYPE) if t in _KINDS),
                name=self.one(entity, vocab.LABEL),
                aliases=sorted(self.all(entity, vocab.ALT_LABEL)),
                protected=self.one(entity, vocab.PROTECTED, "false") == "true",
                members=sorted(members[entity], key=key_order),
                links=sorted(links[entity], key=lambda j: key_order(j["key"])),
                identifiers=sorted(self.all(entity, vocab.EXTERNAL_ID)),
                mentions=sorted(mentions[entity], key=lambda m: (m["cable"], m["start"], m["end"])),
            )
        for subject, predicate, obj, title, data in sorted(map(self._edge, self.of(vocab.ASSERTION)), key=_by_ends):
            graph.add_edge(subject, obj, key=edge_key(predicate, title), **data)
        graph.graph.update(self._attributes())
        return graph

    def _edge(self, node: str) -> tuple[str, str, str, str, dict[str, Any]]:
        (reified,) = self.about[node].get(vocab.REIFIES.value) or [None]
        if isinstance(reified, Triple):
            said = [_value(reified.subject), reified.predicate.value, _value(reified.object)]
        else:
            said = [self.one(node, prop) for prop in (vocab.SUBJECT, vocab.PREDICATE, vocab.OBJECT)]
        subject, predicate, obj = self.id(said[0]), _PREDICATES[said[1]], self.id(said[2])
        title = self.one(node, vocab.TITLE, "")
        evidence = [
            self._place(where) | {"quote": self.one(where, vocab.QUOTE), "rule": self.one(where, vocab.RULE)}
            for where in self.all(node, vocab.HAS_EVIDENCE)
        ]
        data = {
            "id": self.id(node),
            "predicate": predicate,
            **({"title": title} if title else {}),
            "confidence": float(Decimal(self.one(node, vocab.CONFIDENCE))),
            "evidence": sorted(evidence, key=lambda e: (e["cable"], e["start"], e["end"], e["paragraph"], e["rule"])),
        }
        return subject, predicate, obj, title, data

    def _place(self, node: str) -> dict[str, Any]:
        return {
            "cable": self.id(self.one(node, vocab.IN_CABLE)),
            "paragraph": self.one(node, vocab.PARAGRAPH, ""),
            "marking": self.one(node, vocab.MARKING, ""),
            "start": int(self.one(node, vocab.START)),
            "end": int(self.one(node, vocab.END)),
        }

    def _attributes(self) -> dict[str, Any]:
        (node,) = self.of(vocab.GRAPH)
        tools = self.all(self.one(node, vocab.GENERATED_BY), vocab.ASSOCIATED_WITH)
        found: dict[str, Any] = {
            "cables": self._cables(),
            "versions": dict(sorted((self.one(t, vocab.LABEL), self.one(t, vocab.TOOL_VERSION)) for t in tools)),
            "protected": self.one(node, vocab.PROTECTION),
        }
        if (base := self.one(node, vocab.URI_SPACE)) != vocab.BASE:
            found["base_iri"] = vocab.check_base(base)
        if found["protected"] == "included":
            names = {self.id(c): sorted(self.all(c, vocab.PROTECTED_NAME)) for c in self.of(vocab.CABLE)}
            found["protected_names"] = {c: n for c, n in sorted(names.items()) if n}
        return found

    def _cables(self) -> dict[str, dict[str, Any]]:
        lines: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
        for line in self.of(vocab.HEADER_LINE):
            place = int(self.one(line, vocab.POSITION))
            lines[self.one(line, vocab.IN_CABLE), self.one(line, vocab.FIELD)][place] = self.one(line, vocab.VALUE)
        cables: dict[str, dict[str, Any]] = {}
        for cable in sorted(self.of(vocab.CABLE), key=self.id):
            fields: dict[str, Any] = {}
            for field, prop in vocab.CABLE_FIELDS.items():
                (literal,) = self.about[cable].get(prop.value) or [Literal("")]
                fields[field] = lines[cable, prop.value].get(1, written(literal))
            for field, prop in vocab.CABLE_LISTS.items():
                fields[field] = [value for _, value in sorted(lines[cable, prop.value].items())]
            cables[self.id(cable)] = fields
        return cables


def _by_ends(edge: tuple[str, str, str, str, dict[str, Any]]) -> tuple[str, str, str, str]:
    return edge[:4]
