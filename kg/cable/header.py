"""The transmission header and the field lines (E.O., TAGS, SUBJECT, REF) of a telegram.

The line formats follow the public descriptions of State Department telegrams: ``R 020534Z FEB 09`` is
precedence and date-time group (DTG), ``FM`` the sender, ``TO`` and ``INFO`` the addressees, each with its
route indicator.
"""

from __future__ import annotations

import re
from datetime import datetime

_DTG = re.compile(
    r"^([ZOPR]) (?:[ZOPR] )?(\d{2})(\d{2})(\d{2})Z (JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC) (\d{2})\b"
)
_MONTHS = {m: i for i, m in enumerate("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(), 1)}

#: The line that opens the message proper: classification, section and post. It is often glued to the last
#: addressee (``SHANGHAI 8220UNCLAS SECTION 01 OF 05 SHANGHAI 000059``).
_OPENING = re.compile(
    r"(?:UNCLAS(?:SIFIED)?|LIMITED OFFICIAL USE|CONFIDENTIAL|C O N F I D E N T I A L|S E C R E T|SECRET)"
    r"(?= SECTION \d|(?: [A-Z]+)* (?:[A-Z]{3,} )+\d{4,6}\b|\s*$| (?:SENSITIVE|NOFORN|SIPDIS))"
)

_FIELD = re.compile(
    r"^(?P<name>E\.?O\.? ?\d{5}|TAGS|SUBJECT|SUBJ|REFS?|REFTELS?|Classified By|CLASSIFIED BY)\b\s*:?\s*(?P<value>.*)$",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"^(SENSITIVE|SIPDIS|NOFORN|NODIS|EXDIS|STADIS|LIMDIS)\b")


def listed_date(line: str) -> str:
    """``Mon Feb 02 00:00:00 +0100 2009`` as ``2009-02-02``; "" if it is no such date."""
    try:
        return datetime.strptime(line.strip(), "%a %b %d %H:%M:%S %z %Y").date().isoformat()
    except ValueError:
        return ""


def dtg_date(line: str) -> tuple[str, str]:
    """Precedence and ISO 8601 time of a DTG line, ("", "") if it is none.

    Two-digit years from 66 on are of the twentieth century: the oldest published cables date from 1966.
    """
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


def split_opening(line: str) -> tuple[str, str]:
    """A header line and the message opening glued to it, ("line", "") where nothing is glued."""
    match = _OPENING.search(line)
    return (line[: match.start()], line[match.start() :]) if match else (line, "")


def transmission(lines: list[str]) -> dict[str, object]:
    """Sender, addressees, precedence and date of the lines between listing and message opening."""
    found: dict[str, object] = {"sender": "", "date": "", "precedence": ""}
    to: list[str] = []
    info: list[str] = []
    target: list[str] | None = None
    for raw in lines:
        line = split_opening(raw)[0].strip()
        if not line:
            continue
        precedence, date = dtg_date(line)
        if precedence:
            found["precedence"], found["date"] = precedence, date
            target = None
        elif line.startswith("FM "):
            found["sender"], target = line[3:].strip(), None
        elif line.startswith("TO "):
            target = to
            to.append(line[3:].strip())
        elif line.startswith("INFO "):
            target = info
            info.append(line[5:].strip())
        elif target is not None:
            target.append(line)
    return {**found, "to": tuple(to), "info": tuple(info)}


def fields(lines: list[str]) -> dict[str, object]:
    """Captions, TAGS, subject and references of the lines between opening and body."""
    values: dict[str, list[str]] = {}
    captions: list[str] = []
    current: list[str] | None = None
    for raw in lines:
        line = raw.strip()
        match = _FIELD.match(line)
        if match:
            name = match["name"].upper()
            name = "REF" if name.startswith("REF") else "SUBJECT" if name.startswith("SUBJ") else name
            current = values.setdefault(name, [])
            if match["value"]:
                current.append(match["value"])
        elif caption := _CAPTION.match(line):
            captions.append(caption[1])
        elif not line:
            current = None
        elif current is not None:
            current.append(line)
    tags = re.findall(r"[A-Z]{2,6}\b", " ".join(values.get("TAGS", [])))
    reference = " ".join(" ".join(values.get("REF", [])).split())
    return {
        "captions": tuple(dict.fromkeys(captions)),
        "tags": tuple(dict.fromkeys(tags)),
        "subject": " ".join(" ".join(values.get("SUBJECT", [])).split()),
        "references": (reference,) if reference else (),
    }
