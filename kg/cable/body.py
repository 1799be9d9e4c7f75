"""The layout of a body: which stretch of it is paragraph, heading, signer or trailer.

Every character that is not blank lies in exactly one of them. A paragraph begins at its mark and goes on to the next
one's, less the headings that stand before that; a page mark belongs to what it stands in or after.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from kg.cable import ending
from kg.cable.marks import UNNUMBERED, candidates, is_rule, page_marks
from kg.model import Paragraph, Problem, Span

#: So many problems of one kind are told one by one; a file of noise would have a million.
MAX_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a body, each in order; ``body`` spans them all."""

    body: Span
    paragraphs: tuple[Paragraph, ...]
    headings: tuple[Span, ...]
    signers: tuple[Span, ...]
    signed_by: tuple[str, ...]
    trailer: tuple[Span, ...]
    page_marks: tuple[Span, ...]
    problems: tuple[Problem, ...]


class Mark(NamedTuple):
    """A paragraph mark: where it begins, its number and its portion mark."""

    start: int
    number: int
    marking: str | None
    pilcrow: bool
    spaced: bool  # a blank line stands before it
    crowded: bool = False  # the next one stands on the next line: rather an entry in a list


def layout(text: str, start: int, end: int | None = None, pages: tuple[Span, ...] | None = None) -> Layout:
    """The layout of the body that begins at ``start``; ``end`` is where the telegram ends, the text's end if None.

    ``pages``: its page marks, if they are known already.
    """
    end = len(text) if end is None else end
    closing = ending.ending(text, start, end)
    pages = page_marks(text, start) if pages is None else pages
    marks, problems = paragraph_marks(text, start, closing.start)
    paragraphs: list[Paragraph] = []
    headings: list[Span] = []
    if marks:
        printed = _Pages(pages)
        _before(text, start, marks[0].start, printed, paragraphs, headings)
        if marks[0].number == 2 and any(p.marking for p in paragraphs):
            problems = problems[1:]  # the paragraph before it is the first, its number forgotten
        stops = [mark.start for mark in marks[1:]] + [closing.start]
        for mark, stop in zip(marks, stops, strict=True):
            last = stop == closing.start
            kept, found = (_trim(text, mark.start, stop), []) if last else _headings(text, mark.start, stop, printed)
            paragraphs.append(Paragraph(str(mark.number), mark.marking, mark.start, kept))
            headings.extend(found)
    elif text[start : closing.start].strip():
        begin = _skip_blanks(text, start, closing.start)
        portion = UNNUMBERED.match(text, begin)
        paragraphs.append(
            Paragraph(None, portion["marking"] if portion else None, begin, _trim(text, begin, closing.start))
        )
    spans = [part for part in (paragraphs, headings, closing.signers, closing.trailer) if part]
    return Layout(
        body=Span(min(s[0].start for s in spans), max(s[-1].end for s in spans)) if spans else Span(start, start),
        paragraphs=tuple(paragraphs),
        headings=tuple(headings),
        signers=closing.signers,
        signed_by=closing.names,
        trailer=closing.trailer,
        page_marks=pages,
        problems=tuple(problems),
    )


# --- paragraph marks, told from other numbers by their sequence ------------------------------------------------------


def paragraph_marks(text: str, start: int, end: int) -> tuple[list[Mark], list[Problem]]:
    """The paragraph marks in [start, end), and what is odd about their numbers.

    Of all numbers at line starts, those are marks that make the best sequence: steps of one count for it, gaps and
    repetitions against it, portion marks and blank lines before a number for it.
    """
    found = [_mark(text, at, match, start) for at, match in candidates(text, start, end)]
    if any(mark.pilcrow and mark.number == 1 for mark in found):
        # Where marks have pilcrows, a bare number is one only with a portion mark.
        found = [mark for mark in found if mark.pilcrow or mark.marking]
    if _in_order(found):
        return found, []
    for i, (one, two) in enumerate(pairwise(found)):
        if two.start - one.start < 100 and text.count("\n", one.start, two.start) == 1:
            found[i] = one._replace(crowded=True)
    chain = _sequence(found)
    problems: list[Problem] = []
    before = 0
    for mark in chain:
        if mark.number != before + 1 and len(problems) < MAX_PROBLEMS:
            problems.append(Problem("W201", _odd(mark.number, before), mark.start))
        before = mark.number
    return chain, problems


def _in_order(marks: list[Mark]) -> bool:
    """Whether there is nothing to choose: the marks count from one, and none of them looks like an entry in a list."""
    sure = sum(mark.marking is not None for mark in marks)
    return [mark.number for mark in marks] == list(range(1, len(marks) + 1)) and (
        sure < 2 or sure == len(marks) or all(mark.marking is not None or mark.spaced for mark in marks)
    )


def _odd(number: int, before: int) -> str:
    if not before:
        return f"the first paragraph has number {number}"
    return f"paragraph {number} follows paragraph {before}"


def _mark(text: str, at: int, match: re.Match[str], start: int) -> Mark:
    line = text.rfind("\n", 0, at) + 1
    above = text[text.rfind("\n", 0, line - 1) + 1 : line - 1] if line else ""
    spaced = not above or at == start or not above.strip() or is_rule(above)
    return Mark(at, int(match["number"]), match["marking"], bool(match["pilcrow"]), spaced)


#: How far the number may jump from one paragraph to the next: more than redactions and extracts leave out is chance.
_MAX_GAP = 12


def _sequence(marks: list[Mark]) -> list[Mark]:
    """The best-scoring sequence of marks, in text order: for each number, the best one that ends with it."""
    best: dict[int, tuple[float, int]] = {}  # number: score, index of the mark
    previous: list[int] = []
    peak = 0.0  # the best score so far
    portions = sum(mark.marking is not None for mark in marks) > 1
    for index, mark in enumerate(marks):
        number = mark.number
        sure = mark.marking is not None
        plausible = sure or mark.spaced or mark.pilcrow
        score, link = (2.0, -1) if number == 1 else (-1.0, -1) if sure or (plausible and number <= 3) else (-9.0, -1)
        if (step := best.get(number - 1)) and step[0] + 2 > score:
            score, link = step[0] + 2, step[1]
        if plausible and number < 1000 and peak - 2 > score:  # otherwise no step over a gap can be better
            for gap in range(2, _MAX_GAP + 1):
                if (step := best.get(number - gap)) and step[0] - 1 - gap / 2 > score:
                    score, link = step[0] - 1 - gap / 2, step[1]
        if sure:
            for again in (number, number + 1):
                if (step := best.get(again)) and step[0] - 2 > score:
                    score, link = step[0] - 2, step[1]
        previous.append(link)
        score += 1 + 3 * sure + mark.spaced - 0.5 * mark.crowded
        if portions and not sure and not mark.spaced:
            score -= 3  # where paragraphs have portion marks, a number amid lines is an entry in a list
        if number and (score > 0 or link >= 0) and (number not in best or score > best[number][0]):
            best[number] = (score, index)
            peak = max(peak, score)
    if not best:
        return []
    top, at = max(best.values(), key=lambda end: (end[0], -end[1]))
    chain: list[Mark] = []
    while at >= 0 and top > 0:
        chain.append(marks[at])
        at = previous[at]
    return chain[::-1]


# --- headings --------------------------------------------------------------------------------------------------------


def is_heading(lines: Sequence[str]) -> bool:
    """Whether stripped lines between blank lines are a heading: short lines over a rule of hyphens, or one short line
    in capitals or title case that ends no sentence."""
    words = [line for line in lines if not is_rule(line)]
    if not words:
        return True
    if len(words) > 3 or any(len(line) > 100 for line in words):
        return False
    if len(words) < len(lines) and is_rule(lines[-1]):
        return True
    text = " ".join(words)
    if len(words) > 2 or text[-1] in ".;,:" or text.startswith(("-", "(", "¶", '"')):
        return False
    letters = _LONG_WORD.findall(text)
    return bool(letters) and len(text) <= 90 and all(word[0].isupper() for word in letters)


_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


class _Pages:
    """The page marks of a body."""

    def __init__(self, marks: Sequence[Span]) -> None:
        self._marks = marks
        self._starts = [mark.start for mark in marks]

    def hold(self, start: int, end: int) -> bool:
        """Whether [start, end) is nothing but a page mark, or part of one."""
        # A page mark in the line may have blanks before it that belong to the mark.
        before = bisect_right(self._starts, start) - 1
        return before >= 0 and end <= self._marks[before].end


def _headings(text: str, start: int, stop: int, pages: _Pages) -> tuple[int, list[Span]]:
    """Where the paragraph that begins at ``start`` ends, and the headings between it and ``stop``."""
    end = stop = _trim(text, start, stop)
    if text[end - 1] in ".;,:":
        return end, []  # as most paragraphs do, and no heading does
    headings: list[Span] = []
    while block := _block_above(text, start, stop, pages):
        lines = [line for _, line in block.lines]
        low = 0 if not block.first_above and is_heading(lines) else _ruled(lines)
        if low is None:
            break
        # What follows a heading before the next heading or paragraph, a page mark, belongs to it.
        stop = block.lines[low][0]
        headings.append(Span(stop, block.end))
    return _trim(text, start, stop), headings[::-1]


class _Block(NamedTuple):
    """Lines without a blank one or a page mark between them: of a long block the last ones alone."""

    lines: list[tuple[int, str]]  # where each begins, and it without the blanks around it
    first_above: bool  # the first line of the paragraph stands over it
    end: int  # where the last line ends, or a page mark after it


def _block_above(text: str, start: int, stop: int, pages: _Pages) -> _Block | None:
    """The last block in [start, stop); None where that is the first line or cannot be a heading."""
    lines: list[tuple[int, str]] = []
    words = 0  # how many of the lines are no rules
    end = 0
    while (begin := text.rfind("\n", start, stop) + 1) > start:
        line = text[begin:stop].strip()
        at = text.index(line[0], begin) if line else begin
        end = end or (at + len(line) if line else 0)
        if not line or pages.hold(at, at + len(line)):
            if lines:
                return _Block(lines[::-1], False, end)
        else:
            if not lines and line[-1] in ".;,:":
                return None
            lines.append((at, line))
            words += not is_rule(line)
            if words > 3 and len(lines) > 4:
                return _Block(lines[::-1], False, end)
        stop = begin - 1
    if not lines:
        return None
    line = text[start:stop].strip()
    return _Block(lines[::-1], bool(line) and not pages.hold(start, start + len(line)), end)


def _ruled(lines: list[str]) -> int | None:
    """Where in a block a heading over a rule begins that no blank line parts from the text above; None if none does."""
    high = len(lines) - 1
    if not high or not is_rule(lines[high]):
        return None
    at = high - 1
    while at >= 0 and high - at <= 3:
        line = lines[at]
        if is_rule(line):
            return at if at < high - 1 else None
        if len(line) > 100 or (line[-1] in '.?!;,)"”' and at < high - 1) or line.startswith(("-", "¶")):
            return at + 1
        at -= 1
    return at + 1 if at < 0 else high - 1


class _Line(NamedTuple):
    start: int
    end: int
    text: str
    page: bool  # it is nothing but a page mark, or part of one


def _lines(text: str, start: int, end: int, pages: _Pages) -> list[_Line]:
    """The lines of [start, end), stripped; blank ones are kept, with an empty text."""
    found: list[_Line] = []
    at = start
    for line in text[start:end].split("\n"):
        stripped = line.strip()
        begin = at + line.index(stripped[0]) if stripped else at
        page = bool(stripped) and pages.hold(begin, begin + len(stripped))
        found.append(_Line(begin, begin + len(stripped), stripped, page))
        at += len(line) + 1
    return found


def _before(text: str, start: int, stop: int, pages: _Pages, paragraphs: list[Paragraph], headings: list[Span]) -> None:
    """Headings and paragraphs without number before the first mark; page marks go with what stands before them."""
    lines = _lines(text, start, stop, pages)
    at = 0
    while at < len(lines):
        if not lines[at].text:
            at += 1
            continue
        low = at
        while at < len(lines) and (lines[at].text or (at + 1 < len(lines) and lines[at + 1].page)):
            at += 1
        block = [line.text for line in lines[low:at] if line.text and not line.page]
        end = max(line.end for line in lines[low:at] if line.text)
        if is_heading(block):
            headings.append(Span(lines[low].start, end))
        else:
            portion = UNNUMBERED.match(text, lines[low].start)
            paragraphs.append(Paragraph(None, portion["marking"] if portion else None, lines[low].start, end))


def _skip_blanks(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _trim(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())
