"""GEXF 1.2, for Gephi."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from kg.export.files import replace_file
from kg.export.flat import flat

# What networkx's writer takes for something else than an attribute of this name.
_TAKEN = frozenset({"id", "pid", "start", "end", "viz", "parents", "slices", "spells", "key"})


def write(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write an already masked graph as GEXF; what each attribute holds is said at kg.export.flat."""
    plain = flat(graph)
    for _, data in plain.nodes(data=True):
        _rename(data, _TAKEN)
    for _, _, key, data in plain.edges(keys=True, data=True):
        _rename(data, _TAKEN | {"type"})
        data["id"] = key
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    # networkx writes today's date; the same graph must give the same bytes.
    writer.xml.find("meta").attrib.pop("lastmodifieddate")
    writer.add_graph(plain)
    buffer = io.BytesIO()
    writer.write(buffer)
    replace_file(path, buffer.getvalue())


def _rename(data: dict[str, Any], taken: frozenset[str]) -> None:
    for name in taken & data.keys():
        data[f"{name}_"] = data.pop(name)
