"""What a query may not do: fetch from elsewhere, choose other graphs, or change anything.

pyoxigraph's SERVICE does real HTTP, so a query with one must not reach it. There are two looks, each enough by itself;
behind them, the process that runs a query cannot open a connection (kg.query.worker).

``check`` looks at the text, before anything is started: as it is and with its \\uXXXX escapes decoded (SPARQL 1.1,
19.2), because what hides a keyword in one reading may show it in the other. pyoxigraph's parser has no separate lexer:
``SERVICE:x`` and ``1SERVICE<x>`` are SERVICE to it. So the keyword is looked for anywhere outside strings, IRIs,
comments, variables and local names, not only as a word.

``check_parsed`` looks at the parsed query. pyoxigraph shows nobody its parse tree, and rdflib's parser costs a third of
a second. But where the letters of SERVICE and FROM stand nowhere, not even in a string, there is neither; so only a
query with these letters is parsed, and if rdflib cannot make out what pyoxigraph can, it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from kg import errors
from kg.query.syntax import explain

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

#: The nodes of rdflib's parse tree that stand for what is refused.
_REFUSED = {"ServiceGraphPattern": "SERVICE", "DatasetClause": "FROM"}

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


def to_be_parsed(sparql: str) -> bool:
    """Whether the letters of SERVICE or FROM stand anywhere in the query, so that it takes a parser to judge it."""
    return any(word in text.casefold() for text in (sparql, decode(sparql)) for word in ("service", "from"))


def check_parsed(sparql: str, prefixes: Mapping[str, str]) -> None:
    """Raises KgError E402 if the query, when it is parsed, holds SERVICE or FROM; E401 if it is no query.

    To be called where nothing can be opened: a query that rdflib does not understand is asked of an empty store.
    """
    if not to_be_parsed(sparql):
        return
    import pyoxigraph as ox
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        tree = parseQuery(sparql)
    except Exception:  # of several kinds, RecursionError among them
        try:
            ox.Store().query(sparql, prefixes=dict(prefixes))
        except SyntaxError as error:
            raise errors.query_syntax(explain(decode(sparql), str(error), prefixes)) from error
        except (OSError, RuntimeError, ValueError):
            pass
        raise errors.query_refused("the letters of SERVICE or FROM in a way that cannot be judged") from None
    for name in _names(tree):
        if name in _REFUSED:
            raise errors.query_refused(_REFUSED[name])


def _names(tree: object) -> Iterator[str]:
    """The names of all nodes in rdflib's parse tree: lists, mappings with a name, and terms."""
    from rdflib.plugins.sparql.parserutils import CompValue

    left = [tree]
    while left:
        node = left.pop()
        if isinstance(node, CompValue):
            yield str(node.name)
            left.extend(node.values())
        elif isinstance(node, Iterable) and not isinstance(node, str):
            left.extend(node)


def decode(sparql: str) -> str:
    """The query with its \\uXXXX and \\UXXXXXXXX escapes decoded; what is no code point stays."""

    def char(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= 0x10FFFF else match[0]

    return _ESCAPE.sub(char, sparql)


def keywords(sparql: str) -> str:
    """The query with a blank for everything that cannot hold a keyword."""
    return _OPAQUE.sub(" ", sparql)
