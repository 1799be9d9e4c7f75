"""Triples to Turtle, the same bytes for the same graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Triple, serialize

from kg.rdf.triples import triples
from kg.rdf.vocab import PREFIXES

if TYPE_CHECKING:
    import networkx as nx


def turtle(graph: nx.MultiDiGraph) -> bytes:
    """The graph as Turtle in UTF-8."""
    return turtle_of(triples(graph))


def turtle_of(ordered: Iterable[Triple]) -> bytes:
    """These triples, in this order, as Turtle in UTF-8; every prefix of the vocabulary is declared."""
    body = serialize(ordered, format=RdfFormat.TURTLE, prefixes=PREFIXES)
    assert body is not None  # it returns bytes where no output is named
    # The library writes the prefixes in an order of its own; a new release must not change our bytes.
    while body.startswith(b"@prefix "):
        body = body.partition(b"\n")[2]
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    return head.encode() + body
