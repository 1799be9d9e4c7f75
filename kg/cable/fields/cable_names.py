"""Cables as drafters name them: ``STATE 12345``, ``2007 MANAGUA 2135``, ``10-OTTAWA-57``, ``09CAIRO0561``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kg.cable.fields.canonical import digits
from kg.cable.fields.posts import known_post


@dataclass(frozen=True, slots=True)
class Cable:
    """A cable named in a text, at [start, end) of it; ``value`` is its canonical id."""

    start: int
    end: int
    value: str


class _Token(NamedTuple):
    text: str
    start: int
    end: int


_TOKEN = re.compile(r"[A-Za-z0-9]+|['’](?=\d\d)|[^\sA-Za-z0-9]")
_YEAR = re.compile(r"(?:19|2[0Oo])[\dOo]{2}|[\dOo]{2}")
_NUMBER = re.compile(r"\d[\dOo]{0,8}|[Oo]\d{2,6}")
#: Year, post and number written as one word, or any two of them.
_GLUED = re.compile(r"((?:19|2[0Oo])\d{2}|\d{2}|[Oo]\d)?([A-Za-z0][A-Za-z]{1,22}0?)(\d{1,9})?")
_DIGITS = frozenset("0123456789Oo")
#: A cable's name has no more tokens than this before its number: a year, a post of six words with stops, some fillers.
_LONGEST = 24
_FILLER = frozenset({"CABLE", "TELEGRAM", "TEL", "MESSAGE", "MSG", "NO", "NUMBER", "NR", "#", "CABLES"})
_MONTHS = frozenset(
    "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC JANUARY FEBRUARY MARCH APRIL JUNE JULY AUGUST SEPT "
    "SEPTEMBER OCTOBER NOVEMBER DECEMBER".split()
)
#: Words before a number that are no posts.
_NOT_POSTS = _MONTHS | frozenset(
    "PARA PARAS PARAGRAPH PAGE PAGES SECTION SEC NOTE DIPNOTE UNSCR RESOLUTION MEMO MEMORANDUM FAX LETTER CIRCULAR "
    "TD TDX IIR ROUTINE ARTICLE LAW EO REF REFS REFTEL DTG DATED DATE OF ON AND THE FROM CHAPTER PART ANNEX ITEM "
    "VOLUME VOL TAB PHASE ROUND TITLE APPENDIX ATTACHMENT FY CODEL CIA NIE FBIS HR PL PD NSPD".split()
)


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        glued = None if token.isalpha() or token.isdigit() else _GLUED.fullmatch(token)
        # A word of letters and digits is taken apart where a post is in it: 09CAIRO0561, ASHGABAT687, 0TTAWA.
        if glued and not (_NUMBER.fullmatch(token) or _YEAR.fullmatch(token)):
            post = glued[2]
            number = glued[3] or ""
            if not known_post(post) and post.endswith("0") and known_post(post[:-1]):
                post, number = post[:-1], "0" + number
            at = match.start()
            for piece in (glued[1] or "", post, number):
                if piece:
                    found.append(_Token(piece, at, at + len(piece)))
                    at += len(piece)
        else:
            found.append(_Token(token, match.start(), match.end()))
    return found


def _year(token: str) -> str:
    """The two-digit year ``token`` is, "" if it is none: cables of 1966 to 2012 are named."""
    if not _YEAR.fullmatch(token):
        return ""
    year = digits(token)
    if len(year) == 4:
        return year[2:] if 1966 <= int(year) <= 2012 else ""
    return year if int(year) >= 66 or int(year) <= 12 else ""


def _post_at(tokens: list[_Token], at: int, own: str, *, mend: bool) -> tuple[str, int] | None:
    """The post whose words begin at ``at``, and where its number is; the longest name wins.

    ``own`` is the post of the cable that refers, a post whether we know it or not.
    """
    words: list[str] = []
    ends: list[int] = []
    i = at
    while i < len(tokens) and len(words) < 6:
        token = tokens[i].text
        if token in {".", "-", "'", "’", "_"} and words and i + 1 < len(tokens):
            i += 1
            continue
        if not (token[0].isalpha() or (token[0] == "0" and len(token) > 2 and token[1:].isalpha())):
            break
        words.append(token)
        ends.append(i + 1)
        i += 1
    for count in range(len(words), 0, -1):
        number = _number_at(tokens, ends[count - 1])
        if number is None:
            continue
        name = "".join(words[:count])
        post = own if name.upper() == own else known_post(name) or (known_post(name, mend=True) if mend else None)
        if post and not (count == 1 and words[0].upper() in _NOT_POSTS):
            return post, number
    return None


def _number_at(tokens: list[_Token], at: int) -> int | None:
    """Where the number of a cable stands, at most two fillers after ``at``."""
    for i in range(at, min(at + 4, len(tokens))):
        token = tokens[i].text
        if token[0] in _DIGITS and _NUMBER.fullmatch(token):
            return i
        if token not in {"-", "#", ".", ":", "_", "("} and token.upper() not in _FILLER:
            return None
    return None


def _is_date(tokens: list[_Token], at: int, post: str = "") -> bool:
    """Whether the number at ``at`` is part of a date, a time or a decimal; a month in the post's name is none."""
    after = tokens[at + 1].text.upper() if at + 1 < len(tokens) else ""
    before = tokens[at - 1].text.upper() if at else ""
    return (
        after in _MONTHS
        or (before in _MONTHS and not post)
        or (after == "/" and _digit_at(tokens, at + 2) and _digit_at(tokens, at + 4))
    )


def _digit_at(tokens: list[_Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].text.isdigit()


def _year_after(tokens: list[_Token], at: int) -> tuple[str, int]:
    """The year written behind a number, ``(2002)``, ``/08``, ``OF 2006``, and where reading goes on."""
    texts = [token.text.upper() for token in tokens[at : at + 4]]
    if len(texts) >= 3 and texts[0] in "([" and texts[2] in ")]" and (year := _year(texts[1])):
        return year, at + 3
    if len(texts) >= 4 and texts[0] in "([" and texts[1] in "'’" and texts[3] in ")]" and (year := _year(texts[2])):
        return year, at + 4
    if len(texts) >= 2 and texts[0] == "OF" and len(texts[1]) == 4 and (year := _year(texts[1])):
        return year, at + 2
    touching = len(texts) >= 2 and tokens[at].start == tokens[at - 1].end and tokens[at + 1].start == tokens[at].end
    if touching and texts[0] == "/" and len(texts[1]) in (2, 4) and (year := _year(texts[1])):
        return year, at + 2
    return "", at


def _cable_at(tokens: list[_Token], at: int, own: str) -> tuple[str, str, int] | None:
    """Year ("" if not written), post and place of the number of the cable that begins at ``at``."""
    i, year = at, ""
    if tokens[i].text in "'’(" and i + 1 < len(tokens) and _year(tokens[i + 1].text):
        i += 1
    if _year(tokens[i].text):
        year = _year(tokens[i].text)
        i += 1
        while i < len(tokens) and i - at < 4 and tokens[i].text in {"-", ".", "/", "_", ")", ",", "'"}:
            i += 1
        if i >= len(tokens):
            return None
    elif i != at:
        return None
    post = _post_at(tokens, i, own, mend=False) or _post_at(tokens, i, own, mend=True)
    if post is None:
        return None
    name, number = post
    if (
        not year
        and number + 1 < len(tokens)
        and _year(tokens[number].text)
        and _NUMBER.fullmatch(tokens[number + 1].text)
    ):
        return _year(tokens[number].text), name, number + 1  # MADRID 07 1234
    after_dash = number + 2 < len(tokens) and tokens[number + 1].text == "-"
    if not year and after_dash and len(tokens[number].text) == 2 and _year(tokens[number].text):
        touching = tokens[number + 2].start == tokens[number].end + 1
        if touching and _NUMBER.fullmatch(tokens[number + 2].text):
            return _year(tokens[number].text), name, number + 2  # STATE 09-12345
    return None if _is_date(tokens, number, name) else (year, name, number)


def cables_in(text: str, year: str, post: str) -> Iterator[Cable]:
    """Every cable named in ``text`` (one line), in order; ``year`` stands in where none is written.

    A list goes on with bare numbers: ``STATE 12, 13 AND 14``. ``post`` is the own post of the cable that refers.
    """
    tokens = _tokens(text)
    numbers = [i for i, token in enumerate(tokens) if token.text[0] in _DIGITS and _NUMBER.fullmatch(token.text)]
    at = i = 0
    while i < len(tokens):
        while at < len(numbers) and numbers[at] <= i:
            at += 1
        if at == len(numbers):
            return
        if numbers[at] - i > _LONGEST:
            i = numbers[at] - _LONGEST
        found = _cable_at(tokens, i, post)
        if found is None:
            i += 1
            continue
        written, name, number = found
        start = tokens[i].start
        later, i = _year_after(tokens, number + 1)
        written = written or later
        yield Cable(start, tokens[i - 1].end, _id(written or year, name, tokens[number].text))
        while (next_number := _next_in_list(tokens, i, post)) is not None:
            later, after = _year_after(tokens, next_number + 1)
            yield Cable(
                tokens[next_number].start,
                tokens[after - 1].end,
                _id(later or written or year, name, tokens[next_number].text),
            )
            i = after


def _next_in_list(tokens: list[_Token], at: int, own: str) -> int | None:
    """Where the next bare number of a list stands; None where the list is over."""
    i = at
    if i + 2 < len(tokens) and tokens[i].text == "(" and tokens[i + 2].text == ")":
        i = at = at + 3  # (NOTAL), (EXDIS)
    while i < len(tokens) and i - at < 3 and tokens[i].text.upper() in {",", ";", "/", "AND", "&", "THROUGH", "THRU"}:
        i += 1
    if i >= len(tokens) or not _NUMBER.fullmatch(tokens[i].text) or _is_date(tokens, i):
        return None
    if i == at and len(tokens[i].text) < 3:
        return None
    if _cable_at(tokens, i, own) is not None:
        return None  # it is the year of the next cable
    follows = tokens[i + 1].text if i + 1 < len(tokens) else ""
    return None if follows.isalpha() and follows.upper() not in {"AND", "NOTAL", "ET"} else i


def only_numbers(text: str, year: str, post: str, *, labelled: bool = False) -> Iterator[Cable]:
    """The cables of a reference that is nothing but numbers (of the own post), or a post in no list and a number.

    ``labelled``: it has a letter of its own, so that a number of one digit is one, too.
    """
    tokens = [token for token in _tokens(text) if token.text.upper() not in {",", ";", "AND", "&", ".", "#", "/"}]
    if tokens and all(_NUMBER.fullmatch(token.text) for token in tokens):
        if len(tokens) == 2 and len(tokens[0].text) == 2 and _year(tokens[0].text) and len(tokens[1].text) > 2:
            yield Cable(0, len(text), _id(_year(tokens[0].text), post, tokens[1].text))
            return
        for token in tokens:
            if len(token.text) == 4 and year and _year(token.text) == year:
                continue  # the year of a date that was torn off at its comma
            yield Cable(token.start, token.end, _id(year, post, token.text))
        return
    tokens = [token for token in tokens if token.text not in "-'()"]
    if "/" in text:
        return  # an office, not a post
    written = _year(tokens[0].text) if len(tokens) > 2 else ""
    words = tokens[1:-1] if written else tokens[:-1]
    # Capital letters and a number, and nothing else, name a cable even of a post we have not heard of.
    if (
        1 <= len(words) <= 3
        and _NUMBER.fullmatch(tokens[-1].text)
        and len(tokens[-1].text) > (0 if labelled else 1)
        and all(word.text.isalpha() and word.text.isupper() for word in words)
        and not any(word.text in _NOT_POSTS for word in words)
        and len("".join(word.text for word in words)) > 2
    ):
        yield Cable(0, len(text), _id(written or year, "".join(word.text for word in words), tokens[-1].text))


def _id(year: str, post: str, number: str) -> str:
    return f"{year}{post}{digits(number).lstrip('0') or '0'}"
