"""What is made from a workspace's files once and kept beside them, in ``W/.store``, which may be deleted at any time.

The key is a hash of the files it was made from, of the view (masked, or with protected names) and of the versions that
made it. So nothing there ever answers for another build or another view; it is made when it is first asked for, under
another name, and moved into place in one step; from then on it is only read.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO, cast

from kg import __version__
from kg.terminal import progress
from kg.workspace import CABLES, GRAPH_JSON, GRAPH_TTL, STORE, Manifest, Workspace, read_manifest

_NEW = "new-"
#: Nobody takes so long to make something here: what is older was left by a process that was killed (seconds).
_ABANDONED = 24 * 3600
#: What takes so many bytes to read takes long enough for a line that shows how far it is.
_LONG = 32 << 20


def place(workspace: Workspace, manifest: Manifest, kind: str) -> Path:
    """Where something of this kind lies, if it was made; ``kind`` names the format with its version."""
    view = "included" if workspace.include_protected else "masked"
    return workspace.path / STORE / f"{_key(view, manifest)}-{kind}"


def make(place: Path, sign: str, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a new folder, and move that to ``place``. ``sign`` is a file in it, by which it is known to be
    there: where somebody else was faster, theirs is kept. Raises OSError where nothing can be written."""
    new = place.parent / f"{_NEW}{os.getpid()}-{secrets.token_hex(4)}"
    new.mkdir(parents=True)
    try:
        write(new)
        if (place / sign).exists():
            return
        if place.exists():
            shutil.rmtree(place)
        os.rename(new, place)
    except OSError:
        if not (place / sign).exists():
            raise
    finally:
        shutil.rmtree(new, ignore_errors=True)


def prune(workspace: Workspace) -> None:
    """What was made of earlier builds goes, and what killed processes left."""
    manifest = read_manifest(workspace.path)
    keep = tuple(_key(view, manifest) for view in ("masked", "included"))
    for entry in os.scandir(workspace.path / STORE):
        if entry.name.startswith(keep):
            continue
        if not entry.name.startswith(_NEW) or time.time() - entry.stat().st_mtime > _ABANDONED:
            shutil.rmtree(entry.path, ignore_errors=True)


def _key(view: str, manifest: Manifest) -> str:
    made_of = [manifest.files[name] for name in (GRAPH_TTL, GRAPH_JSON, CABLES)]
    return hashlib.sha256("\n".join([view, *made_of, manifest.protected, __version__]).encode()).hexdigest()[:32]


@contextmanager
def watched(what: str, total: int) -> Iterator[Callable[[BinaryIO], BinaryIO]]:
    """Gives files to be read in place of those given to it: a terminal shows how much of ``total`` bytes was read."""
    with progress() if total > _LONG else nullcontext() as tell:
        read, shown = 0, -1

        def saw(count: int) -> None:
            nonlocal read, shown
            read += count
            share = min(99, 100 * read // total)
            if tell and share != shown:
                tell(f"{what}: {share} %")
                shown = share

        yield lambda file: cast(BinaryIO, _Watched(file, saw))


class _Watched:
    """A file to be read, which says how much was."""

    def __init__(self, file: BinaryIO, saw: Callable[[int], None]) -> None:
        self._file, self._saw = file, saw

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._saw(len(data))
        return data

    def tell(self) -> int:
        return self._file.tell()

    def __iter__(self) -> _Watched:
        return self

    def __next__(self) -> bytes:
        line = self._file.readline()
        if not line:
            raise StopIteration
        self._saw(len(line))
        return line
