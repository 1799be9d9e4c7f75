"""From inputs to a workspace: ``build``."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from kg.build.build import Report, build

__all__ = ["Report", "build"]


class _Callable(ModuleType):
    """This package, which can be called: ``kg.build("seeds", "out")``.

    The package and the function have the same name, and importing the package puts it where the function would be.
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Report:
        return build(*args, **kwargs)


sys.modules[__name__].__class__ = _Callable
