"""A section of one of the workspace's files: pieces of text in the order of their keys.

Pieces that are as they were are not made again: they are copied, many at once, from the file of the last build.
"""

from __future__ import annotations

import os
from array import array
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from kg.build.jsontext import encoded
from kg.resolve.table import Numbers

_CHUNK = 1 << 20


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


class Section:
    """One section; what is written waits in a file at ``path``. ``notes``: so many numbers are noted of each piece."""

    def __init__(self, path: Path, joint: str = "", notes: int = 0, kept: Kept | None = None) -> None:
        self._path = path
        self._new = path.open("w+b")
        self._joint = joint.encode()
        self._width = notes
        self._kept = kept
        self._next = 0  # of the kept pieces
        self._stretches: list[tuple[BinaryIO, int, int]] = []
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
            while start < end:
                data = os.pread(source.fileno(), min(_CHUNK, end - start), start)
                if not data:
                    raise OSError(f"{source.name} has become shorter")
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
            self._join()
            first, last = int(starts[low]), int(ends[high - 1])
            self._stretches.append((kept.file, first, last))
            some = slice(self._next + low, self._next + high)
            self._keys.frombytes(kept.keys[some].astype(np.uint64).tobytes())
            self._ends.frombytes((ends[low:high] - np.uint64(first) + np.uint64(self._size)).tobytes())
            self._notes.frombytes(kept.notes[some].astype(np.uint64).tobytes())
            self._size += last - first
        self._next = end
