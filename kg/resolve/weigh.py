"""What speaks for and against two groups of rows being one, in words: for ``kg explain-merge``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kg.resolve.blocks import Overflow
from kg.resolve.bodies import Bodies
from kg.resolve.cluster import components, together
from kg.resolve.people import ACCEPT, People
from kg.resolve.places import identify
from kg.resolve.rows import Rows, rows
from kg.resolve.table import KINDS, Numbers, Table

_BODIES = ("agency", "company", "organization", "place")


def against(table: Table, group: Numbers, a: int, b: int) -> list[str]:
    """Why the groups a and b (numbers in ``group``, one for each row) are two, a line for each reason."""
    one, two = np.flatnonzero(group == a), np.flatnonzero(group == b)
    kinds = KINDS[table.kind[one[0]]], KINDS[table.kind[two[0]]]
    if kinds[0] != kinds[1]:
        return [f"they are of two types, {kinds[0]} and {kinds[1]}: those are never joined"]
    data = rows(table)
    if kinds[0] == "person":
        return list(_people(data, group, one, two))
    return list(_things(data, kinds[0], one, two))


def _things(data: Rows, kind: str, one: Numbers, two: Numbers) -> Iterator[str]:
    bodies = Bodies(data, kind)
    names = [sorted({bodies.name_of(int(r)) for r in side}) for side in (one, two)]
    words = [{name[0] for name in side} for side in names]
    if words[0].isdisjoint(words[1]):
        yield "no name of the one is a name of the other, and no cable uses two of them for one thing often enough"
        return
    scopes = [sorted({_country(data, scope) for _, scope in side}) for side in names]
    if kind == "place":
        for side, rows_ in zip("AB", (one, two), strict=True):
            ids = {i for r in rows_ for i in _identifiers(data, int(r))}
            known = f"the place known as {', '.join(sorted(ids))}" if ids else "in no gazetteer for certain"
            yield f"{side} is {known}"
    yield (
        "the name is one that many countries have, or that two places bear: it joins cables of one country only; "
        f"A is spoken of for {', '.join(scopes[0])}, B for {', '.join(scopes[1])}"
    )


def _country(data: Rows, scope: int) -> str:
    if scope <= 0:
        return "no country that is told"
    return data.countries[scope % len(data.countries)]


def _identifiers(data: Rows, row: int) -> tuple[str, ...]:
    own, post = data.countries[int(data.own[row])], data.countries[int(data.context[row])]
    return identify(data.table.strings[int(data.table.name[row])], own, post)[1]


def _people(data: Rows, group: Numbers, one: Numbers, two: Numbers) -> Iterator[str]:
    table = data.table
    both = sorted(set(table.cable[one].tolist()) & set(table.cable[two].tolist()))
    if both:
        yield f"{table.cables[both[0]]} names both, as two people"
    things = together(*(Bodies(data, kind).links() for kind in _BODIES))
    people = People(data, components(len(table), things.a, things.b), Overflow())
    parts = people.compare(group, int(group[one[0]]), int(group[two[0]]))
    if parts is None:
        yield "their names do not agree"
        return
    yield f"their names: {parts.how}"
    if parts.bare:
        yield "a bare surname or initials join nobody without an office, a body or rare names in common"
    yield f"how rare the name is, less the doubt its spelling raises: {parts.name:+.1f}"
    yield f"bodies, offices, countries, dates and who else is named: {parts.rest:+.1f}"
    total = parts.name + parts.rest
    yield f"together {total:+.1f}; {ACCEPT:+.1f} is needed, and more where one of several has to be chosen"
