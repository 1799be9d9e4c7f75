"""The terms of the ontology with their labels and comments: at /vocab for readers and machines, and for completion in
the editor of queries."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from kg import errors
from kg.rdf.vocab import VOCAB
from kg.serve import negotiate, pages
from kg.serve.transport import Request, Response

if TYPE_CHECKING:
    from kg.serve.server import Server

_OWL = "http://www.w3.org/2002/07/owl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_CLASSES = {f"{_OWL}Class"}
_PROPERTIES = {f"{_OWL}ObjectProperty", f"{_OWL}DatatypeProperty", f"{_OWL}AnnotationProperty"}


def get(server: Server, request: Request) -> Response:
    """The vocabulary as a page, each term at its name (``/vocab#holds_position``), or the ontology as Turtle."""
    offer = negotiate.best(request.accept, (*negotiate.PAGE, negotiate.TRIPLES[0]))
    if offer is None:
        raise errors.not_acceptable("triples")
    body = _page().encode() if offer in negotiate.PAGE else _source()
    return Response(200, f"{offer[0]}; charset=utf-8", body, {"Vary": "Accept"})


def _page() -> str:
    def one(name: str, label: str, comment: str) -> str:
        local = escape(name.removeprefix("kg:"))
        return f'<tr id="{local}"><td>kg:{local}</td><td>{escape(label)}</td><td>{escape(comment)}</td></tr>'

    tables = [
        f"<h2>{heading}</h2><table>{''.join(one(*term) for term in terms()[kind])}</table>"
        for kind, heading in (("classes", "Classes"), ("properties", "Properties"))
    ]
    asked = "<p>Asked for as <code>text/turtle</code>, this address gives the ontology itself, with what each term"
    return pages.page("The vocabulary of kg", f"<h1>{escape(VOCAB)}</h1>{asked} corresponds to.</p>{''.join(tables)}")


def _source() -> bytes:
    import kg.rdf

    return (Path(kg.rdf.__file__).parent / "ontology.ttl").read_bytes()


@cache
def terms() -> dict[str, list[list[str]]]:
    """``classes`` and ``properties``: [name with prefix, label, comment], by name."""
    import pyoxigraph as ox

    kinds: dict[str, set[str]] = {}
    words: dict[tuple[str, str], str] = {}
    for quad in ox.parse(_source(), format=ox.RdfFormat.TURTLE):
        subject, predicate, obj = quad.subject, quad.predicate.value, quad.object
        if isinstance(subject, ox.NamedNode) and subject.value.startswith(VOCAB):
            if predicate == _TYPE and isinstance(obj, ox.NamedNode):
                kinds.setdefault(subject.value, set()).add(obj.value)
            elif isinstance(obj, ox.Literal):
                words[subject.value, predicate] = obj.value

    def those(wanted: set[str]) -> list[list[str]]:
        return [
            [f"kg:{iri.removeprefix(VOCAB)}", *(words.get((iri, _RDFS + word), "") for word in ("label", "comment"))]
            for iri in sorted(kinds)
            if kinds[iri] & wanted
        ]

    return {"classes": those(_CLASSES), "properties": those(_PROPERTIES)}
