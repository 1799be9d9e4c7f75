"""What can go wrong with a command: one clear line on stderr, exit 1, nothing overwritten, never a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Kg, failed, tree
from effort import until
from serving import asked, workers

# --- build -----------------------------------------------------------------------------------------------------------


def _empty(folder: Path) -> Path:
    (folder / "empty.txt").touch()
    return folder / "empty.txt"


def _blank(folder: Path) -> Path:
    (folder / "blank.txt").write_text(" \n\n\t\n", encoding="utf-8")
    return folder / "blank.txt"


def _binary(folder: Path) -> Path:
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    return folder / "picture.png"


def _page(folder: Path) -> Path:
    (folder / "page.txt").write_text("<!DOCTYPE html><p>no cable, this.</p>\n" * 20, encoding="utf-8")
    return folder / "page.txt"


def _empty_folder(folder: Path) -> Path:
    return folder


def _nothing_readable(folder: Path) -> Path:
    _empty(folder), _binary(folder), _page(folder)
    return folder


def _missing(folder: Path) -> Path:
    return folder / "no such cable.txt"


def _odd_name(folder: Path) -> Path:
    path = folder / "two\nlines \x1b[31m.txt"
    path.touch()
    return path


BAD_INPUTS: list[tuple[Callable[[Path], Path], str]] = [
    (_empty, "E103"),
    (_blank, "E103"),
    (_binary, "E103"),
    (_page, "E103"),
    (_empty_folder, "E103"),
    (_nothing_readable, "E103"),
    (_odd_name, "E103"),
    (_missing, "E101"),
]


@pytest.mark.parametrize(("make", "code"), BAD_INPUTS, ids=[make.__name__.strip("_") for make, _ in BAD_INPUTS])
def test_bad_input_is_one_line_and_writes_nothing(
    make: Callable[[Path], Path], code: str, kg_: Kg, tmp_path: Path
) -> None:
    given = tmp_path / "in"
    given.mkdir()
    failed(kg_("build", make(given), "-o", tmp_path / "out"), code)
    assert not (tmp_path / "out").exists()


def test_bad_input_leaves_an_earlier_build_as_it_was(kg_: Kg, seed_workspace: Path, tmp_path: Path) -> None:
    before = tree(seed_workspace)
    failed(kg_("build", _empty(tmp_path), "-o", seed_workspace), "E103")
    assert tree(seed_workspace) == before


def test_a_folder_that_is_not_ours_is_left_alone(kg_: Kg, seed_path: Path, tmp_path: Path) -> None:
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter1.txt").write_text("years of work", encoding="utf-8")
    (out / "graph.ttl").write_text("somebody else's", encoding="utf-8")
    before = tree(tmp_path)
    failed(kg_("build", seed_path, "-o", out), "E302")
    assert tree(tmp_path) == before


@pytest.mark.parametrize("where", ["file", "file/below"])
def test_an_output_that_is_a_file_is_left_alone(where: str, kg_: Kg, seed_path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    failed(kg_("build", seed_path, "-o", tmp_path / where), "E305")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_no_permission_to_write(kg_: Kg, seed_path: Path, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    failed(kg_("build", seed_path, "-o", tmp_path / "locked" / "out"), "E304")


def test_the_system_refuses_to_write(kg_: Kg, seed_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    said = kg_("build", seed_path, "-o", tmp_path / "out")
    failed(said, "E304")
    assert "Permission denied" in said.err
    assert tree(tmp_path) == {}


# --- reading a workspace ---------------------------------------------------------------------------------------------

BAD_QUERIES = {
    "no SPARQL": (["SELECT everything"], "E401"),
    "asks another server": (["SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }"], "E402"),
    "writes": (["INSERT DATA { <urn:a> <urn:b> <urn:c> }"], "E402"),
    "unknown saved query": (["--name", "no-such-query"], "E403"),
    "rows as Turtle": (["SELECT * WHERE { ?a ?b ?c }", "--format", "ttl"], "E405"),
    "no such file": (["no/such/query.rq"], "E101"),
}


@pytest.mark.parametrize(("args", "code"), BAD_QUERIES.values(), ids=BAD_QUERIES)
def test_bad_query_is_one_line(args: list[str], code: str, kg_: Kg, seed_workspace: Path) -> None:
    failed(kg_("query", seed_workspace, *args), code)


def test_export_over_a_file_of_the_workspace(kg_: Kg, seed_workspace: Path) -> None:
    before = tree(seed_workspace)
    failed(kg_("export", seed_workspace, "--format", "ttl", "-o", seed_workspace / "graph.ttl"), "E608")
    assert tree(seed_workspace) == before


def test_export_into_a_folder_or_nowhere(kg_: Kg, seed_workspace: Path, tmp_path: Path) -> None:
    failed(kg_("export", seed_workspace, "--format", "ttl", "-o", tmp_path), "E602")
    failed(kg_("export", seed_workspace, "--format", "ttl", "-o", tmp_path / "no" / "folder" / "x.ttl"), "E304")


NOT_A_WORKSPACE = (["query", "W", "ASK {}"], ["show", "W", "x"], ["export", "W", "--format", "ttl", "-o", "x.ttl"])


@pytest.mark.parametrize("args", NOT_A_WORKSPACE, ids=lambda args: args[0])
@pytest.mark.parametrize("there", [True, False])
def test_a_folder_without_a_graph(
    args: list[str], there: bool, kg_: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if there:
        (tmp_path / "W").mkdir()
    failed(kg_(*args), "E301")
    assert sorted(path.name for path in tmp_path.rglob("*")) == (["W"] if there else [])


# --- annotate, evaluate, train ---------------------------------------------------------------------------------------


def test_annotate_nothing_readable(kg_: Kg, tmp_path: Path) -> None:
    said = kg_("annotate", _empty(tmp_path))
    assert (said.code, said.out) == (1, "")
    assert "E103" in said.err.splitlines()[-1]


def test_evaluate_without_gold(kg_: Kg, tmp_path: Path) -> None:
    failed(kg_("evaluate", tmp_path), "E206")


def test_train_overwrites_nothing(kg_: Kg, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    failed(kg_("train", tmp_path, "-o", tmp_path / "model"), "E208")


def test_train_without_gold(kg_: Kg, tmp_path: Path) -> None:
    failed(kg_("train", tmp_path, "-o", tmp_path / "model"), "E206")
    assert not (tmp_path / "model").exists()


# --- what nobody foresaw ---------------------------------------------------------------------------------------------


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Makes `kg rules check` raise something."""

    def arrange(error: BaseException) -> None:
        def fail() -> list[str]:
            raise error

        monkeypatch.setattr("kg.extract.rules.check", fail)

    return arrange


def test_a_defect_is_one_line(
    kg_: Kg, broken: Callable[[BaseException], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(ZeroDivisionError("first line\nsecond line"))
    monkeypatch.delenv("KG_DEBUG", raising=False)
    said = kg_("rules", "check")
    failed(said, "E999")
    assert "ZeroDivisionError: first line" in said.err
    monkeypatch.setenv("KG_DEBUG", "1")
    assert "Traceback" in kg_("rules", "check").err


def test_ctrl_c_is_one_line(kg_: Kg, broken: Callable[[BaseException], None]) -> None:
    broken(KeyboardInterrupt())
    said = kg_("rules", "check")
    assert (said.code, said.out, said.err.strip()) == (130, "", "kg: interrupted")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked up in /proc")
def test_ctrl_c_ends_a_long_query(seed_workspace: Path) -> None:
    everything = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    command = [sys.executable, "-m", "kg", "query", str(seed_workspace), everything, "--timeout", "600"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert until(lambda: workers(str(process.pid)))
            asking = workers(str(process.pid))
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=120)[1]
        finally:
            process.kill()
    assert (process.returncode, said.strip()) == (130, "kg: interrupted")
    assert until(lambda: not any(map(asked, asking)))


@pytest.mark.skipif(os.name != "posix", reason="pipes as POSIX has them")
def test_a_reader_that_has_enough_is_not_an_error(seed_workspace: Path) -> None:
    question = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
    command = [sys.executable, "-m", "kg", "query", str(seed_workspace), question, "--timeout", "600"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
