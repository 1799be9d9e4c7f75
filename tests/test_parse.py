"""``kg parse``: one JSON object a cable, in the order given, as the JSON Schema in the repository describes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command_line import Kg
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cable.document import read_listing, read_plain, read_telegram
from kg.model import Document
from kg.parse import SCHEMA, line, parsed
from tests.test_cable import BODY, HEADER


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(found)
    return found


@pytest.fixture(scope="module")
def seed(seed_document: Document) -> dict[str, Any]:
    return parsed(seed_document)


def test_the_seed(seed: dict[str, Any], schema: dict[str, Any], seed_path: Path) -> None:
    jsonschema.validate(seed, schema)
    text = seed_path.read_bytes().decode()
    assert seed["id"] == seed["canonical_id"] == "09SHANGHAI59"
    assert seed["subject"] == "ZHEJIANG RESUMES COOPERATION WITH U.S. ON IPR"
    assert seed["date"] == "2009-02-02T05:34Z"
    assert seed["classification"] == "UNCLASSIFIED//FOR OFFICIAL USE ONLY"
    assert seed["captions"] == ["SENSITIVE", "SIPDIS"]
    assert (seed["origin"], seed["from"]) == ("Consulate Shanghai", "AMCONSUL SHANGHAI")
    assert (seed["transmission_id"], seed["precedence"]) == ("VZCZCXRO0382", "R")
    assert seed["to"] == [
        {"route": "RUEHC", "name": "SECSTATE WASHDC", "precedence": None, "serial": "7590", "excluded": []}
    ]
    assert len(seed["info"]) == 5
    assert {"office": "DOC FOR ITA/MAC", "people": ["SZYMANSKI"]} in seed["attention"]
    assert seed["executive_order"] == "12958"
    assert seed["declassify_on"] is None
    assert seed["tags"] == ["KIPR", "ETRD", "EINV", "EFIN", "SCUL", "TBIO", "CH"]
    assert seed["references"] == [{"label": None, "kind": "other", "value": seed["subject"]}]
    assert (seed["classified_by"], seed["classifier_title"], seed["reasons"]) == ([], "", [])
    assert seed["signed_by"] == ["CAMP"]
    assert [p["number"] for p in seed["paragraphs"]] == [str(n) for n in range(1, 20)]
    for paragraph in seed["paragraphs"]:
        assert text[paragraph["start"] :].startswith(f"¶{paragraph['number']}.")
    assert [text[s["start"] : s["end"]] for s in seed["signers"]] == ["CAMP"]
    assert seed["headings"][0]["text"] == "Further Cooperation with the United States Welcome"
    assert [s["number"] for s in seed["sections"]] == [1, 2, 3, 4, 5]
    assert (seed["problems"], seed["trailer"], seed["text"]) == ([], [], None)


def test_the_schema_names_every_field_and_describes_most(seed: dict[str, Any], schema: dict[str, Any]) -> None:
    assert list(schema["properties"]) == list(seed) == schema["required"]
    assert schema["additionalProperties"] is False
    described = [name for name, said in schema["properties"].items() if "description" in said]
    assert len(described) >= len(seed) - 2


@given(st.text(st.characters(), max_size=120))
@settings(max_examples=150)
def test_any_text_gives_an_object_of_the_schema(text: str) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    for before, read in (("", read_plain), ("", read_telegram), (HEADER, read_listing), (HEADER + BODY, read_listing)):
        row = line(parsed(read(before + text, "x.txt", "0" * 64)))
        assert "\n" not in row
        row.encode("ascii")
        validator.validate(json.loads(row))


def test_one_line_a_document_equal_ids_included_in_the_order_given(kg_: Kg, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("b.txt", "a.txt"):
        (folder / name).write_text(HEADER + BODY, "utf-8")
    (tmp_path / "notes.md").write_text("# Notes\n\nShe met Ana Marlow.\n", "utf-8")
    (folder / "empty").touch()
    said = kg_("parse", tmp_path / "notes.md", folder)
    rows = [json.loads(row) for row in said.out.splitlines()]
    assert said.code == 0
    assert [(row["id"], row["source"]) for row in rows] == [
        ("notes", "notes.md"),
        ("09KARELT12", "a.txt"),
        ("09KARELT12", "b.txt"),
    ]
    assert said.err == "kg: skipped: E104 empty is empty; there is nothing to read in it\n"


def test_a_cable_without_a_body_is_printed_and_says_so(kg_: Kg, tmp_path: Path, schema: dict[str, Any]) -> None:
    """A header alone, or a line of one, has fields to print; other commands have nothing to read in it."""
    (tmp_path / "a.txt").write_text(HEADER, "utf-8")
    (tmp_path / "b.txt").write_text("REF: KARELT 9\n", "utf-8")
    said = kg_("parse", tmp_path)
    found = [json.loads(one) for one in said.out.splitlines()]
    for one in found:
        jsonschema.validate(one, schema)
    assert [[p["code"] for p in one["problems"]] for one in found] == [["W202"], ["W202"]]
    assert [one["format"] for one in found] == ["listing", "telegram"]
    assert [r["value"] for r in found[1]["references"]] == ["KARELT 9"]
    said = kg_("annotate", tmp_path)
    assert (said.code, said.out, said.err.count("E106")) == (1, "", 2)


def test_nothing_to_parse_is_one_coded_line(kg_: Kg, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    said = kg_("parse", tmp_path)
    assert (said.code, said.out) == (1, "")
    assert said.err.splitlines()[-1].startswith("kg: E103")


def test_annotated_cables_are_of_the_schema(kg_: Kg, shared_gold: Path, schema: dict[str, Any]) -> None:
    said = kg_("parse", *sorted(shared_gold.glob("*/*.txt")))
    rows = [json.loads(row) for row in said.out.splitlines()]
    assert len(rows) == 80
    validator = jsonschema.Draft202012Validator(schema)
    for row in rows:
        validator.validate(row)
        # What every one of these cables has.
        assert all(row[name] for name in ("subject", "date", "classification", "origin", "tags", "paragraphs"))
        assert row["canonical_id"] == row["id"]


def test_names_to_protect_are_masked(kg_: Kg, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    body = "\n¶1. (U) Summary: Director Ana Marlow (strictly\nprotect) spoke. Marlow left. End summary.\n\nMERTON\n"
    path.write_text(HEADER + body, "utf-8")
    masked = kg_("parse", str(path))
    assert masked.code == 0
    assert "Marlow" not in masked.out
    assert json.loads(masked.out)["summary"].startswith("Director XXXXXXXXXXXX")
    shown = kg_("parse", "--include-protected", str(path))
    assert "Ana Marlow" in json.loads(shown.out)["summary"]
