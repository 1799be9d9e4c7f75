"""Across cables: which of the entities the cables speak of are the same.

``resolve`` takes extractions; ``kg.resolve.identity`` does the work on columns (``kg.resolve.table``), and can be fed
from files. What is joined, is joined by links, each with a score and a reason (``kg.resolve.reasons``): a name means
one thing in the world or one in each country (``kg.resolve.bodies``), persons need more than a name
(``kg.resolve.people``). What readers have judged stands above all of it (``kg.resolve.judge``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.model import Entity, Extraction
from kg.resolve.names import is_redaction


@dataclass(frozen=True, slots=True)
class Joined:
    """Why a member belongs to its cluster: by its link to another member, with the score and the reason (text)."""

    key: str
    to: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """One entity of the graph: what one or more cables say about it.

    ``members`` are in the order of their keys (see key_order), each with its own durable key.
    """

    id: str
    members: tuple[Entity, ...]
    #: One for each member but the first: together a tree.
    links: tuple[Joined, ...] = ()
    #: Of a place, in a data source that knows it: ``geonames:2510769``, ``iso3166-1:ES``; sorted.
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """The clusters in the order of their ids, and the cluster id of every within-cable key."""

    clusters: tuple[Cluster, ...]
    cluster_of: Mapping[str, str]


def key_order(key: str) -> tuple[str, str, int]:
    """Order of within-cable keys ``<cable>.<type>.<offset>``: cable, type, then the offset as a number."""
    cable, kind, offset = key.rsplit(".", 2)
    return cable, kind, int(offset)


def entity_id(keys: Iterable[str]) -> str:
    """The id of an entity with these members: ``e`` and 16 hexadecimal digits.

    It depends on the smallest member only, so it lasts when a later document adds a member or a new rule
    renames the entity. 64 bits: among ten million entities two would share an id once in some 300,000 graphs.
    """
    first = min(keys, key=key_order)
    return "e" + hashlib.sha256(first.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def resolve(extractions: Iterable[Extraction]) -> Resolution:
    """The entities of all cables, joined where they are safely the same.

    The answer does not depend on the order of ``extractions``. Redactions (``XXXXXXXXXXXX``) are left out.
    """
    # numpy and scipy: not before they are needed.
    from kg.resolve.identity import identify
    from kg.resolve.reasons import text
    from kg.resolve.table import table

    entities: dict[str, Entity] = {}
    kept = []
    for extraction in extractions:
        entities.update((e.key, e) for e in extraction.entities if not is_redaction(e.name))
        kept.append(extraction)
    found = identify(table(kept))
    clusters = []
    key = found.data.table.key
    for rows, ties, identifiers in found.groups():
        keys = [key(row) for row in rows]
        links = tuple(Joined(key(tie.row), key(tie.to), tie.score, text(tie.reason)) for tie in ties)
        clusters.append(Cluster(entity_id(keys), tuple(entities[k] for k in keys), links, identifiers))
    clusters.sort(key=lambda c: c.id)
    return Resolution(tuple(clusters), {e.key: c.id for c in clusters for e in c.members})
