"""The build with an extractor that needs no model; test_seed_workspace.py has the real one."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from pretend import cable, extract, extracted_by, pretend, put

import kg
from kg import errors
from kg.build import Report, build
from kg.censor import MASK
from kg.errors import KgError
from kg.model import Document, Extraction
from kg.workspace import FILES, MANIFEST, load


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)


def contents(workspace: Path) -> dict[str, bytes]:
    return {name: (workspace / name).read_bytes() for name in (*FILES, MANIFEST)}


@pytest.fixture
def cables(tmp_path: Path) -> Path:
    return put(tmp_path / "in", one=cable("08AVALON1"), two=cable("08AVALON2", "Ada Brook met Greta Pond."))


def test_a_build_writes_graph_report_and_manifest(cables: Path, tmp_path: Path) -> None:
    report = build([cables], tmp_path / "out")
    assert (report.read, report.skipped, report.entities, report.relations) == (2, (), 3, 2)
    manifest = json.loads((tmp_path / "out" / MANIFEST).read_bytes())
    assert manifest["files"] == {
        name: hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() for name in FILES
    }
    loaded = load(tmp_path / "out")
    assert {data["name"] for _, data in loaded.graph.nodes(data=True)} == {"Ada Brook", "Carl Stone", "Greta Pond"}
    assert {**loaded.report, **report.content} == loaded.report
    assert set(loaded.report) - set(report.content) == {"read", "problems"}  # as long as there are cables
    assert loaded.turtle() == (tmp_path / "out" / "graph.ttl").read_bytes()


def test_the_report_has_counts_versions_no_clock_and_no_path(cables: Path, tmp_path: Path) -> None:
    put(cables / "deep", empty=b"", binary=b"\x00\x01", other='{"a": "list"}')
    build([cables], tmp_path / "out")
    report = load(tmp_path / "out").report
    assert report["counts"]["entities"] == {"person": 3, "agency": 0, "company": 0, "place": 0, "organization": 0}
    assert report["counts"]["relations"]["met_with"] == 2
    assert (report["counts"]["read"], report["counts"]["skipped"]) == (2, 3)
    assert (report["counts"]["mentions"], report["counts"]["evidence"]) == (4, 2)
    assert report["versions"] == {"kg": kg.__version__, "model": "m1", "rules": "r1"}
    assert [(s["source"], s["code"]) for s in report["skipped"]] == [
        ("binary", "E105"),
        ("empty", "E104"),
        ("other", "E106"),
    ]
    assert report["read"][0] == {
        "cable": "08AVALON1",
        "source": "one",
        "sha256": hashlib.sha256((cables / "one").read_bytes()).hexdigest(),
    }
    text = (tmp_path / "out" / "report.json").read_text()
    assert str(tmp_path) not in text
    assert "deep" not in text


def test_the_same_input_gives_the_same_bytes_wherever_it_lies(cables: Path, tmp_path: Path) -> None:
    build([cables], tmp_path / "a")
    moved = put(tmp_path / "elsewhere" / "x", **{p.name: p.read_bytes() for p in cables.iterdir()})
    build(moved, tmp_path / "b" / "c")
    assert contents(tmp_path / "a") == contents(tmp_path / "b" / "c")
    build([cables], tmp_path / "a")
    assert contents(tmp_path / "a") == contents(tmp_path / "b" / "c")


def test_a_second_build_makes_the_workspace_hold_exactly_its_input(cables: Path, tmp_path: Path) -> None:
    other = put(tmp_path / "other", three=cable("08AVALON3", "Hugo Lane met Ines Moor."))
    build([cables], tmp_path / "out")
    build([other], tmp_path / "out")
    build([other], tmp_path / "fresh")
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_a_cable_that_comes_twice_is_read_once(cables: Path, tmp_path: Path) -> None:
    put(cables, one_again=(cables / "one").read_bytes(), one_changed=cable("08AVALON1", "Hugo Lane met Ines Moor."))
    report = build([cables], tmp_path / "out")
    assert report.read == 2
    assert [(s.source, s.code) for s in report.skipped] == [("one_again", "E110"), ("one_changed", "E107")]
    assert "Hugo" not in (tmp_path / "out" / "graph.json").read_text()


@pytest.mark.parametrize("files", [{}, {"empty": b""}, {"binary": b"\x7fELF\x00\x00"}, {"list": '["milk", "eggs"]'}])
def test_nothing_readable_is_an_error_and_nothing_is_written(tmp_path: Path, files: dict[str, str | bytes]) -> None:
    put(tmp_path / "in", **files)
    with pytest.raises(KgError, match=r"E103 no .*; nothing was written"):
        build([tmp_path / "in"], tmp_path / "new")
    assert not (tmp_path / "new").exists()
    good = put(tmp_path / "good", one=cable("08AVALON1"))
    build([good], tmp_path / "out")
    before = contents(tmp_path / "out")
    with pytest.raises(KgError, match="E103"):
        build([tmp_path / "in"], tmp_path / "out")
    assert contents(tmp_path / "out") == before


def test_a_cable_that_extraction_fails_on_is_reported_and_skipped(
    cables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(document: Document) -> Extraction:
        if document.id == "08AVALON1":
            raise RecursionError("too deep")
        return extract(document)

    extracted_by(monkeypatch, fails)
    report = build([cables], tmp_path / "out")
    assert (report.read, [(s.source, s.code) for s in report.skipped]) == (1, [("one", "E111")])
    assert "RecursionError: too deep" in report.skipped[0].message
    with pytest.raises(KgError, match=r"E103 .*RecursionError"):
        build([cables / "one"], tmp_path / "none")


def test_bad_rules_stop_the_build(cables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(document: Document) -> Extraction:
        raise errors.bad_rules("rules.yaml", 3, "no such type")

    extracted_by(monkeypatch, fails)
    with pytest.raises(KgError, match="E202"):
        build([cables], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_missing_input_is_an_error_and_nothing_is_written(cables: Path, tmp_path: Path) -> None:
    with pytest.raises(KgError, match="E101"):
        build([cables, tmp_path / "nowhere"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_ours_is_refused_before_anything_is_read(cables: Path, tmp_path: Path) -> None:
    mine = put(tmp_path / "mine", thesis="years of work")
    told: list[str] = []
    with pytest.raises(KgError, match="E302"):
        build([cables], mine, progress=told.append)
    assert told == []
    assert [p.name for p in mine.iterdir()] == ["thesis"]
    # Least of all the inputs themselves.
    with pytest.raises(KgError, match="E302"):
        build([cables], cables)


def test_the_workspace_may_lie_in_the_input_folder(cables: Path, tmp_path: Path) -> None:
    build([cables], cables / "out")
    first = contents(cables / "out")
    report = build([cables], cables / "out")
    assert report.skipped == ()
    assert contents(cables / "out") == first


def test_the_input_folder_may_lie_in_the_workspace(cables: Path, tmp_path: Path) -> None:
    build([cables], tmp_path / "out")
    inside = put(tmp_path / "out" / "cables", three=cable("08AVALON3"))
    report = build([inside], tmp_path / "out")
    assert (report.read, report.skipped) == (1, ())
    assert (inside / "three").exists()


def test_one_path_alone_will_do_and_progress_is_told(cables: Path, tmp_path: Path) -> None:
    told: list[str] = []
    report = kg.build(str(cables / "one"), str(tmp_path / "out"), progress=told.append)
    assert isinstance(report, Report)
    assert told[0] == "1 of 1  one"
    assert kg.load(str(tmp_path / "out")).graph.number_of_nodes() == 2


def protected(tmp_path: Path) -> Path:
    return put(
        tmp_path / "secret",
        one=cable("08AVALON1", "Ada Brook (protect) met Carl Stone.", "BROOK TALKS"),
        two=cable("08AVALON2", "Greta Brook met Ada\nBrook."),
        **{"ada-brook.txt": b""},
    )


def test_protected_names_are_in_no_file(tmp_path: Path) -> None:
    build([protected(tmp_path)], tmp_path / "out")
    for name in (*FILES, MANIFEST):
        text = (tmp_path / "out" / name).read_text().casefold()
        assert not re.search(r"\bada\b", text), name
        assert "brook talks" not in text, name
    assert MASK in (tmp_path / "out" / "graph.ttl").read_text()
    with pytest.raises(KgError, match=r"E308 .*rebuild it with --include-protected"):
        load(tmp_path / "out", include_protected=True)


def test_a_workspace_with_protected_names_still_masks_by_default(tmp_path: Path) -> None:
    build([protected(tmp_path)], tmp_path / "masked")
    build([protected(tmp_path)], tmp_path / "open", include_protected=True)
    assert "Ada Brook" in (tmp_path / "open" / "graph.ttl").read_text()
    masked, shown = load(tmp_path / "open"), load(tmp_path / "open", include_protected=True)
    assert masked.turtle() == (tmp_path / "masked" / "graph.ttl").read_bytes()
    assert "ada-brook" not in json.dumps(masked.report)
    assert masked.graph.graph["protected"] == "masked"
    assert shown.turtle() == (tmp_path / "open" / "graph.ttl").read_bytes()
    assert "ada-brook.txt" in json.dumps(shown.report)
    assert "Ada Brook" in [data["name"] for _, data in shown.graph.nodes(data=True)]


@pytest.mark.parametrize("name", ["graph.json", "report.json"])
def test_a_file_that_is_ours_but_no_use_means_rebuild(cables: Path, tmp_path: Path, name: str) -> None:
    from kg.build import stage

    build([cables], tmp_path / "out")
    files = {f: (tmp_path / "out" / f).read_bytes() for f in FILES} | {name: b"{"}
    stage.replace(tmp_path / "out", files, protected="masked")
    with pytest.raises(KgError, match="E303"):
        _ = load(tmp_path / "out").report if name == "report.json" else load(tmp_path / "out").graph
