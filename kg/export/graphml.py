"""GraphML, for yEd, Cytoscape and igraph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kg.export import flat
from kg.export.flat import Flat, Numbers, Source, attribute, of, text

if TYPE_CHECKING:
    import networkx as nx

_HEAD = """<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""
_TYPES = {str: "string", int: "long", float: "double", bool: "boolean"}


def write(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write an already masked graph as GraphML; what each attribute holds is said at kg.export.flat."""
    write_items(of(graph), path)


def write_items(source: Source, path: Path) -> None:
    """The same of a graph that is read item by item."""
    flat.write(path, Flat(source), _head, _body)


def _head(types: Mapping[tuple[str, str], type], numbers: Numbers) -> Iterator[str]:
    yield _HEAD
    for (scope, name), number in reversed(numbers.items()):
        kind = _TYPES[types[scope, name]]
        yield f'  <key id="d{number}" for="{scope}" attr.name="{attribute(name)}" attr.type="{kind}" />\n'


def _body(found: Flat, numbers: Numbers) -> Iterator[str]:
    yield from flat.listed("graph", 2, _items(found, numbers), ' edgedefault="directed"')
    yield "</graphml>\n"


def _items(found: Flat, numbers: Numbers) -> Iterator[str]:
    for node, values in found.nodes():
        yield _item("node", f'id="{attribute(node)}"', values, numbers)
    for subject, obj, said, values in found.edges():
        ends = f'source="{attribute(subject)}" target="{attribute(obj)}" id="{attribute(said)}"'
        yield _item("edge", ends, values, numbers)


def _item(scope: str, named: str, values: Mapping[str, object], numbers: Numbers) -> str:
    lines = [
        f'      <data key="d{numbers.setdefault((scope, name), len(numbers))}">{text(value)}</data>\n'
        for name, value in values.items()
    ]
    if not lines:
        return f"    <{scope} {named} />\n"
    return f"    <{scope} {named}>\n{''.join(lines)}    </{scope}>\n"
