"""What cables that have changed tell as they did before, so that who is named in them need not be written anew.

An entity of many cables is much text; that one of them has a paragraph more somewhere else does not change it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kg.build.entities import View
from kg.build.parts import Parts
from kg.build.pieces import Saying
from kg.build.sources import read_pieces
from kg.build.told import COLUMNS
from kg.resolve.table import Numbers
from kg.tables import from_column

#: Of more changed cables than these, all is written anew: what they told before is in memory together.
_MANY = 400


@dataclass(frozen=True, slots=True)
class Pieces:
    """Where the pieces of a build's cables lie: of each cable its key in the parts, whether the masked ones of that
    row count, and its first row (see kg.build.who)."""

    sources: Sequence[str]
    masked: Numbers
    first: Numbers


@dataclass(frozen=True, slots=True)
class Differences:
    """``was``: of each row, if its key was there before, the former row, else -1; ``same``: of each row whether its
    cable says of it what it did. ``former`` and ``present``: former and present rows of which a relation is told
    otherwise, or only before or now."""

    was: Numbers
    same: Numbers
    former: Numbers
    present: Numbers


def differences(parts: Parts, old: Pieces, new: Pieces, before: Numbers, changed: Numbers) -> Differences:
    """Compare cables. ``before``: of each present cable the former one of its id, -1 for none; ``changed``: whether it
    is another."""
    cable = np.repeat(np.arange(len(before)), np.diff(new.first))
    rows = np.arange(len(cable))
    stays = (before >= 0) & ~changed
    was = np.where(stays[cable], old.first[before[cable]] + rows - new.first[cable], -1)
    same = stays[cable]
    ends: tuple[list[int], list[int]] = ([], [])
    at = np.flatnonzero((before >= 0) & changed)
    at = at[[old.sources[there] in parts for there in before[at].tolist()]] if len(at) <= _MANY else at[:0]
    former, present = _said(parts, old, before[at]), _said(parts, new, at)
    for now, there in zip(at.tolist(), before[at].tolist(), strict=True):
        shares, sayings = former[there]
        places = {key: place for place, (key, _) in enumerate(shares)}
        for place, (key, said) in enumerate(present[now][0]):
            if key in places:
                row = int(new.first[now]) + place
                was[row] = int(old.first[there]) + places[key]
                same[row] = shares[places[key]][1] == said
        for side, first, found, other in (
            (0, old.first[there], sayings, present[now][1]),
            (1, new.first[now], present[now][1], sayings),
        ):
            for what in found.keys() - other.keys():
                ends[side].extend(int(first) + place for place in found[what])
    return Differences(was, same, *(np.unique(np.array(side, np.int64)) for side in ends))


#: Of a cable the key of each share with all that is said of it; and its relations, with the places of their two ends.
_Said = tuple[list[tuple[str, View]], dict[tuple[Any, ...], tuple[int, int]]]


def _said(parts: Parts, pieces: Pieces, places: Numbers) -> dict[int, _Said]:
    found = {}
    for some, written in read_pieces(parts, pieces.sources, pieces.masked, places, COLUMNS):
        shares = from_column(tuple[View, ...], written.field("shares"))
        sayings = from_column(tuple[Saying, ...], written.field("sayings"))
        quotes = (written.field(name).to_pylist() for name in ("evidence", "evidence_names"))
        for at, here, said, texts, names, date in zip(
            some.tolist(), shares, sayings, *quotes, written.field("date").to_pylist(), strict=True
        ):
            relations = {
                (
                    here[one.subject].key, one.predicate, here[one.object].key, one.title, one.confidence, date,
                    *((texts[n], names[n]) for n in one.evidence),
                ): (one.subject, one.object)
                for one in said
            }  # fmt: skip
            found[at] = [(share.key, share) for share in here], relations
    return found
