"""data/rules/naming.yaml, ready for use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.extract import rules
from kg.extract.names import KEPT, singular, words

Key = tuple[str, ...]

#: Words left out of a place's key: few, since "El Salvador" is not "Salvador".
_PLACE_SMALL = frozenset({"the", "of", "and"})

#: Countries and people's words are looked up in stretches of at most so many words.
_LONGEST_QUALIFIER = 4

_LISTS = (
    "small_words", "family_words", "speech", "honorifics", "particles", "name_suffixes", "short_names", "firm_words",
    "body_words", "prefixes", "unit_words", "place_words", "place_starts", "level_words", "same_name_state", "places",
)  # fmt: skip
_MAPPINGS = ("spelling", "place_spelling", "countries", "bodies")


@dataclass(frozen=True)
class NamingRules:
    """The tables of naming.yaml, folded. Keys are as ``key`` makes them."""

    small_words: frozenset[str]
    spelling: dict[str, str]
    place_spelling: dict[str, str]
    family_words: frozenset[str]
    speech: frozenset[str]
    honorifics: frozenset[str]
    particles: frozenset[str]
    name_suffixes: frozenset[str]
    short_names: dict[str, frozenset[int]]  # first name -> numbers of the lines it is on
    firm_words: frozenset[str]
    body_words: frozenset[str]
    prefixes: frozenset[str]
    unit_words: frozenset[str]
    place_words: frozenset[str]
    place_starts: frozenset[str]
    level_words: frozenset[str]
    same_name_state: frozenset[Key]
    countries: dict[Key, str]  # every name of a country -> its name in the table
    people: dict[Key, str]  # Spanish -> Spain
    governments: dict[Key, tuple[str, ...]]  # acronyms and names of governments that follow no pattern
    initials: dict[str, str]  # country -> the letters that may follow GO
    places: dict[Key, int]  # names of a place -> number of its line
    first_names: dict[Key, Key]  # (a country,) or ("#number of a place's line",) -> the first name in the tables
    bodies: dict[Key, tuple[int, ...]]  # names of a body -> numbers of its lines
    body_types: tuple[str, ...]

    @cached_property
    def key(self) -> Callable[[str], Key]:
        """The key of a body's name: content words in one spelling, in the singular if there are several.

        A word of its own keeps its ending, and so does an acronym: FAES is no plural.
        """
        return lru_cache(maxsize=KEPT)(self._key)

    @cached_property
    def place_key(self) -> Callable[[str], Key]:
        """The key of a place's name."""
        return lru_cache(maxsize=KEPT)(self._place_key)

    def _key(self, text: str) -> Key:
        found = [self.spelling.get(w, w) for w in self._whole(words(text))]
        kept = [w for w in found if w not in self.small_words] or found
        if len(kept) < 2:
            return tuple(kept)
        acronyms = set() if text.isupper() else {w for t in text.split() if t.isupper() for w in words(t)}
        return tuple(w if w in acronyms else singular(w) for w in kept)

    def _whole(self, some_words: Key) -> list[str]:
        """The words, a prefix in one with what follows it."""
        found: list[str] = []
        begun = ""
        for word in some_words:
            if word in self.prefixes and not begun:
                begun = word
                continue
            found.append(begun + word)
            begun = ""
        return [*found, begun] if begun else found

    def _place_key(self, text: str) -> Key:
        found = tuple(self.place_spelling.get(w, w) for w in words(text))
        return tuple(w for w in found if w not in _PLACE_SMALL) or found

    def parts(self, text: str) -> list[tuple[str, bool]]:
        """The words of a name, each with whether an abbreviation may pass over it."""
        return [(w, w in self.small_words) for w in words(text)]

    def country_of(self, some_words: Key) -> str | None:
        """The country a stretch of words names or belongs to."""
        return self.countries.get(some_words) or self.people.get(some_words)

    def leading_country(self, some_words: Key) -> tuple[str, int] | None:
        """The country whose name or adjective the words begin with, and how many words that takes."""
        for n in range(min(_LONGEST_QUALIFIER, len(some_words)), 0, -1):
            if country := self.country_of(some_words[:n]):
                return country, n
        return None

    def trailing_country(self, some_words: Key) -> tuple[str, int] | None:
        """The same for the end; a name only, no adjective."""
        for n in range(min(_LONGEST_QUALIFIER, len(some_words)), 0, -1):
            if country := self.countries.get(some_words[-n:]):
                return country, n
        return None


def _set(data: dict[str, Any], name: str) -> frozenset[str]:
    return frozenset(str(word).lower() for word in data[name])


def load_rules(where: Path | None = None) -> NamingRules:
    """Read naming.yaml. Raises KgError where it cannot be read or a table lacks."""
    data = rules.load("naming", where)
    for tables, kind in ((_LISTS, list), (_MAPPINGS, dict)):
        for table in tables:
            if not isinstance(data, dict) or not isinstance(data.get(table), kind):
                raise rules.fail("naming", [table], f"the table {table} is missing or no {kind.__name__}", where)
    small = _set(data, "small_words")
    spelling = {str(a): str(b) for a, b in data["spelling"].items()}
    short: dict[str, set[int]] = defaultdict(set)
    for n, line in enumerate(data["short_names"]):
        for name in line:
            short[str(name).lower()].add(n)
    loaded = NamingRules(
        small_words=small,
        spelling=spelling,
        place_spelling={str(a): str(b) for a, b in data["place_spelling"].items()},
        family_words=_set(data, "family_words"),
        speech=_set(data, "speech"),
        honorifics=_set(data, "honorifics"),
        particles=_set(data, "particles"),
        name_suffixes=_set(data, "name_suffixes"),
        short_names={name: frozenset(lines) for name, lines in short.items()},
        firm_words=frozenset(singular(w) for w in _set(data, "firm_words")) | _set(data, "firm_words"),
        body_words=frozenset(singular(w) for w in _set(data, "body_words")),
        prefixes=_set(data, "prefixes"),
        unit_words=frozenset(singular(w) for w in _set(data, "unit_words")),
        place_words=_set(data, "place_words"),
        place_starts=_set(data, "place_starts"),
        level_words=_set(data, "level_words"),
        same_name_state=frozenset(words(str(name)) for name in data["same_name_state"]),
        countries={},
        people={},
        governments={},
        initials={},
        places={},
        first_names={},
        bodies={},
        body_types=tuple(kind for kind, lines in data["bodies"].items() for _ in lines),
    )
    _countries(loaded, data["countries"])
    for n, line in enumerate(data["places"]):
        loaded.places.update({loaded.place_key(str(name)): n for name in line})
    for name, country in loaded.countries.items():
        loaded.first_names.setdefault((country,), name)
    for name, line in loaded.places.items():
        loaded.first_names.setdefault((f"#{line}",), name)
    found: dict[Key, list[int]] = defaultdict(list)
    for n, line in enumerate(line for lines in data["bodies"].values() for line in lines):
        for key in dict.fromkeys(loaded.key(str(name)) for name in line):
            found[key].append(n)
    loaded.bodies.update({key: tuple(lines) for key, lines in found.items()})
    return loaded


def check() -> list[str]:
    """Every problem in naming.yaml, one line each with file and line; empty if all is well."""
    try:
        load_rules()
    except KgError as error:
        return [error.message]
    data = rules.load("naming")
    found = []
    for kind in data["bodies"]:
        if kind not in ("agency", "company", "organization"):
            found.append(rules.fail("naming", ["bodies", kind], f"{kind!r} is no type of body"))
    for country, entry in data["countries"].items():
        if not isinstance(entry, dict) or set(entry) - {"people", "also", "government"}:
            found.append(rules.fail("naming", ["countries", country], "expected people, also, government"))
    for table in ("short_names", "places"):
        for n, line in enumerate(data[table]):
            if not isinstance(line, list) or len(line) < 2:
                found.append(rules.fail("naming", [table, n], "a line needs two names or more"))
    for kind, lines in data["bodies"].items():
        for n, line in enumerate(lines):
            if not isinstance(line, list) or len(line) < 2:
                found.append(rules.fail("naming", ["bodies", kind, n], "a line needs two names or more"))
    return [error.message for error in found]


def _countries(loaded: NamingRules, table: dict[str, dict[str, list[str]]]) -> None:
    governments: dict[Key, list[str]] = defaultdict(list)
    for country, entry in table.items():
        for name in [country, *entry.get("also", [])]:
            for key in (words(name), loaded.place_key(name), loaded.key(name)):
                loaded.countries.setdefault(key, country)
        for name in entry.get("people", []):
            loaded.people[words(name)] = country
            loaded.people.setdefault(loaded.key(name), country)
        for name in entry.get("government", []):
            governments[loaded.key(name)].append(country)
        loaded.initials[country] = "".join(w[0] for w in words(country) if w not in _PLACE_SMALL)
    loaded.governments.update({key: tuple(found) for key, found in governments.items()})


@lru_cache(maxsize=1)
def shared() -> NamingRules:
    """The installed rules, read once for a process."""
    return load_rules()
