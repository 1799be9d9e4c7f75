"""``python -m kg.benchmarks``: benchmarks by name, each with ratios from one run."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from test_shapes import broken

from kg.benchmarks import BENCHMARKS, extract, limits, page, parse, rdf, synthetic, workers
from kg.benchmarks.measure import Cost
from kg.errors import KgError
from kg.model import Document
from kg.rdf.write import turtle


def test_they_are_listed_by_name() -> None:
    done = subprocess.run([sys.executable, "-m", "kg.benchmarks"], capture_output=True, text=True)
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(BENCHMARKS)
    wrong = subprocess.run([sys.executable, "-m", "kg.benchmarks", "none"], capture_output=True, text=True)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "parse" in wrong.stderr


def test_parse_reports_rates_and_growth(seed_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "SECONDS", 0.05)
    monkeypatch.setattr(parse, "SIZES", (50, 100, 200))
    lines = list(parse.run([str(seed_path.parent)]))
    assert lines[0] == "1 documents, 0.02 MB, in 1 files of seeds"
    assert [line.split()[0] for line in lines[1:4]] == ["read", "floor", "ratio"]
    growth = [float(line.split(" times")[0].split()[-1]) for line in lines if "twice" in line]
    assert len(growth) == 2
    assert min(growth) > 0


def test_a_folder_without_cables_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="E103"):
        list(parse.run([str(tmp_path)]))


def test_extract_reports_ratios_and_says_what_it_skips(seed_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "ROUNDS", 1)
    monkeypatch.setattr(extract, "WORDS", 1)
    monkeypatch.setattr(extract, "PIPELINE", "no_such_pipeline")
    lines = list(extract.run([str(seed_path.parent)]))
    assert [line.split()[0] for line in lines[1:]] == ["extraction", "bare", "ratio", "ratio", "own", "ratio", "full"]
    assert "skipped: the package no_such_pipeline is not installed" in lines[-1]
    assert all(float(lines[n].split()[1]) > 0 for n in (3, 4, 6))
    with pytest.raises(KgError, match="E103"):
        list(extract.run([str(seed_path.parent.parent / "kg" / "export")]))


def test_workers_are_held_against_what_the_machine_can_do(
    seed_document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "WORDS", 1)
    monkeypatch.setattr(workers, "ROUNDS", 1)
    built = []

    def cost(*args: str | Path) -> Cost:
        built.append((args[1], args[-1], args[3]))
        return Cost(
            cpu=10.0 + int(args[-1]), clock=(110.0 if Path(args[1]).name == "all" else 20.0) / int(args[-1]), memory=1.0
        )

    monkeypatch.setattr(workers, "measure", cost)
    lines = list(workers.two_workers([seed_document], tmp_path / "all", tmp_path / "one", tmp_path))
    assert len({out for _, _, out in built}) == len(built) == 4, "each is a build from nothing"
    assert float(lines[0].split()[2]) == 2.0
    assert lines[1].split()[:2] == ["the", "machine"]
    assert 0.1 < float(lines[1].split()[2]) < 10
    assert lines[-1].split()[:2] == ["CPU", "1.09"]


def test_the_invented_graph_has_our_shape() -> None:
    made = synthetic.graph(3)
    assert turtle(made) == turtle(synthetic.graph(3))
    assert broken(turtle(made)) == set()


def test_rdf_compares_both_and_their_answers() -> None:
    lines = list(rdf.run(["1000"]))
    assert lines[0].endswith("of Turtle")
    rated = {
        line.split("  ")[0]: float(line.split(" times faster")[0].split()[-1]) for line in lines if "faster" in line
    }
    assert set(rated) == {"load", "turtle", "turtle from the graph", "queries, median"}
    assert all(ratio > 0 for ratio in rated.values())
    assert "  other numbers of rows in: none" in lines
    with pytest.raises(KgError, match="E411"):
        list(rdf.run(["many"]))


@pytest.mark.skipif(sys.platform != "linux", reason="memory and children as Linux tells them")
def test_limits_measures_what_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROUNDS", 1)
    monkeypatch.setattr(limits, "SECONDS", 1)
    lines = list(limits.run([]))
    assert len([line for line in lines if "after the limit" in line]) == len(limits.QUERIES) == 3
    said = re.fullmatch(r"server memory (\d+) MB before, ([+-][\d.]+) MB after; 0 workers left", lines[-1])
    assert said
    assert float(said[1]) > 0
    assert float(said[2]) < 50


@pytest.mark.needs_browser
def test_page_reports_weight_and_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "_TIMES", 1)
    monkeypatch.setattr(page, "_EDGES", 2)
    # In a thread of its own: the browser of other tests may have left an event loop in this one.
    with ThreadPoolExecutor(1) as thread:
        lines = thread.submit(lambda: list(page.run(["200"]))).result()
    weight = [float(found) for line in lines for found in re.findall(r"(\d+) KB gzipped \(the graph page's", line)]
    assert len(weight) == 1
    assert [line.split(",")[0] for line in lines if "view" in line] == ["first useful view"] * 2
    assert all(re.search(r": \d+ ms, at most \d+ ms of 2 ", line) for line in lines if line.startswith("edge"))
    with pytest.raises(KgError, match="E411"):
        list(page.run(["many"]))
