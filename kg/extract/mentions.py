"""Where the names are: what the model sees, what patterns and lists see, and every further occurrence of both.

Works block by block on one-line text (kg.cable.flat); spans become source offsets only at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.cable.flat import Block
from kg.extract.clans import groups
from kg.extract.found import TITLED, Found, MentionRules
from kg.extract.kinds import BODIES, decide
from kg.extract.pieces import pieces, to_abbreviation
from kg.extract.programmes import abbreviated
from kg.extract.protection import protected_spans
from kg.extract.sight import from_lists, from_patterns
from kg.extract.signals import occurrences
from kg.extract.trim import NO_NAME, barred, common, in_titles, proper, within
from kg.model import Mention


def _longest(candidates: Iterable[Found]) -> list[Found]:
    """Of overlapping candidates the longest; of equally long ones what a title shows, then what the model sees."""
    kept: list[Found] = []
    taken = 0  # one bit for each character
    for one in sorted(candidates, key=_rank):
        covers = ((1 << (one.end - one.start)) - 1) << one.start
        if not taken & covers:
            taken |= covers
            kept.append(one)
    kept.sort(key=lambda f: f.start)
    return kept


def _rank(f: Found) -> tuple[int, bool, bool, int, int, str, str]:
    return f.start - f.end, f.source not in TITLED, f.source != "model", f.start, f.end, f.type, f.source


def _joined(text: str, found: Sequence[Found]) -> list[Found]:
    """Names that stand side by side and make one: a place before an agency, company or organisation
    ("Ostvale PSB"), a body before its unit."""
    result: list[Found] = []
    for one in found:
        last = result[-1] if result else None
        if last and one.type == last.type == "person" and _quoted_within(text, last, one):
            result[-1] = Found(last.start, one.end, one.type, one.source)
        elif len(result) > 1 and one.type == "person" and _nickname(text, result[-2], result[-1], one):
            result[-2:] = [Found(result[-2].start, one.end, one.type, one.source)]
        elif last and text[last.end : one.start] == " " and _mission(text, last, one):
            result[-1] = Found(last.start, one.end, "agency", last.source)
        elif last and text[last.end : one.start] == " " and one.type in BODIES and last.type in ("place", one.type):
            result[-1] = Found(last.start, one.end, one.type, one.source)
        else:
            result.append(one)
    return result


def _mission(text: str, office: Found, town: Found) -> bool:
    """Whether an American office and its town make one name: "USAID Karelt"."""
    return town.type == "place" and text[office.start : office.end] in _MISSIONS


_MISSIONS = frozenset("USAID USEU USUN USOAS USNATO USINT USIS USDAO AMEMBASSY AmEmbassy".split())


def _nickname(text: str, given: Found, nick: Found, family: Found) -> bool:
    """Whether three names make one: 'Ana "Nan" Marlow', "Ana (Nan) Marlow"."""
    between = text[given.end : nick.start], text[nick.end : family.start]
    return given.type == nick.type == "person" and between in _NICKNAMED


def _quoted_within(text: str, given: Found, family: Found) -> bool:
    """The same where the first of two names ends inside the quotation marks."""
    between = text[given.end : family.start]
    if _BYNAME.fullmatch(between):
        return True
    return between in ('" ', "” ") and any(c in text[given.start : given.end] for c in '"“')


#: 'Ana "the Baker" Marlow'
_BYNAME = re.compile(r" [\"“](?:the|El|La|al) [A-Z][a-z]+[\"”] ")


_NICKNAMED = {(' "', '" '), (" “", "” "), (" (", ") "), (" '", "' ")}


_ABBREVIATION = re.compile(r" ?\((?:the )?[\"“']?([A-Z][A-Za-z&/.\-]{1,11}?s?)[\"”']?(?=[);,])")
#: "Herring Boats (HBs)": short for things, not for a name.
_SEVERAL = re.compile(r"[A-Z]{2,}s")


def _abbreviations(text: str, found: Sequence[Found], known: MentionRules) -> list[Found]:
    """``Long Name (ABBR)``: what the bracket after a name holds, if it is mostly capitals, is a name of its type."""
    result = []
    for one in found:
        match = _ABBREVIATION.match(text, one.end)
        short = match[1] if match else ""
        if match and sum(map(str.isupper, short)) * 2 > len(short) and not _SEVERAL.fullmatch(short):
            words = text[one.start : one.end].split(" ")
            own = one.type in BODIES and "".join(word[0] for word in words if word[0].isupper()) == short
            if (short in known.not_names and not own) or NO_NAME.fullmatch(short):
                continue
            # After a person it is the party ("Ana Marlow (NHP)").
            kind = "organization" if one.type == "person" else one.type
            result.append(Found(match.start(1), match.end(1), kind, "rule:abbreviation"))
    return result


_CAPITALISED = re.compile(r"(?:[A-Z][\w’'-]+ (?:(?:of|and|for|the|in|on) ){0,2}){2,8}\($")


def _spelt_out(text: str, found: Sequence[Found], known: MentionRules) -> list[Found]:
    """The names of bodies of which only the abbreviation in brackets was seen: "Salt Congress | (SC)"."""
    result = []
    for one in found:
        short = text[one.start : one.end]
        if one.type not in BODIES or not short.isupper() or not text.endswith(" (", 0, one.start):
            continue
        if before := _CAPITALISED.search(text, max(0, one.start - 90), one.start):
            for word in re.finditer(r"(?<!\S)[A-Z]", before[0]):
                name = before[0][word.start() : -2]
                if (
                    "".join(w[0] for w in name.split(" ") if w[0].isupper()) == short
                    and name[-1].isalpha()
                    and name[-2] not in "'’"
                ):
                    start = before.start() + word.start()
                    result.append(Found(start, start + len(name), one.type, "rule:spelt_out"))
    return result


def candidates(blocks: Sequence[Block], predicted: Sequence[Sequence[Found]], known: MentionRules) -> list[list[Found]]:
    """The candidates of each block: what the model, patterns and lists see, trimmed, without overlap."""
    found: list[list[Found]] = []
    programmes = abbreviated(blocks, known)
    running = "\n".join(block.text for block in blocks if block.paragraph)
    usual: dict[tuple[str, str, str], bool] = {}  # most names stand many times in a cable
    for block, seen in zip(blocks, predicted, strict=True):
        if block.paragraph is None:
            # Headings, in title case or capitals, mislead the model: there it is believed where the text bears it out.
            seen = [one for one in seen if block.text[one.start : one.end] in running]
        seen_here = [*seen, *from_patterns(block.text, known), *from_lists(block.text, known)]
        titles = in_titles(block.text)
        whole = (piece for c in seen_here for piece in pieces(block.text, c, known))
        names = [n for c in whole if (n := proper(block.text, c, known)) and not within(n, titles)]
        kept = []
        for name in names:
            surface = block.text[name.start : name.end]
            key = surface, name.type, name.source
            if key not in usual:
                usual[key] = surface in programmes or common(surface, name, running, known)
            if not usual[key]:
                kept.append(name)
        chosen = _joined(block.text, _longest([to_abbreviation(block.text, n) for n in kept]))
        chosen = _longest([*chosen, *_spelt_out(block.text, chosen, known)])
        found.append(_longest([*chosen, *_abbreviations(block.text, chosen, known)]))
    return found


def detect(
    blocks: Sequence[Block], predicted: Sequence[Sequence[Found]], known: MentionRules
) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """The mentions of one cable, in text order and without overlap; and those of them that it asks to protect.

    ``predicted``: for each block what the model found there.
    """
    found = candidates(blocks, predicted, known)
    found = _governments_of_people(blocks, found, known)
    kinds = decide(blocks, found, known)
    surfaces = _surfaces(kinds, known, _introduced(blocks, found))
    found = _everywhere(blocks, found, surfaces, kinds, known)
    found = groups(blocks, found)
    # Whom the cable asks to protect is found even where neither model nor rules saw a name.
    protected = protected_spans(blocks, found)
    if protected:
        extra: list[list[Found]] = [[] for _ in blocks]
        hidden: set[str] = set()
        for shield in protected:
            extra[shield.block].append(Found(shield.start, shield.end, "person", "rule:protected"))
            hidden |= _forms(blocks[shield.block].text[shield.start : shield.end])
        again = dict.fromkeys(sorted(hidden), ("person", "rule:protected"))
        found = [
            _longest([*more, *(n for n in names if all(n.end <= m.start or n.start >= m.end for m in more))])
            for names, more in zip(found, extra, strict=True)
        ]
        found = _everywhere(blocks, found, again, kinds | dict.fromkeys(hidden, "person"), known)
    marked = {(shield.block, shield.start, shield.end) for shield in protected}
    result: list[Mention] = []
    shielded: list[Mention] = []
    for i, (block, names) in enumerate(zip(blocks, found, strict=True)):
        for one in names:
            span = block.source(one.start, one.end)
            mention = Mention(span.start, span.end, one.type, block.text[one.start : one.end], one.source)
            result.append(mention)
            if (i, one.start, one.end) in marked:
                shielded.append(mention)
    return tuple(result), tuple(shielded)


_GOVERNMENT = re.compile(r"([A-Z][\w’'-]+) (?:Administration|Government|Cabinet)")


def _governments_of_people(
    blocks: Sequence[Block], found: Sequence[Sequence[Found]], known: MentionRules
) -> list[list[Found]]:
    """The names with the person alone in "Marlow Administration", where Marlow is a person and no place."""
    said: dict[str, set[str]] = {}
    for block, names in zip(blocks, found, strict=True):
        for one in names:
            said.setdefault(one.type, set()).add(block.text[one.start : one.end])
    # A bare name may be a province that the model takes for somebody.
    full = (name.rsplit(" ", 1)[-1] for name in said.get("person", ()) if " " in name)
    people = (set(full) - said.get("place", set())) | known.administrations
    result = []
    for block, names in zip(blocks, found, strict=True):
        kept = []
        for one in names:
            match = _GOVERNMENT.fullmatch(block.text, one.start, one.end) if one.type == "agency" else None
            mine = match is not None and match[1] in people
            kept.append(Found(one.start, match.end(1), "person", one.source) if match and mine else one)
        result.append(kept)
    return result


def _forms(name: str) -> set[str]:
    """A personal name and its last word; of two words the first as well (family names come first in half of Asia)."""
    words = name.split()
    ends = words if len(words) == 2 else words[-1:]
    return {name, *(w for w in ends if len(w) > 1 and w[0].isupper())}


_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def _introduced(blocks: Sequence[Block], found: Sequence[Sequence[Found]]) -> frozenset[str]:
    """The abbreviations that stand in brackets after the name they are made of: "Palestinian Authority (PA)"."""
    return frozenset(
        block.text[one.start : one.end]
        for block, names in zip(blocks, found, strict=True)
        for one in names
        if one.source == "rule:abbreviation"
    )


def _surfaces(kinds: dict[str, str], known: MentionRules, introduced: frozenset[str]) -> dict[str, tuple[str, str]]:
    """What to look for in the whole cable: every surface found, the single words of personal names, and names of
    bodies without the place they begin with. Values: type and what made it. ``introduced``: what the cable itself
    makes a name."""
    result: dict[str, tuple[str, str]] = {}
    places = {s for s, kind in kinds.items() if kind == "place"}
    for surface, kind in sorted(kinds.items()):
        words = surface.split()
        if kind == "person" and 1 < len(words) <= 5:
            for word in (words[0], words[-1]):
                if len(word) > 1 and _WORD.fullmatch(word) and word[0].isupper():
                    result.setdefault(word, ("person", "rule:part_of_name"))
        if kind in BODIES:
            for count in (1, 2, 3):
                rest = " ".join(words[count:])
                if " ".join(words[:count]) not in places or rest in known.not_names or not rest[:1].isupper():
                    continue
                if _SEVERAL.fullmatch(rest):
                    continue
                # Of one word it is an abbreviation ("Ostvale PSB"): "Ostvale Fund" makes no name of every fund.
                if len(words) > count + 1 or (rest.isupper() and kind == "agency"):
                    result.setdefault(rest, (kind, "rule:without_place"))
    for surface, kind in sorted(kinds.items()):
        result[surface] = (kind, "rule:found_elsewhere")
    return {s: v for s, v in result.items() if len(s) > 1 and (s not in known.not_names or s in introduced)}


def _everywhere(
    blocks: Sequence[Block],
    found: Sequence[Sequence[Found]],
    surfaces: dict[str, tuple[str, str]],
    kinds: dict[str, str],
    known: MentionRules,
) -> list[list[Found]]:
    """Every block's names with all occurrences of the surfaces added and one type for each surface."""
    find = occurrences(surfaces)
    # A heading in capitals names what the text names in small letters.
    shouted = {s.upper(): s for s in sorted(surfaces) if len(s) > 2 and s[-1] != "."}
    find_shouted = occurrences(shouted)
    heads = _heads(kinds)
    result = []
    last_person = ""
    for block, names in zip(blocks, found, strict=True):
        typed = [
            Found(one.start, one.end, kinds.get(block.text[one.start : one.end], one.type), one.source) for one in names
        ]
        titles = in_titles(block.text)
        capitals = block.paragraph is None and block.text.upper() == block.text
        for surface, start, end in (find_shouted if capitals else find)(block.text):
            kind, source = surfaces[shouted[surface] if capitals else surface]
            one = Found(start, end, kind, source)
            if not within(one, titles) and not barred(block.text, start, end, known):
                typed.append(one)
        starts = {s.start for s in block.sentences}
        kept = []
        for one in _joined(block.text, _longest([_with_head(block.text, one, heads, known) for one in typed])):
            surface = block.text[one.start : one.end]
            # "He" is a surname too: inside a sentence the capital tells, at its start the person spoken of.
            if surface.lower() in _FUNCTION_WORDS and one.start in starts and surface not in last_person.split():
                continue
            if one.type == "person":
                last_person = surface
            kept.append(one)
        result.append(kept)
    return result


def _heads(kinds: dict[str, str]) -> frozenset[str]:
    """The first words of long names of bodies: "Ostvale" of "Ostvale Salt Bureau"."""
    return frozenset(s.split(" ")[0] for s, kind in kinds.items() if kind in BODIES and s.count(" ") > 1)


def _with_head(text: str, one: Found, heads: frozenset[str], known: MentionRules) -> Found:
    """An acronym with the word before it, if the cable's long names begin with that word: "Ostvale OSB"."""
    if one.type not in BODIES or not text[one.start : one.end].rstrip("s").isupper():
        return one
    start = text.rfind(" ", 0, max(0, one.start - 1)) + 1
    word = text[start : one.start]
    fits = word[:-1] in heads and word[:-1] not in known.demonyms and _HEAD.fullmatch(word)
    return Found(start, one.end, one.type, one.source) if fits else one


_HEAD = re.compile(r"[A-Z][\w'-]+ ")


#: Words that are surnames or given names as well; at the start of a sentence their capital proves nothing.
_FUNCTION_WORDS = frozenset(
    "he she it we you an so do to no on in at as or if by may will can the this that his her our my".split()
)
