"""The workspace as an rdflib Graph, for scripts that are written for rdflib; the store answers underneath."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.store import Store
from rdflib.term import Node

from kg.query.store import source
from kg.workspace import Workspace


def view(workspace: Workspace) -> rdflib.Graph:
    """An rdflib Graph of the workspace, with its prefixes; adding to it or removing from it raises TypeError."""
    found = source(workspace.path, workspace.include_protected)
    graph = rdflib.Graph(store=_View(found.open()), bind_namespaces="none")
    for prefix, iri in found.prefixes.items():
        graph.bind(prefix, iri)
    return graph


class _View(Store):
    """rdflib's store interface over an open pyoxigraph store, as far as it reads."""

    context_aware = False
    formula_aware = False
    transaction_aware = False

    def __init__(self, store: ox.Store) -> None:
        super().__init__()
        self._store = store
        self._prefixes: dict[str, rdflib.URIRef] = {}

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[tuple[Any, Iterator[None]]]:
        """What fits a pattern of terms, None for any."""
        wanted = [_to_ox(term) for term in triple_pattern]
        if isinstance(wanted[0], ox.Literal) or isinstance(wanted[1], ox.Literal | ox.BlankNode):
            return
        for quad in self._store.quads_for_pattern(wanted[0], wanted[1], wanted[2], ox.DefaultGraph()):
            yield (_to_rdflib(quad.subject), _to_rdflib(quad.predicate), _to_rdflib(quad.object)), iter(())

    def __len__(self, context: Any = None) -> int:
        return len(self._store)

    def bind(self, prefix: str, namespace: rdflib.URIRef, override: bool = True) -> None:
        self._prefixes[prefix] = namespace

    def namespace(self, prefix: str) -> rdflib.URIRef | None:
        return self._prefixes.get(prefix)

    def prefix(self, namespace: rdflib.URIRef) -> str | None:
        return next((p for p, iri in self._prefixes.items() if iri == namespace), None)

    def namespaces(self) -> Iterator[tuple[str, rdflib.URIRef]]:
        yield from self._prefixes.items()

    def add(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("this graph is a view of a workspace and cannot be changed")

    remove = add


def _to_ox(term: Node | None) -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
    if term is None:
        return None
    if isinstance(term, rdflib.Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None)
    return ox.BlankNode(str(term)) if isinstance(term, rdflib.BNode) else ox.NamedNode(str(term))


def _to_rdflib(term: Any) -> Node:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    # rdflib respells some values as it does when it reads a file; the store finds them under either spelling.
    kind = rdflib.URIRef(term.datatype.value)
    value = term.value
    if kind == rdflib.XSD.decimal and "." not in value:
        value += ".0"  # the store writes 4 for 4.0, the files have 4.0 (see kg.rdf.literals)
    return rdflib.Literal(value, datatype=None if kind == rdflib.XSD.string else kind)
