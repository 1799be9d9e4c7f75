"""REF lines: cables, e-mails, telephone calls, reports, books, and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.cable.fields.cable_names import Cable, cables_in, only_numbers
from kg.cable.fields.canonical import id_parts
from kg.cable.fields.posts import known_post
from kg.cable.fields.text import RULE, header_zone, one_line, without_page_marks
from kg.model import Reference

#: Where a section of references may begin; the patterns below are tried there and nowhere else.
_CANDIDATE = re.compile(r"[Rr](?<![A-Za-z].)[EeFf][EeFf]")
#: How a section begins at the start of a line,
_START = re.compile(
    r"[ ¶>*.]{0,6}(?:\d[.)][ ]?)?(?:\([A-Z/]{1,6}\)[ ]{0,3})?[(\[]?"
    r"(?:REFERENCES?|REFERENCED|REFTELS?|REF[ ]?TELS?|REFS?|REEF|REFF|RFE|REFSTEL)(?:\(S\)|'S|[)\]])?"
    r"(?:[ ]{0,3}[:;.=][:;.= ]{0,4}|[ ]{1,3}-{1,2}[ ]|[ ]{0,3}\n|[ ]{0,3}(?=\(?[A-P][ ]?[.):\]])"
    r"|[ ]{1,4}(?=(?:'?\d{2}|\d{4})?[ \-]?[A-Z][A-Z ]{1,30}[ \-]?\d{2,7}\b)|[ ]{1,3}(?=\d{2,6}\b))",
    re.IGNORECASE,
)
#: and how, with its colon, in the midst of one.
_INLINE = re.compile(r"(?<![(\[\w])(?:REFERENCES?|REFTELS?|REFS?)(?:\(S\))?[ ]{0,2}:[ ]{0,4}", re.IGNORECASE)

#: A line with which something else begins.
_END_LINE = re.compile(
    r"^[ ¶]{0,4}(?:CLASS?IFI?E?D?[ ]{0,2}(?::|BY\b|$)|CLASS?\.?[ ]BY|DERIVED[ ]FROM|REASONS?[ ]{0,2}[:(]|DECL[ .]?:"
    r"|E\.?[ ]?O\.?[ ]{0,2}1\d{4}|TAGS?[ ]{0,2}:|SUBJ(?:ECT)?[ ]{0,2}:|SENSITIVE[ ]BUT|PLEASE[ ]PROTECT"
    r"|THIS[ ](?:IS|CABLE|MESSAGE|TELEGRAM)|NOT[ ]FOR[ ]INTERNET|ENTIRE[ ]TEXT|CONFIDENTIAL[ ]{0,3}$|SECRET[ ]{0,3}$"
    r"|\(?(?:U|C|S|SBU|S//?NF|C//?NF)\)[ ]{0,2}(?:THIS|CLASS|ENTIRE|SUMMARY|ACTION)"
    r"|(?:EXECUTIVE[ ]|BEGIN[ ])?(?:SUMMARY|COMMENT|INTRODUCTION|OVERVIEW|BACKGROUND)\b|1[.)][ ]?\(|¶[ ]?1[.)]"
    r"|C[ ]O[ ]R[ ]R[ ]E[ ]C[ ]T|SIPDIS[ ]{0,3}$|UNCLASSIFIED[ ]{0,3}$)",
    re.IGNORECASE,
)

#: The same in the midst of a line.
_END_WORD = re.compile(
    r"\((?:U|SBU|C|S)\)[ ]{0,2}(?:THIS|CLASSIFIED|ENTIRE)\b|\bTHIS[ ](?:CABLE|MESSAGE)[ ]IS\b"
    r"|\bSENSITIVE[ ]BUT[ ]UNCL|\bCLASSIFIED[ ]BY\b|\bREASONS?[ ]{0,2}:|¶[ ]?1[.)]|[ ]-{4,}",
    re.IGNORECASE,
)

#: A label in any dress: ``A.``, ``A)``, ``(A)``, ``[A]``, ``A:``, ``A -``, ``A/``, ``REF A:``; bare before a cable.
_LABEL = re.compile(
    r"(?:^[ ]{0,9}-[ ]?|^|(?<=[\s;,.:)&(\]\d¶]))(?:REF[ ]{1,2}|REF(?=\())?(?:"
    r"[(\[][ ]?(?P<in>[A-Za-z])[ ]?[)\]][.:,)]?|(?P<dot>[A-Za-z])[ ]?[.:)\]][.:)]?"
    r"|(?P<dash>[A-Z])[ ]{0,2}(?:-{1,2}|/)[ ]"
    r"|(?P<bare>[A-Z])[, -](?=[ ]{0,2}(?:'?\d{2,4}[ \-])?[A-Z0][A-Z0. \-']{1,30}[ \-]?\d{1,7}\b)"
    r")[ ]{0,4}",
    re.MULTILINE,
)

_NOTHING = re.compile(r"(?:NONE|N/?A|NIL|NO REFS?|NOT APPLICABLE|-+)?[ .]*", re.IGNORECASE)
_NOISE = re.compile(
    r"\((?:[^()]{0,30}\b)?NOTAL\)|\bNOTAL\b|\(?\bALL NOTAL\b\)?|\(?\bAND\s(?:PREVIOUS|PREV|OTHERS?|PRIOR|SEPTELS?)\b\)?"
    r"|\bET ?AL\b\.?|\(NODIS\)|\(EXDIS\)",
    re.IGNORECASE,
)
_KINDS = (
    ("email", re.compile(r"\bE-? ?MAIL(?:S|ED)?\b", re.IGNORECASE)),
    (
        "telephone",
        re.compile(r"\b(?:TELCONS?|TELECONS?|TELEPHON\w{0,4}|TELCOM|PHONE(?:CON)?|PHONCONS?|FONECONS?)\b", re.I),
    ),
    ("book", re.compile(r"\b(?:BOOK|ISBN|UNIVERSITY PRESS|PUBLISHERS?|PUBLISHED BY|EDITION|CHAPTER)\b", re.IGNORECASE)),
    (
        "report",
        re.compile(
            r"\b(?:REPORTS?|REPORTING|IIR|TDX?-?\d|FBIS|SITREP|INTSUM|SPOTREP|ASSESSMENT|NEWSLETTER|DIGEST|SURVEY)",
            re.I,
        ),
    ),
)


#: Reports that go by a number of their own.
_NUMBERED = re.compile(r"(?:IIR|TDX?)[ -]\d")
_BETWEEN = re.compile(r";|,(?=[ ])|[ ]AND[ ]|[ ]&[ ]")
_IN_BRACKETS = re.compile(r"\([^()]{0,200}\)")
_AND_AROUND = re.compile(r"^(?:AND|&)[ ]|[ ](?:AND|&)$", re.IGNORECASE)
_LAST_INITIAL = re.compile(r"\b[A-Z]\.$|\.[A-Z]\.$")


def _start(zone: str, at: int) -> re.Match[str] | None:
    """Where the next section of references begins, from ``at`` on."""
    for candidate in _CANDIDATE.finditer(zone, at):
        line = max(at, zone.rfind("\n", 0, candidate.start()) + 1)
        start = _START.match(zone, line) if candidate.start() - line <= 30 else None
        if start and start.end() <= candidate.start():
            start = None
        if start := start or _INLINE.match(zone, candidate.start()):
            return start
    return None


def _sections(zone: str) -> Iterator[str]:
    """The text of each REF section."""
    at = 0
    while start := _start(zone, at):
        lines = zone[start.end() : start.end() + 8000].split("\n")
        taken: list[str] = []
        used = start.end()
        blank = False
        for line in lines[:80]:
            used += len(line) + 1
            if not line.strip():
                blank = True
                continue
            word = _END_WORD.search(line)
            if taken and _begins_anew(line, taken, blank):
                used -= len(line) + 1
                break
            taken.append(line[: word.start()] if word else line)
            if word:
                break
            blank = False
        at = max(used - 1, start.end())
        yield "\n".join(taken)


def _begins_anew(line: str, taken: list[str], blank: bool) -> bool:
    """Whether ``line`` is no longer part of the references in ``taken``."""
    text = line.strip()
    if _START.match(line) or _END_LINE.match(text) or RULE.fullmatch(text):
        return True
    label = _LABEL.match(text.lstrip(" ¶"))
    goes_on = taken[-1].rstrip().upper().endswith((",", ";", "&", " AND", "/", "-", ":"))
    last_word = re.search(r"[A-Za-z]+[ ]{0,9}$", taken[-1])
    goes_on = goes_on or (text[0].isdigit() and bool(last_word and known_post(last_word[0])))
    if blank:
        cable = next(cables_in(text[:60], "00", "X"), None)
        starts_with_cable = cable is not None and cable.start < 3 and len(text) < 70
        letter = _letter(label).upper() if label else ""
        before = re.findall(r"(?:^|[\s(])([A-O])[.):\]]", "\n".join(taken).upper())
        expected = [chr(ord(x) + 1) for x in before] or ["A"]
        return not ((letter and (letter in expected or starts_with_cable)) or goes_on or starts_with_cable)
    prose = len(text) > 45 and not re.search(r"\d", text) and text.upper() != text
    return prose and not label and not goes_on


def _letter(label: re.Match[str]) -> str:
    return label["in"] or label["dot"] or label["dash"] or label["bare"] or ""


def _items(section: str) -> Iterator[tuple[str | None, str]]:
    """Label and text of each reference of a section; the label is None where it has none."""
    marks: list[tuple[int, int, str]] = []
    last = ""
    for label in _LABEL.finditer(section):
        letter = _letter(label).upper()
        at_line = not section[section.rfind("\n", 0, label.start()) + 1 : label.start()].strip(" ¶")
        before = section[: label.start()].rstrip()
        if last and letter == last and not section[marks[-1][1] : label.start()].strip(" .:()"):
            marks[-1] = (marks[-1][0], label.end(), letter)  # ``A. A. STATE 1``: said twice
            continue
        steps = ord(letter) - ord(last) if last else (1 if letter == "A" else 0)
        sure = at_line or not before or before[-1] in ")],;.:" or before[-1].isdigit()
        fits = 1 <= steps <= 3
        if letter > "P" or not (fits or (not last and at_line)):
            continue
        # Whether it is one may show in what follows.
        if not (sure and fits and not label["bare"]) and not _begins_with_cable(section, label.end()):
            continue
        marks.append((label.start(), label.end(), letter))
        last = letter
    if not marks:
        yield None, section
        return
    if section[: marks[0][0]].strip(" .,:;("):
        yield None, section[: marks[0][0]]
    for (_, begin, letter), following in zip(marks, [*marks[1:], None], strict=True):
        yield letter, section[begin : following[0] if following else len(section)]


def _begins_with_cable(section: str, at: int) -> bool:
    cable = next(cables_in(section[at : at + 50], "00", "X"), None)
    return cable is not None and cable.start < 3


def _kind(text: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "other")


def _value(text: str) -> str:
    text = one_line(_NOISE.sub(" ", text)).strip(" ,;:¶")
    text = _AND_AROUND.sub("", text).strip(" ,;:")
    if text.endswith(".") and not _LAST_INITIAL.search(text):
        text = text[:-1]
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1].strip()
    return text


def _read(label: str | None, text: str, year: str, post: str) -> Iterator[Reference]:
    """The references of one item."""
    flat = one_line(text.replace("¶", " "))
    if _NOTHING.fullmatch(_value(flat)):
        return
    found: list[Cable] = list(cables_in(flat, year, post)) or list(
        only_numbers(_value(flat), year, post, labelled=bool(label))
    )
    if not found:
        for part in flat.split(";"):
            value = _value(part)
            if not _NOTHING.fullmatch(value) and re.search(r"[^\W\d_]{2}", value):
                yield Reference(label, _kind(value), value)
        return
    at = 0
    for cable in [*found, None]:
        between = flat[at : cable.start if cable else len(flat)]
        # Beside cables only what plainly is a message of another kind counts: the rest says what a cable is about.
        capitals = between.upper()
        another = any(word in capitals for word in ("MAIL", "TEL", "PHON", "FONE", "IIR", "TD"))
        for part in _BETWEEN.split(_IN_BRACKETS.sub(" ", between)) if another else ():
            value = _value(part)
            if _KINDS[0][1].search(value) or _KINDS[1][1].search(value) or _NUMBERED.match(value):
                yield Reference(label, _kind(value), value)
        if cable:
            yield Reference(label, "cable", cable.value)
            at = cable.end


def references(body: str, cable_id: str) -> tuple[Reference, ...]:
    """Every reference of the REF sections, in order, without repeats.

    ``body`` is everything from the message opening on, or any part of it; ``cable_id`` the cable's own id, whose
    year and post stand in where a reference leaves them out. ``value`` of a cable is its canonical id, of anything
    else the text as written with blanks collapsed; ``label`` is a capital letter or None.
    """
    year, post, _ = id_parts(cable_id) or ("", "", "")
    zone = without_page_marks(header_zone(body))
    found: dict[str, Reference] = {}
    for section in _sections(zone):
        for label, text in _items(section):
            for reference in _read(label, text, year, post):
                found.setdefault(reference.value, reference)
    return tuple(found.values())
