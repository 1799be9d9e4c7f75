"""Whom "he" and "she" mean: the person that is the subject nearest before, else whom the paragraph speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from kg.extract.phrases import cases, guarded

_FORMS = [form for word in ("he", "she", "his", "her", "him") for form in cases(word)]
_PRONOUN = re.compile("(?:" + guarded(_FORMS, r"(?<!\w.)") + r")\b")
#: What follows a name that is the subject of its clause: a verb, perhaps after brackets or an adverb.
_SUBJECT = re.compile(
    r"(?: \([^()]{0,40}+\))?(?:(?:, [^,.;:]{1,60}+){1,2},|,)?"
    r"(?: (?:on [A-Z][a-z]+day|(?:on )?[A-Z][a-z]{2,8} \d{1,2}|yesterday|today))?+"
    r"(?: (?:also|then|later|now|once|himself|herself|who|[a-z]{3,14}ly)){0,2}+ "
    r"(?:is|was|has|had|will|would|can|could|may|might|did|does|must|should|[a-z]{2,14}ed"
    r"|left|began|became|won|held|led|met|took|made|went|came|spoke|gave|got|saw|told|said|ran|kept|wrote|taught|brought"
    r"|lost|put|set|grew|rose|fell|sat|stood|thought|felt|knew|found|built|sold|bought|fought|chose|drew"
    r"|says|leads|believes|holds|serves|speaks|remains|becomes|plans|hopes|notes|thinks|wants|claims|enjoys|faces|heads"
    r"|sees|seems|appears|considers|takes|makes|comes|belongs|lacks|knows|represents|brings)\b"
)
#: A name after these is no subject: "under President Brun".
_OBLIQUE = re.compile(
    r"\b(?:of|to|with|for|by|than|under|during|from|between|against|like|about|on|into|since)(?: the)?"
    r"(?: [A-Z][\w.&-]*){0,4} $"
)


#: "Her" that is no possessive: "told her that", "met with her."
_OBJECT = re.compile(
    r"(?=[.,;:)?!]|$| (?:to|that|about|for|in|at|on|with|by|from|and|as|of|or|when|after|before|during|while|not"
    r"|because|but|if|how|why|what|who|whether|into|over|since|until|was|is|had|would|could|should|he|she)\b)"
)


def objective(text: str, pronoun: re.Match[str]) -> bool:
    """Whether a pronoun stands for an object: "him" always, "her" where no noun follows."""
    word = pronoun[0].lower()
    return word == "him" or (word == "her" and bool(_OBJECT.match(text, pronoun.end())))


#: "Fisheries: Ana Brun (HP)": whom the paragraph is about.
_HEADING = re.compile(r"[A-Z][\w ,&'’()-]{2,80}: ")


#: Between a name and "his": whose it is.
_BESIDE = frozenset({" and ", ", "})


class Named(Protocol):
    """A name in a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def entity(self) -> str: ...


def referents(
    text: str, start: int, stop: int, people: Sequence[Named], topic: str
) -> tuple[list[tuple[re.Match[str], str]], str]:
    """The pronouns of the sentence [start, stop) with the person each means, and whom the next sentence's mean.

    ``people``: those named in the sentence, in order; ``topic``: whom "he" means where it names none before.
    """
    headed = bool(people) and bool(_HEADING.fullmatch(text, start, people[0].start))
    subjects = [p for p in people if _subject(text, start, p) or (headed and p is people[0])]
    found: list[tuple[re.Match[str], str]] = []
    taken = ""  # the subject so far, by name or pronoun
    pending = list(subjects)
    for match in _PRONOUN.finditer(text, start, stop):
        while pending and pending[0].end <= match.start():
            taken = pending.pop(0).entity
        before = [p for p in people if p.end <= match.start()]
        owner = next((p.entity for p in before[-1:] if text[p.end : match.start()] in _BESIDE), "")
        if match[0].lower() in ("his", "her") and owner:
            found.append((match, owner))  # "Brun and his wife"
            continue
        if objective(text, match):
            # Whoever acts in the clause acts on somebody else.
            others = [w for w in (topic, *(p.entity for p in reversed(before))) if w and w != taken]
            if others:
                found.append((match, others[0]))
            continue
        who = (
            taken or (before[0].entity if before and not topic else "") or topic or (before[0].entity if before else "")
        )
        if not who:
            continue
        found.append((match, who))
        if match[0].lower() in ("he", "she"):
            taken = who
    if subjects:
        first = subjects[0]
        opening = [w for m, w in found if m.start() < first.start and m[0].lower() in ("he", "she")]
        return found, opening[0] if opening else first.entity
    if found:
        return found, found[0][1]
    return found, people[0].entity if people else topic


def _subject(text: str, start: int, person: Named) -> bool:
    before = text[max(start, person.start - 60) : person.start]
    return bool(_SUBJECT.match(text, person.end)) and not _OBLIQUE.search(before)
