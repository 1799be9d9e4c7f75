"""kg/index.py: a part of a graph is what the whole says, in either view, kept or not."""

from __future__ import annotations

import json
import os
from pathlib import Path

import networkx as nx
import pytest
from strategies import Cable, brook_cable
from workspaces import workspace

from kg import index as indexes
from kg import stored
from kg.benchmarks import invented
from kg.censor import MASK
from kg.errors import KgError
from kg.index import Index, index
from kg.indexing import fill
from kg.merges import render as explained
from kg.show import render
from kg.workspace import CABLES, GRAPH_JSON, MANIFEST, STORE, digest, load


@pytest.fixture(params=["kept", "in memory"])
def kept(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(indexes, "LARGE", 0 if request.param == "kept" else 1 << 30)
    return bool(request.param == "kept")


def sources() -> list[Cable]:
    """Cables with protected sources: one in a title and an alias of others, one namesake."""
    told = Cable(
        "08B1", "Carl Stone, aide of Ada Brook, met Brook. Eve Brook (protect) met Carl Stone.", date="2008-05-06"
    )
    told.entity("person", "Carl Stone").entity("person", "Brook").entity("person", "Eve Brook", protected=True)
    told.says("Carl Stone", "holds_position", "Brook", title="aide of Ada Brook")
    told.says("Carl Stone", "holds_position", "Brook", title="aide of Eve Brook")
    told.says("Eve Brook", "met_with", "Carl Stone")
    return [brook_cable("08A1", protected=True), told]


def same(found: Index, graph: nx.MultiDiGraph) -> None:
    assert dict(found.entities()) == dict(graph.nodes(data=True))
    edges = list(found.relations())
    assert sorted(edges, key=lambda e: e[:3]) == edges
    assert {e[:3]: e[3] for e in edges} == {e[:3]: e[3] for e in graph.edges(keys=True, data=True)}
    for node in graph:
        own = {e[:3] for e in graph.edges(keys=True, data=True) if node in e[:2]}
        assert {e[:3] for e in found.relations_of(node)} == own
        assert found.name(node) == graph.nodes[node]["name"]
    assert {c: found.header(c) for c in graph.graph["cables"]} == graph.graph["cables"]
    assert found.about == {name: value for name, value in graph.graph.items() if name != "cables"}


@pytest.mark.parametrize(("built", "shown"), [(False, False), (True, False), (True, True)])
def test_it_gives_what_the_whole_graph_has(tmp_path: Path, kept: bool, built: bool, shown: bool) -> None:
    opened = load(workspace(tmp_path / "out", *sources(), include_protected=built), include_protected=shown)
    with index(opened) as found:
        same(found, opened.graph)
        assert len(found.called("Ada Brook")) == (1 if shown else 0)
        assert (MASK in render(found, "Carl Stone")) is not shown
        with pytest.raises(KgError, match="E501"):
            render(found, "Eve Brooke" if shown else "Eve Brook")
    assert [cable["id"] for cable in opened.cables()] == ["08A1", "08B1"]
    assert list(map(opened.cable, ("08A1", "08B1"))) == list(opened.cables())
    assert ("Ada Brook" in json.dumps(list(opened.cables()))) is shown
    assert (tmp_path / "out" / STORE).exists() is kept


def test_of_an_invented_world(tmp_path: Path, kept: bool) -> None:
    graph = invented.write(tmp_path / "out", 60)
    with index(load(tmp_path / "out")) as found:
        same(found, graph)
        for node, name in graph.nodes(data="name"):
            assert node in found.called(f" {name.upper()} ")


def test_it_is_made_once_and_anew_for_another_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "LARGE", 0)
    made = []
    monkeypatch.setattr(indexes, "fill", lambda *a: made.append(a) or fill(*a))
    folder = workspace(tmp_path / "out", brook_cable("08A1"))
    said = shown(folder, "Ada Brook")
    assert shown(folder, "Ada Brook") == said
    assert len(made) == 1
    workspace(folder, brook_cable("08B1"))
    assert "08B1" in shown(folder, "Ada Brook")
    assert len(made) == 2
    # Copied files are read for their digests once, and a touched one is not believed.
    other = tmp_path / "copy"
    os.rename(folder, other)
    os.utime(other / GRAPH_JSON, ns=(1, 1))
    assert "08B1" in shown(other, "Ada Brook")
    assert len(made) == 2
    (other / CABLES).write_bytes((other / CABLES).read_bytes() + b"\n")
    with pytest.raises(KgError, match="E303"):
        shown(other, "Ada Brook")


def test_a_damaged_one_is_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "LARGE", 0)
    folder = workspace(tmp_path / "out", brook_cable("08A1"))
    said = shown(folder, "Ada Brook")
    (database,) = (folder / STORE).glob("*/index.sqlite")
    database.write_bytes(b"nonsense" * 1000)
    with pytest.raises(KgError, match="E314"):
        shown(folder, "Ada Brook")
    assert shown(folder, "Ada Brook") == said


def test_where_nothing_can_be_written_it_is_made_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "LARGE", 0)
    folder = workspace(tmp_path / "out", brook_cable("08A1"))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stored, "make", full)
    assert "08A1" in shown(folder, "Ada Brook")
    assert not (folder / STORE).exists()


def test_what_is_no_graph_is_said(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "out", brook_cable("08A1"))
    (folder / GRAPH_JSON).write_bytes(data := b'{\n "directed": true\n}\n')
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["files"][GRAPH_JSON] = digest(data)
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(KgError, match=r"E303 .*\(graph.json is not a graph\)"):
        shown(folder, "Ada Brook")


def test_a_merge_is_explained_by_a_key_of_one_cable(tmp_path: Path, kept: bool) -> None:
    folder = workspace(tmp_path / "out", brook_cable("08A1"), brook_cable("08B1"))
    graph = load(folder).graph
    (members,) = [data["members"] for _, data in graph.nodes(data=True) if data["name"] == "Ada Brook"]
    with index(load(folder)) as found:
        assert "is one, named in 2 cables" in explained(found, members[0], members[1])


def shown(folder: Path, name: str) -> str:
    with index(load(folder)) as found:
        return render(found, name)
