"""Questions to the graph in SPARQL: ``run_query``, and the saved queries that come with kg.

Listing the saved queries is cheap: pyoxigraph is imported when a query is run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.query.library import Param, SavedQuery, saved_queries, saved_query

if TYPE_CHECKING:
    from kg.query.results import Answer
    from kg.query.run import Limits, run_query

__all__ = ["Answer", "Limits", "Param", "SavedQuery", "run_query", "saved_queries", "saved_query"]


def __getattr__(name: str) -> Any:
    if name in ("Limits", "run_query"):
        from kg.query import run

        return getattr(run, name)
    if name == "Answer":
        from kg.query import results

        return results.Answer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
