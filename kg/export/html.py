"""One self-contained page with the graph and the cables inside, to be opened from disk with no network.

The page itself is built from kg/serve/web; here its data block is filled with what ``kg serve`` would send it (see
kg.serve.dataset and kg.cable.kept), compressed and in base64, so that no name in it can end the block. The block is of
type application/json, which a browser never runs; the page's content security policy names the hashes of its script
and style, which the data does not touch.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import networkx as nx

from kg import errors
from kg.export.files import replace_file
from kg.index import Index
from kg.serve import page_template
from kg.serve.dataset import FORMAT, compressed, dataset, encoded

#: What stands in the built page where the data goes.
PLACE = '"kg:data"'

#: The most that a graph may have, and all cables together, in bytes of JSON: what a browser still opens well.
LARGEST = 50 << 20
#: Cables are compressed together until they have so many bytes: one cable is read without unpacking all.
_CHUNK = 1 << 20


def fits(index: Index) -> None:
    """Raises KgError E607 for a graph that is too large by far, before it is in memory."""
    # So long are the shortest rows: an id and brackets; a cable and offsets. A relation's is more than a third of what
    # it is in graph.json: most of both is quotes.
    least = 40 * index.count("entity") + 22 * index.total("mentions", "entity") + index.total("size", "relation") // 3
    if least > LARGEST:
        raise errors.graph_too_large("html", least, LARGEST)


def write(graph: nx.MultiDiGraph, path: Path, cables: Iterable[Mapping[str, Any]] = ()) -> None:
    """Write an already masked graph as one HTML file, replacing ``path`` in one step.

    ``cables``: those of the graph as kg.cable.kept has them, masked; what goes over LARGEST is left out, and the page
    then has their quotes only. The bytes depend on the arguments alone. KgError E304 if ``path`` cannot be written,
    E603 without the page's template, E607 for a graph over LARGEST.
    """
    before, mark, after = page_template().partition(PLACE)
    if not mark:
        raise errors.export_failed("html", "the page's template has no place for the data")
    replace_file(path, (before + data_block(graph, cables) + after).encode("utf-8"))


def data_block(graph: nx.MultiDiGraph, cables: Iterable[Mapping[str, Any]] = ()) -> str:
    """The page's data as JSON that is safe between ``<script>`` tags: numbers and base64, no ``<`` among them."""
    whole = dataset(graph)
    data = encoded(whole)
    if len(data) > LARGEST:
        raise errors.graph_too_large("html", len(data), LARGEST)
    texts = {str(cable["id"]): cable for cable in cables}
    chunks = [[count, _packed(chunk)] for count, chunk in _chunks([row[0] for row in whole["cables"]], texts)]
    return json.dumps({"format": FORMAT, "dataset": _packed(data), "cables": chunks}, separators=(",", ":"))


def _chunks(order: Iterable[str], texts: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[int, bytes]]:
    """Cables in this order as JSON arrays, with how many are in each; null for a text that is left out."""
    chunk: list[bytes] = []
    size = total = 0
    for cable in order:
        line = encoded(texts[cable]) if cable in texts else b"null"
        total += len(line)
        chunk.append(line if total <= LARGEST else b"null")
        size += len(chunk[-1])
        if size > _CHUNK:
            yield len(chunk), b"[" + b",".join(chunk) + b"]"
            chunk, size = [], 0
    if chunk:
        yield len(chunk), b"[" + b",".join(chunk) + b"]"


def _packed(data: bytes) -> str:
    return b64encode(compressed(data)).decode("ascii")
