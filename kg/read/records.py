"""``cables.csv``: one file with all cables, one record each, read record by record.

A record has eight fields: number, date, reference id, origin, classification, references (canonical ids with ``|``
between them), header and body. Fields stand in quotation marks, within which a backslash takes the next character as
it is. The file has 1.7 GB: one record is in memory at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg import errors
from kg.model import Document
from kg.read.decode import is_wide, to_text
from kg.read.skips import Skip, skip
from kg.read.source import MAX_BYTES, Source

FIELDS = 8

#: How a record begins: its number and its date. No cable's text has a line like that, so the next record is found
#: also where this one is damaged (a quotation mark too few swallows one record, not the rest of the file).
_START = re.compile(rb'"?\d{1,9}"?,[ \t]?"?\d{1,4}[/-]\d{1,2}[/-]\d{1,4}')
_NEXT = re.compile(rb"\n(?=" + _START.pattern + rb")")

#: A backslash takes the next character as it is; a doubled quotation mark stands for one, as in files saved again.
_ESCAPE = re.compile(r'\\(.)|""', re.DOTALL)

#: Read so much at a time, in bytes.
_CHUNK = 1 << 20


def is_records(head: str) -> bool:
    """Whether a file that begins so is such a dump."""
    return bool(_IDENTIFIED.match(head))


_IDENTIFIED = re.compile(
    r'"?\d{1,9}"?,[ \t]?"?\d{1,4}[/-]\d{1,2}[/-]\d{1,4}[^",\n]{0,20}"?,[ \t]?"?\d{2}[A-Z0-9 -]{1,40}"?,'
)


def read_records(source: Source) -> Iterator[Document | Skip]:
    """The cable of each record, or why it gave none; ``source.name#7`` is the seventh."""
    for name, record in each(source):
        yield record if isinstance(record, Skip) else read_record(record, name)


def each(source: Source) -> Iterator[tuple[str, bytes | Skip]]:
    """Name and bytes of each record, not yet looked into; a Skip for one that is too large."""
    for number, record in enumerate(_records(source), 1):
        name = f"{source.name}#{number}"
        yield name, skip(name, errors.too_large(name, MAX_BYTES, MAX_BYTES)) if record is None else record


def read_record(record: bytes, name: str) -> Document | Skip:
    """The cable of one record, or why it gave none."""
    from kg.cable import document

    fields = _fields(record)
    if len(fields) != FIELDS:
        return skip(name, errors.bad_record(name, f"it has {len(fields)} fields, not {FIELDS}"))
    _, date, cable, origin, classification, references, header, body = map(_plain, fields)
    listed = document.Listed(
        id=cable.strip(),
        date=date.strip(),
        classification=classification.strip(),
        origin=origin.strip(),
        references=tuple(reference.strip() for reference in references.split("|") if reference.strip()),
    )
    return document.read_record(f"{header}\n\n{body}", listed, name)


def _records(source: Source) -> Iterator[bytes | None]:
    """The bytes of each record; None for one that is too large."""
    pieces = _utf8(source) if is_wide(source.head) else iter(lambda: source.read(_CHUNK), b"")
    buffer = b""
    searched = 0  # no record begins in the buffer before this
    dropping = False
    for piece in pieces:
        buffer += piece
        start = 0
        while found := _NEXT.search(buffer, searched):
            if dropping or found.start() - start > MAX_BYTES:
                yield None
            else:
                yield buffer[start : found.start()]
            dropping = False
            start = searched = found.end()
        buffer = buffer[start:]
        # The end of the buffer may be in the midst of a record's beginning, which is no longer than this.
        searched = max(0, len(buffer) - 64)
        if len(buffer) > MAX_BYTES:
            buffer, searched, dropping = buffer[-64:], 0, True
    if dropping:
        yield None
    elif buffer.strip():
        yield buffer


def _utf8(source: Source) -> Iterator[bytes]:
    yield to_text(source.whole()).encode("utf-8", "surrogatepass")


def _fields(record: bytes) -> list[bytes]:
    """The fields as written, without their quotation marks; [] if this is no record."""
    fields: list[bytes] = []
    at = 3 if record.startswith(b"\xef\xbb\xbf") else 0
    record = record.rstrip()
    while True:
        while record[at : at + 1] in (b" ", b"\t"):
            at += 1
        if record[at : at + 1] == b'"':
            end = _closing(record, at + 1)
            if end < 0:
                return []
            fields.append(record[at + 1 : end])
            end += 1
        else:
            end = record.find(b",", at)
            end = len(record) if end < 0 else end
            fields.append(record[at:end].rstrip())
        rest = record[end : end + 8].lstrip(b" \t")
        if not rest:
            return fields
        if not rest.startswith(b","):
            return []
        at = record.index(b",", end) + 1


def _closing(record: bytes, at: int) -> int:
    """Where the quotation mark stands that ends the field; -1 if none does."""
    while (at := record.find(b'"', at)) >= 0:
        before = at
        while record[before - 1 : before] == b"\\":
            before -= 1
        if (at - before) % 2 == 0:
            if record[at + 1 : at + 2] != b'"':
                return at
            at += 1
        at += 1
    return -1


def _plain(field: bytes) -> str:
    text = to_text(field)
    if "\\" in text or '""' in text:
        text = _ESCAPE.sub(lambda match: match[1] or '"', text)
    return text
