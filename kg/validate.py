"""Checking the RDF of a workspace against its shapes (kg/rdf/shapes.ttl), batch by batch.

pySHACL works on rdflib graphs, which take some four times the memory of ours and are slow to fill; so it is only ever
given a few hundred nodes with their properties, and of the nodes these point to, the classes. Shapes ask for no more.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg import errors
from kg.rdf import vocab

if TYPE_CHECKING:
    import rdflib

SHAPES = Path(vocab.__file__).with_name("shapes.ttl")
#: Nodes checked at a time: larger batches are hardly faster.
BATCH = 500


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


def validate(turtle: bytes, batch: int = BATCH) -> Iterator[Violation]:
    """The violations in this Turtle, batch by batch in the order of the nodes; none where it conforms.

    Raises KgError E605 where it is no Turtle, E901 where pySHACL is not installed.
    """
    if importlib.util.find_spec("pyshacl") is None:
        raise errors.missing_extra("pyshacl", "shacl")
    import rdflib

    store = ox.Store()
    try:
        store.bulk_load(turtle, ox.RdfFormat.TURTLE)
    except (SyntaxError, ValueError) as error:
        raise errors.not_our_rdf("the RDF", errors.reason(error)) from error
    shapes = rdflib.Graph().parse(SHAPES)
    subjects = iter(sorted({quad.subject for quad in store}, key=str))
    while nodes := list(islice(subjects, batch)):
        yield from sorted(_check(store, nodes, shapes))


def _check(store: ox.Store, nodes: list[Any], shapes: rdflib.Graph) -> Iterator[Violation]:
    from rdflib import RDF, SH, Graph

    pyshacl: Any = importlib.import_module("pyshacl")  # of an extra, so not among the imports that must be there
    quads = [quad for node in nodes for quad in store.quads_for_pattern(node, None, None)]
    others = sorted({q.object for q in quads if isinstance(q.object, ox.NamedNode)} - set(nodes), key=str)
    quads += [quad for node in others for quad in store.quads_for_pattern(node, vocab.TYPE, None)]
    data = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES)
    graph = Graph().parse(data=data, format="nt")
    # Only the batch's own nodes are judged: of the others nothing but the class is at hand.
    focus = [str(getattr(node, "value", node)) for node in nodes]
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
