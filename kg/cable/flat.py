"""The body as a reader sees it: blocks on one line each, page marks gone, every character mapped back.

Names and sentences run over line breaks and page marks; rules are far simpler on text without them. Each
block keeps, for every character, its offset in the source, so nothing found here loses its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.cable.marks import MARK, PAGE_MARK, RULE, UNNUMBERED
from kg.model import Document, Paragraph, Span

_GAP = re.compile(r"\n[ \t\r]*+(?:\n[ \t\r]*+)++")
#: Words with one blank between two.
_RUN = re.compile(r"\S++(?: \S++)*+")

#: What every page mark holds; most stretches of text hold none, and this is seen sooner.
_MARKED = re.compile(r" 0\d{7} |PAGE |Declassified/Released")
#: What every line of a page mark holds.
_MARK_LINE = re.compile(rf"{_MARKED.pattern}|UNCLAS|OFFICIAL USE|CONFIDENTIAL|SECRET|C O N F|S E C R")

#: Words whose full stop ends no sentence.
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof gen lt col maj capt sgt sen rep gov amb st jr sr inc ltd co corp no vs etc fr rev hon dept"
    " jan feb mar apr jun jul aug sep sept oct nov dec approx est min cdr adm brig pres u.s u.k u.n e.u a.k.a"
    " e.g i.e p.m a.m s.a".split()
)
_INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Z]")
_BOUNDARY = re.compile(r"[.?!][.\"”’')\]]{0,8}+(?= {1,8}[\"“‘'(\[¶-]{0,8}[A-Z0-9])")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the body on one line; only between the items of a list the line break stays.

    ``offsets[i]`` is where ``text[i]`` stands in the source; ``offsets[-1]`` is one past the last character."""

    text: str
    offsets: tuple[int, ...]
    paragraph: Paragraph | None  # None for a heading
    sentences: tuple[Span, ...]  # within ``text``
    written: str = ""  # the document's own letters where ``text`` has others (kg.extract.recase)

    def source(self, start: int, end: int) -> Span:
        """Where [start, end) of ``text`` stands in the source."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


def one_line(text: str) -> str:
    """A stretch of source text as quotes show it: page marks out, blanks and line breaks as one blank."""
    return " ".join((PAGE_MARK.sub(" ", text) if _MARKED.search(text) else text).split())


def sentences(text: str, breaks: Sequence[int] = ()) -> tuple[Span, ...]:
    """Sentence spans of a one-line text, trimmed of blanks. ``breaks``: where an item of a list ends."""
    ends = list(breaks)
    for match in _BOUNDARY.finditer(text):
        if match[0] == ".":
            word = text[text.rfind(" ", 0, match.start()) + 1 : match.start()].strip("\"“(['")
            # Initials (J., U.S.) and known abbreviations do not end a sentence.
            if word.lower() in _ABBREVIATIONS or _INITIALS.fullmatch(word):
                continue
        ends.append(match.end())
    found: list[Span] = []
    start = 0
    for end in (*sorted(ends), len(text)):
        found.append(Span(start, end))
        start = end
    trimmed = []
    for span in found:
        piece = text[span.start : span.end]
        if piece.strip():
            lead = len(piece) - len(piece.lstrip())
            trimmed.append(Span(span.start + lead, span.start + len(piece.rstrip())))
    return tuple(trimmed)


def _width(document: Document) -> int:
    """How many characters the lines of the body have that are full: nine in ten are not longer."""
    lengths = sorted(len(line.rstrip()) for line in document.text[document.body.start : document.body.end].split("\n"))
    return lengths[len(lengths) * 9 // 10]


#: A line that ends so goes on in the next one.
_OPEN = re.compile(r"(?:[,(/&-]|\b(?:and|or|of|the|for|to|in|at|by|with|from|an?|on))$")
_BULLET = re.compile(r"(?:[-*•¶]|\d{1,2}[.)]|\(?[a-z]\)) ?\w")


def _ends_item(text: str, stop: int, resume: int, width: int) -> bool:
    """Whether the line that ends at ``stop`` is an item of a list: the next line, from ``resume`` on, begins like
    another, and its first word would have had room by far. Without bullets the line before must not be full, either:
    where a text was wrapped twice, every other line is short."""
    begin = text.rfind("\n", 0, stop) + 1
    line = text[begin:stop]
    if _OPEN.search(line):
        return False
    if _GAP.match(text, text.find("\n", stop)) and _BULLET.match(line) and text[resume].isupper():
        return True  # the last of a part of the list
    if not _room(line, text, resume, width):
        return False
    if _BULLET.match(text, resume):
        return True
    before = text[text.rfind("\n", 0, begin - 1) + 1 : begin - 1].rstrip() if begin else ""
    return text[resume].isupper() and not line.lstrip()[:1].islower() and _room(before, text, begin, width)


def _room(line: str, text: str, resume: int, width: int) -> bool:
    """Whether the first word from ``resume`` on would have stood in a line well before it was full."""
    first = text[resume : resume + width].split(maxsplit=1)
    return len(line) + 1 + len(first[0] if first else "") < width * 0.7


def _flatten(document: Document, start: int, end: int, paragraph: Paragraph | None, width: int) -> Block | None:
    text = document.text
    breaks: list[int] = []
    hidden = [(mark.start, mark.end) for mark in document.page_marks if mark.start < end and mark.end > start]
    hidden += [rule.span() for rule in RULE.finditer(text, start, end)]
    pieces: list[str] = []
    offsets: list[int] = []
    at = start
    for low, high in [*sorted(hidden), (end, end)]:
        # What is hidden parts words as a blank does.
        for run in _RUN.finditer(text, at, max(at, low)):
            if pieces:
                stop, resume = offsets[-1] + 1, run.start()
                blank = " "
                shown = not any(stop <= one < resume for one, _ in hidden)
                if shown and text.find("\n", stop, resume) >= 0 and _ends_item(text, stop, resume, width):
                    breaks.append(len(offsets))
                    blank = "\n"
                pieces.append(blank)
                # The blank stands where the first of the blanks it is made of stands.
                offsets.append(offsets[-1] + 1)
            pieces.append(run[0])
            offsets.extend(range(*run.span()))
        at = max(at, high)
    if not pieces:
        return None
    flat = "".join(pieces)
    return Block(flat, (*offsets, offsets[-1] + 1), paragraph, sentences(flat, breaks))


def blocks(document: Document) -> tuple[Block, ...]:
    """The body's blocks in order: headings whole, paragraphs cut at blank lines unless the sentence goes on
    after one (a page mark stands between blank lines)."""
    text = document.text
    width = _width(document)
    found: list[Block] = []
    for paragraph in document.paragraphs:
        mark = (MARK if paragraph.number else UNNUMBERED).match(text, paragraph.start, paragraph.end)
        at = mark.end() if mark else paragraph.start
        for gap in [*_GAP.finditer(text, at, paragraph.end), None]:
            stop = gap.start() if gap else paragraph.end
            if gap and _goes_on(document, at, stop, gap.end(), paragraph.end):
                continue
            if block := _flatten(document, at, stop, paragraph, width):
                found.append(block)
            at = gap.end() if gap else stop
    found.extend(b for h in document.headings if (b := _flatten(document, h.start, h.end, None, width)))
    return tuple(sorted(found, key=lambda b: b.offsets[0]))


def _goes_on(document: Document, at: int, stop: int, resume: int, end: int) -> bool:
    """Whether the sentence before a blank line goes on after it: a page mark is near and no full stop was."""
    near = any(stop - 2 <= m.start <= resume + 2 or (at <= m.start and m.end >= stop - 2) for m in document.page_marks)
    if not near:
        return False
    before = one_line(_last_lines(document.text, at, stop))
    return not before or before[-1] not in ".!?:" or not one_line(_first_lines(document.text, resume, end))


def _last_lines(text: str, start: int, end: int) -> str:
    """The end of a stretch from a line on that is certainly in no page mark: to look for page marks is slow."""
    stop = end
    while stop > start:
        line = max(start, text.rfind("\n", start, stop) + 1)
        if _in_no_mark(text[line:stop]):
            return text[line:end]
        stop = line - 1
    return text[start:end]


def _first_lines(text: str, start: int, end: int) -> str:
    """The same from the beginning of a stretch."""
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if _in_no_mark(text[at:stop]):
            return text[start:stop]
        at = stop + 1
    return text[start:end]


def _in_no_mark(line: str) -> bool:
    return bool(line.strip()) and not _MARK_LINE.search(line)
