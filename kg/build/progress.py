"""How far the work is, in words for a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable

Progress = Callable[[str], None]


class Tally:
    """Counts the cables done and says how long the rest will take."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self.total = total
        self.progress = progress
        self.begun_at = time.monotonic()
        self.started = self.count = 0

    def begun(self, name: str) -> None:
        """A cable's turn has come."""
        self.started = min(self.started + 1, self.total)  # after a second try it is begun twice
        if self.progress:
            self.progress(f"{self.started} of {self.total}{self._pace()}  {name}")

    def done(self, count: int) -> None:
        """So many cables more are done."""
        self.count += count

    def _pace(self) -> str:
        passed = time.monotonic() - self.begun_at
        if not self.count or passed < 1:
            return ""
        rate = self.count / passed
        return f", {rate:.3g} a second, {duration((self.total - self.count) / rate)} left"


def duration(seconds: float) -> str:
    """``40 s``, ``12 min``, ``3.5 h``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
