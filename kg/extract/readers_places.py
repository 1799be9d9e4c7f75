"""Where places lie: towns in their region, regions in their country, and what stands in one list with its like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract import world
from kg.extract.reading import Finding, finding
from kg.extract.scene import Scene

#: "A, B and C", each an organisation.
_BODIES = re.compile("\ue004(?>, \ue004)++,? (?:and|or) \ue004")
#: "A, B and C", each a place.
_TOWNS = re.compile("\ue003(?>, \ue003)++,? (?:and|or) \ue003")


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
                yield from finding(view, entity.key, region)


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


def rest_of_bodies(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """The others of an enumeration of bodies of which at least two are known to be at home in one country, and none
    elsewhere."""
    located = view.found.get("located_in", {})
    for sentence in view.sentences:
        for match in _BODIES.finditer(sentence.text):
            listed = dict.fromkeys(sentence.items[i].entity for i in range(*match.span()) if i in sentence.items)
            homes = [located.get(b, set()) & view.country.keys() for b in listed]
            known = [h for h in homes if h]
            if len(listed) < 4 or len(known) < 2 or len(set[str].union(*known)) > 1:
                continue
            for body, home in zip(listed, homes, strict=True):
                if not home and view.entities[body].type in subject and not located.get(body):
                    yield Finding(body, min(known[0]), "", sentence)


def provinces(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """The provinces and states of the country the cable is written from, spoken of more than once."""
    for entity in view.of_type(*subject):
        if view.counts[entity.key] < 2 or entity.key in view.country or not view.host_entity:
            continue
        names = view.words[entity.key]
        if any(view.host in view.tools.countries.region(n) for n in names) and not any(map(world.capital, names)):
            yield from finding(view, entity.key, view.host_entity)
