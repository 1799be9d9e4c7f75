"""Pieces of telegrams, each read as a file of its own: field, fragment, expected, in tests/fields/pieces/*.txt.

    [field]
    the fragment, over as many lines as it has
    => what kg parse says, on one line

A bar stands between several values; what is not written is a hyphen in an addressee and nothing elsewhere; a title of
``?`` may be any. All persons are invented.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.model import Document
from kg.parse import parsed
from kg.read.formats import documents
from kg.read.source import Budget, Source

#: The file's name: the cable whose year and post stand in where a reference leaves them out.
NAME = "08RANGOON557.txt"


_CASE = re.compile(r"^\[(\w+)\]\n(.*?)\n=>[ ]?(.*)$", re.MULTILINE | re.DOTALL)


def _cases() -> Iterator[tuple[str, str, str]]:
    for path in sorted((Path(__file__).parent / "pieces").glob("*.txt")):
        for block in re.split(r"\n\n(?=\[\w+\]\n)", path.read_text("utf-8").rstrip("\n")):
            case = _CASE.fullmatch(block)
            assert case, f"{path.name}: {block[:60]!r} is no case"
            yield case[1], case[2], case[3]


CASES = list(_cases())


@pytest.mark.parametrize(("field", "fragment", "expected"), CASES)
def test_piece(field: str, fragment: str, expected: str) -> None:
    assert read(field, f"{fragment}\n", expected) == expected


def read(field: str, fragment: str, expected: str) -> str:
    """The field of a file that holds nothing but ``fragment``, as ``expected`` would write it."""
    data = fragment.encode()
    (document,) = documents(Source(io.BytesIO(data), NAME, Budget.of(len(data))))
    assert isinstance(document, Document)
    values = parsed(document)
    match field:
        case "tags" | "captions" | "signed_by":
            return "|".join(values[field])
        case "references":
            return " | ".join(map(_reference, values["references"]))
        case "recipients":
            return "; ".join(_recipient(kind, one) for kind in ("to", "info") for one in values[kind])
        case "attention":
            return "; ".join(" > ".join(filter(None, (a["office"], ", ".join(a["people"])))) for a in values[field])
        case "classified_by":
            title = "?" if " | ? | " in expected else values["classifier_title"]
            return " | ".join([" & ".join(values["classified_by"]), title, " ".join(values["reasons"])]).rstrip()
        case "paragraphs":
            return " ".join(f"{p['number'] or '-'}{p['marking'] or ''}" for p in values["paragraphs"])
    return str(values[field] or "")


def _reference(one: dict[str, Any]) -> str:
    kind = "" if one["kind"] == "cable" else f"{one['kind']}:"
    return f"{one['label'] or ''}:{kind}{one['value']}"


def _recipient(kind: str, one: dict[str, Any]) -> str:
    parts = [f"{kind} {one['route'] or '-'}", one["name"], one["precedence"] or "-", one["serial"] or "-"]
    return " / ".join(parts) + (f" / not {', '.join(one['excluded'])}" if one["excluded"] else "")
