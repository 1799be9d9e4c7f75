"""Stand-ins for field parsers that are still to come."""

from __future__ import annotations

import re
from datetime import datetime

from kg.model import Recipient

_DTG = re.compile(
    r"^([ZOPR]) (?:[ZOPR] )?(\d{2})(\d{2})(\d{2})Z (JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC) (\d{2})\b"
)
_MONTHS = {m: i for i, m in enumerate("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(), 1)}
_CAPTION = re.compile(r"^(SENSITIVE|SIPDIS|NOFORN|NODIS|EXDIS|STADIS|LIMDIS)\b")


def dtg_date(line: str) -> tuple[str, str]:
    """Precedence and ISO 8601 time of a DTG line."""
    match = _DTG.match(line.strip())
    if not match:
        return "", ""
    precedence, day, hour, minute, month, year = match.groups()
    century = 1900 if int(year) >= 66 else 2000
    try:
        when = datetime(century + int(year), _MONTHS[month], int(day), int(hour), int(minute))
    except ValueError:
        return precedence, ""
    return precedence, when.strftime("%Y-%m-%dT%H:%MZ")


def transmission(header: str) -> tuple[str, str, str, tuple[Recipient, ...], tuple[Recipient, ...]]:
    """Precedence, date, sender, action and information addressees."""
    found = ["", "", ""]
    to: list[Recipient] = []
    info: list[Recipient] = []
    target: list[Recipient] | None = None
    for raw in header.split("\n"):
        line = raw.strip()
        if not line:
            continue
        precedence, date = dtg_date(line)
        if precedence:
            found[:2] = precedence, date
            target = None
        elif line.startswith("FM "):
            found[2], target = line[3:].strip(), None
        else:
            for word, names in (("TO ", to), ("INFO ", info)):
                if line.startswith(word):
                    target, line = names, line[len(word) :].strip()
            if target is not None:
                route, slash, rest = line.partition("/")
                words = (rest if slash else line).split()
                serial = words.pop() if len(words) > 1 and words[-1].isdigit() else None
                level = words.pop() if len(words) > 1 and words[-1] in ("PRIORITY", "IMMEDIATE", "ROUTINE") else None
                target.append(Recipient(route if slash else None, " ".join(words), level, serial))
    return found[0], found[1], found[2], tuple(to), tuple(info)


def captions(head: str) -> tuple[str, ...]:
    """Captions on lines of their own."""
    found = [match[1] for line in head[:3000].split("\n") if (match := _CAPTION.match(line.strip()))]
    return tuple(dict.fromkeys(found))
