"""One regular expression for many phrases, shaped as a tree of their letters so that it is tried letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from typing import Any

_END = ""


def expression(phrases: Iterable[str]) -> str:
    """An expression for the longest of the phrases at a place; for the phrases themselves, not for patterns."""
    return _branch(_tree(phrases))


def guarded(phrases: Iterable[str], guard: str) -> str:
    """Alternatives, without brackets, for the longest of the phrases; ``guard`` stands after their first letters.

    Written thus the expression begins with letters, and a place where none of them stands is passed over at once. What
    must not stand before a phrase is said by a guard of two characters: ``(?<![x].)``.
    """
    return "|".join(re.escape(char) + guard + _branch(rest) for char, rest in _tree(phrases).items())


def whole(phrase: str, text: str, *, joined: str = "") -> int:
    """Where a phrase first stands in a text as whole words, -1 if nowhere; ``joined``: signs that go on a word.

    For phrases that cables bring along: an expression for each of them would have to be compiled.
    """
    at = text.find(phrase)
    while at >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(phrase) : at + len(phrase) + 1]
        if not any(c.isalnum() or c == "_" or c in joined for c in before + after):
            return at
        at = text.find(phrase, at + 1)
    return -1


def cases(word: str) -> set[str]:
    """A short word with each of its letters small or large."""
    return {"".join(letters) for letters in product(*({c.lower(), c.upper()} for c in word))}


def _tree(phrases: Iterable[str]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for phrase in sorted(set(phrases)):
        node = root
        for char in phrase:
            node = node.setdefault(char, {})
        node[_END] = {}
    return root


def _branch(node: dict[str, Any]) -> str:
    parts = [re.escape(char) + _branch(rest) for char, rest in node.items() if char != _END]
    if not parts:
        return ""
    joined = parts[0] if len(parts) == 1 and _END not in node else f"(?:{'|'.join(parts)})"
    return joined + "?" if _END in node else joined
