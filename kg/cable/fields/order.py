"""The E.O. line: executive order and date of declassification."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kg.cable.fields.text import header_zone, plain_zone

_ORDER = re.compile(r"(?<![A-Z0-9])E[., ]{0,3}[O0][., ]{0,3}:?[ ]{0,3}(1[\d ]{1,2}\d{3})\b", re.IGNORECASE)

_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
_MONTH = r"(?P<month>JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}\.?"
_YEAR = r"(?P<year>(?:19|2[0O])[\dO]{2}|[\dO]{2})\b"
_DATES = (
    re.compile(r"(?P<y>(?:19|20)\d{2})[ ]{0,2}[/.\-][ ]{0,2}(?P<m>\d{1,2})[ ]{0,2}[/.\-][ ]{0,2}(?P<d>\d{1,2})(?!\d)"),
    re.compile(
        r"(?<![\d.])(?P<m>[\dO]{1,2})[ ]{0,2}[/.\-][ ]{0,2}(?P<d>[\dO]{1,2})[ ]{0,2}[/.\-,][ ]{0,2}"
        r"(?P<y>(?:19|2[0O])[\dO]{2}|[\dO]{2})(?!\d)"
    ),
    re.compile(
        rf"(?<![A-Z]){_MONTH}[ ]{{0,3}}(?P<day>\d{{1,2}})(?:ST|ND|RD|TH)?[ ]{{0,2}},?[ ]{{0,3}}{_YEAR}", re.IGNORECASE
    ),
    re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})(?:ST|ND|RD|TH)?[ \-]{{0,3}}{_MONTH}[ ,\-]{{0,3}}{_YEAR}", re.IGNORECASE),
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?!\d)"),
)
#: The label before the date; on an E.O. line the date may also stand alone.
_LABEL = re.compile(
    r"(?<![A-Z])(?:DECLASSIFY(?:[ ]ON)?|DECLASSIFICATION(?:[ ](?:ON|DATE))?|DECLASSIFIED(?:[ ]ON)?|DECLAS|DECAL|DELC"
    r"|DCEL|DECL|DEC)(?![A-Z])"
    r"[ ]{0,2}[:;.,\-]?[ ]{0,4}\n?",
    re.IGNORECASE,
)
_FIELD = re.compile(r"\n[ ]{0,4}(?:TAGS?|SUBJ|REF|CLASS|REASON|¶|1\.)", re.IGNORECASE)


def executive_order(body: str) -> str:
    """The number of the executive order, ``12958``; "" if the body names none."""
    found = _ORDER.search(plain_zone(body))
    return found[1].replace(" ", "") if found else ""


#: How a label begins; the pattern above is tried there and nowhere else.
_CANDIDATE = re.compile(r"[Dd](?=[Ee][CcLl]|[Cc][Ee])")


def _labels(zone: str, start: int) -> Iterator[re.Match[str]]:
    found = (_LABEL.match(zone, candidate.start()) for candidate in _CANDIDATE.finditer(zone, start))
    return filter(None, found)


def _iso(year: str, month: int, day: int) -> str | None:
    number = int(year.upper().replace("O", "0"))
    if number < 100:
        # Orders of 1982 on: a two-digit year below 66 is of this century.
        number += 1900 if number >= 66 else 2000
    if month > 12 >= day:
        month, day = day, month
    try:
        return date(number, month, day).isoformat()
    except ValueError:
        return None


def _date(text: str) -> str | None:
    """The first date in ``text``, months before days."""
    found = [(match.start(), i, match) for i, pattern in enumerate(_DATES) if (match := pattern.search(text))]
    for _, i, match in sorted(found, key=lambda one: one[:2]):
        if i in (2, 3):
            value = _iso(match["year"], _MONTHS.index(match["month"].upper()[:3]) + 1, int(match["day"]))
        else:
            numbers = [int(match[part].upper().replace("O", "0")) for part in ("m", "d")]
            value = _iso(match["y"], *numbers)
        if value:
            return value
    return None


def declassify_on(body: str) -> str | None:
    """The date of declassification in ISO 8601 (``2019-02-02``); None where the line gives no date."""
    zone = header_zone(body)
    order = _ORDER.search(zone)
    start = order.end() if order else 0
    field = _FIELD.search(zone, start)
    line = zone[start : min(field.start() if field else len(zone), start + 300)] if order else ""
    # Without an order to begin from, or far from it, only a label with its colon is one: DEC also is a month.
    labels = [
        (zone, label.end())
        for label in _labels(zone, start)
        if ":" in label[0] or (order and label.start() - start < 60 and label[0].upper().strip() != "DEC")
    ]
    for text, at in [*labels[:3], (line, 0)]:
        window = text[at : at + 40] if text is zone else text[:60]
        window = window.split("\n\n")[0]
        if value := _date(window):
            return value
    return None
