"""kg/items.py and kg/stored.py: a graph.json item by item, and how far that is."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import assembled, brook_cable, extractions, hostile_text

from kg import items as items_module
from kg import stored
from kg.build.jsontext import to_bytes
from kg.graph import to_json
from kg.items import items, parsed
from kg.model import Extraction


def told(data: bytes) -> dict[str, object]:
    """The whole again from its items."""
    found: dict[str, list] = {"edges": [], "headers": [], "graph": [], "nodes": []}  # type: ignore[type-arg]
    for item in items(io.BytesIO(data)):
        found[item.section].append(item.value())
        if item.section != "graph":
            assert parsed(item.section, data[item.start : item.start + len(item.text)]) == item.value()
    (about,) = found["graph"]
    cables = {cable: header for one in found["headers"] for cable, header in one.items()}
    whole = {"edges": found["edges"], "graph": about | {"cables": cables}, "nodes": found["nodes"]}
    return whole | {"directed": True, "multigraph": True}


@given(extractions(strings=hostile_text.filter(bool)), st.integers(1, 40))
@settings(max_examples=40, deadline=None)
def test_the_items_are_the_whole_wherever_a_chunk_ends(extraction: Extraction, size: int) -> None:
    data = to_bytes(to_json(assembled(extraction)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(items_module, "_CHUNK", size)
        assert to_bytes(told(data)) == data


def test_a_graph_of_nothing() -> None:
    graph = nx.MultiDiGraph(cables={}, versions={}, base_iri="https://a.example/")
    data = to_bytes(to_json(graph))
    assert to_bytes(told(data)) == data


@pytest.mark.parametrize("share", [0.2, 0.9, 0.999])
def test_half_a_file_is_no_graph(share: float) -> None:
    data = to_bytes(to_json(assembled(brook_cable().extraction)))
    with pytest.raises(ValueError, match="too early"):
        told(data[: int(len(data) * share)])


def test_a_terminal_shows_how_far_long_reading_is(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    @contextmanager
    def progress() -> Iterator[Callable[[str], None]]:
        yield said.append

    monkeypatch.setattr(stored, "progress", progress)
    monkeypatch.setattr(stored, "_LONG", 10)
    for size in (10, 11):
        with stored.watched("reading", size) as watch:
            file = watch(io.BytesIO(b"a\n" * 3 + b"b" * (size - 6)))
            assert [next(file), file.read(1), file.tell(), file.read()] == [
                b"a\n",
                b"a",
                3,
                b"\na\n" + b"b" * (size - 6),
            ]
            assert list(file) == []
        assert said == ([] if size == 10 else ["reading: 18 %", "reading: 27 %", "reading: 99 %"])
