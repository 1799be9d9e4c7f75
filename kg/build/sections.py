"""A section of one of the workspace's files: pieces of text in the order of their keys.

They are written one by one, or by shares of the work (kg.build.shares), each into a sheaf of its own. Pieces that are
as they were are not made again: they are copied, many at once, from the file of the last build.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from kg.build.jsontext import encoded
from kg.resolve.table import Numbers

_CHUNK = 1 << 20
#: What stands between the pieces of a section: items of JSON by their level.
JOINTS = {name: ",\n" + " " * level for name, level in
          {"edges": 2, "nodes": 2, "headers": 3, "read": 2, "problems": 2}.items()}  # fmt: skip
#: What is noted of each node: its type and how many mentions it has; of each assertion: whose it is, its predicate and
#: how many pieces of evidence it has.
NODE_NOTES, ASSERTION_NOTES = 2, 3
NOTES = {"nodes": NODE_NOTES, "said:": ASSERTION_NOTES}


class Placed(NamedTuple):
    """Pieces where they lie in a section: their keys, sorted, the end of each (between two stands the section's
    joint), and the notes made of them, a row for each."""

    keys: Numbers
    ends: Numbers
    notes: Numbers


class Kept(NamedTuple):
    """Pieces of a former file that are to be taken over: their keys, sorted, where they begin and end in it, and
    their notes."""

    file: BinaryIO
    keys: Numbers
    starts: Numbers
    ends: Numbers
    notes: Numbers


class Sheaf(NamedTuple):
    """What a share has written: of each section where its pieces begin in the file, and how they lie from there."""

    path: Path
    sections: dict[str, tuple[int, Placed]]


class Binder:
    """Binds the pieces of a share to a sheaf; keys never fall."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._texts: dict[str, list[bytes]] = {}
        self._keys: dict[str, list[int]] = {}
        self._notes: dict[str, list[int]] = {}

    def write(self, section: str, key: int, text: str, *notes: int) -> None:
        """One more piece, as Files.write."""
        self._texts.setdefault(section, []).append(encoded(text))
        self._keys.setdefault(section, []).append(key)
        self._notes.setdefault(section, []).extend(notes)

    def items(self, section: str, key: int, items: Iterable[str]) -> None:
        """Several items of JSON as one piece, none as no piece."""
        if text := JOINTS[section].join(items):
            self.write(section, key, text)

    def sheaf(self) -> Sheaf:
        """All that was written, in its file."""
        sections = {}
        with self._path.open("wb") as file:
            for name, texts in self._texts.items():
                joint = JOINTS.get(name, "").encode()
                ends = np.cumsum([len(text) for text in texts]) + len(joint) * np.arange(len(texts))
                keys, notes = (np.array(numbers, np.uint64) for numbers in (self._keys[name], self._notes[name]))
                placed = Placed(keys, ends.astype(np.uint64), notes.reshape(len(keys), NOTES.get(name, 0)))
                sections[name] = file.tell(), placed
                file.write(joint.join(texts))
        return Sheaf(self._path, sections)


class Section:
    """One section; what is written waits in a file at ``path``. ``notes``: so many numbers are noted of each piece."""

    def __init__(self, path: Path, joint: str = "", notes: int = 0, kept: Kept | None = None) -> None:
        self._path = path
        self._new = path.open("w+b")
        self._joint = joint.encode()
        self._width = notes
        self._kept = kept
        self._next = 0  # of the kept pieces
        self._stretches: list[tuple[BinaryIO | Path, int, int]] = []
        self._size = 0
        self._keys, self._ends, self._notes = array("Q"), array("Q"), array("Q")

    def write(self, key: int, text: str, *notes: int) -> None:
        """One more piece: keys never fall, and none is that of a kept piece."""
        if self._kept is not None:
            self._take(int(np.searchsorted(self._kept.keys, np.uint64(key))))
        self._join()
        self._put(encoded(text))
        self._keys.append(key)
        self._ends.append(self._size)
        self._notes.extend(notes)

    def bind(self, path: Path, start: int, placed: Placed) -> None:
        """The pieces that lie so in this file, as if they were written one after the other."""
        keys, ends, notes = placed
        kept = self._kept
        before = np.searchsorted(kept.keys, keys) if kept is not None else np.zeros(len(keys), np.int64)
        apart = np.flatnonzero(np.diff(before)) + 1
        for low, high in zip([0, *apart.tolist()], [*apart.tolist(), len(keys)], strict=True):
            self._take(int(before[low]))
            first = int(ends[low - 1]) + len(self._joint) if low else 0
            some = slice(low, high)
            self._stretch(path, start + first, start + int(ends[high - 1]), keys[some], ends[some], first, notes[some])

    def finish(self) -> Placed:
        """Where all pieces lie; nothing is written after that."""
        if self._kept is not None:
            self._take(len(self._kept.keys))
        keys, ends, notes = (np.frombuffer(a, np.uint64) if a else np.empty(0, np.uint64)
                             for a in (self._keys, self._ends, self._notes))  # fmt: skip
        return Placed(keys, ends, notes.reshape(len(keys), self._width))

    def pour(self, file: BinaryIO) -> None:
        """Write the whole section into this file."""
        self._new.flush()
        for source, start, end in self._stretches:
            with source.open("rb") if isinstance(source, Path) else nullcontext(source) as found:
                while start < end:
                    data = os.pread(found.fileno(), min(_CHUNK, end - start), start)
                    if not data:
                        raise OSError(f"{found.name} has become shorter")
                    file.write(data)
                    start += len(data)
        self._new.close()
        self._path.unlink()

    def __len__(self) -> int:
        return len(self._keys)

    def _join(self) -> None:
        if self._keys and self._joint:
            self._put(self._joint)

    def _put(self, data: bytes) -> None:
        at = self._new.tell()
        self._new.write(data)
        if self._stretches and self._stretches[-1][0] is self._new:
            at = self._stretches.pop()[1]
        self._stretches.append((self._new, at, self._new.tell()))
        self._size += len(data)

    def _take(self, end: int) -> None:
        """Take over the kept pieces before this one."""
        kept = self._kept
        if kept is None or self._next >= end:
            return
        starts, ends = kept.starts[self._next : end], kept.ends[self._next : end]
        apart = np.flatnonzero(starts[1:] != ends[:-1] + np.uint64(len(self._joint))) + 1
        for low, high in zip([0, *apart.tolist()], [*apart.tolist(), len(starts)], strict=True):
            some = slice(self._next + low, self._next + high)
            first = int(starts[low])
            self._stretch(
                kept.file, first, int(ends[high - 1]), kept.keys[some], ends[low:high], first, kept.notes[some]
            )
        self._next = end

    def _stretch(
        self, source: BinaryIO | Path, start: int, end: int, keys: Numbers, ends: Numbers, base: int, notes: Numbers
    ) -> None:
        """Many pieces that lie together, with their joints; their ``ends`` are counted from ``base``."""
        self._join()
        self._stretches.append((source, start, end))
        self._keys.frombytes(keys.astype(np.uint64).tobytes())
        self._ends.frombytes((ends - np.uint64(base) + np.uint64(self._size)).tobytes())
        self._notes.frombytes(notes.astype(np.uint64).tobytes())
        self._size += end - start
