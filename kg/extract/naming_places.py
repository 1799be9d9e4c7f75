"""Which mentions of places are one place.

A name with and without "State of", "Region", "Province" is one place, unless city and state share the name. Countries
and other places of two names come from the table; the rest is initials, demonyms in front and slips of the pen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from kg.extract.names import Groups, is_abbreviation, misspelt, near_keys, spells
from kg.extract.naming_context import Place
from kg.extract.naming_rules import Key, NamingRules

#: A name that city and state share; the state is another place.
_STATE = "(state)"

_STATE_BEFORE = re.compile(r"\b(?:states?|provinces?|governors?|oblasts?|prefectures?) of (?:the )?$", re.I)
_STATES_BEFORE = re.compile(r"\b(?:states|provinces|oblasts|prefectures) of [^.;()]*$", re.I)
_STATE_AFTER = re.compile(r"^(?:['’]s)? (?:states?|provinc\w+|governor\w*|oblast|prefecture|county)\b", re.I)


def assign(mentions: Sequence[Place], rules: NamingRules, after_place: Sequence[bool]) -> list[int]:
    """The number of the place for each mention (numbers mean nothing by themselves).

    ``after_place[i]``: another place and a comma stand right before mention i.
    """
    groups = Groups(0)
    nodes: dict[Key, int] = {}
    surfaces: list[str] = []
    count: list[int] = []
    numbers = []
    for mention, contained in zip(mentions, after_place, strict=True):
        key = _key(mention, rules, contained)
        if key not in nodes:
            nodes[key] = groups.add()
            surfaces.append(mention.text)
            count.append(0)
        count[nodes[key]] += 1
        numbers.append(nodes[key])
    _in_brackets(mentions, numbers, groups, rules)
    _initials(nodes, surfaces, groups, rules)
    _longer(nodes, groups, rules)
    _misspelt(nodes, count, groups, rules)
    return [groups.find(n) for n in numbers]


def _key(mention: Place, rules: NamingRules, contained: bool) -> Key:
    key = rules.place_key(mention.text)
    core = _core(key, rules)
    table = rules.places.get(core)
    state = False
    if core != key and core in rules.same_name_state:
        state = "city" not in key
    elif core in rules.same_name_state:
        state = bool(
            contained
            or _STATE_BEFORE.search(mention.before)
            or _STATES_BEFORE.search(mention.before)
            or _STATE_AFTER.match(mention.after)
        )
    country = rules.countries.get(key) or rules.countries.get(core)
    if country and not state:
        return (country,)
    if table is not None:
        core = (f"#{table}",)
    elif core in rules.places:
        core = (f"#{rules.places[core]}",)
    return (*core, _STATE) if state else core


def _core(key: Key, rules: NamingRules) -> Key:
    """A key without the words that say what kind of place it is, never nothing."""
    if key in rules.places or key in rules.countries:
        return key
    rest = key
    while len(rest) > 1 and rest[-1] in rules.place_words:
        rest = rest[:-1]
    while len(rest) > 1 and rest[0] in rules.place_words:
        rest = rest[1:]
    return rest


def _in_brackets(mentions: Sequence[Place], numbers: Sequence[int], groups: Groups, rules: NamingRules) -> None:
    """``Tri-Border Area (TBA)``: only an acronym, since a place in brackets is mostly where the other lies."""
    for i in range(1, len(mentions)):
        here, before = mentions[i], mentions[i - 1]
        if here.index != before.index + 1:
            continue
        if here.also_known_as:
            groups.join(numbers[i - 1], numbers[i])
        elif here.in_brackets_after_name and is_abbreviation(here.text):
            letters = "".join(rules.place_key(here.text))
            if spells(letters, rules.parts(before.text), loose=True):
                groups.join(numbers[i - 1], numbers[i])


def _initials(nodes: dict[Key, int], surfaces: Sequence[str], groups: Groups, rules: NamingRules) -> None:
    longs: dict[str, list[Key]] = defaultdict(list)
    for key in nodes:
        if len(key) > 1 and key[0]:
            longs[key[0][0]].append(key)
    for key, number in nodes.items():
        if len(key) != 1 or len(key[0]) < 3 or not is_abbreviation(surfaces[number]):
            continue
        fitting = [o for o in longs[key[0][0]] if spells(key[0], rules.parts(surfaces[nodes[o]]))]
        if len(fitting) == 1:
            groups.join(number, nodes[fitting[0]])


def _longer(nodes: dict[Key, int], groups: Groups, rules: NamingRules) -> None:
    """``Far East`` is the ``Russian Far East``, ``Vila`` may be ``Vila do Norte``."""
    longer: dict[Key, list[int]] = defaultdict(list)
    for key, number in nodes.items():
        leading = rules.leading_country(key)
        if leading and leading[1] < len(key) - 1:
            longer[key[leading[1] :]].append(number)
        for i in range(1, len(key) - 1):
            if key[i] in rules.small_words:
                longer[key[:i]].append(number)
                break
    for key, number in nodes.items():
        taken = key in rules.same_name_state or key[0] in rules.small_words
        if len(found := longer.get(key, [])) == 1 and not taken:
            groups.join(number, found[0])


def _misspelt(nodes: dict[Key, int], count: Sequence[int], groups: Groups, rules: NamingRules) -> None:
    """A rare name that is in no table joins the name it is a slip of: one word differs, by a letter or two."""
    spellings: dict[Key, list[Key]] = {key: [key] for key in nodes}
    known = nodes.keys() & rules.first_names.keys()
    for node in known:
        # The first name on a line only: the others are too many to be told from names of their own.
        spellings[node].append(rules.first_names[node])
    slots: dict[tuple[Key, str, Key], list[tuple[Key, str]]] = defaultdict(list)
    for key, names in spellings.items():
        for name in names:
            for i, word in enumerate(name):
                for near in near_keys(word):
                    slots[name[:i], near, name[i + 1 :]].append((key, word))
    for key, number in nodes.items():
        if key in known:
            continue
        found = set()
        for i, word in enumerate(key):
            for near in near_keys(word):
                for other, theirs in slots[key[:i], near, key[i + 1 :]]:
                    if other != key and misspelt(word, theirs):
                        found.add(nodes[other])
        if larger := [n for n in found if (count[n], -n) > (count[number], -number)]:
            groups.join(number, max(larger, key=lambda n: (count[n], -n)))
