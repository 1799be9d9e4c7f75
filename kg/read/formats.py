"""Every document format, in one list: how a file of it begins, and what reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg import errors
from kg.cable import document, electronic, pages
from kg.errors import KgError
from kg.model import Document
from kg.read import records
from kg.read.decode import to_text
from kg.read.skips import Skip, skip
from kg.read.source import Source
from kg.read.sources import texts

#: A document's text, the source's name for reports and the SHA-256 of its bytes, in; the Document out.
TextReader = Callable[[str, str, str], Document]


@dataclass(frozen=True, slots=True)
class Format:
    """A document format: told by content, never by file name.

    ``sniff`` is given the first 64 kB, decoded; ``read`` gives one Document or Skip for each cable in the source.
    """

    name: str
    sniff: Callable[[str], bool]
    read: Callable[[Source], Iterator[Document | Skip]]


def one(read: TextReader) -> Callable[[Source], Iterator[Document | Skip]]:
    """A reader of sources that hold one cable each and are known to be text, from a function of text."""

    def documents(source: Source) -> Iterator[Document | Skip]:
        data = source.whole()
        text = to_text(data)
        if not text.strip():
            yield skip(source.name, errors.empty_file(source.name))
        else:
            yield read(text, source.name, hashlib.sha256(data).hexdigest())

    return documents


def _data(source: Source) -> Iterator[Document | Skip]:
    yield skip(source.name, errors.not_a_cable(source.name, "a cable's text: it is markup or data of another kind"))


#: Every document format, tried in order. A new one is a function and a line here.
FORMATS: tuple[Format, ...] = (
    Format("all cables in one file (cables.csv)", records.is_records, records.read_records),
    Format("page of a cable (HTML)", pages.is_page, one(pages.read_page)),
    Format("listing lines and telegram", document.is_listing, one(document.read_listing)),
    Format("electronic telegram of 1973-79", electronic.is_electronic, one(electronic.read_electronic)),
    Format("telegram", document.is_telegram, one(document.read_telegram)),
    Format("data of other programs", document.is_data, _data),
    Format("plain text or Markdown", lambda head: True, one(document.read_plain)),
)


def documents(source: Source) -> Iterator[Document | Skip]:
    """Every cable in a source, archives within archives included, or why there is none; some may have no body."""
    for text in texts(source):
        if isinstance(text, Skip):
            yield text
            continue
        try:
            head = to_text(text.head)
            yield from next(form for form in FORMATS if form.sniff(head)).read(text)
        except KgError as error:
            yield skip(text.name, error)
