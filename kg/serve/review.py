"""What a reader should look at: entities that may be one, and relations of low confidence."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from kg.corrected import mentioned
from kg.resolve.corrections import IDENTITY
from kg.resolve.names import fold
from kg.serve.view import State

#: The most that are proposed of each.
MOST = 500
#: A form that so many entities share tells nothing: "Ministry of Foreign Affairs".
_SHARED_BY = 12
#: Relations at least so sure are not proposed.
_SURE = 0.75


def review(state: State) -> dict[str, Any]:
    """``pairs``: [entity, entity, score in hundredths, why], best first; ``relations``: ids, the least sure first."""
    return {"pairs": _pairs(state), "relations": _relations(state)}


def _pairs(state: State) -> list[list[Any]]:
    """Entities of one type that share a form of their names; what was judged already is left out."""
    graph = state.graph
    by_form: dict[tuple[str, str], set[str]] = {}
    for node, data in graph.nodes(data=True):
        if not data["protected"]:
            for form in {fold(form) for form in (data["name"], *data["aliases"])}:
                if len(form) > 2:
                    by_form.setdefault((data["type"], form), set()).add(node)
    judged = _judged(state)
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for (_, form), nodes in sorted(by_form.items()):
        if len(nodes) > _SHARED_BY:
            continue
        for pair in combinations(sorted(nodes), 2):
            names = [fold(graph.nodes[node]["name"]) for node in pair]
            equal = names[0] == names[1]
            # Two words shared weigh more than one: a surname is not a person.
            score = (80 if equal else 60) + (10 if " " in form else -20)
            why = "the same name" if equal else f"both are called {form}"
            if pair not in judged and score > found.get(pair, (0, ""))[0]:
                found[pair] = score, why
    best = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))[:MOST]
    return [[*pair, score, why] for pair, (score, why) in best]


def _judged(state: State) -> set[tuple[str, str]]:
    at = mentioned(state.graph, state.judgements)
    pairs: set[tuple[str, str]] = set()
    for judgement in state.judgements:
        if judgement.op in IDENTITY:
            nodes = sorted({at[ref][1] for ref in judgement.refs if ref in at})
            pairs.update(combinations(nodes, 2))
    return pairs


def _relations(state: State) -> list[str]:
    unsure = sorted(
        (data["confidence"], data["id"])
        for _, _, data in state.graph.edges(data=True)
        if data["confidence"] < _SURE and not data.get("corrected")
    )
    return [said for _, said in unsure[:MOST]]
