"""JSON-LD 1.1, written by hand so that it is short: pyoxigraph's writer spells out every IRI.

The context is context.jsonld beside this file, repeated in each document, because nothing of ours is fetched from
elsewhere. In it the prefixes have the default base IRI; a document has its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from kg.rdf import vocab
from kg.rdf.literals import BOOLEAN, INTEGER, STRING

_PLAIN_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}", re.ASCII)
CONTEXT = Path(__file__).with_name("context.jsonld")


@lru_cache(maxsize=1)
def context() -> dict[str, Any]:
    """What is in context.jsonld, read once."""
    found: dict[str, Any] = json.loads(CONTEXT.read_text("utf-8"))["@context"]
    return found


def write(ordered: Iterable[Triple], prefixes: Mapping[str, str]) -> Iterator[bytes]:
    """These triples, those of one subject together, as JSON-LD in UTF-8, piece by piece.

    Raises ValueError for terms that are neither IRI nor literal.
    """
    known = {**context(), **prefixes}
    yield f'{{"@context": {json.dumps(known, indent=1)},\n"@graph": [\n'.encode()
    # One node a line: diffs show what changed.
    between = ""
    for _, group in groupby(ordered, key=lambda t: t.subject):
        yield (between + json.dumps(_node(list(group), known, prefixes), ensure_ascii=False)).encode()
        between = ",\n"
    yield b"\n]}\n"


def _node(group: list[Triple], context: Mapping[str, Any], prefixes: Mapping[str, str]) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": _short(group[0].subject, prefixes)}
    for triple in group:
        if triple.predicate == vocab.TYPE:
            key, value = "@type", _short(triple.object, prefixes)
        else:
            key = _short(triple.predicate, prefixes)
            value = _object(triple.object, _coercion(context.get(key)), prefixes)
        node.setdefault(key, []).append(value)
    return {key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in node.items()}


def _coercion(definition: Any) -> str:
    return str(definition.get("@type", "")) if isinstance(definition, dict) else ""


def _object(term: object, coerced: str, prefixes: Mapping[str, str]) -> Any:
    if not isinstance(term, Literal):
        return _short(term, prefixes) if coerced == "@id" else {"@id": _short(term, prefixes)}
    if term.language:
        return {"@language": term.language, "@value": term.value}
    if term.datatype == STRING and not coerced:
        return term.value
    kind = _short(term.datatype, prefixes)
    if kind == coerced:
        return term.value
    # Only what every reader of JSON leaves as it is.
    if term.datatype == INTEGER and not coerced and _PLAIN_INTEGER.fullmatch(term.value):
        return int(term.value)
    if term.datatype == BOOLEAN and not coerced and term.value in ("true", "false"):
        return term.value == "true"
    return {"@type": kind, "@value": term.value}


def _short(term: object, prefixes: Mapping[str, str]) -> str:
    if not isinstance(term, NamedNode):
        raise ValueError(f"{term} is no IRI")
    for prefix, iri in prefixes.items():
        if term.value.startswith(iri):
            return f"{prefix}:{term.value[len(iri) :]}"
    return term.value
