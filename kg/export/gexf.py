"""GEXF 1.2, for Gephi."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from kg.export import flat
from kg.export.flat import Flat, Numbers, Source, attribute, of, text

if TYPE_CHECKING:
    import networkx as nx

_HEAD = """<?xml version='1.0' encoding='utf-8'?>
<gexf xmlns="http://www.gexf.net/1.2draft" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://www.gexf.net/1.2draft http://www.gexf.net/1.2draft/gexf.xsd" version="1.2">
  <meta>
    <creator>NetworkX {}</creator>
  </meta>
  <graph defaultedgetype="directed" mode="static" name="">
"""
_TYPES = {str: "string", int: "long", float: "double", bool: "boolean"}
# What networkx's reader takes for something else than an attribute of this name.
_TAKEN = frozenset({"id", "pid", "start", "end", "viz", "parents", "slices", "spells", "key"})
#: The key by which networkx tells apart the edges between two nodes: the assertion's id once more.
_KEY = "networkx_key"


def write(graph: nx.MultiDiGraph, path: Path) -> None:
    """Write an already masked graph as GEXF; what each attribute holds is said at kg.export.flat."""
    write_items(of(graph), path)


def write_items(source: Source, path: Path) -> None:
    """The same of a graph that is read item by item."""
    flat.write(path, Flat(source, (_TAKEN, _TAKEN | {"type"}), _KEY), _head, _body)


def _head(types: Mapping[tuple[str, str], type], numbers: Numbers) -> Iterator[str]:
    yield _HEAD.format(text(version("networkx")))
    for scope in ("edge", "node"):
        lines = [
            f'      <attribute id="{number}" title="{attribute(name)}" type="{_TYPES[types[scope, name]]}" />\n'
            for (where, name), number in numbers.items()
            if where == scope
        ]
        if lines:
            yield from flat.listed("attributes", 4, iter(lines), f' mode="static" class="{scope}"')


def _body(found: Flat, numbers: Numbers) -> Iterator[str]:
    yield from flat.listed("nodes", 4, _nodes(found, numbers))
    yield from flat.listed("edges", 4, _edges(found, numbers))
    yield "  </graph>\n</gexf>\n"


def _nodes(found: Flat, numbers: Numbers) -> Iterator[str]:
    for node, values in found.nodes():
        label = values.pop("label", node)
        yield _item("node", f'id="{attribute(node)}" label="{attribute(label)}"', values, numbers)


def _edges(found: Flat, numbers: Numbers) -> Iterator[str]:
    for subject, obj, said, values in found.edges():
        named = f'source="{attribute(subject)}" target="{attribute(obj)}" id="{attribute(said)}"'
        for name in ("label", "weight"):
            if name in values:
                named += f' {name}="{attribute(values.pop(name))}"'
        yield _item("edge", named, values, numbers)


def _item(scope: str, named: str, values: Mapping[str, object], numbers: Numbers) -> str:
    lines = [
        f'          <attvalue for="{numbers.setdefault((scope, name), len(numbers))}" '
        f'value="{attribute(_value(value))}" />\n'
        for name, value in values.items()
    ]
    if not lines:
        return f"      <{scope} {named} />\n"
    return f"      <{scope} {named}>\n        <attvalues>\n{''.join(lines)}        </attvalues>\n      </{scope}>\n"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    said = str(value)
    return _SPECIAL.get(said, said) if isinstance(value, float) else said


_SPECIAL = {"inf": "INF", "-inf": "-INF", "nan": "NaN"}
