"""One entity as text for a reader: what it is called, what the cables say about it, and in which words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

import networkx as nx

from kg import errors
from kg.model import SYMMETRIC


def render(graph: nx.MultiDiGraph, name: str) -> str:
    """The entities that answer to ``name`` (a name or alias, capitals and blanks apart, or an id), each as a few lines.

    Raises KgError E501 with the nearest names where nobody does.
    """
    found = entities_called(graph, name)
    return "\n".join("".join(f"{_safe(line)}\n" for line in _entity(graph, node)) for node in found)


def entities_called(graph: nx.MultiDiGraph, name: str) -> list[str]:
    """The entities that answer to a name, alias or id, the most mentioned first. Raises KgError E501."""
    wanted = _plain(name)
    found = [node for node in graph if node == name.strip() or wanted in map(_plain, _names(graph.nodes[node]))]
    if not found:
        raise errors.no_such_entity(name, _nearest(graph, wanted))
    return sorted(found, key=lambda node: (-len(graph.nodes[node]["mentions"]), graph.nodes[node]["name"], node))


def _safe(line: str) -> str:
    """Without control characters: what a file holds must not drive the reader's terminal."""
    return "".join(" " if c < " " or "\x7f" <= c <= "\x9f" else c for c in line)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _names(attributes: dict[str, Any]) -> list[str]:
    return [attributes["name"], *attributes["aliases"]]


def _nearest(graph: nx.MultiDiGraph, wanted: str, limit: int = 5) -> list[str]:
    """Names that hold the wanted words, else names spelt much alike."""
    names = {_plain(name): name for _, attributes in sorted(graph.nodes(data=True)) for name in _names(attributes)}
    holding = sorted(plain for plain in names if wanted and wanted in plain)
    alike = difflib.get_close_matches(wanted, sorted(names), n=limit, cutoff=0.6)
    return [names[plain] for plain in [*holding, *(a for a in alike if a not in holding)][:limit]]


def _entity(graph: nx.MultiDiGraph, node: str) -> Iterator[str]:
    about = graph.nodes[node]
    yield f"{about['name']}  [{about['type']}, {node}]"
    if about["aliases"]:
        yield f"  also: {'; '.join(about['aliases'])}"
    count = len(about["mentions"])
    yield f"  {count} mention{'s' * (count != 1)}: {_places(about['mentions'])}"
    edges = [*graph.out_edges(node, data=True), *(edge for edge in graph.in_edges(node, data=True) if edge[0] != node)]
    for start, end, edge in sorted(edges, key=lambda e: (e[2]["predicate"], _order(e[2]["evidence"]), e[2]["id"])):
        yield ""
        title = f" ({edge['title']})" if "title" in edge else ""
        arrow = "--" if edge["predicate"] in SYMMETRIC else "->"
        said = f"{graph.nodes[start]['name']} -- {edge['predicate']}{title} {arrow} {graph.nodes[end]['name']}"
        yield f"  {said}  [confidence {edge['confidence']:.2f}]"
        # Two rules may have read one sentence: it is shown once.
        for evidence in {(e["cable"], e["start"], e["end"]): e for e in edge["evidence"]}.values():
            yield f"    {_place(evidence)}, characters {evidence['start']}-{evidence['end']}:"
            yield f'      "{evidence["quote"]}"'


def _order(evidence: Iterable[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(e["cable"], e["start"]) for e in evidence]


def _place(item: dict[str, Any]) -> str:
    paragraph = f" paragraph {item['paragraph']}" if item["paragraph"] else ""
    marking = f" ({item['marking']})" if item["marking"] else ""
    return f"{item['cable']}{paragraph}{marking}"


def _places(mentions: Iterable[dict[str, Any]]) -> str:
    """Cables with the paragraphs of the mentions, each once, in their order."""
    paragraphs: dict[str, dict[str, None]] = {}
    for mention in mentions:
        where = paragraphs.setdefault(mention["cable"], {})
        if mention["paragraph"]:
            where[mention["paragraph"]] = None
    return "; ".join(
        f"{cable} paragraph{'s' * (len(numbers) > 1)} {', '.join(numbers)}" if numbers else cable
        for cable, numbers in paragraphs.items()
    )
