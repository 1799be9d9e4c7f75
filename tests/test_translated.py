"""Exports that are graph.ttl in other words: the bytes that the graph would give, without a graph."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.benchmarks import invented
from kg.cli import cli
from kg.export.nquads import part_paths
from kg.rdf.write import parts, serialised
from kg.workspace import PREVIOUS, Workspace, load, opened


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    invented.write(tmp_path / "out", 60)
    return tmp_path / "out"


def export(workspace: Path, fmt: str, *more: str) -> Path:
    path = workspace.parent / f"graph.{fmt}"
    result = CliRunner().invoke(cli, ["export", str(workspace), "--format", fmt, "-o", str(path), *more])
    assert result.exit_code == 0, result.output
    return path


def test_exports_that_need_no_graph_have_the_bytes_of_the_graph(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = load(workspace).graph

    def no_graph(self: Workspace) -> None:
        raise AssertionError("the graph was loaded")

    monkeypatch.setattr(Workspace, "graph", property(no_graph))
    for fmt in ("ttl", "trig", "ntriples", "nquads"):
        assert export(workspace, fmt).read_bytes() == serialised(graph, fmt), fmt
    for count in (1, 3, 7):
        path = export(workspace, "nquads", "--split", str(count))
        assert [p.read_bytes() for p in part_paths(path, count)] == parts(graph, count)


def test_a_file_that_was_opened_stays_what_it_is(workspace: Path) -> None:
    before = (workspace / "graph.ttl").read_bytes()
    _, (file,) = opened(workspace, "graph.ttl")
    with file:
        invented.write(workspace, 61)
        assert file.read() == before
    # While a build runs, the file of the last whole one lies apart.
    (workspace / PREVIOUS).mkdir()
    shutil.move(workspace / "graph.ttl", workspace / PREVIOUS / "graph.ttl")
    (workspace / "graph.ttl").write_bytes(b"half of")
    assert export(workspace, "ttl").read_bytes() == (workspace / PREVIOUS / "graph.ttl").read_bytes()
