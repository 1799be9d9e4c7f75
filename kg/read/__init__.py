"""From inputs on disk to Documents: walking folders, decoding bytes, choosing a format."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import errors
from kg.cable.document import listing, read_listing
from kg.model import Document

#: No public cable comes near this; larger files are reported and skipped, so that memory stays bounded.
MAX_BYTES = 64 * 1024 * 1024

#: A folder with this file is a workspace of ours: what lies in it is output, never input.
WORKSPACE_MARK = "manifest.json"


@dataclass(frozen=True, slots=True)
class Skip:
    """An input that gave no document: which, and why."""

    source: str  # file name without its folder
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Format:
    """A document format: told by content, never by file name."""

    name: str
    sniff: Callable[[str], bool]
    read: Callable[[str, str, str], Document]  # decoded text, source name, sha256 of the bytes


#: Every document format, tried in order. A new one is a function and a line here.
FORMATS: tuple[Format, ...] = (Format("listing", lambda text: listing(text) is not None, read_listing),)


def decode(data: bytes) -> str | None:
    """The text of a file: UTF-8 (a byte-order mark dropped), else Windows-1252 or Latin-1; None if it is binary."""
    if b"\x00" in data:
        return None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def files(inputs: Sequence[Path]) -> Iterator[Path]:
    """Every file of the inputs: in the order given, folders by name and to any depth.

    Symbolic links to folders are not followed, nor are a workspace's own files read. Raises KgError for an
    input that does not exist.
    """
    for given in inputs:
        if given.is_dir():
            yield from _folder(given)
        elif given.exists():
            yield given
        else:
            raise errors.no_such_input(given)


def _folder(folder: Path) -> Iterator[Path]:
    if _is_workspace(folder):
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError as error:
        raise errors.unreadable_input(folder, errors.reason(error)) from error
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _folder(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)


def _is_workspace(folder: Path) -> bool:
    try:
        return '"cable-kg workspace"' in (folder / WORKSPACE_MARK).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def read_file(path: Path) -> Document | Skip:
    """One file as a Document, or the reason why it gave none. Raises nothing for bad content."""
    name = path.name
    try:
        # A FIFO or a device would never end.
        if not path.is_file():
            return _skip(name, errors.not_a_regular_file(name))
        if (size := path.stat().st_size) > MAX_BYTES:
            return _skip(name, errors.too_large(name, size, MAX_BYTES))
        data = path.read_bytes()
    except OSError as error:
        return _skip(name, errors.unreadable_input(name, errors.reason(error)))
    if not data.strip():
        return _skip(name, errors.empty_file(name))
    text = decode(data)
    if text is None:
        return _skip(name, errors.not_text(name))
    chosen = next((f for f in FORMATS if f.sniff(text)), None)
    if chosen is None:
        return _skip(name, errors.not_a_cable(name, "an id on the first line and a date on the third"))
    document = chosen.read(text, name, hashlib.sha256(data).hexdigest())
    if not document.paragraphs:
        return _skip(name, errors.not_a_cable(name, "a body after its header"))
    return document


def _skip(name: str, error: errors.KgError) -> Skip:
    return Skip(name, error.code, error.message)


def read_inputs(inputs: Sequence[Path]) -> Iterator[Document | Skip]:
    """One Document or Skip for each file of the inputs, in order."""
    for path in files(inputs):
        yield read_file(path)
