"""The invented workspace: whole, the same every time, and every name where it says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kg.benchmarks.invented import HOSTILE, invented, write
from kg.model import ENTITY_TYPES, PREDICATES
from kg.serve.dataset import dataset, encoded
from kg.workspace import FILES, load


def test_a_world_of_any_size_is_the_same_every_time() -> None:
    graph, documents = invented(800)
    again, _ = invented(800)
    assert encoded(dataset(graph)) == encoded(dataset(again)) != encoded(dataset(invented(800, seed=2)[0]))
    assert len(graph) == 800
    assert {data["type"] for _, data in graph.nodes(data=True)} == set(ENTITY_TYPES)
    assert {said["predicate"] for _, _, said in graph.edges(data=True)} == set(PREDICATES)
    assert set(HOSTILE) <= {data["name"] for _, data in graph.nodes(data=True)}
    texts = {document.id: document.text for document in documents}
    for _, mentions in graph.nodes(data="mentions"):
        assert mentions
        assert all(texts[m["cable"]][m["start"] : m["end"]] == m["text"] for m in mentions)
    for _, _, evidence in graph.edges(data="evidence"):
        assert all(texts[e["cable"]][e["start"] : e["end"]] == e["quote"] for e in evidence)
    # Few stand for much, as in real cables.
    degrees = sorted((degree for _, degree in graph.degree()), reverse=True)
    assert degrees[0] > 10 * degrees[len(degrees) // 2]
    assert Counter(data["type"] for _, data in graph.nodes(data=True))["person"] > 300


@pytest.mark.parametrize("name", FILES)
def test_it_is_a_workspace(name: str, tmp_path: Path) -> None:
    graph = write(tmp_path / "out", 60)
    opened = load(tmp_path / "out")
    assert (tmp_path / "out" / name).stat().st_size
    assert set(opened.graph) == set(graph) == set(opened.uncorrected)
    assert len(list(opened.cables())) == len(graph.graph["cables"])
