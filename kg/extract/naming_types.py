"""Correcting the type of a mention where the rest of the cable clearly says otherwise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kg.extract.names import fold, is_abbreviation
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
    _countries(mentions, types, rules)
    _full_names(mentions, types, rules)
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
    # "the Tavares clan": a family of that name is not the person of that name.
    families = {types[i] for i in numbers if mentions[i].word_after.lower() in rules.family_words}
    if "organization" in families:
        families.add("person")
    for i in numbers:
        if types[i] != most and types[i] not in families and votes[types[i]] * 2 <= votes[most]:
            types[i] = most


def _countries(mentions: Sequence[Place], types: list[str], rules: NamingRules) -> None:
    """A country is a place, as an actor too. A first name may be a country's (Chad), and an acronym a body's."""
    for i, mention in enumerate(mentions):
        key = rules.place_key(mention.text)
        if types[i] in _BODIES and key in rules.countries and not is_abbreviation(mention.text):
            types[i] = "place"


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
        if mention.word_after.lower() in rules.speech or mention.word_before.lower() in rules.honorifics:
            types[i] = "person"


def _full_names(mentions: Sequence[Place], types: list[str], rules: NamingRules) -> None:
    """A name of two or three words is a person's if its surname alone is a person in the cable, twice or more.

    Not where the same name has the same type again, nor where one of the words is that of a body or place: the
    Marsek Foundation is no Marsek.
    """
    bare = Counter(
        name[0]
        for mention, kind in zip(mentions, types, strict=True)
        if kind == "person" and len(name := parts(mention.text, rules)) == 1
    )
    kinds = rules.unit_words | rules.body_words | rules.firm_words | rules.place_words | rules.level_words
    kinds |= rules.small_words
    often = Counter(mention.text for mention in mentions)
    for i, mention in enumerate(mentions):
        name = parts(mention.text, rules)
        if types[i] == "person" or not 2 <= len(name) <= 3 or often[mention.text] > 1:
            continue
        if bare[name[-1]] + bare[name[0]] < 2 or any(w.isupper() for w in mention.text.split()):
            continue
        if not kinds & set(rules.key(mention.text)) and not rules.leading_country(name):
            types[i] = "person"
