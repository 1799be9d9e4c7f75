"""Running a query over a workspace: each in a process of its own, ended when its time is up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import errors
from kg.query import refuse
from kg.query.library import SavedQuery
from kg.query.store import Source, in_memory, source

if TYPE_CHECKING:
    from kg.query.results import Answer

#: A variable, the kind of its value (text, number or iri) and the value.
Binding = tuple[str, str, str]

#: The longest that a worker may take to start and to open the store, in seconds; the query's own time comes after.
START = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use: time in seconds, rows or triples of the answer, memory beyond the store's in bytes."""

    seconds: float = 5.0
    rows: int = 100_000
    memory: int = 1 << 30


DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Reply:
    """A worker's answer as bytes: what kind it is (rows, truth, triples), in which format, and whether it was cut."""

    kind: str
    format: str
    cut: bool
    body: bytes
    #: What the system could not limit.
    unlimited: tuple[str, ...] = ()


def run_query(
    workspace: str | Path,
    sparql: str | SavedQuery,
    include_protected: bool = False,
    *,
    params: Mapping[str, str] | None = None,
    terms: Sequence[Binding] = (),
    limits: Limits = DEFAULT,
) -> Answer:
    """Ask the graph of a workspace.

    The prefixes of kg.rdf.vocab need not be declared. ``params`` are for saved queries; ``terms`` bind
    variables that a query selects. Rows without ORDER BY, and
    triples, come sorted, so that the same question gives the same answer. Raises KgError E301, E303, E308 (workspace),
    E401 (syntax), E402 (SERVICE, FROM and updates are refused), E404 (failed), E406 (time), E407 (memory), E408
    (crashed), E409 (too long), E410, E411 (params).
    """
    from kg.query.results import Answer

    drop: set[str] = set()
    if isinstance(sparql, SavedQuery):
        terms = [*terms, *sparql.terms(params or {})]
        drop = {param.name for param in sparql.params}
        sparql = sparql.open_for(params or {})
    refuse.check(sparql)  # before anything is started or made
    formats = {"rows": "json", "truth": "json", "triples": "nt"}
    found = source(workspace, include_protected)
    reply = ask(workspace, sparql, formats, include_protected, terms=terms, limits=limits, found=found)
    if reply.kind == "truth":
        return Answer(truth=json.loads(reply.body)["boolean"])
    import pyoxigraph as ox

    if reply.kind == "triples":
        triples = tuple(quad.triple for quad in ox.parse(reply.body, format=ox.RdfFormat.N_TRIPLES))
        return Answer(triples=triples, cut=reply.cut, prefixes=found.prefixes)
    rows = ox.parse_query_results(reply.body, format=ox.QueryResultsFormat.JSON)
    assert isinstance(rows, ox.QuerySolutions)
    names = tuple(variable.value for variable in rows.variables)
    values = tuple(tuple(row[name] for name in names) for row in rows)
    return Answer(names, values, cut=reply.cut, prefixes=found.prefixes).without(drop)


def ask(
    workspace: str | Path,
    sparql: str,
    formats: Mapping[str, str | None],
    include_protected: bool = False,
    *,
    terms: Sequence[Binding] = (),
    limits: Limits = DEFAULT,
    found: Source | None = None,
) -> Reply:
    """Ask in a worker and have the answer as bytes, in the format given for its kind; errors as run_query has them.

    A format of None refuses answers of that kind (E412).
    """
    refuse.check(sparql)
    request: dict[str, Any] = {"sparql": sparql, "formats": dict(formats), "terms": list(terms)}
    request |= {"seconds": limits.seconds, "rows": limits.rows, "memory": limits.memory}
    try:
        return _ask(request, found or source(workspace, include_protected))
    except _NoStore:
        # A build may have replaced it in this moment; or it is damaged, or another user's.
        return _ask(request, in_memory(workspace, include_protected))


class _NoStore(Exception):
    """The worker could not open the store."""


def _ask(request: dict[str, Any], found: Source) -> Reply:
    request["prefixes"] = found.prefixes
    request["database"] = str(found.database) if found.database else None
    request["turtle"] = len(found.turtle or b"")
    head = json.dumps(request).encode()
    worker = _start()
    over = threading.Event()

    def end() -> None:
        over.set()
        worker.kill()

    timer = threading.Timer(START, end)
    timer.start()
    assert worker.stdin
    assert worker.stdout
    try:
        try:
            worker.stdin.write(b"%08x" % len(head) + head + (found.turtle or b""))
            worker.stdin.flush()
        except OSError:
            pass  # it has died already; what follows says how
        ready = _line(worker)
        if "ready" not in ready and found.database and not over.is_set():
            raise _NoStore
        if "store" in ready:
            raise errors.query_failed(ready["store"])
        timer.cancel()
        if "ready" in ready:
            timer = threading.Timer(request["seconds"], end)
            timer.start()
        said = _line(worker)
        body = worker.stdout.read(said.get("length", 0))
        timer.cancel()
        if "error" in said:
            raise errors.KgError(*said["error"])
        if "kind" not in said or len(body) != said["length"]:
            raise _died(worker, over.is_set(), request["seconds"])
        return Reply(said["kind"], said["format"], said["cut"], body, tuple(ready["unlimited"]))
    finally:
        timer.cancel()
        worker.kill()
        worker.stdin.close()
        worker.stdout.close()
        worker.wait()


def _start() -> subprocess.Popen[bytes]:
    here = Path(__file__).resolve().parents[2]
    path = os.pathsep.join([str(here), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(
        [sys.executable, "-c", "from kg.query.worker import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # A crashed parser writes here, too; which end it came to is told by the exit code.
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )


def _line(worker: subprocess.Popen[bytes]) -> dict[str, Any]:
    """The next line of JSON; nothing where the worker ended."""
    assert worker.stdout
    line = worker.stdout.readline()
    try:
        found = json.loads(line) if line.endswith(b"\n") else {}
    except ValueError:
        found = {}
    return found if isinstance(found, dict) else {}


def _died(worker: subprocess.Popen[bytes], over: bool, seconds: float) -> errors.KgError:
    """Why a worker ended without an answer."""
    code = worker.wait()
    alarms = {-getattr(signal, name) for name in ("SIGALRM", "SIGXCPU") if hasattr(signal, name)}
    if over or code in alarms:
        return errors.query_took_too_long(f"{seconds:g}")
    # Rust and C++ abort where they get no memory; a stack that overflows is a segmentation fault.
    if code == -getattr(signal, "SIGABRT", 6):
        return errors.query_needs_memory()
    return errors.query_crashed()
