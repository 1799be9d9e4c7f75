"""From inputs on disk to Documents: walking folders, unpacking archives, decoding bytes, choosing a format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from kg import errors
from kg.model import Document
from kg.read.decode import decode
from kg.read.skips import Skip, skip
from kg.read.source import MAX_BYTES, Source
from kg.read.sources import opened, opened_file
from kg.read.walk import File, files

__all__ = ["MAX_BYTES", "Skip", "decode", "files", "read_file", "read_inputs"]


def read_inputs(inputs: Sequence[Path], *, bodiless: bool = False) -> Iterator[Document | Skip]:
    """The Document of each cable in the inputs, and a Skip for each file that gave none.

    Inputs come in the order given, the files of a folder by name and to any depth, an archive's in the order in which
    they are stored, the records of a file of many as they come. Nothing is read outside a folder given, and
    no content makes this raise. A cable, or a piece of one, that has a header and no body is a Document (with problem
    W202) where ``bodiless`` is set, else a Skip (E106). Raises KgError for an input that does not exist (E101) or
    cannot be listed (E102).
    """
    yield from _read(opened(inputs), bodiless)


def read_file(path: Path) -> Document | Skip:
    """The one cable of a file, or the reason why it gave none; of a file of many, the first."""
    return next(_read(opened_file(File(path, given=True)), bodiless=False))


def _read(sources: Iterator[Source | Skip], bodiless: bool) -> Iterator[Document | Skip]:
    # Here, since to load the readers costs more than a build that finds nothing changed has else to do.
    from kg.read.formats import documents

    for source in sources:
        for found in [source] if isinstance(source, Skip) else documents(source):
            if isinstance(found, Skip) or found.paragraphs or (bodiless and found.id):
                yield found
            else:
                yield skip(found.source, errors.not_a_cable(found.source, "a body after its header"))
