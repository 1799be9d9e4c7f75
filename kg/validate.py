"""Checking the RDF of a workspace against its shapes (kg/rdf/shapes.ttl), batch by batch.

pySHACL works on rdflib graphs, which take some four times the memory of ours and are slow to fill; so it is only ever
given some nodes with their properties, and of the nodes these point to, the classes. Shapes ask for no more.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg import errors
from kg.rdf import vocab

if TYPE_CHECKING:
    import rdflib

SHAPES = Path(vocab.__file__).with_name("shapes.ttl")
#: Nodes checked at a time. pySHACL looks for each node in the list of those to be judged, so much larger batches take
#: longer; much smaller ones pay for its start.
BATCH = 100


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A node that breaks a shape: both by IRI, the property where one is to blame, and what is wrong."""

    node: str
    shape: str
    path: str
    message: str

    def __str__(self) -> str:
        where = f" {self.path}" if self.path else ""
        return f"<{self.node}> breaks <{self.shape}>{where}: {self.message}"


def validate(store: ox.Store, batch: int = BATCH) -> Iterator[Violation]:
    """The violations in this store's default graph, batch by batch; none where it conforms.

    The store of a workspace (kg.query.store) lies on disk, and no more than a batch of it is held in memory. Nodes come
    in the order in which the store keeps them. Raises KgError E901 where pySHACL is not installed.
    """
    if importlib.util.find_spec("pyshacl") is None:
        raise errors.missing_extra("pyshacl", "shacl")
    import rdflib

    shapes = rdflib.Graph().parse(SHAPES)
    # The store keeps what is said of one node together.
    about = groupby(store.quads_for_pattern(None, None, None, ox.DefaultGraph()), key=lambda quad: quad.subject)
    nodes = ((node, list(quads)) for node, quads in about)
    while found := dict(islice(nodes, batch)):
        yield from sorted(_check(store, found, shapes))


def _check(store: ox.Store, found: dict[Any, list[ox.Quad]], shapes: rdflib.Graph) -> Iterator[Violation]:
    from rdflib import RDF, SH, Graph

    pyshacl: Any = importlib.import_module("pyshacl")  # of an extra, so not among the imports that must be there
    quads = [quad for about in found.values() for quad in about]
    others = sorted({q.object for q in quads if isinstance(q.object, ox.NamedNode)} - found.keys(), key=str)
    quads += [quad for node in others for quad in store.quads_for_pattern(node, vocab.TYPE, None)]
    data = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
    graph = Graph().parse(data=data, format="nt")
    # Only the batch's own nodes are judged: of the others nothing but the class is at hand.
    focus = [str(getattr(node, "value", node)) for node in found]
    conforms, report, _ = pyshacl.validate(graph, shacl_graph=shapes, focus_nodes=focus, inplace=True)
    if conforms:
        return
    assert isinstance(report, Graph)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        source = report.value(result, SH.sourceShape)
        # A property's shape has no name of its own; the node's shape that holds it has.
        owner = next(shapes.subjects(SH.property, source), source) if source is not None else source
        path = report.value(result, SH.resultPath)
        yield Violation(
            node=str(report.value(result, SH.focusNode)),
            shape=str(owner),
            path="" if path is None else f"<{path}>",
            message=" ".join(str(report.value(result, SH.resultMessage) or "").split()),
        )
