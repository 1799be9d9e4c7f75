"""Filling the database of kg.index from the two files."""

from __future__ import annotations

import json
import sqlite3
from typing import Any, BinaryIO

from kg.censor import MASK, Censor
from kg.items import Item, items
from kg.protect import add_names, masked_forms
from kg.workspace import id_of

#: ``start`` and ``size`` say where an item lies: of entities, relations and headers (cable) in graph.json, of texts in
#: cables.jsonl. The indexes are made when all rows are there, which is quicker.
SCHEMA = """
CREATE TABLE said (name TEXT, value TEXT);
CREATE TABLE entity (id TEXT, name TEXT, mentions INTEGER, start INTEGER, size INTEGER);
CREATE TABLE form (plain TEXT, shown TEXT, node TEXT);
CREATE TABLE named (cable TEXT, node TEXT);
CREATE TABLE relation (source TEXT, target TEXT, start INTEGER, size INTEGER);
CREATE TABLE evidence (cable TEXT, relation INTEGER);
CREATE TABLE cable (id TEXT, date TEXT, start INTEGER, size INTEGER);
CREATE TABLE text (id TEXT, start INTEGER, size INTEGER);
CREATE TABLE hidden (cable TEXT, start INTEGER, "end" INTEGER);
"""
INDEXES = """
CREATE INDEX entity_id ON entity (id);
CREATE INDEX form_plain ON form (plain);
CREATE INDEX named_cable ON named (cable);
CREATE INDEX relation_ends ON relation (source, target, start);
CREATE INDEX relation_target ON relation (target);
CREATE INDEX evidence_cable ON evidence (cable);
CREATE INDEX cable_id ON cable (id);
CREATE INDEX text_id ON text (id);
CREATE INDEX hidden_cable ON hidden (cable);
"""
#: The database is thrown away if it is not finished. Its caches in memory, in kB; what it sorts goes to a file.
_HASTE = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000; PRAGMA temp_store = FILE;"
_ROWS = 5_000


def plain(name: str) -> str:
    """A name as names are compared: without capitals, one blank between words."""
    return " ".join(name.casefold().split())


def fill(database: sqlite3.Connection, graph: BinaryIO, cables: BinaryIO, names: Censor | None) -> None:
    """Fill an empty database. ``names``: what to mask. Raises ValueError, KeyError or TypeError for files that are not
    what they should be, sqlite3.Error."""
    database.isolation_level = None
    database.executescript(_HASTE + SCHEMA + "BEGIN;")
    rows = _Rows(database)
    for item in items(graph):
        _WRITERS[item.section](rows, item, names)
    rows.add("said", "censor", json.dumps(None if names is None else names.entered()))
    start = 0
    for line in cables:
        rows.add("text", id_of(line), start, len(line))
        start += len(line)
    rows.finish()
    database.executescript(INDEXES)  # which also ends what was begun


def names_in(graph: BinaryIO) -> Censor:
    """The protected names of an unmasked graph.json; raises as ``fill`` does."""
    names = Censor()
    found = items(graph)
    about = next(item.value() for item in found if item.section == "graph")
    add_names(names, (item.value() for item in found), about.get("protected_names", {}))
    return names


class _Rows:
    """Rows on their way into the database, many at once."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._waiting: dict[str, list[tuple[Any, ...]]] = {}
        self.relations = 0

    def add(self, table: str, *values: Any) -> None:
        waiting = self._waiting.setdefault(table, [])
        waiting.append(values)
        if len(waiting) >= _ROWS:
            self._write(table)

    def finish(self) -> None:
        for table in self._waiting:
            self._write(table)

    def _write(self, table: str) -> None:
        if waiting := self._waiting[table]:
            places = ",".join("?" * len(waiting[0]))
            self._database.executemany(f"INSERT INTO {table} VALUES ({places})", waiting)
            waiting.clear()


def _edge(rows: _Rows, item: Item, names: Censor | None) -> None:
    data = item.value()
    rows.add("relation", data["source"], data["target"], item.start, len(item.text))
    rows.relations += 1  # as the database numbers them
    for cable in {e["cable"] for e in data["evidence"]}:
        rows.add("evidence", cable, rows.relations)


def _header(rows: _Rows, item: Item, names: Censor | None) -> None:
    ((cable, header),) = item.value().items()
    rows.add("cable", cable, str(header.get("date") or ""), item.start, len(item.text))


def _about(rows: _Rows, item: Item, names: Censor | None) -> None:
    about = item.value()
    del about["cables"]
    rows.add("said", "about", json.dumps(about))


def _entity(rows: _Rows, item: Item, names: Censor | None) -> None:
    data = item.value()
    node, mentions, name, aliases = data["id"], data["mentions"], data["name"], data["aliases"]
    if names is not None:
        if data["protected"]:
            name, aliases = MASK, []
            for m in mentions:
                rows.add("hidden", m["cable"], m["start"], m["end"])
        else:
            said = ((m["text"], m["cable"]) for m in mentions)
            name, aliases = masked_forms(name, aliases, said, data["members"], names)
    rows.add("entity", node, name, len(mentions), item.start, len(item.text))
    for form in (name, *aliases):
        rows.add("form", plain(form), form, node)
    for cable in {key.rsplit(".", 2)[0] for key in data["members"]}:
        rows.add("named", cable, node)


_WRITERS = {"edges": _edge, "headers": _header, "graph": _about, "nodes": _entity}
