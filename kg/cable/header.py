"""Where the parts of a telegram begin: transmission header, message opening, field lines, body.

    listing lines            09KARELT12 ...                                 in the listing layout only
    transmission header      VZCZ..., R 101200Z MAR 09, FM, TO, INFO
    message opening          UNCLAS SECTION 01 OF 02 KARELT 000012          often glued to the last addressee
    captions, attention      SIPDIS, DEPT FOR ...
    field lines              E.O., TAGS, SUBJECT, REF, Classified By
    body                     paragraphs, headings, signer, trailer

What the fields say is read by kg.cable.fields; here only their places are found.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from kg.cable.finds import LineStart
from kg.cable.marks import FIRST, PAGE_MARK, is_rule

#: The header and the field lines end within so many characters; a search never goes further.
ZONE = 30_000

#: The date-time group: precedence, day and time, month and year.
DTG = LineStart.of(r"[ \t]{0,8}[ZOPRY] (?:[ZOPRY] )?\d{6}Z? ?[A-Z]{3} ?\d{2}\b")

_FROM = LineStart.of(r"[ \t]{0,8}FM[ \t]{1,8}\S")
#: Other lines of the transmission header, where the one that says from whom is missing.
_SENT = LineStart.of(
    r"[ \t]{0,8}(?:VZCZC[A-Z]|ZN[RY] [A-Z]{5}|[ZOPR]{2} R[UH][A-Z]{4}|DE R[UH][A-Z]{4}|(?:TO|INFO):?[ ]{1,4}[A-Z]{2})",
)

_LEVELS = (
    r"U ?N ?C ?L ?A ?S(?: ?S ?I ?F ?I ?E ?D)?|L ?I ?M ?I ?T ?E ?D +O ?F ?F ?I ?C ?I ?A ?L +U ?S ?E|"
    r"C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L|(?:T ?O ?P +)?S ?E ?C ?R ?E ?T"
)

#: The line that opens the message proper: classification, then section, post and number, or nothing more. It stands
#: on a line of its own or is glued to the last addressee (``SHANGHAI 8220UNCLAS SECTION 01 OF 05 SHANGHAI 000059``).
OPENING = re.compile(
    rf"(?:^[ \t]{{0,8}}|(?<=[^\s/]))(?P<level>{_LEVELS})"
    r"(?=[ \t]{0,8}(?:$|\r)|[ \t/]{1,8}(?:SECTION \d|E ?F ?T ?O|SENSITIVE|NOFORN|SIPDIS|FOR OFFICIAL"
    r"|[A-Z][A-Z /'.()-]{0,60} ?\d{3,6}(?!\d)))",
    re.MULTILINE,
)

#: How a classification begins; the pattern above is tried there and nowhere else.
_LEVEL = re.compile(r"U(?= ?N ?C)|L(?= ?I ?M)|C(?= ?O ?N)|T(?= ?O ?P)|S(?= ?E ?C)")

#: Post and number in an opening line: what the cable's id is made of.
OPENED = re.compile(
    r"(?:SECTION \d{1,2} OF \d{1,2} )?(?P<post>[A-Z][A-Z .']{1,30}?)[ \t]{1,8}(?P<number>\d{3,6})(?!\d)"
)

#: A line that begins a field.
FIELD = LineStart.of(
    r"[ \t]{0,8}(?:E\.?[ ]?[O0]\.?[ ]?\d{5}|(?:TAGS?|TGS|TAS|TABS|AGS)[ \t]{0,4}[:;]|TAGS\b|SUBJ(?:ECT)?\b"
    r"|(?:REF|Ref)(?:S|s|TELS?|ERENCES?|erences?)?[ \t]{0,2}(?:[:;(.]|[A-Z]\b|\d)|REFS?\b"
    r"|CLASSIFIED[ ]BY|Classified[ ][Bb]y|DERIVED[ ]FROM|DECL(?:ASSIFY)?\b|REASONS?[ ]?:|Reasons?[ ]?:)",
)
_SUBJECT = LineStart.of(r"[ \t]{0,8}SUBJ(?:ECT)?\b", re.IGNORECASE)

#: What may stand between the field lines and the body and is neither: labels of further references, captions, and
#: words on how the cable is to be handled.
_LABEL = re.compile(
    r"[ \t]{0,8}(?:¶?(?:\(?[A-Z]\)|[A-Z]\.)[ \t]|(?:(?:\d\d[ ])?[A-Z][A-Z ]{2,20}[ ])?\d{2,6}[ \t\r;,]{0,8}$)"
)
_CAPTION = (
    r"[ \t]{0,8}(?:SENSITIVE|SIPDIS|NOFORN|NODIS|EXDIS|STADIS|LIMDIS|ENTIRE TEXT"
    r"|C ?O ?R ?R ?E ?C ?T ?E ?D {1,4}C ?O ?P ?Y)\b"
)
_CAVEAT = (
    r"[ \t]{0,8}(?:this (?:cable|message|document|telegram) (?:is|contains) |sensitive,? but unclassified|unclassified"
    r"|for official use only|not for (?:internet|distribution|transmission)|please (?:protect|handle)|\(?entire text)"
)
_NEITHER = re.compile(f"{_LABEL.pattern}|{_CAPTION}|(?i:{_CAVEAT})|{PAGE_MARK.pattern}", re.MULTILINE)


class Parts(NamedTuple):
    """Offsets of the parts of a telegram; an absent part begins where the next one does."""

    header: int
    opening: int
    body: int


@lru_cache(maxsize=1024)
def listed_date(line: str) -> str:
    """The date of a listing in ISO 8601: ``Mon Feb 02 00:00:00 +0100 2009``, ``2009-02-02 05:34``, ``2/2/2009 5:34``.

    "" if it is no such date. The day alone: the lists do not say of which time zone their hours are.
    """
    for form, take in (("%a %b %d %H:%M:%S %z %Y", line), ("%Y-%m-%d", line[:10]), ("%m/%d/%Y", line.split(" ")[0])):
        try:
            return datetime.strptime(take.strip(), form).date().isoformat()
        except ValueError:
            continue
    return ""


def parts(text: str, at: int = 0) -> Parts:
    """Where header, message opening and body begin in the telegram that begins at ``at``."""
    sender = _FROM.search(text, at, at + ZONE) or _without_sender(text, at)
    start = _line_end(text, sender.start()) if sender else at
    field = FIELD.search(text, start, at + ZONE)
    stop = field.start() if field else min(len(text), at + ZONE)
    opening = _opening(text, start, stop)
    if opening:
        begin = opening.start("level")
    elif sender:
        # No opening line: the message begins after the header's last line, or with the first field.
        gap = text.find("\n\n", start, stop)
        begin = gap + 2 if gap >= 0 else stop
    else:
        begin = at
    return Parts(at, begin, body_start(text, begin))


def begins_with_opening(head: str) -> bool:
    """Whether a text begins with the line that opens a message."""
    return bool(OPENING.match(head, len(head) - len(head.lstrip())))


def _without_sender(text: str, at: int) -> re.Match[str] | None:
    """The first line of a transmission header that does not say from whom it is; None where no header begins."""
    found = _SENT.search(text, at, at + ZONE) or DTG.search(text, at, at + ZONE)
    return found if found and not text[at : found.start()].strip() else None


def _opening(text: str, start: int, stop: int) -> re.Match[str] | None:
    """The first opening line in [start, stop)."""
    for level in _LEVEL.finditer(text, start, stop):
        at = level.start()
        while at > start and text[at - 1] in " \t":
            at -= 1
        if found := OPENING.match(text, at, stop):
            return found
    return None


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def body_start(text: str, at: int) -> int:
    """Where the body begins: after the field lines and the words on handling, at its first heading or paragraph."""
    limit = min(len(text), at + ZONE)
    fields = _SUBJECT.search(text, at, limit) or _last(text, at, limit)
    begin = fields.end() if fields else at
    first = FIRST.search(text, begin, limit)
    stop = first.start() if first else limit
    candidate = _after_fields(text, begin if fields else _line_end(text, at), stop, sure=first is not None)
    if candidate is not None:
        return candidate
    if first:
        return stop + len(first[0]) - len(first[0].lstrip())
    return len(text) if limit == len(text) else limit


def _last(text: str, at: int, limit: int) -> re.Match[str] | None:
    found = list(FIELD.finditer(text, at, min(limit, at + 5_000)))
    return found[-1] if found else None


def _after_fields(text: str, at: int, stop: int, *, sure: bool) -> int | None:
    """The first line in [at, stop) that belongs to the body, if there is one.

    ``sure``: paragraph one begins at ``stop``, so that every field line stands before it; otherwise what looks like a
    field far down is none.
    """
    found: int | None = None
    going_on = True  # the line belongs to the field, caption or caveat before it
    lines_since = 0
    while at < stop:
        end = min(_line_end(text, at), stop)
        line = text[at:end]
        if not line.strip():
            going_on = False
        elif FIELD.here.match(line):
            if found is None or sure or lines_since < 3:
                found, going_on = None, True
        elif (going_on and not is_rule(line)) or (found is None and _NEITHER.match(line)):
            going_on = not PAGE_MARK.match(line)
        elif found is None:
            found, lines_since = at + len(line) - len(line.lstrip()), 0
            if not sure and not is_rule(line) and len(line) > 120:
                return found
        if found is not None:
            lines_since += 1
            if not sure and lines_since > 3:
                break
        at = end + 1
    return found
