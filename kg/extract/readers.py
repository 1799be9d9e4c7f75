"""Relations that no single sentence says: what names themselves tell, and where a cable's bodies belong.

A reader is a function of the cable and a rule's types and words; the rule (predicate, confidence, examples) is in
data/rules/relations.yaml. READERS is the one list of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from kg.extract import readers_meetings, readers_people, readers_places, readers_ties, world
from kg.extract.reading import Finding, Reader, finding
from kg.extract.scene import Scene
from kg.extract.wholes import namesakes, wholes
from kg.extract.world import plain
from kg.model import Entity

_EMBASSY = re.compile(r"\b(?:embassy|consulate|mission|amembassy|amconsul)\b")
#: The adjective of a region: what it begins with is what the region's name begins with.
_ADJECTIVE = re.compile(r"([a-z]{4,}?)(?:onian|ian|ean|an|in|ish|ese|n)$")
_MISSION = re.compile(r"\b(?:embassy|consulate(?: general)?|mission|amembassy|amconsul)$")
_GO = re.compile(r"go[a-z]{1,3}")
#: A word with a capital of a name.
_NAMED = re.compile(r"(?<![\w'’.])[A-Z](?:[A-Za-z]+|\.[A-Z]\.)(?![\w'’])")
#: "Bush Administration": those who govern under a leader are no body of their own.
_LEADERS = re.compile(
    r"(?!(?:tax|customs|civil|state|public|federal|national|local|revenue|ports?|aviation|prison|railway|presidential|forest"
    r"|maritime|provincial|regional|general|central|military|penitentiary|fiscal|postal|health|transitional|interim)\b)"
    r"[\w'-]+ administration"
)


def _adjective(view: Scene, name: str) -> str:
    """The code of the country whose adjective a name begins with ("Norwegian Air Force"); "" if none."""
    words = name.split()
    for count in (2, 1):
        if len(words) > count:
            codes = view.tools.countries.adjective(" ".join(words[:count])) or view.tools.countries.adjective(
                words[0] + "." if words[0].count(".") == 1 else ""
            )
            if codes:
                return next((c for c in codes if c in view.by_code), codes[0])
    return ""


def _own_country(view: Scene, entity: Entity) -> str:
    """The country that the names of a body speak of themselves; "" if none does."""
    if entity.key not in view.own:
        view.own[entity.key] = _find_own_country(view, entity)
    return view.own[entity.key]


def _find_own_country(view: Scene, entity: Entity) -> str:
    for name in (entity.name, *entity.aliases):
        if code := _adjective(view, name):
            return code
        match = re.search(
            r"\b(?:government|republic|kingdom|state) of (?:the )?(.+)$|^(.+) (?:government|administration)$",
            plain(name),
        )
        if match and (codes := view.tools.countries.named(match[1] or match[2])):
            return codes[0]
    return ""


def governments(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """ "GOX" and its like stand in the country they govern: by the initial among the cable's countries."""
    for entity in view.of_type(*subject):
        if _own_country(view, entity):
            continue
        for name in view.words[entity.key]:
            code = ""
            if name == "usg":
                code = "US"
            elif _GO.fullmatch(name):
                initials = name[2:]
                fitting = [c for c, key in view.by_code.items() if any(_initials(n, initials) for n in view.words[key])]
                code = view.host if view.host in fitting else (fitting[0] if len(fitting) == 1 else "")
            if code in view.by_code:
                yield from finding(view, entity.key, view.by_code[code])
                break


def _initials(name: str, initials: str) -> bool:
    joined = "".join(w[0] for w in name.split())
    return name.startswith(initials) or joined == initials or (len(initials) == 1 and name.startswith(initials))


def named_after_country(
    view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]
) -> Iterator[Finding]:
    """A body whose name begins with a country's adjective is of that country (not its embassies)."""
    for entity in view.of_type(*subject):
        if any(_EMBASSY.search(n) for n in view.words[entity.key]):
            continue
        code = _own_country(view, entity)
        if code in view.by_code:
            yield from finding(view, entity.key, view.by_code[code])


def named_after_place(
    view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]
) -> Iterator[Finding]:
    """A body whose name holds the name of a place of the cable lies there: the longest, then the last."""
    for key, place in namesakes(view).items():
        if view.entities[key].type in subject:
            yield from finding(view, key, place)


def regional_bodies(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """A body with the adjective of a region of the cable, in its name or before it: "Bavarian Ministry" in Bavaria.

    Adjective and name of a region begin alike; ``words`` are what may stand between ("regional").
    """
    regions = [
        (name, place.key)
        for place in view.of_type("place")
        if place.key not in view.country
        for name in view.words[place.key]
        if world.CONTINENTS.isdisjoint(name.split())
    ]
    if not regions:
        return
    between = "|".join(map(re.escape, words))
    before = re.compile(rf"([A-Z][a-z]+(?:n|sh|ese)) (?:(?:{between}) )?$")
    for entity in view.of_type(*subject):
        said = {name.split()[0] for name in (entity.name, *entity.aliases) if " " in name and name.isascii()}
        for sentence, at in view.where.get(entity.key, ()):
            start = sentence.items[at].start
            if match := before.search(sentence.block.text, max(0, start - 40), start):
                said.add(match[1])
        for word in sorted(said):
            stem = _ADJECTIVE.match(plain(word))
            if not stem or view.tools.countries.adjective(word):
                continue
            for name, key in regions:
                if name.startswith(stem[1]) and view.entities[key].type in obj:
                    yield from finding(view, entity.key, key)
                    break


def embassies(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """An embassy whose name has no city stands in the city the cable is written from."""
    home = [
        p.key
        for p in view.of_type("place")
        if plain(p.name).replace(" ", "")
        in re.sub(r"[^a-z ]", "", plain(view.document.origin) + " " + plain(view.document.id))
    ]
    home = [k for k in home if k not in view.country]
    home = [k for k in home if any(world.capital(n) for n in view.words[k])]
    if not home:
        return
    for entity in view.of_type(*subject):
        if not any(_MISSION.search(n) for n in view.words[entity.key]):
            continue
        if any(plain(p.name) in n for p in view.of_type("place") for n in view.words[entity.key]):
            continue
        yield from finding(view, entity.key, home[0])


@lru_cache(maxsize=64)  # the same few lists for every cable
def _american(names: tuple[str, ...]) -> re.Pattern[str]:
    """An expression for bodies of these names, with or without their country's name before them."""
    return re.compile(rf"^(?:us |u\.s\. |american )?(?:{'|'.join(re.escape(plain(n)) for n in names)})(?: \(.*)?$")


def bodies_of(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """Bodies known by name to be of one country; the first word of the list is its code."""
    code, *names = words
    if code not in view.by_code:
        return
    pattern = _american(tuple(names))
    for entity in view.of_type(*subject):
        if any(pattern.match(n) for n in view.words[entity.key]):
            yield from finding(view, entity.key, view.by_code[code])


def homes(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """Parties, unions and national bodies that data/rules/homes.yaml knows, in their country if the cable names it."""
    for entity in view.of_type(*subject):
        codes = dict.fromkeys(c for n in view.words[entity.key] for c in view.tools.homes.get(n, ()))
        if len(codes) > 1:
            codes = dict.fromkeys(c for c in codes if c == view.host)
        named = namesakes(view).get(entity.key)
        if named and named not in view.country:
            continue
        for code in codes:
            there = view.found.get("located_in", {}).get(entity.key, set()) & view.country.keys()
            if code in view.by_code and not there - {view.by_code[code]} and not _foreign(view, entity.key):
                yield from finding(view, entity.key, view.by_code[code])


def _settled(view: Scene, entity: Entity) -> bool:
    """Whether the names of a body already say where it is, or that it is of many countries."""
    names = view.words[entity.key]
    return (
        bool(_own_country(view, entity))
        or any(_EMBASSY.search(n) for n in names)
        or any(_GO.fullmatch(n) or n == "usg" for n in names)
    )


def national_bodies(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """A national body without a country in its name is of the country the cable is written from.

    ``words``: what the names of national bodies hold; "-word": what shows that it is none.
    """
    host = view.host_entity
    if not host:
        return
    yes = _any_of(tuple(w for w in words if w[0] != "-"))
    no = _any_of(tuple(w[1:] for w in words if w[0] == "-"))
    elsewhere = namesakes(view)
    for entity in view.of_type(*subject):
        names = view.words[entity.key]
        if (
            _settled(view, entity)
            or entity.key in elsewhere
            or _elsewhere(view, entity.key)
            or _of_another(view, entity)
            or any(_LEADERS.fullmatch(n) for n in names)
            or any(no.search(n) for n in names)
        ):
            continue
        if any(yes.search(n) for n in names) and not _foreign(view, entity.key):
            yield from finding(view, entity.key, host)


_WILD = {"*": ".*", "?": "^[^ ]+$"}


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """An expression for any of the phrases as whole words; "*" stands for all there is, "?" for a name of one word."""
    forms = sorted({_WILD.get(w) or re.escape(plain(w)) for w in words}) or ["(?!)"]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])")


_any_of = lru_cache(maxsize=256)(any_of)  # the same few lists for every cable


def _elsewhere(view: Scene, key: str) -> bool:
    """Whether a body, or the body it is part of, was already read to be in another place than the cable's country."""
    located, part_of = view.found.get("located_in", {}), view.found.get("part_of", {})
    for body in (key, *sorted(part_of.get(key, ()))):
        there = located.get(body, set())
        if there and view.host_entity not in there:
            return True
    return False


def _of_another(view: Scene, entity: Entity) -> bool:
    """Whether a body's name speaks of a country other than the cable's ("Northern Iraqi Administration")."""
    table = view.tools.countries
    for word in _NAMED.findall(entity.name):
        codes = table.adjective(word) or table.named(word)
        if codes and view.host not in codes:
            return True
    return False


def _foreign(view: Scene, key: str) -> bool:
    """Whether the cable puts another country's adjective or possessive before a body's name."""
    for sentence, at in view.where.get(key, ()):
        before = sentence.text[max(0, at - 2) : at]
        if before[-1:] == " " and before[:1] == "\ue011" and sentence.items[at - 2].value != view.host:
            return True
        owner = sentence.items.get(at - 4)
        if owner and sentence.text[at - 3 : at] == "'s " and view.country.get(owner.entity, view.host) != view.host:
            return True
    return False


def units(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """A unit whose name begins with another body's full name is part of it; so is "PLACE BODY" of "BODY"."""
    for key, whole in wholes(view).items():
        if view.entities[key].type in subject and view.entities[whole].type in obj:
            yield from finding(view, key, whole)


READERS: dict[str, Reader] = {
    "bilateral": readers_ties.bilateral,
    "bodies-of": bodies_of,
    "careers": readers_people.careers,
    "embassies": embassies,
    "governments": governments,
    "homes": homes,
    "meetings": readers_meetings.meetings,
    "named-after-country": named_after_country,
    "named-after-place": named_after_place,
    "national-bodies": national_bodies,
    "participants": readers_meetings.participants,
    "places": readers_places.places,
    "present": readers_meetings.present,
    "portfolios": readers_people.portfolios,
    "provinces": readers_places.provinces,
    "regional-bodies": regional_bodies,
    "rest-of-list": readers_places.rest_of_list,
    "rest-of-bodies": readers_places.rest_of_bodies,
    "roster-units": readers_people.roster_units,
    "rosters": readers_people.rosters,
    "successions": readers_people.successions,
    "together": readers_ties.together,
    "towns-of-region": readers_places.towns_of_region,
    "units": units,
}
