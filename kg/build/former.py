"""What the files of the last build were made of, and where each piece lies in them: ``live-<hash>.index``.

It is kept with the parts, names that must be protected included, and is no more than a help: without it, or where
anything about it does not fit, everything is put together anew. That it fits is shown by digests: its own stands in
live-<hash>.json, those of the files in the workspace's manifest.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from kg.build.brief import Brief
from kg.build.differences import Pieces, differences
from kg.build.live import Live, untouched
from kg.build.parts import Parts
from kg.build.sections import Kept, Placed, lying
from kg.resolve.table import Numbers, distinct
from kg.workspace import COMENTIONS, find_open, read_manifest


@dataclass(frozen=True, slots=True)
class Lies:
    """A section: in which file it lies, where it begins, how long the text between two pieces is."""

    file: str
    base: int
    joint: int


@dataclass(frozen=True)
class Index:
    """One build. Rows are those of kg.build.who; keys of sections are places among the cables, or numbers of ids."""

    settings: str
    short: Brief  # the cables
    canonical: list[str]  # of each its id as others write it, as it may leave
    sources: list[str]  # of each the key of its pieces
    masked: Numbers  # whether they are those of a masked cable
    names: Any  # what was masked (Censor.entered)
    protection: str  # by what those names were found (kg.build.who.protection); "" where readers had a say in them
    shared: dict[str, int]  # what several cables have: in how many pieces each block stands
    relevant: dict[str, str]  # of each cable the names that may stand in it
    first: Numbers
    entity: Numbers  # of each row, as are the rest
    to: Numbers
    score: Numbers
    reason: Numbers
    judged: Numbers  # whether a reader had a say in it
    lies: dict[str, Lies]
    placed: dict[str, Placed]

    @cached_property
    def cables(self) -> list[str]:
        """The ids of the cables."""
        return [cable.id for cable in self.short.cables]

    @cached_property
    def live(self) -> list[str]:
        """Of each cable the key of its row."""
        return [cable.key for cable in self.short.cables]

    def pieces(self) -> Pieces:
        """Where the pieces of its cables lie."""
        return Pieces(self.sources, self.masked, self.first)

    def anew(self) -> set[str]:
        """The keys of the pieces that were written anew (see kg.build.sources)."""
        return set(self.sources) - set(self.live)

    def write(self, path: Path) -> str:
        """Keep it in a file; its digest."""
        told = {name: getattr(self, name) for name in _TOLD} | {"lies": {n: asdict(at) for n, at in self.lies.items()}}
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        arrays |= {f"short {name}": column for name, column in self.short.columns().items()}
        for name, placed in self.placed.items():
            arrays |= {f"{name} {field}": column for field, column in placed._asdict().items()}
        buffer = io.BytesIO()
        np.savez(buffer, told=np.frombuffer(json.dumps(told).encode(), np.uint8), **arrays)
        data = buffer.getbuffer()
        tmp = path.parent / ".tmp" / path.name
        tmp.write_bytes(data)
        os.replace(tmp, path)
        return hashlib.sha256(data).hexdigest()


_TOLD = ("settings", "canonical", "sources", "names", "protection", "shared", "relevant")
_ARRAYS = ("masked", "first", "entity", "to", "score", "reason", "judged")


def index_path(parts: Path, manifest: str) -> Path:
    """Where the index of the build with this manifest lies."""
    return parts / f"live-{manifest[:32]}.index"


@dataclass(frozen=True)
class Former:
    """The index of the last build, and its files, open and verified."""

    index: Index
    files: Mapping[str, BinaryIO]

    def kept(self, section: str, keys: Numbers, stays: Numbers) -> Kept:
        """The pieces of a section that stay: ``keys`` are those by which all of them go now."""
        lies = self.index.lies[section]
        whole = lying(self.files[lies.file], lies.base, lies.joint, self.index.placed[section])
        return Kept(whole.file, keys[stays], whole.starts[stays], whole.ends[stays], whole.notes[stays])

    def close(self) -> None:
        """Close the files."""
        for file in self.files.values():
            file.close()


def load(parts: Path, workspace: Path, live: Live | None, settings: str) -> Former | None:
    """The last build, if it was made with these settings and everything of it is as it was."""
    if live is None or not live.index:
        return None
    try:
        data = index_path(parts, live.manifest).read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data).hexdigest() != live.index:
        return None
    index = _parsed(data, settings)
    if index is None:
        return None
    manifest = read_manifest(workspace)
    files: dict[str, BinaryIO] = {}
    former = Former(index, files)
    sure = untouched(workspace, live)
    for name in sorted({COMENTIONS, *(lies.file for lies in index.lies.values())}):
        # One that surely is what the manifest means need not be read.
        file = (workspace / name).open("rb") if name in sure else find_open(workspace, name, manifest)
        if file is None:
            former.close()
            return None
        files[name] = file
    return former


def _parsed(data: bytes, settings: str) -> Index | None:
    """The index in these bytes; of one that was made with other settings, another program's, nothing more is known."""
    with np.load(io.BytesIO(data)) as found:
        told = json.loads(found["told"].tobytes())
        if told["settings"] != settings:
            return None
        lies = {name: Lies(**at) for name, at in told.pop("lies").items()}
        placed = {name: Placed(*(found[f"{name} {field}"] for field in Placed._fields)) for name in lies}
        short = Brief.of({name.partition(" ")[2]: found[name] for name in found.files if name.startswith("short ")})
        return Index(short=short, **told, **{name: found[name] for name in _ARRAYS}, lies=lies, placed=placed)


@dataclass(frozen=True)
class Touched:
    """What is to be made anew; all the rest is taken over from the former files.

    ``own``: of each cable, whether its own texts; ``block``: whether its block in Turtle (with what it refers to);
    ``tied``: whether the blocks of its entities; ``row``: of each row, whether its entity. ``place``: of each former
    cable its place now, -1 for one that is gone or another; ``entities``: the numbers of former and present entities.
    ``counted``: the cables of which it must be counted whom they name together; ``uncounted``: the former ones of which
    that no longer holds, None where it is counted of all.
    """

    own: Numbers
    block: Numbers
    tied: Numbers
    row: Numbers
    place: Numbers
    entities: Numbers
    counted: Numbers
    uncounted: Numbers | None


#: Whom cables name together is counted of all, if that of more of them than this part has changed (but for a few).
_FEW = 24


def everything(cables: int, rows: int) -> Touched:
    """Where there is nothing to take over."""
    all_, none = np.ones(cables, bool), np.empty(0, np.uint64)
    return Touched(all_, all_, all_, np.ones(rows, bool), none.astype(np.int64), none, np.arange(cables), None)


def touched(
    parts: Parts, old: Index, new: Index, first: Sequence[Numbers], named: Numbers, referred: Numbers
) -> Touched:
    """What must be made anew of ``new``.

    ``first``: of each relation that the cables tell, the rows of its two ends. ``named``: of each cable whether the
    names that are masked in it have changed; ``referred``: whether what it refers to has.
    """
    place = {cable: number for number, cable in enumerate(old.cables)}
    before = np.array([place.get(cable, -1) for cable in new.cables], np.int64)
    kept = np.array(
        [there >= 0 and old.live[there] == key for there, key in zip(before.tolist(), new.live, strict=True)], bool
    )
    after = np.full(len(old.cables), -1, np.int64)
    after[before[kept]] = np.flatnonzero(kept)
    own = np.array(
        [not stays or old.sources[there] != key or bool(old.masked[there]) != bool(hidden)
         for stays, there, key, hidden in zip(kept.tolist(), before.tolist(), new.sources, new.masked, strict=True)],
        bool,
    )  # fmt: skip
    cable = np.repeat(np.arange(len(new.cables)), np.diff(new.first))
    differ = differences(parts, old.pieces(), new.pieces(), before, own)
    was = differ.was
    known = was >= 0
    now = np.full(len(old.entity) + 1, -2, np.int64)
    now[was[known]] = np.flatnonzero(known)
    now[-1] = -1  # where a row has no link
    at = was[known]
    moved = np.ones(len(new.entity), bool)
    moved[known] = (old.entity[at] != new.entity[known]) | old.judged[at] | new.judged[known]
    changed = moved.copy()
    changed[known] |= (
        (now[old.to[at]] != new.to[known]) | (old.score[at] != new.score[known]) | (old.reason[at] != new.reason[known])
    )
    dirty = changed | ~differ.same | named[cable]
    gone = np.ones(len(old.entity), bool)
    gone[was[known & ~dirty]] = False
    one, other = first
    ends = np.concatenate([differ.present, *(end[moved[one] | moved[other]] for end in (one, other))])
    former_ends = was[ends]
    entities = distinct(np.concatenate([
        new.entity[dirty], old.entity[gone], new.entity[ends], old.entity[former_ends[former_ends >= 0]],
        old.entity[differ.former],
    ]))  # fmt: skip
    tied = own | (np.bincount(cable[changed], minlength=len(new.cables)) > 0)
    count, uncount = ~kept, np.ones(len(old.cables), bool)
    count[cable[known][old.entity[at] != new.entity[known]]] = True
    uncount[before[~count]] = False
    counted, uncounted = np.flatnonzero(count), np.flatnonzero(uncount)
    few = len(counted) + len(uncounted) <= max(_FEW, len(count) // _FEW)
    return Touched(
        own, own | referred, tied, np.isin(new.entity, entities), after, entities,
        counted if few else np.arange(len(count)), uncounted if few else None,
    )  # fmt: skip
