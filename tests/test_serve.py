"""``kg serve`` through a real HTTP client: the protocol, negotiation, and the pages of things."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
import rdflib
from command_line import Kg, failed
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import Client, serving
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed
from strategies import brook_cable
from workspaces import workspace

from kg import errors
from kg.censor import MASK
from kg.query import run_query
from kg.query.run import Limits
from kg.rdf.vocab import PREFIXES
from kg.serve.negotiate import ROWS, best
from kg.serve.server import Settings
from kg.workspace import STORE

PEOPLE = "SELECT ?n WHERE { ?p a kg:Person ; rdfs:label ?n } ORDER BY ?n"
GRAPH = "CONSTRUCT WHERE { ?s kg:located_in ?o }"


@pytest.fixture(scope="module")
def brook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cables = brook_cable("08A1", protected=True), brook_cable("08B1")
    return workspace(tmp_path_factory.mktemp("served"), *cables, include_protected=True)


@pytest.fixture(scope="module")
def client(brook: Path) -> Iterator[Client]:
    yield from serving(Settings(brook, limits=Limits(60, 50), port=0, cors="https://pages.example"))


# --- the protocol's operations ---------------------------------------------------------------------------------------


def test_query_by_get_and_by_both_posts(client: Client) -> None:
    by_get = client.query(PEOPLE)
    form = client.ask(
        "POST", "/sparql", urlencode({"query": PEOPLE}).encode(), Content_Type="application/x-www-form-urlencoded"
    )
    direct = client.ask("POST", "/sparql", PEOPLE.encode(), Content_Type="application/sparql-query; charset=utf-8")
    for status, headers, body in (by_get, form, direct):
        assert status == 200
        assert headers["Content-Type"] == "application/sparql-results+json"
        assert headers["Vary"] == "Accept"
        assert body == by_get[2]
    names = [b["n"]["value"] for b in json.loads(by_get[2])["results"]["bindings"]]
    assert names == ["Carl Stone", "XXXXXXXXXXXX"]


OPERATIONS = {"GET": (GET, URLENCODED), "POST of a form": (POST, URLENCODED), "POST as it is": (POST, POSTDIRECTLY)}


@pytest.mark.parametrize(("method", "way"), OPERATIONS.values(), ids=OPERATIONS)
def test_the_query_operation_through_sparqlwrapper(client: Client, method: str, way: str) -> None:
    def asking(query: str, form: str) -> SPARQLWrapper:
        wrapper = SPARQLWrapper(f"http://127.0.0.1:{client.port}/sparql", returnFormat=form)
        wrapper.setMethod(method)
        wrapper.setRequestMethod(way)
        wrapper.setQuery(query)
        return wrapper

    found = asking(PEOPLE, JSON).queryAndConvert()
    assert [b["n"]["value"] for b in found["results"]["bindings"]] == ["Carl Stone", MASK]
    literals = asking(PEOPLE, XML).queryAndConvert().getElementsByTagName("literal")
    assert [literal.firstChild.data for literal in literals] == ["Carl Stone", MASK]
    assert asking(PEOPLE, CSV).queryAndConvert().splitlines()[0] == b"n"
    assert asking(PEOPLE, TSV).queryAndConvert().splitlines()[0] == b"?n"
    assert asking("ASK { ?s a kg:Fish }", JSON).queryAndConvert()["boolean"] is False
    for form in (RDFXML, JSONLD):
        assert len(asking(GRAPH, form).queryAndConvert()) == 1
    described = asking("DESCRIBE ?s { ?s rdfs:label 'Lakeside' }", TURTLE).queryAndConvert()
    assert len(rdflib.Graph().parse(described)) > 3
    with pytest.raises(QueryBadFormed, match="E401"):
        asking("SELECT nonsense", JSON).query()
    with pytest.raises(QueryBadFormed, match="E402"):
        asking("SELECT * FROM <http://a.example/> {}", JSON).query()


def test_the_update_operation_is_refused(client: Client) -> None:
    for way in (URLENCODED, POSTDIRECTLY):
        wrapper = SPARQLWrapper(f"http://127.0.0.1:{client.port}/sparql")
        wrapper.setMethod(POST)
        wrapper.setRequestMethod(way)
        wrapper.setQuery("INSERT DATA { <http://a.example/> <http://a.example/> 1 }")
        with pytest.raises(QueryBadFormed, match="E402"):
            wrapper.query()


def test_rdflib_as_a_client(client: Client) -> None:
    """Its SPARQLStore asks an endpoint as if it were a graph."""
    graph = rdflib.Graph(SPARQLStore(f"http://127.0.0.1:{client.port}/sparql"))
    places = list(graph.triples((None, rdflib.RDF.type, rdflib.URIRef(PREFIXES["kg"] + "Place"))))
    assert len(places) == 2


FORMS = [
    (PEOPLE, "application/sparql-results+json", ox.QueryResultsFormat.JSON),
    (PEOPLE, "application/sparql-results+xml", ox.QueryResultsFormat.XML),
    (PEOPLE, "text/tab-separated-values", ox.QueryResultsFormat.TSV),
    (GRAPH, "text/turtle", ox.RdfFormat.TURTLE),
    (GRAPH, "application/n-triples", ox.RdfFormat.N_TRIPLES),
    (GRAPH, "application/ld+json", ox.RdfFormat.JSON_LD),
    (GRAPH, "application/rdf+xml", ox.RdfFormat.RDF_XML),
]


@pytest.mark.parametrize(("query", "media", "form"), FORMS, ids=[media for _, media, _ in FORMS])
def test_every_format_by_accept(
    client: Client, query: str, media: str, form: ox.QueryResultsFormat | ox.RdfFormat
) -> None:
    status, headers, body = client.query(query, Accept=f"image/png, {media};q=0.8, */*;q=0.1")
    assert (status, headers.get_content_type()) == (200, media)
    if isinstance(form, ox.RdfFormat):
        assert len(list(ox.parse(body, format=form))) == 1
    else:
        assert len(list(ox.parse_query_results(body, format=form))) == 2  # type: ignore[arg-type]


def test_csv_and_yes_or_no(client: Client) -> None:
    assert client.query(PEOPLE, Accept="text/csv")[2].splitlines()[0] == b"n"
    assert json.loads(client.query("ASK { ?s a kg:Person }")[2]) == {"head": {}, "boolean": True}
    assert b"<boolean>false</boolean>" in client.query("ASK { ?s a kg:Fish }", Accept="application/xml")[2]


def test_what_nobody_can_write_is_406(client: Client) -> None:
    assert client.query(PEOPLE, Accept="image/png")[0] == 406
    assert client.query(PEOPLE, Accept="text/turtle")[0] == 406
    assert client.query("ASK {}", Accept="text/csv")[0] == 406


@pytest.mark.parametrize(
    ("accept", "fmt"),
    [
        (None, "json"),
        ("*/*", "json"),
        ("text/*", "csv"),
        ("text/csv;q=0.1, application/xml", "xml"),
        ("*/*, application/sparql-results+json;q=0, application/json;q=0", "xml"),
        ("TEXT/CSV", "csv"),
        ("application/*;q=0.2, text/tab-separated-values;q=0.3", "tsv"),
        ("text/html, */*;q=0", None),
        ("nonsense", None),
    ],
)
def test_accept(accept: str | None, fmt: str | None) -> None:
    found = best(accept, ROWS)
    assert (found and found[1]) == fmt


def test_service_description(client: Client) -> None:
    status, headers, body = client.ask("GET", "/sparql")
    assert (status, headers.get_content_type()) == (200, "text/turtle")
    said = {str(quad.predicate.value).rpartition("#")[2] for quad in ox.parse(body, format=ox.RdfFormat.TURTLE)}
    assert {"endpoint", "supportedLanguage", "resultFormat", "defaultDataset"} <= said
    assert client.ask("GET", "/sparql", Accept="application/ld+json")[1].get_content_type() == "application/ld+json"


def test_head_and_options_and_cors(client: Client) -> None:
    status, headers, body = client.ask("HEAD", "/sparql?query=" + quote("ASK {}"))
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 0
    status, headers, _ = client.ask("OPTIONS", "/sparql")
    assert status == 204
    assert headers["Access-Control-Allow-Origin"] == "https://pages.example"
    assert "POST" in headers["Access-Control-Allow-Methods"]


def test_no_cors_unless_asked_for(brook: Path) -> None:
    for client in serving(Settings(brook, port=0)):
        assert "Access-Control-Allow-Origin" not in client.query("ASK {}")[1]


def test_an_answer_that_was_cut_says_so(client: Client) -> None:
    status, headers, body = client.query("SELECT * { ?s ?p ?o }")
    assert (status, headers["Kg-Note"]) == (200, "there is more; this was cut at 50")
    assert len(json.loads(body)["results"]["bindings"]) == 50
    assert "Kg-Note" not in client.query("ASK {}")[1]


# --- things ----------------------------------------------------------------------------------------------------------


def test_things_have_addresses(client: Client, brook: Path) -> None:
    (row,) = run_query(brook, "SELECT ?s { ?s rdfs:label 'Lakeside' }").rows or ()
    path = "/" + str(row[0].value).partition("kg.example/")[2]  # type: ignore[union-attr]
    status, headers, body = client.ask("GET", path, Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"<h1>Lakeside</h1>" in body
    assert b'<a href="/id/e' in body
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    for media, form in (("text/turtle", ox.RdfFormat.TURTLE), ("application/ld+json", ox.RdfFormat.JSON_LD)):
        status, headers, body = client.ask("GET", path, Accept=media)
        assert (status, headers.get_content_type()) == (200, media)
        assert any(quad.object.value == "Lakeside" for quad in ox.parse(body, format=form))  # type: ignore[union-attr]
    assert client.ask("GET", "/cable/08A1")[0] == 200
    body = client.ask("GET", path, Accept="application/ld+json")[2]
    assert json.loads(body)["@graph"][0]["rdfs:label"] == "Lakeside"
    assert client.ask("GET", path, Accept="image/png")[0] == 406


def test_the_vocabulary_has_an_address(client: Client) -> None:
    status, headers, body = client.ask("GET", "/vocab", Accept="text/html")
    assert (status, headers.get_content_type()) == (200, "text/html")
    assert b'<tr id="holds_position"><td>kg:holds_position</td>' in body
    status, headers, body = client.ask("GET", "/vocab", Accept="text/turtle")
    assert (status, headers.get_content_type()) == (200, "text/turtle")
    named = {quad.subject for quad in ox.parse(body, format=ox.RdfFormat.TURTLE)}
    assert ox.NamedNode(PREFIXES["kg"] + "holds_position") in named
    assert client.ask("GET", "/vocab", Accept="image/png")[0] == 406
    # What a thing's page says leads there.
    assert b'<a href="/vocab#' in client.ask("GET", "/cable/08A1", Accept="text/html")[2]


def test_protected_names_are_not_served_unless_asked_for(client: Client, brook: Path) -> None:
    everything = "SELECT DISTINCT ?o { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'Brook')) }"
    assert b"Brook" not in client.query(everything)[2]
    assert b"Brook" not in client.ask("GET", "/cable/08A1", Accept="text/html")[2]
    for shown in serving(Settings(brook, include_protected=True, port=0)):
        assert b"Ada Brook" in shown.query(everything)[2]


# --- the command -----------------------------------------------------------------------------------------------------


def test_a_port_that_is_taken(kg_: Kg, brook: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        failed(kg_("serve", brook, "--port", str(port)), "E701")
    failed(kg_("serve", tmp_path), "E301")


def test_a_defect_is_no_traceback(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("made up")

    monkeypatch.setattr("kg.serve.sparql.ask", broken)
    status, _, body = client.query("ASK {}")
    assert (status, body[:4]) == (500, b"E999")
    monkeypatch.setattr("kg.serve.sparql.ask", lambda *_, **__: (_ for _ in ()).throw(errors.server_busy()))
    assert client.query("ASK {}")[0] == 503


def test_a_new_build_is_served_at_once(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "out", brook_cable("08A1"))
    count = "SELECT (COUNT(*) AS ?n) { ?c a kg:Cable }"
    for client in serving(Settings(folder, port=0)):
        assert b'"1"' in client.query(count)[2]
        workspace(folder, brook_cable("08A1"), brook_cable("08B1"))
        assert not (folder / STORE).exists()
        assert b'"2"' in client.query(count)[2]
