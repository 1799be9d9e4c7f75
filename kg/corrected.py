"""The graph as readers have corrected it: a graph and its judgements give the corrected graph.

Always from the uncorrected graph and all lines at once (see kg.resolve.corrections for what each asks for, and
kg.resolve.judge for who is who); taking a line back is another line. A build and the explorer's view both come through
``corrected``, so that what a reader sees at once is what the next build writes. Nodes and edges that a line has made
what they are carry ``corrected``: true.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.cable.flat import one_line
from kg.graph import assertion_id, edge_key
from kg.model import SYMMETRIC
from kg.resolve import key_order
from kg.resolve.corrections import IDENTITY, Judgement, Ref
from kg.resolve.judge import NO_MENTION, ONE_ENTITY, Link, Void, partition

if TYPE_CHECKING:
    import networkx as nx

#: The rule that evidence added by a reader names.
RULE = "correction"
NOT_SAID = "the graph does not say so"
NO_TEXT = "no cable has text there"

#: The score of a link that a reader made: surer than any that resolution makes.
_JUDGED = 100.0

#: Gives a cable by its id as kg.cable.kept has it; raises KeyError where there is none.
Cables = Callable[[str], Mapping[str, Any]]
Attributes = dict[str, Any]
_Edge = tuple[str, str, str]  # subject, object, key


def corrected(
    graph: nx.MultiDiGraph, judgements: Sequence[Judgement], cable: Cables
) -> tuple[nx.MultiDiGraph, list[Void]]:
    """The graph with these judgements applied, and the lines that have no effect. ``graph`` stays as it is.

    ``cable`` is asked for the text of evidence that a line adds.
    """
    if not judgements:
        return graph, []
    at = mentioned(graph, judgements)
    # The entities of which a line speaks; all others stay as they are.
    judged = {at[ref][1] for j in judgements if j.op in IDENTITY for ref in j.refs if ref in at}
    keys = [key for node in judged for key in graph.nodes[node]["members"]]
    links = [link for node in judged for link in _links(graph.nodes[node])]
    ids, voids = partition(keys, links, judgements, lambda ref: at[ref][0] if ref in at else None)
    new = type(graph)()
    new.graph.update(graph.graph)
    ids = _put_nodes(new, graph, ids)
    _put_edges(new, graph, ids)

    def entity(ref: Ref) -> str | None:
        key, node = at.get(ref, ("", None))
        return ids.get(key, node)

    voids += _name(new, judgements, entity)
    voids += _say(new, judgements, entity, cable)
    return new, sorted(voids)


def mentioned(graph: nx.MultiDiGraph, judgements: Iterable[Judgement]) -> dict[Ref, tuple[str, str]]:
    """The within-cable key and the entity of each mention that the judgements name."""
    wanted = {ref for judgement in judgements for ref in judgement.refs}
    cables = {ref.cable for ref in wanted}
    found: dict[Ref, tuple[str, str]] = {}
    for node, mentions in graph.nodes(data="mentions"):
        for m in mentions:
            if m["cable"] not in cables or (ref := Ref(m["cable"], m["start"], m["end"])) not in wanted:
                continue
            # Of two entities with the very same mention, the one of the smaller key.
            if ref not in found or key_order(m["key"]) < key_order(found[ref][0]):
                found[ref] = m["key"], str(node)
    return found


def _links(data: Mapping[str, Any]) -> Iterable[Link]:
    """By what the members of a node were joined."""
    if "links" in data:
        return [Link(link["key"], link["to"], link["score"]) for link in data["links"]]
    first, *others = data["members"]
    return [Link(key, first, 1.0) for key in others]


# --- who is who ------------------------------------------------------------------------------------------------------


def _put_nodes(new: nx.MultiDiGraph, graph: nx.MultiDiGraph, ids: Mapping[str, str]) -> dict[str, str]:
    """Add the entities to ``new``: those of which nothing has changed as they are. The entity of every judged key."""
    home = {}
    for node, data in graph.nodes(data=True):
        if data["members"][0] in ids:
            home.update(dict.fromkeys(data["members"], node))
        else:
            new.add_node(node, **data)
    groups: dict[str, list[str]] = {}
    for key in sorted(home, key=key_order):
        groups.setdefault(ids[key], []).append(key)
    entity = {}
    for node, keys in sorted(groups.items()):
        sources = sorted({home[key] for key in keys})
        if len(sources) == 1 and len(graph.nodes[sources[0]]["members"]) == len(keys):
            node = sources[0]
            new.add_node(node, **graph.nodes[node])
        else:
            new.add_node(
                node, **_node(node, keys, [graph.nodes[source] for source in sources], graph.nodes[home[keys[0]]])
            )
        entity.update(dict.fromkeys(keys, node))
    return entity


def _node(node: str, keys: Sequence[str], sources: Sequence[Attributes], first: Attributes) -> Attributes:
    """An entity of these members, from the entities they were in; ``first`` is the smallest member's."""
    own = set(keys)
    mentions = [m for source in sources for m in source["mentions"] if m["key"] in own]
    mentions.sort(key=lambda m: (m["cable"], m["start"], m["end"]))
    count = Counter(m["text"] for m in mentions)
    names: set[str] = set()
    forms = set(count)
    for source in sources:
        if own.issuperset(source["members"]):
            names.add(source["name"])
            forms.update([source["name"], *source["aliases"]])
        else:
            texts = [{m["text"] for m in mentions if m["key"] == key} for key in source["members"] if key in own]
            names |= {source["name"] if source["name"] in found else _fullest(found) for found in texts if found}
    name = min(names or {first["name"]}, key=lambda n: (n.isupper(), -count[n], n))
    found = {
        "links": _tree(keys, [link for source in sources for link in source.get("links", ())]),
        # What a data source says of a place it says of the part that keeps the first mention.
        "identifiers": sorted({i for s in sources if s["members"][0] in own for i in s.get("identifiers", ())}),
    }
    return {
        **first,
        "id": node,
        "name": name,
        "aliases": sorted(forms - {name}),
        "protected": any(source["protected"] for source in sources),
        "members": list(keys),
        "mentions": mentions,
        **{name: value for name, value in found.items() if name in first},
        "corrected": True,
    }


def _tree(keys: Sequence[str], links: Iterable[Attributes]) -> list[Attributes]:
    """The links between these members, and where they leave gaps links that say a reader closed them."""
    near: dict[str, list[str]] = {key: [] for key in keys}
    kept = [link for link in links if link["key"] in near and link["to"] in near]
    for link in kept:
        near[link["key"]].append(link["to"])
        near[link["to"]].append(link["key"])
    reached: set[str] = set()
    for key in keys:
        if key not in reached:
            if reached:
                kept.append({"key": key, "to": keys[0], "score": _JUDGED, "reason": "a reader's correction"})
            todo = [key]
            while todo:
                if (at := todo.pop()) not in reached:
                    reached.add(at)
                    todo += near[at]
    return kept


def _fullest(forms: Iterable[str]) -> str:
    return max(forms, key=lambda form: (len(form.split()), len(form), form))


def _put_edges(new: nx.MultiDiGraph, graph: nx.MultiDiGraph, ids: Mapping[str, str]) -> None:
    """Add what is said, between the entities as they now are; each piece of evidence goes with its cable's entity."""
    said: dict[tuple[str, str, str, str], list[Attributes]] = {}
    as_before = {node for node, data in new.nodes(data=True) if "corrected" not in data}
    for subject, obj, key, data in graph.edges(keys=True, data=True):
        if subject in as_before and obj in as_before:
            new.add_edge(subject, obj, key=key, **data)
            continue
        ends: dict[tuple[str, str], list[Attributes]] = {}
        for e in data["evidence"]:
            pair = _end(graph, subject, e, ids), _end(graph, obj, e, ids)
            ends.setdefault(pair, []).append(e)
        for (one, other), evidence in ends.items():
            if one != other:
                if data["predicate"] in SYMMETRIC and other < one:
                    one, other = other, one
                what = (one, data["predicate"], other, data.get("title", ""))
                said.setdefault(what, []).append({**data, "evidence": evidence})
    for (subject, predicate, obj, title), parts in sorted(said.items()):
        new.add_edge(
            subject,
            obj,
            key=edge_key(predicate, title),
            **{
                **parts[0],
                "id": assertion_id(subject, predicate, obj, title),
                "confidence": max(part["confidence"] for part in parts),
                "evidence": _each_once(e for part in parts for e in part["evidence"]),
            },
        )


def _end(graph: nx.MultiDiGraph, node: str, evidence: Mapping[str, Any], ids: Mapping[str, str]) -> str:
    """The entity, as entities are now, that a piece of evidence speaks of."""
    data = graph.nodes[node]
    return ids[_member(data, evidence)] if data["members"][0] in ids else node


def _member(data: Attributes, evidence: Mapping[str, Any]) -> str:
    """Which of an entity's members a piece of evidence speaks of: its cable's; of several, the one named nearest."""
    cable = evidence["cable"]
    here = [key for key in data["members"] if key_order(key)[0] == cable]
    if len(here) < 2:
        return str(here[0] if here else data["members"][0])

    def distance(m: Mapping[str, Any]) -> tuple[int, int]:
        return max(evidence["start"] - m["end"], m["start"] - evidence["end"], 0), m["start"]

    return str(min((m for m in data["mentions"] if m["cable"] == cable), key=distance)["key"])


def _each_once(evidence: Iterable[Attributes]) -> list[Attributes]:
    parts = ("cable", "start", "end", "paragraph", "marking", "quote", "rule")
    found = {tuple(e.get(part, "") for part in parts): e for e in evidence}
    return [found[place] for place in sorted(found)]


# --- names, types and statements -------------------------------------------------------------------------------------


def _name(new: nx.MultiDiGraph, judgements: Sequence[Judgement], entity: Callable[[Ref], str | None]) -> Iterable[Void]:
    """Give names and types: of several for one entity, the last line's."""
    wanted: dict[tuple[str, str], str] = {}
    for number, judgement in enumerate(judgements):
        if judgement.op in ("rename", "retype"):
            node = entity(judgement.refs[0])
            if node is None:
                yield Void(number, NO_MENTION)
            else:
                wanted[node, judgement.op] = " ".join(judgement.value.split())
    for (node, op), value in sorted(wanted.items()):
        data = new.nodes[node]
        if not value:
            continue
        if op == "retype":
            data["type"] = value
            if "identifiers" in data:
                data["identifiers"] = []  # a data source gave them to a place
        else:
            data["aliases"] = sorted({data["name"], *data["aliases"]} - {value})
            data["name"] = value
        data["corrected"] = True


def _say(
    new: nx.MultiDiGraph, judgements: Sequence[Judgement], entity: Callable[[Ref], str | None], cable: Cables
) -> Iterable[Void]:
    """Take relations away and bring them in, line by line."""
    found: dict[_Edge, Attributes] = {}  # as the cables say it
    rejected: set[_Edge] = set()
    added: dict[_Edge, list[Attributes]] = {}
    for number, judgement in enumerate(judgements):
        if judgement.op not in ("reject", "add"):
            continue
        ends = [entity(ref) for ref in judgement.refs[:2]]
        subject, obj = ends
        if subject is None or obj is None:
            yield Void(number, NO_MENTION)
            continue
        predicate, _, title = judgement.value.partition("/")
        if subject == obj:
            yield Void(number, ONE_ENTITY)
            continue
        if predicate in SYMMETRIC and obj < subject:
            subject, obj = obj, subject
        edge = subject, obj, edge_key(predicate, title)
        if new.has_edge(*edge):
            found.setdefault(edge, new.edges[edge])
        if judgement.op == "reject":
            if edge not in found and not added.get(edge):
                yield Void(number, NOT_SAID)
            rejected.add(edge)
            added[edge] = []
        elif len(judgement.refs) == 2:
            if edge not in found:
                yield Void(number, NOT_SAID)
            rejected.discard(edge)
        elif (evidence := _evidence(judgement.refs[2], cable)) is None:
            yield Void(number, NO_TEXT)
        else:
            rejected.discard(edge)
            added.setdefault(edge, []).append(evidence)
    for edge in sorted(rejected | set(added)):
        _put(new, edge, None if edge in rejected else found.get(edge), added.get(edge, []))


def _put(new: nx.MultiDiGraph, edge: _Edge, found: Attributes | None, added: Sequence[Attributes]) -> None:
    """Let the graph say this with the extracted evidence and the added; not at all where there is none."""
    subject, obj, key = edge
    if new.has_edge(*edge):
        if found is not None and not added:
            return
        new.remove_edge(*edge)
    if found is None and not added:
        return
    predicate, _, title = key.partition("/")
    new.add_edge(
        subject,
        obj,
        key=key,
        **{
            "id": assertion_id(subject, predicate, obj, title),
            "predicate": predicate,
            **({"title": title} if title else {}),
            **(found or {}),
            "confidence": 1.0,
            "evidence": _each_once([*(found["evidence"] if found else ()), *added]),
            "corrected": True,
        },
    )


def _evidence(ref: Ref, cable: Cables) -> Attributes | None:
    """The stretch of a cable as evidence; None where there is nothing."""
    try:
        kept = cable(ref.cable)
    except KeyError:
        return None
    quote = one_line(kept["text"][ref.start : ref.end]) if ref.end <= len(kept["text"]) else ""
    if not quote:
        return None
    number, marking = next(((p[0], p[1]) for p in kept["paragraphs"] if p[2] <= ref.start < p[3]), ("", ""))
    where = {"cable": ref.cable, "paragraph": number, "marking": marking, "start": ref.start, "end": ref.end}
    return {**where, "quote": quote, "rule": RULE}
