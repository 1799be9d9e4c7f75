"""What patterns and lists of names see in a block's text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.found import Found, MentionRules, NamePattern
from kg.extract.gazetteer import WORD as TOKEN
from kg.extract.gazetteer import gazetteer, plain
from kg.extract.triggers import possible


def matches(text: str, rule: NamePattern) -> Iterator[Found]:
    """Where a pattern, or its part called "name", stands in a text."""
    group = "name" if "name" in rule.expression.groupindex else 0
    for match in rule.expression.finditer(text):
        yield Found(match.start(group), match.end(group), rule.type, f"rule:{rule.name}")


def from_patterns(text: str, known: MentionRules) -> list[Found]:
    """What the name patterns see in a block."""
    if text.upper() == text:
        return []  # capitals say nothing in a telegram written in capitals
    found = [one for rule in known.patterns if possible(text, rule.triggers) for one in matches(text, rule)]
    found += [Found(m.start(1), m.end(1), "person", "rule:title_and_name") for m in titled(text, known)]
    found += [Found(m.start(1), m.end(1), "person", "rule:name_and_title") for m in known.offices.finditer(text)]
    return found


#: A word as titles are made of ("vice-president", "Gen.").
WORD = re.compile(r"[^\W\d_]+")


def titled(text: str, known: MentionRules) -> Iterator[re.Match[str]]:
    """Titles with the name after them. The long pattern is only tried where a word begins that can begin a title."""
    at = 0
    for word in WORD.finditer(text):
        if word[0].lower() in known.title_words and word.start() >= at:
            match = known.titles.match(text, word.start())
            if match:
                at = match.end()
                yield match


_LOCATIVE = frozenset("in near from at outside around".split())


def from_lists(text: str, known: MentionRules) -> list[Found]:
    """Places of the world and bodies known everywhere in a block, the longest name at each word."""
    world = gazetteer()
    capitals = text.upper() == text
    tokens = [m.span() for m in TOKEN.finditer(text)]
    found: list[Found] = []
    free = 0  # the first word that no name has taken
    for i, (begin, stop) in enumerate(tokens):
        if i < free or not text[begin].isupper():
            continue
        first = text[begin:stop]
        if capitals or first in known.famous_starts or plain(first) in world.starts:
            for count in range(min(world.longest, len(tokens) - i), 0, -1):
                start, end = tokens[i][0], tokens[i + count - 1][1]
                famous = known.famous.get(text[start:end])
                if famous:
                    found.append(Found(start, end, famous, "rule:known_name"))
                    free = i + count
                    break
                name = plain(text[start:end])
                name = name.title().replace(" Of ", " of ") if capitals else name
                if name in known.not_places:
                    continue
                here = name in world.known
                if not here and name in world.towns and i and not capitals:
                    here = text[tokens[i - 1][0] : tokens[i - 1][1]].lower() in _LOCATIVE
                if here:
                    source = "rule:gazetteer" if name in world.known else "rule:town"
                    found.append(Found(start, end, "place", source))
                    free = i + count
                    break
    return found
