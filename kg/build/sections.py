"""A section of one of the workspace's files: pieces of text in the order of their keys.

They are written one by one in any order, or by shares of the work (kg.build.shares), each into a sheaf of its own.
Pieces that are as they were are not made again: they are copied, many at once, from the file of the last build.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
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
    """Pieces that lie in a file, in which they come one after the other: their keys, where they begin and end in it,
    and their notes."""

    file: BinaryIO | Path
    keys: Numbers
    starts: Numbers
    ends: Numbers
    notes: Numbers


def lying(file: BinaryIO | Path, base: int, joint: int, placed: Placed) -> Kept:
    """The pieces that lie so in a file from ``base`` on, with joints of this length."""
    ends = placed.ends + np.uint64(base)
    starts = np.concatenate([np.array([base], np.uint64), ends[:-1] + np.uint64(joint)])[: len(ends)]
    return Kept(file, placed.keys, starts, ends, placed.notes)


class Sheaf(NamedTuple):
    """What a share has written: of each section where its pieces begin in the file, and how they lie from there."""

    path: Path
    sections: dict[str, tuple[int, Placed]]


class Binder:
    """Binds the pieces of a share to a sheaf."""

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
    """One section; what is written waits in a file at ``path``. ``notes``: so many numbers are noted of each piece.

    Pieces come in any order. Of each is known where it lies: in that file, in a sheaf, or in a file of the last build;
    from there the section is poured in the order of the keys.
    """

    def __init__(self, path: Path, joint: str = "", notes: int = 0, kept: Kept | None = None) -> None:
        self._new = path.open("w+b")
        self._joint = joint.encode()
        self._width = notes
        self._size = 0
        self._keys, self._ends, self._notes = array("Q"), array("Q"), array("Q")  # of what is written
        self._bound: list[Kept] = [] if kept is None else [kept]
        self._stretches: _Stretches | None = None

    def write(self, key: int, text: str, *notes: int) -> None:
        """One more piece: no other has its key, but for those of key 0 where all have that."""
        data = encoded(text)
        self._keys.append(key)
        self._ends.append(self._size + len(data))
        self._notes.extend(notes)
        self._size += self._new.write(data + self._joint)

    def bind(self, path: Path, start: int, placed: Placed) -> None:
        """The pieces that lie so in this file."""
        self._bound.append(lying(path, start, len(self._joint), placed))

    def finish(self) -> Placed:
        """Where all pieces lie; nothing is written after that."""
        written = (np.frombuffer(a, np.uint64) if a else np.empty(0, np.uint64)
                   for a in (self._keys, self._ends, self._notes))  # fmt: skip
        own = Placed(*written)
        own = own._replace(notes=own.notes.reshape(len(own.keys), self._width))
        files, *columns = zip(*self._bound, lying(self._new, 0, len(self._joint), own), strict=True)
        of: Numbers = np.repeat(np.arange(len(files), dtype=np.int32), [len(keys) for keys in columns[0]])
        self._bound = []
        keys, starts, ends, notes = map(np.concatenate, columns)
        if np.any(keys[1:] < keys[:-1]):
            order = np.argsort(keys, kind="stable")
            of, keys, starts, ends, notes = of[order], keys[order], starts[order], ends[order], notes[order]
        joint = np.uint64(len(self._joint))
        first = np.ones(len(keys), bool)
        first[1:] = (of[1:] != of[:-1]) | (starts[1:] != ends[:-1] + joint)
        last = np.append(first[1:], True)[: len(keys)]
        self._stretches = _Stretches(files, of[first], starts[first], ends[last])
        joints = joint * np.arange(len(keys), dtype=np.uint64)
        return Placed(keys, np.cumsum(ends - starts, dtype=np.uint64) + joints, notes)

    def pour(self, file: BinaryIO) -> None:
        """Write the whole section, which is finished, into this file."""
        assert self._stretches is not None
        self._new.flush()
        files, *columns = self._stretches
        found: BinaryIO = self._new
        last = -1
        with ExitStack() as opened:
            for number, (of, start, end) in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
                if of != last:
                    opened.close()
                    source, last = files[of], of
                    found = opened.enter_context(source.open("rb")) if isinstance(source, Path) else source
                if number:
                    file.write(self._joint)
                _copy(found, start, end, file)
        self._new.close()
        Path(self._new.name).unlink()

    def __len__(self) -> int:
        return len(self._stretches.of) if self._stretches else len(self._keys)


class _Stretches(NamedTuple):
    """Pieces that lie in one of these files one after the other, with their joints: of each stretch which file, where
    it begins and ends."""

    files: Sequence[BinaryIO | Path]
    of: Numbers
    starts: Numbers
    ends: Numbers


def _copy(source: BinaryIO, start: int, end: int, file: BinaryIO) -> None:
    while start < end:
        data = os.pread(source.fileno(), min(_CHUNK, end - start), start)
        if not data:
            raise OSError(f"{source.name} has become shorter")
        file.write(data)
        start += len(data)
