"""One entity as text for a reader: what it is called, what the cables say about it, and in which words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Any

from kg import errors
from kg.index import Index, Node
from kg.model import SYMMETRIC
from kg.protect import Edge


def render(index: Index, name: str) -> str:
    """The entities that answer to ``name`` (a name or alias, capitals and blanks apart, or an id), each as a few lines,
    the most mentioned first.

    Raises KgError E501 with the nearest names where nobody does.
    """
    found = entities_called(index, name)
    return "\n".join("".join(f"{_safe(line)}\n" for line in _entity(index, about)) for about in found)


def entities_called(index: Index, name: str) -> list[Node]:
    """The entities that answer to a name, alias or id, the most mentioned first. Raises KgError E501."""
    found = [index.entity(node) for node in index.called(name)]
    if not found:
        raise errors.no_such_entity(name, index.nearest(name, _alike))
    return sorted(found, key=lambda about: (-len(about["mentions"]), about["name"], about["id"]))


def _safe(line: str) -> str:
    """Without control characters: what a file holds must not drive the reader's terminal."""
    return "".join(" " if c < " " or "\x7f" <= c <= "\x9f" else c for c in line)


def _alike(wanted: str, names: Iterable[str], limit: int) -> list[str]:
    """Names spelt much alike, the likest first."""
    return difflib.get_close_matches(wanted, names, n=limit, cutoff=0.6)


def _entity(index: Index, about: Node) -> Iterator[str]:
    yield f"{about['name']}  [{about['type']}, {about['id']}]"
    if about["aliases"]:
        yield f"  also: {'; '.join(about['aliases'])}"
    count = len(about["mentions"])
    yield f"  {count} mention{'s' * (count != 1)}: {_places(about['mentions'])}"
    for start, end, _, edge in sorted(index.relations_of(about["id"]), key=_order):
        yield ""
        title = f" ({edge['title']})" if "title" in edge else ""
        arrow = "--" if edge["predicate"] in SYMMETRIC else "->"
        said = f"{index.name(start)} -- {edge['predicate']}{title} {arrow} {index.name(end)}"
        yield f"  {said}  [confidence {edge['confidence']:.2f}]"
        # Two rules may have read one sentence: it is shown once.
        for evidence in {(e["cable"], e["start"], e["end"]): e for e in edge["evidence"]}.values():
            yield f"    {_place(evidence)}, characters {evidence['start']}-{evidence['end']}:"
            yield f'      "{evidence["quote"]}"'


def _order(edge: Edge) -> tuple[str, list[tuple[str, int]], str]:
    said = edge[3]
    return said["predicate"], [(e["cable"], e["start"]) for e in said["evidence"]], said["id"]


def _place(item: dict[str, Any]) -> str:
    paragraph = f" paragraph {item['paragraph']}" if item["paragraph"] else ""
    marking = f" ({item['marking']})" if item["marking"] else ""
    return f"{item['cable']}{paragraph}{marking}"


def _places(mentions: Iterable[dict[str, Any]]) -> str:
    """Cables with the paragraphs of the mentions, each once, in their order."""
    paragraphs: dict[str, dict[str, None]] = {}
    for mention in mentions:
        where = paragraphs.setdefault(mention["cable"], {})
        if mention["paragraph"]:
            where[mention["paragraph"]] = None
    return "; ".join(
        f"{cable} paragraph{'s' * (len(numbers) > 1)} {', '.join(numbers)}" if numbers else cable
        for cable, numbers in paragraphs.items()
    )
