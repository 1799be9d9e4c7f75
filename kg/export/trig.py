"""RDF/TriG: Turtle's superset for stores that want it; everything is in the default graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.export.files import replace_file

if TYPE_CHECKING:
    import networkx as nx


def write(graph: nx.MultiDiGraph, path: Path, *, rdf12: bool = False) -> None:
    """Write an already masked graph as TriG; with ``rdf12`` its assertions are reifiers of RDF 1.2."""
    from kg.rdf.write import serialised

    replace_file(path, serialised(graph, "trig", rdf12=rdf12))
