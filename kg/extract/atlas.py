"""Towns, provinces and countries as data/places/ holds them: sorted lines that are searched as they lie in the file.

.ci/places.py makes them. Nothing is taken apart when they are read, and of a hundred and twenty thousand names only
those that a cable asks for ever become objects.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from kg.data import data_dir


def table(rows: Mapping[str, str]) -> str:
    """The text of a table: a line for each key, a tab, and its value; in the order of their bytes."""
    lines = (f"{key}\t{value}\n" for key, value in rows.items())
    return "".join(sorted(lines, key=str.encode))


#: How usual a name is for a town: its own in GeoNames; another one; one of no more than three letters. They end a
#: town in the table "cities": ``<country>.<division>:<people>:<number in GeoNames><how usual>``.
USUAL, OTHER, LETTERS = "", "~", "!"


class Town(NamedTuple):
    """A town of GeoNames under one of its names: country and first-order division (``US.TX``), how many live there,
    its number, and how usual the name is."""

    region: str
    people: int
    number: str
    usual: str

    @property
    def country(self) -> str:
        """Its ISO code."""
        return self.region.partition(".")[0]


def towns(name: str) -> list[Town]:
    """The towns of a plain name (see kg.extract.gazetteer.plain), the largest first."""
    found = []
    for entry in look_up("cities", name).split():
        region, people, number = entry.split(":")
        usual = number.lstrip("0123456789")
        found.append(Town(region, int(people), number.removesuffix(usual), usual))
    return found


@cache
def _read(name: str) -> bytes:
    return (data_dir() / "places" / f"{name}.txt").read_bytes()


def look_up(name: str, key: str) -> str:
    """The value of a key in a table ("cities", "posts", "provinces"); "" where it has none."""
    data = _read(name)
    wanted = f"{key}\t".encode("utf-8", "surrogatepass")
    low, high = 0, len(data)  # the line that is looked for begins between these two
    while low < high:
        start = data.rfind(b"\n", low, (low + high) // 2) + 1 or low
        begins = data[start : start + len(wanted)]
        if begins == wanted:
            return data[start + len(wanted) : data.index(b"\n", start)].decode()
        if begins < wanted:
            low = data.index(b"\n", start) + 1
        else:
            high = start
    return ""


def names(name: str) -> list[str]:
    """The lines of a list ("known", "towns")."""
    return _read(name).decode().splitlines()


def rows(name: str) -> Iterator[list[str]]:
    """Every key and value of a table that is needed whole ("first")."""
    return (line.split("\t") for line in names(name))


def version() -> str:
    """Which tables these are: a digest of all of them."""
    digest = hashlib.sha256()
    for file in sorted((data_dir() / "places").glob("*.txt")):
        digest.update(file.name.encode() + b"\n" + file.read_bytes())
    return digest.hexdigest()
