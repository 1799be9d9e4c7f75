"""One self-contained page with the graph inside, to be opened from disk with no network.

The page itself is built from kg/serve/web; here its data block is filled. The block is of type application/json,
which a browser never runs; and as every ``<``, ``>`` and ``&`` in it is a ``\\u`` escape, no name can end it. The
page's content security policy names the hashes of its script and style, which the data does not touch.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import networkx as nx

from kg import errors
from kg.export.files import replace_file
from kg.model import ENTITY_TYPES, PREDICATES, SYMMETRIC
from kg.serve import page_template

#: What stands in the built page where the data goes.
PLACE = '"kg:data"'

#: The version of the data's form; kg/serve/web/src/data.ts says what is in it.
FORMAT = 1

_CABLE = ("subject", "date", "classification", "origin")
_MENTION = ("cable", "paragraph", "marking", "start", "end", "text", "source")
_EVIDENCE = ("cable", "paragraph", "marking", "start", "end", "quote", "rule")
_NUMBERS = frozenset({"start", "end"})
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def write(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write an already masked graph as one HTML file, replacing ``path`` in one step.

    The bytes depend on the graph alone. KgError E304 if ``path`` cannot be written, E603 without the page's template.
    """
    before, mark, after = page_template().partition(PLACE)
    if not mark:
        raise errors.export_failed("html", "the page's template has no place for the data")
    replace_file(path, (before + data_block(graph) + after).encode("utf-8"))


def data_block(graph: nx.MultiDiGraph) -> str:
    """The page's data as JSON in ASCII, safe between ``<script>`` tags (U+2028 and lone surrogates included)."""
    text = json.dumps(page_data(graph), ensure_ascii=True, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return text.translate(_ESCAPES)


def page_data(graph: nx.MultiDiGraph) -> dict[str, Any]:
    """What the page needs of the graph, and nothing else: each field is named here, none is passed on unseen."""
    about: Mapping[str, Any] = graph.graph
    types = [str(kind) for _, kind in graph.nodes(data="type", default="")]
    predicates = [str(predicate) for _, _, predicate in graph.edges(data="predicate", default="")]
    return {
        "format": FORMAT,
        "protected": str(about.get("protected", "masked")),
        "versions": {str(part): str(version) for part, version in about.get("versions", {}).items()},
        "types": _in_order(types, ENTITY_TYPES),
        "predicates": _in_order(predicates, PREDICATES),
        "symmetric": sorted(SYMMETRIC),
        "cables": {str(cable): _fields(fields, _CABLE) for cable, fields in about.get("cables", {}).items()},
        "entities": [_entity(str(node), graph.nodes[node]) for node in sorted(graph.nodes)],
        "relations": sorted(
            (_relation(str(u), str(v), data) for u, v, data in graph.edges(data=True)), key=lambda edge: str(edge["id"])
        ),
    }


def _in_order(found: Iterable[str], order: Iterable[str]) -> list[str]:
    """The names of the model that occur, in its order, then any others sorted."""
    names = set(found)
    known = [name for name in order if name in names]
    return known + sorted(names.difference(known))


def _entity(node: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": node,
        "type": str(data.get("type", "")),
        "name": str(data.get("name", "")),
        "aliases": [str(alias) for alias in data.get("aliases", ())],
        "protected": bool(data.get("protected", False)),
        "mentions": [_fields(mention, _MENTION) for mention in data.get("mentions", ())],
    }


def _relation(subject: str, object_: str, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(data["id"]),
        "subject": subject,
        "object": object_,
        "predicate": str(data.get("predicate", "")),
        "title": str(data.get("title") or ""),
        "confidence": float(data.get("confidence", 0)),
        "evidence": [_fields(evidence, _EVIDENCE) for evidence in data.get("evidence", ())],
    }


def _fields(source: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: int(source.get(name, 0)) if name in _NUMBERS else str(source.get(name) or "") for name in names}
