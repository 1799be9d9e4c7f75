"""Across cables: which of the entities the cables speak of are the same.

Narrow and safe for now: two cables' entities are joined where type and name are equal (case, accents and blanks
aside) and the name can stand alone. A place's name can; so can a name of two or more words that are not all common
nouns. A bare surname, an acronym and "Ministry of Foreign Affairs" cannot: every country has one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.model import Entity, Extraction
from kg.resolve.names import fold, is_redaction, stands_alone


@dataclass(frozen=True, slots=True)
class Cluster:
    """One entity of the graph: what one or more cables say about it.

    ``members`` are in the order of their keys (see key_order), each with its own durable key.
    """

    id: str
    members: tuple[Entity, ...]


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
    groups: dict[tuple[str, ...], list[Entity]] = {}
    for extraction in extractions:
        for entity in extraction.entities:
            if is_redaction(entity.name):
                continue
            joins = stands_alone(entity.type, entity.name)
            group = (entity.type, fold(entity.name)) if joins else (entity.type, "", entity.key)
            groups.setdefault(group, []).append(entity)
    clusters = []
    for members in groups.values():
        ordered = tuple(sorted(members, key=lambda e: key_order(e.key)))
        clusters.append(Cluster(entity_id(e.key for e in ordered), ordered))
    clusters.sort(key=lambda c: c.id)
    return Resolution(tuple(clusters), {e.key: c.id for c in clusters for e in c.members})
