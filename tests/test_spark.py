"""The work done by a real Spark on this machine: the same bytes, also where a worker is killed in mid-run."""

from __future__ import annotations

import multiprocessing
import shutil
from pathlib import Path

import pytest
from pretend import DEADLY, ImpatientSparkWorker, SparkWorker, cable, pretend, put, serve

from kg.build import build, pool, shares
from kg.build.folders import parts_folder
from kg.errors import KgError
from kg.workspace import FILES, MANIFEST

pytest.importorskip("pyspark", reason="needs pyspark (the extra cable-kg[spark])")
pytestmark = [pytest.mark.needs_java, pytest.mark.filterwarnings("ignore::FutureWarning")]


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch)
    monkeypatch.setattr("kg.build.spark._Worker", SparkWorker)
    monkeypatch.setattr(pool, "_serve", serve)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))  # where the workers find that class
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")


@pytest.fixture
def cables(tmp_path: Path) -> Path:
    texts = {f"c{n:02}": cable(f"08AVALON{n}", f"Ada Brook met Carl Stone {n} times.") for n in range(24)}
    protected = cable("08AVALON90", "Hugo Lane (protect) met Ada Brook.")
    return put(tmp_path / "in", **texts, protected=protected, empty=b"", twin=texts["c03"])


def contents(workspace: Path) -> dict[str, bytes]:
    return {name: (workspace / name).read_bytes() for name in (*FILES, MANIFEST)}


def test_a_cluster_that_loses_a_worker_gives_what_one_process_gives(cables: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    put(cables, poison=cable("08AVALON91", f"Ines Moor met Greta Pond on signal 9 once {mark}"))
    report = build([cables], tmp_path / "out", engine="spark", master="local-cluster[2,1,1024]")
    assert mark.exists(), "no worker was killed"
    assert (report.read, [s.code for s in report.skipped]) == (26, ["E104", "E110"])
    build([cables], tmp_path / "one")
    assert contents(tmp_path / "out") == contents(tmp_path / "one")
    # Spark's parts are parts: nothing is left to do for a build without it.
    shutil.rmtree(tmp_path / "out")
    told: list[str] = []
    build([cables], tmp_path / "out", progress=told.append)
    assert told == ["putting the graph together"]
    assert contents(tmp_path / "out") == contents(tmp_path / "one")


def test_a_cable_that_ends_every_worker_is_left_out_and_the_job_goes_on(cables: Path, tmp_path: Path) -> None:
    put(cables, poison=cable("08AVALON91", "Ines Moor met Greta Pond on signal 9"))
    report = build([cables], tmp_path / "out", engine="spark", master="local-cluster[2,1,1024]")
    assert (report.read, [(s.source, s.code) for s in report.skipped]) == (
        25, [("empty", "E104"), ("poison", "E120"), ("twin", "E110")]
    )  # fmt: skip
    # As workers of our own do it.
    apart = build([cables], tmp_path / "workers", workers=2)
    assert apart.skipped == report.skipped
    assert contents(tmp_path / "out") == contents(tmp_path / "workers")
    # It is not held against the cable for ever.
    assert build([cables], tmp_path / "out").read == 26


def test_a_cable_that_never_ends_is_left_out_and_the_job_goes_on(
    cables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.build.spark._Worker", ImpatientSparkWorker)
    put(cables, poison=cable("08AVALON91", "Ines Moor met Greta Pond in endless talks."))
    report = build([cables], tmp_path / "out", engine="spark", master="local-cluster[2,1,1024]")
    assert (report.read, [(s.source, s.code) for s in report.skipped]) == (
        25, [("empty", "E104"), ("poison", "E120"), ("twin", "E110")]
    )  # fmt: skip


def test_workers_of_the_driver_put_together_what_spark_found(
    cables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of them is killed, before it does its share and after; few cables are not worth a worker."""
    build([cables], tmp_path / "one")
    started: list[pool._Worker] = []
    real = pool._Worker
    monkeypatch.setattr(pool, "_Worker", lambda *args: started.append(real(*args)) or started[-1])
    build([cables], tmp_path / "few", engine="spark", master="local[2]", workers=2)
    assert started == []
    assert contents(tmp_path / "few") == contents(tmp_path / "one")

    monkeypatch.setattr(shares, "WORTH_A_START", 1)
    monkeypatch.setattr(shares, "WORTH_A_SHARE", 1)
    marks = tmp_path / "marks"
    marks.mkdir()
    monkeypatch.setenv(DEADLY, "write_entities")
    monkeypatch.setenv(f"{DEADLY}_MARKS", str(marks))
    build([cables], tmp_path / "out", engine="spark", master="local[2]", workers=2)
    assert sorted(path.name for path in marks.iterdir()) == ["after", "before"]
    assert len(started) > 2, "two workers and those for the killed"
    assert contents(tmp_path / "out") == contents(tmp_path / "one")
    assert multiprocessing.active_children() == []


def test_spark_reads_addresses_and_says_what_fails(cables: Path, tmp_path: Path) -> None:
    shutil.make_archive(str(tmp_path / "more" / "all"), "zip", cables)
    address = (tmp_path / "more").as_uri()
    report = build([address, cables], tmp_path / "out", engine="spark", master="local[2,4]")
    build([tmp_path / "more", cables], tmp_path / "one")
    assert report.read == 25
    assert contents(tmp_path / "out") == contents(tmp_path / "one")
    put(cables, poison=cable("08AVALON91", "Ines Moor met Greta Pond on signal 9"))
    with pytest.raises(KgError, match=r"E904 Spark could not do the work: .*give the command again"):
        build([cables], tmp_path / "out", engine="spark", master="local[1,1]")
    assert contents(tmp_path / "out") == contents(tmp_path / "one")
    assert list(parts_folder(tmp_path / "out").glob("part-*"))
    with pytest.raises(KgError, match=r"E905 .*--engine spark"):
        build([address], tmp_path / "out")
