"""Answers as Python values: ``kg.load("out").sparql("...")``."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import pyoxigraph as ox

from kg.query.library import saved_queries, saved_query
from kg.query.results import Term
from kg.query.run import run_query
from kg.workspace import Workspace

_XSD = "http://www.w3.org/2001/XMLSchema#"


def sparql(workspace: Workspace, query: str, params: Mapping[str, str]) -> Any:
    """See kg.workspace.Workspace.sparql."""
    names = {saved.name for saved in saved_queries()}
    # With parameters it can only be meant as a name, and the error should say which names there are.
    asked = saved_query(query) if query in names or params else query
    answer = run_query(workspace.path, asked, workspace.include_protected, params=params)
    if answer.truth is not None:
        return answer.truth
    if answer.triples is not None:
        import rdflib

        return rdflib.Graph().parse(data=answer.render("nt"), format="nt")
    rows = [[value(term) for term in row] for row in answer.rows or ()]
    try:
        pandas = importlib.import_module("pandas")  # an extra
    except ImportError:
        return [dict(zip(answer.variables, row, strict=True)) for row in rows]
    return pandas.DataFrame(rows, columns=list(answer.variables))


def value(term: Term | None) -> Any:
    """Numbers as int, Decimal or float, booleans as bool, nothing as None; all else as its text."""
    if not isinstance(term, ox.Literal):
        return term.value if isinstance(term, ox.NamedNode) else None if term is None else str(term)
    kind = term.datatype.value.removeprefix(_XSD)
    try:
        if kind == "integer":
            return int(term.value)
        if kind == "decimal":
            return Decimal(term.value)
        if kind in ("double", "float"):
            return float(term.value)
    except (ValueError, InvalidOperation):
        return term.value
    return term.value in ("true", "1") if kind == "boolean" else term.value
