"""RDF: two libraries read the same triples, and the bytes never change without a reason."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import assembled, brook_cable, extractions, hostile_text

from kg.model import SYMMETRIC, Extraction
from kg.rdf import vocab
from kg.rdf.literals import decimal, text, when
from kg.rdf.triples import triples
from kg.rdf.write import turtle

Term = tuple[str, ...]


def by_pyoxigraph(data: bytes) -> set[tuple[Term, Term, Term]]:
    def term(t: object) -> Term:
        if isinstance(t, ox.Literal):
            return t.value, t.datatype.value, t.language or ""
        assert isinstance(t, ox.NamedNode), f"{t} is a blank node"
        return (t.value,)

    return {(term(t.subject), term(t.predicate), term(t.object)) for t in ox.parse(data, ox.RdfFormat.TURTLE)}


def by_rdflib(data: bytes) -> set[tuple[Term, Term, Term]]:
    def term(t: object) -> Term:
        if isinstance(t, rdflib.Literal):
            return str(t), str(t.datatype or rdflib.XSD.string), t.language or ""
        assert isinstance(t, rdflib.URIRef), f"{t} is a blank node"
        return (str(t),)

    graph = rdflib.Graph().parse(data=data, format="turtle")
    return {(term(s), term(p), term(o)) for s, p, o in graph}


def same_in_both(data: bytes) -> None:
    assert by_rdflib(data) == by_pyoxigraph(data)


def test_both_libraries_read_the_same_triples() -> None:
    graph = assembled(brook_cable().extraction)
    data = turtle(graph)
    same_in_both(data)
    assert len(by_pyoxigraph(data)) == len(triples(graph))


@settings(max_examples=60)
@given(extractions())
def test_both_libraries_read_the_same_triples_whatever_a_cable_holds(extraction: Extraction) -> None:
    same_in_both(turtle(assembled(extraction)))


@given(st.lists(hostile_text.filter(bool), min_size=1, max_size=3))
def test_any_string_makes_an_iri_that_both_libraries_read_alike(parts: list[str]) -> None:
    minted = [vocab.cable(parts[0]), vocab.mention(parts[-1], 1, 2, "person"), vocab.evidence("08A1", 1, 2, parts[0])]
    data = ox.serialize(
        (ox.Triple(iri, vocab.TYPE, vocab.CABLE) for iri in minted), format=ox.RdfFormat.TURTLE, prefixes=vocab.PREFIXES
    )
    assert data is not None
    same_in_both(data)


@pytest.mark.parametrize(
    ("part", "encoded"),
    [
        ("09SHANGHAI59", "09SHANGHAI59"),
        ("a b", "a%20b"),
        ("a.b", "a%2Eb"),
        ("..", "%2E%2E"),
        ("é/#?%", "%C3%A9%2F%23%3F%25"),
        ("a-b_c~", "a-b%5Fc%7E"),
        ("\ud800", "%3F"),
    ],
)
def test_parts_of_iris_are_percent_encoded(part: str, encoded: str) -> None:
    assert vocab.encode(part) == encoded


def test_what_joins_parts_cannot_make_two_iris_one() -> None:
    assert vocab.evidence("08A1", 1, 2, "2_x") != vocab.evidence("08A1_1", 2, 2, "x")
    assert vocab.cable_entity("a.b_c.person.7").value == "https://kg.example/in/a%2Eb%5Fc_person_7"


@given(extractions())
def test_prefixed_names_of_an_answer_can_be_used_in_the_next_question(extraction: Extraction) -> None:
    for triple in triples(assembled(extraction)):
        for prefix, iri in vocab.PREFIXES.items():
            if triple.subject.value.startswith(iri):
                name = f"{prefix}:{triple.subject.value.removeprefix(iri)}"
                assert ox.Store().query(f"DESCRIBE {name}", prefixes=vocab.PREFIXES) is not None


def test_the_model_direct_edge_assertion_evidence_and_mentions() -> None:
    cable = brook_cable()
    found = by_pyoxigraph(turtle(assembled(cable.extraction)))
    store = ox.Store()
    store.bulk_load(turtle(assembled(cable.extraction)), ox.RdfFormat.TURTLE)

    def ask(query: str) -> bool:
        return bool(store.query("ASK { " + query + " }", prefixes=vocab.PREFIXES))

    assert ask('?s rdfs:label "Ada Brook"; a kg:Person, kg:Entity; skos:altLabel "Brook"; kg:holds_position ?o')
    assert ask(
        "?a a kg:Assertion; rdf:subject/rdfs:label 'Ada Brook'; rdf:predicate kg:holds_position; kg:title 'Chair';"
        " kg:confidence 0.9; kg:evidence [a kg:Evidence; kg:cable cable:08AVALON42; kg:paragraph '2'; kg:marking 'U';"
        " kg:quote 'Brook is also its Chair'; kg:rule 'made-up']"
    )
    assert ask(
        "?m a kg:Mention; kg:text 'Brook'; kg:mentionOf in:08AVALON42_person_7; kg:start ?s; kg:end ?e."
        " in:08AVALON42_person_7 a kg:CableEntity; dcterms:isPartOf ?entity. ?entity rdfs:label 'Ada Brook'"
        " FILTER (?e - ?s = 5)"
    )
    assert ask("cable:08AVALON42 a kg:Cable; dcterms:title 'TROUT QUOTAS IN AVALONIA'; kg:tag 'EFIS', 'AV'")
    both_ways = {(s, p, o) for s, p, o in found if p[0].removeprefix(vocab.VOCAB) in SYMMETRIC}
    assert {(o, p, s) for s, p, o in both_ways} == both_ways != set()


def test_one_assertion_for_each_edge() -> None:
    graph = assembled(brook_cable().extraction)
    said = {t.subject.value for t in triples(graph) if t.object == vocab.ASSERTION}
    assert said == {vocab.assertion(edge["id"]).value for _, _, edge in graph.edges(data=True)}


@pytest.mark.parametrize(
    ("value", "spelt"),
    [(1.0, "1.0"), (1, "1.0"), (0, "0.0"), (0.9, "0.9"), (0.85, "0.85"), (1 / 3, "0.333333"), (1e-9, "0.0")],
)
def test_confidences_are_spelt_as_rdflib_leaves_them(value: float, spelt: str) -> None:
    assert decimal(value).value == spelt
    assert str(rdflib.Literal(spelt, datatype=rdflib.XSD.decimal)) == spelt


@pytest.mark.parametrize(
    ("value", "spelt", "kind"),
    [
        ("2008-05-14T09:30Z", "2008-05-14T09:30:00+00:00", "dateTime"),
        ("2008-05-14", "2008-05-14", "date"),
        ("May 2008", "May 2008", "string"),
        ("2008-05-14T09:30", "2008-05-14T09:30:00", "dateTime"),
        ("2008-13-44", "2008-13-44", "string"),
    ],
)
def test_dates_are_spelt_as_rdflib_leaves_them(value: str, spelt: str, kind: str) -> None:
    found = when(value)
    assert (found.value, found.datatype.value) == (spelt, vocab.XSD + kind)
    assert str(rdflib.Literal(spelt, datatype=found.datatype.value)) == spelt


def test_a_lone_surrogate_is_replaced() -> None:
    assert text("a\ud800b").value == "a\ufffdb"


_PROGRAM = """
import sys
sys.path[:0] = [{tests!r}, {root!r}]
from strategies import assembled, brook_cable
from kg.rdf.write import turtle
graph = assembled(brook_cable("08B1").extraction, brook_cable("08A1", protected=True).extraction)
sys.stdout.buffer.write(turtle(graph))
"""


def test_the_bytes_do_not_depend_on_the_hash_seed(root: Path) -> None:
    program = _PROGRAM.format(tests=str(root / "tests"), root=str(root))
    found = set()
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        found.add(
            subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True).stdout
        )
    assert len(found) == 1
    assert found.pop() == turtle(
        assembled(brook_cable("08A1", protected=True).extraction, brook_cable("08B1").extraction)
    )
