"""The folder beside a workspace in which a build keeps what each cable yields: ``W.parts/``.

    manifest.json        tells that the folder is ours
    part-<hash>.parquet  rows (see kg.build.rows), each under the keys of kg.build.keys; never changed, only replaced
    anew-<hash>.parquet  rows of cables that others have a say in (see kg.build.sources)
    live-<hash>.*        what the workspace was built from (see kg.build.live)
    .lock, .tmp/         while a build runs

The rows hold the cables' text and names that the cables ask to protect: the folder is for its owner's eyes only, and
nothing in the workspace refers to it. It may be deleted at any time; the next build does its work again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from kg import errors
from kg.build import folders
from kg.build.locks import locked
from kg.build.rows import SCHEMA, Seen, name_bytes, name_text
from kg.read import Skip
from kg.read.units import Unit

#: Parts smaller than this many rows are joined when there are more than MANY of them, to parts of LARGE rows. What a
#: whole build writes is larger but for its last shards (see kg.build.extracting): to join it again takes time for
#: nothing.
SMALL, MANY, LARGE = 32, 24, 1024

#: So many parts are open at a time.
_OPEN = 64


class Head(NamedTuple):
    """What tells a unit from others: its key, its source's name, the cable's id and digest; or why there is none."""

    key: str
    source: str
    cable: str | None
    sha256: str
    code: str = ""
    message: str = ""


class Parts:
    """An open folder of parts: which keys are there, and the rows under them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tmp = folder / folders.TMP
        self._where: dict[str, tuple[str, int]] = {}
        self._seen: dict[str, str] = {}  # of keys
        self._rows: dict[str, int] = {}
        self._anew = 0
        self._open: dict[str, pq.ParquetFile] = {}  # the last one used last

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_open": {}}

    def _file(self, name: str) -> pq.ParquetFile:
        """A part, open: a build reads it in several turns, and to open it takes as long as to read some of it."""
        file = self._open.pop(name, None)
        if file is None:
            file = pq.ParquetFile(self.folder / name, page_checksum_verification=True, pre_buffer=False)
            if len(self._open) >= _OPEN:
                del self._open[next(iter(self._open))]
        self._open[name] = file
        return file

    def _unlink(self, name: str) -> None:
        self._open.pop(name, None)
        (self.folder / name).unlink(missing_ok=True)

    def close(self) -> None:
        """Close what is open; it may be used on."""
        self._open.clear()

    def read_catalogue(self, *, discard: bool = True) -> None:
        """Find out what is there. A part that cannot be read is thrown away: its work will be done again."""
        self._where, self._seen, self._rows, self._anew = {}, {}, {}, 0
        for path in sorted(folders.parts_in(self.folder)):
            try:
                keys = self._file(path.name).read(["key", "seen"], use_threads=False)
            except (OSError, pa.ArrowException):
                if discard:
                    self._unlink(path.name)
                continue
            self.enter(path.name, zip(keys["key"].to_pylist(), keys["seen"].to_pylist(), strict=True))

    def __contains__(self, key: str) -> bool:
        return key in self._where

    def part_of(self, key: str) -> str | None:
        """The name of the part that has the row under this key."""
        return self._where[key][0] if key in self._where else None

    def counts(self) -> dict[str, int]:
        """Rows by part."""
        return dict(self._rows)

    def units_kept(self) -> int:
        """Rows of units: all but those of pieces written anew (see kg.build.sources)."""
        return sum(self._rows.values()) - self._anew

    def size(self) -> int:
        """Bytes on disk of all parts."""
        return sum((self.folder / name).stat().st_size for name in self._rows)

    def found(self, seen: str) -> Seen | None:
        """What the model saw in a unit at an earlier build, under whatever rules."""
        key = self._seen.get(seen)
        if key is None:
            return None
        one = next(self.rows([key], ["shown", "found"]))
        return None if one["shown"] is None else Seen(one["shown"], one["found"])

    def add(self, rows: pa.Table) -> str:
        """Keep these rows as a new part; its name. Safe at any moment: a part is there as a whole or not at all."""
        name = write_part(self.folder, rows)
        self.enter(name, zip(rows["key"].to_pylist(), rows["seen"].to_pylist(), strict=True))
        return name

    def enter(self, name: str, keys: Iterable[tuple[str, str]]) -> None:
        """Take note of a part in the folder: key and ``seen`` of its rows, in order."""
        count = 0
        for at, (key, seen) in enumerate(keys):
            self._where[key] = (name, at)
            self._seen[seen] = key
            self._anew += key == seen
            count += 1
        self._rows[name] = count

    def some(self, keys: Iterable[str]) -> Parts:
        """The same with no more than these rows, for another process to read."""
        found = Parts(self.folder)
        found._where = {key: self._where[key] for key in keys}
        return found

    def tables(self, keys: Iterable[str], columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The rows under these keys, part by part in the order of the parts' names, a bounded number at a time.

        Raises KgError E314 where a part is damaged; it is thrown away, so that the next build finds its way.
        """
        wanted: dict[str, list[int]] = {}
        for key in set(keys):
            name, at = self._where[key]
            wanted.setdefault(name, []).append(at)
        for name in sorted(wanted):
            rows = sorted(wanted[name])
            try:
                yield from _picked(self._file(name), rows, columns)
            except (OSError, pa.ArrowException) as error:
                self._unlink(name)
                raise errors.damaged_part(self.folder / name, errors.reason(error)) from error

    def rows(self, keys: Iterable[str], columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        """The same one by one as plain values."""
        for table in self.tables(keys, columns):
            yield from table.to_pylist()

    def units(self, keys: Iterable[str]) -> Iterator[tuple[Unit, str]]:
        """The units themselves, each with its key."""
        for row in self.rows(keys, ["key", "name", "form", "data"]):
            yield Unit(name_text(row["name"]), row["form"], row["data"]), row["key"]

    def cables(self, keys: Iterable[str]) -> dict[str, str | None]:
        """The cable's id by key; None where the unit gave no cable."""
        return {head.key: head.cable for head in self._heads(keys)}

    def without_twins(
        self, keys: Iterable[str], known: Mapping[str, Head] | None = None
    ) -> tuple[list[str], list[Skip]]:
        """The keys of units that gave a cable, one for each cable whatever the order of ``keys``, and why not the rest.

        Of units for the same cable the first by its source's name is kept. Of those in ``known`` nothing is read.
        """
        known = known or {}
        again = Counter(keys)
        live: list[str] = []
        skips: list[Skip] = []
        kept: Head | None = None
        found = [known[key] for key in again if key in known]
        found += self._heads(key for key in again if key not in known)
        for head in sorted(found, key=lambda h: (h.cable or "", name_bytes(h.source), h.sha256)):
            if head.cable is None:
                skips += [Skip(head.source, head.code, head.message)] * again[head.key]
                continue
            if kept is None or kept.cable != head.cable:
                kept = head
                live.append(head.key)
                twins = again[head.key] - 1
            else:
                twins = again[head.key]
            how = errors.same_cable_twice if kept.sha256 == head.sha256 else errors.duplicate_cable
            error = how(head.source, head.cable, kept.source)
            skips += [Skip(head.source, error.code, error.message)] * twins
        return live, skips

    def _heads(self, keys: Iterable[str]) -> Iterator[Head]:
        columns = ["key", "name", "code", "message", "extraction.document.id", "extraction.document.sha256"]
        for row in self.rows(keys, columns):
            document = (row["extraction"] or {}).get("document") or {}
            yield Head(
                row["key"], name_text(row["name"]), document.get("id"), document.get("sha256") or "",
                row["code"] or "", row["message"] or "",
            )  # fmt: skip

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
            if sum(t.num_rows for t in batch) >= LARGE:
                made.add(write_part(self.folder, pa.concat_tables(batch)))
                batch = []
        if batch:
            made.add(write_part(self.folder, pa.concat_tables(batch)))
        for name in chosen - made:
            self._unlink(name)
        self.read_catalogue()

    def _dead(self, live: set[str]) -> dict[str, int]:
        dead = dict(self._rows)
        for key, (name, _) in self._where.items():
            dead[name] -= key in live
        return dead


def read_columns(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """A Parquet file, or some of its columns. Not pq.read_table: that loads pandas, where it is installed."""
    with pq.ParquetFile(path) as file:
        return file.read(columns=list(columns) if columns else None, use_threads=False)


def _picked(file: pq.ParquetFile, rows: list[int], columns: Sequence[str] | None) -> Iterator[pa.Table]:
    start = at = 0
    for group in range(file.num_row_groups):
        count = file.metadata.row_group(group).num_rows
        picked = []
        while at < len(rows) and rows[at] < start + count:
            picked.append(rows[at] - start)
            at += 1
        if picked:
            table = file.read_row_group(group, columns=list(columns) if columns else None, use_threads=False)
            yield table if len(picked) == count else table.take(pa.array(picked, pa.int64()))
        start += count


#: Rows in a row group: so many cables are in memory at a time when parts are read.
_GROUP = 128


def write_part(folder: Path, rows: pa.Table) -> str:
    """Write rows as a part of this folder; its name follows from their keys."""
    kind = folders.ANEW if rows["key"].equals(rows["seen"]) else folders.PART
    digest = hashlib.sha256("\n".join(rows["key"].to_pylist()).encode()).hexdigest()
    name = f"{kind}-{digest[:32]}.parquet"
    tmp = folder / folders.TMP / f"{name}.{os.getpid()}"
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


@contextmanager
def open_parts(folder: Path) -> Iterator[Parts]:
    """The parts in this folder, made if need be; nobody else builds with them meanwhile.

    Raises KgError E304 (cannot be written), E307 (another build), E312 (the folder is not ours).
    """
    try:
        folders.make(folder)
        with locked(folder / folders.LOCK, lambda: errors.workspace_busy(folder)):
            parts = Parts(folder)
            shutil.rmtree(parts.tmp, ignore_errors=True)  # left by a build that was killed
            parts.tmp.mkdir(mode=0o700)
            parts.read_catalogue()
            try:
                yield parts
            finally:
                parts.close()
                shutil.rmtree(parts.tmp, ignore_errors=True)
    except OSError as error:
        raise errors.cannot_write(folder, errors.reason(error)) from error
