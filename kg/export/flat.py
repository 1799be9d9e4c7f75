"""The graph with plain values only, one item after the other, for formats that know numbers and short texts, no lists.

GEXF and GraphML are XML: networkx's writers raise on lists, None and dates, let through control characters that no
XML parser accepts, and hold the whole file in memory several times. What is written here has the bytes that they give.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kg.export.files import replacing
from kg.protect import Edge

if TYPE_CHECKING:
    import networkx as nx

#: Between the members of a list; a name may hold a comma.
SEPARATOR = "; "
#: Between quotes, which hold semicolons.
QUOTE_SEPARATOR = " | "

# Everything outside XML 1.0's Char, and the two that XML readers turn into something else: the carriage return, which
# becomes a line feed, and U+0085.
_UNSAFE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def safe(value: object) -> str | int | float | bool | None:
    """A value that every XML writer takes and every reader gives back; None where there is nothing to write."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        # Blanks at the ends would not survive every reader.
        return _UNSAFE.sub("\ufffd", value).strip() or None
    if isinstance(value, Mapping):
        return safe(SEPARATOR.join(f"{k}: {v}" for k, v in sorted(value.items())))
    if isinstance(value, Iterable):
        return safe(SEPARATOR.join(str(safe(v)) for v in value if safe(v) is not None))
    return safe(str(value))


@dataclass(frozen=True, slots=True)
class Source:
    """An already masked graph to be read item by item, more than once: entities by id with their attributes, relations
    by subject, object and key."""

    nodes: Callable[[], Iterable[tuple[str, Mapping[str, Any]]]]
    edges: Callable[[], Iterable[Edge]]


def of(graph: nx.MultiDiGraph) -> Source:
    """A networkx graph so."""
    return Source(
        lambda: sorted(graph.nodes(data=True)),
        lambda: sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3]),
    )


_NONE: frozenset[str] = frozenset()
Values = dict[str, str | int | float | bool]


class Flat:
    """Nodes and edges with plain values, and of which type each attribute is.

    Nodes: label, type, aliases, protected, mentions (how many), cables. Edges, told apart by the assertion's id: label,
    predicate, title, confidence, weight (how often it is said), cables, evidence ("cable paragraph: quote"). Attributes
    that other tools added to the graph come along. ``taken``: names that a format has another use for, of nodes and of
    edges; an underscore is put to them. ``key``: the name of an attribute that repeats an edge's id.
    """

    def __init__(
        self, source: Source, taken: tuple[frozenset[str], frozenset[str]] = (_NONE, _NONE), key: str = ""
    ) -> None:
        self._source, self._taken, self._key = source, taken, key
        self._common: dict[tuple[str, str], type] = {}
        #: The types met so far, by "node" or "edge" and the attribute's name.
        self.types: dict[tuple[str, str], set[type]] = {}

    def nodes(self) -> Iterator[tuple[str, Values]]:
        """Each node's id and values."""
        for node, data in self._source.nodes():
            values = _safe({**_rest(data, {"id", "name", "members", "mentions"}), **_node(data)})
            yield node, self._typed("node", _renamed(values, self._taken[0]))

    def edges(self) -> Iterator[tuple[str, str, str, Values]]:
        """Each edge's ends, id and values."""
        for subject, obj, key, data in self._source.edges():
            said = str(safe(data.get("id", f"{subject} {key} {obj}")))
            values = _renamed(_safe({**_rest(data, {"id", "evidence"}), **_edge(data)}), self._taken[1])
            if self._key:
                values[self._key] = said
            yield subject, obj, said, self._typed("edge", values)

    def unified(self) -> bool:
        """Whether every attribute had one type, as both formats want it. If not, it will have from now on: numbers of
        both kinds are floats, other mixtures strings."""
        mixed = {name: found for name, found in self.types.items() if len(found) > 1}
        self._common = {name: float if found == {int, float} else str for name, found in mixed.items()}
        if mixed:
            self.types = {}
        return not mixed

    def _typed(self, scope: str, values: Values) -> Values:
        for name, value in values.items():
            if common := self._common.get((scope, name)):
                values[name] = value = common(value)
            self.types.setdefault((scope, name), set()).add(type(value))
        return values


#: The numbers of attributes, by "node" or "edge" and their names, in the order in which they come first.
Numbers = dict[tuple[str, str], int]


def write(
    path: Path,
    flat: Flat,
    head: Callable[[Mapping[tuple[str, str], type], Numbers], Iterator[str]],
    body: Callable[[Flat, Numbers], Iterator[str]],
) -> None:
    """Write a file whose head says what is in its body: the body first, in a file that nobody sees."""
    with replacing(path) as file, tempfile.TemporaryFile(dir=path.parent) as waiting:
        numbers: Numbers = {}
        _put(waiting, body(flat, numbers))
        if not flat.unified():  # once more, now that the types are known
            waiting.seek(0)
            waiting.truncate()
            numbers = {}
            _put(waiting, body(flat, numbers))
        _put(file, head({name: next(iter(found)) for name, found in flat.types.items()}, numbers))
        waiting.seek(0)
        shutil.copyfileobj(waiting, file)


def _put(file: BinaryIO, lines: Iterable[str]) -> None:
    file.writelines(line.encode() for line in lines)


def listed(name: str, depth: int, items: Iterator[str], named: str = "") -> Iterator[str]:
    """An element of these items, each of whole lines."""
    blanks = " " * depth
    first = next(items, "")
    if not first:
        yield f"{blanks}<{name}{named} />\n"
        return
    yield f"{blanks}<{name}{named}>\n{first}"
    yield from items
    yield f"{blanks}</{name}>\n"


def text(value: object) -> str:
    """Text in XML, as ElementTree writes it."""
    return str(value).translate(_TEXT)


def attribute(value: object) -> str:
    """A value of an attribute, between quotation marks."""
    return str(value).translate(_ATTRIBUTE)


_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#09;"})


def _renamed(values: Values, taken: frozenset[str]) -> Values:
    own = {name: value for name, value in values.items() if name not in taken}
    return own | {f"{name}_": values[name] for name in sorted(taken & values.keys())}


def _rest(data: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    return {str(k): v for k, v in data.items() if k not in known}


def _node(data: Mapping[str, Any]) -> dict[str, Any]:
    mentions = data.get("mentions", [])
    return {
        "label": data.get("name"),
        "mentions": len(mentions),
        "cables": sorted({m["cable"] for m in mentions}),
    }


def _edge(data: Mapping[str, Any]) -> dict[str, Any]:
    evidence = data.get("evidence", [])
    title = data.get("title")
    quotes = (f"{e['cable']}{' ¶' + e['paragraph'] if e['paragraph'] else ''}: {e['quote']}" for e in evidence)
    return {
        "label": f"{data.get('predicate')} ({title})" if title else data.get("predicate"),
        "confidence": float(data.get("confidence", 0)),
        "weight": float(len(evidence) or 1),
        "cables": sorted({e["cable"] for e in evidence}),
        "evidence": QUOTE_SEPARATOR.join(quotes),
    }


def _safe(values: Mapping[str, Any]) -> Values:
    # Attribute names are XML text, too.
    kept = ((safe(k), safe(v)) for k, v in sorted(values.items()))
    return {str(k): v for k, v in kept if k is not None and v is not None}
