"""The summary, from its mark to its end mark."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from kg.cable.fields.text import PORTION_MARK, RULE, one_line, plain, without_page_marks
from kg.cable.finds import finds

#: A summary begins early in a cable; the longest run over some pages.
_REACH = 60_000
#: Misprints of its mark are looked for in so many characters only.
_EARLY = 5_000
_RARE = ("UMMM", "ummm", "UMMR", "ummr", "UMMAY", "ummay", "UMAR", "umar", "U M M", "u m m", "Ummar")

_MORE = r"(?:[ ]{1,2}(?:AND|&|/|OR)[ ]{0,2}[A-Z]{3,15}(?:[ ][A-Z]{3,12}){0,2}|[ ]STATEMENT|[ ]PARAGRAPH|/[A-Z]{3,12})?"
_BEGIN = re.compile(
    r"^[ ¶>*_-]{0,8}(?:(?:\d{1,2}[.)]?|[A-Z]{1,4}[.)])[ ]{0,4})?"
    r"(?:[(\[][A-Z][A-Z/,\- ]{0,12}[)\]]\.?[ ]{0,4}){0,2}[ *_\"(-]{0,6}"
    r"(?:BEGIN[ ]|EXECUTIVE[ ]|(?:INTRODUCTION|OVERVIEW|BACKGROUND|COMMENT)(?:[ ]AND[ ]|/))?"
    r"(?P<word>SUMMARY|SUMMMARY|SUMMRY|SUMMAY|SUMARY|S U M M A R Y)" + _MORE + r"[\")]{0,2}"
    r"[ ]{0,4}(?:(?P<inline>[:.;]|-{1,2}(?=[ ]{0,2}[^\s-])|[ ]{2}(?=\S)|(?<=\))[ ](?=\S))|(?=[ ]{0,2}-{3,})|$)[ ]{0,4}",
    re.MULTILINE | re.IGNORECASE,
)
#: An end mark; it is tried near the letters it must have, and nowhere else.
_END = re.compile(
    r"\b(?:(?:END|[Ee]nd)(?i:"
    r"[ \n]{0,12}(?:OF[ \n]{1,3})?(?:THE[ ])?(?:EXECUTIVE[ \n])?(?:SUMM?M?A?R?Y|SUMMAR|SUM)\b"
    r"(?:[ \n]{1,3}(?:AND|&)[ \n]{1,3}[A-Z]{3,12}(?:[ ]REQUEST)?|[ ]COMMENT|/[A-Z]{3,12})?)"
    r"|(?:SUMMARY|[Ss]ummary)[ \n](?:ENDS?|Ends?|ends?)\b)"
)
#: A mark without any sign after it, before the text of a numbered paragraph; only where an end mark follows.
_BARE = re.compile(
    r"^[ ]{0,4}¶?[ ]?\d{1,2}[.)][ ]{0,4}(?:\([A-Z/]{1,8}\)[ ]{0,4})?(?:SUMMARY|Summary)(?P<inline>[ ])(?=[A-Z0-9])",
    re.MULTILINE,
)
_NEXT = re.compile(r"^[ ]{0,6}(?:¶[ ]?\d{1,2}|\d{1,2})[ ]?(?:[.)]|(?=\())[ ]{0,4}", re.MULTILINE)
_ENDED = re.compile(r"\bEND\b", re.IGNORECASE)
_OWN_NUMBER = re.compile(r"[ ¶>*_-]{0,8}(\d{1,2})")
_LAST_PORTION = re.compile(r"[ ]\((?:U|C|S|SBU|[CS]//?NF)\)$")
_NUMBER = re.compile(r"[ ]{0,6}(?P<pilcrow>¶[ ]?)?(?P<number>\d{1,4})[ ]?[.)](?=\D|$)[ ]{0,4}")


def _heading(lines: list[str], at: int) -> bool:
    """Whether a heading stands at ``lines[at]``: one or two short lines over a rule, or a rule over them."""
    if RULE.fullmatch(lines[at].strip()):
        return True
    return any(
        RULE.fullmatch(lines[at + step].strip()) and all(len(line) < 90 for line in lines[at : at + step])
        for step in (1, 2)
        if at + step < len(lines) and all(line.strip() for line in lines[at : at + step])
    )


def _until_next(text: str, inline: bool) -> str:
    """The text of a summary without an end mark: its paragraph, or all up to the next heading."""
    lines = text.split("\n")
    taken: list[str] = []
    numbered = 0
    begun = False
    for i, line in enumerate(lines[:600]):
        if not begun and RULE.fullmatch(line.strip()):
            continue  # the rule under the heading SUMMARY
        if begun:
            if _heading(lines, i):
                break
            if _NEXT.match(line):
                numbered += 1
                if inline or numbered > 4:
                    break
            alone = line.strip() and len(line) < 70 and not lines[i - 1].strip()
            if alone and _CAPITALS.fullmatch(line) and (not inline or _before_number(lines[i + 1 : i + 5])):
                break
        elif line.strip() and _NEXT.match(line):
            numbered += 1
        begun = begun or bool(line.strip())
        taken.append(line)
    return "\n".join(taken)


_CAPITALS = re.compile(r"[ ]{0,4}[A-Z][A-Z'&,:\-]{1,20}(?:[ ]{1,2}[A-Z][A-Z'&,:\-]{1,20}){0,8}[ ]{0,2}")


def _before_number(lines: list[str]) -> bool:
    """Whether the first of these lines that is not blank begins a numbered paragraph."""
    after = next((line for line in lines if line.strip()), "")
    return bool(_NEXT.match(after))


def _cleaned(text: str) -> str:
    """``text`` on one line without paragraph numbers, portion marks and rules."""
    lines: list[str] = []
    last: int | None = None
    for line in text.split("\n"):
        stripped = line.strip()
        if RULE.fullmatch(stripped):
            continue
        mark = _NUMBER.match(line)
        if mark:
            number = int(mark["number"])
            portion = PORTION_MARK.match(line, mark.end())
            # A sentence's last number may begin a line too: it is a mark only where it is the next one.
            if (mark["pilcrow"] or portion) and number <= 99 and (last is None or last < number <= last + 2):
                last = number
                stripped = line[portion.end() if portion else mark.end() :]
            elif portion is None:
                last = last if last is not None else 1
        elif (not lines or not lines[-1].strip()) and (portion := PORTION_MARK.match(line)):
            stripped = line[portion.end() :]
        lines.append(stripped.replace("¶", ""))
    flat = one_line(" ".join(lines))
    if flat.endswith(")"):
        flat = _LAST_PORTION.sub("", flat)  # the portion mark of the end mark
    for _ in range(2):
        portion = PORTION_MARK.match(flat)
        flat = flat[portion.end() :] if portion else flat
    return flat.strip(" -:*_")


class _Word:
    """Where the word SUMMARY may stand in a text: near these letters, in other dresses where it has none of them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._places = [*finds(text, ("UMMAR", "ummar"))] or [*finds(text, _RARE, 0, _EARLY)]

    def __bool__(self) -> bool:
        return bool(self._places)

    def begins(self, start: int, end: int, mark: re.Pattern[str] = _BEGIN) -> Iterator[re.Match[str]]:
        """Every mark in [start, end) with which a summary may begin."""
        tried = -1
        for place in self._between(start, end):
            line = self.text.rfind("\n", 0, place) + 1
            if line >= start and line != tried and (found := mark.match(self.text, line, end)):
                yield found
            tried = line

    def end(self, start: int) -> re.Match[str] | None:
        """The first end mark from ``start`` on; END SUM only where no longer one is."""
        return self._end_near(self._between(start, len(self.text)), start) or self._end_near(
            finds(self.text, ("SUM", "Sum", "sum"), start), start
        )

    def _end_near(self, places: Iterable[int], start: int) -> re.Match[str] | None:
        for place in places:
            # Between END and the letters stand no more than OF THE EXECUTIVE and some blanks.
            if end := _END.search(self.text, max(start, place - 51), place + 63):
                return end
        return None

    def _between(self, start: int, end: int) -> list[int]:
        return self._places[bisect_left(self._places, start) : bisect_left(self._places, end)]


def _begins(word: _Word) -> Iterator[re.Match[str]]:
    """Every mark with which a summary may begin."""
    yield from word.begins(0, len(word.text))
    # Looked for only when no other mark gave a summary.
    bare = next(word.begins(0, len(word.text), _BARE), None)
    if bare and word.end(bare.end()):
        yield bare


def summary(body: str) -> str:
    """The text of the summary on one line, without its marks, paragraph numbers and portion marks; "" if none."""
    text = plain(body[:_REACH])
    word = _Word(text)
    if not word:
        return ""
    if (bare := without_page_marks(text)) is not text:
        text, word = bare, _Word(bare)
    for begin in _begins(word):
        if _ENDED.search(begin[0]):
            continue
        own = _OWN_NUMBER.match(begin[0])
        end = word.end(begin.end())
        # A second mark far on, before the end mark, means that the first summary had none.
        other = next(word.begins(begin.end() + 400, end.start()), None) if end else None
        inline = bool(begin["inline"]) and bool(text[begin.end() : begin.end() + 200].split("\n")[0].strip())
        if end and not other:
            found = text[begin.end() : end.start()].rstrip(" \n([*_-")
        else:
            found = _until_next(text[begin.end() :], inline or bool(own))
        # The number before the mark counts as the first of the sequence.
        lead = f"¶{own[1]}. " if own else ""
        if cleaned := _cleaned(lead + found):
            return cleaned
    return ""
