"""kg build killed with SIGKILL at many moments, the leading process or a worker: the next one writes what it should."""

from __future__ import annotations

import contextlib
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pretend import cable, pretend, put

from kg.build import build
from kg.build.folders import parts_folder
from kg.workspace import FILES, MANIFEST

#: What the killed process runs: extraction without a model, slow enough to be hit in any phase.
_PROGRAM = """
import time, kg.extract, pretend
from kg.build import extracting, pool, shares
from kg.__main__ import main
kg.extract.versions = lambda: ("m1", "r1")
kg.extract.load = pretend._extractor(pretend.slow)
pool._serve, extracting.SHARD_TASKS, shares.WORTH_A_SHARE = pretend.serve_slowly, 3, 1
main()
"""
#: At so many moments at least; at more where too few found anybody, or anything done.
MOMENTS, MOST = 20, 60

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are looked up in /proc")


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)


def contents(workspace: Path) -> dict[str, bytes]:
    return {name: (workspace / name).read_bytes() for name in (*FILES, MANIFEST)}


def started(cables: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _PROGRAM, "build", str(cables), "-o", str(out), "--workers", "2"]
    where = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    return subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL, env=where)


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    """The spawned processes of a build that do its work."""
    found = []
    with contextlib.suppress(OSError):
        for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
            with contextlib.suppress(OSError):
                if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(int(pid))
    return found


def first_worker(process: subprocess.Popen[bytes]) -> bool:
    """Whether a worker came up; waits for it, however busy the machine is."""
    end = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < end:
        if workers_of(process):
            return True
        time.sleep(0.02)
    return False


def first_part(process: subprocess.Popen[bytes], out: Path, before: int) -> bool:
    """Whether a worker had finished something while the build went on; waits for it."""
    while process.poll() is None:
        if len(list(parts_folder(out).glob("part-*"))) > before:
            return True
        time.sleep(0.01)
    return False


def phases(cables: Path, out: Path) -> tuple[float, float, float]:
    """Seconds of an undisturbed build: before its first worker, with workers, and after them."""
    marks = [time.monotonic()]
    process = started(cables, out)
    assert first_worker(process)
    marks.append(time.monotonic())
    while workers_of(process):
        time.sleep(0.02)
    marks.append(time.monotonic())
    assert process.wait(timeout=120) == 0
    marks.append(time.monotonic())
    before, during, after = (later - sooner for sooner, later in itertools.pairwise(marks))
    return before, during, after


def test_killed_at_twenty_moments_and_run_again(tmp_path: Path) -> None:
    old = put(tmp_path / "old", one=cable("08AVALON900", "Ines Moor met Ada Brook."))
    texts = {f"c{n:02}": cable(f"08AVALON{n}", f"Ada Brook met Carl Stone {n} times.") for n in range(18)}
    cables = put(tmp_path / "in", **texts, hidden=cable("08AVALON91", "Hugo Lane (protect) met Ada Brook."))
    build([cables], tmp_path / "expected")
    expected = contents(tmp_path / "expected")
    out = tmp_path / "out"
    build([old], out)
    before = contents(out)
    for name in ("out", "out.parts"):
        shutil.copytree(tmp_path / name, tmp_path / f"saved.{name}")
    starting, working, ending = phases(cables, tmp_path / "timed")
    choose = random.Random(20101128)
    killed = {"leader": 0, "worker": 0}
    resumed = moment = 0
    pace = 1.0  # how long builds take against the timed one
    while moment < MOMENTS or (moment < MOST and min(*killed.values(), resumed) < 3):
        for name in ("out", "out.parts"):
            shutil.rmtree(tmp_path / name, ignore_errors=True)
            shutil.copytree(tmp_path / f"saved.{name}", tmp_path / name)
        process = started(cables, out)
        # Spread over the whole run, at random in each twentieth of it; a worker's over the time there are workers.
        worker = moment % 2 and first_worker(process)
        share = (moment % MOMENTS + choose.random()) / MOMENTS
        # Of the leader's, every other one after some work was done: on a slow machine starting takes most of the time.
        late = not moment % 4 and first_part(process, out, len(list((tmp_path / "saved.out.parts").glob("part-*"))))
        span = working if worker else ending / 2 if late else starting + working + ending
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=share * span * pace)
            pace *= 0.8  # it was done by then
        victims = workers_of(process) if worker else []
        with contextlib.suppress(ProcessLookupError):
            os.kill(choose.choice(victims) if victims else process.pid, signal.SIGKILL)
            killed["worker" if victims else "leader"] += 1
        code = process.wait(timeout=120)
        found = contents(out)
        # A reader finds a whole build: the old one, or the new one where only a worker was lost.
        assert found == expected if victims else found in (before, expected), f"killed at moment {moment}: {code}"
        resumed += found == before and len(list(parts_folder(out).glob("part-*"))) > 1
        build([cables], out)
        assert contents(out) == expected, f"killed at moment {moment}"
        moment += 1
    assert min(killed.values()) > 2, killed
    assert resumed > 2, "no killed build had left anything to go on with"
