"""What the cables say around a name: offices, bodies, countries, and who else is named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, hstack

from kg.resolve.forms import read
from kg.resolve.names import fold
from kg.resolve.rows import Rows
from kg.resolve.table import KINDS, NO_DAY, Lists, Numbers, Table, distinct, in_order, roughly, stretches

#: Words of a title that say when, not what.
_WHEN = frozenset("former ex late then acting deputy of the and for de in to".split())
#: A name in more cables than this share of them tells nothing about who is who.
_EVERYWHERE = 0.02
#: What the words of a body's name count beside the body itself.
_WORDS = 0.5
#: Later than any day.
_NEVER = np.int64(1) << 40
_PERSON, _PLACE = KINDS.index("person"), KINDS.index("place")


@dataclass(frozen=True)
class Company:
    """Rare names in the same cables, of groups of rows: ``beside`` of each cable, ``named`` the names of each row among
    the same columns; the rows of a group and the cables they stand in lie from ``at`` on."""

    beside: csr_array
    named: csr_array
    rows: Numbers
    cables: Numbers
    at: Numbers

    def of_groups(self, rows: Numbers, label: Numbers) -> Company:
        """The same for groups of rows, where every row was a group of its own."""
        order = in_order(label)
        at = np.searchsorted(label[order], np.arange(int(label.max(initial=-1)) + 2))
        rows = rows[order]
        return Company(self.beside, self.named, self.rows[rows], self.cables[rows], at)

    def alike(self, i: Numbers, j: Numbers) -> Numbers:
        """How alike the companies of groups i and j are, 0 to 1; nothing is made of groups that nobody asks for."""
        groups, place = np.unique(np.concatenate([i, j]), return_inverse=True)
        sizes = self.at[groups + 1] - self.at[groups]
        members = stretches(self.at[groups], sizes)
        label = np.repeat(np.arange(len(groups)), sizes)
        beside = _gathered(self.beside, len(groups), self.cables[members], label)
        # That the bearers of one name share that name says nothing.
        own = _gathered(self.named, len(groups), self.rows[members], label)
        beside = _unit(csr_array(beside - beside.multiply(own > 0)))
        return _dot(beside, place[: len(i)], place[len(i) :])


@dataclass(frozen=True)
class Context:
    """A row of each matrix for each row of the table, or for each group (``of_groups``); lengths of rows are 1.

    ``titles``: words of offices held; ``bodies``: words of the bodies served; ``company``: rare names in the same
    cables; ``countries``: where spoken of; ``nations``: where they belong, by what the text says.
    """

    titles: csr_array
    bodies: csr_array
    countries: csr_array
    nations: csr_array
    company: Company
    first: Numbers  # the first and the last day on which a cable names it, NO_DAY where none of its cables is dated
    last: Numbers

    @property
    def marks(self) -> list[Lists]:
        """What finer blocks are made of."""
        return [_lists(self.bodies), _lists(self.titles), _lists(self.countries)]

    def of_groups(self, rows: Numbers, label: Numbers) -> Context:
        """The same for groups of rows: ``label`` says of each of ``rows`` in which group it is."""
        groups = int(label.max(initial=-1)) + 1
        titles, bodies, countries, nations = (
            _gathered(one, groups, rows, label) for one in (self.titles, self.bodies, self.countries, self.nations)
        )
        first, last = np.full(groups, _NEVER), np.full(groups, NO_DAY)
        dated = self.last[rows] != NO_DAY
        np.minimum.at(first, label[dated], self.first[rows][dated])
        np.maximum.at(last, label[dated], self.last[rows][dated])
        company = self.company.of_groups(rows, label)
        return Context(_unit(titles), _unit(bodies), countries, nations, company, first, last)

    def same_country(self, i: Numbers, j: Numbers) -> Numbers:
        same: Numbers = _dot(self.countries, i, j) > 0
        return same

    def other_nation(self, i: Numbers, j: Numbers) -> Numbers:
        """Whether the text says of both to which country they belong, and the two have none in common."""
        some = np.diff(self.nations.indptr) > 0
        other: Numbers = some[i] & some[j] & (_dot(self.nations, i, j) == 0)
        return other

    def years_apart(self, i: Numbers, j: Numbers) -> Numbers:
        """How many years lie between the time of the one and that of the other; 0 where a time is not known."""
        days = np.maximum(self.first[i] - self.last[j], self.first[j] - self.last[i])
        dated = (self.last[i] != NO_DAY) & (self.last[j] != NO_DAY)
        years: Numbers = np.where(dated, np.maximum(days, 0), 0) / 365.25
        return years


def context(data: Rows, group: Numbers) -> Context:
    """The context of every row. ``group``: of each row the body or place it is part of, as far as that is known."""
    table = data.table
    n = len(table)
    titles = _words(n, table.titles, [_title(s) for s in _used(table.titles, table.strings)])
    words = _words(n, table.bodies, [_body(s) for s in _used(table.bodies, table.strings)])
    bodies = csr_array(hstack([words * _WORDS, _weigh(_served(table, group))]))
    day = table.day[table.cable] if n else np.empty(0, np.int64)
    where, own = (_one(n, country, data.countries) for country in (data.where, data.own))
    return Context(titles, bodies, where, own, _company(data), day, day)


def _served(table: Table, group: Numbers) -> csr_array:
    """Rows by the bodies they serve: those of that name in the same cable."""
    n, width = len(table), max(1, len(table.strings))
    code = table.cable.astype(np.int64) * width + table.name
    bodies = np.flatnonzero((table.kind != _PERSON) & (table.kind != _PLACE))
    bodies = bodies[in_order(code[bodies])]
    row = np.repeat(np.arange(n), np.diff(table.bodies.at))
    wanted = table.cable[row].astype(np.int64) * width + table.bodies.values
    at = np.searchsorted(code[bodies], wanted)
    found = at < len(bodies)
    found[found] = code[bodies[at[found]]] == wanted[found]
    served = group[bodies[at[found]]]
    matrix = csr_array((np.ones(len(served), np.float32), (row[found], served)), shape=(n, max(1, n)))
    matrix.data[:] = 1
    return matrix


def _used(lists: Lists, strings: list[str]) -> list[str]:
    return [strings[s] for s in distinct(lists.values).tolist()]


def _title(text: str) -> list[str]:
    return [w for w in fold(text).split() if w not in _WHEN]


def _body(text: str) -> list[str]:
    """A body's words; its countries do not count, since they are compared by themselves."""
    return list(read("agency", text).words)


def _words(n: int, lists: Lists, words: list[list[str]]) -> csr_array:
    """A matrix of rows by words, rarer words weighing more."""
    numbers: dict[str, int] = {}
    columns = [[numbers.setdefault(w, len(numbers)) for w in found] for found in words]
    # Of each string that is used the columns of its words, one string after the other.
    sizes = np.array([len(found) for found in columns], np.int64)
    code = np.searchsorted(distinct(lists.values), lists.values)
    entry = stretches((np.cumsum(sizes) - sizes)[code], sizes[code])
    row = np.repeat(np.repeat(np.arange(n), np.diff(lists.at)), sizes[code])
    column = np.array([c for found in columns for c in found], np.int64)[entry]
    matrix = csr_array((np.ones(len(row), np.float32), (row, column)), shape=(n, max(1, len(numbers))))
    matrix.data[:] = 1
    return _weigh(matrix)


def _weigh(matrix: csr_array) -> csr_array:
    """Each column by the logarithm of how rare it is."""
    found = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rows = roughly(max(2, int((np.diff(matrix.indptr) > 0).sum()) + 1))
    weight = np.log(rows / np.maximum(found, 1)).astype(np.float32) + 0.1
    matrix.data *= weight[matrix.indices]
    return matrix


def _company(data: Rows) -> Company:
    """Of each row by itself."""
    table = data.table
    n, cables = len(table), len(table.cables)
    width = int(data.word.max(initial=0)) + 1
    own_row = data.entry_row
    own_word = data.word[data.entry_form] if len(own_row) else np.empty(0, np.int64)
    named = csr_array((np.ones(len(own_row), np.float32), (own_row, own_word)), shape=(n, width))
    # Of each cable the names that few cables have. Bare names belong to too many, and countries are compared by
    # themselves.
    telling = ~(data.flag("bare") | (data.flag("country") & (data.kind == _PLACE)))
    telling = telling[data.entry_form] if len(own_row) else np.empty(0, bool)
    pair = distinct(table.cable[own_row[telling]].astype(np.int64) * width + own_word[telling])
    cable, word = pair // width, pair % width
    count = np.bincount(word, minlength=width)
    rare = (count[word] > 1) & (count[word] <= max(5, _EVERYWHERE * cables))
    cable, word = cable[rare], word[rare]
    weight = np.log(roughly(cables + 1) / count[word]).astype(np.float32)
    beside = csr_array((weight, (cable, word)), shape=(max(1, cables), width))
    return Company(beside, named, np.arange(n), table.cable, np.arange(n + 1))


def _one(n: int, value: Numbers, names: list[str]) -> csr_array:
    some = np.flatnonzero(value > 0)
    return csr_array((np.ones(len(some), np.float32), (some, value[some])), shape=(n, len(names)))


def _gathered(matrix: csr_array, groups: int, rows: Numbers, label: Numbers) -> csr_array:
    """For each group the sum of its rows; ``label`` says of each of ``rows`` in which group it is."""
    return csr_array((np.ones(len(rows), np.float32), (label, rows)), shape=(groups, matrix.shape[0])) @ matrix


def _unit(matrix: csr_array) -> csr_array:
    """Each row brought to length 1."""
    matrix = csr_array(matrix)
    length = np.sqrt(np.bincount(np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr)),
                                 weights=matrix.data**2, minlength=matrix.shape[0]))  # fmt: skip
    matrix.data = (matrix.data / np.repeat(np.maximum(length, 1e-9), np.diff(matrix.indptr))).astype(np.float32)
    return matrix


def _dot(matrix: csr_array, i: Numbers, j: Numbers, other: csr_array | None = None) -> Numbers:
    """The products of rows i with rows j (of another matrix)."""
    other = matrix if other is None else other
    if not len(i):
        return np.empty(0, np.float64)
    parts = [
        np.asarray(matrix[i[k : k + _CHUNK]].multiply(other[j[k : k + _CHUNK]]).sum(axis=1)).ravel()
        for k in range(0, len(i), _CHUNK)
    ]
    return np.concatenate(parts)


#: Pairs compared at a time, so that memory does not grow with their number.
_CHUNK = 10_000


def cosine(matrix: csr_array, i: Numbers, j: Numbers) -> tuple[Numbers, Numbers]:
    """How alike rows i and j are, 0 to 1, and whether both say anything."""
    some = np.diff(matrix.indptr) > 0
    return _dot(matrix, i, j), some[i] & some[j]


def within(matrix: csr_array, i: Numbers, j: Numbers) -> tuple[Numbers, Numbers]:
    """How much of what row i says row j says as well, 0 to 1, and whether both say anything."""
    some = np.diff(matrix.indptr) > 0
    squares, there = matrix.copy(), matrix.copy()
    squares.data, there.data = matrix.data**2, np.ones_like(matrix.data)
    return _dot(squares, i, j, there), some[i] & some[j]


def _lists(matrix: csr_array) -> Lists:
    return Lists(matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64))
