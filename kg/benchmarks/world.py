"""An invented world: people, bodies and places with all the names they go by, of whom everything is known.

Countries and their larger towns are real (so that what a gazetteer knows takes part), everybody and everything else is
made up, from the names of data/training and from names made up after their pattern. It is made to be hard: namesakes in
one country and in one ministry, families of one surname, ministries of one name in every country, acronyms that several
bodies share, villages of one name, several romanisations, slips of the pen.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from kg.benchmarks.world_names import Names, inventory
from kg.extract.gazetteer import geonames, plain
from kg.extract.world import load_countries, post_country

#: Shares of what makes identity hard; kg.benchmarks.identity prints what came out.
NAMESAKES, FAMILIES, SEVERAL_FORMS, VILLAGE_NAMESAKES = 0.06, 0.10, 0.40, 0.10
#: How many countries the cables come from.
COUNTRIES = 30

_TOPICS = """
Foreign Affairs|Justice|Interior|Finance|Health|Education|Agriculture|Defense|Environment|Culture|
Trade|Energy|Mines|Transport|Labor|Tourism|Planning|Information|Public Works|Social Affairs|Sports|
Water Resources|Fisheries|Science and Technology|Housing|Women's Affairs|Youth|Commerce|Economy|
Communications
""".replace("\n", "").split("|")
_AGENCIES = """
National Police|Supreme Court|Constitutional Court|Central Bank|National Assembly|Senate|
Customs Service|Coast Guard|Attorney General's Office|Electoral Commission|Tax Authority|
Civil Aviation Authority|National Security Council|Financial Intelligence Unit|
Anti-Corruption Commission|Intelligence Service|Border Guard Service|Human Rights Ombudsman|
National Statistics Office|Drug Control Agency|Army|Navy|Air Force|Presidential Administration|
Cabinet of Ministers|Nuclear Regulatory Authority|Food Safety Agency|Immigration Department|
Prison Service|Land Registry
""".replace("\n", "").split("|")
_LOCAL = """
Port Authority|High Court|Police Department|Chamber of Commerce|Public Security Bureau|City Council|
University|Customs House|Prosecutor's Office|Free Zone Authority|Water Board|
Institute of Technology|Environmental Protection Bureau|Polytechnic|Municipal Government|
Regional Assembly|Bar Association|Football Club
""".replace("\n", "").split("|")
_PARTIES = """
Social Democratic Party|Liberal Party|People's Party|National Front|Workers' Party|Green Party|
Unity Party|Christian Democratic Union|Democratic Alliance|Republican Party|Freedom Movement|
Progressive Party|Labor Party|Conservative Party|Communist Party|Justice and Progress Party|
National Union Party|Reform Movement
""".replace("\n", "").split("|")
_GROUPS = """
Foundation|Human Rights Center|Institute for Strategic Studies|Journalists' Union|
Exporters Association|Women's Forum|Daily|Herald|Liberation Front|Research Institute|
Farmers Cooperative|Watch|Relief Committee|Brigades
""".replace("\n", "").split("|")
_WORLDWIDE = {
    "agency": (
        "United Nations,UN|European Union,EU|World Bank,|International Monetary Fund,IMF|NATO,|"
        "World Health Organization,WHO|World Trade Organization,WTO|European Commission,EC|State Department,|"
        "Drug Enforcement Administration,DEA|Department of Justice,DOJ|African Union,AU|"
        "International Atomic Energy Agency,IAEA"
    ),
    "organization": (
        "Amnesty International,|Human Rights Watch,|Reuters,|International Crisis Group,|Greenpeace,|Oxfam,"
    ),
}
_TITLES = """
Minister|Deputy Minister|Director|Director General|Deputy Director|Head of Department|Spokesman|
Chairman|Vice Chairman|Adviser|Secretary General|Chief of Staff|Inspector General|Legal Adviser|
Commissioner|Section Chief|Prosecutor|Judge|Economist|Desk Officer
""".replace("\n", "").split("|")
_LOOSE_TITLES = ["official", "representative", "leader", "head", "member", "expert"]
_FIRM_TITLES = ["President", "Chief Executive", "Vice President", "Manager", "Director", "Lawyer", "Chairman"]
_LEGAL = ["Group", "Corporation", "Ltd.", "Inc.", "S.A.", "Holdings", "Plc"]
_BRANCH = ["Shipping", "Motors", "Steel", "Mining", "Foods", "Energy", "Telecom", "Bank", "Textiles", "Airlines"]
_SOUNDS = """ou u|u ou|kh h|y i|i y|ei ey|ov off|sh ch|j dj|ee i|q k|ph f|w v|ck k|ss s|ks x|ae a|oe o|ue u|gh g|dh d"""
_ROMANISATIONS = [tuple(pair.split()) for pair in _SOUNDS.split("|")]


@dataclass
class Thing:
    """One person, body or place. ``forms`` are its full names, the usual one first; ``short`` what a cable says once
    it has named it, or "" (a surname, an acronym)."""

    number: int
    kind: str
    country: str
    forms: list[str]
    short: str = ""
    initials: str = ""  # a person's name with initials only
    national: bool = False  # every country has one of that name
    home: int = -1  # of a person: the body served
    careers: list[tuple[str, int, int]] = field(default_factory=list)  # title, body, first cable's number
    circle: int = -1  # whom and what the cables name together


@cache
def _styles() -> dict[str, list[str]]:
    """Styles of names by country."""
    found: dict[str, list[str]] = defaultdict(list)
    for style, entry in inventory()["people"].items():
        for country in entry["countries"]:
            found[country].append(style)
    return dict(found)


@cache
def _towns() -> dict[str, list[str]]:
    """Towns with plain names by country, the largest first."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for town in geonames().get_cities().values():
        name = plain(town["name"])
        if name.isascii() and len(name) > 3:
            found[town["countrycode"]].append((-town["population"], name))
    return {country: [name for _, name in sorted(towns)] for country, towns in found.items()}


@cache
def _posts() -> dict[str, tuple[str, ...]]:
    """Towns from which cables come, by country: those that a cable's id tells again."""
    posts = {}
    for country in sorted(_styles().keys() & _towns().keys()):
        largest = [n for n in _towns()[country][:5] if n.isalpha()]
        if names := [n for n in largest if post_country(f"09{n.upper()}1") == country]:
            posts[country] = tuple(names[:3])
    return posts


class World:
    """Makes things when they are first needed; the same seed gives the same world."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        posts = _posts()
        self.countries = sorted(self.rng.sample(sorted(posts), COUNTRIES))
        self.posts = {c: posts[c] for c in self.countries}
        names = load_countries()
        self.called: dict[str, str] = {}
        self.adjective: dict[str, str] = {}
        for name, codes in names.names.items():
            self.called.setdefault(codes[0], name.title())
        for word, codes in names.words.items():
            if len(codes) == 1 and not word.endswith("s"):
                self.adjective.setdefault(codes[0], word.title())
        self.countries = [c for c in self.countries if c in self.called and c in self.adjective]
        self.names = {c: Names(self.rng, self.rng.choice(_styles()[c])) for c in self.countries}
        self.towns = {c: _towns()[c] for c in self.countries}
        self.things: list[Thing] = []
        self._of: dict[tuple[str, str], list[int]] = defaultdict(list)  # (kind, country) -> things
        self._taken: set[tuple[str, str, str]] = set()  # (kind, country, name) of bodies and places
        self._parts: dict[int, tuple[str, str, bool]] = {}  # person -> given, family, family first
        self.namesakes = 0
        self._worldwide: dict[str, list[int]] = {}
        for kind, text in _WORLDWIDE.items():
            self._worldwide[kind] = [
                self._add(Thing(0, kind, "", entry.split(",")[:1], entry.split(",")[1])).number
                for entry in text.split("|")
            ]
        self._nations = {c: self._add(Thing(0, "place", c, [self.called[c]])).number for c in self.countries}

    def _add(self, thing: Thing) -> Thing:
        thing.number = len(self.things)
        self.things.append(thing)
        if thing.country:
            self._of[thing.kind, thing.country].append(thing.number)
        return thing

    def worldwide(self, kind: str) -> Thing | None:
        """Something that is named everywhere."""
        rng = self.rng
        if kind == "place":
            return self.things[self._nations[rng.choice(self.countries)]]
        return self.things[rng.choice(self._worldwide[kind])] if kind in self._worldwide else None

    def make(self, kind: str, country: str, circle: int) -> Thing:
        """Somebody or something new in a country."""
        thing = {"person": self._person, "place": self._place, "agency": self._agency}.get(kind, self._firm)(
            country, kind
        )
        thing.circle = circle
        return self._add(thing)

    # Persons -------------------------------------------------------------------------------------------------------

    def _person(self, country: str, kind: str) -> Thing:
        rng, names = self.rng, self.names[country]
        known = self._of["person", country]
        family_first = names.family_first
        draw = rng.random()
        if known and draw < NAMESAKES:
            # Two out of three in one country.
            other = rng.choice(known)
            if rng.random() < 0.33 and (abroad := [c for c in self.countries if self._of["person", c]]):
                other = rng.choice(self._of["person", rng.choice(abroad)])
            given, family, family_first = self._parts[other]
            self.namesakes += 1
        elif known and draw < NAMESAKES + FAMILIES:
            given, family = names.person(rng, self._parts[rng.choice(known)][1])
        else:
            given, family = names.person(rng)
        middle = rng.choice(names.given) if rng.random() < 0.15 and not family_first else ""
        forms = [_full(given, family, family_first, middle)]
        if rng.random() < SEVERAL_FORMS:
            forms += [form for _ in range(rng.choice((1, 1, 2))) if (form := self._other(given, family, middle, names))]
        forms = list(dict.fromkeys(forms))
        initials = f"{given[0]}. {family}"
        thing = Thing(len(self.things), "person", country, forms, family, initials)
        self._parts[thing.number] = (given, family, family_first)
        homes = self._of["agency", country] + self._of["organization", country] + self._of["company", country]
        thing.home = rng.choice(homes) if homes else -1
        return thing

    def _other(self, given: str, family: str, middle: str, names: Names) -> str:
        """Another form of the whole name."""
        rng = self.rng
        draw = rng.random()
        if draw < 0.55:
            return _full(self._romanise(given), self._romanise(family), names.family_first, middle)
        if middle and draw < 0.8:
            return _full(given, family, names.family_first, "" if rng.random() < 0.5 else middle[0] + ".")
        if draw < 0.9:
            return _full(given, family, names.family_first, "" if middle else rng.choice(names.given))
        return _full(given, family, not names.family_first, "")

    def _romanise(self, name: str) -> str:
        rng = self.rng
        if rng.random() < 0.4:
            return name
        fitting = [(a, b) for a, b in _ROMANISATIONS if a in name.lower()[1:]]
        if not fitting:
            return name
        a, b = rng.choice(fitting)
        at = name.lower().index(a, 1)
        return name[:at] + b + name[at + len(a) :]

    def career(self, person: Thing, cable: int) -> tuple[str, int]:
        """The title and body of a person at a cable's time: one in ten moves on after some time."""
        if person.home < 0:
            return "", -1
        rng = self.rng
        body = self.things[person.home]
        titles = _FIRM_TITLES if body.kind == "company" else _TITLES
        if not person.careers:
            person.careers.append((rng.choice(titles), person.home, cable))
        elif rng.random() < 0.02 and cable - person.careers[-1][2] > 20:
            homes = self._of["agency", person.country]
            person.careers.append((rng.choice(_TITLES), rng.choice(homes) if homes else person.home, cable))
        title, home, _ = person.careers[-1]
        # One in ten times the cable calls the office by another name.
        return (title if rng.random() < 0.9 else rng.choice(_LOOSE_TITLES)), home

    # Bodies and places ---------------------------------------------------------------------------------------------

    def _agency(self, country: str, kind: str) -> Thing:
        rng = self.rng
        for _ in range(50):
            draw = rng.random()
            if draw < 0.35:
                topic = rng.choice(_TOPICS)
                forms, national = [f"Ministry of {topic}", f"{topic} Ministry"], True
                short = "M" + "".join(w[0] for w in ["of", *topic.split()] if w not in ("and",)).upper()
            elif draw < 0.6:
                forms, national = [rng.choice(_AGENCIES)], True
                short = _acronym(forms[0])
            else:
                place = self._somewhere(country)
                forms, national = [f"{place} {rng.choice(_LOCAL[:5] + _LOCAL[7:11])}"], False
                short = _acronym(forms[0]) if rng.random() < 0.4 else ""
            if ("agency", country, forms[0]) not in self._taken:
                break
        else:
            forms, national, short = [f"{self._word(country)} {rng.choice(_LOCAL[:3])}"], False, ""
        self._taken.add(("agency", country, forms[0]))
        if national and rng.random() < 0.6:
            forms.append(f"{self.adjective[country]} {forms[0]}")
        if rng.random() < 0.6:
            short = ""
        return Thing(0, kind, country, forms, short if len(short) > 1 else "", national=national)

    def _firm(self, country: str, kind: str) -> Thing:
        rng = self.rng
        if kind == "company":
            word = rng.choice(inventory()["company_words"]) if rng.random() < 0.03 else self._word(country)
            full = f"{word} {rng.choice(_BRANCH)}" if rng.random() < 0.6 else word
            forms = [f"{full} {rng.choice(_LEGAL)}", full] if rng.random() < 0.6 or " " not in full else [full]
            if (kind, country, full) in self._taken and rng.random() < 0.9:
                return self._firm(country, kind)
            self._taken.add((kind, country, full))
            return Thing(0, kind, country, forms, word if rng.random() < 0.4 else "")
        for _ in range(50):
            draw = rng.random()
            if draw < 0.25:
                forms, national = [rng.choice(_PARTIES)], True
            elif draw < 0.5:
                forms, national = [f"{self._somewhere(country)} {rng.choice(_LOCAL[3:7] + _LOCAL[11:])}"], False
            else:
                forms, national = [f"{self._word(country)} {rng.choice(_GROUPS)}"], False
            if (kind, country, forms[0]) not in self._taken:
                break
        self._taken.add((kind, country, forms[0]))
        if national and rng.random() < 0.6:
            forms.append(f"{self.adjective[country]} {forms[0]}")
        if " University" in forms[0]:
            forms.append("University of " + forms[0].replace(" University", ""))
        return Thing(0, kind, country, forms, _acronym(forms[0]) if rng.random() < 0.5 else "", national=national)

    def _somewhere(self, country: str) -> str:
        towns = self.towns[country]
        return self.rng.choice(towns[:60]) if self.rng.random() < 0.6 else self._word(country)

    def _word(self, country: str) -> str:
        """A made-up name in the sound of the country: two of its syllables, and an ending."""
        names = self.names[country]
        parts = [self.rng.choice(names.family).replace(" ", "").replace("-", "").lower() for _ in range(2)]
        return (parts[0][: self.rng.choice((3, 4, 5))] + parts[1][-self.rng.choice((3, 4, 5)) :]).capitalize()

    def _place(self, country: str, kind: str) -> Thing:
        rng = self.rng
        for _ in range(50):
            draw = rng.random()
            if draw < 0.35:
                forms = [rng.choice(self.towns[country][:400])]
            elif draw < 0.35 + VILLAGE_NAMESAKES * 0.65:
                others = self._of["place", rng.choice(self.countries)][1:]
                forms = list(self.things[rng.choice(others)].forms[:1]) if others else [self._word(country)]
            else:
                word = self._word(country)
                forms = [rng.choice([word, word, f"{word} Province", f"Lake {word}", f"{word} Valley"])]
                if rng.random() < 0.2:
                    forms.append(self._romanise(forms[0]))
            if ("place", country, forms[0]) not in self._taken:
                break
        self._taken.add(("place", country, forms[0]))
        return Thing(0, kind, country, list(dict.fromkeys(forms)))


def _full(given: str, family: str, family_first: bool, middle: str) -> str:
    parts = [family, given] if family_first else [given, middle, family]
    return " ".join(p for p in parts if p)


def _acronym(name: str) -> str:
    return "".join(w[0] for w in name.split() if w[0].isupper())


class Past:
    """What has been named so far, to draw from: the more often named, the likelier."""

    def __init__(self) -> None:
        self._named: list[int] = []

    def add(self, thing: int) -> None:
        self._named.append(thing)

    def draw(self, rng: random.Random) -> int | None:
        return rng.choice(self._named) if self._named else None
