"""``kg rules explain``: which model or rule made a mention or a relation, with the rule's file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import Kg, failed
from strategies import listing

from kg.extract import extract
from kg.extract.explain import BUILT_IN, book, explain
from kg.model import Document
from kg.read import read_file

TEXT = listing(
    "08AVALON7",
    "Fisheries Minister Anna Marlow (strictly protect) met Hugo Quillfeather of the Karelt Harbour Bureau in Lisbon.",
    "The Ministry of Salt agreed. Marlow said that the Ministry of Salt and the Karelt Harbour Bureau cooperate.",
)


@pytest.fixture
def cable(tmp_path: Path) -> Path:
    path = tmp_path / "cable.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_every_source_of_a_mention_and_every_rule_of_a_relation_has_its_line(
    seed_document: Document, root: Path
) -> None:
    extraction, known = extract(seed_document), book()
    said = explain(extraction, 0, len(seed_document.text), known)
    mentions = [m for e in extraction.entities for m in e.mentions]
    assert {m.source.removeprefix("rule:") for m in mentions} - {"model"} <= known.mentions.keys()
    assert said.count("    entity   ") == len(mentions)
    assert said.count("    quote    ") == sum(len(r.evidence) for r in extraction.relations) > 0
    places = re.findall(r"made by  (?:rule:)?([\w-]+)  data/rules/(\w+)\.yaml:(\d+)", said)
    assert places
    for name, file, line in places:
        there = (root / "data" / "rules" / f"{file}.yaml").read_text("utf-8").splitlines()[int(line) - 1]
        assert there.strip() == f"- name: {name}"


def test_rules_that_are_code_are_all_described() -> None:
    sources = (Path(__file__).parent.parent / "kg" / "extract").glob("*.py")
    named = {name for path in sources for name in re.findall(r'"rule:(\w+)"', path.read_text("utf-8"))}
    assert named == BUILT_IN.keys()


def test_only_what_overlaps_is_explained(kg_: Kg, cable: Path) -> None:
    at = TEXT.index("Karelt Harbour Bureau")
    said = kg_("rules", "explain", cable, at + 3, at + 4).out
    assert f"[{at}, {at + 21}) agency: Karelt Harbour Bureau" in said
    assert said.count("    entity   ") == 1
    gap = TEXT.index(" agreed")
    assert "mentions\n  none\n" in kg_("rules", "explain", cable, gap, gap + 1).out


def test_a_repeated_name_leads_back_to_where_it_was_seen(seed_document: Document) -> None:
    assert "    seen at  [" in explain(extract(seed_document), 0, len(seed_document.text), book())


def test_protected_names_are_masked_unless_asked_for(kg_: Kg, cable: Path) -> None:
    whole = ("rules", "explain", cable, 0, len(TEXT))
    masked, shown = kg_(*whole).out, kg_(*whole, "--include-protected").out
    assert "Marlow" not in masked
    assert "XXXXXXXXXXXX" in masked
    assert "person: Anna Marlow" in shown
    assert "XXXX" not in shown


def test_wrong_stretches_and_files(kg_: Kg, cable: Path, tmp_path: Path) -> None:
    for start, end in ((5, 5), (9, 2), (0, len(TEXT) + 1)):
        assert kg_("rules", "explain", cable, start, end).code == 2
    failed(kg_("rules", "explain", tmp_path / "none.txt", 0, 5), "E101")


def test_a_document_as_read_is_enough(cable: Path) -> None:
    document = read_file(cable)
    assert isinstance(document, Document)
    assert explain(extract(document), 0, 1, book()).startswith(f"{document.id} [0, 1)\n")
