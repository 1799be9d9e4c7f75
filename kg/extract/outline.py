"""Which sentences a pattern can match in, told by the order of their words and items, before it is searched for.

A pattern asks for words and items one after the other, and says what may stand between. Where each of them stands in
many sentences at once are the bits of one number, and a step of the pattern takes all places it can have come to, as
bits, to those it can come to next. What comes to no end need not be compiled, and of the sentences only those need be
searched in which something did. What lies between is not looked at closely, so that not each of them is a match.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from kg.extract.encode import Sentence

#: A piece of an encoded sentence: a word, the character of an item, or a mark.
PIECE = re.compile(r"\w+|[^\w\s]")
#: So many pieces at most, or those of one longer sentence, are bits of the same numbers.
_TOGETHER = 4000


class Words(NamedTuple):
    """A piece of one of some sets, after so many others and before so many; or nothing of that, if ``optional``."""

    among: tuple[tuple[frozenset[str], int, int], ...]
    optional: bool = False


class Past(NamedTuple):
    """Any number of pieces, none of them of ``without``."""

    without: frozenset[str]


class Either(NamedTuple):
    """One of several ways to go on."""

    ways: tuple[tuple[Words | Past | Either, ...], ...]


Step = Words | Past | Either
Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A step and what leads to it; outlines that begin alike have the beginning in common."""

    before: Path | None
    step: Step


@cache
def _on(before: Path | None, step: Step) -> Path:
    return Path(before, step)


@dataclass(frozen=True, slots=True)
class Outline:
    """``paths``: what a match holds, in order, each on from the one before. ``needs``: of each of these sets every
    match holds one piece."""

    paths: tuple[Path, ...]
    needs: tuple[frozenset[str], ...]


class Drawing:
    """An outline as it grows: brackets and their alternatives are a stack."""

    def __init__(self) -> None:
        self._open: list[list[list[Step]]] = [[[]]]

    def add(self, *steps: Step) -> None:
        self._open[-1][-1] += steps

    def group(self, mark: str, optional: bool) -> None:
        """A bracket that opens ("("), goes on to another alternative ("|") or closes (")")."""
        if mark == "(":
            self._open.append([[]])
        elif mark == "|":
            self._open[-1].append([])
        elif mark == ")" and len(self._open) > 1:
            ways = [tuple(way) for way in self._open.pop()]
            self.add(_either([*ways, ()] if optional else ways))

    def done(self) -> Outline:
        steps = tuple(self._open[0][0])
        paths = list[Path]()
        for step in steps:
            paths.append(_on(paths[-1] if paths else None, step))
        return Outline(tuple(paths), tuple(sorted(set(_needs(steps)), key=_rarity)))


def one(pieces: Iterable[str]) -> Words:
    """One of these pieces."""
    return Words(((frozenset(pieces), 0, 0),))


@cache
def said(text: str) -> Steps:
    """Words and marks next to one another."""
    return tuple(one("'’" if piece == "'" else [piece]) for piece in PIECE.findall(text.lower()))


def phrases(texts: Iterable[str]) -> Step:
    """One of several phrases."""
    return _either([said(text) for text in texts])


def _either(ways: Sequence[Steps]) -> Step:
    """One of several ways; where all are words, of each the longest one is all that is asked for."""
    sets: dict[tuple[int, int], set[str]] = {}
    for way in filter(None, ways):
        if not all(isinstance(step, Words) and len(step.among) == 1 and not step.optional for step in way):
            return Either(tuple(ways))
        pieces = [step.among[0][0] for step in way if isinstance(step, Words)]
        longest = max(range(len(pieces)), key=lambda i: min(map(len, pieces[i])))
        sets.setdefault((longest, len(pieces) - longest - 1), set()).update(pieces[longest])
    return Words(tuple((frozenset(words), *around) for around, words in sets.items()), () in ways)


def _needs(steps: Steps) -> Iterator[frozenset[str]]:
    for step in steps:
        if isinstance(step, Words) and not step.optional:
            yield frozenset().union(*(pieces for pieces, _, _ in step.among))
        elif isinstance(step, Either):
            rarest = [min(_needs(way), key=_rarity, default=frozenset[str]()) for way in step.ways]
            if all(rarest):
                yield frozenset().union(*rarest)


@cache
def _rarity(need: frozenset[str]) -> tuple[bool, int, int, list[str]]:
    """Words come before marks and items, few words before many, long ones before short ones."""
    return max(map(len, need)) == 1, len(need), -max(map(len, need)), sorted(need)


class Field:
    """Some sentences beside one another: where each piece stands in them, as the bits of numbers."""

    def __init__(self, sentences: Sequence[Sentence], pieces: Sequence[Sequence[str]]) -> None:
        self._sentences = sentences
        #: Behind each sentence is a place for what comes to its end, which is no piece.
        self._ends: list[int] = []
        self._where: dict[str, int] = {}
        self._any = at = 0
        where = self._where
        for some in pieces:
            self._any |= ((1 << len(some)) - 1) << at
            for piece in some:
                where[piece] = where.get(piece, 0) | 1 << at
                at += 1
            self._ends.append(at)
            at += 1
        self._known: dict[frozenset[str], int] = {}
        self._reached: dict[Path, int] = {}

    def fitting(self, outline: Outline) -> Iterator[Sentence]:
        """The sentences in which the outline comes to its end, in order."""
        for need in outline.needs:
            if not self._bits(need):
                return
        # A step over pieces that need not be there may lead past the end of the last sentence.
        reached = self._walk(outline.paths) & ((2 << self._ends[-1]) - 1)
        while reached:
            number = bisect_left(self._ends, (reached & -reached).bit_length() - 1)
            yield self._sentences[number]
            end = self._ends[number] + 1
            reached = reached >> end << end

    def _bits(self, pieces: frozenset[str]) -> int:
        found = self._known.get(pieces)
        if found is None:
            found = 0
            for piece in pieces & self._where.keys():
                found |= self._where[piece]
            self._known[pieces] = found
        return found

    def _walk(self, paths: Sequence[Path]) -> int:
        """Where the last of the paths can end."""
        known, at = self._reached, self._any
        for path in paths:
            found = known.get(path)
            if found is None:
                found = known[path] = self._follow(path.step, at)
            if not found:
                return 0
            at = found
        return at

    def _follow(self, step: Step, at: int) -> int:
        """Where a step can end that begins at one of these places."""
        if isinstance(step, Words):
            found = at if step.optional else 0
            for pieces, lead, trail in step.among:
                found |= (at << lead & self._bits(pieces)) << 1 + trail
            return found
        if isinstance(step, Past):
            free = self._any & ~self._bits(step.without)
            # The sum carries each place on through all free ones to the first that is not.
            return at | (((at & free) + free) ^ free)
        found = 0
        for way in step.ways:
            end = at
            for next_step in way:
                if not (end := self._follow(next_step, end)):
                    break
            found |= end
        return found


def fields(sentences: Sequence[Sentence]) -> list[Field]:
    """All sentences, in fields that are not too large."""
    found, start, size = [], 0, 0
    pieces = [PIECE.findall(sentence.text.lower()) for sentence in sentences]
    for stop, some in enumerate(pieces, 1):
        size += len(some)
        if size >= _TOGETHER or stop == len(pieces):
            found.append(Field(sentences[start:stop], pieces[start:stop]))
            start, size = stop, 0
    return found
