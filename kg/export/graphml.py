"""GraphML, for yEd, Cytoscape and igraph."""

from __future__ import annotations

import io
from pathlib import Path

import networkx as nx

from kg.export.files import replace_file
from kg.export.flat import flat


def write(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write an already masked graph as GraphML; what each attribute holds is said at kg.export.flat."""
    buffer = io.BytesIO()
    # Not write_graphml: it takes lxml where that happens to be installed, and the bytes differ.
    nx.write_graphml_xml(flat(graph), buffer, encoding="utf-8")
    replace_file(path, buffer.getvalue())
