"""What a query gave, and how it is written down."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from kg import errors
from kg.rdf import jsonld
from kg.rdf.rdfxml import escape
from kg.rdf.triples import order
from kg.rdf.vocab import PREFIXES
from kg.rdf.write import turtle_of

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = tuple[Term | None, ...]

_LOCAL = re.compile(r"[\w%][\w%-]*", re.ASCII)


@dataclass(frozen=True)
class Answer:
    """What a query gave: rows of terms (None where unbound), yes or no, or triples. The others are None.

    ``cut`` is true where there was more than the limit let through.
    """

    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] | None = None
    truth: bool | None = None
    triples: tuple[ox.Triple, ...] | None = None
    cut: bool = False
    #: By which names are shortened in a table.
    prefixes: Mapping[str, str] = field(default_factory=lambda: PREFIXES, repr=False)

    @property
    def kind(self) -> str:
        """rows, triples or truth."""
        if self.rows is not None:
            return "rows"
        return "triples" if self.triples is not None else "truth"

    def render(self, fmt: str | None = None, width: int | None = None) -> str:
        """The answer as text; a table in lines of at most ``width`` characters, its longest cells cut, if one is given.

        ``fmt``: table, csv, tsv, json or xml for rows; table, json or xml for yes or no; ttl, nt, jsonld or rdfxml for
        triples. Without ``fmt`` the first of these. CSV, TSV, JSON and XML are the SPARQL 1.1 results formats. Raises
        KgError E405 for a format that does not fit.
        """
        if self.rows is not None:
            chosen = _choose(_ROWS, fmt, "a table")
            return _table(self, width) if chosen == "table" else _ROWS[chosen](self)
        if self.triples is not None:
            return _GRAPHS[_choose(_GRAPHS, fmt, "a graph")](self).decode()
        return _TRUTH[_choose(_TRUTH, fmt, "yes or no")](bool(self.truth))

    def without(self, variables: Collection[str]) -> Answer:
        """The same rows without these columns."""
        if self.rows is None or not set(variables) & set(self.variables):
            return self
        keep = [at for at, name in enumerate(self.variables) if name not in variables]
        rows = tuple(tuple(row[at] for at in keep) for row in self.rows)
        return Answer(tuple(self.variables[at] for at in keep), rows, cut=self.cut, prefixes=self.prefixes)


def _choose(formats: Collection[str], fmt: str | None, kind: str) -> str:
    if fmt is not None and fmt not in formats:
        raise errors.format_does_not_fit(fmt, kind, formats)
    return fmt or next(iter(formats))


def canonical(found: Iterable[ox.Triple]) -> tuple[ox.Triple, ...]:
    """Each triple once, sorted; blank nodes of a template named after what is said of them, not at random."""
    graph = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in found)
    graph.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return tuple(sorted((quad.triple for quad in graph), key=order))


def text(term: Term | None) -> str:
    """As N-Triples writes it; nothing where unbound."""
    return "" if term is None else str(term)


def _table(answer: Answer, width: int | None = None) -> str:
    rows = ([_short(term, answer.prefixes) for term in row] for row in answer.rows or ())
    cells = [list(answer.variables), *rows]
    widths = [max(len(line[column]) for line in cells) for column in range(len(answer.variables))]
    if width is not None:
        widths = _narrowed(widths, width - 2 * (len(widths) - 1))
    cells.insert(1, ["-" * most for most in widths])
    lines = ("  ".join(_fitted(cell, most) for cell, most in zip(line, widths, strict=True)).rstrip() for line in cells)
    return "".join(line + "\n" for line in lines)


def _narrowed(widths: list[int], room: int) -> list[int]:
    """The widest columns as wide as each other, and no wider than it takes for all to find room; never under eight."""
    most = max(widths, default=0)
    while most > 8 and sum(min(width, most) for width in widths) > room:
        most -= 1
    return [min(width, most) for width in widths]


def _fitted(cell: str, width: int) -> str:
    return cell.ljust(width) if len(cell) <= width else f"{cell[: width - 1]}…"


def _short(term: Term | None, prefixes: Mapping[str, str]) -> str:
    """For the eye: prefixed names where they fit, strings without quotes, on one line."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        for prefix, iri in prefixes.items():
            if term.value.startswith(iri) and _LOCAL.fullmatch(local := term.value[len(iri) :]):
                return f"{prefix}:{local}"
        return str(term)
    if isinstance(term, ox.Literal):
        return " ".join("".join(c if c.isprintable() else " " for c in term.value).split())
    return str(term)


def _csv(answer: Answer) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.variables)
    for row in answer.rows or ():
        writer.writerow([_bare(term) for term in row])
    return out.getvalue()


def _bare(term: Term | None) -> str:
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    return text(term)


def _tsv(answer: Answer) -> str:
    head = "\t".join(f"?{variable}" for variable in answer.variables)
    lines = ("\t".join(text(term).replace("\t", "\\t") for term in row) for row in answer.rows or ())
    return "".join(line + "\n" for line in (head, *lines))


def _json(answer: Answer) -> str:
    names = answer.variables
    bindings = [
        {name: _json_term(term) for name, term in zip(names, row, strict=True) if term is not None}
        for row in answer.rows or ()
    ]
    found = {"head": {"vars": list(names)}, "results": {"bindings": bindings}}
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
        return found if _is_plain(term) else {**found, "datatype": term.datatype.value}
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}


def _is_plain(term: ox.Literal) -> bool:
    return term.datatype.value == PREFIXES["xsd"] + "string"


_XML = '<?xml version="1.0"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'


def _xml(answer: Answer) -> str:
    head = "".join(f'<variable name="{name}"/>' for name in answer.variables)
    out = [_XML, f"<head>{head}</head>\n<results>\n"]
    for row in answer.rows or ():
        bound = ((n, t) for n, t in zip(answer.variables, row, strict=True) if t is not None)
        cells = "".join(f'<binding name="{name}">{_xml_term(term)}</binding>' for name, term in bound)
        out.append(f"<result>{cells}</result>\n")
    return "".join([*out, "</results>\n</sparql>\n"])


def _xml_term(term: Term) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{escape(term.value)}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{escape(term.value)}</bnode>"
    if isinstance(term, ox.Literal):
        more = f' xml:lang="{term.language}"' if term.language else ""
        if not term.language and not _is_plain(term):
            more = f' datatype="{escape(term.datatype.value)}"'
        return f"<literal{more}>{escape(term.value)}</literal>"
    parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
    return f"<triple>{''.join(f'<{name}>{_xml_term(part)}</{name}>' for name, part in parts)}</triple>"


def _xml_truth(truth: bool) -> str:
    return f"{_XML}<head></head>\n<boolean>{'true' if truth else 'false'}</boolean>\n</sparql>\n"


def _serialised(form: ox.RdfFormat) -> Callable[[Answer], bytes]:
    def write(answer: Answer) -> bytes:
        found = ox.serialize(answer.triples or (), format=form)
        assert found is not None  # it returns bytes where no output is named
        return found

    return write


def _jsonld(answer: Answer) -> bytes:
    """Short, with the context in it; at length where there is what our writer does not write, such as blank nodes."""
    try:
        return b"".join(jsonld.write(answer.triples or (), answer.prefixes))
    except ValueError:
        return _serialised(ox.RdfFormat.JSON_LD)(answer)


_ROWS: dict[str, Callable[[Answer], str]] = {"table": _table, "csv": _csv, "tsv": _tsv, "json": _json, "xml": _xml}
_TRUTH: dict[str, Callable[[bool], str]] = {
    "table": lambda truth: "true\n" if truth else "false\n",
    "json": lambda truth: json.dumps({"head": {}, "boolean": truth}) + "\n",
    "xml": _xml_truth,
}
_GRAPHS: dict[str, Callable[[Answer], bytes]] = {
    "ttl": lambda answer: turtle_of(answer.triples or (), answer.prefixes),
    "nt": _serialised(ox.RdfFormat.N_TRIPLES),
    "jsonld": _jsonld,
    "rdfxml": _serialised(ox.RdfFormat.RDF_XML),
}
