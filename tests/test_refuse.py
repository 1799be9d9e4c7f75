"""What is never run: queries that fetch from elsewhere, choose other graphs or change anything."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import brook_cable
from workspaces import workspace

from kg import errors
from kg.query import refuse, run, run_query, saved_queries, worker
from kg.rdf.vocab import PREFIXES


@pytest.fixture(scope="module")
def brook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace(tmp_path_factory.mktemp("brook"), brook_cable("08A1"), brook_cable("08B1"))


REFUSED = {
    "plain": "SELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }",
    "lower case": "select * { service silent <http://a.example/> { ?s ?p ?o } }",
    "variable": "SELECT * { VALUES ?x { <http://a.example/> } SERVICE ?x { ?s ?p ?o } }",
    "no blank": "SELECT*{SERVICE<http://a.example/>{?s ?p ?o}}",
    "prefixed name": "PREFIX : <http://a.example/> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "glued to a prefix": "PREFIX x: <http://a.example/> SELECT * { SERVICEx:y { ?s ?p ?o } }",
    "after a number": "SELECT * { ?a ?b 1SERVICE<http://a.example/>{ ?s ?p ?o } }",
    "after a local name and a dot": "PREFIX e: <http://e/> SELECT * { ?a ?b e:c.SERVICE<http://a.example/>{} }",
    "after a string": 'SELECT * { ?a ?b "x"SERVICE<http://a.example/>{ ?s ?p ?o } }',
    "after a comparison": "SELECT * { ?a ?b ?c FILTER(?b<?c)SERVICE<http://a.example/>{ ?s ?p ?o } }",
    "in an escape": "SELECT * { \\u0053ERVICE <http://a.example/> { ?s ?p ?o } }",
    "in a long escape": "SELECT * { \\U00000053ERVICE <http://a.example/> { ?s ?p ?o } }",
    "after a comment that an escape ends": "SELECT * { # x \\u000A SERVICE <http://a.example/> {} \n }",
    "hidden in one reading of a string": 'SELECT * { ?a ?b "\\u005C" SERVICE <http://a.example/> {} BIND("" AS ?c) }',
    "in a subquery": "SELECT * { { SELECT * { OPTIONAL { SERVICE <http://a.example/> { ?s ?p ?o } } } } }",
    "from": "SELECT * FROM <http://a.example/> { ?s ?p ?o }",
    "from named": "ASK FROM NAMED <http://a.example/> { GRAPH ?g { ?s ?p ?o } }",
    "describe from": "DESCRIBE <http://b.example/> FROM <http://a.example/>",
    "insert": "INSERT DATA { <a:a> <a:a> <a:a> }",
    "prefix and delete": "PREFIX a: <a:> DELETE WHERE { ?s ?p ?o }",
    "load": "LOAD <http://a.example/>",
    "load silent": "load silent <file:///etc/passwd>",
    "with": "WITH <a:a> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "clear": "CLEAR ALL",
}


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
def test_what_is_refused(brook: Path, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_start", None)  # the query must not get there
    monkeypatch.setattr(worker.ox, "Store", None)
    with pytest.raises(errors.KgError, match="E402"):
        run_query(brook, query)


FETCHES = {name: query for name, query in REFUSED.items() if refuse.to_be_parsed(query)}


@pytest.mark.parametrize("query", FETCHES.values(), ids=FETCHES)
def test_the_parsed_query_alone_would_be_refused(query: str) -> None:
    """Either look is enough; an empty store, in case it is asked at all, has nobody to ask."""
    with pytest.raises(errors.KgError, match=r"E40[12]"):
        refuse.check_parsed(query, PREFIXES)


def test_only_a_query_with_the_letters_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rdflib.plugins.sparql.parser", None)
    refuse.check_parsed("SELECT * { ?s ?p 'serv' , 'ice' }", PREFIXES)
    for query in ("SELECT * { ?s ?p '\\u0053ervice' }", "SELECT * { ?s ?p ?o } # FR\\u004FM", "ASK { :x :ſervice 1 }"):
        with pytest.raises(ImportError):
            refuse.check_parsed(query, PREFIXES)


def test_no_saved_query_needs_a_second_parser() -> None:
    assert [saved.name for saved in saved_queries() if refuse.to_be_parsed(saved.sparql)] == []


ALLOWED = [
    'SELECT * { ?s ?p "SERVICE <http://a.example/> {}" }',
    "SELECT * { ?s ?p '''it's a SERVICE''' }",
    'SELECT * { ?s ?p """a "SERVICE" """ }',
    "SELECT * { ?s <http://a.example/SERVICE> ?o }",
    "SELECT * { ?s ?p ?o } # SERVICE",
    "SELECT ?service ?from { ?service ?from ?load }",
    "PREFIX x: <http://a.example/> SELECT * { ?s x:service ?o . ?s x:from ?p }",
    "SELECT (STR(?o) AS ?add) { ?s ?p ?o FILTER(?s < ?o && ?o > 1) }",
    'SELECT * { ?s ?p "a\\"b" } # "',
    "SELECT * { ?s kg:title 'Director of services' }",
]


@pytest.mark.parametrize("query", ALLOWED)
def test_what_is_not_refused(brook: Path, query: str) -> None:
    assert run_query(brook, query).rows is not None


# Nobody listens on port 9, so a SERVICE call that reaches pyoxigraph raises.
_PIECES = ["SERVICE", "service", "\\u0053ERVICE", " ", "\n", "<http://127.0.0.1:9/>", ":x", "?v", "?a", "{", "}", "."]
_PIECES += [
    '"',
    "'",
    '"""',
    "'''",
    "#",
    "\\",
    "<",
    ">",
    "1",
    "e:c",
    "(",
    ")",
    "FILTER",
    "@en",
    "^^",
    "\\u0022",
    "\\u000A",
]


@pytest.mark.parametrize("look", [refuse.check, lambda query: refuse.check_parsed(query, {})], ids=["text", "parsed"])
@settings(max_examples=300)
@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=9))
def test_no_query_with_a_service_call_gets_through(look: Callable[[str], None], pieces: list[str]) -> None:
    head = "PREFIX : <http://127.0.0.1:9/> PREFIX e: <http://127.0.0.1:9/> SELECT * { ?a ?b ?c . "
    query = head + "".join(pieces) + " {} }"
    try:
        look(query)
    except errors.KgError:
        return
    iri = ox.NamedNode("http://127.0.0.1:9/")
    store = ox.Store()
    store.add(ox.Quad(iri, iri, iri))
    with contextlib.suppress(SyntaxError):
        list(store.query(query))
