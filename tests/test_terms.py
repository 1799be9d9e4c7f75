"""RDF as text: spelt as the RDF library spells it."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from command_line import Kg
from hypothesis import given, settings
from strategies import names

from kg.benchmarks.invented import write
from kg.rdf import terms, vocab
from kg.rdf.literals import text
from kg.rdf.write import serialised


@pytest.mark.parametrize("code", [*range(0x100), 0x2028, 0xFDD0, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF, 0x1FFFF, 0x10FFFF])
def test_a_literal_is_escaped_as_the_library_does(code: int) -> None:
    assert terms.literal(f"a{chr(code)}b") == str(text(f"a{chr(code)}b"))


@settings(max_examples=50)
@given(names, names)
def test_a_name_is_what_the_library_reads(one: str, other: str) -> None:
    written = terms.written(vocab.Names().evidence(one, 1, 2, other))
    line = f"{terms.head(vocab.PREFIXES)}{written} a kg:Evidence ."
    (quad,) = ox.parse(line, ox.RdfFormat.TURTLE)
    assert quad.subject == vocab.evidence(one, 1, 2, other)


def test_a_block_can_be_completed_later() -> None:
    first, label, start = ((terms.number(p), f'"{n}"') for n, p in enumerate((vocab.TYPE, vocab.LABEL, vocab.START)))
    assert [first, label, start] == sorted([first, label, start])
    for early, late in (([first], [start]), ([first], []), ([first, start], [])):
        halves = terms.halves("id:e1>", [*early, *late], label[0])
        for more in ([], [label], [label, (label[0], '"other"')]):
            assert terms.joined(halves, more) == terms.block("id:e1>", [*early, *late, *more])


def test_files_have_the_order_of_iris_whatever_the_base() -> None:
    for base in (vocab.BASE, "https://a.example/x/", "http://zebra.example/"):
        prefixes = vocab.Iris(base).prefixes
        sections = terms.sections(prefixes)
        assert sections == sorted(sections, key=lambda s: prefixes[s.partition(":")[0]] + s.partition(":")[2])
        assert {terms.section(name) for name in ("id:e1>", "concept:tag_X>", "mention:a_1_2_person>")} <= set(sections)


@pytest.mark.parametrize("fmt", ["ntriples", "nquads"])
def test_triples_are_translated_from_the_file_without_a_graph(
    kg_: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fmt: str
) -> None:
    graph = write(tmp_path / "out", 40)
    expected = serialised(graph, fmt)
    monkeypatch.setattr("kg.graph.from_json", None)
    assert kg_("export", tmp_path / "out", "--format", fmt, "-o", tmp_path / "graph").code == 0
    assert (tmp_path / "graph").read_bytes() == expected
