"""Running a query over a workspace, in this process and in memory."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import errors
from kg.query import refuse
from kg.rdf.triples import order
from kg.rdf.vocab import PREFIXES
from kg.rdf.write import turtle_of
from kg.workspace import load

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = tuple[Term | None, ...]

_LOCAL = re.compile(r"[\w%][\w%-]*", re.ASCII)
_ORDER = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What a query gave: rows of terms (None where unbound), yes or no, or triples. The others are None."""

    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] | None = None
    truth: bool | None = None
    triples: tuple[ox.Triple, ...] | None = None

    def render(self, fmt: str | None = None) -> str:
        """The answer as text. ``fmt``: table, csv, tsv or json for rows; table or json for yes or no; ttl for triples.

        Without ``fmt`` the first of these. CSV, TSV and JSON are the SPARQL 1.1 results formats. Raises KgError E405
        for a format that does not fit.
        """
        if self.rows is not None:
            chosen = _choose(_ROWS, fmt, "a table")
            return _ROWS[chosen](self.variables, self.rows)
        if self.triples is not None:
            _choose(("ttl",), fmt, "a graph")
            return turtle_of(self.triples).decode()
        if _choose(("table", "json"), fmt, "yes or no") == "json":
            return json.dumps({"head": {}, "boolean": bool(self.truth)}) + "\n"
        return "true\n" if self.truth else "false\n"


def _choose(formats: Collection[str], fmt: str | None, kind: str) -> str:
    if fmt is not None and fmt not in formats:
        raise errors.format_does_not_fit(fmt, kind, formats)
    return fmt or next(iter(formats))


def run_query(workspace: str | Path, sparql: str, include_protected: bool = False) -> Answer:
    """Ask the graph of a workspace. The prefixes of kg.rdf.vocab need not be declared.

    Rows without ORDER BY, and triples, come sorted, so that the same question gives the same answer. Raises KgError
    E301, E303, E308 (workspace), E401 (syntax), E402 (SERVICE, FROM and updates are refused), E404 (failed).
    """
    refuse.check(sparql)
    store = ox.Store()
    store.bulk_load(load(workspace, include_protected).turtle(), ox.RdfFormat.TURTLE)
    try:
        found = store.query(sparql, prefixes=PREFIXES)
        if isinstance(found, ox.QueryBoolean):
            return Answer(truth=bool(found))
        if isinstance(found, ox.QueryTriples):
            return Answer(triples=_triples(found))
        variables = tuple(variable.value for variable in found.variables)
        rows: Iterable[Row] = (tuple(solution[name] for name in variables) for solution in found)
        if not _ORDER.search(refuse.keywords(refuse.decode(sparql))):
            rows = sorted(rows, key=lambda row: [_text(term) for term in row])
        return Answer(variables=variables, rows=tuple(rows))
    except SyntaxError as error:
        raise errors.query_syntax(errors.reason(error)) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise errors.query_failed(errors.reason(error)) from error


def _triples(found: Iterable[ox.Triple]) -> tuple[ox.Triple, ...]:
    """Each once, sorted; blank nodes of a template named after what is said of them, not at random."""
    graph = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in found)
    graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return tuple(sorted((quad.triple for quad in graph), key=order))


def _text(term: Term | None) -> str:
    return "" if term is None else str(term)


def _table(variables: Sequence[str], rows: Sequence[Row]) -> str:
    cells = [list(variables), *([_short(term) for term in row] for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(variables))]
    cells.insert(1, ["-" * width for width in widths])
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells)
    return "".join(line + "\n" for line in lines)


def _short(term: Term | None) -> str:
    """For the eye: prefixed names where they fit, strings without quotes, on one line."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        for prefix, iri in PREFIXES.items():
            if term.value.startswith(iri) and _LOCAL.fullmatch(local := term.value[len(iri) :]):
                return f"{prefix}:{local}"
        return str(term)
    if isinstance(term, ox.Literal):
        return " ".join("".join(c if c.isprintable() else " " for c in term.value).split())
    return str(term)


def _csv(variables: Sequence[str], rows: Sequence[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(variables)
    for row in rows:
        writer.writerow([_bare(term) for term in row])
    return out.getvalue()


def _bare(term: Term | None) -> str:
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return _text(term)


def _tsv(variables: Sequence[str], rows: Sequence[Row]) -> str:
    head = "\t".join(f"?{variable}" for variable in variables)
    lines = ("\t".join(_text(term).replace("\t", "\\t") for term in row) for row in rows)
    return "".join(line + "\n" for line in (head, *lines))


def _json(variables: Sequence[str], rows: Sequence[Row]) -> str:
    bindings = [
        {name: _json_term(term) for name, term in zip(variables, row, strict=True) if term is not None} for row in rows
    ]
    found = {"head": {"vars": list(variables)}, "results": {"bindings": bindings}}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Literal):
        found = {"type": "literal", "value": term.value}
        if term.language:
            return {**found, "xml:lang": term.language}
        plain = term.datatype.value == PREFIXES["xsd"] + "string"
        return found if plain else {**found, "datatype": term.datatype.value}
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}


_ROWS: dict[str, Callable[[Sequence[str], Sequence[Row]], str]] = {
    "table": _table,
    "csv": _csv,
    "tsv": _tsv,
    "json": _json,
}
