"""Reads hostile inputs for the tests beside it: each file gives documents or one coded reason, of one line."""

from __future__ import annotations

from pathlib import Path

from kg.model import Document
from kg.parse import line, parsed
from kg.read import Skip, read_inputs
from tests.layout_checks import check_layout

SECRET = "What stands outside the folder: Ana Marlow."


def read(path: Path) -> list[Document | Skip]:
    found = list(read_inputs([path]))
    for each in found:
        if isinstance(each, Document):
            check_layout(each)
            line(parsed(each))
        else:
            assert each.code.startswith("E1"), each
            assert "\n" not in each.message
    return found


def skipped(path: Path) -> Skip:
    (found,) = read(path)
    assert isinstance(found, Skip), found
    return found


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path
