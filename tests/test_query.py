"""Queries: what they answer, how answers are printed, and what is never run."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import Cable, assembled, brook_cable

from kg import errors
from kg.build import stage
from kg.build.build import to_bytes
from kg.graph import to_json
from kg.protect import MASK, gate
from kg.query import Answer, refuse, run_query, saved_queries, saved_query
from kg.rdf.vocab import PREFIXES
from kg.rdf.write import turtle
from kg.workspace import GRAPH_JSON, GRAPH_TTL, REPORT


def workspace(folder: Path, *cables: Cable, include_protected: bool = False) -> Path:
    graph = gate(assembled(*(c.extraction for c in cables)), include_protected)
    files = {GRAPH_TTL: turtle(graph), GRAPH_JSON: to_bytes(to_json(graph)), REPORT: b"{}\n"}
    stage.replace(folder, files, protected=graph.graph["protected"])
    return folder


@pytest.fixture(scope="module")
def brook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace(tmp_path_factory.mktemp("brook"), brook_cable("08A1"), brook_cable("08B1"))


_TITLES = """SELECT ?person ?title ?entity ?missing WHERE {
  ?a rdf:predicate kg:holds_position ; rdf:subject ?entity ; kg:title ?title . ?entity rdfs:label ?person }"""


def test_rows_as_a_table(brook: Path) -> None:
    lines = run_query(brook, _TITLES).render().splitlines()
    assert re.fullmatch(r"person +title +entity +missing", lines[0])
    assert set(lines[1]) == {"-", " "}
    assert [line.split()[:3] for line in lines[2:]] == [["Ada", "Brook", "Chair"], ["Ada", "Brook", "Minister"]]
    assert re.search(r" id:e[0-9a-f]{16}$", lines[2])
    assert lines[0].index("title") == lines[2].index("Chair") == lines[3].index("Minister")


def test_rows_as_csv_tsv_and_json(brook: Path) -> None:
    answer = run_query(brook, _TITLES)
    rows = list(csv.DictReader(io.StringIO(answer.render("csv"))))
    assert [row["title"] for row in rows] == ["Chair", "Minister"]
    assert rows[0]["entity"].startswith("https://kg.example/id/e")
    assert rows[0]["missing"] == ""
    for fmt, form in (("tsv", ox.QueryResultsFormat.TSV), ("json", ox.QueryResultsFormat.JSON)):
        found = ox.parse_query_results(answer.render(fmt).encode(), format=form)
        assert [tuple(solution) for solution in found] == list(answer.rows or ())


def test_every_kind_of_term_survives_the_formats(brook: Path) -> None:
    terms = '("a\\tb\\"c\\nd, e" "x"@fr) (1 <https://other.example/ab>) (0.5 UNDEF)'
    answer = run_query(brook, f"SELECT * WHERE {{ VALUES (?a ?b) {{ {terms} }} }}")
    assert answer.rows is not None
    for fmt, form in (("tsv", ox.QueryResultsFormat.TSV), ("json", ox.QueryResultsFormat.JSON)):
        found = ox.parse_query_results(answer.render(fmt).encode(), format=form)
        assert [tuple(solution) for solution in found] == list(answer.rows)
    assert list(csv.reader(io.StringIO(answer.render("csv")))) == [
        ["a", "b"],
        *[["" if term is None else term.value for term in row] for row in answer.rows],
    ]
    assert 'a b"c d, e' in answer.render("table")
    assert "<https://other.example/ab>" in answer.render("table")


def test_yes_or_no(brook: Path) -> None:
    assert run_query(brook, "ASK { ?s a kg:Person }").render() == "true\n"
    assert run_query(brook, "ASK { ?s a kg:Fish }").render("table") == "false\n"
    assert json.loads(run_query(brook, "ASK { ?s a kg:Person }").render("json")) == {"head": {}, "boolean": True}


def test_graphs_are_turtle_each_triple_once_and_sorted(brook: Path) -> None:
    text = run_query(brook, "CONSTRUCT { ?s kg:known true } WHERE { ?s a kg:Person }").render()
    found = re.findall(r"^(id:e[0-9a-f]{16}) kg:known true", text, re.MULTILINE)
    assert len(found) == 2
    assert found == sorted(set(found))
    assert "kg:holds_position" in run_query(brook, "DESCRIBE ?s WHERE { ?s rdfs:label 'Ada Brook' }").render("ttl")


def test_blank_nodes_of_a_template_have_the_same_names_every_time(brook: Path) -> None:
    query = "CONSTRUCT { [] kg:of ?s ; kg:by [ kg:at ?o ] } WHERE { ?s kg:located_in ?o }"
    assert run_query(brook, query).render() == run_query(brook, query).render()


def test_formats_that_do_not_fit(brook: Path) -> None:
    for query, fmt in (("ASK {}", "csv"), ("SELECT * {} ", "ttl"), ("CONSTRUCT WHERE { ?s a ?o }", "table")):
        with pytest.raises(errors.KgError, match="E405"):
            run_query(brook, query).render(fmt)


def test_order_is_kept_where_asked_for_and_made_where_not(brook: Path) -> None:
    def names(query: str) -> list[str]:
        return [str(row[0].value) for row in run_query(brook, query).rows or () if row[0] is not None]

    found = names("SELECT ?n { ?s rdfs:label ?n } ORDER BY DESC(?n)")
    assert found == sorted(found, reverse=True)
    assert names("SELECT ?n { ?s rdfs:label ?n } # ORDER BY DESC(?n)") == sorted(found)


@pytest.mark.parametrize("query", ["SELECT", "SELECT * { ?s ?p }", "hello", "", "SELECT ?x { ?x nope:y ?z }"])
def test_what_is_not_sparql(brook: Path, query: str) -> None:
    with pytest.raises(errors.KgError, match="E401 the query is not valid SPARQL"):
        run_query(brook, query)


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
    monkeypatch.setattr(ox, "Store", None)  # the query must not get there
    with pytest.raises(errors.KgError, match="E402"):
        run_query(brook, query)


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


@given(st.lists(st.sampled_from(_PIECES), max_size=9))
def test_no_query_with_a_service_call_gets_through(pieces: list[str]) -> None:
    head = "PREFIX : <http://127.0.0.1:9/> PREFIX e: <http://127.0.0.1:9/> SELECT * { ?a ?b ?c . "
    query = head + "".join(pieces) + " {} }"
    try:
        refuse.check(query)
    except errors.KgError:
        return
    iri = ox.NamedNode("http://127.0.0.1:9/")
    store = ox.Store()
    store.add(ox.Quad(iri, iri, iri))
    with contextlib.suppress(SyntaxError):
        list(store.query(query))


def test_protected_names_in_answers(tmp_path: Path) -> None:
    masked = workspace(tmp_path / "masked", brook_cable("08A1", protected=True))
    shown = workspace(tmp_path / "open", brook_cable("08A1", protected=True), include_protected=True)
    query = "SELECT ?name { ?s kg:protected true ; rdfs:label ?name }"
    assert run_query(masked, query).render("csv") == run_query(shown, query).render("csv") == f"name\n{MASK}\n"
    assert run_query(shown, query, include_protected=True).render("csv") == "name\nAda Brook\n"
    with pytest.raises(errors.KgError, match="E308"):
        run_query(masked, query, include_protected=True)


def test_no_workspace_and_a_damaged_one(tmp_path: Path) -> None:
    with pytest.raises(errors.KgError, match="E301"):
        run_query(tmp_path, "ASK {}")
    folder = workspace(tmp_path / "out", brook_cable())
    (folder / GRAPH_TTL).write_bytes(b"")
    with pytest.raises(errors.KgError, match="E303"):
        run_query(folder, "ASK {}")


def test_what_goes_wrong_while_a_query_runs(brook: Path) -> None:
    with pytest.raises(errors.KgError, match="E40"):
        run_query(brook, "SELECT * { ?s ?p ?o . FILTER(<http://a.example/unknown>(?o)) }")


# --- saved queries ---------------------------------------------------------------------------------------------------


def test_every_saved_query_says_what_it_asks_and_runs(brook: Path) -> None:
    names = [saved.name for saved in saved_queries()]
    assert names == sorted(names)
    assert {"office_holders", "partners_of_agency", "places_within", "legal_actions", "mentions_of"} <= set(names)
    for saved in saved_queries():
        assert saved.title, saved.name
        assert saved.description, saved.name
        assert saved.edit, saved.name
        assert run_query(brook, saved.sparql).rows is not None
        # Other tools know nothing of our prefixes.
        for prefix in PREFIXES:
            used = re.search(rf"(?<![\w:/]){prefix}:", refuse.keywords(saved.sparql.replace(f"PREFIX {prefix}:", "")))
            assert not used or f"PREFIX {prefix}:" in saved.sparql, (saved.name, prefix)


def test_an_unknown_saved_query_names_those_that_exist() -> None:
    with pytest.raises(errors.KgError, match=r"E403 .*'nope'; there are: legal_actions, mentions_of"):
        saved_query("nope")
    with pytest.raises(errors.KgError, match="E403"):
        saved_query("../saved/legal_actions")


def edited(name: str, old: str, new: str) -> str:
    sparql = saved_query(name).sparql
    assert sparql.count(f'"{old}"') == 1, "one place to edit"
    return sparql.replace(f'"{old}"', f'"{new}"')


def values(answer: Answer, *columns: str) -> list[tuple[str, ...]]:
    at = [answer.variables.index(column) for column in columns]
    return [tuple("" if row[i] is None else row[i].value for i in at) for row in answer.rows or ()]


def test_office_holders(brook: Path) -> None:
    found = run_query(brook, saved_query("office_holders").sparql)
    assert values(found, "person", "title", "body", "cable", "paragraph")[:2] == [
        ("Ada Brook", "Minister", "Avalonian Fisheries Board", "08A1", "1"),
        ("Ada Brook", "Chair", "Avalonian Fisheries Board", "08A1", "2"),
    ]
    assert values(found, "quote")[1] == ("Brook is also its Chair",)


@pytest.mark.parametrize("name", ["AFB", "afb", "Avalonian Fisheries Board"])
def test_partners_under_any_name(brook: Path, name: str) -> None:
    found = run_query(brook, edited("partners_of_agency", "Zhejiang AIC", name))
    assert values(found, "company", "partner", "cable") == [
        ("Northern Trout", "Avalonian Fisheries Board", "08A1"),
        ("Northern Trout", "Avalonian Fisheries Board", "08B1"),
    ]


def test_partners_of_a_part_and_from_either_end(tmp_path: Path) -> None:
    cable = Cable("08A1", "Acme Fish works with the Net Office of the Fisheries Board, which likes Trout Inc.")
    cable.entity("company", "Acme Fish").entity("agency", "Net Office").entity("agency", "Fisheries Board")
    cable.entity("company", "Trout Inc").entity("agency", "works")
    cable.says("Acme Fish", "cooperates_with", "Net Office").says("Net Office", "part_of", "Fisheries Board")
    cable.says("Fisheries Board", "cooperates_with", "Trout Inc").says("Fisheries Board", "cooperates_with", "works")
    found = run_query(workspace(tmp_path, cable), edited("partners_of_agency", "Zhejiang AIC", "fisheries board"))
    assert values(found, "company", "partner") == [("Acme Fish", "Net Office"), ("Trout Inc", "Fisheries Board")]


def test_places_within_through_other_places(tmp_path: Path) -> None:
    cable = Cable("08A1", "Quay is in Lakeside, Lakeside in Avalonia; Pond is in Elsewhere. The Board is in Lakeside.")
    for place in ("Quay", "Lakeside", "Avalonia", "Pond", "Elsewhere"):
        cable.entity("place", place)
    cable.entity("agency", "Board").says("Board", "located_in", "Lakeside").says("Pond", "located_in", "Elsewhere")
    cable.says("Quay", "located_in", "Lakeside").says("Lakeside", "located_in", "Avalonia")
    found = run_query(workspace(tmp_path, cable), edited("places_within", "Zhejiang", "avalonia"))
    assert values(found, "place") == [("Lakeside",), ("Quay",)]


def test_legal_actions_have_a_direction(tmp_path: Path) -> None:
    cable = Cable("08A1", "Acme Fish sued Trout Inc. Carl Stone sued Acme Fish.")
    cable.entity("company", "Acme Fish").entity("company", "Trout Inc").entity("person", "Carl Stone")
    cable.says("Acme Fish", "legal_action", "Trout Inc", quote="Acme Fish sued Trout Inc.")
    cable.says("Carl Stone", "legal_action", "Acme Fish")
    found = run_query(
        workspace(tmp_path, cable), edited("legal_actions", "Association of American Publishers", "ACME FISH")
    )
    assert values(found, "party", "against", "paragraph", "quote") == [
        ("Acme Fish", "Trout Inc", "1", "Acme Fish sued Trout Inc.")
    ]


def test_mentions_in_every_form(brook: Path) -> None:
    found = run_query(brook, edited("mentions_of", "Schneider Electric", "brook"))
    assert [row[:3] for row in values(found, "text", "cable", "paragraph")] == [
        (form, cable, paragraph)
        for cable in ("08A1", "08B1")
        for form, paragraph in (("Ada Brook", "1"), ("Brook", "2"), ("Brook", "2"))
    ]


def test_answers_do_not_depend_on_the_hash_seed(brook: Path, root: Path) -> None:
    queries = ["SELECT * { ?s ?p ?o } LIMIT 20", "CONSTRUCT { [] kg:of ?s } WHERE { ?s a kg:Place }"]
    program = f"from kg.query import run_query\nfor q in {queries!r}: print(run_query({str(brook)!r}, q).render())"
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=root,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "77")
    }
    assert len(found) == 1
