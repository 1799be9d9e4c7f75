"""Where a query is not SPARQL, in words: the engine names the place and then everything that could stand there."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PLACE = re.compile(r"error at (\d+):(\d+)")
_PREFIX = re.compile(r"([A-Za-z][\w-]*)?:")
# Among the terminals that could stand there are a few sentences: those say what is wrong.
_SENTENCE = re.compile(r"(?:of|expected|,) ([A-Z][A-Za-z]* [A-Za-z]+ [A-Za-z ]+)")


def explain(sparql: str, why: str, prefixes: Iterable[str]) -> str:
    """What is wrong, from the query and the engine's own words; those words where they name no place."""
    match = _PLACE.search(why)
    if not match:
        return " ".join(why.split())
    line, column = int(match[1]), int(match[2])
    lines = [*sparql.split("\n"), ""]
    before, rest = lines[line - 1][: column - 1], "".join([lines[line - 1][column - 1 :], *lines[line:]])
    place = f"line {line}, column {column}"
    if "Prefix not found" in why:
        name = (_PREFIX.findall(before) or [""])[-1]
        return f"the prefix {name}: is not declared ({place}); these need not be: {' '.join(prefixes)}"
    if said := _SENTENCE.search(why):
        return f"{said[1]} ({place})"
    # The engine has read the word that it cannot use.
    return f"it goes wrong at or just before {place}" + ("" if rest.strip() else ", which is its end")
