"""The opening of the message: classification, section, post and number, where header ends and text begins."""

from __future__ import annotations

import re

from kg.cable.finds import LineStart

#: ``UNCLAS SECTION 01 OF 05 SHANGHAI 000059``. Often glued to the last addressee (``WASHDCUNCLAS``), and the reason
#: why no boundary is asked for before it. SECRET and CONFIDENTIAL as whole words only: there is a SECRET SERVICE.
OPENING = re.compile(
    r"(?P<word>(?:(?<=DC)U)?UNCLAS(?:SIFIED)?(?![a-z])|LIMITED[ ]OFFICIAL[ ]USE"
    r"|C[ ]O[ ]N[ ]F[ ]I[ ]D[ ]E[ ]N[ ]T[ ]I[ ]A[ ]L"
    r"|(?:T[ ]O[ ]P[ ]{1,3})?S[ ]E[ ]C[ ]R[ ]E[ ]T|TOP[ ]SECRET|CONFIDENTIAL|SECRET)"
    r"(?=[ ]{0,3}(?:$|/|//)|[ ]{1,3}(?:SECTION|SENSITIVE|NOFORN|SIPDIS|NODIS|EXDIS|LIMDIS|STADIS|FOR[ ]OFFICIAL|EFTO)"
    r"|[ ]{1,4}(?:[A-Z][A-Z.'\-]{1,20}[ ]{1,3}){1,4}0{0,3}\d{1,6}\b)",
    re.MULTILINE,
)

#: How it begins; the pattern above is tried there and nowhere else.
_CANDIDATE = re.compile(r"U(?=U?NCLAS)|L(?=IMITED)|C(?=[ ]O[ ]N|ONF)|T(?=[ ]O[ ]P|OP[ ])|S(?=[ ]E[ ]C|ECRET)")

#: Other lines that end the header: the date some pages print there, the separator BT, the first field of the text.
AFTER_HEADER = LineStart.of(
    r"[ ]{0,4}(?:BT[ ]{0,3}$|E\.?[ ]?O\.?[ ]{0,2}1\d{4}|TAGS?[ ]{0,2}:|SUBJ(?:ECT)?[ ]{0,2}:"
    r"|SIPDIS[ ]{0,3}$|SENSITIVE[ ]{0,3}$|¶)",
)
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,[ ]\d{1,2}[ ]")


def opening(text: str) -> re.Match[str] | None:
    """The first opening in ``text``."""
    found = (OPENING.match(text, candidate.start()) for candidate in _CANDIDATE.finditer(text))
    return next(filter(None, found), None)


def end_of_header(text: str) -> int:
    """Where the transmission header of ``text`` ends: at the opening or what follows it, else at the end."""
    day = _WEEKDAY.search(text) if "day, " in text else None
    ends = [found.start() for found in (opening(text), AFTER_HEADER.search(text), day) if found]
    return min(ends, default=len(text))
