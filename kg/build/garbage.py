"""Python's search for cycles of objects, less often: a build makes very many objects and hardly any cycle."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: New objects before a search; searches of the young before one of the middle-aged, and of these before one of all.
OFTEN = (50_000, 20, 50)


@contextmanager
def seldom() -> Iterator[None]:
    """Search seldom while this lasts."""
    before = gc.get_threshold()
    gc.set_threshold(*OFTEN)
    try:
        yield
    finally:
        gc.set_threshold(*before)
