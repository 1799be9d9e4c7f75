"""The end of a telegram: who signed it, and what the machines put after that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.cable.fields import signed_by
from kg.model import Span

#: Names, stamps and marks of the end stand in the last characters of the text.
ZONE = 4_000

#: Where the text of a telegram ends for certain.
_ENDS = ("\nNNNN", "\nNNN", "<< END OF DOCUMENT >>", "\nMessage Attributes", "\nMESSAGE ATTRIBUTES")

_CLASSIFICATION = r"(?:UNCLAS(?:SIFIED)?|LIMITED OFFICIAL USE|CONFIDENTIAL|SECRET|TOP SECRET|NOFORN|EXDIS|NODIS|SIPDIS)"
#: A line after the text that is nobody's name.
_TRAILER = re.compile(
    rf"(?:N{{3,4}}|BT|#\d{{4}}|!{{1,3}}|\.{{2,4}}|{_CLASSIFICATION}(?:[ /]{{1,3}}{_CLASSIFICATION}){{0,3}}"
    r"|\d{4}-\d\d-\d\d|<<.{0,60}>>|.{0,60}Declassified/Released.{0,80}|[-=_*~][-=_*~ ]{1,80}|[%\x00-\x1f]{1,20})\r?"
)


@dataclass(frozen=True, slots=True)
class Ending:
    """``start``: where the text proper ends; then signers and trailer, each in order."""

    start: int
    signers: tuple[Span, ...]
    trailer: tuple[Span, ...]


def ending(text: str, start: int, end: int) -> Ending:
    """The end of the telegram whose body begins at ``start``."""
    cut = _cut(text, start, end)
    low = max(start, cut - ZONE)
    names = signed_by(text[low : min(end, cut + 200)])
    signers = tuple(_places(text, low, min(end, cut + 200), names))
    if not signers and (old := signer(text, start, end)):
        signers = (old,)
    first = signers[0].start if signers else _without_trailer(text, low, cut)
    trailer = []
    at = first
    for after in (*signers, Span(end, end)):
        trailer.extend(_stripped(text, at, after.start))
        at = after.end
    return Ending(first, signers, tuple(trailer))


def _cut(text: str, start: int, end: int) -> int:
    """Where the machine's marks of the end begin; ``end`` if there are none."""
    found = [at for mark in _ENDS if (at := text.find(mark, start, end)) >= 0]
    for at in sorted(found):
        line = text[at : at + 60].lstrip("\n").split("\n", 1)[0].strip()
        if not line.strip("N") or not line.startswith("N"):
            return at
    return end


def _places(text: str, low: int, high: int, names: tuple[str, ...]) -> Iterator[Span]:
    """Where the names stand, in order; a name that is said twice in a row is one place."""
    found: list[Span] = []
    for name in reversed(names):
        words = [re.escape(word) for word in name.split()]
        if not words:
            continue
        places = list(re.finditer(r"(?<!\w)" + r"\s{1,40}".join(words) + r"(?!\w)", text[low:high]))
        if not places:
            continue
        begin, stop = low + places[-1].start(), low + places[-1].end()
        twice = re.compile(rf"(?<!\w){re.escape(text[begin:stop])}\s{{1,20}}\Z", re.IGNORECASE)
        while again := twice.search(text, max(low, begin - len(name) - 40), begin):
            begin = again.start()
        found.append(Span(begin, stop))
        high = begin
    return reversed(found)


def _without_trailer(text: str, low: int, end: int) -> int:
    """Where the trailer's lines begin, going up from ``end``."""
    at = end
    while at > low:
        begin = text.rfind("\n", low, at - 1 if text[at - 1] == "\n" else at) + 1
        begin = max(begin, low)
        line = text[begin:at].strip()
        if line and not _TRAILER.fullmatch(line):
            break
        at = begin
    return at if text[at:end].strip() else end


def _stripped(text: str, start: int, end: int) -> list[Span]:
    piece = text[start:end]
    if not piece.strip():
        return []
    return [Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))]


_SIGNER = re.compile(r"^[ \t]*(?!END |End )[A-Z][A-Za-z'\-]+(?: [A-Z][A-Za-z'\-]*\.?){0,2}(?<!\.)[ \t]*$")
_GLUED_SIGNER = re.compile(
    r"(?<=[.)\"”?!0-9]) +((?!END |COMMENT|SUMMARY|TEXT|NOTE)[A-Z][A-Z'\-]+(?: [A-Z][A-Z'\-]{2,}){0,2})[ \t]*$"
)
_SENTENCE_END = re.compile(r"[.!?:;)\"”][ \t]*$")


def signer(text: str, start: int, end: int) -> Span | None:
    """The name that closes the cable: on a line of its own, or after the last sentence."""
    stop = end
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    line_start = text.rfind("\n", start, stop) + 1 or start
    line = text[line_start:stop]
    if len(line) > 4000:
        return None
    if line_start > start and _SIGNER.match(line):
        begin = line_start + len(line) - len(line.lstrip())
        before = text[max(start, line_start - 200) : line_start].rstrip()
        upper = line.strip() == line.strip().upper()
        blank_before = text[max(start, line_start - 200) : line_start].rstrip(" \t").endswith("\n\n")
        if upper or blank_before or _SENTENCE_END.search(before):
            return Span(begin, stop)
        return None
    glued = _GLUED_SIGNER.search(line)
    return Span(line_start + glued.start(1), stop) if glued else None
