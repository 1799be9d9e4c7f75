"""RDF/XML, written by hand: pyoxigraph's writer names prefixes in a changing order and lets through what XML forbids.

XML 1.0 cannot hold most control characters, not even escaped; U+FFFD stands for them. The other formats keep them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from pyoxigraph import Literal, NamedNode, Triple

from kg.rdf.literals import STRING

#: What is no character of XML 1.0 (production 2).
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A bare carriage return is read as a line feed; in an attribute, a tab or a line feed as a blank.
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
_LOCAL = re.compile(r"[A-Za-z_][\w.-]*$", re.ASCII)


def write(ordered: Iterable[Triple], prefixes: Mapping[str, str]) -> Iterator[bytes]:
    """These triples, those of one subject together, as RDF/XML in UTF-8, piece by piece.

    Raises ValueError for a predicate outside the prefixes, and for terms that are neither IRI nor literal.
    """
    names = "".join(f'\n    xmlns:{prefix}="{escape(iri)}"' for prefix, iri in prefixes.items())
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{names}>\n'.encode()
    for subject, group in groupby(ordered, key=lambda t: t.subject):
        said = "".join(f"  {_property(triple, prefixes)}\n" for triple in group)
        yield f'<rdf:Description rdf:about="{escape(_iri(subject))}">\n{said}</rdf:Description>\n'.encode()
    yield b"</rdf:RDF>\n"


def _property(triple: Triple, prefixes: Mapping[str, str]) -> str:
    name = _name(triple.predicate.value, prefixes)
    if not isinstance(triple.object, Literal):
        return f'<{name} rdf:resource="{escape(_iri(triple.object))}"/>'
    kind = triple.object.datatype
    mark = f' xml:lang="{triple.object.language}"' if triple.object.language else ""
    if not mark and kind != STRING:
        mark = f' rdf:datatype="{escape(kind.value)}"'
    return f"<{name}{mark}>{escape(triple.object.value)}</{name}>"


def _iri(term: object) -> str:
    if not isinstance(term, NamedNode):
        raise ValueError(f"{term} is no IRI")
    return term.value


def _name(iri: str, prefixes: Mapping[str, str]) -> str:
    for prefix, namespace in prefixes.items():
        if iri.startswith(namespace) and _LOCAL.match(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    raise ValueError(f"{iri} has no prefix")


def escape(text: str) -> str:
    """A text for the content of an element or, in double quotation marks, for an attribute."""
    return FORBIDDEN.sub("\ufffd", text).translate(_ESCAPED)
