"""All of it: from the columns of all cables to groups of rows and the links that made them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kg.resolve import places
from kg.resolve import rows as rows_of
from kg.resolve.blocks import Overflow
from kg.resolve.bodies import Bodies
from kg.resolve.cluster import Links, components, together
from kg.resolve.context import context
from kg.resolve.people import People
from kg.resolve.rows import Rows
from kg.resolve.table import KINDS, Numbers, Table

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

    def groups(self) -> Iterator[tuple[list[int], list[Tie], tuple[str, ...]]]:
        """Of each group the rows, the links as a tree (see Cluster), and the identifiers."""
        rows = np.argsort(self.group, kind="stable")
        ends = np.append(np.flatnonzero(np.diff(self.group[rows])) + 1, len(rows)) if len(rows) else rows
        links = self.links
        of_group = self.group[links.a]
        by_group = np.argsort(of_group, kind="stable")
        of_group = of_group[by_group]
        start = 0
        for end in ends.tolist():
            members: list[int] = rows[start:end].tolist()
            ties: list[Tie] = []
            if end - start > 1:
                group = self.group[members[0]]
                some = by_group[np.searchsorted(of_group, group) : np.searchsorted(of_group, group, "right")]
                ties = self._tree(members[0], some)
            yield members, ties, self.identifiers(members)
            start = end

    def _tree(self, first: int, some: Numbers) -> list[Tie]:
        """These links, outwards from the first member."""
        beside: dict[int, list[tuple[int, float, int]]] = {}
        a, b, score, reason = (
            column[some].tolist() for column in (self.links.a, self.links.b, self.links.score, self.links.reason)
        )
        for one, other, s, r in zip(a, b, score, reason, strict=True):
            beside.setdefault(one, []).append((other, s, r))
            beside.setdefault(other, []).append((one, s, r))
        ties = []
        reached = {first}
        queue = [first]
        for at in queue:  # the list grows as it is read
            for other, s, r in sorted(beside.get(at, ())):
                if other not in reached:
                    reached.add(other)
                    queue.append(other)
                    ties.append(Tie(other, at, round(s, 2), r))
        return sorted(ties)

    def identifiers(self, rows: list[int]) -> tuple[str, ...]:
        """Of a place, the identifiers on which all its rows that have any agree."""
        if self.data.table.kind[rows[0]] != _PLACE:
            return ()
        found = {ids for row in rows if (ids := place_of(self.data, row)[1])}
        return tuple(sorted(found.pop())) if len(found) == 1 else ()


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
    people = People(data, context(data, components(n, things.a, things.b)), overflow).links()
    links = together(people, things)
    return Identity(components(n, links.a, links.b), links, overflow, data)
