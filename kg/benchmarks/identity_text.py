"""The same through the whole of kg: cables of an invented world as text, read, extracted and resolved.

What is measured includes what extraction misses or takes for something else.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator

from kg import errors
from kg.benchmarks.scores import b_cubed
from kg.benchmarks.world_text import Cable, cables
from kg.extract import extract
from kg.model import Document
from kg.read.formats import documents
from kg.read.source import Budget, Source
from kg.resolve import resolve

#: Cables that are read and extracted: some minutes of CPU for a few hundred.
CABLES, SEED = 120, 14


def run() -> Iterator[str]:
    """The lines of the report."""
    made = list(cables(SEED, CABLES))
    extractions = [extract(document) for document in map(_document, made)]
    true = {(c.id, s, e): thing for c in made for s, e, thing in c.mentions}
    found = {(x.document.id, m.start, m.end): e.key for x in extractions for e in x.entities for m in e.mentions}
    hit = true.keys() & found.keys()
    yield (
        f"text: {len(made)} cables, {len(true)} mentions: {len(hit) / len(true):.1%} of them found, "
        f"{len(hit) / len(found):.1%} of what was found right"
    )
    resolution = resolve(extractions)
    # Of each within-cable entity the thing that most of its mentions mean.
    votes: dict[str, Counter[int]] = {}
    for where in sorted(hit):
        votes.setdefault(found[where], Counter())[true[where]] += 1
    keys = sorted(votes)
    truth = [max(votes[key].items(), key=lambda v: (v[1], -v[0]))[0] for key in keys]
    score = b_cubed([resolution.cluster_of[key] for key in keys], truth)
    yield f"  of the entities found in the cables, B-cubed {score}"


def _document(made: Cable) -> Document:
    data = made.text.encode()
    found = next(documents(Source(io.BytesIO(data), f"{made.id}.txt", Budget.of(len(data)))))
    if not isinstance(found, Document):
        raise errors.nothing_readable([made.id], [found.message])
    return found
