"""The pages of ``kg serve``: what is known of one thing. No script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

import pyoxigraph as ox

from kg.query import Answer
from kg.rdf.vocab import VOCAB

#: Everything that points from and to one thing, with the names of what is at the other end.
ABOUT = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?node ?way ?property ?other ?label WHERE {
  { ?node ?property ?other . BIND("out" AS ?way) } UNION { ?other ?property ?node . BIND("in" AS ?way) }
  OPTIONAL { ?other rdfs:label ?name }
  OPTIONAL { ?other dcterms:identifier ?id }
  BIND (COALESCE(?name, ?id) AS ?label)
}"""

_STYLE = "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}table{border-collapse:collapse}"
_STYLE += "td{border-top:1px solid #ccc;padding:.2em 1em .2em 0;vertical-align:top}"


def thing(iri: str, answer: Answer, prefixes: Mapping[str, str], base: str) -> str:
    """The page of one IRI from the answer to ABOUT. Links to things under ``base`` lead to this server."""
    own, others = [], []
    names = set()
    for row in answer.rows or ():
        _, way, prop, other, label = row
        assert isinstance(prop, ox.NamedNode)
        if way == ox.Literal("out"):
            own.append((_link(prop, prefixes, base), _cell(other, label, prefixes, base)))
            if prop.value.endswith(("#label", "/identifier")) and isinstance(other, ox.Literal):
                names.add(other.value)
        else:
            others.append((_cell(other, label, prefixes, base), _link(prop, prefixes, base)))
    title = min(names, default=_short(iri, prefixes))
    note = "<p>There is more; this was cut.</p>" if answer.cut else ""
    body = f"<h1>{escape(title)}</h1><p>{escape(iri)}</p>{_rows(own)}<h2>Named by</h2>{_rows(others)}{note}"
    return page(title, body)


def page(title: str, body: str) -> str:
    """A whole HTML document."""
    head = f"<meta charset=utf-8><title>{escape(title)}</title><style>{_STYLE}</style>"
    return f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>\n"


def _rows(cells: Iterable[tuple[str, str]]) -> str:
    return f"<table>{''.join(f'<tr><td>{a}</td><td>{b}</td></tr>' for a, b in sorted(set(cells)))}</table>"


def _cell(term: object, label: object, prefixes: Mapping[str, str], base: str) -> str:
    if not isinstance(term, ox.NamedNode):
        return escape(term.value if isinstance(term, ox.Literal) else str(term))
    said = f" {escape(label.value)}" if isinstance(label, ox.Literal) else ""
    return _link(term, prefixes, base) + said


def _link(node: ox.NamedNode, prefixes: Mapping[str, str], base: str) -> str:
    shown = escape(_short(node.value, prefixes))
    if not node.value.startswith(("http://", "https://")):
        return shown
    target = "/" + node.value[len(base) :] if node.value.startswith(base) else node.value
    if target.startswith(VOCAB):
        target = f"/vocab#{target.removeprefix(VOCAB)}"
    return f'<a href="{escape(target)}">{shown}</a>'


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    fitting = [
        (len(start), f"{prefix}:{iri[len(start) :]}") for prefix, start in prefixes.items() if iri.startswith(start)
    ]
    return max(fitting)[1] if fitting else iri
