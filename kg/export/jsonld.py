"""JSON-LD 1.1 with its context in the file, for programs that read JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.export.files import replace_file

if TYPE_CHECKING:
    import networkx as nx


def write(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write an already masked graph as JSON-LD."""
    from kg.rdf.write import serialised

    replace_file(path, serialised(graph, "jsonld"))
