"""The bytes of each cable in the inputs, before anybody makes sense of them.

Counting and comparing them needs no parsing: so a build knows cheaply which cables it has met before, and hands the
others to its workers.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import errors
from kg.errors import KgError
from kg.model import Document
from kg.read import records
from kg.read.decode import to_text
from kg.read.skips import Skip, skip
from kg.read.source import Budget, Source
from kg.read.sources import opened, texts

#: What a unit is: a file or an archive's member, or a record of a file of many.
FILE, RECORD = "file", "record"


@dataclass(frozen=True, slots=True)
class Unit:
    """One cable's bytes. ``name`` is the source's name for reports, ``form`` FILE or RECORD."""

    name: str
    form: str
    data: bytes

    def document(self) -> Document | Skip:
        """What these bytes give; a Skip, too, for a cable without a body (E106)."""
        from kg.read.formats import documents

        if self.form == RECORD:
            found = records.read_record(self.data, self.name)
        else:
            found = next(documents(Source(io.BytesIO(self.data), self.name, Budget.of(len(self.data)))))
        if isinstance(found, Skip) or found.paragraphs:
            return found
        return skip(found.source, errors.not_a_cable(found.source, "a body after its header"))


def units(inputs: Sequence[Path]) -> Iterator[Unit | Skip]:
    """The units of the inputs, in the order of kg.read.read_inputs, and a Skip for all that certainly gives none.

    Raises KgError as that does.
    """
    for source in opened(inputs):
        if isinstance(source, Skip):
            yield source
        else:
            yield from units_of(source)


def units_of(source: Source) -> Iterator[Unit | Skip]:
    """The units of one source, those of archives within archives included."""
    for text in texts(source):
        if isinstance(text, Skip):
            yield text
            continue
        try:
            if records.is_records(to_text(text.head)):
                for name, record in records.each(text):
                    yield record if isinstance(record, Skip) else Unit(name, RECORD, record)
            else:
                yield Unit(text.name, FILE, text.whole())
        except KgError as error:
            yield skip(text.name, error)
