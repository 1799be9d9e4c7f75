"""Workspaces of invented cables on disk, for tests of what reads them."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
from strategies import Cable, assembled

from kg.build import stage
from kg.build.comentions import comentions
from kg.build.jsontext import to_bytes
from kg.cable.kept import kept
from kg.graph import to_json
from kg.index import Index
from kg.indexing import fill
from kg.protect import censor, gate, mask_kept, protected_stretches
from kg.query import Answer
from kg.rdf.write import turtle
from kg.restore import difference
from kg.validate import Violation, validate
from kg.workspace import AUTOMATIC, CABLES, COMENTIONS, GRAPH_JSON, GRAPH_TTL, MANIFEST, REPORT, cable_lines, digest


@lru_cache
def violations(turtle: bytes) -> list[Violation]:
    """What is wrong with this Turtle by its shapes."""
    store = ox.Store()
    store.bulk_load(turtle, ox.RdfFormat.TURTLE)
    return list(validate(store))


def workspace(folder: Path, *cables: Cable, include_protected: bool = False) -> Path:
    """A workspace of these cables in ``folder``, as a build writes it."""
    full = assembled(*(c.extraction for c in cables))
    graph = gate(full, include_protected)
    files = {GRAPH_TTL: turtle(graph), GRAPH_JSON: to_bytes(to_json(graph)), REPORT: b"{}\n"}
    files[COMENTIONS] = comentions(graph)
    files[AUTOMATIC] = to_bytes(difference(graph, graph))
    names, stretches = censor(full), protected_stretches(full)
    shown = [kept(c.document) for c in cables]
    if not include_protected:
        shown = [mask_kept(cable, names, stretches.get(cable["id"], ())) for cable in shown]
    files[CABLES] = cable_lines(shown)
    assert violations(files[GRAPH_TTL]) == []
    stage.replace(folder, files, protected=graph.graph["protected"])
    return folder


def rewrite(folder: Path, turtle: bytes) -> None:
    """Put this Turtle in place of a workspace's own, as if a build had written it."""
    (folder / GRAPH_TTL).write_bytes(turtle)
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["files"][GRAPH_TTL] = digest(turtle)
    (folder / MANIFEST).write_text(json.dumps(manifest))


def values(answer: Answer, *columns: str) -> list[tuple[str, ...]]:
    """These columns of an answer as text."""
    at = [answer.variables.index(column) for column in columns]
    return [tuple("" if row[i] is None else row[i].value for i in at) for row in answer.rows or ()]


@contextmanager
def indexed(graph: nx.MultiDiGraph) -> Iterator[Index]:
    """The index of a graph that lies in no workspace; nothing is masked in it."""
    file = io.BytesIO(to_bytes(to_json(graph)))
    with closing(sqlite3.connect(":memory:")) as database:
        fill(database, file, io.BytesIO(), None)
        yield Index(database, file, io.BytesIO())
