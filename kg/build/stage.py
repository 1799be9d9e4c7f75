"""Replacing the workspace's files so that whoever reads, and whoever kills the build, finds a whole one.

The order is what makes it safe: at every moment each file that manifest.json names is in the folder or in
``.previous``.

1. the new files and their manifest are written to ``.staging``;
2. the files of the last whole build are linked into ``.previous``;
3. the new files are moved into place, one after the other;
4. the new manifest is moved into place: from here on the new build counts;
5. ``.previous`` and ``.staging`` are removed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from kg import errors
from kg.build.live import Live, untouched
from kg.build.locks import locked
from kg.resolve.corrections import CORRECTIONS
from kg.workspace import FILES, MANIFEST, PREVIOUS, STORE, Manifest, digest, find, parse_manifest

STAGING = ".staging"
LOCK = ".lock"


def check(folder: Path) -> None:
    """Whether a build may write here; nothing is changed.

    Raises KgError E302 (files that are not ours), E304 (no permission), E305 (no folder).
    """
    try:
        if folder.is_dir():
            _check_ours(folder)
        elif folder.exists() or folder.is_symlink():
            raise errors.not_a_folder(folder)
        there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    except OSError as error:
        raise errors.cannot_write(folder, errors.reason(error)) from error
    if not there.is_dir():
        raise errors.not_a_folder(there)
    if not os.access(there, os.W_OK | os.X_OK):
        raise errors.cannot_write(folder, "Permission denied")


def _check_ours(folder: Path) -> None:
    """Ours are: an empty folder, one with our manifest, and what a first build left when it was killed."""
    names = {entry.name for entry in os.scandir(folder)}
    if MANIFEST in names:
        if _manifest(folder / MANIFEST, folder) is None:
            raise errors.foreign_folder(folder)
        return
    # Corrections may be taken along into a new folder; the last is left by a look into an empty folder on macOS.
    names -= {LOCK, STAGING, PREVIOUS, CORRECTIONS, ".DS_Store"}
    if not names and not _strangers(folder / STAGING) and not _strangers(folder / PREVIOUS):
        return
    # A graph.ttl may be anybody's. It is ours if the killed build's manifest names it.
    staged = _manifest(folder / STAGING / MANIFEST, folder)
    if staged is None or not all(name in FILES and find(folder, name, staged) is not None for name in names):
        raise errors.foreign_folder(folder)


def _strangers(folder: Path) -> set[str]:
    return {entry.name for entry in os.scandir(folder)} - {*FILES, MANIFEST} if folder.is_dir() else set()


def _manifest(path: Path, folder: Path) -> Manifest | None:
    """The manifest in this file; None if there is none or it is not ours. One that is damaged is still ours."""
    try:
        return parse_manifest(path.read_bytes(), folder)
    except FileNotFoundError:
        return None
    except errors.KgError:
        return Manifest({}, "masked")


def replace(
    folder: Path,
    files: Mapping[str, bytes | Path],
    *,
    protected: str,
    before: Callable[[str], None] | None = None,
    there: Live | None = None,
) -> None:
    """Make the workspace hold exactly these files (one for each name in FILES); those given as paths are moved.

    ``before`` is called with the hash of the new manifest before anything is replaced. ``there`` is what
    is known of the build in the folder: files with its stamps need not be read to find out that they are whole.

    Raises KgError as check does, and E307 where another build is at it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / LOCK, lambda: errors.workspace_busy(folder)):
            _check_ours(folder)
            staging, previous = folder / STAGING, folder / PREVIOUS
            manifest = Manifest({name: _digest(files[name]) for name in FILES}, protected)
            if not (folder / MANIFEST).exists():
                # A first build was killed. Its files go before the staged manifest by which we know them as ours.
                for name in FILES:
                    (folder / name).unlink(missing_ok=True)
            _clear(staging)
            staging.mkdir()
            for name in FILES:
                _write(staging / name, files[name])
            told = (json.dumps(manifest.to_json(), indent=1) + "\n").encode()
            _write(staging / MANIFEST, told)
            if before:
                before(digest(told))
            _keep(folder, previous, untouched(folder, there))
            # Made from the old files; with a build that masks more, names in it must not stay.
            _clear(folder / STORE)
            for name in (*FILES, MANIFEST):
                os.replace(staging / name, folder / name)
            _sync(folder)
            _clear(previous)
            _clear(staging)
    except OSError as error:
        raise errors.cannot_write(folder, errors.reason(error)) from error


def _keep(folder: Path, previous: Path, sure: frozenset[str]) -> None:
    """Make sure that ``.previous`` has the files of the last whole build before any of them is replaced."""
    manifest = _manifest(folder / MANIFEST, folder)
    if manifest is None:
        return
    previous.mkdir(exist_ok=True)
    for name in FILES:
        if _is(previous / name, manifest, name) or not (name in sure or _is(folder / name, manifest, name)):
            continue
        # Linked under another name first: os.link does not replace, and what lies there may be all we have.
        new = previous / f"{name}.new"
        new.unlink(missing_ok=True)
        try:
            os.link(folder / name, new)
        except OSError:  # a file system without hard links
            shutil.copyfile(folder / name, new)
        os.replace(new, previous / name)


def _is(path: Path, manifest: Manifest, name: str) -> bool:
    try:
        return _digest(path) == manifest.files.get(name)
    except FileNotFoundError:
        return False


def _digest(data: bytes | Path) -> str:
    if isinstance(data, bytes):
        return digest(data)
    with data.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, data: bytes | Path) -> None:
    if isinstance(data, Path):
        shutil.move(data, path)
    with path.open("ab") as file:
        if isinstance(data, bytes):
            file.write(data)
        file.flush()
        # A rename may reach the disk before the content does; after a power cut the file would be empty.
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Let the renames reach the disk, where the system can sync a folder."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def _clear(folder: Path) -> None:
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
