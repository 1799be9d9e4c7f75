"""The SUBJECT of a telegram."""

from __future__ import annotations

import re

from kg.cable.fields.text import PORTION_MARK, RULE, first_page_mark, header_zone, joined, labels, plain
from kg.cable.finds import LineStart

_LABEL = LineStart.of(
    r"(?=[ ¶>*.\d(SU])[ ¶>*.]{0,6}(?:\d{1,2}\.[ ]?)?(?:\([A-Z/]{1,6}\)[ ]{0,3})?"
    r"(?:SUBJECTS?|S UBJECT|SU BJECT|SUB JECT|SUBJ ECT|SUBJE CT|SUBJEC T|SUBJ|SUBJET|SUBJEC|SUBECT|SUJECT|SUBEJCT|"
    r"SUBJCT|SUBJETC|SUBJCET|SUBJECY|UBJECT|SUBJRCT|SUBECJT|SUB)"
    r"(?:[ ]{0,3}[:;=]|[ ]{0,2}\.(?=[ ])|[ ]{1,3}-{1,2}(?=[ ])|(?<=SUBJECT)(?=[ \n])|(?<=SUBJ)(?=[ \n]))[ :]{0,8}",
    re.IGNORECASE,
)

#: A label of its own in the midst of a line: ``TAGS: PREL SUBJECT: ...``
_INLINE = re.compile(r"[Ss](?i:UBJ)(?<=[ \w]....)(?i:ECT)?[ ]?:[ ]{0,4}")

#: Lines with which the next part of the header, or the text, begins.
_NEXT_LINE = re.compile(
    r"^[ ¶(]{0,4}(?:"
    r"(?:REFS?|REFERENCES?|REFTELS?)(?:\([Ss]\))?[ ]{0,3}(?:[:;.=\-()]|[A-H]\b|(?:\d\d[ ])?[A-Z]{3,20}[ ]\d\d|$)"
    r"|CLASS?IFI?E?D?(?:[ ]{0,2}:|[ ]{1,3}BY\b|$)|CLASS?\.?[ ]BY|CLASSIFY|DERIVED[ ]FROM"
    r"|REASONS?[ ]{0,2}[:(]|DECL[ .]?:"
    r"|E\.?[ ]?O\.?[ ]?1\d{4}|TAGS?[ ]{0,2}:|SUBJ(?:ECT)?[ ]{0,2}:|1[ ]?[.)](?!\d)|¶"
    r"|\d{1,2}[.)][ ]{0,2}\([A-Z/]{1,8}\)"
    r"|(?:EXECUTIVE[ ]|BEGIN[ ])?(?:SUMMARY|COMMENT|INTRODUCTION|OVERVIEW|BACKGROUND)(?:[ ](?:AND|&)[ ]\w{3,12})?"
    r"[ ]{0,2}(?:$|[:.]|-{2})"
    r"|SENSITIVE[ ]BUT[ ]UNCL|THIS[ ](?:IS[ ]AN?[ ]|(?:CABLE|MESSAGE|TELEGRAM)[ ])|PLEASE[ ]PROTECT"
    r"|NOT[ ]FOR[ ]INTERNET|(?:UNCLASSIFIED|UNCLAS|CONFIDENTIAL|SECRET|SIPDIS|NOFORN|SENSITIVE|NODIS|EXDIS)[ ]{0,3}$"
    r"|(?:C O N F I D E N T I A L|S E C R E T)\b|C[ ]O[ ]R[ ]R[ ]E[ ]C[ ]T[ ]E[ ]D"
    r"|\(?(?:U|C|S|SBU|S//?NF|C//?NF)\)[ ]"
    r")",
    re.IGNORECASE,
)

#: The same where they stand in the midst of a line.
_NEXT_WORD = re.compile(
    r"(?<![(\[\w])(?:REFS?|REFERENCES?|REFTELS?|Refs?|Reftels?)(?:\([Ss]\))?[ ]{0,2}:"
    r"|(?<![(\[\w])REFS?[ ]{1,2}\(?[A-D][.)][ ]"
    r"|\b(?:CLASSIFIED|Classified)[ ](?:BY|By|by)\b|\bTAGS?[ ]?:|¶[ ]?1"
    r"|[ ](?:-{4,}|={4,})"
)

#: Words after which a subject cannot be over.
_OPEN_END = re.compile(
    r"(?:\b(?:OF|AND|OR|THE|A|AN|IN|ON|TO|FOR|FROM|WITH|BY|AT|AS|OVER|ABOUT|AGAINST|BETWEEN|INTO|UNDER|ITS|THEIR)|[,&/:;-])$",
    re.IGNORECASE,
)


def _from(lines: list[str]) -> list[str]:
    """The lines the subject takes, of those that follow its label (the first may be empty)."""
    taken: list[str] = []
    blanks = 0
    for number, line in enumerate(lines[:40]):
        text = line.strip()
        if not text:
            blanks += 1
            if blanks > 3:
                break
            continue
        # What stands on the label's own line is the subject, however it begins.
        if number and (_NEXT_LINE.match(text) or RULE.fullmatch(text)):
            break
        mark = first_page_mark(text)
        word = _NEXT_WORD.search(text)
        stops = [mark] if mark >= 0 else []
        stops += [word.start()] if word else []
        if taken and blanks and not _goes_on(" ".join(taken)):
            break
        if stops:
            taken.append(text[: min(stops)])
            break
        taken.append(text)
        blanks = 0
        if len(taken) > 12:
            break
    return taken


def _goes_on(text: str) -> bool:
    return bool(_OPEN_END.search(text)) or text.count("(") > text.count(")")


def _cleaned(lines: list[str]) -> str:
    text = joined("\n".join(lines))
    for _ in range(3):
        lead = _LABEL.here.match(text) or PORTION_MARK.match(text)
        if not lead or lead.end() >= len(text):
            break
        text = text[lead.end() :]
    return text.strip(" ¶")


def subject(body: str, listed: str = "") -> str:
    """The subject on one line, from the SUBJECT (or SUBJ) line of the body.

    ``body`` is everything from the message opening on, or any part of it; ``listed`` the title a listing gives,
    used where the body has none, unless it is empty or ``(no title)``. "" where there is neither. Case is kept,
    a leading portion mark is dropped, HTML entities are decoded; it ends before REF, Classified By, a page mark
    or a blank line that does not stand in the midst of a sentence.
    """
    zone = header_zone(body)
    for label in labels(zone, _LABEL, _INLINE):
        found = _cleaned(_from(zone[label.end() : label.end() + 4000].split("\n")))
        if found:
            return found
    title = plain(listed[:4000])
    if title.strip().lower() in {"", "(no title)", "no title", "n/a"}:
        return ""
    return _cleaned(_from(title.strip().split("\n")))
