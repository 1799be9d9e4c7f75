"""What a query may not do: fetch from elsewhere, choose other graphs, or change anything.

pyoxigraph's SERVICE does real HTTP, so a query with one must not reach it. The text is looked at twice, as it is and
with its \\uXXXX escapes decoded (SPARQL 1.1, 19.2), because what hides a keyword in one reading may show it in the
other. pyoxigraph's parser has no separate lexer: ``SERVICE:x`` and ``1SERVICE<x>`` are SERVICE to it. So the keyword is
looked for anywhere outside strings, IRIs, comments, variables and local names, not only as a word.
"""

from __future__ import annotations

import re

from kg import errors

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")

# What a keyword cannot be in. Longest first: a long string starts like a short one. An IRI is taken narrowly (no blank,
# no brace), so that "?a < ?b" does not swallow what follows.
_OPAQUE = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*"""'''
    r"""|'''(?:[^'\\]|\\.|'(?!''))*'''"""
    r'''|"(?:[^"\\\n\r]|\\.)*"'''
    r"""|'(?:[^'\\\n\r]|\\.)*'"""
    r"""|<[^<>"{}|^`\\\x00-\x20]*>"""
    r"""|\#[^\n\r]*"""
    r"""|[?$]\w+"""
    r"""|:[\w%-]+"""  # the local part of a prefixed name, up to a dot
    r"""|@[A-Za-z]+""",
    re.DOTALL,
)

_FETCHES = re.compile(r"SERVICE", re.IGNORECASE)
_GRAPHS = re.compile(r"\bFROM(?=\b|_)", re.IGNORECASE)
_UPDATES = re.compile(r"\b(INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD|WITH)\b", re.IGNORECASE)
_QUERIES = re.compile(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)


def check(sparql: str) -> None:
    """Raises KgError E402 if the query holds SERVICE, FROM or an update."""
    for text in {sparql, decode(sparql)}:
        visible = keywords(text)
        if _FETCHES.search(visible):
            raise errors.query_refused("SERVICE")
        if _GRAPHS.search(visible):
            raise errors.query_refused("FROM")
        update, query = _UPDATES.search(visible), _QUERIES.search(visible)
        if update and not (query and query.start() < update.start()):
            raise errors.query_refused(update[1].upper())


def decode(sparql: str) -> str:
    """The query with its \\uXXXX and \\UXXXXXXXX escapes decoded; what is no code point stays."""

    def char(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= 0x10FFFF else match[0]

    return _ESCAPE.sub(char, sparql)


def keywords(sparql: str) -> str:
    """The query with a blank for everything that cannot hold a keyword."""
    return _OPAQUE.sub(" ", sparql)
