"""Telegrams written in capitals, where the case of letters shows no name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.found import Found, MentionRules
from kg.extract.gazetteer import gazetteer

#: Small words of places' names.
_SMALL = re.compile(r"(?<= )(?:Of|Es|De|Do|Da|Du|Dos|And)(?= )")


def in_small_letters(name: str) -> str:
    """A place's name in capitals as lists have it: "Dar es Salaam"."""
    return _SMALL.sub(lambda m: m[0].lower(), name.title())


def capitals(text: str) -> bool:
    """Whether a text is written in capitals, but for a slip or two ("IlAF")."""
    if sum(map(str.islower, text[:60])) > _SLIPS:  # nearly every text
        return False
    return text.upper() == text or sum(map(str.islower, text)) * 50 < len(text)


_SLIPS = 4


#: In capitals a title alone shows the name after it: one word, or two with an initial.
_TITLE_IN_CAPITALS = re.compile(
    r"\b(?:MR\.|MRS\.|DR\.|GEN\.|COL\.|LT\.|CAPT\.|ADM\.|AMB\.|SEN\.|REP\.|PROF\.|(?:PRIME |FOREIGN )?MINISTER"
    r"|(?<!VICE )PRESIDENT|AMBASSADOR|GENERAL|COLONEL|SENATOR|GOVERNOR|CHANCELLOR|SECRETARY GENERAL|UNDER SECRETARY) "
    r"((?:[A-Z]\. ?)?[A-Z][A-Z’'-]{2,})(?=[ .,;:)?]|'S|$)"
)
#: What follows a title and is no name.
_NO_SURNAME = re.compile(
    r"(?:OF|FOR|IN|ON|AT|TO|BY|AS|AND|OR|BUT|NOT|WHO|WHOM|WHOSE|WHICH|THAT|THE|THIS|HIS|HER|HAD|HAS|HAVE|WAS|WERE|IS|ARE|BE|WILL|WOULD|SHALL"
    r"|SHOULD|CAN|COULD|MAY|MIGHT|MUST|DID|DOES|ALSO|NOW|THEN|TODAY|HIMSELF|SAID|SAYS|TOLD|FELT|THOUGHT|MADE|GAVE|TOOK|CAME|WENT|SAW|MET|LEFT"
    r"|SPOKE|KNEW|KNOWS|FEELS|THINKS|WANTS|BELIEVES|SEEMS|APPEARS|HOPES|PLANS|OFFICE|HOUSE|PALACE|ELECT|DESIGNATE|GENERAL|COUNCIL|ASSEMBLY"
    r"|SECRETARY|MINISTER|AMBASSADOR|STAFF|ELECTION|ELECTIONS|DEBATE|AGREEMENT|WITH|FROM|AFTER|BEFORE|DURING|SINCE|WHEN|WHILE|IF|HOWEVER|BEGAN"
    r"|AND/OR|MYSELF|CALLED|[A-Z]+(?:ED|ING|LY|TION|MENT))"
)


def titled_in_capitals(text: str) -> Iterator[Found]:
    """The persons whom a title shows in a text in capitals."""
    for match in _TITLE_IN_CAPITALS.finditer(text):
        if not _NO_SURNAME.fullmatch(match[1]):
            yield Found(match.start(1), match.end(1), "person", "rule:title_and_name")


#: Endings of words that are no names: in a telegram in capitals the model takes them for some.
_ABSTRACT = re.compile(r"[A-Z]{3,}(?:NESS|TIONS?|SIONS?|LY|FUL|MENTS?|[AI]BLE|ITY|ITIES|ANCE|ENCE)")


def shouted(text: str, start: int, end: int, kind: str, known: MentionRules) -> int:
    """Where a name among capitals ends, without the words of the sentence after it; ``start`` if it is none."""
    words = text[start:end].split(" ")
    if text[start:end] in known.famous_capitals or (kind not in ("person", "place") and len(words) > 1):
        staff = (
            words[0] in ("EMBASSY", "CONSULATE", "DEPARTMENT") and in_small_letters(words[1]) not in gazetteer().known
        )
        return start if staff and words[1] not in ("OF", "GENERAL") else end
    while words and (_ABSTRACT.fullmatch(words[-1]) and in_small_letters(words[-1]) not in gazetteer().known):
        words.pop()
    if len(words) == 1 and words[0].title() in known.demonyms:
        words = []
    return start + len(" ".join(words))
