"""Which persons of different cables are one.

A score is a sum of doubts and of what speaks for identity, on the scale of natural logarithms of odds; from ACCEPT on
two are linked. It begins with how many bearers of such a name are to be expected where it is found (the commoner its
parts, the more), and counts a difference in spelling, offices and bodies in common or in conflict, and whom else the
cables name. In turn: equal full names; the groups so found, which know more; other forms of a name; last the bare
surnames and initials, which need context and go to one person or nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Self

import numpy as np

from kg.resolve import reasons
from kg.resolve.alike import Differences, loose
from kg.resolve.blocks import Overflow, pairs
from kg.resolve.cluster import Links, components, guarded, no_links, together
from kg.resolve.commonness import Commonness
from kg.resolve.forms import same_person
from kg.resolve.rows import Rows
from kg.resolve.table import KINDS, Numbers, distinct

if TYPE_CHECKING:
    from kg.resolve.context import Context

#: From this score on two are one.
ACCEPT = 1.0

_PERSON = KINDS.index("person")
#: A name is never rarer or commoner than this (as logarithm of bearers to be expected).
_RAREST, _COMMONEST = 3.0, -1.5
_BODY, _OTHER_BODY = 3.0, -1.3
_TITLE, _OTHER_TITLE = 1.5, -1.3
_COMPANY = 4.0
_BORNE_TWICE = 0.8
_OTHER_COUNTRY, _OTHER_NATION = -1.5, -2.0
#: Whoever is named again after more than so many years is likelier somebody else with each further year, up to a bound.
_LASTING, _YEAR, _LONG = 5, 0.15, 1.5
#: A bare name goes to the best of several only if it is so much better than the next.
_MARGIN = 0.7
#: The doubt whether a part within a name is one by which its bearer is called.
_INNER = 0.8


@dataclass
class _Facts:
    """A person's cables (who is two people in one cable is two), countries and names."""

    size: int
    cables: set[int]
    nations: set[int]
    names: set[tuple[str, ...]] = field(default_factory=set)

    def clash(self, other: Self) -> bool:
        if not self.cables.isdisjoint(other.cables):
            return True
        return any(same_person(a, b) is None for a in self.names for b in other.names if a != b)

    def absorb(self, other: Self) -> None:
        self.size += other.size
        self.cables |= other.cables
        self.nations |= other.nations
        self.names |= other.names


@dataclass(frozen=True, slots=True)
class Parts:
    """What a score is made of: what the names say and how they agree, and what all the rest says."""

    how: str
    bare: bool
    name: float
    rest: float


#: Whether more names than these fit together is not asked beforehand.
_MANY = 32
#: So many pairs are weighed at a time.
_PAIRS = 1 << 14
_NONE = (*(np.empty(0, np.int64),) * 2, *(np.empty(0),) * 2, np.empty(0, np.int32), *(np.empty(0, np.int64),) * 2)


class People:
    """The persons among the rows; numbers 0..n-1 are positions in ``rows``, the row numbers of the table.

    ``things``: of each row the body or place it is part of, as far as that is known.
    """

    def __init__(self, data: Rows, things: Numbers, overflow: Overflow) -> None:
        self.data = data
        self.overflow = overflow
        self.rows = np.flatnonzero(data.table.kind == _PERSON)
        self.things = things
        position = np.full(len(data.table), -1, np.int64)
        position[self.rows] = np.arange(len(self.rows))
        mine = position[data.entry_row] >= 0
        self.at = position[data.entry_row[mine]]  # of each entry: the person
        self.form = data.entry_form[mine]
        self.bare = data.flag("bare")[self.form]
        self.word = data.word[self.form]
        words, first = np.unique(self.word, return_index=True)
        named = zip(words.tolist(), self.form[first].tolist(), strict=True)
        self.words = {word: data.forms[form].words for word, form in named}
        self.cable = data.table.cable[self.rows]
        self.day = data.table.day[self.cable] if len(self.cable) else np.empty(0, np.int64)
        self.where = data.where[self.rows]
        self.own = data.own[self.rows]
        self._fits: dict[tuple[int, int], bool] = {}
        self.loose = loose(self.words)
        self.differences = Differences(self.words)
        self.commonness = Commonness(self.word[~self.bare], self.where[self.at[~self.bare]], self.words)

    @cached_property
    def context(self) -> Context:
        """What the cables say around each name; where no two names are alike, nobody asks (and scipy is not loaded)."""
        from kg.resolve.context import context

        return context(self.data, self.things)

    def links(self) -> Links:
        """The links of the forest whose trees are the persons, by row numbers."""
        n = len(self.rows)
        found = no_links()
        for stage in (self._equal, self._equal, self._other_forms, self._other_forms, self._bare):
            label = components(n, found.a, found.b)
            new = stage(label)
            found = self._guard(together(found, new))
        return Links(self.rows[found.a], self.rows[found.b], found.score, found.reason)

    def _guard(self, links: Links) -> Links:
        return guarded(len(self.rows), links, self._suspicious, self._facts)

    def _suspicious(self, label: Numbers) -> Numbers:
        bad = np.zeros(int(label.max(initial=-1)) + 1, bool)
        order = np.lexsort((self.cable, label))
        again = (label[order][1:] == label[order][:-1]) & (self.cable[order][1:] == self.cable[order][:-1])
        bad[label[order][1:][again]] = True
        # More than one full name: they may not all fit together.
        full = ~self.bare
        width = max(self.words, default=0) + 1
        named = distinct(label[self.at[full]].astype(np.int64) * width + self.word[full])
        group, word = named // width, named % width
        for low, high in _runs(group):
            if high - low > 1 and not bad[group[low]]:
                bad[group[low]] = high - low > _MANY or any(
                    not self._fit(a, b) for a, b in combinations(word[low:high].tolist(), 2)
                )
        return bad

    def _fit(self, a: int, b: int) -> bool:
        """Whether two names may be one person's."""
        if (a, b) not in self._fits:
            self._fits[a, b] = same_person(self.words[a], self.words[b]) is not None
        return self._fits[a, b]

    def _facts(self, person: int) -> _Facts:
        row = self.rows[person]
        table = self.data.table
        low, high = int(table.forms.at[row]), int(table.forms.at[row + 1])
        forms = [self.data.forms[f] for f in self.data.entry_form[low:high].tolist()]
        names = {f.words for f in forms if not f.bare and f.words}
        return _Facts(1, {int(self.cable[person])}, {int(self.own[person])} - {0}, names)

    # Stages --------------------------------------------------------------------------------------------------------

    def near(self, label: Numbers, least: float) -> Links:
        """Links between groups that come to ``least``, whatever forbids to join them. ``label``: of each person its
        group."""
        named = together(self._equal(label, least), self._other_forms(label, least))
        bare, _ = self._bare_pairs(label)
        found = together(named, bare.take(np.flatnonzero(bare.score >= least)))
        return Links(self.rows[found.a], self.rows[found.b], found.score, found.reason)

    def _equal(self, label: Numbers, least: float = ACCEPT) -> Links:
        """Groups that share a full name."""
        full = ~self.bare
        entry = self._entries(label, np.flatnonzero(full))
        block = self.word[entry].astype(np.int64)
        return self._compare(label, entry, block, least)

    def _other_forms(self, label: Numbers, least: float = ACCEPT) -> Links:
        """Groups with forms that may be of one name."""
        entry = self._entries(label, np.arange(len(self.word)))
        keys = self.loose.take(self.word[entry])
        return self._compare(label, np.repeat(entry, np.diff(keys.at)), keys.values, least, other=True)

    def _entries(self, label: Numbers, entry: Numbers, *, by_country: bool = False) -> Numbers:
        """Of these entries the first of each form in each group (and of each country where it is spoken of)."""
        if not len(entry):
            return entry
        pair = label[self.at[entry]].astype(np.int64) * (int(self.word.max()) + 1) + self.word[entry]
        if by_country:
            pair = pair * len(self.data.countries) + self.where[self.at[entry]]
        order = np.lexsort((self.at[entry], pair))
        first = np.ones(len(order), bool)
        first[1:] = pair[order][1:] != pair[order][:-1]
        return entry[order[first]]

    def _compare(self, label: Numbers, entry: Numbers, block: Numbers, least: float, other: bool = False) -> Links:
        person = self.at[entry]
        group = label[person]
        view = cache(lambda: self.context.of_groups(self.rows, label))
        borne_twice = np.zeros(max(self.words, default=0) + 1, bool)
        found = []
        for i, j in pairs(block, group, self.day[person], lambda: view().marks, self.overflow):
            one, two = entry[i], entry[j]
            if other:  # equal names have had their turn
                differ = self.word[one] != self.word[two]
                one, two = one[differ], two[differ]
            for start in range(0, len(one), _PAIRS):
                some = slice(start, start + _PAIRS)
                found.append(self._weigh(view(), label, one[some], two[some], least, borne_twice))
        self.differences.keep()
        p, q, score, gain, why, u, v = (
            (np.concatenate(column) for column in zip(*found, strict=True)) if found else _NONE
        )
        twice = borne_twice[u] | borne_twice[v]
        score = np.where(twice, np.minimum(score, _BORNE_TWICE), score) + gain
        good = score >= least
        return Links(p[good], q[good], score[good].astype(np.float32), why[good])

    def _weigh(
        self, view: Context, label: Numbers, one: Numbers, two: Numbers, least: float, borne_twice: Numbers
    ) -> tuple[Numbers, ...]:
        """Of pairs of entries those that may come to ``least``: the persons, the score of the names, what the rest
        adds, the reasons and the words. Marks in ``borne_twice`` the names that two people are seen to bear."""
        cost, how = self.differences.of(self.word[one], self.word[two])
        fits = np.isfinite(cost)
        one, two, cost, how = one[fits], two[fits], cost[fits], how[fits]
        p, q, u, v = self.at[one], self.at[two], self.word[one], self.word[two]
        i, j = label[p], label[q]
        same_place = view.same_country(i, j)
        rare = np.minimum(
            self.commonness.of(u, np.where(same_place, self.where[p], 0)),
            self.commonness.of(v, np.where(same_place, self.where[q], 0)),
        )
        gain, why, conflict = self._circumstances(view, i, j, same_place)
        score = np.clip(rare, _COMMONEST, _RAREST) - cost
        # A name that two people are seen to bear tells little, be it ever so rare.
        borne_twice[u[conflict]] = True
        may = score + gain >= least
        return p[may], q[may], score[may], gain[may], (how | why)[may], u[may], v[may]

    def _ends(self, bare: Numbers, full: Numbers) -> list[tuple[str, tuple[str, ...]]]:
        """Of pairs of entries the last part of the bare name and the parts of the full one."""
        pairs_of = zip(self.word[bare].tolist(), self.word[full].tolist(), strict=True)
        return [(self.words[a][-1], self.words[b]) for a, b in pairs_of]

    def compare(self, group: Numbers, a: int, b: int) -> Parts | None:
        """What speaks for two groups being one person; None where their names are two people's.

        ``group``: of each row of the table its group.
        """
        numbers = group[self.rows]
        _, label = np.unique(numbers, return_inverse=True)
        one, two = np.flatnonzero(numbers == a), np.flatnonzero(numbers == b)
        i, j = label[one[:1]], label[two[:1]]
        view = self.context.of_groups(self.rows, label)
        same_place = view.same_country(i, j)
        rest = float(self._circumstances(view, i, j, same_place)[0][0])
        best: Parts | None = None
        entries = [np.flatnonzero(np.isin(self.at, side)) for side in (one, two)]
        for e in entries[0].tolist():
            for f in entries[1].tolist():
                words = self.words[int(self.word[e])], self.words[int(self.word[f])]
                bare = bool(self.bare[e] or self.bare[f])
                found = same_person(*words) if all(words) else None
                if found is None and not (bare and set(words[0]) & set(words[1])):
                    continue
                cost, how = found or (0.0, "a bare name")
                where = np.array([self.where[self.at[e]] if same_place[0] else 0])
                rare = min(float(self.commonness.of(self.word[[k]], where)[0]) for k in (e, f))
                parts = Parts(how, bare, float(np.clip(rare, _COMMONEST, _RAREST)) - cost, rest)
                if best is None or (best.bare, -best.name) > (parts.bare, -parts.name):
                    best = parts
        return best

    def _circumstances(
        self, view: Context, i: Numbers, j: Numbers, same_place: Numbers, *, bare: bool = False
    ) -> tuple[Numbers, Numbers, Numbers]:
        """What the rest says of pairs of groups, the reasons that speak for them, and where all speaks against."""
        from kg.resolve.context import cosine, within

        alike = within if bare else cosine
        body, both_bodies = alike(view.bodies, i, j)
        title, both_titles = alike(view.titles, i, j)
        company = view.company.alike(i, j)
        gain = _BODY * body + _TITLE * title + _COMPANY * company
        gain += np.where(both_bodies & (body < 0.15), _OTHER_BODY, 0) + np.where(
            both_titles & (title < 0.15), _OTHER_TITLE, 0
        )
        gain += np.where(same_place, 0, _OTHER_COUNTRY)
        gain += np.where(view.other_nation(i, j), _OTHER_NATION, 0)
        gain -= np.clip(_YEAR * (view.years_apart(i, j) - _LASTING), 0, _LONG)
        why = (
            np.where(body > 0.3, reasons.BODY, 0)
            | np.where(title > 0.3, reasons.TITLE, 0)
            | np.where(company > 0.1, reasons.COMPANY, 0)
            | np.where(same_place, reasons.COUNTRY, 0)
        )
        conflict = both_bodies & (body < 0.15) & both_titles & (title < 0.15) & (company < 0.15)
        return gain, why.astype(np.int32), conflict

    def _bare_pairs(self, label: Numbers) -> tuple[Links, Numbers]:
        """Groups known by a bare name only, each with those it may be, the best first; and whether the context speaks
        for it."""
        groups = int(label.max(initial=-1)) + 1
        named = np.zeros(groups, bool)
        named[label[self.at[~self.bare]]] = True
        lone = self._entries(label, np.flatnonzero(self.bare & ~named[label[self.at]]), by_country=True)
        full = self._entries(label, np.flatnonzero(~self.bare), by_country=True)
        # A bare name may be the first part (where the family's comes first) or the last.
        numbers: dict[tuple[str, int], int] = {}
        left: list[tuple[int, int]] = []
        for e in lone.tolist():
            where = int(self.where[self.at[e]])
            left += [(numbers.setdefault((w, where), len(numbers)), e) for w in self.words[int(self.word[e])][-1:]]
        right: list[tuple[int, int]] = []
        for e in full.tolist():
            parts, where = self.words[int(self.word[e])], int(self.where[self.at[e]])
            ends = {parts[0], parts[-1], *parts[-2:-1]}
            right += [(numbers[w, where], e) for w in sorted(ends) if (w, where) in numbers]
        if not left:
            return no_links(), np.empty(0, bool)
        view = cache(lambda: self.context.of_groups(self.rows, label))
        block, entry = (np.array(column, np.int64) for column in zip(*left, *right, strict=True))
        is_lone = np.r_[np.ones(len(left), bool), np.zeros(len(right), bool)]
        group = label[self.at[entry]]
        met = [*pairs(block, group, self.day[self.at[entry]], lambda: view().marks, self.overflow)]
        i, j = np.concatenate([np.stack(m) for m in met], axis=1) if met else np.empty((2, 0), np.int64)
        in_turn = np.lexsort((j, i))
        i, j = i[in_turn], j[in_turn]
        bearers = distinct(block[~is_lone] * np.int64(groups) + group[~is_lone]) // groups
        rivals = np.bincount(bearers, minlength=len(numbers))
        # Two bare names meet where no cable of the country tells the full one.
        apart = (is_lone[i] != is_lone[j]) | (is_lone[i] & is_lone[j] & (rivals[block[i]] == 0))
        i, j = i[apart], j[apart]
        if not len(i):
            return no_links(), np.empty(0, bool)
        i, j = np.where(is_lone[i], i, j), np.where(is_lone[i], j, i)
        # Who is known by more of a career holds the one office that the bare name comes with among others.
        gain, why, _ = self._circumstances(view(), group[i], group[j], np.ones(len(i), bool), bare=True)
        speaks = (why & (reasons.BODY | reasons.TITLE | reasons.COMPANY)) > 0
        # Before the last part stands a surname in Spain and Portugal, a first name elsewhere.
        inner = np.array([w not in (p[0], p[-1]) for w, p in self._ends(entry[i], entry[j])], bool)
        score = 0.8 - np.log(np.maximum(rivals[block[i]], 1)) * 0.7 + gain - np.where(inner, _INNER, 0)
        order = np.lexsort((group[j], -score, group[i]))
        p, q = self.at[entry[i[order]]], self.at[entry[j[order]]]
        why = reasons.NAME_CODES["a bare name"] | why
        return Links(p, q, score[order].astype(np.float32), why[order]), speaks[order]

    def _bare(self, label: Numbers) -> Links:
        """Each bare name to the one person of that name whom the context speaks for."""
        found, speaks = self._bare_pairs(label)
        if not len(found):
            return found
        i, j, score = label[found.a], label[found.b], found.score
        good = (score >= ACCEPT) & speaks
        # Two bare names that would be joined with each other are no choice between two people.
        one = set(zip(i[good].tolist(), j[good].tolist(), strict=True))
        taken = []
        for low, high in _runs(i):
            best = int(j[low])
            others = (k for k in range(low, high) if (o := int(j[k])) != best and not {(o, best), (best, o)} & one)
            runner = next((score[k] for k in others), -np.inf)
            if good[low] and score[low] - runner >= _MARGIN:
                taken.append(low)
        return found.take(np.array(taken, np.int64))


def _runs(values: Numbers) -> Iterator[tuple[int, int]]:
    """Where each stretch of equal values begins and ends."""
    begins = np.flatnonzero(np.diff(values, prepend=-1)).tolist()
    return pairwise([*begins, len(values)])
