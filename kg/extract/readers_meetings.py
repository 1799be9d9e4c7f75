"""Who met whom: meetings told in one sentence, lists of those present, those who "also attended"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract.encode import KINDS, Sentence
from kg.extract.readers_people import entries
from kg.extract.reading import Finding
from kg.extract.scene import Scene

_P, _A, _C, _L, _O = (KINDS[k] for k in ("person", "agency", "company", "place", "organization"))
_T, _TS, _ADJ = KINDS["title"], KINDS["titles"], KINDS["adjective"]

_ATTENDED = re.compile(
    r"\b(?:participants?|attendees|guests|those present|those attending|attendance|attended)\b", re.I
)
_HOSTED = re.compile(
    rf"{_P}(?: \([^()]{{0,30}}+\))?,? (?:[a-z]+ )?(?:hosted|chaired|convened|opened|held)\b"
    rf"|\b(?:hosted|chaired|convened|held) by (?:{_ADJ} )?(?:{_T} )?{_P}"
)


def participants(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """Whoever is on a list of those present met the host: who is said to have held the event, else the first named."""
    hosts: set[str] | None = None
    told = {id(f.sentence) for f in view.readings.get("met_with", ())}
    for sentence in view.lists:
        if sentence.text.count(_P) < 4:
            continue
        start = _ATTENDED.search(sentence.text)
        listed = entries(sentence, ("agency", "organization", "company")) if start else []
        people = list(dict.fromkeys(e.person for e in listed))
        if len(people) < 4:
            continue
        hosts = _holders(view) if hosts is None else hosts
        host = next((p for p in people if p in hosts), people[0] if listed[0].title else "")
        for person in people:
            if host and person != host:
                told.add(id(sentence))
                yield Finding(host, person, "", sentence)
    yield from _across(view, words, told)


#: "Participants: ...", "U.S. participants were ...", "Participants on the Senegalese side included ...".
_TABLE = re.compile(
    rf"(?:participants|attendees|in attendance)(?:[^.;:{_P}]{{0,40}}?(?: were| are| included?)\b|[^.;{_P}]{{0,30}}?:)",
    re.I,
)


def _across(view: Scene, words: Sequence[str], told: set[int]) -> Iterator[Finding]:
    """A list of participants of two sides: the head of each side met everybody on the other.

    The second side has a list of its own in the next sentence, or the sides are told apart by who is American. Not
    where a meeting is told (``told``: the sentences) shortly before: see ``present``.
    """
    last = -_SOON
    before: tuple[int, list[str]] = (-2, [])
    for i, sentence in enumerate(view.sentences):
        last = i if id(sentence) in told else last
        match = _TABLE.search(sentence.text) if _P in sentence.text and i - last >= _SOON else None
        if not match:
            continue
        people: dict[str, bool] = {}
        for k, item in sorted(sentence.items.items()):
            if item.kind == "person" and not item.pronoun and k > match.start():
                people.setdefault(item.entity, _american(view, item.entity, words))
        sides = [p for p in people if people[p]], [p for p in people if not people[p]]
        if before[0] == i - 1 and not set(people) & set(before[1]):
            sides = before[1], list(people)
        if all(sides):
            for person in sides[1]:
                yield Finding(sides[0][0], person, "", sentence)
            for person in sides[0][1:]:
                yield Finding(person, sides[1][0], "", sentence)
        before = i, list(people)


def _holders(view: Scene) -> set[str]:
    """Who is said to have held an event."""
    return {
        i.entity
        for s in view.sentences
        for m in _HOSTED.finditer(s.text)
        for k in range(*m.span())
        if (i := s.items.get(k)) and i.kind == "person"
    }


_MEETING = re.compile(
    r"\b(?:met|meets?|meetings?|talks|lunch|luncheon|dinner|breakfast|reception|roundtable|discussions?|conversations?"
    r"|audience)(?: (?!(?:to|not|and)\b)[^ ,;:.]{1,20}+){0,5}?,? (?:with|for|between|among)\b",
)
_FOR = re.compile(r"\b(?:lunch|luncheon|dinner|breakfast|reception|roundtable)\b.* for$")
#: Words that end an enumeration of people; verbs in -ed and -ing do as well.
_ENDS = frozenset(
    "to on in at during where when who whom which that about over regarding before after by was were is are has had"
    " have will would said told noted says while as if because although but until since than not his her their".split()
)
_WORD = re.compile(r"[^ ]+")


def meetings(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """Who met whom: the people before "met with", "hosted a lunch for" and the like with all those after it.

    ``words``: what forbids the reading where it stands shortly before.
    """
    for sentence in view.sentences:
        if sum(sentence.text.count(KINDS[kind]) for kind in subject) < 2:
            continue
        for match in _MEETING.finditer(sentence.text):
            if any(w in sentence.text[max(0, match.start() - 40) : match.start()].lower() for w in words):
                continue
            here = _guests(sentence, match.end(), subject)
            there = _hosts(sentence, match.start(), subject)
            if not there and sentence.text.startswith(", meeting", match.start() - 2):
                # "Brun had a busy visit to Oslo in June, meeting with Dahl"
                there = [
                    i.entity for k, i in sorted(sentence.items.items()) if k < match.start() and i.kind in subject
                ][:1]
            if "honor" in match[0] or (here and _FOR.search(match[0])):
                there = [*there, here[0]]  # the guest of honour meets the other guests
            for one in there:
                for other in here:
                    if one != other:
                        yield Finding(one, other, "", sentence)


def _guests(sentence: Sentence, start: int, kinds: Sequence[str]) -> list[str]:
    """Everybody named from here to the end of the enumeration."""
    found: list[str] = []
    for token in _WORD.finditer(sentence.text, start):
        word = token[0].strip("(),.\"'")
        items = [sentence.items[i] for i in range(*token.span()) if i in sentence.items]
        if not items and word.islower() and (word in _ENDS or (word.endswith(("ed", "ing")) and found)):
            break
        found += [i.entity for i in items if i.kind in kinds]
        if token[0][-1] == "." or (token[0][-1] == ";" and not found):
            break
    return list(dict.fromkeys(found))


def _hosts(sentence: Sentence, stop: int, kinds: Sequence[str]) -> list[str]:
    """The people nearest before a verb, with those enumerated together with them."""
    found: list[str] = []
    far = 0
    for token in reversed(list(_WORD.finditer(sentence.text, 0, stop))):
        items = [sentence.items[i] for i in range(*token.span()) if i in sentence.items]
        people = [i.entity for i in items if i.kind in kinds]
        if people:
            found += people
            far = 0
        elif not items:
            far += 1
            word = token[0].strip("(),.\"'")
            if found and word not in (
                "and",
                "with",
                "together",
                "joined",
                "by",
                "as",
                "well",
                "of",
                "for",
                "the",
                "accompanied",
            ):
                break
        if far > 8 or token[0][-1] in ";:":
            break
    return list(dict.fromkeys(found))


_ALSO = re.compile(
    r"\b(?:also (?:present|attending|participating|in attendance|at the|attended|participated|took part|joined|on hand)"
    r"|(?:was|were) (?:also )?(?:present|in attendance)|in attendance|accompanied|accompanying|joined by"
    r"|(?:attended|joined|participated in|sat in on) (?:the |this |their )?"
    r"(?:meeting|lunch|dinner|breakfast|call|talks)"
    r"|participants|attendees|those present|guests|delegation (?:included|consisted))\b",
    re.I,
)
#: How many sentences after a meeting those present may be named.
_SOON = 8


def present(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """ "Also present were ...": whoever is named so met the head of the other side of the meeting told before.

    The sides are told apart by the bodies people belong to, then by who is American; else those named last met the
    one who is named first. ``words``: titles that are held by Americans where nothing else is said.
    """
    pairs: dict[int, list[tuple[str, str]]] = {}
    for finding in view.readings.get("met_with", ()):
        pairs.setdefault(id(finding.sentence), []).append((finding.subject, finding.object))
    if not pairs:
        return
    at, met = -_SOON, [("", "")]
    for i, sentence in enumerate(view.sentences):
        if here := pairs.get(id(sentence)):
            at, met = i, list(dict.fromkeys(here))
        match = _ALSO.search(sentence.text) if i - at < _SOON and sentence.text.count(_P) else None
        if not match:
            continue
        first, second = met[0]
        known = {p for pair in met for p in pair}
        listed = len(met) > 2 and all(pair[0] == first for pair in met)
        bodies = [n.entity for k, n in sorted(sentence.items.items()) if n.kind == "agency" and k > match.end()]
        american = False
        for k, item in sorted(sentence.items.items()):
            if item.kind != "person" or item.pronoun or (at == i and k < match.start()):
                continue
            if sentence.text[k - 2 : k] not in _NEXT or not american:
                american = _american(view, item.entity, words)
            if item.entity in known:
                continue
            beside = not listed and _beside(view, item.entity, bodies[:1], (first, second), american, words)
            yield Finding(second if beside else first, item.entity, "", sentence)


#: What stands between the members of a list.
_NEXT = frozenset({", ", "d "})


def _beside(
    view: Scene, person: str, bodies: Sequence[str], met: tuple[str, str], american: bool, words: Sequence[str]
) -> bool:
    """Whether a person sits on the side of the first of two who met, not of the second.

    ``bodies``: the one that those present are said to be from.
    """
    held = view.found.get("holds_position", {})
    first, second = (held.get(p, set()) for p in met)
    mine = held.get(person, set()) | set(bodies)
    if mine & first or mine & second:
        return bool(mine & first)
    lands = [_american(view, p, words) for p in met]
    return american == lands[0] != lands[1]


def _american(view: Scene, person: str, words: Sequence[str]) -> bool:
    """Whether the cable gives a person an American body or an office that its writers hold."""
    home = view.by_code.get("US", "")
    for body in view.found.get("holds_position", {}).get(person, ()):
        if body == home or home in view.found.get("located_in", {}).get(body, ()):
            return True
    for sentence, at in view.where.get(person, ()):
        title = sentence.items.get(at - 2)
        if title and title.kind in ("title", "titles"):
            before = sentence.items.get(at - 4)
            foreign = before and before.kind == "adjective" and before.value != "US"
            if not foreign and view.tools.titles.office(view.tools.titles.name(title.value)) in words:
                return True
    return False
