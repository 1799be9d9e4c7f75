"""Why two names are one entity of the graph, or two: ``kg explain-merge``.

The links by which resolution joined an entity are in the graph; why two entities were not joined is weighed again from
what the graph says of them. Only the graph is read, so that names masked in it stay masked.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from kg.index import Index, Node
from kg.protect import Edge
from kg.show import entities_called

if TYPE_CHECKING:
    import networkx as nx

    from kg.resolve.table import Numbers, Table

#: So many of an entity's links are shown where no two of its names are asked about.
_WEAKEST = 3
_Side = tuple[Node, list[str]]  # an entity, and those of its members that were asked for


def render(index: Index, a: str, b: str) -> str:
    """For every entity that answers to ``a`` and every one that answers to ``b`` (names, ids or within-cable keys), the
    chain of links between them, or why there is none.

    Raises KgError E501 where nobody answers.
    """
    ones, others = _called(index, a), _called(index, b)
    shared = {about["id"] for about, _ in ones} & {about["id"] for about, _ in others}
    parts = []
    for one in ones:
        for other in others:
            same = one[0]["id"] == other[0]["id"]
            # Where one entity answers to both names, others that answer to one of them are beside the point, unless
            # it is their being two that is asked about.
            if same or not shared or (a == b and one[0]["id"] < other[0]["id"]):
                lines = _one(one[0], one[1], other[1]) if same else _two(index, one[0], other[0])
                parts.append("".join(f"{line}\n" for line in lines))
    return "\n".join(dict.fromkeys(parts))


def _called(index: Index, name: str) -> list[_Side]:
    for node in index.named_in(name.rsplit(".", 2)[0]):
        if name in (about := index.entity(node))["members"]:
            return [(about, [name])]
    found = []
    wanted = " ".join(name.casefold().split())
    for about in entities_called(index, name):
        said = {m["key"] for m in about["mentions"] if " ".join(m["text"].casefold().split()) == wanted}
        found.append((about, sorted(said) or about["members"]))
    return found


def _two(index: Index, one: Node, other: Node) -> Iterator[str]:
    yield f"{_named(one)} and {_named(other)} are two:"
    for line in _against(index, one, other):
        yield f"  {line}"


def _one(about: Node, here: list[str], there: list[str]) -> Iterator[str]:
    yield f"{_named(about)} is one, named in {_cables(about['members'])}:"
    chain = _chain(about, here, there)
    if chain is None:
        yield "  a reader's correction joins them"
    elif not chain:
        if here != there:
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


def _against(index: Index, one: Node, other: Node) -> list[str]:
    from kg.resolve.weigh import against

    if one["type"] == other["type"] and (one.get("corrected") or other.get("corrected")):
        return ["a reader's correction keeps them apart, or has parted them"]
    table, group, number = columns(index.entities(), index.relations(), index.date)
    return against(table, group, number[one["id"]], number[other["id"]])


def columns_of(graph: nx.MultiDiGraph) -> tuple[Table, Numbers, dict[str, int]]:
    """The same of a networkx graph."""
    cables = graph.graph.get("cables", {})
    edges = graph.edges(keys=True, data=True)
    return columns(graph.nodes(data=True), edges, lambda cable: cables.get(cable, {}).get("date", ""))


def columns(
    entities: Iterable[tuple[str, Node]], relations: Iterable[Edge], date: Callable[[str], str]
) -> tuple[Table, Numbers, dict[str, int]]:
    """A graph as resolution's columns, the group of each row, and the group of each node.

    Its nodes and edges are looked through once; ``date`` gives that of a cable, "" where it has none.
    """
    import numpy as np  # not before it is needed

    from kg.resolve.table import Builder

    said: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))  # cable -> key -> forms
    home: dict[str, str] = {}
    number: dict[str, int] = {}
    for node, data in entities:
        number[node] = len(number)
        for key in data["members"]:
            home[key] = node
            _ = said[key.rsplit(".", 2)[0]][key]
        for mention in data["mentions"]:
            said[mention["cable"]][mention["key"]][mention["text"]] = None
    member = {(node, key.rsplit(".", 2)[0]): key for key, node in home.items()}
    told: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for subject, obj, _, edge in relations:
        for cable in {e["cable"] for e in edge["evidence"]}:
            if (subject, cable) in member and (obj, cable) in member:
                ends = member[subject, cable], member[obj, cable]
                told[cable].append((ends[0], edge["predicate"], ends[1], edge.get("title", "")))
    builder = Builder()
    group: dict[str, int] = {}
    for cable, keys in said.items():
        position = {key: i for i, key in enumerate(keys)}
        known = []
        for key, forms in keys.items():
            kind, start = key.rsplit(".", 2)[1:]
            ordered = sorted(forms, key=lambda f: (-len(f.split()), f))
            known.append((kind, int(start), ordered[0] if ordered else "", ordered[1:]))
            group[key] = number[home[key]]
        builder.cable(cable, date(cable), known, [(position[s], p, position[o], t) for s, p, o, t in told[cable]])
    table = builder.table()
    return table, np.array([group[table.key(row)] for row in range(len(table))], np.int64), number
