"""Running a command line in the tests' own process, and what a failure must look like."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Said(NamedTuple):
    """What a command line gave back."""

    code: int
    out: str
    err: str


Kg = Callable[..., Said]


def failed(said: Said, code: str) -> None:
    """Exit 1, nothing on stdout, one line on stderr with this code."""
    assert said.code == 1, said
    assert said.out == ""
    assert said.err.startswith(f"kg: {code} "), said.err
    assert said.err.count("\n") == 1
    assert said.err.endswith("\n")


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything below a folder: files with their bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }
