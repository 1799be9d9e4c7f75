"""Which words a pattern cannot do without: a text that holds none of them need not be searched.

A cable's paragraph is looked through by some forty patterns, most of which ask for a word such as "Ministry" or
"University". One pass over the paragraph finds the words of all of them, many times faster than each pattern itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, reduce
from operator import or_
from typing import Any

from kg.extract import phrases

try:
    from re import _parser as parser  # type: ignore[attr-defined]  # private, but there since Python 3.11
except ImportError:  # pragma: no cover
    parser = None

#: Shorter pieces of a pattern stand in too many texts: of them all are asked for that there are.
SHORTEST = 3

Pieces = frozenset[str]


def triggers(expression: str) -> tuple[Pieces, ...]:
    """Sets of pieces of text: every match of the expression holds at least one of each; none where none can be told."""
    choices = sorted(set(_choices(list(parser.parse(expression)))), key=_worth, reverse=True) if parser else []
    return tuple(choices[:1] if choices and _worth(choices[0])[0] >= SHORTEST else choices)


class Index:
    """Which of several expressions can match in a text, by their triggers."""

    def __init__(self, needs: Sequence[Sequence[Pieces]]) -> None:
        bit: dict[Pieces, int] = {}
        self._needs = [sum(bit.setdefault(pieces, 1 << len(bit)) for pieces in set(need)) for need in needs]
        own: dict[str, int] = {}
        for pieces, mine in bit.items():
            for piece in pieces:
                own[piece] = own.get(piece, 0) | mine
        every = sorted(own)
        # Where a piece is found, those that it begins with stand as well.
        self._bits = {
            piece: reduce(or_, (own.get(piece[:end], 0) for end in range(1, len(piece) + 1)), 0) for piece in every
        }
        self._search = re.compile(phrases.expression(every) or "(?!)").search

    def fitting(self, text: str) -> list[int]:
        """The numbers of the expressions that can match."""
        seen = at = 0
        while found := self._search(text, at):
            seen |= self._bits[found[0]]
            at = found.start() + 1
        return [i for i, need in enumerate(self._needs) if need & seen == need]


@cache
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


def _choices(sequence: Sequence[tuple[Any, Any]]) -> Iterable[Pieces]:
    """What every match of a sequence holds one of: how the match so far ends, after each part; what parts hold."""
    for i, (operation, value) in enumerate(sequence):
        if str(operation) == "LITERAL" and i + 1 < len(sequence) and str(sequence[i + 1][0]) == "LITERAL":
            continue  # with the next letter it says more
        pieces = _ends(sequence[: i + 1])[0]
        if all(piece.strip() for piece in pieces):
            yield frozenset(p for p in pieces if not any(shorter != p and shorter in p for shorter in pieces))
        if inner := _inside(str(operation), value):
            yield inner


def _worth(pieces: Pieces) -> tuple[int, int, list[str]]:
    """Of several such sets the one whose shortest is longest."""
    return min(map(len, pieces)), -len(pieces), sorted(pieces)


def _needed(sequence: Sequence[tuple[Any, Any]]) -> Pieces | None:
    return max(_choices(sequence), key=_worth, default=None)


def _inside(operation: str, value: Any) -> Pieces | None:
    if operation == "SUBPATTERN":
        flags = value[1]
        return None if flags & re.IGNORECASE else _needed(list(value[3]))
    if operation == "ATOMIC_GROUP":
        return _needed(list(value))
    if operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _needed(list(value[2])) if value[0] else None
    if operation == "BRANCH":
        parts = [_needed(list(part)) for part in value[1]]
        if all(parts):
            return frozenset().union(*(part for part in parts if part))
    return None
