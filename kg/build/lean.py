"""What spares a process time that would be spent on nothing, and memory that nobody uses."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.abc import MetaPathFinder
from types import ModuleType

#: New objects before Python looks for cycles among them; searches of the young before one of the middle-aged, and of
#: these before one of all. A build makes very many objects and hardly any cycle.
OFTEN = (50_000, 20, 50)


@contextmanager
def seldom() -> Iterator[None]:
    """Look for cycles seldom while this lasts."""
    before = gc.get_threshold()
    gc.set_threshold(*OFTEN)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def one_thread() -> None:
    """In a process of kg's own and those it starts: let numpy and scipy each keep no threads ready for large matrices.

    The recogniser works in one thread, and everybody else with sparse matrices. To be said before numpy is loaded.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def plain_memory() -> None:
    """In a process of kg's own and those it starts: let Arrow have its memory from where Python has it.

    Its own store keeps what it has had, a hundred megabytes of it after a thousand cables. To be said before pyarrow is
    loaded.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def give_back() -> None:
    """Let the system have the memory that nobody uses any more, where it takes it before the process ends (glibc)."""
    import ctypes

    gc.collect()
    with suppress(AttributeError, OSError, TypeError):  # another C library has no such function, another system no name
        ctypes.CDLL(None).malloc_trim(0)


def without_extras() -> None:
    """In a process of kg's own: load nothing of what pyarrow and spaCy load beside what kg uses.

    pyarrow finds no pandas, even where there is one: it would load it, for a third of a second, to ask of every value
    whether it is what pandas says for "missing". And spaCy finds its function ``info`` there, though empty: for
    that alone it would load all its commands for the shell, with what downloads models and draws up configurations, a
    quarter of the time that ``import spacy`` takes.
    """
    sys.meta_path.insert(0, _NoPandas())
    info = ModuleType("spacy.cli.info")
    info.info = None  # type: ignore[attr-defined]
    sys.modules.setdefault(info.__name__, info)


class _NoPandas(MetaPathFinder):
    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("not looked for: see kg.build.lean", name=fullname)
