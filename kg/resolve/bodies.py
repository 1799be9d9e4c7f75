"""Which agencies, companies, organizations and places of different cables are one.

A name of such a thing either means one in the world ("Guanabara Harbour Trust") or one in each country ("Supreme
Court"); so every row belongs to a name within a scope, a country or the world, and rows of one name and scope are one.
What remains is to say which of these names are names of one thing: those that a cable uses for one thing (its alias
or acronym), slips of the pen, and an acronym that is explained elsewhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from kg.extract.names import distance, misspelt, near_keys, spells
from kg.extract.world import plain
from kg.resolve import reasons
from kg.resolve.cluster import Links, guarded, no_links, together
from kg.resolve.forms import Form, world
from kg.resolve.places import identify, in_gazetteer
from kg.resolve.rows import Rows
from kg.resolve.table import KINDS, Numbers

_WORLD_NAME, _KNOWN, _COUNTRY_NAME, _CONTEXT_NAME, _SPELLING = 4.0, 5.0, 3.5, 2.5, 1.6
#: An alias that so many cables use joins two names; a single cable's does if the names have a word in common.
_SUPPORT = 2
#: Of all cables that explain an acronym, so many must mean one body.
_AGREED = 0.8
#: So many letters are seldom those of two bodies in one country.
_OWN_LETTERS = 4
#: A name met so often is no slip of the pen; the name meant is met so many times as often.
_SLIP, _MORE = 3, 3
#: A name of several words that no gazetteer has is one place if cables of so many countries name it.
_REGION = 5
_EMBASSY = frozenset({"embassy", "consulate", "mission", "legation"})
#: Scopes: a country's number, or one of these; what has no scope is known in its own cable only.
_WORLD, _NOWHERE = 0, -1

Name = tuple[int, int]  # a form's word number, and the scope


@dataclass
class _Facts:
    size: int
    nations: set[int]
    cables: dict[int, int] = field(default_factory=dict)

    def clash(self, other: Self) -> bool:
        return bool(self.nations and other.nations and self.nations.isdisjoint(other.nations))

    def absorb(self, other: Self) -> None:
        self.size += other.size
        self.nations |= other.nations


class Bodies:
    """The rows of one of these types."""

    def __init__(self, data: Rows, kind: str) -> None:
        self.data = data
        self.kind = kind
        self.rows = np.flatnonzero(data.table.kind == KINDS.index(kind))
        self.form_of = {int(w): f for w, f in zip(data.word, range(len(data.forms)), strict=True)}
        self.count: Counter[int] = Counter(data.word[data.main[self.rows]].tolist())
        self.meant = dict(self._slips())
        self.known_as: dict[tuple[str, ...], int] = {}  # by a place's identifiers the first of its names
        #: What a name depends on, of each row.
        self.told = [column.tolist() for column in (data.own, data.where, data.context)]
        self.names: dict[tuple[int, ...], Name] = {}
        #: Of each name: its rows.
        self.members: dict[Name, list[int]] = defaultdict(list)
        self.name_of: dict[int, Name] = {}
        for row in self.rows.tolist():
            name = self._name(row, int(data.main[row]))
            self.name_of[row] = name
            self.members[name].append(row)

    def links(self) -> Links:
        """The links of the forest whose trees are the bodies, by row numbers."""
        if not len(self.rows):
            return no_links()
        links = together(*self._one_name(), *self._aliases(), *self._elsewhere())
        position = np.searchsorted(self.rows, np.stack([links.a, links.b]))
        own = np.where([self.name_of[row][1] > 0 for row in self.rows.tolist()], self._countries(), 0)

        def suspicious(label: Numbers) -> Numbers:
            told = np.unique(label[own > 0].astype(np.int64) * (int(own.max()) + 1) + own[own > 0])
            bad: Numbers = np.bincount(told // (int(own.max()) + 1), minlength=int(label.max()) + 1) > 1
            return bad

        def facts(at: int) -> _Facts:
            return _Facts(1, {int(own[at])} - {0})

        local = Links(position[0], position[1], links.score, links.reason)
        kept = guarded(len(self.rows), local, suspicious, facts)
        return Links(self.rows[kept.a], self.rows[kept.b], kept.score, kept.reason)

    def _countries(self) -> Numbers:
        """The country of each row, 0 where none is told.

        Of a place it is the one it was taken to lie in: what one cable says of its region may be misread, and must not
        part it from its namesakes.
        """
        if self.kind != "place":
            return self.data.own[self.rows]
        return np.array([max(0, self.name_of[row][1]) for row in self.rows.tolist()], np.int64)

    # Names ---------------------------------------------------------------------------------------------------------

    def _form(self, word: int) -> Form:
        return self.data.forms[self.form_of[word]]

    def _name(self, row: int, form_number: int) -> Name:
        """The name and scope of a row under one of its forms."""
        own, where, context = self.told
        told = form_number, own[row], where[row], context[row]
        if (name := self.names.get(told)) is None:
            name = self.names[told] = self._named(row, form_number)
        return name if name[0] >= 0 else (-1 - row, name[1])

    def _named(self, row: int, form_number: int) -> Name:
        data = self.data
        form = data.forms[form_number]
        word = int(data.word[form_number])
        if (right := self.meant.get(word)) is not None:
            word, form = right, self._form(right)
        if self.kind == "place":
            return self._place(row, form_number, form, word)
        if not form.words:
            return -1 - row, _NOWHERE
        if form.acronym:
            where = int(data.where[row])
            return (word, where) if where or form.usual else (-1 - row, _NOWHERE)
        shared = bool(data.shared[self.form_of[word]])
        if form.known or not (shared or form.bare or form.country):
            return word, _WORLD
        own, where = int(data.own[row]), int(data.where[row])
        if form.maybe and data.countries[where] not in form.maybe:
            return -1 - row, _NOWHERE
        if not _EMBASSY.isdisjoint(form.words):
            # France's embassy in the country where the cable is written.
            post = int(data.context[row])
            return (word, own + len(data.countries) * post) if own and post else (-1 - row, _NOWHERE)
        if form.country and not shared and not form.bare:
            return word, data.countries.index(form.country)
        return (word, where) if where else (-1 - row, _NOWHERE)

    def _place(self, row: int, form_number: int, form: Form, word: int) -> Name:
        data = self.data
        if not form.words:
            return -1 - row, _NOWHERE
        if form.known and not form.country:
            return word, _WORLD
        own, context = data.countries[int(data.own[row])], data.countries[int(data.context[row])]
        country, identifiers = identify(data.surface[form_number], own, context)
        if country:
            # Whatever it is called, what a data source knows as one is one.
            return self.known_as.setdefault(identifiers, word) if identifiers else word, self._country(country)
        if form.known:
            return word, _WORLD
        where = int(data.where[row])
        return word, where

    def _country(self, code: str) -> int:
        if code not in self.data.countries:
            self.data.countries.append(code)
        return self.data.countries.index(code)

    def _slips(self) -> Iterator[tuple[int, int]]:
        """Rare forms that are a slip of the pen for a frequent one: one word differs by a letter or two."""
        slots: dict[tuple[tuple[str, ...], str], list[tuple[int, str]]] = defaultdict(list)
        spelt: dict[int, list[tuple[str, ...]]] = {}
        heard: dict[int, set[int]] = defaultdict(set)  # in cables of which countries
        for word, where in zip(
            self.data.word[self.data.main[self.rows]].tolist(), self.data.context[self.rows].tolist(), strict=True
        ):
            heard[word].add(where)
        for word, count in sorted(self.count.items()):
            form = self._form(word)
            spelt[word] = [] if form.acronym or form.known else self._spellings(form)
            for name in spelt[word]:
                for i, one in enumerate(name):
                    for near in near_keys(one) if count > 1 else ():
                        slots[name[:i] + name[i + 1 :], near].append((word, one))
        for word, count in sorted(self.count.items()):
            form = self._form(word)
            if (
                count > _SLIP
                or self.data.shared[self.form_of[word]]
                or form.known
                or form.words[:1] == ()
                or form.words[0].startswith("#")
            ):
                continue
            if self.kind == "place" and in_gazetteer(self.data.surface[self.form_of[word]]):
                continue
            found: dict[int, int] = {}
            for name in spelt[word]:
                for i, one in enumerate(name):
                    for near in near_keys(one):
                        for other, theirs in slots.get((name[:i] + name[i + 1 :], near), ()):
                            if other == word or self.count[other] < _MORE * count:
                                continue
                            if distance(one, theirs, 1) == 1 and misspelt(one, theirs) and heard[word] & heard[other]:
                                found[other] = self.count[other]
            if found:
                yield word, min(found, key=lambda w: (-found[w], w))

    def _spellings(self, form: Form) -> list[tuple[str, ...]]:
        if form.words and form.words[0].startswith("#") and self.kind != "place":
            line = int(form.words[0][1:])
            return [tuple(sorted(k)) for k, n in world().rules.bodies.items() if line in n and len(k) > 1]
        return [form.words] if form.words else []

    # Links ---------------------------------------------------------------------------------------------------------

    def _one_name(self) -> Iterator[Links]:
        """All rows of a name linked to the first of them."""
        data = self.data
        for (word, scope), members in self.members.items():
            if len(members) < 2:
                continue
            form = self._form(word) if word >= 0 else None
            if form is not None and form.known:
                score, why = _KNOWN, "one of a kind"
            elif scope == _WORLD:
                score, why = _WORLD_NAME, "the same name"
            else:
                score, why = _COUNTRY_NAME, "the same name in one country"
            rest = np.array(members[1:], np.int64)
            told = (data.own[rest] > 0) & bool(data.own[members[0]])
            words = data.word[data.main[rest]]
            slipped = np.array([word in self.meant for word in words.tolist()], bool)
            elsewise = (words != word) & ~slipped
            scores = np.where(told | (scope == _WORLD) | elsewise, score, _CONTEXT_NAME)
            codes = np.where(elsewise, reasons.NAME_CODES["the same place in the gazetteer"], reasons.NAME_CODES[why])
            codes = np.where(slipped, reasons.NAME_CODES["another spelling"], codes)
            yield _star(members[0], rest, np.where(slipped, _SPELLING, scores), codes)

    def _aliases(self) -> Iterator[Links]:
        """Names that cables use for one body."""
        support: dict[tuple[Name, Name], set[int]] = defaultdict(set)
        witness: dict[tuple[Name, Name], int] = {}
        data = self.data
        for row in self.rows.tolist():
            low, high = int(data.table.forms.at[row]), int(data.table.forms.at[row + 1])
            if high - low < 2:
                continue
            name = self.name_of[row]
            main = data.forms[data.main[row]]
            for form_number in data.entry_form[low + 1 : high].tolist():
                form = data.forms[form_number]
                if data.shared[form_number] and not form.acronym and set(form.words) < set(main.words):
                    continue  # "the Bureau": that part of a name which is anybody's
                other = self._name(row, form_number)
                if other == name or min(name, other)[0] < 0:
                    continue
                if other not in self.members:
                    if not form.acronym:
                        continue
                    self.members[other] = [row]  # letters that never stand alone: theirs is who is first called so
                pair = (min(name, other), max(name, other))
                support[pair].add(int(data.table.cable[row]))
                witness.setdefault(pair, row)
        #: An acronym goes to the body that most cables mean by it, or to none.
        explained: dict[Name, Counter[Name]] = defaultdict(Counter)
        for (a, b), cables in support.items():
            for short, long in ((a, b), (b, a)):
                if short[0] >= 0 and self._form(short[0]).acronym:
                    explained[short][long] += len(cables)
        self.explained = explained
        for (a, b), cables in sorted(support.items()):
            score, why = self._alias(a, b, len(cables))
            if score and self.members[a][0] != self.members[b][0]:
                yield _star(self.members[a][0], np.array(self.members[b][:1]), np.array([score]), np.array([why]))

    def _alias(self, a: Name, b: Name, support: int) -> tuple[float, int]:
        one, two = self._form(a[0]), self._form(b[0])
        for short, long, form in ((a, b, one), (b, a, two)):
            if form.acronym:
                meant = self.explained[short]
                if meant[long] < _AGREED * sum(meant.values()) and not self._foreign(form, long, meant):
                    return 0.0, 0
                sure = self._spelt(form, long) or support >= _SUPPORT
                return (2.5 if sure else 1.5), reasons.NAME_CODES["an acronym"]
        telling = {w for w in one.words if w not in world().common} & set(two.words)
        if support < _SUPPORT and not telling:
            return 0.0, 0
        return 1.2 + 0.3 * min(support, 5), reasons.NAME_CODES["both names in one cable"]

    def _spelt(self, acronym: Form, long: Name) -> bool:
        return spells(acronym.words[0], world().rules.parts(self.data.surface[self.form_of[long[0]]]))

    def _foreign(self, acronym: Form, long: Name, meant: Counter[Name]) -> bool:
        """Whether it stands for a name in another language, which each cable translates in its own way: its letters are
        those of no translation, and this one is no name that anybody may have."""
        if len(acronym.words[0]) < _OWN_LETTERS or self.data.shared[self.form_of[long[0]]]:
            return False
        return not any(self._spelt(acronym, other) for other in meant)

    def _elsewhere(self) -> Iterator[Links]:
        """Names of one country's cables that must mean what they mean elsewhere."""
        by_word: dict[int, list[Name]] = defaultdict(list)
        for name in self.members:
            if name[0] >= 0:
                by_word[name[0]].append(name)
        abroad: dict[int, Counter[Name]] = defaultdict(Counter)
        for short, meant in self.explained.items():
            abroad[short[0]].update(meant)
        usual: dict[tuple[int | str, int], list[Name]] = defaultdict(list)
        numbers = {self._form(w).words: w for w in by_word}
        for word, names in sorted(by_word.items()):
            form = self._form(word)
            if form.acronym:
                for name in names:
                    if self.explained.get(name):
                        continue
                    if form.usual:
                        scope = _WORLD if form.known else name[1]
                        usual[numbers.get(form.usual, form.usual[0]), scope].append(name)
                    elif (best := self._agreed(abroad.get(word, Counter()))) is not None:
                        yield self._joined(best, [name], 1.2, "an acronym")
            elif (
                self.kind != "place" and form.bare and not self.data.shared[self.form_of[word]] and self._own_word(form)
            ):
                yield self._joined(names[0], names[1:], 1.3, "the same name")
            elif self.kind == "place" and len(names) >= _REGION and len(form.words) > 1:
                # Named in cables of so many countries: a sea, a mountain range, a part of the world.
                yield self._joined(names[0], names[1:], 1.2, "the same name")
            elif self.kind != "place" and len(names) == 2 and (word, _WORLD) in self.members:
                # "Tajik Drug Control Agency" and "Drug Control Agency", if there is no other country's.
                yield self._joined(names[0], names[1:], 2.0, "the same name")
        for target, acronyms in usual.items():
            if isinstance(target[0], int) and target in self.members:
                yield self._joined(target, acronyms, 1.5, "an acronym")
            elif len(acronyms) > 1:
                yield self._joined(acronyms[0], acronyms[1:], 1.5, "an acronym")

    def _agreed(self, meant: Counter[Name]) -> Name | None:
        """What cables of all countries mean by an acronym, if they agree and it is no country's own."""
        if not meant:
            return None
        best, count = max(meant.items(), key=lambda m: (m[1], m[0]))
        agreed = best[1] == _WORLD and count >= _AGREED * sum(meant.values()) and count >= _SUPPORT
        return best if agreed else None

    def _joined(self, name: Name, others: list[Name], score: float, why: str) -> Links:
        rest = np.array([self.members[n][0] for n in others], np.int64)
        codes = np.full(len(rest), reasons.NAME_CODES[why])
        return _star(self.members[name][0], rest, np.full(len(rest), score), codes)

    def _own_word(self, form: Form) -> bool:
        """Whether a name of one word is nobody else's: no place, nobody's surname."""
        (word,) = form.words[:1]
        return len(word) > 4 and word not in self._taken() and not in_gazetteer(word)

    def _taken(self) -> set[str]:
        if not hasattr(self, "_parts_of_names"):
            data = self.data
            person = KINDS.index("person")
            self._parts_of_names = {
                plain(w) for f, k in zip(data.forms, data.kind.tolist(), strict=True) if k == person for w in f.words
            }
        return self._parts_of_names


def _star(center: int, rest: Numbers, score: Numbers, reason: Numbers) -> Links:
    return Links(
        np.full(len(rest), center, np.int64),
        rest.astype(np.int64),
        score.astype(np.float32),
        reason.astype(np.int32),
    )
