"""The saved queries: files in kg/query/saved, each opening with comment lines that say what it asks.

# title: Which companies an agency works with
# description: One line or more; a line that starts with two blanks goes on.
# param: agency: what may be said; one line for each parameter

A parameter is a variable of the same name among those that the query selects. Left out, it is free, and the query is
about everybody: COALESCE(?x = ?parameter, true), not BOUND(?parameter), because the engine puts the term into
expressions without binding the variable. ``required:`` in place of ``param:`` is for what would take too long about
everybody. A line ``VALUES ?least { 2 }`` gives what it is where nobody says otherwise, so that the file runs as it is
in any other tool; without quotation marks it is a whole number. A name is never a default: it would be that of one set
of cables.

Whoever uses the file elsewhere, the page among them, puts ``VALUES ?parameter { "..." }`` behind the first WHERE, or in
place of the comment that shows where it goes.

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
_FIELD = re.compile(r"#\s*(title|description|param|required):\s*(.*)")
_DEFAULT = r'(?m:^)[ \t]*VALUES \?{} \{{ (?:"([^"\\]*)"|([0-9]+)) \}}\n'
_NUMBER = re.compile(r"-?[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Param:
    """What can be asked. Left out, it is ``default``; where that is None, the query is about everybody."""

    name: str
    description: str
    default: str | None
    kind: str  # text or number
    required: bool = False


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

        Raises KgError E410 for a parameter that the query does not have, E411 for a number that is none, E413 for one
        that is missing.
        """
        known = {param.name: param for param in self.params}
        for name, value in given.items():
            if name not in known:
                raise errors.no_such_param(name, self.name, known)
            if known[name].kind == "number" and not _NUMBER.fullmatch(value):
                raise errors.bad_param(name, value)
        for name, param in known.items():
            if param.required and not given.get(name, "").strip():
                raise errors.missing_param(self.name, name, param.description)
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
    said = {name: value for name, value in fields if name in ("title", "description")}
    params = tuple(_param(value, text, name == "required") for name, value in fields if name in ("param", "required"))
    return SavedQuery(path.stem, said.get("title", ""), said.get("description", ""), params, text)


def _param(line: str, text: str, required: bool) -> Param:
    name, _, description = line.partition(":")
    default = re.search(_DEFAULT.format(re.escape(name)), text)
    if not default:
        return Param(name, description.strip(), None, "text", required)
    if default[2]:
        return Param(name, description.strip(), default[2], "number")
    return Param(name, description.strip(), default[1], "text")
