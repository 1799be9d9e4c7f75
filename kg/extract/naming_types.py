"""Correcting the type of a mention where the rest of the cable clearly says otherwise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kg.extract.names import fold
from kg.extract.naming_context import Place
from kg.extract.naming_people import parts
from kg.extract.naming_rules import Key, NamingRules
from kg.model import ENTITY_TYPES

_BODIES = frozenset({"agency", "company", "organization"})


def settle_types(mentions: Sequence[Place], rules: NamingRules) -> list[Place]:
    """The mentions with their types settled: one name, one type, unless the cable keeps two names apart."""
    by_name: dict[Key, list[int]] = defaultdict(list)
    for i, mention in enumerate(mentions):
        by_name[rules.place_key(mention.text) or (fold(mention.text),)].append(i)
    types = [m.mention.type for m in mentions]
    for name in sorted(by_name):
        numbers = by_name[name]
        votes = Counter(types[i] for i in numbers)
        if len(votes) > 1:
            _outvote(numbers, votes, types, mentions, rules)
    _surnames(mentions, types, rules)
    return [
        m if m.mention.type == kind else replace(m, mention=replace(m.mention, type=kind))
        for m, kind in zip(mentions, types, strict=True)
    ]


def _outvote(
    numbers: Sequence[int], votes: Counter[str], types: list[str], mentions: Sequence[Place], rules: NamingRules
) -> None:
    """The rare types of a name give way to the common one; agency, company and organization always do."""
    bodies = Counter({t: n for t, n in votes.items() if t in _BODIES})
    if len(bodies) > 1:
        kind = min(bodies, key=lambda t: (-bodies[t], ENTITY_TYPES.index(t)))
        for i in numbers:
            if types[i] in _BODIES:
                types[i] = kind
        votes = Counter(types[i] for i in numbers)
    most = min(votes, key=lambda t: (-votes[t], ENTITY_TYPES.index(t)))
    family = any(mentions[i].word_after.lower() in rules.family_words for i in numbers)
    several_words = len(mentions[numbers[0]].text.split()) > 1
    for i in numbers:
        rare = votes[types[i]] * (2 if several_words else 3) <= votes[most]
        # "the Tavares clan": a family of that name is not the person of that name.
        if types[i] != most and rare and not family:
            types[i] = most


def _surnames(mentions: Sequence[Place], types: list[str], rules: NamingRules) -> None:
    """A bare name before "said" is a person if the cable knows a person of that name."""
    known = {
        part
        for mention, kind in zip(mentions, types, strict=True)
        if kind == "person" and len(names := parts(mention.text, rules)) > 1
        for part in (names[0], names[-1])
    }
    for i, mention in enumerate(mentions):
        if types[i] == "person" or " " in mention.text:
            continue
        name = parts(mention.text, rules)
        if len(name) != 1 or name[0] not in known or rules.country_of(name):
            continue
        titled = mention.word_before.lower() in rules.honorifics
        if mention.word_after.lower() in rules.speech or titled:
            types[i] = "person"
