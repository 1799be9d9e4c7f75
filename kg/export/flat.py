"""The graph with plain values only, for formats that know numbers and short texts and no lists.

GEXF and GraphML are XML: networkx's writers raise on lists, None and dates, and let through control characters that no
XML parser accepts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import networkx as nx

#: Between the members of a list; a name may hold a comma.
SEPARATOR = "; "
#: Between quotes, which hold semicolons.
QUOTE_SEPARATOR = " | "

# Everything outside XML 1.0's Char, and the two that XML readers turn into something else: the carriage return, which
# becomes a line feed, and U+0085.
_UNSAFE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def safe(value: object) -> str | int | float | bool | None:
    """A value that every XML writer takes and every reader gives back; None where there is nothing to write."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        # Blanks at the ends would not survive every reader.
        return _UNSAFE.sub("\ufffd", value).strip() or None
    if isinstance(value, Mapping):
        return safe(SEPARATOR.join(f"{k}: {v}" for k, v in sorted(value.items())))
    if isinstance(value, Iterable):
        return safe(SEPARATOR.join(str(safe(v)) for v in value if safe(v) is not None))
    return safe(str(value))


def flat(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """A copy for GEXF and GraphML, in sorted order.

    Nodes: label, type, aliases, protected, mentions (how many), cables. Edges, keyed by assertion id: label, predicate,
    title, confidence, weight (how often it is said), cables, evidence ("cable paragraph: quote"). Attributes that other
    tools added to the graph come along.
    """
    plain = nx.MultiDiGraph()
    for node, data in sorted(graph.nodes(data=True)):
        plain.add_node(node)
        plain.nodes[node].update(_safe({**_rest(data, {"id", "name", "members", "mentions"}), **_node(data)}))
    for subject, obj, key, data in sorted(graph.edges(keys=True, data=True), key=lambda e: e[:3]):
        new = str(safe(data.get("id", f"{subject} {key} {obj}")))
        plain.add_edge(subject, obj, key=new)
        plain.edges[subject, obj, new].update(_safe({**_rest(data, {"id", "evidence"}), **_edge(data)}))
    _one_type([data for _, data in plain.nodes(data=True)])
    _one_type([data for _, _, data in plain.edges(data=True)])
    return plain


def _one_type(items: list[dict[str, Any]]) -> None:
    """GEXF declares one type for each attribute: numbers of both kinds become floats, other mixtures strings."""
    types: dict[str, set[type]] = {}
    for data in items:
        for name, value in data.items():
            types.setdefault(name, set()).add(type(value))
    for name in sorted(name for name, found in types.items() if len(found) > 1):
        common = float if types[name] == {int, float} else str
        for data in items:
            if name in data:
                data[name] = common(data[name])


def _rest(data: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    return {str(k): v for k, v in data.items() if k not in known}


def _node(data: Mapping[str, Any]) -> dict[str, Any]:
    mentions = data.get("mentions", [])
    return {
        "label": data.get("name"),
        "mentions": len(mentions),
        "cables": sorted({m["cable"] for m in mentions}),
    }


def _edge(data: Mapping[str, Any]) -> dict[str, Any]:
    evidence = data.get("evidence", [])
    title = data.get("title")
    quotes = (f"{e['cable']}{' ¶' + e['paragraph'] if e['paragraph'] else ''}: {e['quote']}" for e in evidence)
    return {
        "label": f"{data.get('predicate')} ({title})" if title else data.get("predicate"),
        "confidence": float(data.get("confidence", 0)),
        "weight": float(len(evidence) or 1),
        "cables": sorted({e["cable"] for e in evidence}),
        "evidence": QUOTE_SEPARATOR.join(quotes),
    }


def _safe(values: Mapping[str, Any]) -> dict[str, Any]:
    # Attribute names are XML text, too.
    kept = ((safe(k), safe(v)) for k, v in sorted(values.items()))
    return {str(k): v for k, v in kept if k is not None and v is not None}
