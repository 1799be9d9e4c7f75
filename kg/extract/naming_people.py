"""Which mentions of persons are one person.

Full names first: one joins another where its parts stand in the other in order, initials, short first names and slips
of the pen allowed. Then the bare names in the order of the text: a surname (for family-name-first names the first
part) goes to the person who carries it; where several do, to the one the text has in hand.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kg.extract.names import KEPT, Groups, distance, is_abbreviation, misspelt, near_keys, sound, words
from kg.extract.naming_context import Place
from kg.extract.naming_rules import Key, NamingRules

_KIN = re.compile(
    r"\b(?:brother|sister|wife|husband|son|daughter|father|mother|uncle|aunt|cousin|nephew|niece|widow|-in-law)s?\b",
    re.I,
)


#: The Arabic article written as one word with the name, ElBaradei, and a particle in small letters, deCastro.
_GLUED = re.compile(r"\b([AE]l|d[aeou]|d[ao]s|del|de[lr]?la|van|von)(?=[A-Z][a-z])")


@dataclass
class _Person:
    """A person so far. ``forms`` are the full names, ``fullest`` the one with most parts."""

    number: int
    fullest: Key
    forms: list[Key] = field(default_factory=list)
    total: int = 0  # mentions by a full name in the whole cable
    seen: int = 0  # mentions so far
    bare: Counter[str] = field(default_factory=Counter)  # of these by one part of the name, for each part
    paragraph: int = -1  # of the latest mention
    at: int = -1  # its index
    titles: set[str] = field(default_factory=set)
    kin: bool = False  # introduced as somebody's relative


def parts(text: str, rules: NamingRules) -> Key:
    """The parts of a personal name that tell it from others: no particles, no Jr., no digits."""
    return _parts(text, rules.name_suffixes, rules.particles)


@lru_cache(maxsize=KEPT)
def _parts(text: str, suffixes: frozenset[str], particles: frozenset[str]) -> Key:
    found = [w.strip("0123456789") or w for w in words(_GLUED.sub(r"\1 ", text))]
    kept = [w for w in found if w not in suffixes] or found
    core = [w for w in kept if w not in particles]
    return tuple(core or kept)


def _same_part(a: str, b: str, rules: NamingRules, strict: bool) -> bool:
    """Whether two parts in the same position may be one: equal, initial, short name; ``strict`` allows no slips."""
    if a == b:
        return True
    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    if rules.short_names.get(a, frozenset()) & rules.short_names.get(b, frozenset()):
        return True
    if strict:
        return False
    # A fellow part agrees, so that one slip in four letters is enough here.
    short = min(len(a), len(b)) == 4 and a[0] == b[0] and a[-1] not in "ao" and distance(a, b, 1) == 1
    return misspelt(a, b) or short or (min(len(a), len(b)) > 5 and sound(a) == sound(b))


def one_name(short: Key, long: Key, rules: NamingRules) -> bool:
    """Whether two names of two parts or more may be the same person's, the first having no more parts."""
    if short == long:
        return True
    if len(short) == len(long):
        if len(short) == 2 and short == long[::-1]:
            return True
        slips = [i for i in range(len(short)) if not _same_part(short[i], long[i], rules, strict=True)]
        anchored = any(a == b and len(a) > 2 for a, b in zip(short, long, strict=True))
        return anchored and len(slips) <= 1 and all(_same_part(short[i], long[i], rules, strict=False) for i in slips)
    at, used, exact = 0, [], False
    for part in short:
        while at < len(long) and not _same_part(part, long[at], rules, strict=at > 0 and len(short) < 3):
            at += 1
        if at == len(long):
            return False
        exact = exact or (part == long[at] and len(part) > 2)
        used.append(at)
        at += 1
    # The first part is the first, or the name is the end of the other: "Perez Lara" of "Ana Perez Lara".
    return exact and (used[0] == 0 or used == list(range(len(long) - len(short), len(long))))


class People:
    """Names the persons of one cable."""

    def __init__(self, rules: NamingRules) -> None:
        self.rules = rules
        self.people: list[_Person] = []
        self._by_part: dict[str, list[int]] = defaultdict(list)  # part -> persons, in order of appearance
        self._near: dict[str, list[str]] = defaultdict(list)  # near key -> parts

    def assign(self, mentions: Sequence[Place]) -> list[int]:
        """The number of the person for each mention (numbers mean nothing by themselves)."""
        names = [parts(m.text, self.rules) for m in mentions]
        self._full_names(names, mentions)
        first_person = {f: p.number for p in self.people for f in p.forms}
        numbers = []
        for name, mention in zip(names, mentions, strict=True):
            if len(name) > 1:
                person = self.people[first_person[name]]
            else:
                person = self._bare(name[0], mention)
                person.bare[name[0]] += 1
            self._note(person, mention, full=len(name) > 1)
            numbers.append(person.number)
        return self._misspelt_bare(numbers)

    def _new(self, name: Key) -> _Person:
        person = _Person(len(self.people), name)
        self.people.append(person)
        self._index(name, person.number)
        return person

    def _index(self, name: Key, number: int) -> None:
        for part in name:
            if part not in self._by_part:
                for key in near_keys(part):
                    self._near[key].append(part)
            if number not in self._by_part[part]:
                self._by_part[part].append(number)

    def _neighbours(self, part: str) -> Iterator[str]:
        """The known parts of which this may be a misspelling."""
        found = {other for key in near_keys(part) for other in self._near.get(key, ()) if misspelt(part, other)}
        yield from sorted(found)

    def _full_names(self, names: Sequence[Key], mentions: Sequence[Place]) -> None:
        first: dict[Key, int] = {}
        count: Counter[Key] = Counter()
        for i, name in enumerate(names):
            if len(name) > 1:
                first.setdefault(name, i)
                count[name] += 1
        for name in sorted(first, key=lambda n: (-len(n), first[n], n)):
            near = [part for own in name for part in self._neighbours(own)]
            numbers = sorted({n for part in [*name, *near] for n in self._by_part.get(part, ())})
            fitting = [p for n in numbers if one_name(name, (p := self.people[n]).fullest, self.rules)]
            exact = [p for p in fitting if set(name) <= set(p.fullest)]
            if fitting:
                person = min(exact or fitting, key=lambda p: min(abs(first[f] - first[name]) for f in p.forms))
                self._index(name, person.number)
            else:
                person = self._new(name)
            person.forms.append(name)
            person.total += count[name]
        for name, mention in zip(names, mentions, strict=True):
            if len(name) > 1:
                number = next(n for n in self._by_part[name[0]] if name in self.people[n].forms)
                title = mention.word_before.lower()
                if title:
                    self.people[number].titles.add(title)
        self._bare_forms = {name[0] for name in names if len(name) == 1}

    def _rank(self, part: str, person: _Person) -> int:
        """How fit a part is to stand for the person: surname, other last part, middle, first name."""
        best = 0
        for form in person.forms or [person.fullest]:
            if len(form) == 1 or part not in form:
                best = max(best, 3 if part in form else 0)
                continue
            # Family name first where the cable itself uses the first part alone and never the last.
            family_first = form[0] in self._bare_forms and form[-1] not in self._bare_forms
            if part == (form[0] if family_first else form[-1]):
                best = max(best, 3)
            elif part == form[-1]:
                best = max(best, 2)
            else:
                best = max(best, 2 if len(form) > 2 and part == form[-2] else 1)
        return best

    def _bare(self, part: str, mention: Place) -> _Person:
        numbers = self._by_part.get(part, [])
        if not numbers and is_abbreviation(mention.text) and len(part) > 2 and not mention.capitals:
            initials = [p for p in self.people if "".join(w[0] for w in p.fullest) == part]
            if len(initials) == 1:
                self._index((part,), initials[0].number)
                return initials[0]
        if not numbers:
            short = self.rules.short_names.get(part, frozenset())
            numbers = sorted(
                p.number for p in self.people if short and short & self.rules.short_names.get(p.fullest[0], frozenset())
            )
        if not numbers:
            return self._new((part,))
        candidates = [self.people[n] for n in numbers]
        ranks = [self._rank(part, p) for p in candidates]
        best = [p for p, rank in zip(candidates, ranks, strict=True) if rank == max(ranks)]
        return best[0] if len(best) == 1 else self._in_hand(part, best, mention)

    def _in_hand(self, part: str, candidates: list[_Person], mention: Place) -> _Person:
        """Of several persons of one name the one whom a reader takes a bare mention to mean."""
        title = mention.word_before.lower()
        titled = [p for p in candidates if title and title in p.titles]
        if len(titled) == 1 and title in self.rules.honorifics:
            return titled[0]
        seen = [p for p in candidates if p.seen]
        if not seen:
            return max(candidates, key=lambda p: (p.total, -p.number))
        latest = max(seen, key=lambda p: p.at)
        rivals = [p for p in seen if p is not latest and p.bare[part]]
        if not rivals or latest.bare[part]:
            return latest
        # Somebody already goes by the bare name. A newcomer takes it over, unless he is a relative, or comes up
        # while the text is busy with the other, or the other is whom the cable is about.
        holder = max(rivals, key=lambda p: (p.seen, p.at))
        busy = latest.paragraph - holder.paragraph <= 0
        main = holder.seen >= 5 * latest.seen and latest.paragraph - holder.paragraph <= 3
        return holder if latest.kin or busy or main else latest

    def _note(self, person: _Person, mention: Place, full: bool) -> None:
        if full and not person.seen and _KIN.search(mention.before[-40:] + " " + mention.after[:30]):
            person.kin = True
        person.seen += 1
        person.paragraph, person.at = mention.paragraph, mention.index

    def _misspelt_bare(self, numbers: list[int]) -> list[int]:
        """Persons known by one bare part only join the person of whose name it is a misspelling."""
        groups = Groups(len(self.people))
        for person in self.people:
            if person.forms or len(person.fullest) > 1:
                continue
            part = person.fullest[0]
            near = [
                other
                for word in self._neighbours(part)
                for n in self._by_part[word]
                if (other := self.people[n]) is not person
                and (other.forms or other.seen > person.seen or (other.seen == person.seen and n < person.number))
                and self._rank(word, other) > 1
            ]
            if near:
                best = max(near, key=lambda p: (-distance(part, p.fullest[-1], 2), p.seen, -p.number))
                groups.join(person.number, best.number)
        return [groups.find(n) for n in numbers]
