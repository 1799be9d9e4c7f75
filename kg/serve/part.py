"""What of a very large graph the page holds: a browser does not hold all of it."""

from __future__ import annotations

import networkx as nx

#: The most entities that the page holds.
MOST = 100_000


def part(graph: nx.MultiDiGraph, most: int | None = None) -> nx.MultiDiGraph:
    """The ``most`` (by default MOST) entities with the most relations, then mentions, then by id, and the relations
    among them; a graph that has no more is given back as it is."""
    most = MOST if most is None else most
    if len(graph) <= most:
        return graph
    order = sorted(graph, key=lambda n: (-graph.degree(n), -len(graph.nodes[n].get("mentions", ())), n))
    kept = set(order[:most])
    held = nx.MultiDiGraph()
    held.graph.update(graph.graph)
    held.add_nodes_from((node, data) for node, data in graph.nodes(data=True) if node in kept)
    held.add_edges_from(
        (u, v, k, data) for u, v, k, data in graph.edges(keys=True, data=True) if u in kept and v in kept
    )
    return held
