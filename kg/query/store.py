"""The embedded store: the graph's Turtle as a pyoxigraph database beside it, a cache that may be deleted at any time.

    W/.store/<key>/db             the database
    W/.store/<key>/prefixes.json  the prefixes that the Turtle declares

The key is a hash of the files it was made from, of the view (masked, or with protected names) and of the versions that
made it. So a store never answers for another build or another view; it is made when it is first asked for, under
another name, and moved into place in one step; it is never written to again and only opened read-only.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg import __version__, errors
from kg.workspace import GRAPH_JSON, GRAPH_TTL, STORE, Manifest, Workspace, load, read_manifest

if TYPE_CHECKING:
    import pyoxigraph as ox

_DATABASE = "db"
_PREFIXES = "prefixes.json"
_NEW = "new-"
#: Nobody takes so long to make a store: what is older was left by a process that was killed (seconds).
_ABANDONED = 3600

_PREFIX = re.compile(rb"@prefix\s+([\w.-]*):\s*<([^<>\s]*)>\s*\.", re.ASCII)


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
    turtle = workspace.turtle()
    prefixes = prefixes_of(turtle)
    try:
        _make(place, turtle, prefixes)
        _prune(workspace)
    except OSError:  # a folder that may only be read, a full disk
        return Source(prefixes, turtle=turtle)
    return Source(prefixes, place / _DATABASE)


def in_memory(folder: str | Path, include_protected: bool = False) -> Source:
    """The Turtle itself: for a store that cannot be opened, of which nothing is left afterwards."""
    workspace = load(folder, include_protected)
    shutil.rmtree(_place(workspace, read_manifest(workspace.path)), ignore_errors=True)
    turtle = workspace.turtle()
    return Source(prefixes_of(turtle), turtle=turtle)


def prefixes_of(turtle: bytes) -> dict[str, str]:
    """The prefixes declared at the head of a Turtle file."""
    found = {}
    for line in turtle.splitlines():
        match = _PREFIX.match(line)
        if not match:
            break
        found[match[1].decode()] = match[2].decode()
    return found


def _place(workspace: Workspace, manifest: Manifest) -> Path:
    import pyoxigraph

    view = "included" if workspace.include_protected else "masked"
    made_of = [manifest.files[GRAPH_TTL], manifest.files[GRAPH_JSON], manifest.protected]
    key = "\n".join([view, *made_of, __version__, pyoxigraph.__version__])
    return workspace.path / STORE / hashlib.sha256(key.encode()).hexdigest()[:32]


def _open(place: Path) -> Source | None:
    try:
        prefixes = json.loads((place / _PREFIXES).read_bytes())
    except (OSError, ValueError):
        return None
    return Source({str(k): str(v) for k, v in prefixes.items()}, place / _DATABASE)


def _make(place: Path, turtle: bytes, prefixes: dict[str, str]) -> None:
    import pyoxigraph as ox

    new = place.parent / f"{_NEW}{os.getpid()}-{secrets.token_hex(4)}"
    new.mkdir(parents=True)
    try:
        store = ox.Store(str(new / _DATABASE))
        store.bulk_load(turtle, ox.RdfFormat.TURTLE)
        store.optimize()
        store.flush()
        del store  # closes it
        (new / _PREFIXES).write_text(json.dumps(prefixes), "utf-8")
        if (place / _PREFIXES).exists():
            return  # somebody else was faster
        if place.exists():
            shutil.rmtree(place)
        os.rename(new, place)
    except OSError:
        if not (place / _PREFIXES).exists():
            raise
    except (SyntaxError, ValueError) as error:
        raise errors.rebuild(place.parents[1], f"{GRAPH_TTL} is not Turtle") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _prune(workspace: Workspace) -> None:
    """Stores of earlier builds go, and what killed processes left."""
    manifest = read_manifest(workspace.path)
    keep = {_place(Workspace(workspace.path, shown), manifest).name for shown in (False, True)}
    for entry in os.scandir(workspace.path / STORE):
        if entry.name in keep:
            continue
        if not entry.name.startswith(_NEW) or time.time() - entry.stat().st_mtime > _ABANDONED:
            shutil.rmtree(entry.path, ignore_errors=True)
