"""Within-cable naming: which mentions of one cable mean the same person, agency, company, place or organisation.

``group`` is pure: the same mentions in any order give the same entities. The types are sorted out first (the name
"Bao" is a person's wherever it stands if the cable knows a Bao), then persons, bodies and places each go their way:
naming_people, naming_bodies, naming_places. What the rules know of the world is in data/rules/naming.yaml.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kg.cable.flat import Block
from kg.extract import naming_places
from kg.extract.names import fold, singular, words
from kg.extract.naming_bodies import Bodies
from kg.extract.naming_context import Place, places
from kg.extract.naming_people import People
from kg.extract.naming_rules import NamingRules, shared
from kg.extract.naming_types import settle_types
from kg.model import ENTITY_TYPES, Document, Entity, Mention

_BODIES = ("agency", "company", "organization")


def group(document: Document, blocks: Sequence[Block], mentions: Sequence[Mention]) -> tuple[Entity, ...]:
    """The entities of a cable, in the order of their first mentions; every mention is in exactly one.

    ``mentions`` may come in any order. A mention's type is corrected where its fellows clearly say otherwise.
    """
    rules = shared()
    ordered = sorted(mentions, key=lambda m: (m.start, m.end, m.type, m.text, m.source))
    around = settle_types(places(document, blocks, ordered), rules)
    groups: list[list[Place]] = []

    people = [p for p in around if p.mention.type == "person"]
    groups += _collect(people, People(rules).assign(people))

    where = [p for p in around if p.mention.type == "place"]
    after_place = [_within(around, p.index) for p in where]
    groups += _collect(where, naming_places.assign(where, rules, after_place))

    bodies = [p for p in around if p.mention.type in _BODIES]
    place_keys = Counter(key for p in where if (key := rules.place_key(p.text)))
    groups += [_one_type(g, rules) for g in _collect(bodies, Bodies(rules, place_keys, bodies).assign())]

    entities = [_entity(document.id, g, rules) for g in groups]
    return tuple(sorted(entities, key=lambda e: (e.mentions[0].start, e.mentions[0].end, e.type)))


def _within(around: Sequence[Place], i: int) -> bool:
    """Whether the text puts the place before inside this one: ``born in Halmar, Norland``, no list of places."""
    if not i or around[i].gap != ", " or around[i - 1].mention.type != "place":
        return False
    listed = i + 1 < len(around) and around[i + 1].gap in (", ", " and ", ", and ")
    return not listed and around[i - 1].word_before.lower() in ("in", "of", "from", "near", "at")


def _collect(mentions: Sequence[Place], numbers: Sequence[int]) -> list[list[Place]]:
    found: dict[int, list[Place]] = defaultdict(list)
    for mention, number in zip(mentions, numbers, strict=True):
        found[number].append(mention)
    return list(found.values())


def _one_type(mentions: list[Place], rules: NamingRules) -> list[Place]:
    """All mentions of a body get the type of most; a body well known by a name of several words has its own."""
    votes = Counter(p.mention.type for p in mentions)
    known = {
        rules.body_types[line]
        for p in mentions
        if len(key := rules.key(p.text)) > 1
        for line in rules.bodies.get(key, ())
    }
    most = min(votes, key=lambda t: (-votes[t], ENTITY_TYPES.index(t)))
    kind = min(known) if len(known) == 1 else most
    if set(votes) == {kind}:
        return mentions
    return [replace(p, mention=replace(p.mention, type=kind)) for p in mentions]


def _entity(cable: str, mentions: Sequence[Place], rules: NamingRules) -> Entity:
    kind = mentions[0].mention.type
    surfaces = Counter(p.text for p in mentions)
    name = _fullest(surfaces, mentions, rules)
    return Entity(
        key=f"{cable}.{kind}.{mentions[0].mention.start}",
        cable=cable,
        type=kind,
        name=name,
        aliases=tuple(sorted(s for s in surfaces if s != name)),
        mentions=tuple(p.mention for p in mentions),
    )


def _fullest(surfaces: Counter[str], mentions: Sequence[Place], rules: NamingRules) -> str:
    """The form with most words, capitals only where there is no other, the commoner before the rarer.

    Of a body or place the small words do not count, and of names of several words one in the singular comes first, and
    one with more capitals: "Environment Ministry" before "Environment ministry" and "Ministries of Environment".
    """
    first = {p.text: i for i, p in reversed(list(enumerate(mentions)))}
    person = mentions[0].mention.type == "person"

    def rank(surface: str) -> tuple[int, bool, int, int, int, int, int]:
        found = [w for w in words(surface) if person or w not in rules.small_words]
        shout = surface.isupper() and any(not s.isupper() and fold(s) == fold(surface) for s in surfaces)
        plural = 0 if person or len(found) < 2 else sum(singular(w) != w for w in found)
        small = 0 if person else sum(word[0].islower() for word in surface.split())
        return -len(found), shout, plural, small, -surfaces[surface], -len(surface), first[surface]

    return min(surfaces, key=rank)
