"""Who and what are named together: comentions.csv.

A line for each two entities that a paragraph names both: their ids, the smaller one first, and how many numbered
paragraphs of how many cables do; sorted. It is the co-mention network that `kg query --name co_mentions` shows, for
those who want all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import combinations

import networkx as nx

HEAD = b"first,second,paragraphs\n"


def pairs(named: Iterable[Collection[str]]) -> Iterator[tuple[str, str]]:
    """Each two of the entities (ids) that each paragraph names."""
    for entities in named:
        yield from combinations(sorted(entities), 2)


def lines(found: Iterable[tuple[str, str]]) -> bytes:
    """The lines of these pairs, each of which may come more than once."""
    counted = sorted(Counter(found).items())
    return "".join(f"{first},{second},{count}\n" for (first, second), count in counted).encode()


def comentions(graph: nx.MultiDiGraph) -> bytes:
    """The whole file for this graph."""
    named: dict[tuple[str, str], set[str]] = {}
    for node, mentions in graph.nodes(data="mentions"):
        for mention in mentions:
            if mention["paragraph"]:
                named.setdefault((mention["cable"], mention["paragraph"]), set()).add(node)
    return HEAD + lines(pairs(named.values()))
