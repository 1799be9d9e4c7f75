"""The cables of an invented world (kg.benchmarks.world), as plans: who is named, under which names, what is said.

A plan is what a perfect extraction would find, with the truth beside it. kg.benchmarks.world_text makes cables of
plans; kg.benchmarks.identity measures resolution on the plans themselves.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from kg.benchmarks.world import Past, Thing, World
from kg.benchmarks.world_names import slip

#: Of all that a cable names, in the annotated cables of 2004 to 2010: persons 27 %, agencies 24 %, and so on.
_KINDS = {"person": 0.27, "agency": 0.24, "organization": 0.14, "company": 0.05, "place": 0.30}
#: New things among the n-th thousand named: such that different names grow as mentions to the power of GROWTH.
GROWTH, _FIRST = 0.8, 2.3
MISSPELT, BARE, INITIALS = 0.02, 0.12, 0.02
_ENTITIES, _MENTIONS = (18, 50), 3.2


@dataclass
class Named:
    """One thing in one cable: the number of the thing, the form it is introduced by, and the surfaces that follow."""

    thing: int
    kind: str
    name: str
    mentions: list[str] = field(default_factory=list)  # the first is the name


@dataclass
class Plan:
    """One cable. ``relations``: (subject, predicate, object, title), ends by their position in ``named``."""

    id: str
    day: date
    country: str
    town: str
    number: int
    named: list[Named]
    relations: list[tuple[int, str, int, str]]


class Cables:
    """Writes plans, one after the other in time."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed * 7919 + 1)
        self.world = World(seed)
        self.mentions = 0
        self.number = 0
        self.slips = 0
        self._past: dict[tuple[str, str], Past] = {}
        self._circles: dict[str, list[list[int]]] = {c: [] for c in self.world.countries}
        self._weights = [1 / (i + 2) for i in range(len(self.world.countries))]

    def write(self, mentions: int) -> Iterator[Plan]:
        """Cables until there are so many mentions."""
        while self.mentions < mentions:
            yield self.plan()

    def plan(self) -> Plan:
        """The next cable."""
        rng, world = self.rng, self.world
        country = rng.choices(world.countries, self._weights)[0]
        town = rng.choice(world.posts[country])
        self.number += 1
        day = date(2003, 1, 6) + timedelta(days=self.number * 2200 // (self.number + 4000))
        plan = Plan(f"{day:%y}{town.upper()}{self.number}", day, country, town, self.number, [], [])
        circles = self._circles[country]
        # One in eight cables takes up something new.
        if not circles or rng.random() < 0.12:
            circles.append([])
        chosen = [len(circles) - 1 - int(rng.expovariate(0.15)) % len(circles) for _ in range(2)]
        chosen[0] = len(circles) - 1 if not circles[-1] else chosen[0]
        found: dict[int, None] = {}
        for _ in range(rng.randint(*_ENTITIES)):
            kind = rng.choices(list(_KINDS), list(_KINDS.values()))[0]
            found[self._whom(kind, country, chosen)] = None
        people = [t for t in found if world.things[t].kind == "person"]
        for person in people:  # who is introduced by office is introduced with the body
            title, body = world.career(world.things[person], self.number)
            if title and rng.random() < 0.6 and len(found) < _ENTITIES[1] + 10:
                found.setdefault(body)
        self._name(plan, list(found))
        self._relate(plan)
        return plan

    def _whom(self, kind: str, country: str, chosen: list[int]) -> int:
        rng, world = self.rng, self.world
        draw = rng.random()
        circle = self._circles[country][rng.choice(chosen)]
        if draw < 0.15 and (thing := world.worldwide(kind)):
            return thing.number
        if rng.random() < _FIRST * GROWTH * (self.mentions + 300) ** (GROWTH - 1):
            made = world.make(kind, country, chosen[0])
            circle.append(made.number)
            return made.number
        fitting = [t for t in circle if world.things[t].kind == kind]
        if fitting and draw < 0.65:
            return rng.choice(fitting)
        home = country if rng.random() < 0.85 else rng.choices(world.countries, self._weights)[0]
        past = self._past.get((kind, home))
        drawn = past.draw(rng) if past else None
        if drawn is None:
            drawn = world.make(kind, country, chosen[0]).number
            circle.append(drawn)
        return drawn

    def _name(self, plan: Plan, things: list[int]) -> None:
        rng, world = self.rng, self.world
        shown: dict[tuple[str, str], int] = {}
        for number in things:
            thing = world.things[number]
            name = self._form(thing, plan.country)
            if rng.random() < MISSPELT:
                name = slip(rng, name)
                self.slips += 1
            # A cable that names two of one name tells them apart; a careful reader would not find them otherwise.
            if shown.setdefault((thing.kind, name.casefold()), number) != number:
                continue
            count = min(12, 1 + int(rng.expovariate(1 / (_MENTIONS - 1))))
            mentions = [name]
            for _ in range(count - 1):
                mentions.append(thing.short if thing.short and rng.random() < 0.7 else name)
            plan.named.append(Named(number, thing.kind, name, mentions))
            self.mentions += count
            self._past.setdefault((thing.kind, thing.country), Past()).add(number)

    def _form(self, thing: Thing, country: str) -> str:
        rng, world = self.rng, self.world
        draw = rng.random()
        if thing.kind == "person":
            if draw < BARE:
                return thing.short
            if draw < BARE + INITIALS:
                return thing.initials
        elif thing.short and draw < 0.12:
            return thing.short
        if thing.kind in ("agency", "organization") and thing.country and thing.country != country and thing.national:
            # Elsewhere one says whose it is, nearly always.
            usual = thing.forms[0]
            adjective = world.adjective[thing.country]
            if draw > 0.95:
                return usual
            return f"{adjective} {usual}" if draw < 0.75 else f"{usual} of {world.called[thing.country]}"
        return thing.forms[0] if rng.random() < 0.7 else rng.choice(thing.forms)

    def _relate(self, plan: Plan) -> None:
        rng, world = self.rng, self.world
        at = {n.thing: i for i, n in enumerate(plan.named)}
        people = [i for i, n in enumerate(plan.named) if n.kind == "person"]
        places = [i for i, n in enumerate(plan.named) if n.kind == "place"]
        bodies = [i for i, n in enumerate(plan.named) if n.kind not in ("person", "place")]
        for i in people:
            thing = world.things[plan.named[i].thing]
            title, body = world.career(thing, self.number)
            if title and body in at and rng.random() < 0.85:
                # One in twenty is read with the wrong body.
                target = at[body] if rng.random() < 0.95 or not bodies else rng.choice(bodies)
                plan.relations.append((i, "holds_position", target, title))
            nation = at.get(self._nation(thing.country))
            if nation is not None and rng.random() < 0.1:
                plan.relations.append((i, "nationality", nation, ""))
            if len(people) > 1 and rng.random() < 0.15 and (j := rng.choice(people)) != i:
                plan.relations.append((i, "met_with", j, ""))
        for i in [*bodies, *places]:
            thing = world.things[plan.named[i].thing]
            if thing.country and rng.random() < 0.25:
                here = [j for j in places if world.things[plan.named[j].thing].country == thing.country and j != i]
                if here:
                    plan.relations.append((i, "located_in", rng.choice(here), ""))

    def _nation(self, country: str) -> int:
        return self.world._nations.get(country, -1)
