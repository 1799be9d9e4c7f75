"""Why two names are one entity of the graph, or two: ``kg explain-merge``.

The links by which resolution joined an entity are in the graph; why two entities were not joined is weighed again from
what the graph says of them. Only the graph is read, so that names masked in it stay masked.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import networkx as nx

from kg.show import entities_called

if TYPE_CHECKING:
    from kg.resolve.table import Numbers, Table

#: So many of an entity's links are shown where no two of its names are asked about.
_WEAKEST = 3
_Side = tuple[str, list[str]]  # an entity, and those of its members that were asked for


def render(graph: nx.MultiDiGraph, a: str, b: str) -> str:
    """For every entity that answers to ``a`` and every one that answers to ``b`` (names, ids or within-cable keys), the
    chain of links between them, or why there is none.

    Raises KgError E501 where nobody answers.
    """
    ones, others = _called(graph, a), _called(graph, b)
    shared = {node for node, _ in ones} & {node for node, _ in others}
    parts = []
    for one in ones:
        for other in others:
            # Where one entity answers to both names, others that answer to one of them are beside the point, unless
            # it is their being two that is asked about.
            if one[0] == other[0] or not shared or (a == b and one[0] < other[0]):
                parts.append("".join(f"{line}\n" for line in _pair(graph, one, other)))
    return "\n".join(dict.fromkeys(parts))


def _called(graph: nx.MultiDiGraph, name: str) -> list[_Side]:
    home = {key: node for node, members in graph.nodes(data="members") for key in members}
    if name in home:
        return [(home[name], [name])]
    found = []
    wanted = " ".join(name.casefold().split())
    for node in entities_called(graph, name):
        said = {m["key"] for m in graph.nodes[node]["mentions"] if " ".join(m["text"].casefold().split()) == wanted}
        found.append((node, sorted(said) or graph.nodes[node]["members"]))
    return found


def _pair(graph: nx.MultiDiGraph, one: _Side, other: _Side) -> Iterator[str]:
    about, beside = graph.nodes[one[0]], graph.nodes[other[0]]
    if one[0] != other[0]:
        yield f"{_named(about)} and {_named(beside)} are two:"
        for line in _against(graph, one[0], other[0]):
            yield f"  {line}"
        return
    yield f"{_named(about)} is one, named in {_cables(about['members'])}:"
    chain = _chain(about, one[1], other[1])
    if chain is None:
        yield "  a reader's correction joins them"
    elif not chain:
        if one[1] != other[1]:
            yield "  one cable uses both names for it"
        weakest = sorted(about.get("links", ()), key=lambda link: (link["score"], link["key"]))
        if weakest:
            yield f"  joined by {len(weakest)} link(s); the weakest:"
        for link in weakest[:_WEAKEST]:
            yield f"  {_link(about, link)}"
    for link in chain or ():
        yield f"  {_link(about, link)}"


def _named(about: dict[str, Any]) -> str:
    return _safe(f"{about['name']} [{about['type']}, {about['id']}]")


def _safe(text: str) -> str:
    return "".join(" " if c < " " or "\x7f" <= c <= "\x9f" else c for c in text)


def _cables(members: list[str]) -> str:
    count = len({key.rsplit(".", 2)[0] for key in members})
    return f"{count} cable{'s' * (count != 1)}"


def _link(about: dict[str, Any], link: dict[str, Any]) -> str:
    ends = []
    for key in (link["key"], link["to"]):
        forms = [m["text"] for m in about["mentions"] if m["key"] == key]
        ends.append(_safe(f'"{max(forms, key=len, default=about["name"])}" in {key.rsplit(".", 2)[0]} ({key})'))
    return f"{ends[0]} and {ends[1]}: {link['reason']} (score {link['score']:.2f})"


def _chain(about: dict[str, Any], start: list[str], end: list[str]) -> list[dict[str, Any]] | None:
    """The fewest links from one of ``start`` to one of ``end``; [] where they share a member, None without a way."""
    if set(start) & set(end):
        return []
    beside: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for link in about.get("links", ()):
        beside[link["key"]].append((link["to"], link))
        beside[link["to"]].append((link["key"], link))
    came: dict[str, tuple[str, dict[str, Any]] | None] = dict.fromkeys(start)
    queue = deque(start)
    while queue:
        at = queue.popleft()
        if at in end:
            chain = []
            while (step := came[at]) is not None:
                at, link = step
                chain.append(link)
            return chain[::-1]
        for key, link in beside[at]:
            if key not in came:
                came[key] = (at, link)
                queue.append(key)
    return None


def _against(graph: nx.MultiDiGraph, a: str, b: str) -> list[str]:
    from kg.resolve.weigh import against

    if graph.nodes[a]["type"] == graph.nodes[b]["type"] and any(graph.nodes[n].get("corrected") for n in (a, b)):
        return ["a reader's correction keeps them apart, or has parted them"]
    table, group, number = columns(graph)
    return against(table, group, number[a], number[b])


def columns(graph: nx.MultiDiGraph) -> tuple[Table, Numbers, dict[str, int]]:
    """The graph as resolution's columns, the group of each row, and the group of each node."""
    import numpy as np  # not before it is needed

    from kg.resolve.table import Builder

    said: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))  # cable -> key -> forms
    home = {}
    for node, data in graph.nodes(data=True):
        for key in data["members"]:
            home[key] = node
            _ = said[key.rsplit(".", 2)[0]][key]
        for mention in data["mentions"]:
            said[mention["cable"]][mention["key"]][mention["text"]] = None
    member = {(node, key.rsplit(".", 2)[0]): key for key, node in home.items()}
    relations: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for subject, obj, edge in graph.edges(data=True):
        for cable in {e["cable"] for e in edge["evidence"]}:
            if (subject, cable) in member and (obj, cable) in member:
                ends = member[subject, cable], member[obj, cable]
                relations[cable].append((ends[0], edge["predicate"], ends[1], edge.get("title", "")))
    builder = Builder()
    number: dict[str, int] = {node: i for i, node in enumerate(graph)}
    group: dict[str, int] = {}
    for cable, keys in said.items():
        position = {key: i for i, key in enumerate(keys)}
        entities = []
        for key, forms in keys.items():
            kind, start = key.rsplit(".", 2)[1:]
            ordered = sorted(forms, key=lambda f: (-len(f.split()), f))
            entities.append((kind, int(start), ordered[0] if ordered else "", ordered[1:]))
            group[key] = number[home[key]]
        day = graph.graph.get("cables", {}).get(cable, {}).get("date", "")
        builder.cable(cable, day, entities, [(position[s], p, position[o], t) for s, p, o, t in relations[cable]])
    table = builder.table()
    return table, np.array([group[table.key(row)] for row in range(len(table))], np.int64), number
