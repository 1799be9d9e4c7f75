"""All of it: from the columns of all cables to groups of rows and the links that made them."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from kg.resolve import places
from kg.resolve import rows as rows_of
from kg.resolve.blocks import Overflow
from kg.resolve.bodies import Bodies
from kg.resolve.cluster import Links, components, together
from kg.resolve.forms import world
from kg.resolve.people import People
from kg.resolve.rows import Rows
from kg.resolve.table import KINDS, Numbers, Table, in_order

_PLACE = KINDS.index("place")


class Tie(NamedTuple):
    """Why a row belongs to its group: by its link to another row, with the score and the reason's number."""

    row: int
    to: int
    score: float
    reason: int


@dataclass(frozen=True)
class Identity:
    """Of each row its group (numbered by their smallest rows), and the links of which each group is a tree."""

    group: Numbers
    links: Links
    overflow: Overflow
    data: Rows

    def order(self) -> tuple[Numbers, Numbers]:
        """The rows group by group, those of a group in their order, and where each group begins; last the end."""
        rows = in_order(self.group)
        begins = np.flatnonzero(np.diff(self.group[rows], prepend=-1))
        return rows, np.append(begins, len(rows))

    def ties(self) -> tuple[Numbers, Numbers, Numbers]:
        """Of each row the row it is tied to, -1 for the first of its group; the score, and the reason's number.

        The ties of a group are its links as a tree, seen outwards from its first row.
        """
        n, links = len(self.group), self.links
        to, score, reason = np.full(n, -1, np.int32), np.zeros(n), np.zeros(n, np.int32)
        if len(links):
            from scipy.sparse import csr_array
            from scipy.sparse.csgraph import breadth_first_order

            rows, ends = self.order()
            first = rows[ends[:-1]]
            # One tree of all, on a root beside them.
            a, b = np.concatenate([links.a, np.full(len(first), n)]), np.concatenate([links.b, first])
            tree = csr_array((np.ones(len(a), np.int8), (a, b)), shape=(n + 1, n + 1))
            _, above = breadth_first_order(tree, n, directed=False)
            down = above[links.b] == links.a
            row = np.where(down, links.b, links.a)
            to[row] = np.where(down, links.a, links.b)
            scores, of = np.unique(links.score, return_inverse=True)
            score[row] = np.array([round(s, 2) for s in scores.tolist()])[of]
            reason[row] = links.reason
        return to, score, reason

    def groups(self) -> Iterator[tuple[list[int], list[Tie], tuple[str, ...]]]:
        """Of each group the rows, the links as a tree (see Cluster), and the identifiers."""
        rows, ends = self.order()
        to, score, reason = self.ties()
        for start, end in pairwise(ends.tolist()):
            members = rows[start:end]
            ties = [Tie(row, int(to[row]), float(score[row]), int(reason[row])) for row in members[1:].tolist()]
            yield members.tolist(), ties, self.identifiers(members)

    def identifiers(self, rows: Numbers) -> tuple[str, ...]:
        """Of a place, the identifiers on which all its rows that have any agree."""
        if self.data.table.kind[rows[0]] != _PLACE:
            return ()
        found = {ids for row in rows.tolist() if (ids := place_of(self.data, row)[1])}
        return tuple(sorted(found.pop())) if len(found) == 1 else ()


def load() -> None:
    """Load what resolution of many cables needs and the lists that it looks into: they stay in memory."""
    importlib.import_module("scipy.sparse.csgraph")
    world()
    places.identify("", "", "")


def place_of(data: Rows, row: int) -> tuple[str, tuple[str, ...]]:
    """Country and identifiers of a place (see kg.resolve.places) by its row."""
    told, context = data.countries[int(data.own[row])], data.countries[int(data.context[row])]
    return places.identify(data.table.strings[int(data.table.name[row])], told, context)


def identify(table: Table) -> Identity:
    """Who is who among the rows; the same for the same table."""
    overflow = Overflow()
    data = rows_of.rows(table)
    n = len(table)
    things = together(*(Bodies(data, kind).links() for kind in ("agency", "company", "organization", "place")))
    # Who serves the same body is likelier the same, by whatever name a cable calls the body.
    people = People(data, components(n, things.a, things.b), overflow).links()
    links = together(people, things)
    return Identity(components(n, links.a, links.b), links, overflow, data)
