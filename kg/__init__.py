"""Diplomatic cables to a knowledge graph in which every statement can be traced to its words.

    import kg
    kg.build("seeds", "out")
    graph = kg.load("out").graph   # a networkx MultiDiGraph

Importing kg is cheap: what is heavy is imported when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.rdf.read import from_rdf as from_rdf
    from kg.workspace import Workspace as Workspace
    from kg.workspace import load as load

__version__ = "0.1.0"

_LAZY = {"from_rdf": "kg.rdf.read", "load": "kg.workspace", "Workspace": "kg.workspace"}


def __getattr__(name: str) -> Any:
    if name == "build":
        return importlib.import_module("kg.build")  # a package that can be called, see there
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
