"""kg/excerpt.py: a part of a graph by entity, cable and date, and what the commands make of it."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from command_line import Kg, failed
from exported_page import cables_of, dataset_of
from strategies import Cable, brook_cable
from workspaces import workspace

from kg.censor import MASK
from kg.errors import KgError
from kg.excerpt import SAID, Choice, excerpt
from kg.export import html
from kg.index import index
from kg.workspace import load


def chain() -> list[Cable]:
    """A met B in the first cable, B met C in the second, and so on to E."""
    names = ["Ada Brook", "Bela Quorn", "Cat Hill", "Dan Field", "Eve Marsh"]
    cables = []
    for number, (one, other) in enumerate(itertools.pairwise(names)):
        cable = Cable(f"0{number + 5}OSLO1", f"{one} met {other}.", date=f"200{number + 5}-03-0{number + 1}T10:00:00Z")
        cables.append(cable.entity("person", one).entity("person", other).says(one, "met_with", other))
    return cables


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace(tmp_path_factory.mktemp("chain") / "out", *chain())


def names(folder: Path, choice: Choice) -> str:
    with index(load(folder)) as found:
        graph = excerpt(found, choice)
    whole = load(folder).graph
    for node, data in graph.nodes(data=True):
        assert {**whole.nodes[node], **{k: data[k] for k in ("mentions", "members", "links")}} == data
        assert [m for m in whole.nodes[node]["mentions"] if m["cable"] in graph.graph["cables"]] == data["mentions"]
    for *edge, data in graph.edges(keys=True, data=True):
        assert data["evidence"]
        assert whole.edges[tuple(edge)] == data  # in this graph each has one piece of evidence
    assert {m["cable"] for _, d in graph.nodes(data=True) for m in d["mentions"]} == set(graph.graph["cables"])
    assert str(len(graph)) in graph.graph[SAID]
    return "".join(sorted(name[0] for _, name in graph.nodes(data="name"))) + str(graph.number_of_edges())


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        (Choice("ada brook"), "AB1"),
        (Choice("Ada Brook", steps=2), "ABC2"),
        (Choice("Cat Hill"), "BCD2"),
        (Choice("Cat Hill", steps=9), "ABCDE4"),
        (Choice(cables=("05OSLO1",)), "AB1"),
        (Choice(cables=("05OSLO1", "08OSLO1")), "ABDE2"),
        (Choice(since="2006"), "BCDE3"),
        (Choice(until="2006"), "ABC2"),
        (Choice(since="2006-03-02", until="2006-03-02"), "BC1"),
        (Choice(since="2006-04", until="2007"), "CD1"),
        (Choice("Cat Hill", steps=9, until="2006"), "ABC2"),
        (Choice("Cat Hill", cables=("07OSLO1",)), "CD1"),
    ],
)
def test_what_is_chosen(folder: Path, choice: Choice, found: str) -> None:
    assert names(folder, choice) == found


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (Choice("Nobody"), "E501"),
        (Choice(cables=("05PARIS1",)), "E502"),
        (Choice(since="2011"), "E504"),
        (Choice("Ada Brook", since="2007"), "E504"),
    ],
)
def test_what_is_not_there(folder: Path, choice: Choice, code: str) -> None:
    with index(load(folder)) as found, pytest.raises(KgError, match=code):
        excerpt(found, choice)


def test_names_are_masked_as_in_the_whole(tmp_path: Path) -> None:
    out = workspace(tmp_path / "out", brook_cable("08A1", protected=True), brook_cable("08B1"), include_protected=True)
    with index(load(out)) as found:
        graph = excerpt(found, Choice(cables=("08A1",)))
        said = json.dumps([*graph.nodes(data=True), *graph.edges(data=True), graph.graph])
        assert "Brook" not in said
        assert MASK in said
        with pytest.raises(KgError, match="E501"):
            excerpt(found, Choice("Ada Brook"))
    with index(load(out, include_protected=True)) as found:
        assert excerpt(found, Choice("Ada Brook"))


def test_a_page_and_other_files_of_a_part(folder: Path, tmp_path: Path, kg_: Kg) -> None:
    page = tmp_path / "part.html"
    assert kg_("export", folder, "--format", "html", "-o", page, "--about", "Ada Brook").code == 0
    assert sorted(row[2] for row in dataset_of(page.read_text("utf-8"))["entities"]) == ["Ada Brook", "Bela Quorn"]
    assert "2 of 5 entities" in dataset_of(page.read_text("utf-8"))["about"]["excerpt"]
    assert [cable["id"] for cable in cables_of(page.read_text("utf-8"))] == ["05OSLO1"]
    for fmt, holds in (("ttl", "Bela Quorn"), ("gexf", "Bela Quorn"), ("jsonld", "Bela Quorn")):
        path = tmp_path / f"part.{fmt}"
        assert kg_("export", folder, "--format", fmt, "-o", path, "--cable", "05OSLO1").code == 0
        text = path.read_text("utf-8")
        assert holds in text
        assert "Cat Hill" not in text


def test_a_date_that_is_none(folder: Path, tmp_path: Path, kg_: Kg) -> None:
    ended = kg_("export", folder, "--format", "ttl", "-o", tmp_path / "x", "--since", "last year")
    assert ended.code == 2
    assert "YYYY-MM-DD" in ended.err


def test_a_graph_far_too_large_for_a_page_is_not_loaded(
    folder: Path, tmp_path: Path, kg_: Kg, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "LARGEST", 300)
    monkeypatch.setattr("kg.workspace.Workspace.graph", None)
    ended = kg_("export", folder, "--format", "html", "-o", tmp_path / "x.html")
    failed(ended, "E607")
    assert "--about NAME" in ended.err
