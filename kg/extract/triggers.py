"""Which words a pattern cannot do without: a text that holds none of them need not be searched.

A cable's paragraph is looked through by some forty patterns, most of which ask for a word such as "Ministry" or
"University". Looking for the word is many times faster than looking for the pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

try:
    from re import _parser as parser  # type: ignore[attr-defined]  # private, but there since Python 3.11
except ImportError:  # pragma: no cover
    parser = None

#: A shorter piece of a pattern stands in too many texts to be worth looking for.
SHORTEST = 3

Pieces = frozenset[str]


def triggers(expression: str) -> Pieces:
    """Pieces of text of which every match of the expression holds at least one; empty where none can be told."""
    return (_needed(parser.parse(expression)) if parser else None) or frozenset()


def possible(text: str, needed: Pieces) -> bool:
    """Whether an expression with these triggers can match in the text."""
    for piece in needed:
        if piece in text:
            return True
    return not needed


def endings(expression: str) -> tuple[str, ...]:
    """Texts with one of which every match of the expression ends; one of them is empty where none can be told."""
    return tuple(sorted(_ends(list(parser.parse(expression)))[0])) if parser else ("",)


#: Of more endings the last few letters are told apart well enough.
_MOST = 64


def _ends(sequence: Sequence[tuple[Any, Any]]) -> tuple[set[str], bool]:
    """How matches of a sequence end, and whether that is all of each match."""
    ends = {""}
    for operation, value in reversed(sequence):
        before, whole = _end(str(operation), value)
        if len(before) * len(ends) > _MOST:
            return ends, False
        ends = {b + e for b in before for e in ends}
        if not whole:
            return ends, False
    return ends, True


def _end(operation: str, value: Any) -> tuple[set[str], bool]:
    if operation == "LITERAL":
        return {chr(value)}, True
    if operation == "AT":
        return {""}, True
    if operation == "IN" and all(str(kind) == "LITERAL" for kind, _ in value):
        return {chr(char) for _, char in value}, True
    if operation == "SUBPATTERN" and not value[1] & re.IGNORECASE:
        return _ends(list(value[3]))
    if operation == "MAX_REPEAT" and value[:2] == (0, 1):
        ends, whole = _ends(list(value[2]))
        return ends | {""}, whole
    if operation == "BRANCH":
        parts = [_ends(list(part)) for part in value[1]]
        return set().union(*(ends for ends, _ in parts)), all(whole for _, whole in parts)
    return {""}, False


def _needed(sequence: Iterable[tuple[Any, Any]]) -> Pieces | None:
    """The best of the pieces that the parts of a sequence need: the one whose shortest is longest."""
    choices: list[Pieces] = []
    literal = ""
    for operation, value in [*sequence, (None, None)]:
        if operation is not None and str(operation) == "LITERAL":
            literal += chr(value)
            continue
        if len(literal) >= SHORTEST:
            choices.append(frozenset([literal]))
        literal = ""
        if operation is not None and (inner := _inside(str(operation), value)):
            choices.append(inner)
    return max(choices, key=lambda pieces: (min(map(len, pieces)), -len(pieces)), default=None)


def _inside(operation: str, value: Any) -> Pieces | None:
    if operation == "SUBPATTERN":
        flags = value[1]
        return None if flags & re.IGNORECASE else _needed(value[3])
    if operation == "ATOMIC_GROUP":
        return _needed(value)
    if operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _needed(value[2]) if value[0] else None
    if operation == "BRANCH":
        parts = [_needed(part) for part in value[1]]
        if all(parts):
            return frozenset().union(*(part for part in parts if part))
    return None
