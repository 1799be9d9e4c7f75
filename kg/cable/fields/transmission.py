"""The transmission header: id of the transmission, precedence, date-time group."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

_HEADER = 20_000

_ID = re.compile(r"(?<![A-Z0-9])V\s?ZCZC[ ]?([A-Z]{2,4}[ ]?\d{2,5}|[A-Z0-9]{4,8}?)(?:(?![A-Z0-9])|(?=[ZOPR]{2} R[UH]))")

#: ``R 020534Z FEB 09``, ``O R 261612Z FEB 10``, ``P 301417Z MAR 06 ZDK``; letters for digits forgiven.
_DTG = re.compile(
    r"(?:^|(?<=\s))(?P<precedence>[ZOPR])[ ]{1,3}(?:[ZOPR][ ]{1,3}){0,3}(?P<day>\d{2})(?P<hour>[\dO]{2})"
    r"(?P<minute>[\dO]{2})Z?"
    r"[ ]{0,3}(?P<month>JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}[ ]{0,3}(?:19|20)?(?P<year>\d{2})\b",
    re.MULTILINE,
)
#: The same where no precedence stands before it, as in the margins of old cables.
_BARE = re.compile(
    r"(?<![A-Z0-9])(?P<day>\d{2})(?P<hour>\d{2})(?P<minute>\d{2})Z[ ]{0,3}"
    r"(?P<month>JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}[ ]{0,3}(?:19|20)?(?P<year>\d{2})\b"
)
#: ``PP RUEHAG RUEHDF``: the precedence line over the routes.
_ROUTING = re.compile(r"^([ZOPR])\1[ ]{1,3}R[UH][A-Z]{2,6}\b", re.MULTILINE)
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()


@lru_cache(maxsize=1)  # both precedence and date of one telegram
def _group(text: str) -> re.Match[str] | None:
    return _DTG.search(text)


def transmission_id(header: str) -> str:
    """``VZCZCXRO0382``; "" if the header has none."""
    found = _ID.search(header[:_HEADER]) if "ZCZC" in header else None
    return "VZCZC" + found[1].replace(" ", "") if found else ""


def precedence(header: str) -> str:
    """Precedence of the action addressees as the DTG line gives it: ``Z``, ``O``, ``P`` or ``R``; "" if none."""
    text = header[:_HEADER]
    found = _group(text)
    if found:
        return found["precedence"]
    routing = _ROUTING.search(text)
    return routing[1] if routing else ""


def dtg(header: str) -> str:
    """The date-time group in ISO 8601, ``2009-02-02T05:34Z``; "" if there is none or it is no date.

    Two-digit years from 66 on are of the twentieth century: the oldest published cables date from 1966.
    """
    text = header[:_HEADER]
    found = _group(text) or _BARE.search(text)
    if not found:
        return ""
    year = int(found["year"])
    hour, minute = (int(found[part].replace("O", "0")) for part in ("hour", "minute"))
    try:
        when = datetime(
            (1900 if year >= 66 else 2000) + year, _MONTHS.index(found["month"]) + 1, int(found["day"]), hour, minute
        )
    except ValueError:
        return ""
    return f"{when.isoformat(timespec='minutes')}Z"
