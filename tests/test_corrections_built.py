"""Corrections in a build: what the next build writes is what the view shows at once, and it can all be taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from command_line import Kg
from strategies import listing

import kg
from kg.corrected import corrected
from kg.errors import KgError
from kg.resolve.corrections import CORRECTIONS, Judgement, Ref, append, read
from kg.workspace import AUTOMATIC, FILES, load

ONE = listing(
    "08AVALON1",
    "Fisheries Minister Anna Marlow (strictly protect) met Paul Tressider of Northern Trout Ltd in Lakeside.",
    "Rosa Penhaligon, head of the Avalonian Fisheries Board, told the Ambassador that the Board would meet again.",
)
TWO = listing(
    "08AVALON2", "Rosa Penhaligon met Hugo Quillfeather in Lakeside. Penhaligon heads the Avalonian Fisheries Board."
)


@pytest.fixture(scope="module")
def cables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cables")
    (folder / "one.txt").write_text(ONE, "utf-8")
    (folder / "two.txt").write_text(TWO, "utf-8")
    return folder


@pytest.fixture
def workspace(cables: Path, tmp_path: Path) -> Path:
    kg.build(cables, tmp_path / "out")
    return tmp_path / "out"


def plain(graph: nx.MultiDiGraph) -> tuple[Any, ...]:
    nodes = dict(graph.nodes(data=True))
    return nodes, {edge[:3]: edge[3] for edge in graph.edges(keys=True, data=True)}, graph.graph


def mention(graph: nx.MultiDiGraph, name: str, cable: str = "") -> Ref:
    (found,) = [data for _, data in graph.nodes(data=True) if data["name"] == name]
    m = next(m for m in found["mentions"] if m["cable"].endswith(cable))
    return Ref(m["cable"], m["start"], m["end"])


def correct(workspace: Path, *lines: Judgement) -> None:
    for line in lines:
        append(workspace / CORRECTIONS, line)


def test_a_build_writes_what_the_view_shows(cables: Path, workspace: Path) -> None:
    before = load(workspace).graph
    rosa, board = mention(before, "Rosa Penhaligon", "1"), mention(before, "Avalonian Fisheries Board")
    hugo = mention(before, "Hugo Quillfeather")
    edges = {(before.nodes[u]["name"], key, before.nodes[v]["name"]) for u, v, key in before.edges(keys=True)}
    assert len(edges) > 2
    subject, key, obj = min(edge for edge in edges if "Hugo Quillfeather" not in edge)
    sentence = Ref(hugo.cable, hugo.start - 20, hugo.end)
    correct(
        workspace,
        Judgement("same", (rosa, hugo)),
        Judgement("rename", (rosa,), "Rosa Penhaligon-Quillfeather"),
        Judgement("retype", (board,), "organization"),
        Judgement("reject", (mention(before, subject), mention(before, obj)), key),
        Judgement("add", (hugo, board, sentence), "member_of"),
        Judgement("rename", (Ref("08AVALON7", 1, 2),), "Nobody"),
    )
    shown, voids = corrected(before, read(workspace / CORRECTIONS), load(workspace).cable)
    assert [void.number for void in voids] == [5]
    kg.build(cables, workspace)
    opened = load(workspace)
    assert plain(opened.graph) == plain(shown)
    assert plain(opened.uncorrected) == plain(before)
    assert opened.report["corrections"] == {"read": 6, "void": [[6, voids[0].why]]}
    assert opened.sparql('ASK { ?x rdfs:label "Rosa Penhaligon-Quillfeather" }')
    assert not opened.sparql('ASK { ?x rdfs:label "Hugo Quillfeather" }')
    # All taken back by further lines: the next build is as if nothing had been.
    correct(
        workspace,
        Judgement("unsure", (rosa, hugo)),
        Judgement("rename", (rosa,)),
        Judgement("retype", (board,)),
        Judgement("add", (mention(before, subject), mention(before, obj)), key),
        Judgement("reject", (hugo, board), "member_of"),
    )
    assert plain(corrected(opened.uncorrected, opened.judgements, opened.cable)[0]) == plain(before)
    kg.build(cables, workspace)
    assert plain(load(workspace).graph) == plain(before)


def test_who_is_joined_to_a_protected_person_is_protected(cables: Path, workspace: Path) -> None:
    before = load(workspace).graph
    anna = next(d for _, d in before.nodes(data=True) if d["protected"])["mentions"][0]
    hugo = mention(before, "Hugo Quillfeather")
    correct(workspace, Judgement("same", (Ref(anna["cable"], anna["start"], anna["end"]), hugo)))
    kg.build(cables, workspace)
    for name in FILES:
        assert "quillfeather" not in (workspace / name).read_text("utf-8").casefold(), name
    assert len(load(workspace).uncorrected) == len(before)


def test_with_the_names_both_graphs_are_there(cables: Path, tmp_path: Path) -> None:
    kg.build(cables, tmp_path / "out", include_protected=True)
    opened = load(tmp_path / "out", include_protected=True)
    before = opened.graph
    correct(tmp_path / "out", Judgement("rename", (mention(before, "Anna Marlow"),), "The Minister"))
    kg.build(cables, tmp_path / "out", include_protected=True)
    assert plain(load(tmp_path / "out", include_protected=True).uncorrected) == plain(before)
    masked = load(tmp_path / "out")
    for graph in (masked.graph, masked.uncorrected):
        assert "Marlow" not in json.dumps(graph.nodes(data=True).__repr__())
        assert "The Minister" not in graph.nodes(data=True).__repr__()


def test_a_file_that_is_none_ends_the_build_before_it_begins(kg_: Kg, cables: Path, workspace: Path) -> None:
    (workspace / CORRECTIONS).write_text('{"op": "same"}\n')
    said = kg_("build", cables, "-o", workspace)
    assert said.code == 1
    assert "E310" in said.err
    (workspace / CORRECTIONS).write_text('\n{"op": "rename", "refs": [["08AVALON7", 1, 2]], "value": "x"}\n')
    assert "1 correction(s) applied, 1 of them without effect" in kg_("build", cables, "-o", workspace).err


def test_a_damaged_file_is_said(workspace: Path) -> None:
    (workspace / AUTOMATIC).write_text("{}")
    with pytest.raises(KgError, match="E303"):
        _ = load(workspace).uncorrected
