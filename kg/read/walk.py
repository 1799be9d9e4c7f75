"""The files of the inputs: in the order given, folders by name and to any depth, never outside a folder given.

A link within a folder is not followed, wherever it leads, and pipes and devices are never opened for good: reading
them might not end. Each gives a Skip that says so. A link that the user names is the user's choice.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kg import errors
from kg.read.skips import Skip, skip

#: A folder with this file, if one of these kinds stands in it, is of our making: what lies in it is never input.
WORKSPACE_MARK = "manifest.json"
WORKSPACE_KIND, PARTS_KIND = "cable-kg workspace", "cable-kg parts"


@dataclass(frozen=True, slots=True)
class File:
    """A file to read."""

    path: Path
    given: bool  # named by the user, not found in a folder


def walk(inputs: Sequence[Path]) -> Iterator[File | Skip]:
    """Every file of the inputs, and a Skip for every link and every folder that cannot be read.

    Names that begin with a dot are left out without a word, and so are a workspace's own files. Raises KgError for
    an input that does not exist (E101) or a folder given that cannot be read (E102).
    """
    for given in inputs:
        if given.is_dir():
            yield from _folder(given)
        elif given.exists():
            yield File(given, given=True)
        else:
            raise errors.no_such_input(given)


def files(inputs: Sequence[Path]) -> Iterator[Path]:
    """The paths alone of ``walk``, without what it skips."""
    return (found.path for found in walk(inputs) if isinstance(found, File))


def _folder(top: Path) -> Iterator[File | Skip]:
    # A stack of our own: folders may be nested deeper than Python lets functions call each other.
    stack: list[Iterator[os.DirEntry[str]]] = []
    try:
        stack.append(_entries(top))
    except OSError as error:
        raise errors.unreadable_input(top, errors.reason(error)) from error
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
        elif entry.name.startswith("."):
            continue
        elif entry.is_symlink():
            yield skip(entry.name, errors.is_a_link(entry.name))
        elif entry.is_dir(follow_symlinks=False):
            try:
                stack.append(_entries(Path(entry.path)))
            except OSError as error:
                yield skip(entry.name, errors.unreadable_input(entry.name, errors.reason(error)))
        else:
            yield File(Path(entry.path), given=False)


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    if _is_workspace(folder):
        return iter(())
    with os.scandir(folder) as entries:
        return iter(sorted(entries, key=lambda entry: entry.name))


def _is_workspace(folder: Path) -> bool:
    mark = folder / WORKSPACE_MARK
    try:
        if not stat.S_ISREG(mark.lstat().st_mode):
            return False
        with mark.open("rb") as file:
            head = file.read(65_536)
            return any(f'"{kind}"'.encode() in head for kind in (WORKSPACE_KIND, PARTS_KIND))
    except OSError:
        return False


def open_file(file: File) -> BinaryIO | Skip:
    """The file, open for reading and certainly a regular one, or the reason why not.

    It is looked at after it was opened, and opened without waiting, so that nobody can put a link or a pipe in its
    place between the look and the reading.
    """
    name = file.path.name
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if not file.given:
        flags |= getattr(os, "O_NOFOLLOW", 0)
    try:
        # Devices are not even opened: opening some of them does things (a tape winds back).
        if not stat.S_ISREG(os.stat(file.path, follow_symlinks=file.given).st_mode):
            return skip(name, errors.not_a_regular_file(name))
        handle = os.open(file.path, flags)
    except OSError as error:
        return skip(name, errors.unreadable_input(name, errors.reason(error)))
    opened = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        opened.close()
        return skip(name, errors.not_a_regular_file(name))
    return opened
