"""Attention lines: for which office, and for whom in it, a telegram is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.cable.fields.captions import CAPTION, between
from kg.cable.fields.text import RULE, one_line, without_page_marks
from kg.model import Attention

#: With these a new attention line begins: ``DOC FOR``, ``STATE PASS TO``, ``DEPT ALSO FOR``, ``FOR``.
_OPENS = re.compile(
    r"(?<![A-Za-z.'&/\-, ])(?P<agency>[A-Za-z.'&/\-, ]{0,60}?)"
    r"(?<![A-Za-z])(?P<verb>(?:PLEASE |PLS |ALSO ){0,2}(?:PASS(?:ES)?(?: ALSO)?(?: TO)?(?: FOR)?|FOR)(?: ALSO)?)\b"
    r"[ ]{0,2}:?[ ]{0,2}",
    re.IGNORECASE,
)
#: Where the next of several attention lines on one line begins.
_ANOTHER = re.compile(r"[;,][ ](?=(?!AND\b)[A-Z][A-Z./&-]{1,20}(?:[ ][A-Z./-]{2,12}){0,2}[ ]FOR[ ])")
_OTHER = re.compile(
    r"C ?O ?R ?R ?E ?C ?T ?E ?D ?|\(?CORRECTED|SECTION \d|\"?PERISHABLE|DATE |[A-Z]{3,9}DAY,"
    r"|UNCLAS|CONFIDENTIAL|SECRET",
    re.IGNORECASE,
)
_OFFICE_WORDS = re.compile(
    r"\b(?:OFFICES?|BUREAU|DIVISION|AFFAIRS|DESK|CENTER|WATCHERS?|DIRECTORS?|DIRECTORATE|COORDINATOR|BRANCH|TEAM|COUNCIL"
    r"|COLLECTIVE|POLADS?|POSTS?|EMBASSY|CONSULATE|DEPARTMENT|DEPT|AGENCY|SECTION|GROUP|FORCE|UNIT|STAFF|COMMITTEE)\b",
    re.IGNORECASE,
)
_AGENCIES = re.compile(
    r"(?:NSC|FBI|CIA|DIA|DEA|DHS|DOJ|DOC|DOD|DOE|DOT|DOL|OSD|JCS|ICE|CBP|TSA|FAA|EPA|NASA|NOAA|USTR|USDA|USAID|USPTO|LOC|OPIC"
    r"|EXIM|TREASURY|COMMERCE|STATE|DEPT|DEPARTMENT|JUSTICE|ENERGY|LABOR|INTERIOR|SECDEF|EUCOM|CENTCOM|PACOM|SOUTHCOM"
    r"|AFRICOM|INR|DRL|INL|OES|EUR|EAP|NEA|SCA|WHA|PRM|ISN|PM|IO|EB|EEB|CA|DS|ECA|IIP|L|H|P|S|G|E|T|M|AF|PA|R|PD|FCS|FAS|ITA)"
)
_OPEN_END = re.compile(r"(?:[,;/\-(&]|(?<!/)\b(?:AND|OF|FOR|TO))$", re.IGNORECASE)
#: An attention line without such a verb: ``EAP/CM``, ``DOC: ROE``.
_OPENS_BARE = re.compile(r"(?!RU)[A-Z.]{2,12}[/:(]|[A-Z/ ]{2,40} - ")
#: Surnames with a slash between them: ABRAMS/DORAN.
_NAMES = re.compile(r"[A-Z][A-Za-z'-]{4,20}(?:/[A-Z][A-Za-z'-]{4,20}){1,3}")
_BETWEEN_NAMES = re.compile(r"[,;/&]|\bAND\b", re.IGNORECASE)
_SEMICOLON = re.compile(r";[ ]{0,2}(?:AND[ ])?|(?:,|[ ]AND)[ ](?=[A-Z]{1,5}/[A-Z/]{1,12}:)")
_NAMES_FOLLOW = re.compile(r"[ ]-{1,2}[ ]|:|[ ]-$|-[ ]")
_BRACKET_OR_COMMA = re.compile(r"[()]|,|[ ]AND[ ]")
_LEADING_AND = re.compile(r"^(?:AND|&)[ ]")
_NESTED = re.compile(r"(?P<head>[^:;,()]{1,60}?)[ ](?:ALSO )?FOR[ ](?P<tail>[^:]{1,300})$")
_NAMED = re.compile(r"(?P<office>[^:(]{1,80}?)[ ]{0,2}(?::|[ ]-{1,2}[ ]|-[ ]|\()(?P<people>.{1,300})")


def _units(lines: Sequence[str]) -> list[str]:
    """The attention lines, wrapped ones joined."""
    units: list[str] = []
    for line in lines:
        text = without_page_marks(line).strip()
        if not text or RULE.fullmatch(text) or _OTHER.match(text) or not CAPTION.sub("", text).strip(" /,;-."):
            continue
        if units and (
            text.startswith("AND ") or _OPEN_END.search(units[-1][-4:]) or units[-1].count("(") > units[-1].count(")")
        ):
            units[-1] = f"{units[-1]} {text}"
        elif _OPENS.match(text) or _OPENS_BARE.match(text):
            units.append(text)
    return units


def _people(text: str) -> tuple[str, ...]:
    names = (one_line(part).strip(" .:-()") for part in _BETWEEN_NAMES.split(text))
    return tuple(dict.fromkeys(name for name in names if name))


def _is_office(text: str) -> bool:
    if _NAMES.fullmatch(text) and not any(map(_AGENCIES.fullmatch, text.upper().split("/"))):
        return bool(_OFFICE_WORDS.search(text))
    return bool("/" in text or _OFFICE_WORDS.search(text) or _AGENCIES.fullmatch(text.upper()))


def _parts(text: str) -> list[str]:
    """The parts of a list at its semicolons, and at commas and ANDs outside parentheses where no people are named."""
    parts: list[str] = []
    for piece in _SEMICOLON.split(text):
        if _NAMES_FOLLOW.search(piece):
            parts.append(piece)
            continue
        depth, at = 0, 0
        for match in _BRACKET_OR_COMMA.finditer(piece):
            if match[0] in "()":
                depth += 1 if match[0] == "(" else -1
            elif depth <= 0:
                parts.append(piece[at : match.start()])
                at = match.end()
        parts.append(piece[at:])
    return [part for part in (_LEADING_AND.sub("", one_line(part).strip(" .")) for part in parts) if part]


def _read(unit: str) -> list[Attention]:
    """The attention lines of one unit: LONDON FOR ROE; PARIS FOR DOE are two."""
    found: list[Attention] = []
    agency = ""
    for line in _ANOTHER.split(one_line(unit)):
        if line.startswith("ALSO FOR "):
            line = f"{agency} {line[5:]}".strip()
        opens = _OPENS.match(line)
        agency = opens["agency"].strip(" ,") if opens else agency
        found += _read_one(line, opens)
    return found


def _read_one(unit: str, opens: re.Match[str] | None) -> list[Attention]:
    agency = opens["agency"].strip(" ,") if opens else ""
    lead = unit[: opens.end()].strip(" :") if opens else ""
    rest = unit[opens.end() :] if opens else unit
    # ``STATE PASS USTR FOR D.WEINER``: the office within the agency is named first.
    nested = _NESTED.match(rest) if "FOR" in rest else None
    if nested and " - " not in rest:
        agency, rest = f"{lead} {nested['head']}".strip(), nested["tail"]
        lead = f"{agency} FOR"
    # Passed on is it to agencies: STATE PLEASE PASS TO FED.
    passed_on = bool(opens) and not nested and "PASS" in lead.upper()
    found: list[Attention] = []
    for part in _parts(rest):
        named = _NAMED.match(part)
        if named and named["people"].strip(" )"):
            found.append(Attention(f"{lead} {named['office'].strip()}".strip(), _people(named["people"])))
        elif agency and not passed_on and not _is_office(part) and "A" <= part[:1] <= "Z":
            if found and found[-1].office == agency:
                found[-1] = Attention(agency, (*found[-1].people, *_people(part)))
            else:
                found.append(Attention(agency, _people(part)))
        else:
            found.append(Attention(f"{lead} {part}".strip()))
    return found


def attention(text: str) -> tuple[Attention, ...]:
    """The attention lines between the message opening and the E.O. or TAGS line, in order.

    ``text`` is everything from the message opening on, or only those lines: ``DOC FOR ITA/MAC: SZYMANSKI`` is
    office ``DOC FOR ITA/MAC`` with people ``SZYMANSKI``; an office without people has none.
    """
    _, lines = between(text)
    return tuple(one for unit in _units(lines[:300]) for one in _read(unit[:2000]))
