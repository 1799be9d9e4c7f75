"""The saved queries: files in kg/query/saved, each opening with comment lines that say what it asks.

# title: Who holds which position
# description: One line or more; a line that starts with two blanks goes on.
# edit: What to change to ask about somebody else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kg import errors

_FOLDER = Path(__file__).with_name("saved")
_FIELD = re.compile(r"#\s*(title|description|edit):\s*(.*)")


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query that comes with kg. ``edit`` says what to change in it to ask about somebody else."""

    name: str
    title: str
    description: str
    edit: str
    sparql: str


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
    fields = {"title": "", "description": "", "edit": ""}
    current = ""
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if match := _FIELD.match(line):
            current = match[1]
            fields[current] = match[2].strip()
        elif current:
            fields[current] = f"{fields[current]} {line.lstrip('#').strip()}".strip()
    return SavedQuery(path.stem, fields["title"], fields["description"], fields["edit"], text)
