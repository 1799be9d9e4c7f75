"""Groups of rows that nearly were joined: what a reader should judge."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np

from kg.resolve import reasons
from kg.resolve.blocks import Overflow
from kg.resolve.people import ACCEPT, People
from kg.resolve.rows import Rows, rows
from kg.resolve.table import KINDS, Numbers, Table

#: So much below what joins is near.
REACH = 2.0
#: A name that so many groups bear tells nothing.
_BORNE_BY = 12
#: What a name in common says of agencies, companies, organizations and places that resolution left apart. In the
#: invented cables of kg.benchmarks.identity two in three such pairs were one (of acronyms one in ten: not near).
_NAME = 0.8
_THINGS = frozenset(KINDS.index(kind) for kind in ("agency", "company", "organization", "place"))


class Near(NamedTuple):
    """Two groups by their numbers, the smaller first, and what speaks for their being one (as kg.resolve.people
    scores), with the reason in words that are no cable's."""

    a: int
    b: int
    score: float
    reason: str


def near(table: Table, group: Numbers) -> list[Near]:
    """The pairs of groups that come near to what joins, the best first; the same for the same table.

    ``group``: of each row its group. Groups that one cable speaks of as two are no pair.
    """
    data = rows(table)
    best: dict[tuple[int, int], tuple[float, str]] = {}
    for a, b, score, reason in (*_people(data, group), *_things(data, group)):
        pair = min(a, b), max(a, b)
        if pair not in best or (-score, reason) < (-best[pair][0], best[pair][1]):
            best[pair] = score, reason
    cables: dict[int, set[int]] = {}
    asked = {g for pair in best for g in pair}
    for g, cable in zip(group.tolist(), table.cable.tolist(), strict=True):
        if g in asked:
            cables.setdefault(g, set()).add(cable)
    found = [Near(a, b, *why) for (a, b), why in best.items() if cables[a].isdisjoint(cables[b])]
    return sorted(found, key=lambda n: (-n.score, n.a, n.b))


def _people(data: Rows, group: Numbers) -> Iterator[tuple[int, int, float, str]]:
    people = People(data, group, Overflow())
    _, label = np.unique(group[people.rows], return_inverse=True)
    links = people.near(label, ACCEPT - REACH)
    for a, b, score, reason in zip(
        group[links.a].tolist(), group[links.b].tolist(), links.score.tolist(), links.reason.tolist(), strict=True
    ):
        yield a, b, round(score, 2), reasons.text(reason)


def _things(data: Rows, group: Numbers) -> Iterator[tuple[int, int, float, str]]:
    """Groups that share a name, unless the text says of both to which country they belong, and it is another."""
    nations: dict[int, set[int]] = {}
    for g, own in zip(group.tolist(), data.own.tolist(), strict=True):
        if own:
            nations.setdefault(g, set()).add(own)
    bearers: dict[int, dict[int, bool]] = {}  # of each name the groups, and whether a cable calls them so first
    form_of: dict[int, int] = {}
    for row, form in zip(data.entry_row.tolist(), data.entry_form.tolist(), strict=True):
        if int(data.kind[form]) in _THINGS and data.forms[form].words:
            word, g = int(data.word[form]), int(group[row])
            form_of.setdefault(word, form)
            groups = bearers.setdefault(word, {})
            groups[g] = groups.get(g, False) or int(data.main[row]) == form
    for word, groups in bearers.items():
        if not 1 < len(groups) <= _BORNE_BY:
            continue
        number = form_of[word]
        if data.shared[number] or data.forms[number].acronym:
            continue  # a name that many bodies bear
        for a, b in combinations(sorted(groups), 2):
            known = nations.get(a, set()), nations.get(b, set())
            if all(known) and known[0].isdisjoint(known[1]):
                continue
            name = "the same name" if groups[a] and groups[b] else "an alias of one is a name of the other"
            yield a, b, _NAME, name + ("" if all(known) else ", in no country that is told of both")
