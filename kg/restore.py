"""What tells two graphs apart, as plain values, and the one from the other and that.

    entities    [id, attributes] of every node that the wanted graph has otherwise, or has and the other has not
    relations   [subject, object, key, attributes], likewise
    gone        the same without attributes: what the wanted graph does not have

A workspace keeps its corrected graph, and with this what the corrections changed: judgements always count from the
uncorrected graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

Difference = dict[str, Any]

#: What ``restored`` raises for a difference that is not of this graph, or is none.
UNFIT = (ValueError, KeyError, TypeError)


def none() -> Difference:
    """The difference of two graphs that are the same."""
    return {"entities": [], "relations": [], "gone": {"entities": [], "relations": []}}


def difference(graph: nx.MultiDiGraph, wanted: nx.MultiDiGraph) -> Difference:
    """What has to be put into ``graph`` and taken from it to make ``wanted``; sorted."""
    entities = [[n, d] for n, d in wanted.nodes(data=True) if n not in graph or graph.nodes[n] != d]
    relations = [
        [*e, d] for *e, d in wanted.edges(keys=True, data=True) if not graph.has_edge(*e) or graph.edges[tuple(e)] != d
    ]
    gone = {
        "entities": sorted(node for node in graph if node not in wanted),
        "relations": sorted(list(e) for e in graph.edges(keys=True) if not wanted.has_edge(*e)),
    }
    return {
        "entities": sorted(entities, key=lambda item: str(item[0])),
        "relations": sorted(relations, key=lambda item: [str(part) for part in item[:3]]),
        "gone": gone,
    }


def restored(graph: nx.MultiDiGraph, change: Mapping[str, Any]) -> nx.MultiDiGraph:
    """The wanted graph of ``difference(graph, wanted)``; ``graph`` stays as it is.

    Raises one of UNFIT for a difference that is another graph's.
    """
    wanted = graph.copy()
    wanted.remove_edges_from([tuple(e) for e in change["gone"]["relations"]])
    wanted.remove_nodes_from(change["gone"]["entities"])
    for node, data in change["entities"]:
        wanted.add_node(node)
        wanted.nodes[node].clear()
        wanted.nodes[node].update(data)
    for subject, obj, key, data in change["relations"]:
        wanted.add_edge(subject, obj, key=key)
        wanted.edges[subject, obj, key].clear()
        wanted.edges[subject, obj, key].update(data)
    return wanted
