"""RDF/XML, for older tools. What XML cannot hold is U+FFFD in it, see kg.rdf.rdfxml."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.export.files import replace_file

if TYPE_CHECKING:
    import networkx as nx


def write(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write an already masked graph as RDF/XML."""
    from kg.rdf.write import serialised

    replace_file(path, serialised(graph, "rdfxml"))
