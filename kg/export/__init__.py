"""The graph as files for other tools: one small module each, one explicit list.

A new format is a module with ``write(graph, path)`` and a line in EXPORTERS. ``write`` gets a graph that has been
through the gate (kg.protect) and replaces ``path`` in one step.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg import errors

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: what it is for, and the module of kg.export that writes it."""

    name: str
    description: str
    module: str

    def write(self, graph: nx.MultiDiGraph, path: Path) -> None:
        """Write an already masked graph. Raises KgError E304 where ``path`` cannot be written."""
        # Imported here, so that a format's own libraries cost nothing until it is asked for.
        importlib.import_module(f"kg.export.{self.module}").write(graph, path)


EXPORTERS: dict[str, Exporter] = {
    exporter.name: exporter
    for exporter in (
        Exporter("html", "one page that shows the graph in a browser, no network needed", "html"),
        Exporter("ttl", "RDF/Turtle, for triple stores and SPARQL tools", "ttl"),
        Exporter("gexf", "for Gephi", "gexf"),
        Exporter("graphml", "for yEd, Cytoscape and igraph", "graphml"),
    )
}


def export(graph: nx.MultiDiGraph, name: str, path: Path) -> None:
    """Write an already masked graph in the format of this name. Raises KgError E304, E601 or E602."""
    if name not in EXPORTERS:
        raise errors.unknown_format(name, EXPORTERS)
    EXPORTERS[name].write(graph, path)
