"""Writing one file so that a reader finds the old one or the new one, never half of one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kg import errors


def replace_file(path: Path, data: bytes) -> None:
    """Put these bytes at ``path``. Raises KgError E304 where that cannot be done, E602 where ``path`` is a folder."""
    with replacing(path) as file:
        file.write(data)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to be written piece by piece, which is at ``path`` once it is whole; raises as replace_file does."""
    if path.is_dir():
        raise errors.output_is_folder(path)
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            yield file
        # mkstemp makes files that only their owner can read.
        temporary.chmod(0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        raise errors.cannot_write(path, errors.reason(error)) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
