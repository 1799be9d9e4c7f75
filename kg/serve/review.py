"""What a reader should look at: entities that may be one, and relations of low confidence.

Which entities may be one is weighed as a build weighs it (``kg.resolve.near``), once for each graph that a build has
written: judgements only take pairs away.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from itertools import combinations
from math import exp
from typing import TYPE_CHECKING, Any, NamedTuple

import networkx as nx

from kg.corrected import mentioned
from kg.merges import columns_of
from kg.resolve.corrections import IDENTITY

if TYPE_CHECKING:
    from kg.serve.view import State

#: The most that are proposed of each.
MOST = 500
#: Relations at least so sure are not proposed.
_SURE = 0.75


class Pair(NamedTuple):
    """A member of each of two entities that may be one, the score (natural logarithm of odds) and the reason."""

    one: str
    other: str
    score: float
    reason: str


class Candidates:
    """The pairs of a graph's entities that nearly were joined, weighed when they are first asked for."""

    def __init__(self, graph: nx.MultiDiGraph) -> None:
        self._graph = graph
        self._lock = threading.Lock()

    @property
    def pairs(self) -> Sequence[Pair]:
        """The best first; none with a protected name."""
        with self._lock:  # of two requests the second waits instead of weighing all again
            return self._pairs

    @cached_property
    def _pairs(self) -> Sequence[Pair]:
        from kg.resolve.near import near  # numpy and scipy: not before they are needed

        table, group, number = columns_of(self._graph)
        node = {place: name for name, place in number.items()}
        found = []
        for a, b, score, reason in near(table, group):
            one, other = (self._graph.nodes[node[side]] for side in (a, b))
            if not one["protected"] and not other["protected"]:
                found.append(Pair(one["members"][0], other["members"][0], score, reason))
        return sorted(found, key=lambda pair: (-pair.score, pair.one, pair.other))


def review(state: State) -> dict[str, Any]:
    """``pairs``: [entity, entity, probability in hundredths, why], best first; ``relations``: ids, the least sure
    first."""
    return {"pairs": _pairs(state), "relations": _relations(state)}


def _pairs(state: State) -> list[list[Any]]:
    """The entities that those members are in now, without what was judged already."""
    graph = state.graph
    home = {key: node for node, members in graph.nodes(data="members") for key in members}
    judged = _judged(state)
    found: dict[tuple[str, str], list[Any]] = {}
    for one, other, score, reason in state.candidates.pairs:
        pair = min(home[one], home[other]), max(home[one], home[other])
        sides = [graph.nodes[node] for node in pair]
        if pair[0] == pair[1] or pair in judged or pair in found or any(side["protected"] for side in sides):
            continue
        if sides[0]["type"] == sides[1]["type"] and all(node in state.held for node in pair):
            found[pair] = [*pair, round(100 / (1 + exp(-score))), f"{reason}; {_against(score)}"]
        if len(found) == MOST:
            break
    return list(found.values())


def _against(score: float) -> str:
    from kg.resolve.people import ACCEPT

    if score >= ACCEPT:
        return f"{score:+.2f} would join them, but not all that is known of the two agrees"
    return f"{score:+.2f}, and {ACCEPT:+.2f} joins"


def _judged(state: State) -> set[tuple[str, str]]:
    """Pairs of entities of which a line that nobody has taken back says that they are one, or two."""
    at = mentioned(state.graph, state.judgements)
    home: dict[str, str] = dict(at.values())
    pairs: set[tuple[str, str]] = set()  # of members
    for judgement in state.judgements:
        if judgement.op in IDENTITY:
            said = combinations(sorted({at[ref][0] for ref in judgement.refs if ref in at}), 2)
            if judgement.op == "unsure":
                pairs.difference_update(said)
            else:
                pairs.update(said)
    return {(min(home[a], home[b]), max(home[a], home[b])) for a, b in pairs}


def _relations(state: State) -> list[str]:
    unsure = sorted(
        (data["confidence"], data["id"])
        for _, _, data in state.held.edges(data=True)
        if data["confidence"] < _SURE and not data.get("corrected")
    )
    return [said for _, said in unsure[:MOST]]
