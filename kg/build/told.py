"""What the cables tell of entities, each with the number of the entity it is told of (see kg.build.entities)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.build.entities import Edge, Inverse, Member, Quote, Told, View
from kg.build.pieces import Saying
from kg.build.who import Who, name
from kg.model import SYMMETRIC
from kg.resolve.table import Numbers, stretches
from kg.tables import from_column

#: What is read of the pieces of a cable.
COLUMNS = (
    *(f"shares.list.element.{field.name}" for field in fields(View)), "sayings", "evidence", "evidence_names", "date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cables:
    """Some cables, and of each of their rows, cable by cable: its entity, whether the cable tells that this is so (not
    where a reader had a say in it) and by which link, and whether what is told of its entity is asked for."""

    ids: list[str]
    first: Numbers  # of each cable its first row; one more at the end
    entity: Numbers
    member: Numbers
    links: Sequence[Mapping[str, Any] | None]
    wanted: Numbers

    def places(self) -> Numbers:
        """The places of all."""
        return np.arange(len(self.ids))


def some(who: Who, entity: Numbers, judged: Numbers, wanted: Numbers, places: Numbers) -> Cables:
    """The cables at these places; ``entity`` of each row as readers have it, ``judged`` whether they had a say in it,
    ``wanted`` whether it is asked for."""
    rows = who.rows(places)
    first = np.concatenate([[0], np.cumsum(who.first[places + 1] - who.first[places])])
    ids = [who.table.cables[place] for place in places.tolist()]
    member = wanted[rows] & ~judged[rows]
    links: list[Mapping[str, Any] | None] = [None] * len(rows)
    for at, link in zip(np.flatnonzero(member).tolist(), who.links(rows[member]), strict=True):
        links[at] = link  # of those alone that are asked for: of a large entity's cables that is one row in many
    return Cables(ids, first, entity[rows], member, links, wanted[rows])


def told(cables: Cables, places: Numbers, written: pa.StructArray) -> Iterator[tuple[int, Told]]:
    """What the cables at these of their places tell of what is asked for; ``written``: COLUMNS of their pieces."""
    shares, sayings = written.field("shares"), written.field("sayings")
    entity, wanted = cables.entity, cables.wanted
    sizes = cables.first[places + 1] - cables.first[places]
    rows = stretches(cables.first[places], sizes)
    chosen = np.flatnonzero(cables.member[rows])
    views = from_column(View, shares.flatten().take(pa.array(chosen)))
    rows = rows[chosen]
    for row, number, view in zip(rows.tolist(), entity[rows].tolist(), views, strict=True):
        yield number, Member(view, cables.links[row])
    said = sayings.flatten()
    cable = np.repeat(np.arange(len(places)), pc.list_value_length(sayings).to_numpy())
    one, other = (said.field(end).to_numpy() + cables.first[places][cable] for end in ("subject", "object"))
    chosen = np.flatnonzero(wanted[one] | wanted[other])
    said, cable, one, other = said.take(pa.array(chosen)), cable[chosen], one[chosen], other[chosen]
    quotes = _quotes(cables, places, written, said.field("evidence"), cable)
    ends = (column.tolist() for column in (entity[one], entity[other], wanted[one], wanted[other]))
    for saying, found, a, b, of_a, of_b in zip(from_column(Saying, said), quotes, *ends, strict=True):
        edge = Edge(saying.predicate, name(b), saying.title, saying.confidence, found)
        yield from at_both_ends(a, b, edge, of_a, of_b)


def at_both_ends(
    subject: int, obj: int, edge: Edge, of_subject: bool = True, of_object: bool = True
) -> Iterator[tuple[int, Told]]:
    """A relation where it stands, and where its object has it, too; as far as it is to be told of the two."""
    if edge.predicate in SYMMETRIC and obj < subject:
        subject, obj, of_subject, of_object = obj, subject, of_object, of_subject
        edge = edge._replace(object=name(obj))
    if of_subject:
        yield subject, edge
    if of_object and edge.predicate in SYMMETRIC:
        yield obj, Inverse(edge.predicate, name(subject))


def _quotes(
    cables: Cables, places: Numbers, written: pa.StructArray, evidence: pa.ListArray, cable: Numbers
) -> Iterator[tuple[Quote, ...]]:
    """The evidence of each of some sayings; ``cable``: of each saying which of ``places`` it is of."""
    lengths = pc.list_value_length(written.field("evidence")).to_numpy()
    begins = np.cumsum(lengths) - lengths
    sizes = pc.list_value_length(evidence).to_numpy()
    number = evidence.flatten().to_numpy()
    where = pa.array(number + np.repeat(begins[cable], sizes))
    texts, names = (written.field(f).flatten().take(where).to_pylist() for f in ("evidence", "evidence_names"))
    dates = written.field("date").to_pylist()
    ids = [cables.ids[place] for place in places.tolist()]
    found = zip(np.repeat(cable, sizes).tolist(), number.tolist(), texts, names, strict=True)
    quotes = [Quote(ids[at], place, text, name, dates[at]) for at, place, text, name in found]
    end = 0
    for size in sizes.tolist():
        yield tuple(quotes[end : end + size])
        end += size
