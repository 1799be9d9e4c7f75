"""The end of a telegram: who signed it, and what the machines put after that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.cable.fields import signed_by
from kg.model import Span

#: Names, stamps and marks of the end stand in the last characters of the text.
ZONE = 1_500

#: Where the text of a telegram ends for certain.
_ENDS = ("\nNNN", "\nMessage Attributes", "\nMESSAGE ATTRIBUTES")
_END_OF_DOCUMENT = "<< END OF DOCUMENT >>"

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
    names: tuple[str, ...]
    trailer: tuple[Span, ...]


def ending(text: str, start: int, end: int) -> Ending:
    """The end of the telegram whose body begins at ``start``."""
    cut = _cut(text, start, end)
    low = max(start, cut - ZONE)
    names = signed_by(text[low:cut])
    signers = tuple(_places(text, low, cut, names))
    first = signers[0].start if signers else _without_trailer(text, low, cut)
    trailer = []
    at = first
    for after in (*signers, Span(end, end)):
        trailer.extend(_stripped(text, at, after.start))
        at = after.end
    return Ending(first, signers, names, tuple(trailer))


def _cut(text: str, start: int, end: int) -> int:
    """Where the machine's marks of the end begin; ``end`` if there are none."""
    found = [at for mark in _ENDS if (at := text.find(mark, start, end)) >= 0]
    if "<" in text and (at := text.find(_END_OF_DOCUMENT, start, end)) >= 0:
        found.append(at)
    for at in sorted(found):
        line = text[at : at + 60].lstrip("\n").split("\n", 1)[0].strip()
        if not line.strip("N") or not line.startswith("N"):
            return at
    return end


def _places(text: str, low: int, high: int, names: tuple[str, ...]) -> Iterator[Span]:
    """Where the names stand, in order; a name that is said twice in a row is one place."""
    found: list[Span] = []
    for name in reversed(names):
        place = _last_place(text, low, high, name)
        if place is None:
            continue
        begin, stop = place
        # Said again before or after, perhaps in other letters: SHANNON Shannon.
        said = name.casefold()
        while text[low:begin].rstrip()[-len(name) :].casefold() == said:
            begin = low + len(text[low:begin].rstrip()) - len(name)
        while (rest := text[stop:high]).lstrip()[: len(name)].casefold() == said:
            stop += len(rest) - len(rest.lstrip()) + len(name)
        found.append(Span(begin, stop))
        high = begin
    return reversed(found)


def _last_place(text: str, low: int, high: int, name: str) -> tuple[int, int] | None:
    """The last place in [low, high) where ``name`` stands as words of its own, over a line's end too."""
    at = high
    while name and (at := text.rfind(name, low, at)) >= 0:
        stop = at + len(name)
        if not text[at - 1 : at].isalnum() and not text[stop : stop + 1].isalnum():
            return at, stop
        at = stop - 1
    words = [re.escape(word) for word in name.split()]
    if len(words) < 2:
        return None
    places = list(re.finditer(r"(?<!\w)" + r"\s{1,40}".join(words) + r"(?!\w)", text[low:high]))
    return (low + places[-1].start(), low + places[-1].end()) if places else None


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
