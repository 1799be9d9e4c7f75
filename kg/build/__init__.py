"""From inputs to a workspace: ``build``."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.build.run import Report as Report
    from kg.build.run import build as build


def __getattr__(name: str) -> Any:
    if name in ("Report", "build"):  # not before it is needed: the command's help must answer at once
        return getattr(importlib.import_module("kg.build.run"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class _Callable(ModuleType):
    """This package, which can be called: ``kg.build("seeds", "out")``.

    The package and the function have the same name, and importing the package puts it where the function would be.
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return importlib.import_module("kg.build.run").build(*args, **kwargs)


sys.modules[__name__].__class__ = _Callable
