"""The rows of a part: what is kept of each unit, so that it need never be worked on again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from kg.build.pieces import Pieces, masked, pieces
from kg.model import Extraction
from kg.read.units import Unit
from kg.tables import arrow_type, to_row

#: What the model saw in one block: [start, end) of its text, and the type.
_FOUND = pa.struct([("start", pa.int32()), ("end", pa.int32()), ("type", pa.string())])

#: One row for each unit. ``data`` and ``found`` are there so that a changed rule needs neither the input nor the
#: model, as long as ``shown``, the digest of the texts that the model was shown, stays. ``pieces`` are what the
#: extraction adds to the workspace's files. ``code`` and ``message`` say why there is neither. The document's source is
#: ``name``, not what stands in ``extraction``: a file's name may be no text at all.
SCHEMA = pa.schema(
    [
        ("key", pa.string()),
        ("seen", pa.string()),
        ("name", pa.binary()),
        ("form", pa.string()),
        ("data", pa.binary()),
        ("shown", pa.string()),
        ("found", pa.list_(pa.list_(_FOUND))),
        ("code", pa.string()),
        ("message", pa.string()),
        ("extraction", arrow_type(Extraction)),
        ("pieces", arrow_type(Pieces)),
        ("masked", arrow_type(Pieces)),
    ]
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the model saw in each text it was shown, and the digest of these texts."""

    shown: str
    found: list[list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Task:
    """A unit to be worked on, with its keys; ``before`` is what the model saw in it at an earlier build."""

    key: str
    seen: str
    unit: Unit
    before: Seen | None = None


def table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Rows as ``row`` makes them."""
    return pa.Table.from_pylist(list(rows), SCHEMA)


def row(
    task: Task,
    seen: Seen | None,
    extraction: Extraction | None,
    versions: Mapping[str, str],
    code: str | None = None,
    message: str | None = None,
) -> dict[str, Any]:
    """One row; ``versions`` of the tools that made the extraction."""
    made = hidden = written = None
    if extraction is not None:
        named = replace(extraction, document=replace(extraction.document, source=task.unit.name))
        plain = pieces(named, versions)
        made, hidden = (to_row(Pieces | None)(one) for one in (plain, masked(named, versions, plain.words)))
        written = to_row(Extraction)(replace(extraction, document=replace(extraction.document, source="")))
    return {
        "key": task.key,
        "seen": task.seen,
        "name": name_bytes(task.unit.name),
        "form": task.unit.form,
        "data": task.unit.data,
        "shown": seen.shown if seen else None,
        "found": seen.found if seen else None,
        "code": code,
        "message": message,
        "extraction": written,
        "pieces": made,
        "masked": hidden,
    }


def written_anew(key: str, made: Pieces) -> dict[str, Any]:
    """A row that holds nothing but the pieces of a cable as other cables and readers have changed them."""
    return dict.fromkeys(SCHEMA.names) | {"key": key, "seen": key, "pieces": to_row(Pieces)(made)}


def name_bytes(name: str) -> bytes:
    """A file's name, lone surrogates and all."""
    return name.encode("utf-8", "surrogatepass")


def name_text(name: bytes) -> str:
    """What name_bytes was given."""
    return name.decode("utf-8", "surrogatepass")
