"""What patterns and lists of names see in a block's text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.capitals import capitals, in_small_letters, titled_in_capitals
from kg.extract.found import Found, MentionRules, NamePattern
from kg.extract.gazetteer import LONGEST, gazetteer, plain
from kg.extract.gazetteer import WORD as TOKEN


def matches(text: str, rule: NamePattern) -> Iterator[Found]:
    """Where a pattern, or its part called "name", stands in a text."""
    group = "name" if "name" in rule.expression.groupindex else 0
    for match in rule.expression.finditer(text):
        yield Found(match.start(group), match.end(group), rule.type, f"rule:{rule.name}")


def from_patterns(text: str, known: MentionRules) -> list[Found]:
    """What the name patterns see in a block."""
    if capitals(text):
        return list(titled_in_capitals(text))  # elsewhere capitals say nothing in a telegram written in capitals
    found = [one for i in known.index.fitting(text) for one in matches(text, known.patterns[i])]
    found += [Found(m.start(1), m.end(1), "person", "rule:title_and_name") for m in titled(text, known)]
    found += [Found(m.start(1), m.end(1), "person", "rule:name_and_title") for m in in_office(text, known)]
    return found


#: A word as titles are made of ("vice-president", "Gen.").
WORD = re.compile(r"[^\W\d_]+")
#: Before a personal name.
_BLANK = re.compile(r" (?=[A-ZÀ-Þ][a-zà-ÿ’'-])")
_AFTER_COMMA = re.compile(r", (?:the |an? )?([^\W\d_]+)")


def titled(text: str, known: MentionRules) -> Iterator[re.Match[str]]:
    """Titles with the name after them. The long pattern is only tried where a word begins that can begin a title."""
    before = {text[text.rfind(" ", 0, m.start()) + 1 : m.start()] for m in _BLANK.finditer(text)}
    if not any(last_word(chunk) in known.title_last for chunk in before):
        return
    at = 0
    for word in WORD.finditer(text):
        if word[0].lower() in known.title_words and word.start() >= at:
            match = known.titles.match(text, word.start())
            if match:
                at = match.end()
                yield match


def last_word(chunk: str) -> str:
    """The last word of a stretch without blanks, in small letters: "chief" of "Editor-in-chief", "gen" of "Gen."."""
    if not chunk.isalpha():
        chunk = (WORD.findall(chunk) or [""])[-1]
    return chunk.lower()


def in_office(text: str, known: MentionRules) -> Iterator[re.Match[str]]:
    """Names with an office after them. The long pattern is only tried where a title's first word follows a comma."""
    if known.title_words.intersection(map(str.lower, _AFTER_COMMA.findall(text))):
        yield from known.offices.finditer(text)


_LOCATIVE = frozenset("in near from at outside around".split())
#: A word as lists of names are looked up, if it begins with a capital; the end of a longer word as well.
_CAPITALISED = re.compile(rf"(?<![^\W_])(?=[^\W\d_a-z])(?:{TOKEN.pattern})")
_INNER = "_'’.-"
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")


def from_lists(text: str, known: MentionRules) -> list[Found]:
    """Places of the world and bodies known everywhere in a block, the longest name at each word."""
    world = gazetteer()
    shouted = capitals(text)
    # A name has as many words in the text as in the lists, unless accents stand as characters of their own.
    bounded = not shouted and (text.isascii() or not _ACCENTS.search(text))
    famous = known.famous_capitals if shouted else known.famous
    known_starts = known.famous_starts
    found: list[Found] = []
    free = 0  # where the last name ends
    for word in _CAPITALISED.finditer(text):
        first, (start, stop) = word[0], word.span()
        count = max(known_starts.get(first, 0), world.starts.get(plain(first), 0))
        if not (count or shouted) or start < free or not first[0].isupper():
            continue
        if start and text[start - 1] in _INNER and _inside(text, start):
            continue
        if shouted and first.endswith("'S"):
            stop -= 2  # a possessive
        for end in reversed(_ends(text, stop, count if bounded else LONGEST)):
            surface = text[start:end]
            if kind := famous.get(surface):
                found.append(Found(start, end, kind, "rule:known_name"))
                free = end
                break
            name = plain(surface)
            name = in_small_letters(name) if shouted else name
            if name in known.not_places:
                continue
            here = name in world.known
            if here or (name in world.towns and not shouted and _word_before(text, start) in _LOCATIVE):
                found.append(Found(start, end, "place", "rule:gazetteer" if here else "rule:town"))
                free = end
                break
    return found


def _inside(text: str, start: int) -> bool:
    """Whether a word with a hyphen, full stop or apostrophe in it began earlier: "US" of "pro-US"."""
    at = start
    while at and text[at - 1] in _INNER:
        at -= 1
    return at < start and at > 0 and text[at - 1].isalnum()


def _ends(text: str, stop: int, count: int) -> list[int]:
    """Where a word that ends at ``stop`` and those after it end, ``count`` of them at most."""
    ends = [stop]
    while len(ends) < count and (word := TOKEN.search(text, ends[-1])):
        ends.append(word.end())
    return ends


def _word_before(text: str, start: int) -> str:
    """The word before one that starts here, in small letters; "" where there is none."""
    for begin in (max(0, start - 30), 0):
        words = list(TOKEN.finditer(text, begin, start))
        if words and words[-1].start() > begin:
            return words[-1][0].lower()
    return words[-1][0].lower() if words else ""
