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

from kg.extract.names import spells
from kg.extract.world import plain
from kg.resolve import reasons
from kg.resolve.cluster import Links, guarded, no_links, together
from kg.resolve.forms import Form, world
from kg.resolve.places import identify, in_gazetteer
from kg.resolve.rows import Rows
from kg.resolve.slips import slips
from kg.resolve.table import KINDS, Numbers, distinct, equals, stretches

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
        #: The name of each of the rows under its fullest form.
        self.word, self.scope = self._names(self.rows, data.main[self.rows])
        #: Of each name: its rows.
        self.members: dict[Name, list[int]] = {}
        for first, members in equals(self.word, self.scope):
            self.members[int(self.word[first]), int(self.scope[first])] = self.rows[members].tolist()

    def links(self) -> Links:
        """The links of the forest whose trees are the bodies, by row numbers."""
        if not len(self.rows):
            return no_links()
        links = together(self._one_name(), *self._aliases(), *self._elsewhere())
        position = np.searchsorted(self.rows, np.stack([links.a, links.b]))
        own = np.where(self.scope > 0, self._countries(), 0)

        def suspicious(label: Numbers) -> Numbers:
            told = distinct(label[own > 0].astype(np.int64) * (int(own.max()) + 1) + own[own > 0])
            bad: Numbers = np.bincount(told // (int(own.max()) + 1), minlength=int(label.max()) + 1) > 1
            return bad

        def facts(at: int) -> _Facts:
            return _Facts(1, {int(own[at])} - {0})

        local = Links(position[0], position[1], links.score, links.reason)
        kept = guarded(len(self.rows), local, suspicious, facts)
        return Links(self.rows[kept.a], self.rows[kept.b], kept.score, kept.reason)

    def name_of(self, row: int) -> Name:
        """The name of one of the rows, and its scope."""
        at = int(np.searchsorted(self.rows, row))
        return int(self.word[at]), int(self.scope[at])

    def _countries(self) -> Numbers:
        """The country of each row, 0 where none is told.

        Of a place it is the one it was taken to lie in: what one cable says of its region may be misread, and must not
        part it from its namesakes.
        """
        if self.kind != "place":
            return self.data.own[self.rows]
        return np.maximum(self.scope, 0)

    # Names ---------------------------------------------------------------------------------------------------------

    def _form(self, word: int) -> Form:
        return self.data.forms[self.form_of[word]]

    def _names(self, rows: Numbers, forms: Numbers) -> tuple[Numbers, Numbers]:
        """The names and scopes of rows, each under one of its forms."""
        # All that a name depends on; whoever comes first with it is asked.
        data = self.data
        told = np.stack([forms, data.own[rows], data.where[rows], data.context[rows]])
        word, scope = np.empty(len(rows), np.int64), np.empty(len(rows), np.int64)
        for first, same in equals(*told):
            word[same], scope[same] = self._named(int(rows[first]), int(forms[first]))
        return np.where(word < 0, -1 - rows, word), scope

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
        frequent: dict[int, list[tuple[str, ...]]] = {}
        rare: dict[int, list[tuple[str, ...]]] = {}
        for word, count in sorted(self.count.items()):
            form = self._form(word)
            if form.acronym or form.known or not form.words:
                continue
            if count >= _MORE:
                frequent[word] = self._spellings(form)
            shared = self.data.shared[self.form_of[word]]
            if count > _SLIP or shared or form.words[0].startswith("#"):
                continue
            if self.kind != "place" or not in_gazetteer(self.data.surface[self.form_of[word]]):
                rare[word] = self._spellings(form)
        heard: dict[int, set[int]] = defaultdict(set)  # in cables of which countries
        words, where = self.data.word[self.data.main[self.rows]], self.data.context[self.rows]
        for first, _ in equals(words, where):
            heard[int(words[first])].add(int(where[first]))
        for word, meant in slips(rare, frequent):
            often = {
                other: self.count[other]
                for other in meant
                if self.count[other] >= _MORE * self.count[word] and not heard[word].isdisjoint(heard[other])
            }
            if often:
                yield word, min(often, key=lambda w: (-often[w], w))

    def _spellings(self, form: Form) -> list[tuple[str, ...]]:
        if form.words and form.words[0].startswith("#") and self.kind != "place":
            line = int(form.words[0][1:])
            return [tuple(sorted(k)) for k, n in world().rules.bodies.items() if line in n and len(k) > 1]
        return [form.words] if form.words else []

    # Links ---------------------------------------------------------------------------------------------------------

    def _one_name(self) -> Links:
        """All rows of a name linked to the first of them."""
        data, word, scope = self.data, self.word, self.scope
        centre = np.arange(len(word))
        for first, members in equals(word, scope):
            centre[members] = first
        rest = np.flatnonzero(centre != np.arange(len(word)))
        centre, word, scope = centre[rest], word[rest], scope[rest]
        known = np.array([form.known for form in data.forms], bool)
        # A name that has more than one row is a form's.
        form_of = np.full(max(self.form_of, default=0) + 1, -1)
        form_of[list(self.form_of)] = list(self.form_of.values())
        score = np.where(scope == _WORLD, _WORLD_NAME, _COUNTRY_NAME)
        why = np.where(
            scope == _WORLD, reasons.NAME_CODES["the same name"], reasons.NAME_CODES["the same name in one country"]
        )
        one = known[form_of[word]]
        score, why = np.where(one, _KNOWN, score), np.where(one, reasons.NAME_CODES["one of a kind"], why)
        told = (data.own[self.rows[rest]] > 0) & (data.own[self.rows[centre]] > 0)
        called = data.word[data.main[self.rows[rest]]]
        slipped = np.isin(called, list(self.meant))
        elsewise = (called != word) & ~slipped
        score = np.where(told | (scope == _WORLD) | elsewise, score, _CONTEXT_NAME)
        why = np.where(elsewise, reasons.NAME_CODES["the same place in the gazetteer"], why)
        why = np.where(slipped, reasons.NAME_CODES["another spelling"], why)
        score = np.where(slipped, _SPELLING, score).astype(np.float32)
        return Links(self.rows[centre], self.rows[rest], score, why.astype(np.int32))

    def _aliases(self) -> Iterator[Links]:
        """Names that cables use for one body."""
        support: dict[tuple[Name, Name], set[int]] = defaultdict(set)
        data, forms = self.data, self.data.table.forms
        sizes = forms.at[self.rows + 1] - forms.at[self.rows] - 1
        owner = np.repeat(np.arange(len(self.rows)), sizes)
        alias = data.entry_form[stretches(forms.at[self.rows] + 1, sizes)]
        main = data.main[self.rows[owner]]
        kept = np.ones(len(owner), bool)
        for first, same in equals(main, alias):
            form = data.forms[int(alias[first])]
            if data.shared[alias[first]] and not form.acronym and set(form.words) < set(data.forms[main[first]].words):
                kept[same] = False  # "the Bureau": that part of a name which is anybody's
        owner, alias = owner[kept], alias[kept]
        rows = self.rows[owner]
        names = self.word[owner], self.scope[owner], *self._names(rows, alias)
        for first, same in equals(*names, alias):
            told = [int(column[first]) for column in names]
            name, other = (told[0], told[1]), (told[2], told[3])
            if other == name or min(name, other)[0] < 0:
                continue
            if other not in self.members:
                if not data.forms[int(alias[first])].acronym:
                    continue
                # Letters that never stand alone: theirs is who is first called so.
                self.members[other] = [int(rows[first])]
            support[min(name, other), max(name, other)].update(data.table.cable[rows[same]].tolist())
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
