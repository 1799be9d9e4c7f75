"""Relations that no single sentence says: what names themselves tell, and where a cable's bodies belong.

A reader is a function of the cable and a rule's types and words; the rule (predicate, confidence, examples) is in
data/rules/relations.yaml. READERS is the one list of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from kg.extract import readers_meetings, readers_people, readers_ties, world
from kg.extract.reading import Finding, Reader
from kg.extract.scene import Scene
from kg.extract.wholes import namesakes, wholes
from kg.extract.world import plain
from kg.model import Entity

_EMBASSY = re.compile(r"\b(?:embassy|consulate|mission|amembassy|amconsul)\b")
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
#: "A, B and C", each a place.
_TOWNS = re.compile("\ue003(?>, \ue003)++,? (?:and|or) \ue003")


def _finding(view: Scene, subject: str, obj: str) -> Iterator[Finding]:
    sentence = view.first(subject, obj)
    if sentence and subject != obj:
        yield Finding(subject, obj, "", sentence)


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
                yield from _finding(view, entity.key, view.by_code[code])
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
            yield from _finding(view, entity.key, view.by_code[code])


def named_after_place(
    view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]
) -> Iterator[Finding]:
    """A body whose name holds the name of a place of the cable lies there: the longest, then the last."""
    for key, place in namesakes(view).items():
        if view.entities[key].type in subject:
            yield from _finding(view, key, place)


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
        yield from _finding(view, entity.key, home[0])


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
            yield from _finding(view, entity.key, view.by_code[code])


def homes(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """Parties, unions and national bodies that data/rules/homes.yaml knows, in their country if the cable names it."""
    for entity in view.of_type(*subject):
        codes = dict.fromkeys(c for n in view.words[entity.key] for c in view.tools.homes.get(n, ()))
        if len(codes) > 1:
            codes = dict.fromkeys(c for c in codes if c == view.host)
        for code in codes:
            if code in view.by_code and not _elsewhere(view, entity.key) and not _foreign(view, entity.key):
                yield from _finding(view, entity.key, view.by_code[code])


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
            yield from _finding(view, entity.key, host)


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
            yield from _finding(view, key, whole)


def places(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """Cities and provinces in their country, countries in their continent, where one sentence names both.

    That they lie there is known of the world; that the cable means it so is plain only where it names both
    together: elsewhere careful readers leave it out four times in five.
    """
    by_name = {n: p.key for p in view.of_type("place") for n in view.words[p.key]}
    for entity in view.of_type(*subject):
        if entity.key in view.country:
            whole = by_name.get(view.tools.countries.continents.get(view.country[entity.key], ""), "")
        else:
            whole = view.by_code.get(view.land(entity.key), "")
        if whole and (sentence := view.together(entity.key, whole)):
            yield Finding(entity.key, whole, "", sentence)


def towns_of_region(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """Where the cable is about one region and puts a town in it, the other towns of that region that it speaks of.

    Which towns those are is known from GeoNames: they share the first town's first-order division. The cable is about
    the place that it names most, countries apart.
    """
    located = view.found.get("located_in", {})
    most = max((view.counts[p.key] for p in view.of_type("place") if p.key not in view.country), default=0)
    divisions: dict[str, set[str]] = {}
    for town in view.of_type("place"):
        for region in sorted(located.get(town.key, ())):
            if region not in view.country and view.counts[region] == most and view.entities[region].type == "place":
                for name in view.words[town.key]:
                    divisions.setdefault(region, set()).update(c.region for c in world.cities(name)[:1])
    for region, codes in sorted(divisions.items()):
        for entity in view.of_type(*subject):
            if entity.key in located or entity.key in view.country or entity.key == region:
                continue
            if any(c.region in codes for n in view.words[entity.key] for c in world.cities(n)[:1]):
                yield from _finding(view, entity.key, region)


def rest_of_list(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """The one town of an enumeration of three or more whose region is not known, where all the others share one."""
    located = view.found.get("located_in", {})
    for sentence in view.sentences:
        for match in _TOWNS.finditer(sentence.text):
            towns = [sentence.items[i].entity for i in range(*match.span()) if i in sentence.items]
            regions = {t: {r for r in located.get(t, ()) if r not in view.country} for t in towns}
            unknown = [t for t in regions if not regions[t]]
            if len(regions) < 3 or len(unknown) != 1 or unknown[0] in view.country:
                continue
            shared = set[str].intersection(*(r for r in regions.values() if r)) - {unknown[0]}
            for region in sorted(shared):
                yield Finding(unknown[0], region, "", sentence)


def provinces(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """The provinces and states of the country the cable is written from, spoken of more than once."""
    for entity in view.of_type(*subject):
        if view.counts[entity.key] < 2 or entity.key in view.country or not view.host_entity:
            continue
        names = view.words[entity.key]
        if any(view.host in view.tools.countries.region(n) for n in names) and not any(map(world.capital, names)):
            yield from _finding(view, entity.key, view.host_entity)


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
    "places": places,
    "present": readers_meetings.present,
    "portfolios": readers_people.portfolios,
    "provinces": provinces,
    "rest-of-list": rest_of_list,
    "roster-units": readers_people.roster_units,
    "rosters": readers_people.rosters,
    "successions": readers_people.successions,
    "towns-of-region": towns_of_region,
    "units": units,
}
