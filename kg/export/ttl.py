"""RDF/Turtle: the same bytes as graph.ttl in the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.export.files import replace_file

if TYPE_CHECKING:
    import networkx as nx


def write(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write an already masked graph as Turtle."""
    from kg.rdf.write import turtle

    replace_file(path, turtle(graph))
