"""JSON that a person can read and a diff can show, whole or a piece at a time: the same bytes for equal data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

#: A string as it stands in a file.
string = json.encoder.encode_basestring


def to_bytes(data: object) -> bytes:
    """A whole file."""
    return encoded(indented(data, 0) + "\n")


def indented(value: Any, level: int) -> str:
    """A value as it stands at this level: all but the first line indented. No string in it has a line break."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True)
    return text.replace("\n", "\n" + " " * level) if level else text


def listed(items: Iterable[str], level: int, brackets: str = "[]") -> str:
    """A list at this level from its items, each as it stands one level below."""
    inner = f",\n{' ' * (level + 1)}".join(items)
    return f"{brackets[0]}\n{' ' * (level + 1)}{inner}\n{' ' * level}{brackets[1]}" if inner else brackets


def flat(members: Iterable[tuple[str, str]], level: int) -> str:
    """An object at this level from its names, sorted, and their values as they stand one level below."""
    return listed((f'"{name}": {value}' for name, value in members), level, "{}")


def encoded(text: str) -> bytes:
    """A lone surrogate has no UTF-8 form."""
    return text.encode("utf-8", "replace")
