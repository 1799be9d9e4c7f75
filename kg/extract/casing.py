"""What is known of the case of letters in English print: data/rules/casing.yaml, casing.txt and other rules' names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.data import data_dir
from kg.errors import KgError
from kg.extract import rules
from kg.extract.gazetteer import gazetteer

#: How print has a word: in capitals, with a capital, or in small letters (four steps: how much commoner that is than
#: with a capital). In the order of casing.txt; a word that it lacks is UNKNOWN, most often a name.
UPPER, TITLE, LOWER, NEAR, MIDDLE, FAR, UNKNOWN = -1, 0, 1, 2, 3, 4, 9

#: A word, or a part of one where a hyphen or an apostrophe stands.
WORD = re.compile(r"[^\W\d_]+")

_LISTS = (
    "small nouns bodies strong directions plain of topics grounds offices capitals verbs never adverbs names".split()
)


@dataclass(frozen=True, slots=True)
class Facts:
    """Words in small letters, by what they do (casing.yaml says what each list is)."""

    levels: dict[str, int]
    small: frozenset[str]
    nouns: frozenset[str]
    bodies: frozenset[str]
    strong: frozenset[str]
    directions: frozenset[str]
    plain: frozenset[str]
    of: frozenset[str]
    topics: frozenset[str]
    grounds: frozenset[str]
    offices: frozenset[str]
    capitals: frozenset[str]
    verbs: frozenset[str]
    adverbs: frozenset[str]
    never: frozenset[str]  # words that are no person's name, whatever stands beside them
    adjectives: frozenset[str]  # of countries
    titles: frozenset[str]  # the last words of titles before names
    particles: frozenset[str]
    speech: frozenset[str]
    openers: frozenset[str]
    towns: frozenset[str]  # and provinces of one word
    names: dict[str, str]  # names of the world, from capitals to print
    starts: dict[str, int]  # their first words, with how many words the longest has

    def level(self, word: str) -> int:
        return self.levels.get(word, UNKNOWN)


@cache
def facts() -> Facts:
    """Everything, read once, when the first telegram in capitals is met. Raises KgError E202."""
    own, titles, naming = rules.load("casing"), rules.load("titles"), rules.load("naming")
    levels = _levels()
    lists = {key: frozenset(own[key]) for key in _LISTS if key not in ("names", "never")}
    portfolios = frozenset(titles["portfolios"])
    before = [*titles["heads"], *titles["short"], *titles["courtesy"], *rules.load("mentions")["before_names"]]
    heads = frozenset(w.rstrip(".").lower().split()[-1] for w in before) - {"deputy", "general"}
    speech, openers = frozenset(naming["speech"]), frozenset(titles["openers"]) | lists["adverbs"]
    places = gazetteer()
    names = _names(own["names"], levels, lists["small"])
    return Facts(
        **{**lists, "topics": lists["topics"] | portfolios},
        levels=levels,
        never=openers
        | heads
        | speech
        | {w for key in ("small", "bodies", "plain", "grounds", "never") for w in own[key]},
        adjectives=frozenset(a.lower() for c in rules.load("countries").values() for a in c["adjectives"]),
        titles=heads,
        particles=frozenset(naming["particles"]),
        speech=speech,
        openers=openers,
        towns=frozenset(n.lower() for n in places.known | places.towns if " " not in n),
        names=names,
        starts=starts(names),
    )


def _levels() -> dict[str, int]:
    lines = (data_dir() / "rules" / "casing.txt").read_text("utf-8").splitlines()
    levels: dict[str, int] = {}
    for level, line in enumerate((line for line in lines if not line.startswith("#")), UPPER):
        levels.update(dict.fromkeys(line.split()[1:], level))
    return levels


def _names(own: Iterable[str], levels: dict[str, int], small: frozenset[str]) -> dict[str, str]:
    countries = rules.load("countries").values()
    names = [*own, *(n for n in sorted(gazetteer().known) if " " in n)]
    names += [n for c in countries for n in [*c["names"], *c["adjectives"]]]
    names += [n for groups in rules.load("known").values() for group in groups.values() for n in group]
    # A name in capitals may be an English word as well (DOT, SEC); "INTERPOL" print has as "Interpol".
    plain = [n for n in names if not n.isupper() or levels.get(n.lower(), UNKNOWN) in (UPPER, TITLE, UNKNOWN)]
    return {n.upper(): n for n in sorted(plain, key=lambda n: not n.isupper()) if n.lower() not in small}


def starts(names: Iterable[str]) -> dict[str, int]:
    """The first word of each name, with how many words the longest has that begins so."""
    found: dict[str, int] = {}
    for name in names:
        if words := WORD.findall(name):
            found[words[0]] = max(found.get(words[0], 0), len(words))
    return found


def check() -> Iterator[str]:
    """Problems of casing.yaml: a list that lacks or is none, an example that becomes something else."""
    data: Any = rules.load("casing")
    for key in (*_LISTS, "examples"):
        if not isinstance(data.get(key), list):
            yield rules.fail("casing", [key], f"the list {key!r} is missing").message
            return
    for key in data.keys() - {*_LISTS, "examples"}:
        yield rules.fail("casing", [key], f"unknown list {key!r}").message
    from kg.extract.recase import printed

    try:
        facts()
    except KgError as error:
        yield error.message
        return
    for i, (capitals, wanted) in enumerate(data["examples"]):
        (found,) = printed([capitals])
        if found != wanted:
            yield rules.fail("casing", ["examples", i], f"becomes {found!r}, not {wanted!r}").message
