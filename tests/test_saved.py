"""The saved queries: what each asks and answers, and their parameters."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.plugins.sparql import prepareQuery
from strategies import Cable, brook_cable
from workspaces import values, workspace

from kg import errors
from kg.model import Recipient, Reference
from kg.query import run_query, saved_queries, saved_query


@pytest.fixture(scope="module")
def brook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace(tmp_path_factory.mktemp("brook"), brook_cable("08A1"), brook_cable("08B1"))


def test_every_saved_query_says_what_it_asks_and_runs(brook: Path) -> None:
    names = [saved.name for saved in saved_queries()]
    assert names == sorted(names)
    assert {"office_holders", "partners_of_agency", "places_within", "legal_actions", "mentions_of"} <= set(names)
    for saved in saved_queries():
        assert saved.title, saved.name
        assert saved.description, saved.name
        assert all(p.description for p in saved.params), saved.name
        needed = {p.name: "Brook" for p in saved.params if p.required}
        assert run_query(brook, saved, params=needed).rows is not None
        assert run_query(brook, saved.sparql).rows is not None
        # Other tools know nothing of our prefixes: both engines read it without them.
        ox.Store().query(saved.sparql)
        prepareQuery(saved.sparql)


def test_an_unknown_saved_query_names_those_that_exist() -> None:
    with pytest.raises(errors.KgError, match=r"E403 .*'nope'; there are: actions_against, cables_tagged"):
        saved_query("nope")
    with pytest.raises(errors.KgError, match="E403"):
        saved_query("../saved/legal_actions")


def test_office_holders(brook: Path) -> None:
    found = run_query(brook, saved_query("office_holders").sparql)
    assert values(found, "person", "title", "body", "cable", "paragraph")[:2] == [
        ("Ada Brook", "Minister", "Avalonian Fisheries Board", "08A1", "1"),
        ("Ada Brook", "Chair", "Avalonian Fisheries Board", "08A1", "2"),
    ]
    assert values(found, "quote")[1] == ("Brook is also its Chair",)


@pytest.mark.parametrize("name", ["AFB", "afb", "Avalonian Fisheries Board"])
def test_partners_under_any_name(brook: Path, name: str) -> None:
    found = run_query(brook, saved_query("partners_of_agency"), params={"agency": name})
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
    made, partners = workspace(tmp_path, cable), saved_query("partners_of_agency")
    found = run_query(made, partners, params={"agency": "fisheries board"})
    assert values(found, "company", "partner") == [("Acme Fish", "Net Office"), ("Trout Inc", "Fisheries Board")]
    assert values(run_query(made, partners), "company") == [("Acme Fish",), ("Trout Inc",)]
    assert values(run_query(made, partners, params={"agency": "net office"}), "company") == [("Acme Fish",)]


def test_places_within_through_other_places(tmp_path: Path) -> None:
    cable = Cable("08A1", "Quay is in Lakeside, Lakeside in Avalonia; Pond is in Elsewhere. The Board is in Lakeside.")
    for place in ("Quay", "Lakeside", "Avalonia", "Pond", "Elsewhere"):
        cable.entity("place", place)
    cable.entity("agency", "Board").says("Board", "located_in", "Lakeside").says("Pond", "located_in", "Elsewhere")
    cable.says("Quay", "located_in", "Lakeside").says("Lakeside", "located_in", "Avalonia")
    made, within = workspace(tmp_path, cable), saved_query("places_within")
    assert values(run_query(made, within, params={"region": "avalonia"}), "place") == [("Lakeside",), ("Quay",)]
    assert values(run_query(made, within), "within", "place") == [
        ("Avalonia", "Lakeside"),
        ("Avalonia", "Quay"),
        ("Elsewhere", "Pond"),
        ("Lakeside", "Quay"),
    ]


def test_legal_actions_have_a_direction(tmp_path: Path) -> None:
    cable = Cable("08A1", "Acme Fish sued Trout Inc. Carl Stone sued Acme Fish.")
    cable.entity("company", "Acme Fish").entity("company", "Trout Inc").entity("person", "Carl Stone")
    cable.says("Acme Fish", "legal_action", "Trout Inc", quote="Acme Fish sued Trout Inc.")
    cable.says("Carl Stone", "legal_action", "Acme Fish")
    found = run_query(workspace(tmp_path, cable), saved_query("legal_actions"), params={"name": "ACME FISH"})
    assert values(found, "party", "against", "paragraph", "quote") == [
        ("Acme Fish", "Trout Inc", "1", "Acme Fish sued Trout Inc.")
    ]


def test_mentions_in_every_form(brook: Path) -> None:
    found = run_query(brook, saved_query("mentions_of"), params={"name": "brook"})
    assert [row[:3] for row in values(found, "text", "cable", "paragraph")] == [
        (form, cable, paragraph)
        for cable in ("08A1", "08B1")
        for form, paragraph in (("Ada Brook", "1"), ("Brook", "2"), ("Brook", "2"))
    ]


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
        references=(Reference("A", "cable", "08B1"), Reference("B", "cable", "AVALON 41")),
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
        references=(Reference("A", "cable", "08A1"),),
        tags=("AV",),
        to=(Recipient("RUEHXX", "AMEMBASSY LYONESSE", None, None),),
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
    ("evidence_for", {"relation": "owns", "object": "pond ltd"}, "subject_name rule", [("Trout Inc", "made-up")]),
    ("evidence_for", {"relation": "owns", "subject": "nobody"}, "subject_name", []),
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
    ("co_mentions", {}, "paragraphs", [("2",)] * 6),
    ("co_mentions", {"least": "3"}, "one", []),
    ("named_with", {"name": "carl stone"}, "entity with paragraphs", [
        ("Carl Stone", "Ada Brook", "2"), ("Carl Stone", "Fisheries Board", "2"), ("Carl Stone", "Acme Fish", "1"),
        ("Carl Stone", "Avalonia", "1"), ("Carl Stone", "Pond Ltd", "1"),
    ]),
    ("mentions_of", {"name": "Eve Marsh"}, "text cable", [("Eve Marsh", "08B1")]),
    ("legal_actions", {}, "party against", [("Acme Fish", "Pond Ltd")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "params", "columns", "rows"), ANSWERS, ids=[f"{a[0]} {a[1]}" for a in ANSWERS])
def test_saved_queries_answer(
    archive: Path, name: str, params: dict[str, str], columns: str, rows: list[tuple[str, ...]]
) -> None:
    found = ask(archive, name, columns, params)
    assert sorted(found) == sorted(rows) if name in ("relations_by_rule",) else found == rows


@pytest.mark.parametrize(("name", "params", "columns", "rows"), ANSWERS, ids=[f"{a[0]} {a[1]}" for a in ANSWERS])
def test_a_value_written_into_the_file_says_the_same(
    archive: Path, name: str, params: dict[str, str], columns: str, rows: list[tuple[str, ...]]
) -> None:
    # As README and the page do it, for tools that know nothing of parameters.
    sparql = saved_query(name).sparql
    for param, value in params.items():
        line = f"VALUES ?{param} {{ {value if value.isdigit() else json.dumps(value)} }}"
        sparql, places = re.subn(rf"(# )?VALUES \?{param} \{{.*\}}", line, sparql)
        if not places:
            sparql = sparql.replace("WHERE {", f"WHERE {{\n  {line}", 1)
    assert sorted(values(run_query(archive, sparql), *columns.split())) == sorted(rows)


def test_what_takes_too_long_about_everybody_must_be_told_about_whom(archive: Path) -> None:
    for params in ({}, {"name": " "}):
        with pytest.raises(errors.KgError, match=r"E413 .*named_with needs --param name=\.\.\. \(the one"):
            run_query(archive, saved_query("named_with"), params=params)


def test_no_name_is_a_default() -> None:
    defaults = {param.default for saved in saved_queries() for param in saved.params}
    assert defaults == {None, "2", "holds_position"}


def test_quoted_sentences_name_the_person(archive: Path) -> None:
    found = ask(archive, "quoted_where", "person quote", {"name": "eve marsh"})
    assert {person for person, _ in found} == {"Eve Marsh"}
    assert all("Eve Marsh" in quote for _, quote in found)


def test_there_are_enough_saved_queries_and_each_is_tested() -> None:
    names = {saved.name for saved in saved_queries()}
    tested = {answer[0] for answer in ANSWERS}
    assert names - tested == {"partners_of_agency", "places_within", "quoted_where"}
    assert len(names) >= 15
