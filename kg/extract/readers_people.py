"""Offices that no single pattern finds: careers told over a sentence or a paragraph, lists of who took part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.extract.encode import KINDS, Sentence
from kg.extract.offices import Offices
from kg.extract.reading import Finding
from kg.extract.scene import Scene

_P, _A, _C, _L, _O = (KINDS[k] for k in ("person", "agency", "company", "place", "organization"))
_T, _TS, _ADJ = KINDS["title"], KINDS["titles"], KINDS["adjective"]
#: "Director of the Harbour Office", "the Harbour Office's director".
_POST = re.compile(
    rf"(?P<title>{_T}(?: (?:of|for|on)(?: [\w'’-]+){{1,6}}+)?+)"
    rf"(?: (?:of|at|for|in|within|with))(?: [a-z-]+){{0,2}}? (?P<body>[{_A}{_C}{_O}])"
    rf"|(?P<owner>[{_A}{_C}{_O}])(?:'s)? (?P<own>{_T})(?! {_P}|, {_P})"
)


_PAST = re.compile(
    r"\b(?:was|were|served|worked|became|began|credentials|political career|had been|previously|formerly|until)\b"
)
_PRESENT = re.compile(r"\b(?:is|has been|serves|currently|now|remains|will)\b")


def careers(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """Every post told in a sentence that speaks of one person only, where nothing else says that it is the person's:
    "His career includes four years as director of X and some as adviser of Y"."""
    for sentence in view.sentences:
        if _T not in sentence.text:
            continue
        people = {i.entity for i in sentence.items.values() if i.kind == "person"}
        if len(people) != 1:
            continue
        at = min(k for k, i in sentence.items.items() if i.kind == "person")
        person = sentence.items[at].entity
        for match in _POST.finditer(sentence.text, at + 1):
            body = sentence.items[match.start("body") if match["body"] else match.start("owner")]
            said = sentence.words(*match.span("title" if match["title"] else "own"))
            known = view.found.get("holds_position", {}).get(person, set())
            title = view.tools.titles.name(said)
            office = view.tools.titles.office(title)
            seat = body.kind == "organization" and office in view.tools.titles.seats | view.tools.titles.elected
            if body.kind not in obj or body.entity in known or seat or _of_any(sentence, match):
                continue
            before = sentence.text[at : match.start()]
            past = before.endswith("former ") or (_PAST.search(before) and not _PRESENT.search(before))
            if past and not title.lower().startswith("former"):
                title = f"former {title}"
            yield Finding(person, body.entity, title, sentence)


def _of_any(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the post is anybody's: "a prosecutor of the court", "told the director of the bank"."""
    at = sentence.items[match.start()].start
    before = sentence.block.text[max(0, at - 24) : at]
    if match["own"]:
        return bool(re.search(r"\b(?:an?|the) $", before, re.I))
    return bool(re.search(r"\b(?:told|asked|with|met|against|by|to|from|that|when)(?: an?| the)? $", before))


#: What parts the members of a list that is set out line by line, once the lines are run together.
_BULLET = re.compile(r"(?:(?:^|[ \n])(?:-{1,2}|\*|•)|;) (?:and )?")
_MEMBER = re.compile(
    rf"(?:[^:;{_P}]{{1,60}}: )?(?:(?:[A-Z][\w.]*|and) ){{0,3}}+(?:(?P<before>{_T}) )?(?P<person>{_P})(?! and|'s)"
)
_TAIL = re.compile(rf"(?<=[^,/(] )(?P<body>[{_A}{_O}])$")
_TITLED = re.compile(rf"(?:(?P<before>{_T}) )?(?P<person>{_P})(?:, (?P<after>{_T})(?! of| at| for|'s| {_P}))?")
_TITLE = re.compile(rf"(?P<before>{_T}(?:(?: of| for| on)?(?:(?: and)? [A-Z{_L}](?:[\w'’-]*)){{1,8}})?+)")
_FROM = re.compile(
    rf"(?:from|for|representing) (?P<body>[{_A}{_C}{_O}])(?:'s)? (?:were|was|included|are|is|will be)(?: also)?:? "
)


def rosters(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """Lists of people with their offices: the body is named in the entry, else at the head of its part of the list.

    "Ministry of Fisheries - Ana Brun, Director - Olav Dahl, Adviser"; "also present from the Ministry were Ana Brun,
    Director, and Olav Dahl, Adviser". ``words``: the title of those of whom the list gives none, in an agency and
    elsewhere.
    """
    for sentence in view.lists:
        for entry in entries(sentence, obj):
            said = view.tools.titles.name(sentence.words(*entry.title)) if entry.title else ""
            body = entry.units[0] if entry.units else entry.head if said else ""
            if body:
                default = words[view.entities[body].type != "agency"]
                yield Finding(entry.person, body, said or default, sentence)
        for match in _FROM.finditer(sentence.text):
            head = sentence.items[match.start("body")]
            if head.kind in obj:
                yield from _present(view, sentence, match.end(), head.entity)


def roster_units(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """In such a list "Director, Pilot Section, Harbour Office": the section is part of the office."""
    for sentence in view.lists:
        for entry in entries(sentence, obj):
            chain = [*entry.units, *([entry.head] if entry.head and entry.units else [])]
            for unit, whole in pairwise(chain):
                if view.entities[unit].type in subject:
                    yield Finding(unit, whole, "", sentence)


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of a list: where the title stands if there is one, the units of the entry, the head of its part."""

    person: str
    title: tuple[int, int] | None
    units: tuple[str, ...]
    head: str


def entries(sentence: Sentence, obj: Sequence[str]) -> list[Entry]:
    """The entries of a list of three people or more."""
    text = sentence.text
    if text.count(_P) < 3:
        return []
    cuts = [m.span() for m in _BULLET.finditer(text)]
    if len(cuts) < 2:
        return []
    lines = text[cuts[0][0]] != ";"  # set out in lines, which may have a head
    found, head = [], ""
    for start, end in zip([0, *(c[1] for c in cuts)], [*(c[0] for c in cuts), len(text)], strict=True):
        # The head of the next part may stand at the end of this one's last line.
        tail = _TAIL.search(text[:end], max(start, end - 3)) if lines and not text.startswith("\n", end) else None
        stop = tail.start("body") if tail else end
        match = _MEMBER.match(text, start, stop)
        if match and sentence.items[match.start("person")].pronoun:
            match = None
        bodies = [i for i in range(start, stop) if text[i] in _A + _C + _O and sentence.items[i].kind in obj]
        if match:
            after = match.end("person")
            title = _TITLE.search(text[:stop], after) or (match if match["before"] else None)
            units = tuple(sentence.items[i].entity for i in bodies if i > after)
            where = title.span("before") if title else None
            found.append(Entry(sentence.items[match.start("person")].entity, where, units, head))
        elif lines and not tail:
            head = sentence.items[bodies[-1]].entity if bodies else ""
        if tail:
            head = sentence.items[stop].entity
    return found if len(found) >= 3 and 2 * len(found) > len(cuts) else []


def _present(view: Scene, sentence: Sentence, start: int, head: str) -> Iterator[Finding]:
    """Those named after "from BODY were": each with a title before or after the name and no body of its own."""
    text = sentence.text
    for match in _TITLED.finditer(text, start):
        at = match.span("after") if match["after"] else match.span("before")
        if at[0] < 0:
            continue
        title = view.tools.titles.name(sentence.words(*at))
        before = text[max(start, match.start() - 3) : match.start()]
        if match["before"] and any(c in before for c in _A + _C + _O):
            continue
        yield Finding(sentence.items[match.start("person")].entity, head, title, sentence)


_FIELD = re.compile(rf"(?:[-*•] ?)?(?P<field>[A-Z{_T}][\w ,&'’{_T}-]{{0,70}}): (?P<person>{_P})(?!'s)")


def portfolios(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """A cabinet set out by fields, "Fisheries and Harbours: Ana Brun (HP)": its minister, where three or more stand so.

    The body is the field's ministry where the cable names it, else the country the cable is written from.
    """
    known = view.tools.titles.portfolios
    found = []
    for sentence in view.sentences:
        if match := _FIELD.match(sentence.text):
            field = sentence.words(*match.span("field"))
            if known & set(re.findall(r"[a-z]+", field.lower())):
                found.append((sentence, sentence.items[match.start("person")].entity, field))
    if len(found) < 3:
        return
    offices = Offices(view)
    for sentence, person, field in found:
        named = f"Minister of {field}" if " " in field else f"{field} Minister"
        title = field if "minister" in field.lower() else named
        for body in offices.of(title, person, (), ""):
            if view.entities[body].type in obj:
                yield Finding(person, body, title, sentence)


_OTHER = rf"(?:{_ADJ} )?(?:(?!of |by )[a-z-]+ ){{0,2}}(?:{_T} )?(?P<other>{_P})"
_REPLACED = re.compile(
    rf"(?P<one>{_P})(?!'s)[^;:{_P}]{{0,120}}? "
    rf"(?:replac(?:ed?|es|ing)|succe(?:ed|eds|eded|eding)|t(?:akes?|ook|aking) over(?: as [^;:{_P}]{{0,60}}?)? from) "
    + _OTHER
)
_BY = re.compile(
    rf"(?P<other>{_P})(?!'s)[^;:{_P}]{{0,60}}? (?:replaced|succeeded) by " + _OTHER.replace("other", "one")
)
_PREDECESSOR = re.compile(rf"(?P<one>{_P})'s (?:[a-z-]+ )?predecessor,? " + _OTHER)
_SUCCESSOR = re.compile(rf"(?P<other>{_P})'s (?:[a-z-]+ )?successor,? " + _OTHER.replace("other", "one"))
_CHANGES = (_REPLACED, _BY, _PREDECESSOR, _SUCCESSOR)
_CHANGE = re.compile("replac|succe|predecessor| over ")
_OTHERWISE = re.compile(r", (?:currently|now|formerly|previously|(?:(?:a|the) )?(?:former|current))\b")
#: How many sentences back an office may be told that somebody took over.
_LATELY = 1


def successions(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """ "Brun, who replaced Dahl": Dahl held the office that is told of Brun in that sentence or shortly before; or the
    other way round: "Director Dahl was replaced by Brun"."""
    held = view.readings.get("holds_position", [])
    order = {id(s): i for i, s in enumerate(view.sentences)}
    for i, sentence in enumerate(view.sentences):
        if not _CHANGE.search(sentence.text):
            continue
        for match in (m for change in _CHANGES for m in change.finditer(sentence.text)):
            one, other = (sentence.items[match.start(g)].entity for g in ("one", "other"))
            far = len(order) if match.re in (_PREDECESSOR, _SUCCESSOR) else _LATELY
            told, before = (
                [f for f in held if f.subject == who and 0 <= i - order[id(f.sentence)] <= far] for who in (one, other)
            )
            if _OTHERWISE.match(sentence.text, match.end("one")):
                told = []  # "replaced by Brun, currently mayor"
            told = [f for f in told if not f.title.startswith("former ")]
            if told and one != other:
                last = max(told, key=lambda f: order[id(f.sentence)])
                yield Finding(other, last.object, f"former {last.title.removeprefix('former ')}", sentence)
            elif before and one != other and match.re is not _PREDECESSOR:
                # Who takes over from the director is the director.
                last = max(before, key=lambda f: order[id(f.sentence)])
                office = last.title.removeprefix("former ")
                if office and not view.found.get("holds_position", {}).get(one):
                    yield Finding(one, last.object, office, sentence)
                    if not last.title.startswith("former "):
                        yield Finding(other, last.object, f"former {office}", sentence)
