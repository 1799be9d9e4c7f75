"""What a workspace was built from, kept with the parts, so that cables can be added and taken away.

    live.json             which build of which workspace this tells of, its settings and signature
    live-<hash>.parquet   the entries (see kg.build.inventory)
    live-<hash>.index     where each piece lies in its files (see kg.build.former)

The hash is that of the workspace's manifest.json: a build that is killed leaves either the old manifest, whose entries
are still there, or the new one, whose entries were written before it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kg import errors
from kg.build.inventory import Entry
from kg.read import Skip
from kg.workspace import FILES, MANIFEST, digest


@dataclass(frozen=True, slots=True)
class Live:
    """One build: the hash of its manifest, the signature of what it was made from, under which keys, and how."""

    manifest: str
    signature: str
    keys: str
    include_protected: bool
    base_iri: str | None
    index: str = ""  # the digest of its index (see kg.build.former)
    #: Size and time of change of each file, by which an untouched one is known without reading it.
    stamps: dict[str, list[int]] = field(default_factory=dict)


def stamps(workspace: Path) -> dict[str, list[int]]:
    """Size in bytes and time of change in nanoseconds of the workspace's files."""
    found = {}
    for name in FILES:
        try:
            at = (workspace / name).stat()
        except OSError:
            continue
        found[name] = [at.st_size, at.st_mtime_ns]
    return found


def untouched(workspace: Path, live: Live | None) -> frozenset[str]:
    """The files of the workspace that are as this build left them, by their stamps."""
    try:
        manifest = digest((workspace / MANIFEST).read_bytes())
    except OSError:
        return frozenset()
    if live is None or live.manifest != manifest:
        return frozenset()
    return frozenset(name for name, stamp in stamps(workspace).items() if live.stamps.get(name) == stamp)


def read_live(parts: Path, workspace: Path) -> Live | None:
    """What the parts know of the workspace as it is now; None if nothing."""
    try:
        manifest = digest((workspace / MANIFEST).read_bytes())
        found = json.loads((parts / f"live-{manifest[:32]}.json").read_bytes())
        live = Live(**found)
    except (OSError, ValueError, TypeError):
        return None
    return live if live.manifest == manifest else None


def read_entries(parts: Path, live: Live) -> list[Entry]:
    """The entries of this build, in the order in which they were given. Raises KgError E313 where they are lost."""
    import pyarrow as pa

    from kg.build.parts import read_columns
    from kg.build.rows import name_text

    path = parts / f"live-{live.manifest[:32]}.parquet"
    try:
        rows = read_columns(path).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise errors.unknown_inputs(parts) from error
    return [
        Entry(r["key"], name, Skip(name, r["code"], r["message"]) if r["code"] else None)
        for r in rows
        for name in [name_text(r["name"])]
    ]


def write_live(parts: Path, live: Live, entries: Sequence[Entry]) -> None:
    """Keep what the build whose manifest is named in ``live`` was made from."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from kg.build.rows import name_bytes

    columns: dict[str, list[Any]] = {
        "key": [e.key for e in entries],
        "name": [name_bytes(e.name) for e in entries],
        "code": [e.skip.code if e.skip else None for e in entries],
        "message": [e.skip.message if e.skip else None for e in entries],
    }
    types = {"key": pa.string(), "name": pa.binary(), "code": pa.string(), "message": pa.string()}
    stem = f"live-{live.manifest[:32]}"
    tmp = parts / ".tmp" / stem
    pq.write_table(pa.table(columns, pa.schema(list(types.items()))), tmp, compression="zstd")
    os.replace(tmp, parts / f"{stem}.parquet")
    write_stamps(parts, live)


def write_stamps(parts: Path, live: Live) -> None:
    """Keep ``live`` again, with the stamps of the files that are now in place."""
    stem = f"live-{live.manifest[:32]}"
    tmp = parts / ".tmp" / stem
    tmp.write_text(json.dumps(asdict(live), indent=1) + "\n")
    os.replace(tmp, parts / f"{stem}.json")


def forget_others(parts: Path, live: Live) -> None:
    """Drop what tells of builds that are gone."""
    for path in parts.glob("live-*"):
        if not path.name.startswith(f"live-{live.manifest[:32]}."):
            path.unlink(missing_ok=True)
