"""What the names of a cable's entities say of one another: which body is part of which, and where a body lies.

Several readers ask; both answers are worked out once for a cable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.phrases import whole as whole_words
from kg.extract.scene import Scene
from kg.extract.world import CONTINENTS, plain


def wholes(view: Scene) -> dict[str, str]:
    """The body of which each unit's name says that it is a part: the longest name that fits."""
    if view.wholes is None:
        view.wholes = dict(_find_wholes(view))
    return view.wholes


def _find_wholes(view: Scene) -> Iterator[tuple[str, str]]:
    bodies = view.of_type("agency", "organization")
    bearing: dict[str, list[tuple[int, str]]] = {}  # name -> its bearers, with their place in the order
    for order, (name, key) in enumerate((n, b.key) for b in bodies for n in view.words[b.key] if len(n) > 1):
        bearing.setdefault(name, []).append((order, key))
    full: dict[str, list[tuple[int, str]]] = {}
    for order, body in enumerate(bodies):
        if " " in body.name:
            full.setdefault(plain(body.name), []).append((order, body.key))
    for entity in bodies:
        best = ("", "")
        for name in view.words[entity.key]:
            fitting = [
                (-len(whole), *bearer)
                for whole in _beginnings(name)
                for bearer in bearing.get(whole, ())
                if bearer[1] != entity.key and len(whole) > len(best[0])
            ]
            if fitting:
                length, _, key = min(fitting)
                best = (name[:-length], key)
        if best[1]:
            yield entity.key, best[1]
            continue
        branches = [
            bearer
            for name in view.words[entity.key]
            for place, rest in _splits(name)
            if place in view.place_names
            for bearer in full.get(rest, ())
            if bearer[1] != entity.key
        ]
        if branches:
            yield entity.key, min(branches)[1]


def _splits(name: str) -> Iterator[tuple[str, str]]:
    """The name cut in two at each of its blanks."""
    return ((name[: m.start()], name[m.end() :]) for m in re.finditer(" ", name))


#: "Socialist Party of Catalonia" is no part of a "Socialist Party": its name goes on.
_GOES_ON = ("of ", "for ", "and ", "in ", "on ", "against ", "to ")


def _beginnings(name: str) -> Iterator[str]:
    """What a name can be a part of: "Coast Guard" of "Coast Guard Office", "Coast Guard's Office", "Office of Coast
    Guard"."""
    for start, rest in _splits(name):
        if not rest.startswith(_GOES_ON):
            yield start
        if start.endswith("'s"):
            yield start[:-2]
        if start.endswith(" of"):
            yield rest


def _branch(view: Scene, key: str, whole: str) -> bool:
    """Whether a body's name is a place and then the other's full name: its branch there, not a unit inside it."""
    full = plain(view.entities[whole].name)
    return any(n.endswith(" " + full) and n[: -len(full) - 1] in view.place_names for n in view.words[key])


def namesakes(view: Scene) -> dict[str, str]:
    """The place in which each entity lies by its name."""
    if view.namesakes is None:
        view.namesakes = dict(_find_namesakes(view))
    return view.namesakes


_DIVISIONS = (" province", " state", " region", " community", " county", " department", " district")
#: What stands in the town it is called after; "Greater Varna" and "Upper Varna" may be more than Varna.
_FACILITY = re.compile(
    r"\b(?:airport|airfield|metro|subway|station|port|harbou?r|terminal|plant|dam|bridge|tunnel|prison|jail|base|barracks"
    r"|stadium|hospital|clinic|hotel|palace|tower|museum|cathedral|mosque|temple|market|square|street|avenue|zoo|mine"
    r"|refinery|reactor|shipyard|beach|park|cemetery|library|theatre|theater|camp|checkpoint|suburbs?)\b"
)


def _find_namesakes(view: Scene) -> Iterator[tuple[str, str]]:
    places = [(n, p.key) for p in view.of_type("place") for n in view.words[p.key] if len(n) > 2]
    whole = wholes(view)
    for entity in view.entities.values():
        if entity.type == "person":
            continue
        if entity.key in whole and not _branch(view, entity.key, whole[entity.key]):
            continue  # a unit is where the body is whose name it bears
        best: tuple[int, int, str] | None = None
        for name in view.words[entity.key]:
            for place, key in places:
                if place == name or place not in name or not _holds(view, key, name, entity.type == "place"):
                    continue
                at = whole_words(place, name, joined="-")
                if at >= 0 and (best is None or (len(place), at) > best[:2]):
                    best = (len(place), at, key)
        if best and best[2] != entity.key:
            yield entity.key, best[2]


def _holds(view: Scene, place: str, name: str, of_place: bool) -> bool:
    """Whether what is named after a place can lie in it: a city's airport, but no state and no "Africa Bureau"."""
    if not CONTINENTS.isdisjoint(view.words[place]):
        return False
    if not of_place:
        return True
    if place not in view.country and view.counts[place] < 2 and not view.land(place):
        return False  # not the Strait of Gibraltar in a "Strait"
    if place in view.country:
        return not name.endswith(_DIVISIONS)
    return bool(_FACILITY.search(name))
