"""Captions: SIPDIS, SENSITIVE, NOFORN, EXDIS and the other handling words."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.cable.fields.opening import opening
from kg.cable.fields.text import plain_zone

CAPTION = re.compile(
    r"\b(SIPDIS|NOFORN|NODIS|EXDIS|STADIS|LIMDIS|ORCON|PROPIN|NOCONTRACT|TERREP|AIDAC|FOUO|EFTO|ACONDIS|SPECAT|CHEROKEE"
    r"|DEA SENSITIVE|LAW ENFORCEMENT SENSITIVE|FOR OFFICIAL USE ONLY|SENSITIVE|EYES ONLY|STATE ONLY|PERISHABLE"
    r"|(?:ROGER|DISSENT|DS|MED|DIRGEN|TM|DTS|HR|INR|ARB) CHANNEL)\b"
)
#: What may stand beside captions on their line.
_FILLER = re.compile(r"(?:BUT|UNCLASSIFIED|UNCLAS|AND|FOR|USE|THE|INFORMATION|HANDLE|AS|[/,;:.()\-\s])*", re.IGNORECASE)
_FIELD = re.compile(
    r"(?:^|(?<=[ ]))[ ]{0,4}(?:E\.?[ ]?[O0]\.?[ ]{0,2}\d{5}|E\.O\.|TAGS?\b|SUBJ(?:ECT)?\b[ ]{0,2}:|REFS?\b[ ]{0,2}:"
    r"|¶|1\.[ ])",
    re.MULTILINE,
)


@lru_cache(maxsize=1)  # captions and attention lines of one telegram
def between(text: str) -> tuple[str, tuple[str, ...]]:
    """The opening line of ``text`` ("" if it has none) and the lines from there to the first field."""
    zone = plain_zone(text)
    opened = opening(zone)
    start = opened.start() if opened else 0
    field = _FIELD.search(zone, start)
    lines = zone[start : field.start() if field else start + 6000].split("\n")
    return (lines[0], tuple(lines[1:])) if opened else ("", tuple(lines))


def captions(text: str) -> tuple[str, ...]:
    """The captions between the message opening (its line included) and the E.O. or TAGS line, without repeats.

    ``text`` is everything from the message opening on.
    """
    first, lines = between(text)
    found = CAPTION.findall(first)
    for line in lines[:200]:
        # A caption is alone on its line: FOR SENSITIVE ISSUES DESK is none.
        if len(line) <= 120 and (said := CAPTION.findall(line)) and _FILLER.fullmatch(CAPTION.sub(" ", line)):
            found += said
    return tuple(dict.fromkeys(found))
