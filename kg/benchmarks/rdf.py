"""rdflib alone against kg's way with pyoxigraph: load, Turtle out and the saved queries, on invented graphs.

Each side works in a process of its own, so that its peak memory is its own, too. What is compared:

- load: a Turtle file into an rdflib graph; into a database on disk, indexed and flushed, as queries make it.
- turtle: rdflib's serialiser over that graph; ours over sorted triples. "from the graph" is ours with making the
  triples from networkx and sorting them, still against rdflib's serialiser alone.
- queries: the saved queries as they are, some about the most named thing of a type; the same text to both. A
  query that rdflib has not answered after CAP seconds counts as CAP.

Last, what a query costs with the process that kg gives it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, cast

import pyoxigraph as ox

from kg import errors
from kg.benchmarks import synthetic
from kg.query.library import saved_queries
from kg.query.run import Limits, ask
from kg.query.store import Source
from kg.rdf import terms
from kg.rdf.triples import triples
from kg.rdf.vocab import PREFIXES
from kg.rdf.write import turtle, turtle_of

SIZES = (1_000, 100_000, 1_000_000)
#: CPU-seconds after which rdflib is told to stop.
CAP = 20
#: What some saved queries are asked about: the parameter, and of which type the thing is that it names.
_ASKED = {
    "partners_of_agency": ("agency", "agency"),
    "places_within": ("region", "place"),
    "legal_actions": ("name", "company"),
    "mentions_of": ("name", "company"),
    "named_with": ("name", "company"),
}


def run(args: Sequence[str]) -> Iterator[str]:
    """The lines of the report; ``args`` are numbers of triples. Raises KgError E411 for an argument that is none."""
    sizes = [_size(arg) for arg in args] or list(SIZES)
    before: dict[str, Any] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            found = _measure(Path(folder), max(1, round(size / synthetic.TRIPLES)))
        yield from _report(found)
        if before:
            yield from _growth(before, found)
        before = found


def _measure(folder: Path, cables: int) -> dict[str, Any]:
    made = synthetic.graph(cables)
    names = {}
    for kind in {kind for _, kind in _ASKED.values()}:
        _, names[kind] = max((len(d["mentions"]), d["name"]) for _, d in made.nodes(data=True) if d["type"] == kind)
    data = turtle(made)
    (folder / "graph.ttl").write_bytes(data)
    queries = {saved.name: saved.sparql for saved in saved_queries()}
    for name, (param, kind) in _ASKED.items():
        queries[name] = _about(queries[name], param, names[kind])
    (folder / "queries.json").write_text(json.dumps(queries))
    del made
    found: dict[str, Any] = {side: _child(side, folder, cables) for side in ("ours", "write", "rdflib")}
    found["process"] = _through_the_worker(folder, terms.prefixes(data), queries)
    return {"cables": cables, "bytes": len(data), **found}


def _about(sparql: str, param: str, name: str) -> str:
    """A saved query with a name put where its comment, or else its WHERE, says."""
    line = f'VALUES ?{param} {{ "{name}" }}'
    sparql, places = re.subn(rf"# VALUES \?{param} \{{.*\}}", line, sparql)
    return sparql if places else sparql.replace("WHERE {", f"WHERE {{\n  {line}", 1)


def _child(side: str, folder: Path, cables: int) -> dict[str, Any]:
    program = f"from kg.benchmarks import rdf; rdf.child({side!r}, {str(folder)!r}, {cables})"
    here = str(Path(__file__).resolve().parents[2])
    done = subprocess.run([sys.executable, "-c", program], cwd=here, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def child(side: str, folder: str, cables: int) -> None:
    """One side's part, in a process of its own: prints its figures as JSON."""
    work = {"ours": _ours, "write": _write, "rdflib": _rdflib}[side]
    print(json.dumps(work(Path(folder), cables)))


def _ours(folder: Path, cables: int) -> dict[str, Any]:
    start = time.process_time()
    store = ox.Store(str(folder / "db"))
    store.bulk_load(path=str(folder / "graph.ttl"), format=ox.RdfFormat.TURTLE)
    store.optimize()
    store.flush()
    found: dict[str, Any] = {"load": _since(start), "memory": _peak(), "triples": len(store)}
    del store
    store = ox.Store.read_only(str(folder / "db"))
    found["queries"] = _each(folder, lambda sparql: list(cast("ox.QuerySolutions", store.query(sparql))))
    return found


def _write(folder: Path, cables: int) -> dict[str, Any]:
    made = synthetic.graph(cables)
    before = _peak()
    start = time.process_time()
    ordered = triples(made)
    makes = _since(start)
    start = time.process_time()
    data = turtle_of(ordered, PREFIXES)
    writes = _since(start)
    assert data == (folder / "graph.ttl").read_bytes()
    return {"make": makes, "turtle": writes, "memory": _peak(), "before": before}


def _rdflib(folder: Path, cables: int) -> dict[str, Any]:
    import rdflib

    start = time.process_time()
    graph = rdflib.Graph().parse(folder / "graph.ttl")
    found: dict[str, Any] = {"load": _since(start), "memory": _peak()}
    start = time.process_time()
    graph.serialize(format="turtle", encoding="utf-8")
    found["turtle"] = _since(start)
    found["queries"] = _each(folder, _with_cap(lambda sparql: list(graph.query(sparql))))
    return found


def _each(folder: Path, query: Any) -> dict[str, tuple[float, int | None]]:
    queries = json.loads((folder / "queries.json").read_text())
    return {name: _ask(query, sparql) for name, sparql in queries.items()}


class _TooLong(Exception):
    """A query has had its CPU-seconds."""


def _ask(query: Any, sparql: str) -> tuple[float, int | None]:
    """CPU-seconds and rows; None where it took too long."""
    start = time.process_time()
    try:
        rows = len(query(sparql))
    except _TooLong:
        return float(CAP), None
    return _since(start), rows


def _with_cap(query: Any) -> Any:
    """The same, ended after CAP seconds of CPU. For what runs in Python: pyoxigraph hears of no signal as it works."""
    import signal

    def over(*_: object) -> None:
        raise _TooLong

    def capped(sparql: str) -> Any:
        signal.signal(signal.SIGPROF, over)
        signal.setitimer(signal.ITIMER_PROF, CAP)
        try:
            return query(sparql)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    return capped


def _through_the_worker(folder: Path, prefixes: dict[str, str], queries: Mapping[str, str]) -> float:
    """The median CPU-seconds of a query with its process, from start to end."""
    import resource

    spent = []
    for sparql in queries.values():
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ask(folder, sparql, {"rows": "json"}, limits=Limits(seconds=600), found=Source(prefixes, folder / "db"))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return median(spent)


def _report(found: Mapping[str, Any]) -> Iterator[str]:
    ours, write, theirs = found["ours"], found["write"], found["rdflib"]
    yield f"{ours['triples']} triples, {found['cables']} cables, {found['bytes'] / 1e6:.1f} MB of Turtle"
    yield _line("load", theirs["load"], ours["load"], f"peak memory {theirs['memory']:.0f} and {ours['memory']:.0f} MB")
    grew = write["memory"] - write["before"]
    yield _line("turtle", theirs["turtle"], write["turtle"], f"peak memory of writing +{grew:.0f} MB")
    yield _line("turtle from the graph", theirs["turtle"], write["make"] + write["turtle"])
    pairs = {name: (theirs["queries"][name], ours["queries"][name]) for name in ours["queries"]}
    ratios = {name: a[0] / b[0] for name, (a, b) in pairs.items()}
    capped = sum(a[1] is None for a, _ in pairs.values())
    differ = [name for name, (a, b) in pairs.items() if a[1] is not None and a[1] != b[1]]
    median_of = [median(side["queries"][name][0] for name in pairs) for side in (theirs, ours)]
    yield _line(
        "queries, median", median_of[0], median_of[1], f"each by each {median(ratios.values()):.1f} times in the median"
    )
    low, high = (f(ratios, key=lambda name: ratios[name]) for f in (min, max))
    yield f"  from {ratios[low]:.1f} times ({low}) to {ratios[high]:.1f} times ({high})"
    yield f"  rdflib was stopped after {CAP} s in {capped} of {len(pairs)}"
    yield f"  other numbers of rows in: {', '.join(differ) or 'none'}"
    slowest = max(pairs, key=lambda name: pairs[name][1][0])
    yield f"  our slowest is {slowest} with {pairs[slowest][1][0]:.3f} s"
    yield f"  with the process that kg gives it, the median query costs {found['process']:.3f} s"


def _line(what: str, theirs: float, ours: float, more: str = "") -> str:
    return f"{what:<22} rdflib {theirs:9.3f} s  kg {ours:9.3f} s  {theirs / ours:7.1f} times faster  {more}".rstrip()


def _growth(before: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    times = found["ours"]["triples"] / before["ours"]["triples"]
    grew = {
        "load": found["ours"]["load"] / before["ours"]["load"],
        "turtle": found["write"]["turtle"] / before["write"]["turtle"],
        "turtle from the graph": sum(map(found["write"].get, ("make", "turtle")))
        / sum(map(before["write"].get, ("make", "turtle"))),
        "queries": median(
            found["ours"]["queries"][name][0] / before["ours"]["queries"][name][0] for name in before["ours"]["queries"]
        ),
    }
    said = ", ".join(f"{what} {ratio:.1f}" for what, ratio in grew.items())
    yield f"growth of kg's times for {times:.0f} times the triples: {said}"


def _since(start: float) -> float:
    return max(time.process_time() - start, 1e-6)


def _peak() -> float:
    """The most memory that this process has had, in MB; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0.0
    kilo = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / kilo


def _size(arg: str) -> int:
    if not arg.isascii() or not arg.isdigit() or not int(arg):
        raise errors.bad_param("TRIPLES", arg)
    return int(arg)
