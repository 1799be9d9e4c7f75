"""What the fields share: plain text without the printer's marks, and the zone in which header lines stand.

Every pattern repeats a bounded number of times: the time any of them takes grows with the text, never faster.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from kg.cable.fields.posts import known_post
from kg.cable.finds import LineStart, finds

#: Header lines stand in the first characters after the message opening; a search never goes further.
ZONE = 30_000

#: The numbers of what the printer put at the top of each page: ``SHANGHAI 00000059  002.2 OF 005``. They are looked
#: for first, the post before them afterwards: a pattern that begins with a post would try every word of the text.
_PAGE_NUMBERS = re.compile(r" 0\d{4,7}[ ]{1,4}\d{3}(?:\.\d)?[ ]?[Oo][Ff][ ]?\d{3}\b")
_PAGE_POST = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z .']{1,28}$")
#: The same in old cables, the classification at the foot of the page before with it:
#: ``PAGE 02  STATE 015113  181545Z``.
_OLD_PAGE = re.compile(
    r"(?:\b(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|LIMITED OFFICIAL USE)[ ]{0,40}\n[ \n]{0,40})?"
    r"\bPAGE[ ]{1,4}\d{2}[ ]{1,12}[A-Z][A-Z ]{1,24}[ ]\d{4,6}(?:[ ]{1,4}(?:\d\d[ ]OF[ ]\d\d|\d{6}Z))*"
)

#: A line that only draws a line.
RULE = re.compile(r"[ \t]{0,8}[-=_*~][-=_*~ \t]{2,}")

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});")

#: The first paragraph mark: ``¶1.``, ``1. (C)``, ``1.(SBU)``, ``1) (U)``.
_FIRST = LineStart.of(
    r"[ \t]{0,8}(?:¶[ \t]{0,2}1|1)[ \t]?(?:[.)][ \t]|[.)]?[ \t]{0,2}\([A-Z][A-Z/, ]{0,12}\)|[.)]$)"
    # In old cables the classification, the reference or the subject may bear the first number.
    r"(?![ \t]{0,4}(?:\([A-Z]{1,3}\)[ \t]{0,3})?(?:CLASS?IF|REFS?\b[ \t]?[:.]|REFTEL[ \t]?:|SUBJ|E\.O\.))",
    re.IGNORECASE,
)

_PORTION = (
    r"(?:UNCLASSIFIED|CONFIDENTIAL|SECRET|UNCLAS|SBU|FOUO|LOU|TS|[UCS])"
    r"(?:[ ]{0,2}[/-]{1,2}[ ]{0,2}(?:NOFORN|NF|FOUO|SBU|ORCON|REL|SI|NC|OC|NOC|PROPIN|FGI|LES)){0,3}"
)
PORTION_MARK = re.compile(rf"[ \t]{{0,4}}[(\[]?[ ]?{_PORTION}[ ]?[)\]][ \t]{{0,4}}", re.IGNORECASE)


def plain(text: str) -> str:
    """``text`` with LF line ends, entities decoded and odd blanks made blanks. Only for values: offsets move."""
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\u00a0", " ").replace("\t", " ").replace("\u2028", "\n")


def one_line(text: str) -> str:
    """``text`` on one line, blanks collapsed."""
    return " ".join(text.split())


def joined(text: str) -> str:
    """``text`` on one line; a word broken after its hyphen at a line's end is closed up (``PRO-\\nREFORM``)."""
    text = re.sub(r"(?<=[^\W\d_])-[ ]{0,3}\n[ ]{0,3}(?=[^\W\d_])(?!(?:AND|OR|TO)\b)", "-", text)
    return one_line(text)


def page_marks(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every page mark of ``text``, those of old cables last."""
    for zero in finds(text, (" 0",)):
        numbers = _PAGE_NUMBERS.match(text, zero)
        if numbers is None:
            continue
        low = max(0, numbers.start() - 30)
        line = text.rfind("\n", low, numbers.start()) + 1
        post = _post_start(text[line or low : numbers.start()].rstrip(" "), bool(line) or not low)
        if post >= 0:
            yield (line or low) + post, numbers.end()
    if "PAGE" in text:
        for old in _OLD_PAGE.finditer(text):
            yield old.span()


@lru_cache(maxsize=256)  # all pages of one telegram, and every field that looks for them
def _post_start(before: str, whole: bool) -> int:
    """Where in ``before``, which stands before the numbers of a page mark, its post begins; -1 if none does.

    The words before it may look like more of the name. ``whole``: the line begins where ``before`` does.
    """
    name = _PAGE_POST.search(before)
    if name is None:
        return -1
    words = list(re.finditer(r"[A-Za-z.']{1,30}", name[0]))
    for first in range(max(0, len(words) - 4), len(words)):
        if known_post("".join(word[0] for word in words[first:])):
            return name.start() + words[first].start()
    alone = not name.start() or (whole and not before[: name.start()].strip(" "))
    return name.start() if alone and len(words) <= 3 else name.start() + words[-1].start()


def first_page_mark(text: str) -> int:
    """Where the first page mark of ``text`` begins, -1 if it has none."""
    if " 0" not in text and "PAGE" not in text:
        return -1
    return min((start for start, _ in page_marks(text)), default=-1)


def without_page_marks(text: str) -> str:
    """``text`` with every page mark made one blank."""
    # One of these is in every mark, and neither is in most lines.
    if " 0" not in text and "PAGE" not in text:
        return text
    marks = sorted(page_marks(text))
    if not marks:
        return text
    kept: list[str] = []
    at = 0
    for start, end in marks:
        if start >= at:
            kept.append(text[at:start])
            at = end
    return " ".join([*kept, text[at:]])


def labels(zone: str, at_line: LineStart, inline: re.Pattern[str]) -> list[re.Match[str]]:
    """The labels of ``zone`` in order: ``at_line`` is tried at the start of every line, ``inline`` everywhere.

    Neither may go over a line's end, nor ``inline`` find a label within another.
    """
    found = list(at_line.finditer(zone))
    starts = [label.start() for label in found]
    for other in inline.finditer(zone):
        before = bisect_right(starts, other.start())
        # Whatever is found in the midst of a label at a line's start is part of it.
        if not before or found[before - 1].end() <= other.start():
            found.append(other)
    found.sort(key=lambda label: label.start())
    return found


@lru_cache(maxsize=1)  # every field of one telegram asks for it
def plain_zone(body: str) -> str:
    """The plain text of the first ZONE characters."""
    return plain(body[:ZONE])


@lru_cache(maxsize=1)  # as above
def header_zone(body: str) -> str:
    """The plain text before the first paragraph, where the header lines (E.O., TAGS, SUBJECT, REF) stand."""
    zone = plain_zone(body)
    first = _FIRST.search(zone)
    return zone[: first.start()] if first else zone
