"""The shapes: everything kg writes conforms, and what is broken is named with its shape."""

from __future__ import annotations

import importlib.util
import re
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox
import pytest
from command_line import Kg, failed
from hypothesis import given, settings
from strategies import assembled, brook_cable, extractions
from test_ontology import full, used
from workspaces import rewrite, workspace

from kg import errors
from kg.model import Extraction
from kg.protect import mask
from kg.query.store import source
from kg.rdf import vocab
from kg.rdf.write import turtle
from kg.validate import SHAPES, validate
from kg.workspace import GRAPH_TTL


def held(data: bytes) -> ox.Store:
    """A store of this Turtle."""
    store = ox.Store()
    store.bulk_load(data, ox.RdfFormat.TURTLE)
    return store


def broken(data: bytes, batch: int = 100) -> set[tuple[str, str]]:
    """Shape (without its namespace) and property of each violation."""
    found = validate(held(data), batch)
    return {(v.shape.rpartition("/")[2], re.split("[#/]", v.path.strip("<>"))[-1]) for v in found}


def brook() -> bytes:
    return turtle(assembled(brook_cable("08A1", protected=True).extraction, brook_cable("08B1").extraction))


@pytest.mark.parametrize("shape", [lambda g: g, mask], ids=["open", "masked"])
def test_a_graph_with_everything_conforms(shape) -> None:  # type: ignore[no-untyped-def]
    assert list(validate(held(turtle(shape(full()))))) == []


@pytest.mark.parametrize("batch", [1, 7])
def test_small_batches_find_the_same(batch: int) -> None:
    assert list(validate(held(brook()), batch)) == []
    bad = brook().replace(b"kg:Evidence ;", b"kg:Mention ;", 1)
    assert broken(bad, batch) == broken(bad) != set()


def test_the_seed_conforms(kg_: Kg, seed_workspace: Path) -> None:
    said = kg_("validate", seed_workspace)
    assert (said.code, said.out) == (0, "")
    assert "conforms" in said.err


@settings(max_examples=8)
@given(extractions())
def test_any_cable_conforms(extraction: Extraction) -> None:
    graph = assembled(extraction)
    places = {(e["start"], e["rule"]): e for _, _, every in graph.edges(data="evidence") for e in every}
    if all(places[e["start"], e["rule"]] == e for _, _, every in graph.edges(data="evidence") for e in every):
        assert list(validate(held(turtle(graph)))) == []


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


def test_validate_names_node_and_shape_and_fails(kg_: Kg, tmp_path: Path) -> None:
    folder = workspace(tmp_path, brook_cable("08A1"))
    rewrite(folder, (folder / GRAPH_TTL).read_bytes().replace(b"kg:confidence 0.9", b"kg:confidence 9.0", 1))
    said = kg_("validate", folder)
    assert said.code == 1
    assert re.match(r"<https://kg\.example/assertion/a\w+> breaks <https://kg\.example/shape/Assertion>", said.out)
    assert said.err.split()[1] == "E309"


def test_a_store_on_disk_keeps_a_node_together(tmp_path: Path) -> None:
    """What makes it possible to check a store that is larger than the memory."""
    folder = workspace(tmp_path, *(brook_cable(f"08A{number}") for number in range(9)))
    found = source(folder)
    assert found.database
    subjects = [quad.subject for quad in found.open().quads_for_pattern(None, None, None, ox.DefaultGraph())]
    groups = [subject for subject, _ in groupby(subjects)]
    assert len(groups) == len(set(groups)) == len(set(subjects)) > 200


def test_without_pyshacl_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(errors.KgError, match=r"E901 .*cable-kg\[shacl\]"):
        list(validate(held(brook())))


def test_what_is_no_turtle(kg_: Kg, tmp_path: Path) -> None:
    rewrite(workspace(tmp_path, brook_cable()), b"nonsense")
    failed(kg_("validate", tmp_path), "E303")


def test_every_term_is_in_the_shapes() -> None:
    text = SHAPES.read_text("utf-8")
    terms = {t.removeprefix(vocab.VOCAB) for t in used() if t.startswith(vocab.VOCAB)}
    kinds = {kind.value.removeprefix(vocab.VOCAB) for kind in vocab.CLASSES.values()}
    assert {term for term in terms | kinds if f"kg:{term} " not in text} == set()
