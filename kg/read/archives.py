"""Archives: what lies in .gz, .zip and .tar files, read in memory and never unpacked to disk.

Nothing an archive says makes us open a file: a member's name is a name in reports and no more. Members that are links
or devices, or whose name leads out of the archive, are reported and left out. How much is unpacked is limited
(kg.read.source); damage ends an archive where it is met, and what came before it counts.

Members come in the order in which they are stored. Names that begin with a dot, and what macOS adds, are left out
without a word, as in folders.
"""

from __future__ import annotations

import gzip
import io
import re
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from kg import errors
from kg.errors import KgError
from kg.read.skips import Skip, skip
from kg.read.source import MAX_DEPTH, MAX_MEMBERS, Source

_BLOCK = tarfile.BLOCKSIZE

#: A long name or other note on a member of a tar file; more than this is an attack.
_MAX_NOTE = 1 << 20

#: The directory at the end of a zip file is read into memory as a whole: at least 46 bytes a member.
_MAX_DIRECTORY = MAX_MEMBERS * 128


def members(source: Source) -> Iterator[Source | Skip] | None:
    """What lies in an archive; None if ``source`` is not one."""
    kind = next((reader for sniff, reader in _KINDS if sniff(source.head)), None)
    if kind is None:
        return None
    if source.depth >= MAX_DEPTH:
        return iter([skip(source.name, errors.nested_too_deep(source.name, MAX_DEPTH))])
    return _safely(source, kind(source))


def _safely(source: Source, found: Iterator[Source | Skip]) -> Iterator[Source | Skip]:
    """The members as they come, and a Skip for the archive where its damage or a limit ends it."""
    empty = True
    try:
        for member in found:
            empty = False
            source.budget.members += 1
            if source.budget.members > MAX_MEMBERS:
                raise errors.too_many_members(source.name, MAX_MEMBERS)
            yield member
        if empty:
            yield skip(source.name, errors.empty_file(source.name))
    except KgError as error:
        yield skip(source.name, error)
    except Exception as error:  # whatever the standard library makes of damaged bytes
        yield skip(source.name, errors.bad_archive(source.name, errors.reason(error)))


def _refused(name: str, full: str) -> Skip | None:
    """Why a member is left out for its name, if it is."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
        return skip(full, errors.outside_the_archive(full))
    return None


def _is_hidden(name: str) -> bool:
    return any(
        (part.startswith(".") and part not in (".", "..")) or part == "__MACOSX" for part in PurePosixPath(name).parts
    )


class _Raw(io.RawIOBase):
    """A Source as a file object, for the standard library."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._source.read(size if size >= 0 else 1 << 20)


def _gzip(source: Source) -> Iterator[Source | Skip]:
    """The one file in a .gz, under the archive's name without its ending."""
    with gzip.GzipFile(fileobj=cast(BinaryIO, _Raw(source)), mode="rb") as raw:
        yield Source(cast(BinaryIO, raw), _without_ending(source.name), source.budget, source.depth + 1)


def _without_ending(name: str) -> str:
    lower = name.lower()
    if lower.endswith(".tgz"):
        return name[:-4] + ".tar"
    return name[:-3] if lower.endswith(".gz") and len(name) > 3 else name


def _zip(source: Source) -> Iterator[Source | Skip]:
    # The directory of a zip file is at its end, so it needs a file one can jump about in.
    seekable = source.depth == 0 and source.raw.seekable()
    raw = source.raw if seekable else io.BytesIO(source.whole())
    if _directory_size(raw) > _MAX_DIRECTORY:
        raise errors.too_many_members(source.name, MAX_MEMBERS)
    with zipfile.ZipFile(raw) as archive:
        for info in archive.infolist():
            full = f"{source.name}/{info.filename}"
            mode = info.external_attr >> 16
            if refused := _refused(info.filename, full):
                yield refused
            elif info.is_dir() or _is_hidden(info.filename):
                continue
            elif (mode & 0o170000) == 0o120000:
                yield skip(full, errors.is_a_link(full))
            elif mode & 0o170000 not in (0, 0o100000):
                yield skip(full, errors.not_a_regular_file(full))
            else:
                # Damage in one member leaves the others readable, for each has its own place in the file.
                try:
                    with archive.open(info) as member:
                        yield Source(cast(BinaryIO, member), full, source.budget, source.depth + 1)
                except KgError as error:
                    if error.code == "E114":
                        raise
                    yield skip(full, error)
                except Exception as error:
                    yield skip(full, errors.bad_archive(full, errors.reason(error)))


def _directory_size(raw: BinaryIO) -> int:
    """What the end of a zip file says of the size of its directory, in bytes; 0 if there is no such end."""
    raw.seek(0, io.SEEK_END)
    raw.seek(-min(raw.tell(), 65_557), io.SEEK_END)
    tail = raw.read(65_557)
    # Whichever of several ends zipfile takes for the true one.
    ends = (at.start() for at in re.finditer(re.escape(b"PK\x05\x06"), tail) if at.start() <= len(tail) - 22)
    return max((int(struct.unpack_from("<L", tail, at + 12)[0]) for at in ends), default=0)


def _tar(source: Source) -> Iterator[Source | Skip]:
    # Not tarfile.open: that reads notes of any size into memory and jumps back in what can only be read forwards.
    name = b""
    while len(block := _exactly(source, _BLOCK)) == _BLOCK and block.strip(b"\0"):
        info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        if info.size < 0:
            raise tarfile.HeaderError("negative size")
        if info.type in (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, *_NOTES):
            if info.size > _MAX_NOTE:
                raise tarfile.HeaderError("a note on a member is too long")
            note = _exactly(source, info.size)
            _exactly(source, -info.size % _BLOCK)
            if info.type == tarfile.GNUTYPE_LONGNAME:
                name = note.rstrip(b"\0")
            elif info.type == tarfile.XHDTYPE:
                name = _pax_path(note) or name
            continue
        full_name = name.decode("utf-8", "replace") if name else info.name.encode("utf-8", "replace").decode()
        name = b""
        yield from _tar_member(source, info, full_name)


#: Notes of the POSIX format: on the next member, on all that follow; and the older one of Solaris.
_NOTES = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)


def _tar_member(source: Source, info: tarfile.TarInfo, name: str) -> Iterator[Source | Skip]:
    full = f"{source.name}/{name}"
    has_data = info.type not in (tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.DIRTYPE)
    content = _Part(source, info.size if has_data else 0)
    if refused := _refused(name, full):
        yield refused
    elif info.isdir() or _is_hidden(name):
        pass
    elif info.issym() or info.islnk():
        yield skip(full, errors.is_a_link(full))
    elif info.type not in (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE):
        yield skip(full, errors.not_a_regular_file(full))
    else:
        yield Source(cast(BinaryIO, content), full, source.budget, source.depth + 1)
    content.finish()


class _Part(io.RawIOBase):
    """The data of one member of a tar file: the next ``size`` bytes of it."""

    def __init__(self, source: Source, size: int) -> None:
        self._source, self._left, self._padding = source, size, -size % _BLOCK

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        want = min(self._left, size if size >= 0 else 1 << 20)
        piece = self._source.read(want) if want else b""
        if want and not piece:
            raise EOFError("it ends before its time")
        self._left -= len(piece)
        return piece

    def finish(self) -> None:
        """Go on to where the next member begins."""
        while self.read(1 << 20):
            pass
        _exactly(self._source, self._padding)


def _exactly(source: Source, size: int) -> bytes:
    pieces: list[bytes] = []
    while size and (piece := source.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _pax_path(note: bytes) -> bytes:
    """The name in a POSIX note, ``22 path=some/long/name\\n``; b"" if there is none."""
    at = 0
    while at < len(note):
        length = note[at : at + 24].partition(b" ")[0]
        if not length.isdigit() or int(length) <= len(length) + 1:
            return b""
        record = note[at + len(length) + 1 : at + int(length)].rstrip(b"\n")
        if record.startswith(b"path="):
            return record[5:]
        at += int(length)
    return b""


def _is_tar(head: bytes) -> bool:
    if len(head) < _BLOCK or head[257:262] == b"ustar":
        return len(head) >= _BLOCK
    # Tar files of old have no such word; the sum of their first block is what it says it is.
    digits = head[148:156].strip(b" \0")
    if not digits or digits.strip(b"01234567"):
        return False
    return int(digits, 8) == sum(head[:148]) + sum(head[156:_BLOCK]) + 8 * ord(" ")


#: How each kind of archive begins, and what reads it.
_KINDS = (
    (lambda head: head.startswith(b"\x1f\x8b"), _gzip),
    (lambda head: head.startswith((b"PK\x03\x04", b"PK\x05\x06")), _zip),
    (_is_tar, _tar),
)
