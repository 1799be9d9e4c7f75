"""Of a graph too large for a page, the most connected part; the limit is lowered here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from strategies import assembled, brook_cable
from test_api import BROOK, CARL, ONE, TWO, Page, folder, names, page, patched, server  # noqa: F401

from kg.serve import part as parts
from kg.serve.part import part
from kg.serve.view import View


@pytest.fixture(autouse=True)
def lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST", 4)


def test_the_most_connected_are_kept_and_what_is_said_among_them() -> None:
    graph = assembled(brook_cable().extraction)
    assert part(graph, len(graph)) is graph
    held = part(graph, 3)
    degree = dict(graph.degree)
    assert min(degree[n] for n in held) >= max(degree[n] for n in graph if n not in held)
    assert set(held.edges) == {edge for edge in graph.edges if edge[0] in held and edge[1] in held} != set()
    assert all(held.nodes[n] == graph.nodes[n] for n in held)
    assert list(part(graph, 3)) == list(held)


def test_the_dataset_says_that_it_is_a_part(page: Page, folder: Path) -> None:  # noqa: F811
    data = page.get("/api/dataset")
    graph = View(folder).state().graph
    assert len(data["entities"]) == 4 < len(graph)
    assert data["about"]["partial"] == {"entities": len(graph), "relations": graph.number_of_edges()}
    assert {end for row in data["relations"] for end in (row[1], row[3])} <= set(range(4))
    held = {row[0] for row in data["relations"]}
    assert set(page.get("/api/review")["relations"]) <= held


def test_a_correction_says_what_of_the_part_it_changes(page: Page) -> None:  # noqa: F811
    before: Any = page.get("/api/dataset")
    answer = page.correct("same", BROOK, CARL)
    after = page.get("/api/dataset")
    held = {row[0] for row in before["entities"]}
    assert held != {row[0] for row in after["entities"]}
    now = patched(before, answer)
    assert (now["entities"], now["relations"]) == (after["entities"], after["relations"])
    assert len(after["entities"]) == 4


def test_serve_says_it_on_stderr(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    from kg.serve import server as served

    monkeypatch.setattr(served.Server, "serve_forever", lambda self: None)
    said: list[str] = []
    served.run(served.Settings(folder, port=0), said.append)
    (line,) = [line for line in said if "most connected" in line]
    graph = View(folder).state().graph
    assert f"the 4 most connected of {len(graph)} entities" in line
