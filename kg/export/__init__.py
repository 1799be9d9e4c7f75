"""The graph as files for other tools: one small module each, one explicit list.

A new format is a module with ``write(graph, path)`` and a line in EXPORTERS. ``write`` gets a graph that has been
through the gate (kg.protect) and replaces ``path`` in one step.
"""

from __future__ import annotations

import importlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kg import errors

if TYPE_CHECKING:
    import networkx as nx

    from kg.export.flat import Source


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: what it is for, the module of kg.export that writes it, and the options its ``write`` takes."""

    name: str
    description: str
    module: str
    options: frozenset[str] = frozenset()
    #: Whether it is graph.ttl, or that in other words, and needs no graph where nothing else is asked for.
    translates: bool = False
    #: Whether its module has ``write_items``, for which the graph need not be in memory.
    itemwise: bool = False

    def translate(self, turtle: BinaryIO, path: Path, split: int = 0) -> None:
        """Write what a graph.ttl says, in ``split`` parts if that is not 0; neither is in memory as a whole.

        Raises KgError E304 where ``path`` cannot be written.
        """
        from kg.export.files import replacing

        if self.name in ("ttl", "trig"):  # everything is in the default graph, so the two are one
            with replacing(path) as file:
                shutil.copyfileobj(turtle, file)
            return
        from kg.export.nquads import part_paths
        from kg.rdf.write import translated

        paths = part_paths(path, split) if split else [path]
        translated(turtle, self.name, [replacing(one) for one in paths])

    def write(self, graph: nx.MultiDiGraph, path: Path, **options: Any) -> None:
        """Write an already masked graph; options that are None or false are left out.

        Raises KgError E304 where ``path`` cannot be written, E606 for an option that the format has not.
        """
        chosen = self._chosen(options)
        # Imported here, so that a format's own libraries cost nothing until it is asked for.
        importlib.import_module(f"kg.export.{self.module}").write(graph, path, **chosen)

    def write_items(self, source: Source, path: Path, **options: Any) -> None:
        """The same of a graph that is read item by item, where the format is ``itemwise``."""
        chosen = self._chosen(options)
        importlib.import_module(f"kg.export.{self.module}").write_items(source, path, **chosen)

    def _chosen(self, options: dict[str, Any]) -> dict[str, Any]:
        chosen = {name: value for name, value in options.items() if value}
        for name in chosen.keys() - self.options:
            able = [exporter.name for exporter in EXPORTERS.values() if name in exporter.options]
            raise errors.format_cannot(self.name, f"--{name}", able)
        return chosen


_RDF12 = frozenset({"rdf12"})


EXPORTERS: dict[str, Exporter] = {
    exporter.name: exporter
    for exporter in (
        Exporter(
            "html", "one page that shows the graph in a browser, no network needed", "html", frozenset({"cables"})
        ),
        Exporter("ttl", "RDF/Turtle, for triple stores and SPARQL tools", "ttl", _RDF12, translates=True),
        Exporter("trig", "RDF/TriG", "trig", _RDF12, translates=True),
        Exporter("ntriples", "RDF/N-Triples", "ntriples", _RDF12, translates=True),
        Exporter("nquads", "RDF/N-Quads, in parts where asked", "nquads", _RDF12 | {"split"}, translates=True),
        Exporter("rdfxml", "RDF/XML", "rdfxml", translates=True),
        Exporter("jsonld", "JSON-LD", "jsonld", translates=True),
        Exporter("gexf", "for Gephi", "gexf", itemwise=True),
        Exporter("graphml", "for yEd, Cytoscape and igraph", "graphml", itemwise=True),
    )
}


def export(graph: nx.MultiDiGraph, name: str, path: Path) -> None:
    """Write an already masked graph in the format of this name. Raises KgError E304, E601 or E602."""
    if name not in EXPORTERS:
        raise errors.unknown_format(name, EXPORTERS)
    EXPORTERS[name].write(graph, path)
