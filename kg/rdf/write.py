"""Triples to files, the same bytes for the same graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, BinaryIO

from pyoxigraph import RdfFormat, Triple, parse, serialize

from kg import errors
from kg.rdf import jsonld, rdfxml, terms
from kg.rdf.triples import base_iri, statements, triples
from kg.rdf.vocab import PREFIXES, Iris

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Format:
    """A serialisation: pyoxigraph's name of it, the ending of its files, and whether it can hold RDF 1.2."""

    rdf: RdfFormat
    ending: str
    rdf12: bool


FORMATS = {
    "ttl": Format(RdfFormat.TURTLE, ".ttl", True),
    "trig": Format(RdfFormat.TRIG, ".trig", True),
    "ntriples": Format(RdfFormat.N_TRIPLES, ".nt", True),
    "nquads": Format(RdfFormat.N_QUADS, ".nq", True),
    "rdfxml": Format(RdfFormat.RDF_XML, ".rdf", False),
    "jsonld": Format(RdfFormat.JSON_LD, ".jsonld", False),
}

#: Those that we write ourselves, piece by piece.
_OURS = {"rdfxml": rdfxml.write, "jsonld": jsonld.write}
#: So many bytes of a graph.ttl hold all lines that declare prefixes.
_HEAD = 1 << 16


def turtle(graph: nx.MultiDiGraph) -> bytes:
    """The graph as Turtle in UTF-8."""
    prefixes = Iris(base_iri(graph)).prefixes
    found = terms.blocks(statements(graph))
    places = {section: place for place, section in enumerate(terms.sections(prefixes))}
    ordered = sorted(found, key=lambda subject: places[terms.section(subject)])  # within a section as they stand
    return (terms.head(prefixes) + "".join(found[subject] for subject in ordered)).encode()


def serialised(graph: nx.MultiDiGraph, fmt: str, *, rdf12: bool = False) -> bytes:
    """The graph in one of FORMATS, in UTF-8. TriG and N-Quads have everything in the default graph.

    Raises KgError E601 for an unknown format, E606 where the format has no RDF 1.2.
    """
    if fmt not in FORMATS:
        raise errors.unknown_format(fmt, FORMATS)
    if rdf12 and not FORMATS[fmt].rdf12:
        raise errors.format_cannot(fmt, "--rdf12", [name for name, f in FORMATS.items() if f.rdf12])
    return serialised_of(triples(graph, rdf12=rdf12), fmt, Iris(base_iri(graph)).prefixes)


def serialised_of(ordered: Iterable[Triple], fmt: str, prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """These triples, in this order (those of one subject together), in one of FORMATS."""
    if fmt in _OURS:
        return b"".join(_OURS[fmt](ordered, prefixes))
    if fmt in ("ttl", "trig"):
        return turtle_of(ordered, prefixes, FORMATS[fmt].rdf)
    body = serialize(ordered, format=FORMATS[fmt].rdf)
    assert body is not None  # it returns bytes where no output is named
    return body


def translated(turtle: BinaryIO, fmt: str, outputs: Sequence[AbstractContextManager[BinaryIO]]) -> None:
    """A graph.ttl in another format but TriG, triple by triple in its order: neither is in memory as a whole.

    Where there are several outputs each gets as many triples as ``parts`` gives it.
    """
    if fmt in _OURS:
        prefixes = terms.prefixes(turtle.read(_HEAD))
        turtle.seek(0)
        with outputs[0] as file:
            file.writelines(_OURS[fmt]((quad.triple for quad in parse(turtle, RdfFormat.TURTLE)), prefixes))
        return
    count = len(outputs)
    total = sum(1 for _ in parse(turtle, RdfFormat.TURTLE)) if count > 1 else 0
    turtle.seek(0)
    found = (quad.triple for quad in parse(turtle, RdfFormat.TURTLE))
    for part, output in enumerate(outputs):
        size = total * (part + 1) // count - total * part // count
        with output as file:
            serialize(islice(found, size) if count > 1 else found, file, format=FORMATS[fmt].rdf)


def turtle_of(
    ordered: Iterable[Triple], prefixes: Mapping[str, str] = PREFIXES, fmt: RdfFormat = RdfFormat.TURTLE
) -> bytes:
    """These triples, in this order, as Turtle (or TriG) in UTF-8; every prefix is declared."""
    body = serialize(ordered, format=fmt, prefixes=dict(prefixes))
    assert body is not None
    # The library writes the prefixes in an order of its own; a new release must not change our bytes.
    at = 0
    while body.startswith(b"@prefix ", at):
        at = body.index(b"\n", at) + 1
    return terms.head(prefixes).encode() + memoryview(body)[at:]


def parts(graph: nx.MultiDiGraph, count: int, *, rdf12: bool = False) -> list[bytes]:
    """The graph as ``count`` N-Quads files that together hold each triple once; loaded in any order they are the graph.

    The triples of one subject may fall into two parts; a part of a small graph may be empty.
    """
    ordered = triples(graph, rdf12=rdf12)
    edges = [len(ordered) * part // count for part in range(count + 1)]
    return [serialised_of(ordered[a:b], "nquads") for a, b in pairwise(edges)]
