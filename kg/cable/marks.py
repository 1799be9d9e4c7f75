"""The marks in a body: paragraph and portion marks, page and section marks, rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter

from kg.cable.finds import LineStart, finds
from kg.model import Section, Span

_LEVEL = r"(?:UNCLASSIFIED|UNCLAS|CONFIDENTIAL|SECRET|SBU|LOU|FOUO|TS|[UCS])"
_CAVEAT = r"(?:NOFORN|NF|REL(?:[ ][A-Z, ]{2,20})?|FOUO|SBU|LES|OC|ORCON|SI|NC|PROPIN|FGI|RELEASABLE)"
#: A portion mark: (U), (SBU), (C), (S/NF), (C//NF), (C/REL UK). Other words in parentheses, (AFP), are none.
PORTION = rf"\([ ]?(?P<marking>{_LEVEL}(?:[ ]?[-/,]{{1,2}}[ ]?{_CAVEAT}){{0,3}}|sbu|u)[ ]?\)"

#: What may be a paragraph mark. A pilcrow was added to every line that begins with a number, so it proves nothing
#: (``¶2007.`` ends a sentence); whether it is one shows in the sequence.
MARK = re.compile(
    rf"[ \t]{{0,8}}(?P<pilcrow>¶)?[ ]?(?P<number>\d{{1,4}})(?:[.)](?!\d)[ \t]{{0,8}}|[ \t]{{1,4}}(?=\())(?:{PORTION})?"
)
#: The same at the start of a line. Another may stand at a pilcrow in the midst of one (after a page mark).
_LINE_MARK = re.compile(rf"\n(?=[ \t¶\d]){MARK.pattern}")

#: A portion mark at the start of a line without a number.
UNNUMBERED = re.compile(rf"^[ \t]{{0,8}}{PORTION}[ \t]", re.MULTILINE)

#: The mark of paragraph one, or what stands for it.
FIRST = LineStart.of(
    rf"[ \t]{{0,8}}(?:¶[ ]?1[.)](?!\d)|1[.)][ \t]{{0,8}}(?:{PORTION.replace('?P<marking>', '?:')}|[A-Z\"“])"
    rf"|{PORTION.replace('?P<marking>', '?:')}[ \t])",
)

#: A paragraph with a number at the start of its line.
NUMBERED = re.compile(r"^[ \t]{0,8}¶?[ ]?\d{1,2}[.)][ \t]{0,8}[A-Za-z(]", re.MULTILINE)

#: ``SHANGHAI 00000059  002.2 OF 005``: what the printer put at the top of each page. The number before OF is that of
#: the section, the one after the stop that of the page in it.
_PRINTED = re.compile(
    r"(?:^[ \t]{0,8}[A-Z][A-Za-z.' ]{1,26}|\b[A-Z][A-Z ]{1,25})[ ]0\d{7}[ ]{1,4}"
    r"(?P<section>\d{3})(?:\.\d)?[ ](?:OF|of)[ ](?P<of>\d{3})\b",
    re.MULTILINE,
)

_CLASSIFICATION = (
    r"(?:UNCLASSIFIED|UNCLAS|LIMITED OFFICIAL USE|CONFIDENTIAL|SECRET|TOP SECRET|C O N F I D E N T I A L|S E C R E T)"
)
_STAMP = r"[^\n]{0,40}Declassified/Released US Department of State[^\n]{0,60}"

#: The top of a page in the electronic telegrams of 1973-79, ``PAGE 02  STATE 015113``, with the classification that
#: was repeated at the foot of one page and the head of the next, and the stamp of release.
_PAGE = re.compile(
    rf"(?:^[ \t]{{0,40}}(?:{_CLASSIFICATION}|{_STAMP})[ \t\r]{{0,40}}\n(?:[ \t\r]{{0,40}}\n){{0,6}}){{0,6}}"
    r"^[ \t]{0,40}PAGE[ ]{1,4}\d{2}[ ]{1,12}[A-Z][A-Z ]{1,24}[ ]\d{4,6}[^\n]{0,60}$"
    rf"|^{_STAMP}$",
    re.MULTILINE,
)

#: The opening line, which each further section of a long telegram repeats, and the captions after it.
_SECTION = re.compile(
    rf"^[ \t]{{0,8}}{_CLASSIFICATION}[ ]{{1,4}}(?:FINAL[ ])?SECTION[ ](?P<section>\d{{1,2}})[ ]OF[ ](?P<of>\d{{1,2}})"
    r"[ ][A-Z][A-Z ]{1,24}[ ]\d{3,6}[ \t\r]{0,8}$"
    r"(?:\s{1,12}^(?:SIPDIS|SENSITIVE|NOFORN|EXDIS|NODIS)[ \t\r]{0,8}$){0,4}",
    re.MULTILINE,
)
_OPENING_SECTION = re.compile(r"SECTION[ ](?P<section>\d{1,2})[ ]OF[ ](?P<of>\d{1,2})")

#: A page mark wherever it stands, for text that is shown without them.
PAGE_MARK = re.compile(re.sub(r"\?P<\w+>", "?:", f"{_PRINTED.pattern}|{_PAGE.pattern}"), re.MULTILINE)

_RULE = r"[ \t]{0,80}[-=_*~](?:[ \t]{0,8}[-=_*~]){2,}+[ \t\r]{0,80}"
#: A line that only draws a line, anywhere in a text.
RULE = re.compile(rf"^{_RULE}$", re.MULTILINE)
_RULE_LINE = re.compile(_RULE)
_RULE_BEGINS = frozenset(" \t-=_*~")


def is_rule(line: str) -> bool:
    """Whether a line only draws a line."""
    return line[:1] in _RULE_BEGINS and bool(_RULE_LINE.fullmatch(line))


def candidates(text: str, start: int, end: int) -> list[tuple[int, re.Match[str]]]:
    """Everything in [start, end) that looks like a paragraph mark, in order, after the offset where it begins."""
    found: dict[int, re.Match[str]] = {}
    inline = [at for at in finds(text, ("¶",), start, end) if text[at - 1 : at] not in ("\n", "")]
    for mark in (*(MARK.match(text, at, end) for at in (start, *inline)), *_LINE_MARK.finditer(text, start, end)):
        if mark is None:
            continue
        first = mark.start("pilcrow") if mark["pilcrow"] else mark.start("number")
        # A number needs a stop or a bracket after it, and in the midst of a line a portion mark.
        amid = mark["marking"] is None and text[mark.start()] != "\n" and _amid(text, first)
        if amid or (mark["marking"] is None and not _STOPPED.search(mark[0])):
            continue
        found[first] = mark
    return sorted(found.items(), key=itemgetter(0))


def _amid(text: str, at: int) -> bool:
    """Whether words stand before ``at`` on its line; a hundred blanks count as words, so that no long line is read
    again for each of its pilcrows."""
    low = max(0, at - 100)
    line = text.rfind("\n", low, at) + 1
    return bool(text[line or low : at].strip()) or (low > 0 and not line)


_STOPPED = re.compile(r"[.)]")


def page_marks(text: str, start: int) -> tuple[Span, ...]:
    """Every page and section mark from ``start`` on, in order."""
    return tuple(Span(m.start(), m.end()) for m in printed_marks(text, start))


def printed_marks(text: str, start: int) -> list[re.Match[str]]:
    """The matches behind ``page_marks``; most of them know their section."""
    # Each of these words is looked for before the pattern is: most cables have none.
    found = [*_printed(text, start)]
    if text.find("PAGE", start) >= 0 or text.find("Declassified/Released", start) >= 0:
        found += _PAGE.finditer(text, start)
    found += _opened(text, start)
    found.sort(key=lambda m: m.start())
    return [m for i, m in enumerate(found) if i == 0 or m.start() >= found[i - 1].end()]


def _opened(text: str, start: int) -> Iterator[re.Match[str]]:
    """The opening lines of sections."""
    at = start
    while (at := text.find(" SECTION ", at)) >= 0:
        line = text.rfind("\n", max(start, at - 50), at) + 1
        if (line or at - start < 50) and (found := _SECTION.match(text, line or start)):
            yield found
        at += 9


def _printed(text: str, start: int) -> Iterator[re.Match[str]]:
    # From the end, which is rare, to the beginning, which is any capital letter: ten times faster than forwards.
    before = start
    for at in finds(text, (" OF 0", " of 0"), start):
        low = max(before, text.rfind("\n", start, at) + 1, at - 58)
        if found := _PRINTED.search(text, low, at + 7):
            before = found.end()
            yield found


def sections(text: str, opening: int, marks: list[re.Match[str]]) -> tuple[Section, ...]:
    """The sections of a telegram whose message begins at ``opening``; () if it was sent in one.

    ``marks``: its printed marks.
    """
    first = _OPENING_SECTION.search(text, opening, opening + 120)
    starts: dict[int, tuple[int, int]] = {}
    if first:
        starts[int(first["section"])] = (int(first["of"]), opening)
    for mark in marks:
        if mark.re is not _PAGE:
            starts.setdefault(int(mark["section"]), (int(mark["of"]), mark.start()))
    ordered = sorted((start, number, of) for number, (of, start) in starts.items() if 0 < number <= of)
    if not ordered or max(of for _, _, of in ordered) < 2:
        return ()
    ends = [start for start, _, _ in ordered[1:]] + [len(text)]
    return tuple(Section(number, of, start, end) for (start, number, of), end in zip(ordered, ends, strict=True))
