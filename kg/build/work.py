"""The work on one shard: from units to rows. The same function in this process, in a worker and in Spark."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pyarrow as pa

from kg import errors, extract
from kg.build.rows import Seen, Task, row, table
from kg.extract.found import Found
from kg.extract.recase import blocks
from kg.read import Skip

#: So many rows are in memory as Python's values, which take several times the room of Arrow's.
_TOGETHER = 16


def load() -> None:
    """Load the model and the rules. Raises KgError for what is wrong with them."""
    extract.load()


def process(tasks: Sequence[Task], told: Callable[[Task], None] | None = None) -> pa.Table:
    """The row of each task, in order; ``told`` hears of each before its turn.

    What one odd cable brings out becomes its row (E111). Raises KgError for what is wrong with model or rules.
    """
    made = []
    for few in range(0, len(tasks), _TOGETHER):
        rows = []
        for task in tasks[few : few + _TOGETHER]:
            if told:
                told(task)
            rows.append(_row(task))
        made.append(table(rows))
    return pa.concat_tables(made)


def _row(task: Task) -> dict[str, Any]:
    document = task.unit.document()
    if isinstance(document, Skip):
        return row(task, None, None, {}, document.code, document.message)
    try:
        extractor = extract.load()
        parts = blocks(document)
        shown = _digest(part.text for part in parts)
        before = task.before
        if before is None or before.shown != shown:
            found = extractor.see(parts)
            named = [[{"start": one.start, "end": one.end, "type": one.type} for one in names] for names in found]
            before = Seen(shown, named)
        else:
            found = [[_found(one) for one in names] for names in before.found]
        extraction = extractor.assemble(document, parts, found)
        return row(task, before, extraction, {"model": extractor.model_version})
    except (errors.KgError, MemoryError):
        raise
    except Exception as failure:
        # What one odd cable brings out must not cost the user all the others. It is said, and not hidden.
        error = errors.extraction_failed(document.source, failure)
        return row(task, None, None, {}, error.code, error.message)


def _digest(texts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        data = text.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little") + data)
    return digest.hexdigest()[:32]


def _found(one: dict[str, Any]) -> Found:
    return Found(one["start"], one["end"], one["type"], "model")
