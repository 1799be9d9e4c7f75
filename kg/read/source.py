"""The bytes of one input as they are read: once, from front to back, never more than the limits allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from kg import errors
from kg.errors import KgError

#: The largest document. No public cable comes near this; a larger one is reported and skipped. The text of a document
#: is in memory as a whole, at up to four times this size.
MAX_BYTES = 64 * 1024 * 1024

#: How much an archive may unpack to: so many times its own size, but in any case MAX_BYTES and never more than
#: MAX_UNPACKED. Text packs to a fifth, very repetitive text to a fiftieth; only bombs go beyond. The largest
#: collection known, all public cables of 2010 in one file, has 1.7 GB.
MAX_RATIO = 200
MAX_UNPACKED = 8 * 1024**3

#: How many files an archive may hold, and how many archives may lie in one another (a .tar.gz counts as two).
MAX_MEMBERS = 300_000
MAX_DEPTH = 4

#: How much is looked at to tell the format, in bytes.
HEAD = 65_536


@dataclass(slots=True)
class Budget:
    """What one input file may still unpack to, in bytes; shared by all that lies in it."""

    limit: int
    used: int = 0
    members: int = 0

    @classmethod
    def of(cls, size: int) -> Budget:
        """For an input file of ``size`` bytes."""
        return cls(min(MAX_UNPACKED, max(MAX_BYTES, MAX_RATIO * size)))

    def spend(self, count: int, name: str) -> None:
        """Count unpacked bytes. Raises KgError E114 once there are too many."""
        self.used += count
        if self.used > self.limit:
            raise errors.unpacks_to_too_much(name, self.limit)


class Source:
    """One input, or one file in an archive: its name and its bytes.

    ``head`` is how it begins, up to HEAD bytes; ``read`` gives everything from the start. Reading raises KgError for
    what the file system or an unpacker says (E102, E113) and where a limit is reached (E108, E114).
    """

    def __init__(self, raw: BinaryIO, name: str, budget: Budget, depth: int = 0) -> None:
        self.raw = raw
        self.name = name
        self.budget = budget
        self.depth = depth  # how many archives it lies in
        self._fault: Callable[[str, str], KgError] = errors.bad_archive if depth else errors.unreadable_input
        self._late: KgError | None = None
        self.head = b""
        self.head = self._front()
        self._at = 0  # how much of the head was given out

    def _front(self) -> bytes:
        pieces: list[bytes] = []
        need = HEAD
        try:
            while need and (piece := self._raw(need)):
                pieces.append(piece)
                need -= len(piece)
        except KgError as error:
            # Damage behind what was read: that counts, and whoever reads on hears of it.
            if not pieces:
                raise
            self._late = error
        return b"".join(pieces)

    def _raw(self, size: int) -> bytes:
        if self._late:
            raise self._late
        try:
            # One read of what lies below at a time: a second one that fails would lose what the first one gave.
            piece: bytes = getattr(self.raw, "read1", self.raw.read)(size)
        except KgError:
            raise
        except Exception as error:
            # Unpackers meet damage with every kind of exception: zlib.error, EOFError, struct.error, RuntimeError ...
            raise self._fault(self.name, errors.reason(error)) from error
        if self.depth:
            self.budget.spend(len(piece), self.name)
        return piece

    def read(self, size: int) -> bytes:
        """At most ``size`` more bytes; b"" at the end."""
        if self._at < len(self.head):
            piece = self.head[self._at : self._at + size]
            self._at += len(piece)
            return piece
        return self._raw(size)

    def whole(self) -> bytes:
        """All that is left. Raises KgError E108 if that is more than a document may have."""
        pieces: list[bytes] = []
        size = 0
        while piece := self.read(1 << 20):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_BYTES:
                raise errors.too_large(self.name, size, MAX_BYTES)
        return b"".join(pieces)
