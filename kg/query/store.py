"""The embedded store: what the graph says as a pyoxigraph database beside it (see kg.stored for where, until when).

    W/.store/<key>/db             the database
    W/.store/<key>/prefixes.json  the prefixes that the Turtle declares

It is made when it is first asked for, piece by piece, and then only opened read-only.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kg import errors, stored
from kg.index import index
from kg.rdf import terms
from kg.rdf.triples import statements_of
from kg.rdf.vocab import BASE, Iris
from kg.workspace import GRAPH_TTL, STORE, Manifest, Workspace, load, read_manifest

if TYPE_CHECKING:
    import pyoxigraph as ox

_DATABASE = "db"
_PREFIXES = "prefixes.json"
#: So many bytes of Turtle are loaded at once: each loading takes memory for all it loads, some 500 MB for these, and
#: more of them at once are hardly quicker.
_LOADED = 16 << 20
#: So many statements are about as much.
_STATEMENTS = 500_000
#: Where no database can be made, a query may be answered from so many bytes of Turtle in memory.
_IN_MEMORY = 256 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """Where a worker finds the triples: a database on disk or, where none can be made, the Turtle itself."""

    prefixes: dict[str, str]
    database: Path | None = None
    turtle: bytes | None = None

    def open(self) -> ox.Store:
        """The triples to be read in this process. Raises OSError where the database cannot be opened."""
        import pyoxigraph as ox

        if self.database:
            return ox.Store.read_only(str(self.database))
        store = ox.Store()
        store.bulk_load(self.turtle or b"", ox.RdfFormat.TURTLE)
        return store


def source(folder: str | Path, include_protected: bool = False) -> Source:
    """The store of a workspace in this view, made if it is not there.

    Raises KgError E301, E303 (workspace), E308 (protected names asked of a workspace that lacks them).
    """
    workspace = load(folder, include_protected)
    place = _place(workspace, read_manifest(workspace.path))
    found = _open(place)
    if found is not None:
        return found
    try:
        stored.make(place, _PREFIXES, lambda new: _fill(new, workspace))
        stored.prune(workspace)
    except OSError as error:  # a folder that may only be read, a full disk
        if (workspace.path / GRAPH_TTL).stat().st_size > _IN_MEMORY:
            raise errors.cannot_write(workspace.path / STORE, errors.reason(error)) from error
        turtle = workspace.turtle()
        return Source(terms.prefixes(turtle), turtle=turtle)
    made = _open(place)
    return made if made is not None else in_memory(folder, include_protected)


def in_memory(folder: str | Path, include_protected: bool = False) -> Source:
    """The Turtle itself: for a store that cannot be opened, of which nothing is left afterwards."""
    workspace = load(folder, include_protected)
    shutil.rmtree(_place(workspace, read_manifest(workspace.path)), ignore_errors=True)
    turtle = workspace.turtle()
    return Source(terms.prefixes(turtle), turtle=turtle)


def _place(workspace: Workspace, manifest: Manifest) -> Path:
    import pyoxigraph

    return stored.place(workspace, manifest, f"pyoxigraph-{pyoxigraph.__version__}")


def _open(place: Path) -> Source | None:
    try:
        prefixes = json.loads((place / _PREFIXES).read_bytes())
    except (OSError, ValueError):
        return None
    return Source({str(k): str(v) for k, v in prefixes.items()}, place / _DATABASE)


def _fill(new: Path, workspace: Workspace) -> None:
    """Put the database and its prefixes into this folder."""
    import pyoxigraph as ox

    store = ox.Store(str(new / _DATABASE))
    prefixes: dict[str, str] = {}
    try:
        for head, piece in _pieces(workspace):
            store.bulk_load(head + piece, ox.RdfFormat.TURTLE)
            prefixes = prefixes or terms.prefixes(head)
        store.optimize()
        store.flush()
    except (SyntaxError, ValueError) as error:
        raise errors.rebuild(workspace.path, f"{GRAPH_TTL} is not Turtle") from error
    finally:
        del store  # closes it
    (new / _PREFIXES).write_text(json.dumps(prefixes), "utf-8")


def _pieces(workspace: Workspace) -> Iterator[tuple[bytes, bytes]]:
    if workspace.names is not None:
        yield from _masked(workspace)
        return
    with workspace.open_turtle() as turtle:
        size = turtle.seek(0, os.SEEK_END)
        turtle.seek(0)
        with stored.watched("making the database for queries", size) as watch:
            yield from pieces(watch(turtle))


def _masked(workspace: Workspace) -> Iterator[tuple[bytes, bytes]]:
    """What the graph says without protected names, where graph.ttl has them; in the order in which it is found."""
    with index(workspace) as found:
        head = terms.head(Iris(str(found.about.get("base_iri", BASE))).prefixes).encode()
        said = statements_of(found.about, found.headers, found.entities(), found.relations())
        while some := list(islice(said, _STATEMENTS)):
            yield head, "".join(terms.blocks(some).values()).encode()


def pieces(turtle: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """A graph.ttl in pieces of whole statements, each with the lines that declare the prefixes."""
    head = b""
    rest = turtle.read(_LOADED)
    while rest:
        if not head:
            at = terms.end_of_head(rest)
            head, rest = rest[:at], rest[at:]
        more = turtle.read(_LOADED)
        # Our files end each statement so, and no string in them has a line break.
        end = rest.rfind(b" .\n") + 3 if more else len(rest)
        if end > 2:
            yield head, rest[:end]
            rest = rest[end:]
        rest += more
