"""One regular expression for many phrases, shaped as a tree of their letters so that it is tried letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_END = ""


def expression(phrases: Iterable[str]) -> str:
    """An expression for the longest of the phrases at a place; for the phrases themselves, not for patterns."""
    root: dict[str, Any] = {}
    for phrase in sorted(set(phrases)):
        node = root
        for char in phrase:
            node = node.setdefault(char, {})
        node[_END] = {}
    return _branch(root)


def _branch(node: dict[str, Any]) -> str:
    parts = [re.escape(char) + _branch(rest) for char, rest in node.items() if char != _END]
    if not parts:
        return ""
    joined = parts[0] if len(parts) == 1 and _END not in node else f"(?:{'|'.join(parts)})"
    return joined + "?" if _END in node else joined
