"""Correcting the type of a mention where the rest of the cable clearly says otherwise."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kg.extract.names import fold, is_abbreviation, words
from kg.extract.naming_context import Place
from kg.extract.naming_people import parts
from kg.extract.naming_rules import Key, NamingRules
from kg.model import ENTITY_TYPES

#: Words that stand before places and bodies, not before a person's bare name.
_NOT_BEFORE_PEOPLE = frozenset(("in", "at", "near", "outside", "around", "throughout", "the", "across", "into"))

_PARTY = re.compile(r" \([A-Z][\w.-]*[A-Z][\w.-]*\)")

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
    _well_known(mentions, types, rules)
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


def _well_known(mentions: Sequence[Place], types: list[str], rules: NamingRules) -> None:
    """A country is a place, as an actor too; a first name may be a country's (Chad), and an acronym a body's. What
    the table of bodies knows by an acronym or several words is no person or place.
    """
    for i, mention in enumerate(mentions):
        key = rules.place_key(mention.text)
        if types[i] in _BODIES and key in rules.countries and not is_abbreviation(mention.text):
            types[i] = "place"
        lines = rules.bodies.get(rules.key(mention.text), ())
        telling = " " in mention.text or (len(mention.text) > 2 and is_abbreviation(mention.text))
        if lines and telling and types[i] not in _BODIES and key not in rules.countries and key not in rules.places:
            types[i] = rules.body_types[lines[0]]


def _full_names(mentions: Sequence[Place], types: list[str], rules: NamingRules) -> None:
    """A name of two or three words is a person's if its surname alone is a person in the cable, often enough.

    Not where one of the words is that of a body or place: the Marsek Foundation is no Marsek, San Marsek no man.
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
        if types[i] == "person" or not 2 <= len(name) <= 3 or any(w.isupper() for w in mention.text.split()):
            continue
        if kinds & set(rules.key(mention.text)) or words(mention.text)[0] in rules.place_starts:
            continue
        if rules.leading_country(name):
            continue
        # A party in brackets or a title in front makes up for a surname that comes but once.
        telling = _PARTY.match(mention.after) or mention.word_before.lower() in rules.honorifics
        needed = 1 if telling else 2 * often[mention.text]
        if max(bare[name[-1]], bare[name[0]]) >= needed:
            types[i] = "person"


def _surnames(mentions: Sequence[Place], types: list[str], rules: NamingRules) -> None:
    """A bare name is a person's if it is the surname of a person in the cable and nothing else of that name is about.

    A family name that stands first counts only before "said" or after a title: it is a word of other names too often.
    """
    last: set[str] = set()
    first: set[str] = set()
    elsewhere: set[str] = set()  # words of other names
    for mention, kind in zip(mentions, types, strict=True):
        name = parts(mention.text, rules)
        if len(name) > 1 and kind == "person":
            last.add(name[-1])
            first.add(name[0])
        elif len(name) > 1:
            elsewhere.update(name)
    bare: dict[str, list[int]] = defaultdict(list)
    for i, mention in enumerate(mentions):
        if types[i] != "person" and len(name := parts(mention.text, rules)) == 1:
            bare[name[0]].append(i)
    for part in sorted((last | first) & set(bare)):
        numbers = bare[part]
        if (part,) in rules.places or rules.country_of((part,)) or is_abbreviation(mentions[numbers[0]].text):
            continue
        befores = {mentions[i].word_before.lower() for i in numbers}
        family = any(mentions[i].word_after.lower() in rules.family_words for i in numbers)
        free = part in last and part not in elsewhere and not befores & _NOT_BEFORE_PEOPLE and not family
        for i in numbers:
            said = mentions[i].word_after.lower() in rules.speech
            if free or said or mentions[i].word_before.lower() in rules.honorifics:
                types[i] = "person"
