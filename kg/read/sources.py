"""From inputs on disk to texts: files opened one after the other, archives unpacked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kg import errors
from kg.errors import KgError
from kg.read import archives
from kg.read.decode import is_other
from kg.read.skips import Skip, skip
from kg.read.source import Budget, Source
from kg.read.walk import File, open_file, walk


def opened(inputs: Sequence[Path]) -> Iterator[Source | Skip]:
    """The files of the inputs in their order, each open until the next is taken, and a Skip for each that cannot be.

    Raises KgError for an input that does not exist (E101) or cannot be listed (E102).
    """
    for found in walk(inputs):
        if isinstance(found, Skip):
            yield found
        else:
            yield from opened_file(found)


def opened_file(file: File) -> Iterator[Source | Skip]:
    """One file, open as long as this generator is, or why it cannot be read."""
    found = open_file(file)
    if isinstance(found, Skip):
        yield found
        return
    with found:
        name = file.path.name
        try:
            size = found.seek(0, 2)
            found.seek(0)
            source = Source(found, name, Budget.of(size))
        except KgError as error:
            yield skip(name, error)
            return
        yield source


def texts(source: Source) -> Iterator[Source | Skip]:
    """The sources of text in a source: itself, or the files of an archive and of archives within; a Skip for others."""
    try:
        if (found := archives.members(source)) is not None:
            for member in found:
                if isinstance(member, Skip):
                    yield member
                else:
                    yield from texts(member)
        elif not source.head:
            yield skip(source.name, errors.empty_file(source.name))
        elif is_other(source.head):
            yield skip(source.name, errors.not_text(source.name))
        else:
            yield source
    except KgError as error:
        yield skip(source.name, error)
