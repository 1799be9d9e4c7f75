"""The terms of the ontology with their labels and comments, for completion in the editor of queries."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kg.rdf.vocab import VOCAB

_OWL = "http://www.w3.org/2002/07/owl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_CLASSES = {f"{_OWL}Class"}
_PROPERTIES = {f"{_OWL}ObjectProperty", f"{_OWL}DatatypeProperty", f"{_OWL}AnnotationProperty"}


@cache
def terms() -> dict[str, list[list[str]]]:
    """``classes`` and ``properties``: [name with prefix, label, comment], by name."""
    import pyoxigraph as ox

    import kg.rdf

    path = Path(kg.rdf.__file__).parent / "ontology.ttl"
    kinds: dict[str, set[str]] = {}
    words: dict[tuple[str, str], str] = {}
    for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
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
