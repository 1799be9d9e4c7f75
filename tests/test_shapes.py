"""The shapes: everything kg writes conforms, and what is broken is named with its shape."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from command_line import Kg
from hypothesis import given, settings
from strategies import assembled, brook_cable, extractions
from test_ontology import full, used

from kg import errors
from kg.model import Extraction
from kg.protect import mask
from kg.rdf import vocab
from kg.rdf.write import turtle
from kg.validate import SHAPES, validate


def broken(data: bytes, batch: int = 500) -> set[tuple[str, str]]:
    """Shape (without its namespace) and property of each violation."""
    found = validate(data, batch)
    return {(v.shape.rpartition("/")[2], re.split("[#/]", v.path.strip("<>"))[-1]) for v in found}


def brook() -> bytes:
    return turtle(assembled(brook_cable("08A1", protected=True).extraction, brook_cable("08B1").extraction))


@pytest.mark.parametrize("shape", [lambda g: g, mask], ids=["open", "masked"])
def test_a_graph_with_everything_conforms(shape) -> None:  # type: ignore[no-untyped-def]
    assert list(validate(turtle(shape(full())))) == []


@pytest.mark.parametrize("batch", [1, 7])
def test_small_batches_find_the_same(batch: int) -> None:
    assert list(validate(brook(), batch)) == []
    bad = brook().replace(b"kg:Evidence ;", b"kg:Mention ;", 1)
    assert broken(bad, batch) == broken(bad) != set()


def test_the_seed_conforms(kg_: Kg, seed_workspace: Path) -> None:
    said = kg_("validate", seed_workspace)
    assert (said.code, said.out) == (0, "")
    assert "conforms" in said.err


@settings(max_examples=8, deadline=None)
@given(extractions())
def test_any_cable_conforms(extraction: Extraction) -> None:
    graph = assembled(extraction)
    places = {(e["start"], e["rule"]): e for _, _, every in graph.edges(data="evidence") for e in every}
    if all(places[e["start"], e["rule"]] == e for _, _, every in graph.edges(data="evidence") for e in every):
        assert list(validate(turtle(graph))) == []


@pytest.mark.parametrize(
    ("old", "new", "shape", "path"),
    [
        (rb"\tkg:confidence 0.9 ;", b"", "Assertion", "confidence"),
        (rb"kg:confidence 0.9", b"kg:confidence 1.5", "Assertion", "confidence"),
        (rb"kg:confidence 0.9", b"kg:confidence 0.9e0", "Assertion", "confidence"),
        (rb"rdf:predicate kg:\w+", b"rdf:predicate kg:likes", "Assertion", "predicate"),
        (rb"rdf:object id:\w+", b"rdf:object id:nobody", "Assertion", "object"),
        (rb" a kg:Assertion ;", b" a kg:Nonsense ;", "Assertion", ""),
        (rb"kg:evidence evidence:\S+", b"kg:evidence evidence:none", "Assertion", "evidence"),
        (rb"\tkg:quote [^;]+;", b"", "Evidence", "quote"),
        (rb"kg:start \d+", b"kg:start 999999", "Evidence", "start"),
        (rb"kg:start (\d+)", rb'kg:start "\1"', "Evidence", "start"),
        (rb"kg:mentionOf in:\S+", b"kg:mentionOf id:nobody", "Mention", "mentionOf"),
        (rb"kg:text ", b'kg:text "Two", ', "Mention", "text"),
        (rb"rdfs:label (.*) ;", rb"rdfs:label \1@en ;", "Tool", "label"),
        (rb"kg:origin ", b"kg:orogin ", "Cable", "orogin"),
        (rb"kg:position 1", b"kg:position 0", "HeaderLine", "position"),
        (rb'kg:protection "included"', b'kg:protection "some"', "Graph", "protection"),
    ],
)
def test_what_is_broken_is_named(old: bytes, new: bytes, shape: str, path: str) -> None:
    data, count = re.subn(old, new, brook(), count=1)
    assert count == 1
    assert (shape, path) in broken(data)


def test_validate_names_node_and_shape_and_fails(
    kg_: Kg, seed_workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.workspace import Workspace

    bad = brook().replace(b"kg:confidence 0.9", b"kg:confidence 9.0", 1)
    monkeypatch.setattr(Workspace, "turtle", lambda self: bad)
    said = kg_("validate", seed_workspace)
    assert said.code == 1
    assert re.match(r"<https://kg\.example/assertion/a\w+> breaks <https://kg\.example/shape/Assertion>", said.out)
    assert said.err.split()[1] == "E309"


def test_without_pyshacl_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(errors.KgError, match=r"E901 .*cable-kg\[shacl\]"):
        list(validate(brook()))


def test_what_is_no_turtle() -> None:
    with pytest.raises(errors.KgError, match="E605"):
        list(validate(b"nonsense"))


def test_every_term_is_in_the_shapes() -> None:
    text = SHAPES.read_text("utf-8")
    terms = {t.removeprefix(vocab.VOCAB) for t in used() if t.startswith(vocab.VOCAB)}
    kinds = {kind.value.removeprefix(vocab.VOCAB) for kind in vocab.CLASSES.values()}
    assert {term for term in terms | kinds if f"kg:{term} " not in text} == set()
