"""The entities of the graph from what the cables say of them: as JSON, and as blocks of Turtle.

What is told of an entity are tuples: ``Share`` and link of each member, ``Edge`` of each relation whose subject it is,
``Inverse`` of a symmetric one whose object it is, ``Ready`` for an entity that a reader has corrected.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kg.build.jsontext import flat, indented, listed, string
from kg.censor import MASK, Censor
from kg.graph import assertion_id, called, edge_key, others
from kg.protect import masked_forms
from kg.rdf import terms
from kg.rdf.terms import Statement
from kg.rdf.triples import Says
from kg.resolve import key_order


@dataclass(slots=True)
class View:
    """What is read of a share (see kg.build.pieces.Share)."""

    key: str
    type: str
    name: str
    aliases: tuple[str, ...]
    protected: bool
    texts: tuple[str, ...]
    mentions: str


class Member(NamedTuple):
    """What a cable says of the entity, and the link that joined it."""

    share: View
    link: Mapping[str, Any] | None


class Quote(NamedTuple):
    """A piece of evidence: ``place`` among those of its cable, itself in graph.json, its name and date as terms."""

    cable: str
    place: int
    text: str
    name: str
    date: str


class Edge(NamedTuple):
    """What one cable says, or for a relation that a reader corrected, what all of them say."""

    predicate: str
    object: str
    title: str
    confidence: float
    evidence: tuple[Quote, ...]
    corrected: bool = False


class Inverse(NamedTuple):
    """A symmetric relation, seen from its object."""

    predicate: str
    subject: str


class Ready(NamedTuple):
    """The node's attributes as they may leave."""

    data: dict[str, Any]


Told = Member | Edge | Inverse | Ready


@dataclass(slots=True)
class Assertion:
    """Its id and its block, its predicate and how many pieces of evidence it has."""

    id: str
    block: str
    predicate: str
    evidence: int


@dataclass(slots=True)
class Written:
    """One entity in the files: its node, of which type with how many mentions, its edges, its block and those of its
    assertions."""

    node: str
    type: str
    mentions: int
    block: str = ""
    edges: list[str] = field(default_factory=list)
    assertions: list[Assertion] = field(default_factory=list)


class Writer:
    """Writes entities; ``names`` are to be masked."""

    def __init__(self, versions: Mapping[str, str], names: Censor | None) -> None:
        self.say = Says(versions)
        self.names = names

    def write(self, entity: str, told: Iterable[Told], identifiers: tuple[str, ...]) -> Written:
        """All that is told of one entity."""
        members, edges, said = [], [], list[Statement]()
        found = Written("", "", 0)
        for one in told:
            if isinstance(one, Member):
                members.append(one)
            elif isinstance(one, Edge):
                edges.append(one)
            elif isinstance(one, Inverse):
                said += self.say.relation(entity, one.predicate, one.subject)
            else:
                found = Written(indented({**one.data, "id": entity}, 2), one.data["type"], len(one.data["mentions"]))
                said += self.say.entity(entity, one.data)
        if members:
            members.sort(key=lambda m: key_order(m.share.key))
            found = self._node(entity, members, identifiers, said)
        for edge, key in self._merged(entity, edges):
            self._edge(entity, edge, key, found, said)
        name = self.say.names.entity(entity)
        found.block = terms.block(name, ((prop, obj) for subject, prop, obj in said if subject == name))
        return found

    def _node(self, entity: str, members: list[Member], identifiers: tuple[str, ...], said: list[Statement]) -> Written:
        shares = [member.share for member in members]
        kind = shares[0].type
        count = Counter(text for share in shares for text in share.texts)
        name = called(kind, (share.name for share in shares), count)
        aliases = others(name, (form for share in shares for form in (share.name, *share.aliases)))
        protected = any(share.protected for share in shares)
        if self.names is not None and protected:
            name, aliases = MASK, []
        elif self.names:
            stands = ((text, share.key.rsplit(".", 2)[0]) for share in shares for text in share.texts)
            name, aliases = masked_forms(name, aliases, stands, (share.key for share in shares), self.names)
        data = {"type": kind, "name": name, "aliases": aliases, "protected": protected, "identifiers": identifiers}
        said += self.say.entity(entity, data)
        links = (_link(member.link) for member in members if member.link)
        node = flat(
            (
                ("aliases", listed(map(string, aliases), 3)),
                ("id", string(entity)),
                ("identifiers", listed(map(string, identifiers), 3)),
                ("links", listed(links, 3)),
                ("members", listed((string(share.key) for share in shares), 3)),
                ("mentions", listed(_mentions(shares), 3)),
                ("name", string(name)),
                ("protected", "true" if protected else "false"),
                ("type", string(kind)),
            ),
            2,
        )
        return Written(node, kind, sum(count.values()))

    def _merged(self, subject: str, edges: list[Edge]) -> list[tuple[Edge, str]]:
        """Each relation once with its key, in the order in which the graph has them, titles masked."""
        said: dict[tuple[str, str, str], Edge] = {}
        for edge in sorted(edges, key=lambda e: (e.predicate, e.object, e.title, e.evidence)):
            _put(said, edge)
        beside: dict[str, list[Edge]] = {}
        for edge in said.values():
            beside.setdefault(edge.object, []).append(edge)
        if self.names:
            said = {}
            for found in beside.values():
                for edge in found:
                    cables = sorted({quote.cable for quote in edge.evidence})
                    _put(said, edge._replace(title=self.names.text(edge.title, cables)))
            beside = {}
            for edge in said.values():
                beside.setdefault(edge.object, []).append(edge)
        return [(edge, edge_key(edge.predicate, edge.title)) for found in beside.values() for edge in found]

    def _edge(self, subject: str, edge: Edge, key: str, found: Written, said: list[Statement]) -> None:
        assertion = assertion_id(subject, edge.predicate, edge.object, edge.title)
        found.edges.append(
            flat(
                (
                    ("confidence", repr(edge.confidence)),
                    *((("corrected", "true"),) if edge.corrected else ()),
                    ("evidence", listed((quote.text for quote in edge.evidence), 3)),
                    ("id", string(assertion)),
                    ("key", string(key)),
                    ("predicate", string(edge.predicate)),
                    ("source", string(subject)),
                    ("target", string(edge.object)),
                    *((("title", string(edge.title)),) if edge.title else ()),
                ),
                2,
            )
        )
        said += self.say.relation(subject, edge.predicate, edge.object)
        about = [*self.say.assertion(assertion, subject, edge.predicate, edge.object, edge.title, edge.confidence)]
        for quote in edge.evidence:
            about += self.say.said_in(assertion, quote.name, quote.date)
        block = terms.block(about[0][0], ((prop, obj) for _, prop, obj in about))
        found.assertions.append(Assertion(assertion, block, edge.predicate, len(edge.evidence)))


def _put(said: dict[tuple[str, str, str], Edge], edge: Edge) -> None:
    """Add what is said; what is said already is as sure as the surest place, with the evidence of both."""
    what = edge.predicate, edge.object, edge.title
    if (known := said.get(what)) is None:
        said[what] = edge
        return
    evidence = {(quote.cable, quote.text): quote for quote in (*known.evidence, *edge.evidence)}
    said[what] = known._replace(
        confidence=max(known.confidence, edge.confidence), evidence=tuple(sorted(evidence.values()))
    )


def _link(link: Mapping[str, Any]) -> str:
    names = ("key", "reason", "score", "to")
    return flat(((n, string(link[n]) if n != "score" else repr(link[n])) for n in names), 4)


def _mentions(shares: list[View]) -> list[str]:
    """The mentions of all members in the order of cables and offsets."""
    cables = [share.key.rsplit(".", 2)[0] for share in shares]
    if len(set(cables)) == len(cables):
        return [share.mentions for share in shares if share.mentions]
    # One entity was taken for two in a cable: their mentions stand among one another.
    found = [m for share in shares for m in json.loads(f"[{share.mentions}]")]
    found.sort(key=lambda m: (m["cable"], m["start"], m["end"]))
    return [indented(m, 4) for m in found]
