"""What one form of a name says of its bearer, whichever cable it stands in: parts, country, whether it can stand alone.

Every different form is read once. Two kinds of words come out: ``full`` keys, under which two forms are one name, and
``loose`` keys, under which two forms are worth comparing. What is known of the world is in data/rules (naming.yaml,
countries.yaml, identity.yaml).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from kg.extract import rules as rule_files
from kg.extract.names import KEPT, is_abbreviation, singular, sound
from kg.extract.naming_people import one_name, parts
from kg.extract.naming_rules import Key, NamingRules, shared
from kg.extract.world import Countries, load_countries, plain
from kg.resolve.names import COMMON_WORDS, fold, is_redaction


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a name of one type.

    ``words`` are what the bearer is known by: a person's parts in their order, a body's words without country and legal
    form, sorted, a place's words. ``bare``: it cannot stand for its bearer across cables without context (a surname,
    an acronym, one word). ``shared``: many countries have one of that name. ``country``: an ISO 3166 code that the form
    itself tells, else "". ``known``: one in the world, by the rules.
    """

    words: Key
    bare: bool = False
    shared: bool = False
    country: str = ""
    known: bool = False
    acronym: bool = False
    #: Of a government's abbreviation: the countries whose it may be ("GOS": Spain, Sweden, ...); of "Congo" the two.
    maybe: tuple[str, ...] = ()
    #: Of an acronym: the body that the rules know by it, unless the cables say otherwise.
    usual: Key = ()


NOTHING = Form((), bare=True)


@dataclass(frozen=True)
class World:
    """What the rule files know, ready for use."""

    rules: NamingRules
    countries: Countries
    common: frozenset[str]
    lines: dict[int, Key]  # of each line of naming.yaml's bodies, the first name
    every_country: frozenset[int]  # of these, those that many countries have
    anybodys: frozenset[int]  # and those of which a name is made of words that nobody owns
    line_country: dict[int, str]
    legal_forms: frozenset[str]
    worldwide: frozenset[str]  # words of bodies that are no country's
    governments: dict[str, tuple[str, ...]]  # abbreviations of governments -> ISO codes
    regions: dict[Key, str]  # parts of the world -> the first name of their line
    provinces: dict[tuple[str, str], str]  # ISO code and plain English name -> the name that ISO 3166-2 has

    def iso(self, country: str) -> str:
        """The ISO code of a country as naming.yaml calls it; "" where countries.yaml has none."""
        found = self.countries.named(country)
        return found[0] if found else ""


@cache
def world() -> World:
    """Read once. Raises KgError E202 where a rule file cannot be read."""
    rules, countries = shared(), load_countries()
    data: Any = rule_files.load("identity")
    many, one = ({rules.key(str(name)) for name in data[table]} for table in ("every_country", "one_in_the_world"))
    lines: dict[int, Key] = {}
    line_country = {}
    for key, numbers in rules.bodies.items():
        for n in numbers:
            lines.setdefault(n, key)
        found = rules.leading_country(key)
        if found and len(numbers) == 1 and found[1] < len(key) and (there := countries.named(found[0])):
            line_country[numbers[0]] = there[0]
    common = COMMON_WORDS | set(data["common_words"])
    common |= {prefix + word for prefix in rules.prefixes for word in common}
    common = frozenset(common | {singular(w) for w in common})
    anybodys = {
        n
        for key, numbers in rules.bodies.items()
        for n in numbers
        if "ministry" in key or (len(key) > 1 and common.issuperset(w for w in key if len(w) > 1))
    }
    governments: dict[str, tuple[str, ...]] = {}
    for key, names in rules.governments.items():
        if len(key) == 1:
            governments[key[0]] = tuple(code for name in names for code in countries.named(name)[:1])
    letters: dict[str, set[str]] = {}
    for name, initial in rules.initials.items():
        if codes := countries.named(name):
            letters.setdefault("go" + initial, set()).add(codes[0])
    for short, found_codes in letters.items():
        governments[short] = tuple(sorted({*found_codes, *governments.get(short, ())}))
    return World(
        rules,
        countries,
        common,
        lines,
        frozenset(
            n
            for n, key in lines.items()
            if "ministry" in key or key in many or (rules.body_types[n] == "organization" and key not in one)
        ),
        frozenset(anybodys),
        line_country,
        frozenset(data["legal_forms"]),
        frozenset(data["worldwide_words"]),
        governments,
        {rules.place_key(str(name)): str(line[0]) for line in data["regions"] for name in line},
        {(code, plain(name)): there for code, names in data["provinces"].items() for name, there in names.items()},
    )


def check() -> Iterator[str]:
    """Every problem in identity.yaml, one line each with file and line."""
    data: Any = rule_files.load("identity")
    for table in ("every_country", "one_in_the_world", "common_words", "legal_forms", "worldwide_words", "regions"):
        if not isinstance(data, dict) or not isinstance(data.get(table), list):
            yield rule_files.fail("identity", [table], f"the table {table} is missing or no list").message
            return
    for table in ("every_country", "one_in_the_world", "common_words", "legal_forms", "worldwide_words"):
        for n, name in enumerate(data[table]):
            if not isinstance(name, str):
                yield rule_files.fail("identity", [table, n], "expected a name").message
    for table in ("every_country", "one_in_the_world"):
        for n, name in enumerate(data[table]):
            if world().rules.key(str(name)) not in world().rules.bodies:
                yield rule_files.fail("identity", [table, n], f"{name!r} is no body of naming.yaml").message
    yield from _check_provinces(data.get("provinces"))
    for n, line in enumerate(data["regions"]):
        if not isinstance(line, list) or not all(isinstance(name, str) for name in line):
            yield rule_files.fail("identity", ["regions", n], "expected a list of names").message


def _check_provinces(table: Any) -> Iterator[str]:
    import pycountry

    there = {(part.country_code, part.name) for part in pycountry.subdivisions}
    if not isinstance(table, dict) or not all(isinstance(names, dict) for names in table.values()):
        yield rule_files.fail("identity", ["provinces"], "expected the names of each country's provinces").message
        return
    for country, names in table.items():
        for name, given in names.items():
            if (country, given) not in there:
                why = f"ISO 3166-2 has no {given!r} in {country}"
                yield rule_files.fail("identity", ["provinces", country, name], why).message


def read(kind: str, text: str) -> Form:
    """The form of an entity of this type."""
    if is_redaction(text) or not fold(text):
        return NOTHING
    return person(text) if kind == "person" else place(text) if kind == "place" else body(kind, text)


def person(text: str) -> Form:
    """A personal name: initials count as parts, but nobody is known by them."""
    found = [w for w in parts(text, world().rules) if w not in _honorifics()]
    telling = [w for w in found if len(w) > 1]
    return Form(tuple(found), bare=len(telling) < 2) if telling else NOTHING


@cache
def _honorifics() -> frozenset[str]:
    return world().rules.honorifics | {"sir", "dame", "lord", "lady", "sheikh", "haji"}


def place(text: str) -> Form:
    """A place: a country by its code, a part of the world by its usual name, else by its words."""
    known = world()
    key = known.rules.place_key(text)
    if key in known.regions:
        return Form((known.regions[key],), known=True)
    name = known.rules.countries.get(key)
    codes = (known.iso(name),) if name and known.iso(name) else known.countries.named(text)
    if len(set(codes)) > 1:  # Congo
        return Form(key, bare=True, maybe=codes)
    # Wales is not the United Kingdom, though "Welsh" is British.
    if codes and plain(text) not in known.countries.regions:
        # "Georgia" is a state, too: not known.
        return Form(codes[:1], country=codes[0], known=key not in known.rules.same_name_state)
    if (line := known.rules.places.get(key)) is not None:
        return Form((f"#{line}",))
    return Form(key)


def body(kind: str, text: str) -> Form:
    """An agency, company or organization."""
    known = world()
    rules = known.rules
    key = rules.key(text)
    acronym = is_abbreviation(text)
    if acronym and (codes := known.governments.get(key[0])):
        return Form(("government",), shared=True, country=codes[0] if len(codes) == 1 else "", maybe=codes)
    if lines := rules.bodies.get(key):
        return _known_body(lines[0], key, acronym)
    if acronym:
        return Form(key, bare=True, shared=True, acronym=True)
    country, rest = _without_country(key)
    if kind == "company":
        firm = tuple(w for w in rest if w not in known.legal_forms)
        rest = rest if known.common.issuperset(firm) else firm
    if country and (lines := rules.bodies.get(rest)):
        return Form((f"#{lines[0]}",), shared=True, country=country)
    nobodys = "ministry" in rest or (
        known.common.issuperset(w for w in rest if len(w) > 1) and known.worldwide.isdisjoint(rest)
    )
    return Form(tuple(sorted(rest)), bare=len(rest) < 2 and not nobodys, shared=nobodys, country=country)


def _known_body(line: int, key: Key, acronym: bool) -> Form:
    """A body of naming.yaml. Its letters may be another's, too."""
    known = world()
    country, words = known.line_country.get(line, ""), (f"#{line}",)
    one = line not in known.every_country
    if acronym:
        return Form(key, bare=True, shared=True, country=country, known=one, acronym=True, usual=words)
    if one:
        return Form(words, country=country, known=True)
    return Form(words, shared=line in known.anybodys, country=country)


def _without_country(key: Key) -> tuple[str, Key]:
    """The country a body's name begins or ends with, as ISO code, and the other words."""
    known = world()
    for found, leads in ((known.rules.leading_country(key), True), (known.rules.trailing_country(key), False)):
        if found and found[1] < len(key) and (iso := known.iso(found[0])):
            return iso, key[found[1] :] if leads else key[: -found[1]]
    return "", key


# --- two forms -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=KEPT)
def same_person(a: Key, b: Key) -> tuple[float, str] | None:
    """How much the names of two persons differ, and how; None where they are two people's.

    0 for the same name; about 1 for each doubt (a slip of the pen, another romanisation, an initial).
    """
    if a == b:
        return 0.0, "the same name"
    if sorted(a) == sorted(b):
        return 0.2, "the same name in another order"
    if "".join(a) == "".join(b):
        return 0.2, "the same name"
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if not one_name(short, long, world().rules):
        return None
    missing = len(long) - len(short)
    left = [w for w in short if w not in long]
    if not left:
        return 0.5 * missing, "one name is part of the other"
    initials = [w for w in left if len(w) == 1] or [w for w in long if len(w) == 1 and w not in short]
    if initials and all(len(w) == 1 or any(w[0] == i for i in initials) for w in left):
        return 0.8 + 0.5 * missing, "initials"
    nicknames = world().rules.short_names
    if all(any(nicknames.get(w, frozenset()) & nicknames.get(v, frozenset()) for v in long) for w in left):
        return 0.7 + 0.5 * missing, "a short first name"
    if all(any(sound(w) == sound(v) for v in long) for w in left):
        return 0.9 * len(left) + 0.5 * missing, "another romanisation"
    return 1.5 * len(left) + 0.5 * missing, "another spelling"
