"""All of it: from the columns of all cables to groups of rows and the links that made them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.resolve import Joined, places
from kg.resolve import rows as rows_of
from kg.resolve.blocks import Overflow
from kg.resolve.bodies import Bodies
from kg.resolve.cluster import Links, components, together
from kg.resolve.context import context
from kg.resolve.people import People
from kg.resolve.reasons import text
from kg.resolve.rows import Rows
from kg.resolve.table import KINDS, Numbers, Table

_PLACE = KINDS.index("place")


@dataclass(frozen=True)
class Identity:
    """Of each row its group (numbered by their smallest rows), and the links of which each group is a tree."""

    group: Numbers
    links: Links
    overflow: Overflow
    data: Rows

    def groups(self) -> Iterator[tuple[list[str], tuple[Joined, ...], tuple[str, ...]]]:
        """Of each group the keys in their order, the links (see Cluster), and the identifiers."""
        table = self.data.table
        members: dict[int, list[int]] = {}
        for row, group in enumerate(self.group.tolist()):
            members.setdefault(group, []).append(row)
        beside: dict[int, list[tuple[int, float, int]]] = {}
        links = self.links
        for a, b, score, reason in zip(
            links.a.tolist(), links.b.tolist(), links.score.tolist(), links.reason.tolist(), strict=True
        ):
            beside.setdefault(a, []).append((b, score, reason))
            beside.setdefault(b, []).append((a, score, reason))
        for rows in members.values():
            joined = []
            reached = {rows[0]}
            queue = [rows[0]]
            for at in queue:  # outwards from the first member: the list grows as it is read
                for other, score, reason in sorted(beside.get(at, ())):
                    if other not in reached:
                        reached.add(other)
                        queue.append(other)
                        joined.append((other, at, score, reason))
            yield (
                [table.key(row) for row in rows],
                tuple(Joined(table.key(a), table.key(b), round(s, 2), text(r)) for a, b, s, r in sorted(joined)),
                self.identifiers(rows),
            )

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
