"""Workers: the same answers however many there are, whoever is killed, whatever is stuck."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Kg
from effort import until
from pretend import DEADLY, pretend, serve
from strategies import listing

from kg.build import assembly, build, extracting, pool, shares
from kg.build.folders import parts_folder
from kg.build.parts import read_columns
from kg.errors import KgError
from kg.workspace import FILES, MANIFEST

PEOPLE = ["Ada Brook", "Carl Stone", "Greta Pond", "Hugo Lane", "Ines Moor"]


def invented(folder: Path, count: int) -> Path:
    """So many short invented cables, one file each."""
    folder.mkdir(parents=True)
    for number in range(count):
        one, other = PEOPLE[number % 5], PEOPLE[(number * 2 + 1) % 5]
        text = f"Minister {one} met {other}, Chairman of Northern Trout {number}, in Lakeside on May {number % 28 + 1}."
        text += " (protect)" if number == 3 else ""
        (folder / f"c{number:03}").write_text(
            listing(f"08AVALON{number}", text, f"{other} lives in Avalonia."), "utf-8"
        )
    return folder


@pytest.fixture(scope="module")
def cables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return invented(tmp_path_factory.mktemp("workers") / "in", 15)


@pytest.fixture(autouse=True)
def _no_model(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extracting, "SHARD_TASKS", 4)
    if "real_model" not in request.fixturenames:
        pretend(monkeypatch)
        monkeypatch.setattr(pool, "_serve", serve)


@pytest.fixture
def real_model() -> None:
    """For a test that works with the model and the rules themselves."""


@pytest.fixture
def expected(cables: Path, tmp_path: Path) -> dict[str, bytes]:
    """What a build in one process writes."""
    build([cables], tmp_path / "expected")
    return contents(tmp_path / "expected")


def contents(workspace: Path) -> dict[str, bytes]:
    return {name: (workspace / name).read_bytes() for name in (*FILES, MANIFEST)}


@pytest.mark.parametrize("shared", [1, 1000])
def test_two_workers_give_what_one_process_gives(
    cables: Path, real_model: None, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    shared: int,
) -> None:  # fmt: skip
    told: list[str] = []
    monkeypatch.setattr(shares, "WORTH_A_SHARE", shared)
    build([cables], tmp_path / "out", workers=2, progress=told.append)
    assert contents(tmp_path / "out") == expected
    assert any(line.startswith("15 of 15") for line in told)
    units = [read_columns(path, ["data"])["data"] for path in parts_folder(tmp_path / "out").glob("part-*")]
    # Beside the shards, what putting the files together had to write anew.
    assert sorted(len(part) for part in units if not part.null_count) == [3, 4, 4, 4]


def test_few_cables_are_not_worth_a_worker(cables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_Worker", None)
    assert build(sorted(cables.iterdir())[:3], tmp_path / "out", workers=2).read == 3


@pytest.mark.parametrize(("count", "started"), [(11, 0), (12, 3), (13, 3)])
def test_more_workers_than_a_few_cables_keep_busy(
    cables: Path, kg_: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, started: int
) -> None:
    made: list[pool._Worker] = []
    real = pool._Worker
    monkeypatch.setattr(pool, "_Worker", lambda *args: made.append(real(*args)) or made[-1])
    some = sorted(cables.iterdir())[:count]
    assert kg_("build", *some, "-o", tmp_path / "out", "--workers", "3").code == 0
    assert len(made) == started
    build(some, tmp_path / "one")
    assert contents(tmp_path / "out") == contents(tmp_path / "one")


def poison(cables: Path, folder: Path, text: str) -> Path:
    """These cables, and one more among them that ends its worker."""
    shutil.copytree(cables, folder)
    (folder / "c009p").write_text(listing("08AVALON900", f"Ada Brook met Carl Stone on {text}"), "utf-8")
    return folder


def test_a_killed_worker_costs_a_second_try(cables: Path, tmp_path: Path) -> None:
    folder = poison(cables, tmp_path / "in", f"signal 9 once {tmp_path / 'mark'}")
    build([folder], tmp_path / "out", workers=2)
    assert (tmp_path / "mark").exists()
    build([folder], tmp_path / "one")
    assert contents(tmp_path / "out") == contents(tmp_path / "one")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_poisonous_cable_is_reported_and_all_others_are_read(
    cables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: signal.Signals
) -> None:
    ends: list[str] = []
    real = pool.Pool._hear

    def hear(self: pool.Pool, work: pool.Work, worker: pool._Worker, word: str, *rest: object) -> None:
        real(self, work, worker, word, *rest)
        if word == "begun" and (name := worker.shard[worker.at - 1].unit.name) == "c009p":
            ends.append(name)
            worker.deadline = time.monotonic() + 0.2  # no minute's patience

    if how == signal.SIGSTOP:
        monkeypatch.setattr(pool.Pool, "_hear", hear)
    folder = poison(cables, tmp_path / "in", f"signal {how}")
    report = build([folder], tmp_path / "out", workers=2)
    assert ends == ["c009p"] * (2 if how == signal.SIGSTOP else 0)
    assert (report.read, [(s.source, s.code) for s in report.skipped]) == (15, [("c009p", "E120")])
    # It is not held against the cable for ever.
    assert build([folder], tmp_path / "out").read == 16


@pytest.mark.parametrize("always", [False, True])
@pytest.mark.parametrize("function", ["put_aside", "write_entities", "write_assertions"])
def test_workers_that_are_killed_while_they_put_together(
    cables: Path, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    function: str, always: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(shares, "WORTH_A_SHARE", 1)
    monkeypatch.setattr(assembly, "SHARES", 1)  # each of which ends two workers
    marks = tmp_path / "marks"
    if not always:
        marks.mkdir()
    monkeypatch.setenv(DEADLY, function)
    monkeypatch.setenv(f"{DEADLY}_MARKS", str(marks))
    ended: list[str] = []
    real = pool.Pool._buried
    monkeypatch.setattr(pool.Pool, "_buried", lambda *args: ended.append(type(args[1]).__name__) or real(*args))
    here: list[str] = []
    done = pool.here
    monkeypatch.setattr(shares, "here", lambda work, shard: here.append(work.function.__name__) or done(work, shard))
    build([cables], tmp_path / "out", workers=2)
    assert contents(tmp_path / "out") == expected
    assert set(ended) == {"Shares"}
    if always:
        assert len(ended) == 2 * len(here)
        assert set(here) == {function}
    else:
        assert sorted(path.name for path in marks.iterdir()) == ["after", "before"]
        assert len(ended) == 2
    assert multiprocessing.active_children() == []


def test_where_no_worker_can_start_it_is_said(cables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_serve", sys.exit)
    with pytest.raises(KgError, match=r"E902 .*--workers 0"):
        build([cables], tmp_path / "out", workers=2)
    assert multiprocessing.active_children() == []


_PROGRAM = """
import kg.extract, pretend
from kg.build import extracting, pool
from kg.__main__ import main
kg.extract.versions = lambda: ("m1", "r1")
pool._serve, extracting.SHARD_TASKS = pretend.serve, 3
main()
"""


@contextlib.contextmanager
def running(cables: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    """``kg build`` with two workers, some of whose work is done; a process group of its own."""
    command = [sys.executable, "-c", _PROGRAM, "build", str(cables), "-o", str(out), "--workers", "2"]
    where = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    with subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE, text=True, env=where) as process:
        assert until(lambda: list(parts_folder(out).glob("part-*")) or process.poll() is not None)
        yield process
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def group(pid: int) -> list[int]:
    """The processes of this group that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[2]) == pid and fields[0] not in "ZX":
                found.append(int(path.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_build_leaves_no_worker_and_goes_on_where_it_was(
    cables: Path, expected: dict[str, bytes], tmp_path: Path, how: signal.Signals
) -> None:
    out = tmp_path / "out"
    with running(cables, out) as process:
        if how == signal.SIGINT:
            os.killpg(process.pid, how)  # as a terminal does: the workers hear it, too
        else:
            os.kill(process.pid, how)
        said = process.communicate(timeout=120)[1]
        if how == signal.SIGINT:
            assert (process.returncode, said.strip()) == (130, "kg: interrupted")
        assert until(lambda: not group(process.pid)), group(process.pid)
    assert not (out / MANIFEST).exists()
    kept = len(list(parts_folder(out).glob("part-*")))
    assert kept
    told: list[str] = []
    build([cables], out, progress=told.append)
    assert contents(out) == expected
    assert f"of {15 - 3 * kept} " in told[0]
