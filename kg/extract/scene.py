"""One cable as the relation rules see it: its sentences encoded, its entities with what is known of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from kg.cable.flat import Block
from kg.extract import delegations, encode, world
from kg.extract.encode import KINDS, Item, Sentence
from kg.extract.outline import Field, Outline, fields
from kg.extract.titles import Titles
from kg.extract.world import Countries, Leaders, plain
from kg.model import Document, Entity, Span

if TYPE_CHECKING:
    from kg.extract.reading import Finding


@dataclass(frozen=True, slots=True)
class Tools:
    """The vocabularies, loaded once."""

    titles: Titles
    countries: Countries
    leaders: Leaders
    homes: Mapping[str, tuple[str, ...]]  # plain name of a party or national body -> codes of its countries


@dataclass
class Scene:
    """``country`` gives the code of every entity that is a country; ``host`` is the country the cable writes from."""

    document: Document
    tools: Tools
    entities: dict[str, Entity]
    sentences: tuple[Sentence, ...]
    country: dict[str, str]
    by_code: dict[str, str]  # country code -> entity
    host: str  # code, "" if unknown
    counts: Counter[str]
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    where: dict[str, list[tuple[Sentence, int]]] = field(default_factory=dict)  # entity -> its items
    wholes: dict[str, str] | None = None  # what the readers have found out once for all
    namesakes: dict[str, str] | None = None
    own: dict[str, str] = field(default_factory=dict)  # entity -> code of the country that its name speaks of
    readings: dict[str, list[Finding]] = field(default_factory=dict)  # predicate -> what was read so far
    found: dict[str, dict[str, set[str]]] = field(default_factory=dict)  # predicate -> subject -> objects so far

    def of_type(self, *types: str) -> list[Entity]:
        return [e for e in self.entities.values() if e.type in types]

    def names(self, key: str) -> tuple[str, ...]:
        """Every surface form of an entity, the fullest first."""
        entity = self.entities[key]
        return (entity.name, *entity.aliases)

    @cached_property
    def place_names(self) -> frozenset[str]:
        """Every plain name of the places."""
        return frozenset(n for p in self.of_type("place") for n in self.words[p.key])

    @cached_property
    def lists(self) -> tuple[Sentence, ...]:
        """The sentences, the items of a list that end with their lines run together to one."""
        found: list[Sentence] = []
        for sentence in self.sentences:
            last = found[-1] if found else None
            between = sentence.block.text[last.span.end : sentence.span.start] if last else ""
            if last and last.block is sentence.block and "\n" in between and not between.strip():
                found[-1] = _run_on(last, sentence)
            else:
                found.append(sentence)
        return tuple(found)

    @cached_property
    def fields(self) -> list[Field]:
        """The sentences as outlines of patterns are followed through them."""
        return fields(self.sentences)

    def fitting(self, outline: Outline) -> list[Sentence]:
        """The sentences that a pattern of this outline can match in."""
        return [sentence for some in self.fields for sentence in some.fitting(outline)]

    def within(self, key: str, place: str) -> bool:
        """Whether an entity can lie in a place: a country lies in no country, town or province, a continent in none."""
        if not world.CONTINENTS.isdisjoint(self.words[place]):
            return True
        if not world.CONTINENTS.isdisjoint(self.words[key]):
            return False
        return key not in self.country or not (place in self.country or self.land(place))

    def land(self, key: str) -> str:
        """The code of the country in which a town or province of that name lies, the host's if it has one; or ""."""
        for name in self.words[key]:
            codes = [c.country for c in world.cities(name)[:3]] + list(self.tools.countries.region(name))
            if codes:
                return self.host if self.host in codes else codes[0]
        return ""

    @cached_property
    def year(self) -> int:
        """When the cable was written, by its date or its name; 0 if unknown."""
        if dated := re.match(r"\d{4}", self.document.date):
            return int(dated[0])
        named = re.match(r"(\d\d)[A-Z]", self.document.id)
        return int(named[1]) + (1900 if int(named[1]) > 60 else 2000) if named else 0

    @property
    def host_entity(self) -> str:
        return self.by_code.get(self.host, "")

    def together(self, key: str, other: str) -> Sentence | None:
        """The first sentence that names both entities."""
        theirs = {id(s) for s, _ in self.where.get(other, [])}
        return next((s for s, _ in self.where.get(key, []) if id(s) in theirs), None)

    def first(self, key: str, other: str = "") -> Sentence | None:
        """The sentence to show for a fact about an entity: the first that names both, else the first of its own."""
        if other and (both := self.together(key, other)):
            return both
        mine = self.where.get(key, [])
        return mine[0][0] if mine else None


def build(document: Document, blocks: Sequence[Block], entities: Iterable[Entity], tools: Tools) -> Scene:
    """Everything the rules ask about a cable."""
    known = {e.key: e for e in sorted(entities, key=lambda e: (e.mentions[0].start if e.mentions else 0, e.key))}
    mentions = encode.by_block(known.values())
    sentences = delegations.named(_roles(tuple(_encoded(blocks, mentions, tools)), tools.titles))
    where: dict[str, list[tuple[Sentence, int]]] = {}
    for sentence in sentences:
        for at, item in sorted(sentence.items.items()):
            if item.entity and not item.pronoun:
                where.setdefault(item.entity, []).append((sentence, at))
    counts = Counter({e.key: len(e.mentions) for e in known.values()})
    country = _countries(known, counts, tools.countries)
    by_code: dict[str, str] = {}
    for key, code in country.items():
        if code not in by_code or counts[key] > counts[by_code[code]]:
            by_code[code] = key
    host = world.post_country(document.id)
    if host not in by_code:
        # Without a post to go by, the country the cable speaks of most (the United States, who write, come last).
        most = sorted(by_code, key=lambda c: (c == "US", -counts[by_code[c]], c))
        host = host or (most[0] if most else "")
    words = _plain_names(known)
    for key, places in where.items():
        if (
            known[key].type == "organization"
            and "party" not in words[key][0]
            and any(_is_party(s, at) for s, at in places)
        ):
            words[key] = (*words[key], "party")
    return Scene(document, tools, known, sentences, country, by_code, host, counts, words, where)


#: What is said of parties alone, after their name and before it.
_PARTISAN = re.compile(
    r"(?:['’]s)? (?:MPs?|MKs?|MEPs?|MLAs?|MNAs?|[Ss]enators?|[Dd]eput(?:y|ies)\b(?! (?:[Dd]irector|[Hh]ead|[Cc]hair))"
    r"|lawmakers?|legislators?"
    r"|[Cc]ongress(?:man|men|woman)|parliamentar(?:y|ians?)|caucus|bench|presidential (?:candidate|nominee)"
    r"|candidates?\b"
    r"|voters|primar(?:y|ies)\b|ticket|slate|-led (?:coalition|government)|assemblym[ae]n|faction|politburo"
    r"|[Pp]arty\b|won \w+ seats)|-led (?:coalition|government)",
)
_PARTY_OF = re.compile(
    r"\b(?:ruling|opposition|governing|coalition partners?|[Pp]arty|parties|leader of the opposition"
    r"|left-wing|right-wing"
    r"|center-(?:left|right)|far-(?:left|right)|[Ss]ocialist|Islamist|nationalist|populist) (?:the )?$"
)


def _is_party(sentence: Sentence, at: int) -> bool:
    """Whether what stands beside an organisation's name says that it is a party."""
    item, text = sentence.items[at], sentence.block.text
    return bool(_PARTISAN.match(text, item.end) or _PARTY_OF.search(text, max(0, item.start - 40), item.start))


def _encoded(
    blocks: Sequence[Block], mentions: Sequence[tuple[int, int, str, str]], tools: Tools
) -> Iterator[Sentence]:
    """The sentences of a cable. "He" at the start of a paragraph is the person of its heading, else whom the
    paragraph before spoke of last."""
    topic = ""
    for block in blocks:
        if not block.paragraph:
            topic = ""
        for sentence in encode.encode(block, mentions, tools.titles, tools.countries.adjectives, topic):
            yield sentence
            people = [i.entity for _, i in sorted(sentence.items.items()) if i.kind == "person"]
            topic = people[0] if people else topic


#: A title beside the name of its holder.
_HELD = re.compile("{title}(?=,? {person})|(?<={person}, ){title}".format_map(KINDS))


#: What the next item of a list begins with where it is marked.
_MARKED = re.compile(r"(?:-{1,2}|[*•]) ")


def _run_on(one: Sentence, other: Sentence) -> Sentence:
    """Two items of a list as one sentence."""
    dash = "\n" if _MARKED.match(other.text) else "\n- "
    shift = len(one.text) + len(dash)
    return Sentence(
        one.block,
        Span(one.span.start, other.span.end),
        one.text + dash + other.text,
        (*one.at, *([other.span.start] * len(dash)), *other.at),
        {**one.items, **{at + shift: item for at, item in other.items.items()}},
    )


def _roles(sentences: tuple[Sentence, ...], titles: Titles) -> tuple[Sentence, ...]:
    """The sentences with "the Minister" made an item of the one person whom the cable gives that title."""
    person = KINDS["person"]
    holders: dict[str, set[str]] = {}
    for sentence in sentences:
        for match in _HELD.finditer(sentence.text):
            at = match.start()
            beside = (
                sentence.items[match.end() + (2 if sentence.text[match.end() : match.end() + 1] == "," else 1)]
                if (sentence.text[at - 3 : at] != f"{person}, ")
                else sentence.items[at - 3]
            )
            holders.setdefault(titles.office(titles.name(sentence.items[at].value)), set()).add(beside.entity)
    alone = {t: next(iter(p)) for t, p in holders.items() if len(p) == 1 and t in titles.national}
    return tuple(_named_roles(s, alone, titles) for s in sentences) if alone else sentences


def _named_roles(sentence: Sentence, alone: Mapping[str, str], titles: Titles) -> Sentence:
    changed = dict(sentence.items)
    text = sentence.text
    for at, item in sentence.items.items():
        if (
            item.kind != "title"
            or item.value[:1].islower()
            or text[at + 1 : at + 5].startswith((" of ", " for", "'s", "-"))
        ):
            continue
        around = text[max(0, at - 3) : at] + text[at + 1 : at + 4]
        if any(c in around for c in KINDS.values()) or item.value.lower() not in alone:
            continue
        before = sentence.block.text[max(0, item.start - 4) : item.start].lower()
        if before.endswith("the ") or item.start == 0:
            changed[at] = Item("person", item.start, item.end, alone[item.value.lower()], item.value, True)
            text = text[:at] + KINDS["person"] + text[at + 1 :]
    return Sentence(sentence.block, sentence.span, text, sentence.at, changed) if text != sentence.text else sentence


def _plain_names(entities: Mapping[str, Entity]) -> dict[str, tuple[str, ...]]:
    return {k: tuple(dict.fromkeys(plain(n) for n in (e.name, *e.aliases))) for k, e in entities.items()}


def _countries(entities: Mapping[str, Entity], counts: Counter[str], table: Countries) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, entity in entities.items():
        if entity.type != "place":
            continue
        for name in (entity.name, *entity.aliases):
            codes = table.named(name)
            if codes:
                found[key] = codes[0]
                break
    return found


def item_of(sentence: Sentence, match: re.Match[str], group: str) -> Item | None:
    """The one item a group of a match stands for."""
    if group not in match.re.groupindex or match.start(group) < 0:
        return None
    return sentence.items.get(match.start(group))


def items_of(sentence: Sentence, match: re.Match[str], group: str, types: Sequence[str]) -> list[Item]:
    """The names of these types within a group, in order."""
    if group not in match.re.groupindex or match.start(group) < 0:
        return []
    wanted = {KINDS[t] for t in types}
    start, end = match.span(group)
    return [sentence.items[i] for i in range(start, end) if i in sentence.items and sentence.text[i] in wanted]
