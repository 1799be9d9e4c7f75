"""The cables in the workspace: whole, masked like everything else, and every offset where the graph says."""

from __future__ import annotations

from pathlib import Path

import pytest
from strategies import Cable, brook_cable, listing
from workspaces import workspace

import kg
from kg.cable.flat import one_line
from kg.censor import Censor
from kg.errors import KgError
from kg.protect import mask_kept
from kg.resolve.corrections import CORRECTIONS
from kg.workspace import CABLES, load


def test_the_seed_is_kept_whole(seed_path: Path, seed_workspace: Path) -> None:
    cable = load(seed_workspace).cable("09SHANGHAI59")
    assert cable["text"] == seed_path.read_bytes().decode()
    assert ["Subject", "ZHEJIANG RESUMES COOPERATION WITH U.S. ON IPR"] in [
        [label, value.upper()] for label, value in cable["header"]
    ]
    assert [number for number, *_ in cable["paragraphs"]] == [str(n) for n in range(1, len(cable["paragraphs"]) + 1)]
    graph = load(seed_workspace).graph
    for _, _, evidence in graph.edges(data="evidence"):
        for e in evidence:
            assert one_line(cable["text"][e["start"] : e["end"]]) == e["quote"]
            inside = [p for p in cable["paragraphs"] if p[2] <= e["start"] < p[3]]
            assert inside[0][:2] == [e["paragraph"], e["marking"]]


def test_masking_keeps_every_offset(tmp_path: Path) -> None:
    open_, masked = (
        load(workspace(tmp_path / name, brook_cable(protected=True), include_protected=name == "open"), name == "open")
        for name in ("open", "masked")
    )
    before, after = open_.cable("08AVALON42"), masked.cable("08AVALON42")
    assert len(before["text"]) == len(after["text"])
    assert "Brook" in before["text"]
    assert "Brook" not in after["text"]
    assert after["paragraphs"] == before["paragraphs"]
    for _, data in masked.graph.nodes(data=True):
        for m in data["mentions"]:
            shown = after["text"][m["start"] : m["end"]]
            assert shown == m["text"] or set(shown) <= {"X", " ", "\n"}
    # One built with the names is masked as it is read.
    assert load(tmp_path / "open").cable("08AVALON42") == after
    assert list(load(tmp_path / "open").cables()) == [after]


def test_a_name_cut_by_a_page_mark_is_hidden_by_its_place() -> None:
    text = "Anna AVALON 00000042  002 OF 003 Marlow spoke"
    cable = {"id": "08A1", "canonical_id": "08AVALON1", "text": text, "header": [["Subject", "ANNA MARLOW'S WORDS"]]}
    names = Censor()
    names.add("Anna Marlow", [], person=False)
    assert "Marlow" in mask_kept(cable, names)["text"]
    shown = mask_kept(cable, names, [(0, 39)])
    assert len(shown["text"]) == len(text)
    assert not {"Anna", "Marlow"} & set(shown["text"].split())
    assert "MARLOW" not in shown["header"][0][1]


def test_a_cable_that_is_not_there(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "out", Cable("08AVALON1", 'Odd ids " and \\ are ids'), Cable('08A"\\1', "Nothing."))
    assert load(folder).cable('08A"\\1')["id"] == '08A"\\1'
    with pytest.raises(KgError, match="E502 no cable '08AVALON9'"):
        load(folder).cable("08AVALON9")
    (folder / CABLES).write_bytes(b"{}\n")
    with pytest.raises(KgError, match="E303"):
        load(folder).cable("08AVALON1")


def test_corrections_outlive_every_build(tmp_path: Path) -> None:
    source = tmp_path / "one.txt"
    source.write_text(listing("08AVALON1", "Minister Ada Brook met Carl Stone in Lakeside."), "utf-8")
    line = b'{"op": "rename", "refs": [["08AVALON1", 1, 2]], "value": "x"}\n'
    for folder in (tmp_path / "new", tmp_path / "old"):
        folder.mkdir()
        if folder.name == "old":
            kg.build(source, folder)
        (folder / CORRECTIONS).write_bytes(line)
        kg.build(source, folder)
        assert (folder / CORRECTIONS).read_bytes() == line
