"""Benchmarks: how fast the parts of kg are on the machine at hand. ``python -m kg.benchmarks`` lists them.

Absolute figures depend on the machine and its load; what is compared is compared within one run. CPU time of this
process is measured, not the clock, so that other work on the machine counts as little as possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kg.benchmarks import build, extract, identity, limits, page, parse, rdf


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark: what it shows, and a function from its arguments to the lines it reports.

    ``run`` raises KgError for an argument it cannot use.
    """

    shows: str
    arguments: str
    run: Callable[[Sequence[str]], Iterable[str]]


#: Every benchmark by name; a new one is a module and a line here.
BENCHMARKS: dict[str, Benchmark] = {
    "parse": Benchmark(
        "documents and MB per CPU-second of reading cables, and that the time grows with the size of a file",
        "[FOLDER]",
        parse.run,
    ),
    "identity": Benchmark(
        "precision and recall of who is who on an invented world of which all is known; growth of its CPU and memory",
        "[tune | quality | text | growth]",
        identity.run,
    ),
    "build": Benchmark(
        "CPU of a build against the bare NER's, workers, a second build, one changed cable, memory, disk",
        "[FOLDER [COUNT]]",
        build.run,
    ),
    "extract": Benchmark(
        "CPU of the extraction against the bare NER's and against the full small English pipeline's",
        "[FOLDER]",
        extract.run,
    ),
    "rdf": Benchmark(
        "loading, Turtle out and the saved queries on invented graphs: rdflib alone against kg, with memory and growth",
        "[TRIPLES...]",
        rdf.run,
    ),
    "page": Benchmark(
        "the explorer in a browser: weight of its code, first view, and the wait from an edge to its sentence",
        "[ENTITIES]",
        page.run,
    ),
    "limits": Benchmark(
        "by how much queries that ask for too much outlive their time, and what they leave the server with",
        "",
        limits.run,
    ),
}
