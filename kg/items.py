"""graph.json item by item: each of its relations, headers and entities lies on lines of its own (kg.build.jsontext).

Whoever needs some of them, or one after the other, reads the file so and never has it in memory as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

_CHUNK = 1 << 20


class Item(NamedTuple):
    """One item: where it begins in the file, and its text. A header's text is ``"id": {...}``."""

    section: str  # "edges", "headers", "graph" (all other attributes of the graph, as one item) or "nodes"
    start: int
    text: bytes

    def value(self) -> Any:
        """What the text says; of a header, an object with the one cable."""
        return parsed(self.section, self.text)


def parsed(section: str, text: bytes) -> Any:
    """What the text of an item says. Raises ValueError for what is none."""
    return json.loads(b"{%b}" % text if section == "headers" else text)


def items(file: BinaryIO) -> Iterator[Item]:
    """All items from the beginning of a graph.json, in the order of the file: edges, headers, graph, nodes.

    Raises ValueError for a file that is not laid out so.
    """
    reader = _Reader(file)
    reader.until(b'\n "edges": [')
    yield from _listed(reader, "edges", b"\n  }", b"]")
    reader.until(b'\n "graph": {')
    before = reader.until(b'\n  "cables": {')
    yield from _listed(reader, "headers", b"\n   }", b"}")
    start = reader.place
    after = reader.until(b'\n },\n "multigraph": true')
    yield Item("graph", start, b'{%b"cables": {}%b}' % (before, after))
    reader.until(b'\n "nodes": [')
    yield from _listed(reader, "nodes", b"\n  }", b"]")


def _listed(reader: _Reader, section: str, end: bytes, close: bytes) -> Iterator[Item]:
    """The items of a list or object whose bracket is open; each ends with a brace at the beginning of a line."""
    if reader.skip(close):
        return
    while True:
        blanks = reader.until(b"\n")
        if blanks:
            raise ValueError("an item does not begin on a line of its own")
        start = reader.place
        text = reader.until(end) + end
        lead = len(text) - len(text.lstrip(b" "))
        yield Item(section, start + lead, text[lead:])
        if not reader.skip(b","):
            reader.until(close)
            return


class _Reader:
    """A file that is read up to marks."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._read = bytearray()
        self._at = 0
        self._before = file.tell()

    @property
    def place(self) -> int:
        """How far the file is read."""
        return self._before + self._at

    def until(self, mark: bytes) -> bytes:
        """What stands before the mark, which is read, too."""
        look = self._at
        while (found := self._read.find(mark, look)) < 0:
            look = max(self._at, len(self._read) - len(mark) + 1)
            look -= self._more()
        text = bytes(memoryview(self._read)[self._at : found])
        self._at = found + len(mark)
        return text

    def skip(self, mark: bytes) -> bool:
        """Read the mark if it comes next."""
        while len(self._read) - self._at < len(mark):
            self._more()
        found = self._read.startswith(mark, self._at)
        self._at += len(mark) * found
        return found

    def _more(self) -> int:
        """Read on; so much of what was read before is forgotten."""
        data = self._file.read(_CHUNK)
        if not data:
            raise ValueError("it ends too early")
        done = self._at
        if done:
            del self._read[:done]
            self._before += done
            self._at = 0
        self._read += data
        return done
