"""What must not leave: the one gate before every way out.

Cables mark sources "(protect)", "(strictly protect)" or "(please protect)". Their names are masked in everything kg
writes or shows, unless the user asks for them with ``--include-protected``: the entity's own name, aliases and
mentions, and every other string in which the name stands (quotes, other names, titles, header fields, report lines).

How names are told and masked in a string: kg.censor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import errors
from kg.censor import MASK, Censor
from kg.graph import assertion_id, edge_key
from kg.model import Document, Entity, Extraction

if TYPE_CHECKING:
    import networkx as nx

#: Subject, object, key and attributes, as networkx has an edge.
Edge = tuple[str, str, str, dict[str, Any]]


def censor(*graphs: nx.MultiDiGraph) -> Censor:
    """The protected names of unmasked graphs. Of a masked graph: none."""
    names = Censor()
    for graph in graphs:
        add_names(names, (data for _, data in graph.nodes(data=True)), graph.graph.get("protected_names", {}))
    return names


def add_names(names: Censor, nodes: Iterable[Mapping[str, Any]], told: Mapping[str, Iterable[str]]) -> None:
    """Add the protected names of an unmasked graph: of its nodes, and those that its cables tell (``protected_names``).

    The nodes are looked through once, one after the other.
    """
    kinds = {(cable, form): "person" for cable, forms in told.items() for form in forms}
    for data in nodes:
        if data["protected"]:
            cables = sorted({key.rsplit(".", 2)[0] for key in data["members"]})
            for form in {data["name"], *data["aliases"], *(m["text"] for m in data["mentions"])}:
                names.add(form, cables, person=data["type"] == "person")
        for m in data["mentions"] if kinds else ():
            if (said := (m["cable"], m["text"])) in kinds:
                kinds[said] = data["type"]
    for (cable, form), kind in kinds.items():
        # Where no mention says of what kind the bearer is: nearly all are people.
        names.add(form, [cable], person=kind == "person")


def gate(
    graph: nx.MultiDiGraph, include_protected: bool, where: Path | str = "the graph", names: Censor | None = None
) -> nx.MultiDiGraph:
    """The graph as it may leave: masked, or with protected names where the user asks for them.

    ``names``: what to mask, where it is more than this graph protects. Raises KgError where protected names are asked
    of a graph that has them no more; ``where`` names it in the message.
    """
    if graph.graph.get("protected") == "masked":
        if include_protected:
            raise errors.masked_workspace(where)
        return graph
    return graph if include_protected else mask(graph, names)


def mask(graph: nx.MultiDiGraph, names: Censor | None = None) -> nx.MultiDiGraph:
    """A copy of the graph without a trace of the protected names. A masked graph is returned as it is."""
    if graph.graph.get("protected") == "masked":
        return graph
    return _masked(graph, names or censor(graph))


def newly_protected(graph: nx.MultiDiGraph, before: nx.MultiDiGraph) -> Censor:
    """Names that a masked graph shows, of entities which ``graph``, the same corrected, protects."""
    names = Censor()
    hidden = {key for _, data in graph.nodes(data=True) if data["protected"] for key in data["members"]}
    for _, data in before.nodes(data=True):
        if not data["protected"] and not hidden.isdisjoint(data["members"]):
            cables = sorted({key.rsplit(".", 2)[0] for key in data["members"]})
            for form in {data["name"], *data["aliases"], *(m["text"] for m in data["mentions"])}:
                names.add(form, cables, person=data["type"] == "person")
    return names


def mask_again(graph: nx.MultiDiGraph, names: Censor) -> nx.MultiDiGraph:
    """A masked graph whose corrections protect more, without these names, too."""
    return _masked(graph, names)


def _masked(graph: nx.MultiDiGraph, names: Censor) -> nx.MultiDiGraph:
    import networkx as nx

    masked = nx.MultiDiGraph()
    for node, data in graph.nodes(data=True):
        masked.add_node(node, **masked_node(data, names))
    for _, edges in groupby(graph.edges(keys=True, data=True), key=lambda edge: edge[:2]):
        for subject, obj, key, data in masked_edges(edges, names):
            masked.add_edge(subject, obj, key=key, **data)
    masked.graph.update({k: v for k, v in graph.graph.items() if k != "protected_names"})
    masked.graph["cables"] = {c: names.anything(fields, [c]) for c, fields in graph.graph.get("cables", {}).items()}
    masked.graph["protected"] = "masked"
    return masked


def masked_node(data: Mapping[str, Any], names: Censor) -> dict[str, Any]:
    """The attributes of a node without these names."""
    if data["protected"]:
        return {**data, "name": MASK, "aliases": [], "mentions": [{**m, "text": MASK} for m in data["mentions"]]}
    said = ((mention["text"], mention["cable"]) for mention in data["mentions"])
    name, aliases = masked_forms(data["name"], data["aliases"], said, data["members"], names)
    return {
        **data,
        "name": name,
        "aliases": aliases,
        "mentions": [{**m, "text": names.text(m["text"], [m["cable"]])} for m in data["mentions"]],
    }


def masked_forms(
    name: str, aliases: Iterable[str], said: Iterable[tuple[str, str]], members: Iterable[str], names: Censor
) -> tuple[str, list[str]]:
    """Name and aliases of an entity that nobody protects; ``said``: which form stands in which cable."""
    where: dict[str, set[str]] = {}
    for text, cable in said:
        where.setdefault(text, set()).add(cable)
    every = {key.rsplit(".", 2)[0] for key in members}

    def form(text: str) -> str:
        # What any one cable says without reserve is public, though another cable has a source of that surname.
        found = sorted(names.alike(where.get(text, every)))
        return min((names.text(text, [cable]) for cable in found), key=lambda t: t.count(MASK))

    name = form(name)
    return name, sorted({form(alias) for alias in aliases} - {name})


def masked_edges(edges: Iterable[Edge], names: Censor) -> list[Edge]:
    """All edges from one node to another without these names: two whose titles are the same then are one."""
    found: dict[str, Edge] = {}
    for subject, obj, _, data in edges:
        cables = sorted({e["cable"] for e in data["evidence"]})
        evidence = [{**e, "quote": names.text(e["quote"], [e["cable"]])} for e in data["evidence"]]
        new = {**data, "evidence": evidence}
        title = data.get("title", "")
        if title and (hidden := names.text(title, cables)) != title:
            # The id is a hash of the title, and a guessed name could be tried against it.
            new["title"] = title = hidden
            new["id"] = assertion_id(subject, data["predicate"], obj, title)
        key = edge_key(data["predicate"], title)
        if key in found:
            old = found[key][3]
            new["confidence"] = max(old["confidence"], new["confidence"])
            merged = {tuple(sorted(e.items())): e for e in [*old["evidence"], *evidence]}
            new["evidence"] = sorted(merged.values(), key=lambda e: (e["cable"], e["start"], e["end"], e["rule"]))
            new = {**old, **new}
        found[key] = subject, obj, key, new
    return list(found.values())


def mask_extractions(extractions: Sequence[Extraction]) -> list[Extraction]:
    """These cables' extractions without the names that any of them protects.

    Offsets stay: a document's text is overwritten, not shortened.
    """
    names = Censor()
    for extraction in extractions:
        add_protected(names, extraction)
    return [_extraction(extraction, names) for extraction in extractions] if names else list(extractions)


def add_protected(names: Censor, extraction: Extraction) -> None:
    """Add the names that this cable asks to protect."""
    cable = [extraction.document.id]
    kinds = {}
    for entity in extraction.entities:
        kinds.update({m.text: entity.type for m in entity.mentions})
        if entity.protected:
            for form in {entity.name, *entity.aliases, *(m.text for m in entity.mentions)}:
                names.add(form, cable, person=entity.type == "person")
    for form in extraction.protected_names:
        names.add(form, cable, person=kinds.get(form, "person") == "person")


def mask_kept(cable: dict[str, Any], names: Censor, stretches: Iterable[tuple[int, int]] = ()) -> dict[str, Any]:
    """A cable as kg.cable.kept has it without the protected names; offsets stay right.

    ``stretches``: where its text speaks of the protected. A name that a page mark cuts in two is found by them only.
    """
    stretches = list(stretches)
    if not names and not stretches:
        return cable
    where = [cable["id"]]
    text = names.same_length(cable["text"], where, stretches)
    own = {"id": cable["id"], "canonical_id": cable["canonical_id"], "text": text}
    return {name: own[name] if name in own else names.anything(value, where) for name, value in cable.items()}


def protected_stretches(graph: nx.MultiDiGraph) -> dict[str, list[tuple[int, int]]]:
    """Where each cable's text names the protected entities of a graph, by cable: disjoint or not, in no order."""
    found: dict[str, list[tuple[int, int]]] = {}
    for _, data in graph.nodes(data=True):
        if data["protected"]:
            for mention in data["mentions"]:
                found.setdefault(mention["cable"], []).append((mention["start"], mention["end"]))
    return found


def mask_parsed(document: Document, values: dict[str, Any]) -> dict[str, Any]:
    """What ``kg parse`` says of one cable without the names that this cable asks to protect; offsets stay right."""
    from kg.extract.protection import marked_names

    names = Censor()
    for name in marked_names(document):
        names.add(name, [document.id], person=True)
    if not names:
        return values
    text = values.get("text")
    masked: dict[str, Any] = names.anything(values, [document.id])
    return masked | {"text": names.same_length(text, [document.id]) if text else text}


def _extraction(extraction: Extraction, names: Censor) -> Extraction:
    cable = [extraction.document.id]

    def hide(text: str) -> str:
        return names.text(text, cable)

    def entity_of(entity: Entity) -> Entity:
        if entity.protected:
            mentions = tuple(replace(m, text=MASK) for m in entity.mentions)
            return replace(entity, name=MASK, aliases=(), mentions=mentions)
        mentions = tuple(replace(m, text=hide(m.text)) for m in entity.mentions)
        name = hide(entity.name)
        aliases = tuple(sorted({hide(a) for a in entity.aliases} - {name}))
        return replace(entity, name=name, aliases=aliases, mentions=mentions)

    d = extraction.document
    # Whatever fields a document may have: all but these are the cable's words.
    own = {f.name for f in fields(d)} - {"id", "canonical_id", "text", "sha256", "format"}
    words = {name: _everywhere(getattr(d, name), hide) for name in own}
    document: Document = replace(d, text=names.same_length(d.text, cable), **words)
    relations = tuple(
        replace(r, title=hide(r.title), evidence=tuple(replace(e, quote=hide(e.quote)) for e in r.evidence))
        for r in extraction.relations
    )
    return Extraction(document, tuple(entity_of(e) for e in extraction.entities), relations, ())


def _everywhere(value: Any, change: Callable[[str], str]) -> Any:
    """Every string in a value changed, in tuples and dataclasses too."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_everywhere(v, change) for v in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _everywhere(getattr(value, f.name), change) for f in fields(value)})
    return value
