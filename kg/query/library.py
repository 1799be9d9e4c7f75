"""The saved queries: files in kg/query/saved, each opening with comment lines that say what it asks.

# title: Which companies an agency works with
# description: One line or more; a line that starts with two blanks goes on.
# param: agency: what to say instead; one line for each parameter

A parameter is a variable of the same name among those that the query selects. A line ``VALUES ?agency { "..." }`` gives
what it is where nobody says otherwise, so that the file runs as it is in any other tool; without such a line the
parameter is free, and the query is about everybody: COALESCE(?x = ?parameter, true), not BOUND(?parameter), because the
engine puts the term into expressions without binding the variable. A default without quotation marks makes it a whole
number.

Patterns that must match come first, then OPTIONAL and BIND, then FILTER: the engine does not look past an OPTIONAL or a
BIND for a cheaper order, and a query in another order took 200 times as long on a hundred cables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg import errors

_FOLDER = Path(__file__).with_name("saved")
_FIELD = re.compile(r"#\s*(title|description|param):\s*(.*)")
_DEFAULT = r'[ \t]*VALUES \?{} \{{ (?:"([^"\\]*)"|([0-9]+)) \}}\n'
_NUMBER = re.compile(r"-?[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Param:
    """What can be asked differently. ``default`` is None where the query is then about everybody."""

    name: str
    description: str
    default: str | None
    kind: str  # text or number


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query that comes with kg."""

    name: str
    title: str
    description: str
    params: tuple[Param, ...]
    sparql: str

    def terms(self, given: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """The given parameters as (name, kind, value), for the engine to bind.

        Raises KgError E410 for a parameter that the query does not have, E411 for a number that is none.
        """
        known = {param.name: param for param in self.params}
        for name, value in given.items():
            if name not in known:
                raise errors.no_such_param(name, self.name, known)
            if known[name].kind == "number" and not _NUMBER.fullmatch(value):
                raise errors.bad_param(name, value)
        return [(name, known[name].kind, value) for name, value in sorted(given.items())]

    def open_for(self, given: Mapping[str, str]) -> str:
        """The text without the defaults of these parameters: what is bound from outside must not be bound twice."""
        text = self.sparql
        for name in given:
            text = re.sub(_DEFAULT.format(re.escape(name)), "", text)
        return text


def saved_queries() -> list[SavedQuery]:
    """Every saved query, by name."""
    return [_read(path) for path in sorted(_FOLDER.glob("*.rq"))]


def saved_query(name: str) -> SavedQuery:
    """The saved query of this name. Raises KgError E403 if there is none."""
    for path in _FOLDER.glob("*.rq"):
        if path.stem == name:
            return _read(path)
    raise errors.no_such_saved_query(name, (path.stem for path in _FOLDER.glob("*.rq")))


def _read(path: Path) -> SavedQuery:
    text = path.read_text("utf-8")
    fields: list[list[str]] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if match := _FIELD.match(line):
            fields.append([match[1], match[2].strip()])
        elif fields:
            fields[-1][1] = f"{fields[-1][1]} {line.lstrip('#').strip()}".strip()
    said = {name: value for name, value in fields if name != "param"}
    params = tuple(_param(value, text) for name, value in fields if name == "param")
    return SavedQuery(path.stem, said.get("title", ""), said.get("description", ""), params, text)


def _param(line: str, text: str) -> Param:
    name, _, description = line.partition(":")
    default = re.search(_DEFAULT.format(re.escape(name)), text)
    if not default:
        return Param(name, description.strip(), None, "text")
    if default[2]:
        return Param(name, description.strip(), default[2], "number")
    return Param(name, description.strip(), default[1], "text")
