"""Values put aside on disk by bucket, so that each bucket can be taken up alone."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: So many values wait in memory, in all buckets together, at least LEAST in each.
MOST, LEAST = 8192, 16


class Spill:
    """``count`` buckets in files of this folder, which nobody else can write to (they are pickles)."""

    def __init__(self, folder: Path, count: int) -> None:
        folder.mkdir(mode=0o700)
        self._folder = folder
        self._waiting: list[list[Any]] = [[] for _ in range(count)]
        self._most = max(LEAST, MOST // count)

    def put(self, bucket: int, value: Any) -> None:
        """Put a value into a bucket."""
        waiting = self._waiting[bucket]
        waiting.append(value)
        if len(waiting) >= self._most:
            with self._path(bucket).open("ab") as file:
                pickle.dump(waiting, file, pickle.HIGHEST_PROTOCOL)
            self._waiting[bucket] = []

    def take(self, bucket: int) -> Iterator[Any]:
        """A bucket's values in the order in which they were put there; each bucket can be taken once."""
        path = self._path(bucket)
        if path.exists():
            with path.open("rb") as file:
                while file.peek(1):
                    yield from pickle.load(file)
            path.unlink()
        waiting, self._waiting[bucket] = self._waiting[bucket], []
        yield from waiting

    def _path(self, bucket: int) -> Path:
        return self._folder / f"{bucket:06}"
