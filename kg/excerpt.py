"""A part of a large graph, chosen by entity, by cable or by date: what a page, a drawing or a reader can hold.

What is chosen is as in the whole graph, but for what other cables say: of entities the mentions and of relations the
evidence in the cables at hand. An entity's name, aliases and identifiers, a relation's confidence stay those of the
whole graph.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg import errors
from kg.index import Index, Node
from kg.protect import Edge
from kg.show import entities_called

if TYPE_CHECKING:
    import networkx as nx

#: The attribute of an excerpt that says in a sentence what it is.
SAID = "excerpt"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for; all that is given holds. ``since`` and ``until`` are dates, or years, or months of a year,
    both inclusive; ``steps`` is how many relations an entity may be away from the one that it is ``about``."""

    about: str = ""
    steps: int = 1
    cables: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    def __bool__(self) -> bool:
        return bool(self.about or self.of_cables)

    @property
    def of_cables(self) -> bool:
        """Whether cables are chosen."""
        return bool(self.cables or self.since or self.until)

    def __str__(self) -> str:
        said = [f"about {self.about}, {self.steps} relation(s) around" if self.about else ""]
        said += [f"in {', '.join(self.cables)}" if self.cables else ""]
        said += [f"since {self.since}" if self.since else "", f"until {self.until}" if self.until else ""]
        return "; ".join(filter(None, said))


def excerpt(index: Index, choice: Choice) -> nx.MultiDiGraph:
    """The part of the graph that is chosen, with the headers of its cables, masked as the index is.

    Raises KgError E501 (nobody is called so), E502 (no such cable), E504 (nothing is left).
    """
    cables = _cables(index, choice) if choice.of_cables else None
    if choice.about:
        nodes, edges = _around(index, choice, cables)
    else:
        nodes, edges = _said_in(index, cables or set())
    if not nodes:
        raise errors.nothing_chosen(str(choice))
    at_hand = {m["cable"] for data in nodes.values() for m in data["mentions"]}
    at_hand |= {e["cable"] for *_, data in edges for e in data["evidence"]}
    graph = index.graph(sorted(nodes.items()), edges, sorted(filter(index.has_cable, at_hand)))
    graph.graph[SAID] = (
        f"This is a part of the graph ({choice}): {len(nodes):,} of {index.count('entity'):,} entities, "
        f"{len(edges):,} of {index.count('relation'):,} relations, {len(at_hand):,} of {index.count('cable'):,} cables."
    )
    return graph


def _cables(index: Index, choice: Choice) -> set[str]:
    for cable in choice.cables:
        if not index.has_cable(cable):
            raise errors.no_such_cable(cable)
    dated = set(index.dated(choice.since, choice.until)) if choice.since or choice.until else None
    if not choice.cables:
        return dated or set()
    return set(choice.cables) if dated is None else dated.intersection(choice.cables)


def _said_in(index: Index, cables: set[str]) -> tuple[dict[str, Node], list[Edge]]:
    """All that these cables name and say."""
    edges = _with_evidence(index.relations_in(cables), cables)
    ends = {end for edge in edges for end in edge[:2]}
    names = ends.union(*(index.named_in(cable) for cable in cables))
    return {node: _cut(index.entity(node), cables) for node in names}, edges


def _around(index: Index, choice: Choice, cables: set[str] | None) -> tuple[dict[str, Node], list[Edge]]:
    """The entities called so, those related to them, and what is said among them."""
    found = {about["id"] for about in entities_called(index, choice.about)}
    nodes, last = set(found), found
    for _ in range(choice.steps):
        last = {end for node in last for end in _beside(index, node, cables)} - nodes
        nodes |= last
    edges = _with_evidence(index.relations_among(nodes), cables)
    own = {node: index.entity(node) for node in found}
    at_hand = {m["cable"] for data in own.values() for m in data["mentions"]}
    at_hand |= {e["cable"] for *_, data in edges for e in data["evidence"]}
    at_hand = at_hand if cables is None else at_hand & cables
    if not edges and not any(m["cable"] in at_hand for data in own.values() for m in data["mentions"]):
        return {}, []
    return {node: _cut(own.get(node) or index.entity(node), at_hand) for node in nodes}, edges


def _beside(index: Index, node: str, cables: set[str] | None) -> Iterable[str]:
    if cables is None:
        return index.beside(node)
    return {end for edge in _with_evidence(index.relations_of(node), cables) for end in edge[:2]}


def _with_evidence(edges: Iterable[Edge], cables: set[str] | None) -> list[Edge]:
    """Those for which these cables have evidence, with no other."""
    cut = (edge if cables is None else _cut_edge(edge, cables) for edge in edges)
    return [edge for edge in cut if edge[3]["evidence"]]


def _cut(data: Node, cables: set[str]) -> Node:
    """An entity with what these cables say of it."""
    members = [key for key in data["members"] if key.rsplit(".", 2)[0] in cables] or data["members"][:1]
    cut: dict[str, Any] = {
        "members": members,
        "mentions": [m for m in data["mentions"] if m["cable"] in cables],
        "links": _tree(data.get("links", ()), set(members)),
    }
    return {**data, **{name: value for name, value in cut.items() if name in data}}


def _tree(links: Iterable[dict[str, Any]], members: set[str]) -> list[dict[str, Any]]:
    return [link for link in links if link["key"] in members and link["to"] in members]


def _cut_edge(edge: Edge, cables: set[str]) -> Edge:
    """A relation with the evidence of these cables."""
    *ends, data = edge
    return (*ends, {**data, "evidence": [e for e in data["evidence"] if e["cable"] in cables]})  # type: ignore[return-value]
