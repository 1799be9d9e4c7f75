"""Questions to the graph in SPARQL: ``run_query``, and the saved queries that come with kg.

Listing the saved queries is cheap: pyoxigraph is imported when a query is run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.query.library import SavedQuery, saved_queries, saved_query

if TYPE_CHECKING:
    from kg.query.run import Answer, run_query

__all__ = ["Answer", "SavedQuery", "run_query", "saved_queries", "saved_query"]


def __getattr__(name: str) -> Any:
    if name in ("Answer", "run_query"):
        from kg.query import run

        return getattr(run, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
