"""Taking a correction back: which lines still count as such, and the lines by which one of them is taken back.

corrections.jsonl is only ever added to, so a line is taken back by lines that say the contrary, and then again what
other lines say of the same. Their reason is "takes back line N" (counted from 1, as an editor does): they are no
corrections of their own, and are not taken back themselves.

One thing they cannot do: a rejection that was taken back still stands above evidence which a reader had added before it
to another entity, if the two entities are merged later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import networkx as nx

from kg.corrected import Cables, corrected, mentioned
from kg.graph import edge_key
from kg.model import SYMMETRIC
from kg.resolve.corrections import IDENTITY, Judgement, Ref

_BACK = re.compile(r"takes back line ([1-9][0-9]{0,8})", re.ASCII)


def takes_back(judgement: Judgement) -> int | None:
    """The number, from 0, of the line that this one takes back; None for a correction of its own."""
    match = _BACK.fullmatch(judgement.reason)
    return int(match[1]) - 1 if match else None


def active(judgements: Sequence[Judgement]) -> dict[int, Judgement]:
    """The corrections that count, by number: neither taken back nor taking back."""
    back = {takes_back(judgement) for judgement in judgements}
    return {n: j for n, j in enumerate(judgements) if n not in back and takes_back(j) is None}


def lines(
    base: nx.MultiDiGraph, judgements: Sequence[Judgement], number: int, author: str, cable: Cables
) -> list[Judgement]:
    """What to add so that the graph becomes what it would be without this line, which must be an active one."""
    others = active(judgements)
    line = others.pop(number)
    if line.op in IDENTITY:
        found = _identity(line, list(others.values()), mentioned(base, judgements))
    else:
        identity = [j for j in others.values() if j.op in IDENTITY]
        graph, _ = corrected(base, identity, cable)
        found = (_attribute if line.op in ("rename", "retype") else _statement)(line, list(others.values()), graph)
    reason = f"takes back line {number + 1}"
    return [replace(j, reason=reason, author=author, date="") for j in found]


def _identity(line: Judgement, others: Sequence[Judgement], at: Mapping[Ref, tuple[str, str]]) -> list[Judgement]:
    """Nothing is said of these any more. Where other lines speak of the same, all others again: their order counts."""

    def pairs(j: Judgement) -> set[tuple[str, ...]]:
        return set(combinations(sorted({at[ref][0] for ref in j.refs if ref in at}), 2))

    again = [j for j in others if j.op in IDENTITY]
    if not any(pairs(j) & pairs(line) for j in again):
        again = []
    return [Judgement("unsure", line.refs), *again]


def _attribute(line: Judgement, others: Sequence[Judgement], graph: nx.MultiDiGraph) -> list[Judgement]:
    """The name or type that another line gives the entity, or its own."""
    at = mentioned(graph, [line, *others])
    same = [j for j in others if j.op == line.op and _node(at, j.refs[0]) == _node(at, line.refs[0])]
    values = [j.value for j in same]
    return [replace(line, value=values[-1] if values else "")]


def _statement(line: Judgement, others: Sequence[Judgement], graph: nx.MultiDiGraph) -> list[Judgement]:
    """The relation as the cables have it, then again what other lines say of it."""
    at = mentioned(graph, [line, *others])

    def edge(j: Judgement) -> tuple[str, ...]:
        ends = [_node(at, ref) for ref in j.refs[:2]]
        return (j.value, *(sorted(ends) if j.value in SYMMETRIC else ends))

    again = [j for j in others if j.op in ("reject", "add") and edge(j) == edge(line)]
    _, subject, obj = edge(line)
    extracted = graph.has_edge(subject, obj, edge_key(*line.value.split("/", 1)))
    restored = Judgement("add", line.refs[:2], line.value)
    if line.op == "reject":
        # Of a relation that there never was a line is left that says so, without effect.
        return [*([restored] if extracted or not again else []), *again]
    return [Judgement("reject", line.refs[:2], line.value), *([restored] if extracted else []), *again]


def _node(at: Mapping[Ref, tuple[str, str]], ref: Ref) -> str:
    """The entity of a mention; what stands for it where there is none."""
    return at[ref][1] if ref in at else str(ref)
