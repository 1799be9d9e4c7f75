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
from kg.query import Answer, refuse, run, run_query, saved_queries, saved_query, worker
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
    monkeypatch.setattr(run, "_start", None)  # the query must not get there
    monkeypatch.setattr(worker.ox, "Store", None)
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
        assert all(p.description for p in saved.params), saved.name
        assert run_query(brook, saved).rows is not None
        assert run_query(brook, saved.sparql).rows is not None
        # Other tools know nothing of our prefixes.
        for prefix in PREFIXES:
            used = re.search(rf"(?<![\w:/]){prefix}:", refuse.keywords(saved.sparql.replace(f"PREFIX {prefix}:", "")))
            assert not used or f"PREFIX {prefix}:" in saved.sparql, (saved.name, prefix)


def test_an_unknown_saved_query_names_those_that_exist() -> None:
    with pytest.raises(errors.KgError, match=r"E403 .*'nope'; there are: actions_against, cables_tagged"):
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


def ask(folder: Path, name: str, columns: str, params: dict[str, str]) -> list[tuple[str, ...]]:
    return values(run_query(folder, saved_query(name), params=params), *columns.split())


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cables that refer to each other, about people, a body with units, firms and a suit."""
    one = Cable(
        "08A1",
        "Ada Brook, Minister of the Fisheries Board, met Carl Stone. Brook is Avalonian of Avalonia.",
        "The Net Office is a unit of the Fisheries Board. Acme Fish owns Trout Inc. Trout Inc owns Pond Ltd.",
        "Carl Stone is a member of the Fisheries Board. Acme Fish sued Pond Ltd. Ada Brook said so.",
        references=("08B1", "AVALON 41"),
        tags=("EFIS",),
    )
    one.entity("person", "Ada Brook", "Brook").entity("person", "Carl Stone").entity("agency", "Fisheries Board")
    one.entity("agency", "Net Office").entity("company", "Acme Fish").entity("company", "Trout Inc")
    one.entity("company", "Pond Ltd").entity("place", "Avalonia")
    one.says("Ada Brook", "holds_position", "Fisheries Board", title="Minister")
    one.says("Ada Brook", "met_with", "Carl Stone").says("Ada Brook", "nationality", "Avalonia")
    one.says("Net Office", "part_of", "Fisheries Board").says("Carl Stone", "member_of", "Fisheries Board")
    one.says("Acme Fish", "owns", "Trout Inc").says("Trout Inc", "owns", "Pond Ltd")
    one.says("Acme Fish", "legal_action", "Pond Ltd", quote="Acme Fish sued Pond Ltd")
    two = Cable(
        "08B1",
        "Eve Marsh is Minister of the Fisheries Board.",
        date="2009-05-14T09:30Z",
        references=("08A1",),
        tags=("AV",),
        to=("RUEHXX/AMEMBASSY LYONESSE",),
        info=(),
    )
    two.entity("person", "Eve Marsh").entity("agency", "Fisheries Board")
    two.says("Eve Marsh", "holds_position", "Fisheries Board", title="Minister")
    return workspace(tmp_path_factory.mktemp("archive"), one, two)


#: Saved query, parameters, columns, and the rows that it must give, in their order.
ANSWERS: list[tuple[str, dict[str, str], str, list[tuple[str, ...]]]] = [
    ("office_holders", {"name": "eve marsh"}, "person title body", [("Eve Marsh", "Minister", "Fisheries Board")]),
    (
        "offices_over_time",
        {"name": "Fisheries Board"},
        "title person cables",
        [("Minister", "Ada Brook", "1"), ("Minister", "Eve Marsh", "1")],
    ),
    ("offices_over_time", {"name": "Net Office"}, "person", []),
    ("actions_against", {}, "against party quote", [("Pond Ltd", "Acme Fish", "Acme Fish sued Pond Ltd")]),
    ("actions_against", {"name": "Acme Fish"}, "against", []),
    ("legal_actions", {"name": "acme fish"}, "against", [("Pond Ltd",)]),
    ("cables_tagged", {"tag": "efis"}, "has cable", [("EFIS", "08A1")]),
    ("cables_that_cite", {}, "cable cites back", [("08A1", "08B1", "true"), ("08B1", "08A1", "true")]),
    ("cables_that_cite", {"id": "nope"}, "cable", []),
    ("references_of", {"id": "08A1"}, "reference here", [("08B1", "true"), ("AVALON 41", "false")]),
    ("posts_informed", {"post": "lyonesse"}, "addressee line count", [("RUEHXX/AMEMBASSY LYONESSE", "to", "1")]),
    ("evidence_for", {"relation": "owns", "object": "pond ltd"}, "from rule", [("Trout Inc", "made-up")]),
    ("evidence_for", {"relation": "owns", "subject": "nobody"}, "from", []),
    ("members_of", {"name": "fisheries board"}, "member relation title", [
        ("Ada Brook", "holds_position", "Minister"),
        ("Carl Stone", "member_of", ""),
        ("Eve Marsh", "holds_position", "Minister"),
    ]),
    ("units_of", {"name": "Fisheries Board"}, "unit directly_in", [("Net Office", "Fisheries Board")]),
    ("nationalities", {"name": "avalonia"}, "entity country", [("Ada Brook", "Avalonia")]),
    ("nationalities", {"name": "Carl Stone"}, "entity", []),
    ("owners", {"name": "acme fish"}, "owned directly", [("Trout Inc", "true"), ("Pond Ltd", "false")]),
    ("relations_by_rule", {"rule": "made-up"}, "relation places", [
        ("holds_position", "2"), ("owns", "1"), ("legal_action", "1"), ("member_of", "1"), ("met_with", "1"),
        ("nationality", "1"), ("part_of", "1"),
    ]),
    ("single_cable", {"kind": "person"}, "entity cable", [
        ("Ada Brook", "08A1"), ("Carl Stone", "08A1"), ("Eve Marsh", "08B1"),
    ]),
    ("single_cable", {"kind": "Company"}, "entity", [("Acme Fish",), ("Pond Ltd",), ("Trout Inc",)]),
    ("who_met_whom", {"name": "carl stone"}, "cable", [("08A1",)]),
    ("who_met_whom", {"name": "Eve Marsh"}, "cable", []),
    ("co_mentions", {"least": "2", "name": "carl stone"}, "paragraphs", [("2",), ("2",)]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "params", "columns", "rows"), ANSWERS, ids=[f"{a[0]} {a[1]}" for a in ANSWERS])
def test_saved_queries_answer(
    archive: Path, name: str, params: dict[str, str], columns: str, rows: list[tuple[str, ...]]
) -> None:
    found = ask(archive, name, columns, params)
    assert sorted(found) == sorted(rows) if name in ("relations_by_rule",) else found == rows


def test_quoted_sentences_name_the_person(archive: Path) -> None:
    found = ask(archive, "quoted_where", "person quote", {"name": "eve marsh"})
    assert {person for person, _ in found} == {"Eve Marsh"}
    assert all("Eve Marsh" in quote for _, quote in found)


def test_there_are_enough_saved_queries_and_each_is_tested() -> None:
    names = {saved.name for saved in saved_queries()}
    tested = {answer[0] for answer in ANSWERS}
    assert names - tested == {"mentions_of", "partners_of_agency", "places_within", "quoted_where"}
    assert len(names) >= 15
