"""RDF/N-Quads, whole or in parts that a triple store loads side by side; everything is in the default graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.export.files import replace_file

if TYPE_CHECKING:
    import networkx as nx


def write(graph: nx.MultiDiGraph, path: Path, *, rdf12: bool = False, split: int = 0) -> None:
    """Write an already masked graph as N-Quads; with ``rdf12`` its assertions are reifiers of RDF 1.2.

    With ``split`` there are that many files, named by part_paths, and none at ``path``.
    """
    from kg.rdf.write import parts, serialised

    if not split:
        replace_file(path, serialised(graph, "nquads", rdf12=rdf12))
        return
    for name, part in zip(part_paths(path, split), parts(graph, split, rdf12=rdf12), strict=True):
        replace_file(name, part)


def part_paths(path: Path, count: int) -> list[Path]:
    """Where the parts go: ``graph-0001-of-0004.nq`` and so on for ``graph.nq``."""
    return [path.with_name(f"{path.stem}-{part:04}-of-{count:04}{path.suffix}") for part in range(1, count + 1)]
