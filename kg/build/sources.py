"""Under which key the pieces of each cable are to be found, as they are to stand in the files.

Nearly always they are those that were written when the cable was worked on, plain or masked. Where a name of another
cable's source must be masked, where two names turned out to be one, or where a reader has corrected something, they are
written anew, and kept in the parts under a key of their own: a digest of all that makes them other than they were.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from kg.build.overrule import Overruled, read
from kg.build.parts import Parts
from kg.build.pieces import Changes, pieces
from kg.build.rows import table, written_anew
from kg.build.who import Who
from kg.censor import Censor, words_of
from kg.resolve.table import Numbers, distinct
from kg.tables import from_column

#: So many cables that are written anew are in memory at a time.
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Sources:
    """Of each cable the key, and whether it is the masked pieces of that row that count."""

    keys: list[str]
    masked: Numbers


@dataclass(frozen=True)
class Say:
    """What has a say in what the pieces are: who is who, what readers have corrected, which names are masked (None:
    none), which of them may stand in a cable, and whether it is told which names a cable asks to protect."""

    who: Who
    over: Overruled
    names: Censor | None
    relevant: Mapping[str, str]
    evidence: Mapping[str, list[dict[str, Any]]]
    versions: Mapping[str, str]


def read_pieces(
    parts: Parts, sources: Sequence[str], masked: Numbers, places: Numbers, columns: Sequence[str]
) -> Iterator[tuple[Numbers, pa.StructArray]]:
    """These columns of the pieces of the cables at ``places``, some cables at a time; the rest as in Sources."""
    hidden = masked[places]
    for kind, some in (("pieces", places[~hidden]), ("masked", places[hidden])):
        place = {sources[at]: at for at in some.tolist()}
        for rows in parts.tables(place, ["key", *(f"{kind}.{c}" for c in columns)]):
            yield np.array([place[key] for key in rows["key"].to_pylist()]), rows[kind].combine_chunks()


def relevant(who: Who, names: Censor, cables: list[str]) -> dict[str, str]:
    """Of these cables the names that may stand in them (Censor.relevant), where there are any."""
    found = {}
    if names:
        for rows in who.parts.tables(who.keys(cables), ["extraction.document.id", "pieces.words"]):
            ids = from_column(str, rows["extraction"].combine_chunks().field("document").field("id"))
            for cable, words in zip(ids, from_column(str, rows["pieces"].combine_chunks().field("words")), strict=True):
                if said := names.relevant(cable, set(words.split(" "))):
                    found[cable] = said
    return found


_NAMED = ["words", *(f"shares.list.element.{f}" for f in ("name", "aliases")), "sayings.list.element.title"]


def named(who: Who, names: Censor, before: Censor) -> Numbers:
    """Of each cable whether other names are masked in it than before, in its entities' names and offices, too."""
    changed = np.zeros(len(who.live), bool)
    columns = ["extraction.document.id", *(f"pieces.{f}" for f in _NAMED)]
    for rows in who.parts.tables(who.live, columns):
        ids = from_column(str, rows["extraction"].combine_chunks().field("document").field("id"))
        written = rows["pieces"].combine_chunks()
        shares, titles = written.field("shares"), written.field("sayings")
        for at, cable in enumerate(ids):
            words = set(written.field("words")[at].as_py().split(" "))
            forms = [form for share in shares[at].as_py() for form in (share["name"], *share["aliases"])]
            words |= words_of("\n".join([*forms, *(saying["title"] for saying in titles[at].as_py())]))
            changed[who.place(cable)] = names.relevant(cable, words) != before.relevant(cable, words)
    return changed


def sources(say: Say, *, told: bool) -> Sources:
    """The source of each cable; what must be written anew is, and lies in the parts afterwards. With ``told`` it is
    told which names a cable asks to protect."""
    who = say.who
    keys, masked = list(who.live), np.zeros(len(who.live), bool)
    one, other = who.ends
    same = distinct(np.searchsorted(who.said, np.flatnonzero(who.entity[one] == who.entity[other]), "right") - 1)
    anew = set(same.tolist()) | {who.place(c) for c in say.over.cables if who.keys([c])}
    if told:
        anew.update(np.flatnonzero(who.short.hides).tolist())
    hidden = np.isin(who.entity, np.array(sorted(who.protected), np.uint64))
    if say.names is not None:
        masking = {who.place(cable) for cable in say.relevant} | set(who.table.cable[hidden].tolist())
        for at in _fitting(say, hidden, sorted(masking - anew)):
            masked[at] = True
            masking.discard(at)
        anew |= masking
    changes = {}
    for at in sorted(anew):
        change = _change(say, at, hidden, told=told)
        said = json.dumps([who.live[at], say.relevant.get(who.table.cables[at], ""), *change], sort_keys=True)
        keys[at] = hashlib.sha256(said.encode()).hexdigest()[:32]
        if keys[at] not in who.parts:
            changes[at] = change
    _write_anew(say, changes, keys)
    return Sources(keys, masked)


def _fitting(say: Say, hidden: Numbers, places: list[int]) -> Iterator[int]:
    """Those of the cables whose masked pieces are right: what is masked is what they ask for themselves."""
    who = say.who
    for at in places:
        some = slice(int(who.first[at]), int(who.first[at + 1]))
        fits = who.short.cables[at].assumes == say.relevant.get(who.table.cables[at], "")
        if fits and bool((hidden[some] == who.short.protected[some]).all()):
            yield at


#: What is other about a cable's pieces, as plain values: keys of the entities that are hidden, types of entities,
#: evidence beside that of its relations, the ends of relations that are not told, and whether protected names are.
_Change = tuple[list[str], dict[str, str], list[dict[str, Any]], list[tuple[str, str]], bool]


def _change(say: Say, at: int, hidden: Numbers, *, told: bool) -> _Change:
    who, own, after = say.who, say.over.keys, say.over.attributes()
    keys = {row: who.table.key(row) for row in range(int(who.first[at]), int(who.first[at + 1]))}
    one, other = (ends[who.said[at] : who.said[at + 1]].tolist() for ends in who.ends)
    return (
        [k for row, k in keys.items() if (after[own[k]]["protected"] if k in own else hidden[row])],
        {k: after[own[k]]["type"] for k in keys.values() if k in own},
        say.evidence.get(who.table.cables[at], []),
        [
            (keys[a], keys[b])
            for a, b in zip(one, other, strict=True)
            if keys[a] in own or keys[b] in own or who.entity[a] == who.entity[b]
        ],
        told and bool(who.short.hides[at]),
    )


def _write_anew(say: Say, changes: Mapping[int, _Change], keys: Sequence[str]) -> None:
    """Write the pieces of these cables anew, and keep them under their keys."""
    who = say.who
    rows = []
    for extraction in read(who.parts, [who.live[at] for at in changes]):
        at = who.place(extraction.document.id)
        hidden, types, evidence, silent, told = changes[at]
        change = Changes(say.names, hidden, types, evidence, frozenset(silent), told)
        rows.append(written_anew(keys[at], pieces(extraction, say.versions, change)))
        if len(rows) >= _BATCH:
            who.parts.add(table(rows))
            rows = []
    if rows:
        who.parts.add(table(rows))
