"""The folder beside a workspace in which a build keeps what each cable yields: ``W.parts/``.

    manifest.json        tells that the folder is ours
    part-<hash>.parquet  rows (see kg.build.rows), each under the keys of kg.build.keys; never changed, only replaced
    live-<hash>.*        what the workspace was built from (see kg.build.live)
    .lock, .tmp/         while a build runs

The rows hold the cables' text and names that the cables ask to protect: the folder is for its owner's eyes only, and
nothing in the workspace refers to it. It may be deleted at any time; the next build does its work again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kg import errors
from kg.build.locks import locked
from kg.build.rows import SCHEMA
from kg.read.walk import PARTS_KIND, WORKSPACE_MARK

#: The version of the layout above. Parts of another one are no use and are thrown away.
LAYOUT = 1
#: Parts smaller than this many rows are joined when there are more than MANY of them.
SMALL, MANY = 1024, 24
_LOCK, _TMP = ".lock", ".tmp"


def parts_folder(workspace: Path) -> Path:
    """Where the parts of a workspace lie."""
    full = workspace.absolute()
    return full.parent / f"{full.name}.parts"


class Parts:
    """An open folder of parts: which keys are there, and the rows under them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tmp = folder / _TMP
        self._where: dict[str, tuple[str, int]] = {}
        self._seen: dict[str, str] = {}  # of keys
        self._rows: dict[str, int] = {}

    def read_catalogue(self) -> None:
        """Find out what is there. A part that cannot be read is thrown away: its work will be done again."""
        self._where, self._seen, self._rows = {}, {}, {}
        for path in sorted(self.folder.glob("part-*.parquet")):
            try:
                keys = pq.read_table(path, columns=["key", "seen"])
            except (OSError, pa.ArrowException):
                path.unlink(missing_ok=True)
                continue
            self._enter(path.name, keys)

    def _enter(self, name: str, keys: pa.Table) -> None:
        self._rows[name] = keys.num_rows
        for at, (key, seen) in enumerate(zip(keys["key"].to_pylist(), keys["seen"].to_pylist(), strict=True)):
            self._where[key] = (name, at)
            self._seen[seen] = key

    def __contains__(self, key: str) -> bool:
        return key in self._where

    def counts(self) -> dict[str, int]:
        """Rows by part."""
        return dict(self._rows)

    def size(self) -> int:
        """Bytes on disk of all parts."""
        return sum((self.folder / name).stat().st_size for name in self._rows)

    def found(self, seen: str) -> list[list[dict[str, Any]]] | None:
        """What the model saw in a unit at an earlier build, under whatever rules."""
        key = self._seen.get(seen)
        if key is None:
            return None
        for one in self.rows([key], ["found"]):
            value: list[list[dict[str, Any]]] | None = one["found"]
            return value
        return None

    def add(self, rows: pa.Table) -> str:
        """Keep these rows as a new part; its name. Safe at any moment: a part is there as a whole or not at all."""
        name = write_part(self.folder, rows)
        self.enter(name, rows)
        return name

    def enter(self, name: str, rows: pa.Table) -> None:
        """Take note of a part that somebody else wrote to the folder."""
        self._enter(name, rows.select(["key", "seen"]))

    def tables(self, keys: Iterable[str], columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The rows under these keys, part by part in the order of the parts' names, a bounded number at a time.

        Raises KgError E310 where a part is damaged; it is thrown away, so that the next build finds its way.
        """
        wanted: dict[str, list[int]] = {}
        for key in keys:
            name, at = self._where[key]
            wanted.setdefault(name, []).append(at)
        for name in sorted(wanted):
            rows = sorted(wanted[name])
            path = self.folder / name
            try:
                with pq.ParquetFile(path, page_checksum_verification=True) as file:
                    yield from _picked(file, rows, columns)
            except (OSError, pa.ArrowException) as error:
                path.unlink(missing_ok=True)
                raise errors.damaged_part(path, errors.reason(error)) from error

    def rows(self, keys: Iterable[str], columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        """The same one by one as plain values."""
        for table in self.tables(keys, columns):
            yield from table.to_pylist()

    def compact(self, live: set[str], *, force: bool = False) -> None:
        """Join small parts, and drop the rows that are not among ``live`` where they are most of a part."""
        dead = self._dead(live)
        small = [name for name, count in sorted(self._rows.items()) if count < SMALL]
        wasteful = [name for name, count in sorted(self._rows.items()) if dead[name] * 2 > count]
        names = sorted({*(small if len(small) > MANY or force else []), *wasteful})
        if not names or (len(names) == 1 and not dead[names[0]]):
            return
        chosen = set(names)
        keep = [key for key, (name, _) in self._where.items() if name in chosen and key in live]
        made: set[str] = set()
        batch: list[pa.Table] = []
        for table in self.tables(keep):
            batch.append(table)
            if sum(t.num_rows for t in batch) >= SMALL:
                made.add(write_part(self.folder, pa.concat_tables(batch)))
                batch = []
        if batch:
            made.add(write_part(self.folder, pa.concat_tables(batch)))
        for name in chosen - made:
            (self.folder / name).unlink(missing_ok=True)
        self.read_catalogue()

    def _dead(self, live: set[str]) -> dict[str, int]:
        dead = dict(self._rows)
        for key, (name, _) in self._where.items():
            dead[name] -= key in live
        return dead


def _picked(file: pq.ParquetFile, rows: list[int], columns: Sequence[str] | None) -> Iterator[pa.Table]:
    start = at = 0
    for group in range(file.num_row_groups):
        count = file.metadata.row_group(group).num_rows
        picked = []
        while at < len(rows) and rows[at] < start + count:
            picked.append(rows[at] - start)
            at += 1
        if picked:
            table = file.read_row_group(group, columns=list(columns) if columns else None)
            yield table if len(picked) == count else table.take(pa.array(picked, pa.int64()))
        start += count


#: Rows in a row group: so many cables are in memory at a time when parts are read.
_GROUP = 128


def write_part(folder: Path, rows: pa.Table) -> str:
    """Write rows as a part of this folder; its name follows from their keys."""
    name = "part-" + hashlib.sha256("\n".join(rows["key"].to_pylist()).encode()).hexdigest()[:32] + ".parquet"
    tmp = folder / _TMP / f"{name}.{os.getpid()}"
    try:
        tmp.parent.mkdir(exist_ok=True)
        pq.write_table(
            rows.cast(SCHEMA), tmp, compression="zstd", row_group_size=_GROUP, write_page_checksum=True,
            use_dictionary=False, write_statistics=False,
        )  # fmt: skip
        os.replace(tmp, folder / name)
    except OSError as error:
        raise errors.cannot_write(folder, errors.reason(error)) from error
    return name


def _mark() -> bytes:
    about = "What kg keeps of each cable beside the workspace, names that must be protected included. Do not pass on."
    return (json.dumps({"kind": PARTS_KIND, "layout": LAYOUT, "about": about}, indent=1) + "\n").encode()


@contextmanager
def open_parts(folder: Path) -> Iterator[Parts]:
    """The parts in this folder, made if need be; nobody else builds with them meanwhile.

    Raises KgError E304 (cannot be written), E307 (another build), E311 (the folder is not ours).
    """
    try:
        _make(folder)
        with locked(folder / _LOCK, lambda: errors.workspace_busy(folder)):
            parts = Parts(folder)
            shutil.rmtree(parts.tmp, ignore_errors=True)  # left by a build that was killed
            parts.tmp.mkdir(mode=0o700)
            parts.read_catalogue()
            try:
                yield parts
            finally:
                shutil.rmtree(parts.tmp, ignore_errors=True)
    except OSError as error:
        raise errors.cannot_write(folder, errors.reason(error)) from error


def check_parts(folder: Path) -> None:
    """Whether a build may keep parts here; nothing is changed. Raises KgError E311."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise errors.foreign_parts(folder)
    names = {entry.name for entry in os.scandir(folder)} - {_LOCK, _TMP, ".DS_Store"} if folder.is_dir() else set()
    if names and _layout(folder) is None:
        raise errors.foreign_parts(folder)


def _layout(folder: Path) -> int | None:
    """The layout that the mark names, 0 for one that is damaged; None if the folder has none of ours."""
    try:
        data = (folder / WORKSPACE_MARK).read_bytes()
    except OSError:
        return None
    if PARTS_KIND.encode() not in data:
        return None
    with contextlib.suppress(ValueError, AttributeError, TypeError):
        return int(json.loads(data).get("layout"))
    return 0


def _make(folder: Path) -> None:
    check_parts(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (found := _layout(folder)) == LAYOUT:
        return
    if found is not None:
        for path in [*folder.glob("part-*.parquet"), *folder.glob("live-*")]:
            path.unlink()
    new = folder / _TMP / "mark"
    new.parent.mkdir(mode=0o700, exist_ok=True)
    new.write_bytes(_mark())
    os.replace(new, folder / WORKSPACE_MARK)
