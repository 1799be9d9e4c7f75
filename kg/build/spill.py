"""Values put aside on disk by bucket, so that each bucket can be taken up alone."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: A bucket's values are written when they have so many bytes.
_MOST = 1 << 16


class Spill:
    """``count`` buckets in files of this folder, which nobody else can write to (they are pickles)."""

    def __init__(self, folder: Path, count: int) -> None:
        folder.mkdir(mode=0o700)
        self._folder = folder
        self._waiting = [bytearray() for _ in range(count)]

    def put(self, bucket: int, value: Any) -> None:
        """Put a value into a bucket."""
        waiting = self._waiting[bucket]
        waiting += pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        if len(waiting) >= _MOST:
            self._write(bucket)

    def take(self, bucket: int) -> Iterator[Any]:
        """A bucket's values in the order in which they were put there; each bucket can be taken once."""
        self._write(bucket)
        path = self._path(bucket)
        if not path.exists():
            return
        with path.open("rb") as file:
            while file.peek(1):
                yield pickle.load(file)
        path.unlink()

    def _write(self, bucket: int) -> None:
        if waiting := self._waiting[bucket]:
            with self._path(bucket).open("ab") as file:
                file.write(waiting)
            self._waiting[bucket] = bytearray()

    def _path(self, bucket: int) -> Path:
        return self._folder / f"{bucket:06}"
