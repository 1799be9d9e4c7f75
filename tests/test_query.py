"""Queries: what they answer, and how answers are printed."""

from __future__ import annotations

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
from strategies import brook_cable
from workspaces import workspace

from kg import errors
from kg.censor import MASK
from kg.query import run_query
from kg.workspace import GRAPH_TTL


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


def test_a_table_is_cut_to_a_width_where_it_is_wider(brook: Path) -> None:
    answer = run_query(
        brook,
        f'SELECT ?short ?long ?other WHERE {{ VALUES (?short ?long ?other) {{ ("a" "{"b" * 60}" "{"c" * 30}") }} }}',
    )
    lines = answer.render("table", 41).splitlines()
    assert lines[2] == f"a      {'b' * 15}…  {'c' * 15}…"
    assert max(map(len, lines)) == 41
    assert answer.render("table", 200) == answer.render("table") == answer.render()
    assert "b" * 60 in answer.render("csv", 41)
    assert len(answer.render("table", 1).splitlines()[0].split()) == 3


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


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * { ?s ?p ", "it goes wrong at or just before line 1, column 18, which is its end"),
        (
            "SELECT ?x { ?x kg:owns ?o ; foaf:name ?y }",
            "the prefix foaf: is not declared (line 1, column 38)",
        ),
        ("SELECT ?a\nWHERE { ?a a kg:Person\n] }", "it goes wrong at or just before line 3, column 4, which"),
        ("SELECT ?x { ?x ?y ?z } GROUP BY ?y", "The SELECT contains a variable that is unbound (line 1, column 35)"),
        ("SELECT * { ?s ?p <here> }", "IRI parsing failed (line 1, column 24)"),
        ("SELECT * { ?s ?p 'from' ", "it goes wrong at or just before line 1, column 25, which is its end"),
    ],
)
def test_where_it_is_not_sparql(brook: Path, query: str, said: str) -> None:
    with pytest.raises(errors.KgError, match=re.escape(said)):
        run_query(brook, query)


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
