"""Classified By: who classified, in which office, for which reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.cable.fields.person_names import people, rejoin
from kg.cable.fields.text import ZONE, plain_zone, without_page_marks
from kg.model import Classifier

_BY = r"(?:[ ]{0,2}\.?[ ]{0,3}\n?[ ]{0,3}(?:BY|B Y|BT|YB|BYY|NY)\b)"
#: Where a label may be; the patterns below are tried there and nowhere else.
_CANDIDATE = re.compile(r"[CcO](?<![A-Za-z].)(?:(?<=[Cc])[Ll][Aa]?[Ss]|(?<=O)[Rr][Ii][Gg])")
_LABEL = re.compile(
    r"[ >*.]{0,6}(?:¶[ ]?)?(?:\(?\d{1,2}[.)]?[ ]{0,3})?(?:\(?[A-Z/]{1,8}\)[ ]{0,3}){0,2}"
    rf"(?:CLA?S{{1,3}}I{{0,2}}[A-Z]{{0,9}}{_BY}|CLA?SS?{_BY}|CLASSIFIED(?=[ ]{{0,2}}:)|CLASSIFIER(?=[ ]{{0,2}}:)"
    r"|CLASSIFYING OFFICER|ORIGINAL CLASSIFIER|CLASSIFICATION AUTHORITY)"
    r"[ ]{0,3}[:;.\-]{0,3}[ ]{0,3}",
    re.IGNORECASE,
)
#: The same in the midst of a line.
_INLINE = re.compile(
    r"CLASSIFIED[ ]BY[ ]{0,2}:[ ]{0,3}|(?<=[.\d)\]/] )CLASSIFIED[ ]BY[ ]{1,3}(?=[A-Z])",
    re.IGNORECASE,
)

#: Where the reasons, the declassification or the next part of the cable begins.
_END = re.compile(
    r"[,;(\-–]{0,3}[ \n]{0,3}(?:\b(?:FOR|PER|UNDER|AND|ON|BY)[ \n]{1,3})?(?:THE[ ])?(?:FOLLOWING[ ])?"
    r"(?:\bREAS?S?I?ONS?\b|\bRESONS?\b|\bREASN\b|\bREASO\s?NS?\b|\bREA\s?SONS?\b"
    r"|(?:SECTION|PARA(?:GRAPH)?|PART|SEC\.?)[ ]1[.,]"
    r"|(?<![\d.])[1I][.,:][ ]?[4-8]|\bE\.?[ ]?O\.?[ ]{0,2}1\d{4}|\bDECL|\bDERIVED[ ]FROM|\bIN[ ]ACCORDANCE|\bPURSUANT"
    r"|\bBASED[ ]ON|\bACCORDING[ ]TO|\bAUTHORITY\b)"
    r"|¶|\n[ ]{0,6}\n|\n[ ]{0,4}\d{1,2}\.[ ]|\n[ ]{0,4}(?:REFS?\b|SUBJ|TAGS?\b|SUMMARY|[-=_*]{3})|\bSUMMARY\b[:. ]"
    r"|\([UCS]\)[ ]|\(SBU\)|\bREF(?:S|TELS?)?[ ]?:",
    re.IGNORECASE,
)

_REASON = re.compile(r"(?<![\d.])[1I][.,:]?[ ]?([4-8])(?P<letters>[^\d¶]{0,60})")
_LETTER = re.compile(r"[\s(\[,;/&.\-]{0,4}(?:[Aa][Nn][Dd]\b[\s(]{0,3})?([A-Ha-h]{1,4})(?![A-Za-z])[)\]]?")


def _chunk(text: str, start: int) -> tuple[str, str]:
    """What stands between the label and the reasons, and what follows."""
    window = text[start : start + 600]
    lead = len(window) - len(window.lstrip())
    # A name may begin on the line after the label, even behind a blank one.
    end = _END.search(window, min(lead, 6))
    stop = end.start() if end else min(len(window), 300)
    return window[:stop], window[stop:]


def _reasons(text: str) -> tuple[str, ...]:
    """The reasons in ``text``: ``1.4 (b) and (d)`` is 1.4(b) and 1.4(d); a number alone stands alone."""
    text = re.split(r"\n[ ]{0,6}\n|¶|\bSUMMARY\b", text[:250])[0]
    found: list[str] = []
    for match in _REASON.finditer(text):
        letters: list[str] = []
        at = 0
        while letter := _LETTER.match(match["letters"], at):
            span = match["letters"][at : letter.start(1)]
            for one in letter[1].lower():
                if letters and re.fullmatch(r"[\s(]{0,2}-[\s(]{0,2}", span) and letters[-1] < one:
                    letters += [chr(c) for c in range(ord(letters[-1]) + 1, ord(one))]
                letters.append(one)
            at = letter.end()
        found += [f"1.{match[1]}({letter})" for letter in letters] or [f"1.{match[1]}"]
    full = {reason[:3] for reason in found if len(reason) > 3}
    return tuple(dict.fromkeys(reason for reason in found if len(reason) > 3 or reason not in full))


def _labels(text: str) -> Iterator[re.Match[str]]:
    """Every label of ``text``: at the start of a line, or in the midst of one with its colon."""
    for candidate in _CANDIDATE.finditer(text):
        line = text.rfind("\n", 0, candidate.start()) + 1
        label = _LABEL.match(text, line) if candidate.start() - line <= 40 else None
        if label and label.end() <= candidate.start():
            label = None
        if label := label or _INLINE.match(text, candidate.start()):
            yield label


def classifier(body: str) -> Classifier:
    """Who classified the cable: names as written, title and office beside them, reasons such as ``1.4(b)``.

    ``body`` is everything from the message opening on, or any part of it. Nobody named gives no names.
    """
    text = body[:ZONE]
    if not _CANDIDATE.search(text):
        return Classifier((), "", ())
    text = without_page_marks(plain_zone(body))
    for label in _labels(text):
        if label[0].lstrip(" ¶>*.0123456789()")[:1].islower():
            continue  # a sentence, not the label
        chunk, rest = _chunk(text, label.end())
        chunk = re.sub(r"(?<=[a-z])-[ ]?\n[ ]?(?=[a-z])", "", chunk)  # a word divided at the end of its line
        chunk = re.sub(r"(?<=[A-Z]{3})\n[ ]?(?=[A-Z]\s{0,9}$)", "", chunk)  # its last letter wrapped: REEKE / R
        line = rejoin(" ".join(re.sub(r"(?<=[A-Za-z])-[ ]?\n[ ]?(?=[A-Z])", "-", chunk).split()))
        names, title = people(line)
        return Classifier(names, title, _reasons(rest))
    return Classifier((), "", ())


def classified_by(body: str) -> tuple[str, ...]:
    """The names alone; ``classifier(body).names``."""
    return classifier(body).names
