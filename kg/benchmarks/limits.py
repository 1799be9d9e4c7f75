"""What a query costs that asks for too much: by how much it outlives its time, and what the server is left with.

A server of its own is asked, over HTTP, three queries that would run for hours; each in ROUNDS rounds. Clock time is
measured here, because that is what a limit of time is about: on a busy machine the figures are larger.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from urllib.parse import quote

from kg import errors
from kg.benchmarks import synthetic
from kg.build import stage
from kg.graph import to_json
from kg.rdf.write import turtle
from kg.restore import difference
from kg.workspace import AUTOMATIC, FILES, GRAPH_JSON, GRAPH_TTL

#: The limit that the server is given, in seconds.
SECONDS = 2
ROUNDS = 5
CABLES = 20
EDGES = 4000
_NEXT = "<https://kg.example/benchmark/next>"
QUERIES = {
    "four-way cross join": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "unbounded path": f"SELECT (COUNT(*) AS ?n) {{ ?a ({_NEXT}|^{_NEXT})* ?b }}",
    "giant ORDER BY": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
}
_EASY = "ASK { ?s a kg:Person }"


def run(args: Sequence[str]) -> Iterator[str]:
    """The lines of the report; without arguments. Raises KgError E411 for any."""
    if args:
        raise errors.bad_param("none", args[0])
    with tempfile.TemporaryDirectory() as folder:
        _workspace(Path(folder))
        command = [sys.executable, "-m", "kg", "serve", folder, "--port", "0", "--timeout", str(SECONDS)]
        here = Path(__file__).resolve().parents[2]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=here) as server:
            try:
                yield from _measure(server)
            finally:
                server.terminate()


def _measure(server: subprocess.Popen[str]) -> Iterator[str]:
    assert server.stderr
    port = int(re.findall(r"at http://127\.0\.0\.1:(\d+)/", server.stderr.readline())[0])
    usual = median(_ask(port, _EASY)[1] for _ in range(ROUNDS))
    before = _memory(server.pid)
    load = os.getloadavg()[0] / (os.cpu_count() or 1) if hasattr(os, "getloadavg") else 0.0
    yield f"limit {SECONDS} s, {ROUNDS} rounds; an easy query takes {usual:.2f} s; load {load:.1f} for each core"
    for name, sparql in QUERIES.items():
        over, after = [], []
        for _ in range(ROUNDS):
            status, spent = _ask(port, sparql)
            assert status == 503, f"{name} was answered with {status}"
            over.append(spent - SECONDS)
            status, spent = _ask(port, _EASY)
            assert status == 200
            after.append(spent)
        yield (
            f"{name:<20} ended {median(over):.2f} s after the limit in the median, {max(over):.2f} s at most;"
            f" the next query took {median(after):.2f} s"
        )
    grown = _memory(server.pid) - before
    yield f"server memory {before:.0f} MB before, {grown:+.1f} MB after; {_children(server.pid)} workers left"


def _ask(port: int, sparql: str) -> tuple[int, float]:
    """Status, and seconds by the clock."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS + 60)
    try:
        connection.request("GET", f"/sparql?query={quote(sparql)}")
        response = connection.getresponse()
        response.read()
        return response.status, time.perf_counter() - start
    finally:
        connection.close()


def _workspace(folder: Path) -> None:
    made = synthetic.graph(CABLES)
    step = "<https://kg.example/benchmark/{}> {} <https://kg.example/benchmark/{}> .\n"
    chain = "".join(step.format(n, _NEXT, n + 1) for n in range(EDGES))
    files = {GRAPH_TTL: turtle(made) + chain.encode(), GRAPH_JSON: json.dumps(to_json(made)).encode()}
    files[AUTOMATIC] = json.dumps(difference(made, made)).encode()
    # Of a workspace's files, queries look at no others.
    stage.replace(folder, dict.fromkeys(FILES, b"{}") | files, protected=made.graph["protected"])


def _memory(pid: int) -> float:
    """The memory that a process has now, in MB; 0 where the system does not say."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, ValueError):
        return 0.0


def _children(pid: int) -> int:
    """How many processes a process has, where the system says."""
    try:
        return sum(len((task / "children").read_text().split()) for task in Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return 0
