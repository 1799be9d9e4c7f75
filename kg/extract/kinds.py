"""Which type a surface form has in one cable.

In one cable the same words hardly ever name things of two types (6 of 8,700 mentions of the annotated cables), so
the occurrences vote, together with those of the forms that belong to them: an acronym with the name it stands for,
"Ostvale PSB" with "PSB", a plural with its singular.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from kg.cable.flat import Block
from kg.extract.capitals import capitals, in_small_letters
from kg.extract.found import TITLED, Found, MentionRules
from kg.extract.gazetteer import gazetteer, plain
from kg.extract.names import distance
from kg.extract.signals import agree_in_lists, everywhere, heads_of_bodies, signals

BODIES = ("agency", "company", "organization")
#: Votes that the occurrences of one surface have together at most.
MOST = 18
#: Abbreviations of so many letters stand for different things in different countries.
_SHORT = 5
SMALL = frozenset("of and the for on in de del da do dos das la le les du des et y e".split())


def decide(blocks: Sequence[Block], found: Sequence[Sequence[Found]], known: MentionRules) -> dict[str, str]:
    """One type for each surface form found: all its occurrences and forms vote."""
    votes = _seen(blocks, found)
    loud = {b.text[f.start : f.end] for b, names in zip(blocks, found, strict=True) if capitals(b.text) for f in names}
    standing = list(everywhere(blocks, votes))
    often = Counter(surface for surface, *_ in standing)
    titled = Counter(s for s, block, start, _ in standing if _after_title(block.text, start, known))
    places = {s for s in votes if titled[s] * 5 <= often[s] and _is_place(s, votes, known, s in loud)}
    for surface in votes:
        if surface in places:
            votes[surface]["place"] += 1000
        elif titled[surface] * 10 > often[surface]:
            votes[surface]["person"] += 20
    for surface in votes:
        if kind := known.famous.get(surface) or (surface in loud and known.famous_capitals.get(surface)):
            # A short one may be something else here, if the cable says what its letters stand for.
            votes[surface][kind] += 20 if surface.isupper() and len(surface) <= _SHORT else 500
    for surface, types in votes.items():
        fitting = [r for i in known.index.fitting(surface) if (r := known.patterns[i]).expression.fullmatch(surface)]
        rule = next((r for r in fitting if r.decides), next(iter(fitting), None))
        if rule and surface not in places and (rule.decides or _majority(types) in ("person", "place")):
            types[rule.type] += 100
        elif surface not in places and surface not in known.famous and _office_in_town(surface):
            types["agency"] += 100
        elif kind := _branch(surface, known):
            types[kind] += 100
        elif surface in loud and _majority(types) in ("person", "place") and _UNSPEAKABLE.fullmatch(surface):
            types["agency"] += 40
        elif surface not in places and _majority(types) != "agency" and _is_firm(surface, known):
            types["company"] += 40
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for surface, kind, weight, over in signals(standing, known):
        if _majority(votes[surface]) in over:
            said[surface][kind] += weight
    for surface, extra in said.items():
        # As with the votes: what three in sixty occurrences say does not outweigh the sixty.
        share = min(1.0, MOST / 3 / often[surface])
        for kind, weight in extra.items():
            votes[surface][kind] += round(weight * share)
    for surface in heads_of_bodies(votes, known):
        if _majority(votes[surface]) == "person":
            votes[surface]["place"] += 30
    _parts_of_people(votes, places)
    _misspelt(votes, places)
    agree_in_lists(blocks, found, votes)
    first = {s: _majority(types) for s, types in votes.items()}
    families = _families(first, _pairs(blocks, found))
    decided = {}
    for surface in first:
        total: Counter[str] = Counter()
        for form in (surface, *families.get(surface, ())):
            total.update(votes[form])
        decided[surface] = _majority(total)
    return decided


def _seen(blocks: Sequence[Block], found: Sequence[Sequence[Found]]) -> dict[str, Counter[str]]:
    """How often each surface was seen as what; a frequent one has no more than MOST votes to share out, or the model's
    mistake about it could never be mended by what the cable says of it once."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    titled: Counter[str] = Counter()
    for block, names in zip(blocks, found, strict=True):
        for one in names:
            surface = block.text[one.start : one.end]
            # Headings, in title case or capitals, mislead the model.
            seen[surface][one.type] += 1 if block.paragraph is None or one.source == "rule:town" else 3
            # A title beside a name says more about it than the model does.
            titled[surface] += 50 * (one.source in TITLED)
    for surface, types in seen.items():
        total = sum(types.values())
        for kind in types:
            types[kind] = max(1, round(types[kind] * min(1.0, MOST / total)))
        if titled[surface]:
            types["person"] += titled[surface]
    return seen


def _parts_of_people(votes: Mapping[str, Counter[str]], places: set[str]) -> None:
    """The first or last word of a person's full name is that person before it is a small town or a firm."""
    for surface, types in list(votes.items()):
        words = surface.split(" ")
        if len(words) > 1 and _majority(types) == "person":
            titled = types["person"] > 50
            for word in (words[0], words[-1]):
                if word in votes and word not in places:
                    votes[word]["person"] += 20 if word == words[-1] else 12 if titled else 2


def _misspelt(votes: Mapping[str, Counter[str]], places: set[str]) -> None:
    """A single word that is nearly a word of one longer name takes that name's type ("Halvorson" of Halvorsen Air)."""
    words = {w: s for s in sorted(votes) if " " in s for w in s.split(" ") if len(w) > 5}
    by_ends: dict[str, list[str]] = defaultdict(list)
    for word in words:
        by_ends[word[0] + word[-1]].append(word)
    for surface in sorted(votes):
        if " " in surface or len(surface) < 6 or surface in places or surface in words:
            continue
        close = [w for w in by_ends[surface[0] + surface[-1]] if distance(surface, w, 1) == 1]
        if close:
            votes[surface][_majority(votes[words[close[0]]])] += 12


def _majority(types: Counter[str]) -> str:
    return min(types, key=lambda kind: (-types[kind], kind))


#: Last words of titles that stand before other names as well ("Consul General Karelt", "Department of State Marlow").
_NO_TITLES = frozenset("general consul state staff parliament cabinet".split())
_LAST = re.compile(r"([A-Z]\w+) $")


def _after_title(text: str, start: int, known: MentionRules) -> bool:
    """Whether a person's title stands right before ("Governor Marlow")."""
    word = _LAST.search(text, max(0, start - 20), start)
    return word is not None and word[1].lower() in known.title_ends - _NO_TITLES


def _office_in_town(surface: str) -> bool:
    """Whether a name is a town's or country's and capitals: "Karelt CO" is an office there, no place."""
    where, _, short = surface.rpartition(" ")
    return short.isupper() and 1 < len(short) < 7 and short.isalpha() and plain(where) in gazetteer().known


#: Letters among capitals that make no word: an abbreviation ("MAAG"), not a person or place.
_UNSPEAKABLE = re.compile(r"(?=[A-Z]{3,5}$)(?:[A-Z]*(?:II|AA|UU)[A-Z]*|[B-DF-HJ-NP-TV-XZ]+)")


def _branch(surface: str, known: MentionRules) -> str:
    """The type of a body that all know if a name is that of its branch: "Greenpeace Norland"; "Mission Norland"."""
    head, _, where = surface.rpartition(" ")
    if not head or where.isupper() or plain(where) not in gazetteer().known:
        return ""
    kind = "agency" if head == "Mission" else known.famous.get(head, "")
    return kind if kind in BODIES else ""


def _is_firm(surface: str, known: MentionRules) -> bool:
    """Whether a name begins or ends as those of firms do."""
    words = surface.split(" ")
    if len(words) == 1:
        return len(surface) > 6 and surface.endswith(known.company_endings)
    plainly = len(words) > 1 and surface not in known.famous
    return plainly and (words[-1] in known.company_ends or words[0] in known.company_begins)


def _is_place(surface: str, votes: Mapping[str, Counter[str]], known: MentionRules, loud: bool) -> bool:
    """A country, province or large town, unless it is the family name of somebody in the cable. ``loud``: it stands
    among capitals."""
    name = in_small_letters(plain(surface)) if loud and surface.isupper() and len(surface) > 3 else plain(surface)
    if name not in gazetteer().known or name in known.not_places:
        return False
    # A paper or bank that the world knows may be called like a province: then the model has a say.
    if known.famous.get(surface, "place") != "place" and _majority(votes[surface]) != "place":
        return False
    # One full name read without a title is not believed against a name read as a place wherever it stands alone: among
    # capitals the word before it may be no name ("REQUIRES NORLAND").
    bare = votes[surface]["place"]
    # The first word counts only where a title shows that a person is meant ("Washington officials" are many).
    return not any(
        (person * 5 > bare and s.endswith(" " + surface)) or (person > 50 and s.startswith(surface + " "))
        for s, other in votes.items()
        if (person := other["person"])
    )


_OPENS = re.compile(r" ?\((?:the )?[\"“']?")


def _pairs(blocks: Sequence[Block], found: Sequence[Sequence[Found]]) -> list[tuple[str, str]]:
    """Long names with the abbreviation in brackets right after them."""
    pairs = []
    for block, names in zip(blocks, found, strict=True):
        for one, after in pairwise(names):
            if _OPENS.fullmatch(block.text, one.end, after.start) and block.text[after.start : after.end].isupper():
                pairs.append((block.text[one.start : one.end], block.text[after.start : after.end]))
    return pairs


def _families(first: Mapping[str, str], pairs: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """For each name of several forms the other forms: an acronym with the name it stands for, "Ostvale PSB" with "PSB",
    a plural with its singular."""
    family = {surface: surface for surface in first}

    def head(surface: str) -> str:
        while family[surface] != surface:
            surface = family[surface]
        return surface

    def join(a: str, b: str) -> None:
        low, high = sorted((head(a), head(b)))
        family[high] = low

    initials: dict[str, str] = {}
    for surface in sorted(first):
        words = [w for w in surface.split() if w.lower() not in SMALL]
        if len(words) > 1 and first[surface] != "person":
            initials.setdefault("".join(w[0] for w in words), surface)
    for long, short in pairs:
        if long in family and short in family and first[long] != "person":
            join(long, short)
    for surface in sorted(first):
        words = surface.split()
        if len(words) == 1 and len(surface) > 2 and surface.isupper() and surface in initials:
            join(surface, initials[surface])
        for count in range(1, min(4, len(words))):
            rest = " ".join(words[count:])
            if rest in family and first.get(" ".join(words[:count])) == "place" and first[rest] != "place":
                join(surface, rest)
        if surface.endswith("s") and surface[:-1].isupper() and surface[:-1] in family:
            join(surface, surface[:-1])
    members: dict[str, list[str]] = defaultdict(list)
    for surface in first:
        members[head(surface)].append(surface)
    return {
        surface: tuple(o for o in forms if o != surface)
        for forms in members.values()
        if len(forms) > 1
        for surface in forms
    }
