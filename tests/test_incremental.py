"""A build works only on what has changed, and what it leaves is what a build from nothing would have written."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pretend import cable, extract, pretend, put

from kg.build import build
from kg.build import work as build_work
from kg.build.parts import MANY, Parts
from kg.build.run import remove
from kg.build.status import _size, render, status
from kg.cable.flat import Block
from kg.errors import KgError
from kg.model import Document, Extraction
from kg.workspace import FILES, MANIFEST


class Work:
    """Counts what the model sees and what the rules are applied to."""

    model_version = "m1"

    def __init__(self) -> None:
        self.seen = 0
        self.read: list[str] = []

    def see(self, parts: list[object]) -> list[list[object]]:
        self.seen += 1
        return [[] for _ in parts]

    def assemble(self, document: Document, parts: object, seen: object) -> Extraction:
        self.read.append(document.id)
        return extract(document)

    def done(self) -> tuple[int, list[str]]:
        """What was done since the last look: cables seen by the model, cables that rules were applied to."""
        told = self.seen, sorted(self.read)
        self.seen, self.read = 0, []
        return told


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    pretend(monkeypatch)
    counted = Work()
    monkeypatch.setattr("kg.extract.load", lambda: counted)
    return counted


@pytest.fixture
def cables(tmp_path: Path) -> Path:
    texts = [
        "Ada Brook met Carl Stone.",
        "Ada Brook met Greta Pond.",
        "Hugo Lane (protect) met Ada Brook.",
        "Hugo Lane.",
    ]
    return put(tmp_path / "in", **{f"c{n}": cable(f"08AVALON{n}", text) for n, text in enumerate(texts, 1)})


def contents(workspace: Path) -> dict[str, bytes]:
    return {name: (workspace / name).read_bytes() for name in (*FILES, MANIFEST)}


def from_nothing(folder: Path, *inputs: Path) -> dict[str, bytes]:
    """What a build into a new folder writes."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(folder.with_name(f"{folder.name}.parts"), ignore_errors=True)
    build(inputs, folder)
    return contents(folder)


def test_the_same_again_does_nothing(cables: Path, tmp_path: Path, work: Work) -> None:
    first = build([cables], tmp_path / "out")
    assert work.done()[0] == 4
    times = {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in FILES}
    assert build([cables], tmp_path / "out") == first
    assert work.done() == (0, [])
    assert {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in FILES} == times


def test_one_changed_cable_is_worked_on_alone(cables: Path, tmp_path: Path, work: Work) -> None:
    build([cables], tmp_path / "out")
    work.done()
    put(cables, c2=cable("08AVALON2", "Ines Moor met Greta Pond."))
    build([cables], tmp_path / "out")
    assert work.done() == (1, ["08AVALON2"])
    assert contents(tmp_path / "out") == from_nothing(tmp_path / "fresh", cables)


def test_files_in_another_order_or_in_an_archive_give_the_same(cables: Path, tmp_path: Path, work: Work) -> None:
    build([cables], tmp_path / "out")
    work.done()
    shuffled = sorted(cables.iterdir(), reverse=True)
    build(shuffled, tmp_path / "out")
    assert work.done() == (0, [])
    assert contents(tmp_path / "out") == from_nothing(tmp_path / "fresh", *shuffled)
    assert contents(tmp_path / "out") == from_nothing(tmp_path / "fresh", cables)
    work.done()
    packed = shutil.make_archive(str(tmp_path / "all"), "zip", cables)
    build([Path(packed)], tmp_path / "out")
    # Under other names the rules have to be applied again, but the model has seen these bytes.
    assert work.done() == (0, [f"08AVALON{n}" for n in (1, 2, 3, 4)])


def test_changed_rules_do_not_run_the_model_again(
    cables: Path, tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([cables], tmp_path / "out")
    work.done()
    monkeypatch.setattr("kg.extract.versions", lambda: ("m1", "r2"))
    build([cables], tmp_path / "out")
    assert work.done() == (0, [f"08AVALON{n}" for n in (1, 2, 3, 4)])
    assert json.loads((tmp_path / "out" / "report.json").read_bytes())["versions"]["rules"] == "r2"
    monkeypatch.setattr("kg.extract.versions", lambda: ("m2", "r2"))
    build([cables], tmp_path / "out")
    assert work.done()[0] == 4


def test_the_model_runs_again_where_changed_rules_show_it_other_texts(
    cables: Path, tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([cables], tmp_path / "out")
    work.done()
    monkeypatch.setattr("kg.extract.versions", lambda: ("m1", "r2"))
    whole = build_work.blocks

    def blocks(document: Document) -> tuple[Block, ...]:
        return tuple(replace(b, text=b.text.replace("Greta", "GRETA")) for b in whole(document))

    monkeypatch.setattr(build_work, "blocks", blocks)
    build([cables], tmp_path / "out")
    assert work.done() == (1, [f"08AVALON{n}" for n in (1, 2, 3, 4)])


def test_changed_code_is_a_changed_rule(
    cables: Path, tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([cables], tmp_path / "out")
    work.done()
    monkeypatch.setattr("kg.build.keys._EXTRACTING", ("extract", "model.py"))
    build([cables], tmp_path / "out")
    assert work.done() == (0, [f"08AVALON{n}" for n in (1, 2, 3, 4)])


def test_adding_gives_what_a_build_from_all_gives(cables: Path, tmp_path: Path, work: Work) -> None:
    more = put(tmp_path / "more", c5=cable("08AVALON5", "Ines Moor met Ada Brook."), empty=b"")
    both = put(tmp_path / "both", **{p.name: p.read_bytes() for f in (cables, more) for p in f.iterdir()})
    build([cables], tmp_path / "out")
    work.done()
    report = build([more], tmp_path / "out", add=True)
    assert report.read == 5
    assert work.done() == (1, ["08AVALON5"])
    assert contents(tmp_path / "out") == from_nothing(tmp_path / "fresh", both)
    # Again: nothing new. Then the exact build knows nothing of what was added.
    work.done()
    build([more], tmp_path / "out", add=True)
    assert work.done() == (0, [])
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")
    build([cables], tmp_path / "out")
    assert contents(tmp_path / "out") == from_nothing(tmp_path / "fresh", cables)


def test_an_added_cable_takes_the_place_of_that_of_its_id(cables: Path, tmp_path: Path, work: Work) -> None:
    put(tmp_path / "new", another=cable("08AVALON2", "Ines Moor met Greta Pond."))
    build([cables], tmp_path / "out")
    assert build([tmp_path / "new"], tmp_path / "out", add=True).skipped == ()
    (cables / "c2").unlink()
    assert contents(tmp_path / "out") == from_nothing(tmp_path / "fresh", cables, tmp_path / "new")


def test_removing_gives_what_a_build_without_gives(cables: Path, tmp_path: Path, work: Work) -> None:
    put(cables, picture=b"\x89PNG\r\n\x1a\n\x00\x00")
    build([cables], tmp_path / "out", base_iri="https://example.org/")
    work.done()
    # With the cable goes the request to protect a name that stands in another one.
    assert b"Hugo Lane" not in (tmp_path / "out" / "graph.ttl").read_bytes()
    report = remove(tmp_path / "out", ["08AVALON3", "08AVALON1"])
    assert report.read == 2
    assert work.done() == (0, [])
    assert b"Hugo Lane" in (tmp_path / "out" / "graph.ttl").read_bytes()
    for name in ("c1", "c3"):
        (cables / name).unlink()
    build([cables], tmp_path / "fresh", base_iri="https://example.org/")
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")
    with pytest.raises(KgError, match=r"E502 no cable '08AVALON3'"):
        remove(tmp_path / "out", ["08AVALON3"])
    with pytest.raises(KgError, match=r"E315 .*out would hold no cable; nothing was removed: .*out.parts"):
        remove(tmp_path / "out", ["08AVALON4", "08AVALON2"])
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_adding_after_the_rules_changed_needs_no_old_input(
    cables: Path, tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([cables], tmp_path / "out")
    more = put(tmp_path / "more", c5=cable("08AVALON5", "Ines Moor met Ada Brook."))
    both = put(tmp_path / "both", **{p.name: p.read_bytes() for f in (cables, more) for p in f.iterdir()})
    shutil.rmtree(cables)
    work.done()
    monkeypatch.setattr("kg.extract.versions", lambda: ("m1", "r2"))
    build([more], tmp_path / "out", add=True)
    assert work.done() == (1, [f"08AVALON{n}" for n in (1, 2, 3, 4, 5)])
    assert contents(tmp_path / "out") == from_nothing(tmp_path / "fresh", both)


def test_without_its_parts_a_workspace_cannot_grow(cables: Path, tmp_path: Path, work: Work) -> None:
    build([cables], tmp_path / "out")
    before = contents(tmp_path / "out")
    shutil.rmtree(tmp_path / "out.parts")
    for attempt in (
        lambda: build([cables], tmp_path / "out", add=True),
        lambda: remove(tmp_path / "out", ["08AVALON1"]),
    ):
        with pytest.raises(KgError, match=r"E313 .*build it again from all its inputs"):
            attempt()
    assert contents(tmp_path / "out") == before
    with pytest.raises(KgError, match="E301"):
        build([cables], tmp_path / "none", add=True)
    # A build does all its work again, and all is well.
    work.done()
    build([cables], tmp_path / "out")
    assert work.done()[0] == 4
    assert contents(tmp_path / "out") == before


def test_parts_are_for_their_owner_and_never_input(cables: Path, tmp_path: Path, work: Work) -> None:
    build([cables], cables / "out")
    folder = cables / "out.parts"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert b"Do not pass on" in (folder / MANIFEST).read_bytes()
    assert build([cables], cables / "out").skipped == ()
    build([cables], tmp_path / "other", parts=tmp_path / "elsewhere")
    assert not (tmp_path / "other.parts").exists()
    assert contents(tmp_path / "other") == contents(cables / "out")


@pytest.mark.parametrize("what", ["file", "folder", "link", "manifest"])
def test_a_folder_that_is_not_ours_is_never_used_for_parts(cables: Path, tmp_path: Path, work: Work, what: str) -> None:
    mine = tmp_path / "out.parts"
    if what == "file":
        mine.write_text("mine")
    elif what == "link":
        (tmp_path / "far").mkdir()
        mine.symlink_to(tmp_path / "far")
    else:
        put(mine, **{"manifest.json" if what == "manifest" else "thesis": "{}"})
    with pytest.raises(KgError, match=r"E312 .*--parts"):
        build([cables], tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert work.done() == (0, [])


@pytest.mark.parametrize("damage", ["cut", "changed", "mark", "layout"])
def test_damaged_parts_cost_work_and_nothing_else(cables: Path, tmp_path: Path, work: Work, damage: str) -> None:
    build([cables], tmp_path / "out")
    before = contents(tmp_path / "out")
    folder = tmp_path / "out.parts"
    (part,) = folder.glob("part-*")
    data = part.read_bytes()
    if damage == "cut":
        part.write_bytes(data[: len(data) // 2])
    elif damage == "changed":
        part.write_bytes(data[:900] + bytes(6000) + data[6900:])  # after the keys, before what says where all is
    else:
        text = '{"kind": "cable-kg parts", "layout": 0}' if damage == "layout" else '{"kind": "cable-kg parts"'
        (folder / MANIFEST).write_text(text)
    put(cables, c2=cable("08AVALON2", "Ada Brook met Greta Pond. Yes."))
    work.done()
    if damage == "changed":
        with pytest.raises(KgError, match=r"E314 .*thrown away; give the command again"):
            build([cables], tmp_path / "out")
        assert contents(tmp_path / "out") == before
    build([cables], tmp_path / "out")
    assert work.done()[1][-3:] == ["08AVALON2", "08AVALON3", "08AVALON4"]
    assert contents(tmp_path / "out") == from_nothing(tmp_path / "fresh", cables)


def test_a_touched_file_is_written_again(cables: Path, tmp_path: Path, work: Work) -> None:
    build([cables], tmp_path / "out")
    before = contents(tmp_path / "out")
    (tmp_path / "out" / "graph.ttl").write_bytes(b"edited by hand")
    work.done()
    build([cables], tmp_path / "out")
    assert work.done() == (0, [])
    assert contents(tmp_path / "out") == before


def test_parts_are_joined_and_the_dead_leave(
    cables: Path, tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(MANY + 2):
        put(cables, c9=cable("08AVALON9", f"Ada Brook met Carl Stone {number} times."))
        build([cables], tmp_path / "out")
    parts = Parts(tmp_path / "out.parts")
    parts.read_catalogue()
    assert len(parts.counts()) < 5
    assert sum(parts.counts().values()) < 10
    found = status(tmp_path / "out")
    assert found["parts"]["live"] == 5
    assert contents(tmp_path / "out") == from_nothing(tmp_path / "fresh", cables)


def test_status_says_what_is_there(cables: Path, tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    put(cables, empty=b"")
    build([cables], tmp_path / "out")
    found = status(tmp_path / "out")
    assert (found["cables"], found["skipped"], found["layout"]) == (4, 1, 2)
    assert found["parts"]["live"] == found["parts"]["rows"] == 4
    assert (found["parts"]["complete"], found["parts"]["current"]) == (True, True)
    assert "4 cable(s), 1 file(s) skipped" in render(found)
    monkeypatch.setattr("kg.extract.versions", lambda: ("m1", "r2"))
    assert "works on every cable again" in render(status(tmp_path / "out"))
    for path in (tmp_path / "out.parts").glob("live-*"):
        path.unlink()
    assert "cannot be added or removed" in render(status(tmp_path / "out"))
    shutil.rmtree(tmp_path / "out.parts")
    assert "no parts are kept" in render(status(tmp_path / "out"))


def test_status_tells_what_an_interrupted_first_build_has_done(cables: Path, tmp_path: Path, work: Work) -> None:
    with pytest.raises(KgError, match=r"E301 .* holds no built graph; run"):
        status(tmp_path / "out")
    build([cables], tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    with pytest.raises(KgError, match=r"E301 .* no built graph yet; results of 4 document\(s\) are kept"):
        status(tmp_path / "out")


def test_a_file_that_changes_while_it_is_read_is_left_out(
    cables: Path, tmp_path: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.build import run

    def changed(paths: list[Path]) -> object:
        put(cables, c2=cable("08AVALON2", "Nobody met anybody."))
        return real(paths)

    real: Callable[..., object] = run.units
    monkeypatch.setattr(run, "units", changed)
    report = build([cables], tmp_path / "out")
    assert [(s.source, s.code) for s in report.skipped] == [("c2", "E119")]
    monkeypatch.undo()
    pretend(monkeypatch)
    assert build([cables], tmp_path / "out").read == 4


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (999_499, "999 kB"),
        (999_500, "1 MB"),
        (2_345_678, "2.35 MB"),
    ],
)
def test_sizes_have_three_figures(count: int, shown: str) -> None:
    assert _size(count) == shown
