"""A sentence as the relation patterns see it: names, titles and adjectives of countries as one item each.

An item is one private-use character, so that a pattern over a whole sentence is an ordinary regular expression
over a short text. Articles and courtesy words are left out, an acronym in brackets after its full name is part of
that name, possessives are written ``'s`` whatever the transmission made of the apostrophe.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from kg.cable.flat import Block
from kg.extract.pronouns import objective, referents
from kg.extract.titles import NAME, PLACE, Titles
from kg.model import Entity, Span

#: The character of every kind of item. Entity types first, so that they form one range.
KINDS = {
    "person": "\ue000",
    "agency": "\ue001",
    "company": "\ue002",
    "place": "\ue003",
    "organization": "\ue004",
    "title": "\ue010",
    "titles": "\ue012",
    "adjective": "\ue011",
}
ENTITIES = "\ue000-\ue004"
_BODIES = ("agency", "company", "organization")

_MARKS = ("'", "’", ",", "`")
_POSSESSIVE = re.compile(r"(?:['’,`]s|['’](?= ))(?![\w])")
#: "the association" after "the Herring Association" is that body.
_NOUN = re.compile(
    r"\b[Tt]he ([Aa]ssociation|university|company|firm|bank|institute|foundation|council|commission|committee|bureau"
    r"|ministry|department|agency|party|court|union|college|corporation|federation|fund|hospital|newspaper"
    r"|center|office)(?=['’ ,.;])(?! of\b| for\b)"
)
#: "Its director", at the beginning of a sentence: of the body that the sentence before speaks of first.
_ITS = re.compile(r"Its(?= )")
#: Names of bodies that "the party" does not mean.
_NO_PARTY = re.compile(
    r"\b(?:News|Times|Daily|Radio|TV|Press|University|Foundation|Institute|Watch|NGO|International|Club)\b"
)


#: "served in the Brun government as minister": it is not Brun who served.
_ERA = re.compile(
    r"(?: and [A-Z][\w-]+)?\s(?:governments?|administrations?|cabinets?|presidency|regime|era|years)\b", re.I
)
_HEADS = ("President ", "Minister ", "Chancellor ", "King ")
_SHORT = re.compile(r" \((?:[A-Z/]{1,6}|[a-z]+(?: [a-z]+){0,3})\)(?= )")
#: "Brun, 50, becomes", "Brun (age 50)": how old somebody is.
_AGE = re.compile(r", (?:aged? )?\d\d(?=, (?:an?|the) )|, (?:aged? )?\d\d,(?= [a-z])| \((?:aged? )?\d\d\)")


class Item(NamedTuple):
    """A name (``entity``: its key), a title or an adjective (``value``: its words, or the country's code)."""

    kind: str
    start: int  # in the block's text
    end: int
    entity: str = ""
    value: str = ""
    pronoun: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text`` with an item for every character of KINDS; ``at[i]`` is where ``text[i]`` begins in the block."""

    block: Block
    span: Span  # of the sentence, in the block's text
    text: str
    at: tuple[int, ...]
    items: Mapping[int, Item]  # by position in ``text``

    def words(self, start: int, end: int) -> str:
        """The block's own words for [start, end) of ``text``."""
        first, last = self.items.get(start), self.items.get(end - 1)
        return self.block.text[first.start if first else self.at[start] : last.end if last else self.at[end - 1] + 1]


@dataclass(frozen=True, slots=True)
class Adjectives:
    """Adjectives of countries ("Norwegian") to the country's code."""

    codes: Mapping[str, str]  # by lower-case word
    pattern: re.Pattern[str]


def names_in(block: Block, mentions: Sequence[tuple[int, int, str, str]]) -> list[Item]:
    """The names of a block, longest first where they overlap, in text order.

    ``mentions``: (start, end, type, entity key) in source offsets, sorted.
    """
    offsets = block.offsets
    found: list[Item] = []
    first = bisect_left(mentions, (offsets[0], 0, "", ""))
    for start, end, kind, key in mentions[first:]:
        if start >= offsets[-1]:
            break
        at, stop = bisect_left(offsets, start), bisect_left(offsets, end)
        if stop > at and offsets[at] == start:
            found.append(Item(kind, at, stop, key))
    if all(one.end <= other.start for one, other in pairwise(found)):
        return found
    kept: list[Item] = []
    for item in sorted(found, key=lambda i: (i.start - i.end, i.start)):
        if all(item.end <= k.start or item.start >= k.end for k in kept):
            kept.append(item)
    return sorted(kept, key=lambda i: i.start)


def encode(
    block: Block,
    mentions: Sequence[tuple[int, int, str, str]],
    titles: Titles,
    adjectives: Adjectives,
    topic: str = "",
) -> Iterator[Sentence]:
    """The sentences of a block that hold at least one name, encoded.

    ``topic``: the person that "he" means before the block names one itself.
    """
    names = names_in(block, mentions)
    if not names:
        return
    masked = list(block.text)
    for name in names:
        masked[name.start : name.end] = (PLACE if name.kind == "place" else NAME) * (name.end - name.start)
    mask = "".join(masked)
    spoken: Item | None = None  # the body that "its" means
    for span in block.sentences:
        inside = [n for n in names if span.start <= n.start < span.end and not _era(block.text, n)]
        if not inside and not topic:
            continue
        start = span.start
        stretch = mask[start : span.end]
        found: list[Item] = []
        for title in titles.find(stretch):
            at, end = start + title.start, start + title.end
            words = block.text[at:end]
            found.append(Item(_number(titles, words), at, end, value=words))
        if found:
            # A title takes in the place an envoy is posted to, which is then no name of its own here.
            inside = [n for n in inside if not any(t.start <= n.start and n.end <= t.end for t in found)]
        said_titles = found[:]
        for m in adjectives.pattern.finditer(stretch):
            code = adjectives.codes.get(m[0].lower())
            at, end = start + m.start(), start + m.end()
            if code is not None and not any(t.start < end and at < t.end for t in said_titles):
                found.append(Item("adjective", at, end, value=code))
        taken = [*inside, *found]
        for m in _NOUN.finditer(stretch):
            at = span.start + m.start()
            seen = [n for n in names if n.end <= at and _called(block.text[n.start : n.end], n.kind, m[1])]
            if seen and not any(t.start < span.start + m.end() and at < t.end for t in taken):
                found.append(Item(seen[-1].kind, at, span.start + m.end(), seen[-1].entity, m[1], True))
        if spoken and _ITS.match(stretch):
            found.append(Item(spoken.kind, start, start + len("its"), spoken.entity, "its", True))
        spoken = next((n for n in inside if n.kind in _BODIES), spoken if not inside else None)
        people = [n for n in inside if n.kind == "person"]
        said, topic = referents(block.text, span.start, span.end, people, topic)
        found += [
            Item("person", m.start(), m.end(), who, "him" if objective(block.text, m) else m[0].lower(), True)
            for m, who in said
        ]
        items = sorted([*inside, *found], key=lambda i: i.start)
        if any(i.entity for i in items):
            yield _assemble(block, span, items, titles)


def _era(text: str, name: Item) -> bool:
    """Whether a person's name stands for a time or a government: nobody is said to do anything there."""
    if name.kind != "person" or not _ERA.match(text, name.end):
        return False
    return not text.endswith(_HEADS, max(0, name.start - 12), name.start)


def _number(titles: Titles, words: str) -> str:
    return "titles" if titles.plural(words) else "title"


def _called(name: str, kind: str, noun: str) -> bool:
    if noun.title() in name.split() or (noun in ("company", "firm") and kind == "company"):
        return True
    if noun == "ministry":
        return kind == "agency" and bool(_MINISTRY.fullmatch(name))
    return noun == "party" and kind == "organization" and not _NO_PARTY.search(name)


#: "MFA", "MOH": a ministry.
_MINISTRY = re.compile(r"Mo?[A-Z]{1,4}")


def _assemble(block: Block, span: Span, items: Iterable[Item], titles: Titles) -> Sentence:
    text = block.text
    out: list[str] = []
    at: list[int] = []  # one offset for each character of ``out``
    places: dict[int, Item] = {}
    pos = span.start
    previous: Item | None = None

    def keep(start: int, stop: int) -> None:
        while (sign := text.find("&", start, stop)) >= 0:
            alone = text[sign - 1 : sign + 2] == " & "
            same(start, sign + (not alone))
            if alone:
                add("and", sign)
            start = sign + 1
        same(start, stop)

    def same(start: int, stop: int) -> None:
        out.append(text[start:stop])
        at.extend(range(start, stop))

    def add(piece: str, offset: int) -> None:
        out.append(piece)
        at.extend([offset] * len(piece))

    copied = keep if "&" in text else same

    for item in items:
        if item.start < pos:
            continue
        if (
            previous
            and item.entity
            and item.entity == previous.entity
            and text[pos : item.start].strip() == "("
            and text[item.end : item.end + 1] == ")"
        ):
            pos = item.end + 1  # "Long Name (LN)": one item
            continue
        for drop in titles.dropped.finditer(text, pos, item.start):
            copied(pos, drop.start())
            pos = drop.end()
        copied(pos, item.start)
        if item.value in ("he", "she") and previous and previous.end == item.start - 1:
            add("that ", item.start)  # "told the Minister he would": no apposition
        places[len(at)] = item
        add(KINDS[item.kind], item.start)
        pos = item.end
        previous = item
        if item.kind == "person" and (age := _AGE.match(text, pos, span.end)):
            pos = age.end()
        if item.kind == "title" and (short := _SHORT.match(text, pos, span.end)):
            pos = short.end()  # "Chief of Operations (COO)": what the title is called for short, or else
        if item.pronoun and item.value in ("his", "her", "its"):
            add("'s", item.start)
        elif text[pos : pos + 1] in _MARKS and (owned := _POSSESSIVE.match(text, pos, span.end)):
            add("'s", pos)
            pos = owned.end()
    for drop in titles.dropped.finditer(text, pos, span.end):
        copied(pos, drop.start())
        pos = drop.end()
    copied(pos, span.end)
    return Sentence(block, span, "".join(out), tuple(at), places)


def by_block(entities: Iterable[Entity]) -> list[tuple[int, int, str, str]]:
    """Every mention of the entities as (start, end, type, entity key), sorted."""
    return sorted((m.start, m.end, e.type, e.key) for e in entities for m in e.mentions)
