"""RDF as text: how Turtle writes terms and what is said of a subject, without an object for each term.

A term is a string. A literal is spelt as Turtle spells it. A name is ``prefix:local>`` and an IRI in full ``<iri>``:
both end with ">", so that terms sort as the IRIs in N-Triples do, and a local part is not escaped yet. A property is
its number in PROPERTIES, which are in the order in which they stand in a block; no subject has two kinds of term with
one property.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from kg.rdf import literals, vocab

#: A subject, a property and an object; and the same without the subject.
Statement = tuple[str, int, str]
About = tuple[int, str]

# What N-Triples escapes in literals, as pyoxigraph does. A lone surrogate is no text in Unicode's sense.
_ESCAPES = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)},
    **{ord(char): escape for char, escape in zip('\b\t\n\f\r"\\', r"\b \t \n \f \r \" \\".split(), strict=True)},
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}


def literal(value: str) -> str:
    """A plain string."""
    return (
        f'"{value.translate(_ESCAPES)}"' if not value.isprintable() or '"' in value or "\\" in value else f'"{value}"'
    )


def decimal(value: float) -> str:
    """See kg.rdf.literals.decimal."""
    return literals.decimal(value).value


@lru_cache(maxsize=10_000)
def when(value: str) -> str:
    """See kg.rdf.literals.when."""
    found = literals.when(value)
    kind = found.datatype.value
    return f'"{found.value}"^^xsd:{kind.removeprefix(vocab.XSD)}' if is_date(found) else literal(value)


def is_date(found: Literal) -> bool:
    """Whether this is a date or a time."""
    return found.datatype in (literals.DATE, literals.DATE_TIME)


def name(node: NamedNode) -> str:
    """A name of the vocabulary."""
    for prefix, iri in vocab.PREFIXES.items():
        if node.value.startswith(iri):
            return f"{prefix}:{node.value[len(iri) :]}>"
    return f"<{node.value}>"


def _properties() -> list[NamedNode]:
    """Whatever the vocabulary has a name for, a type first."""
    found = {node for node in vars(vocab).values() if isinstance(node, NamedNode)}
    for more in (vocab.PROPERTIES, vocab.CABLE_FIELDS, vocab.CABLE_LISTS):
        found.update(more.values())
    return sorted(found, key=lambda node: (node != vocab.TYPE, str(node)))


_PROPERTIES = _properties()
_NUMBER = {node: number for number, node in enumerate(_PROPERTIES)}
PROPERTIES = ["a" if node == vocab.TYPE else name(node)[:-1] for node in _PROPERTIES]


def number(prop: NamedNode) -> int:
    """The number of a property."""
    return _NUMBER[prop]


def written(term: str) -> str:
    """A term as it stands in a file."""
    if term[-1] != ">" or term[0] == "<":
        return term
    if "%" in term:
        term = term.replace("%", "\\%")
    if ":-" in term:
        term = term.replace(":-", ":\\-")
    return term[:-1]


def block(subject: str, said: Iterable[About]) -> str:
    """All that is said of a subject, each once and in order."""
    return f"{written(subject)} {_said(said)}{_END}"


def halves(subject: str, said: Iterable[About], prop: int) -> tuple[str, str]:
    """The block in two parts, between which more can be said with this property (see ``joined``)."""
    said = set(said)
    after = _said(one for one in said if one[0] > prop)
    return f"{written(subject)} {_said(one for one in said if one[0] < prop)}", f"{_NEXT if after else ''}{after}{_END}"


def joined(parts: Sequence[str], said: Iterable[About]) -> str:
    """The block of these halves with more said between them."""
    between = _said(said)
    return f"{parts[0]}{_NEXT}{between}{parts[1]}" if between else parts[0] + parts[1]


#: Between two properties of a subject, and after the last.
_NEXT, _END = " ;\n\t", " .\n"


def _said(said: Iterable[About]) -> str:
    found = sorted(said)
    form, again = _form(tuple([prop for prop, _ in found]))
    if again:
        found = sorted(set(found))
        form, _ = _form(tuple([prop for prop, _ in found]))
    return form % tuple([obj if obj[-1] != ">" else written(obj) for _, obj in found])


@lru_cache(maxsize=1000)  # most subjects are mentions and evidence, and much the same is said of each
def _form(props: tuple[int, ...]) -> tuple[str, bool]:
    """How these sorted properties stand in a block, with a place for each object, and whether one comes again."""
    out = [
        " , %s" if prop == before else f"{_NEXT if before is not None else ''}{PROPERTIES[prop]} %s"
        for before, prop in zip((None, *props), props, strict=False)
    ]
    return "".join(out), len(set(props)) < len(props)


def blocks(statements: Iterable[Statement]) -> dict[str, str]:
    """The block of each subject, in the order of the subjects' names (those of several prefixes: see ``sections``)."""
    said: dict[str, list[About]] = {}
    for subject, prop, obj in statements:
        said.setdefault(subject, []).append((prop, obj))
    return {subject: block(subject, said[subject]) for subject in sorted(said)}


def head(prefixes: Mapping[str, str]) -> str:
    """The lines that declare every prefix."""
    return "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items())


_PREFIX = re.compile(rb"@prefix\s+([\w.-]*):\s*<([^<>\s]*)>\s*\.\s*", re.ASCII)


def prefixes(turtle: bytes) -> dict[str, str]:
    """The prefixes that are declared at the head of Turtle."""
    return {m[1].decode(): m[2].decode() for m in _PREFIX.finditer(turtle, 0, end_of_head(turtle))}


def end_of_head(turtle: bytes) -> int:
    """Where the lines end that declare prefixes."""
    at = 0
    while match := _PREFIX.match(turtle, at):
        at = match.end()
    return at


def sections(prefixes: Mapping[str, str]) -> list[str]:
    """With what subjects begin, ``cable:``, ``concept:tag_``, in the order in which files have them: that of IRIs."""
    kinds = [f"concept:{kind}_" for kind in vocab.SCHEMES]
    found = [f"{prefix}:" for prefix in vocab.PATHS] + kinds

    def iri(section: str) -> str:
        prefix, _, rest = section.partition(":")
        return prefixes[prefix] + rest

    return sorted(found, key=iri)


def section(subject: str) -> str:
    """The section of a subject."""
    prefix, _, local = subject.partition(":")
    return f"concept:{local.partition('_')[0]}_" if prefix == "concept" else f"{prefix}:"
