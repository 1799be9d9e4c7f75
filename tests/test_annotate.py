"""kg/annotate.py: one cable as stand-off annotation."""

from __future__ import annotations

import json

from hypothesis import given, settings
from strategies import brook_cable, extractions

from kg.annotate import annotation
from kg.model import Extraction


def test_mentions_entities_and_relations() -> None:
    cable = brook_cable()
    found = annotation(cable.extraction)
    assert list(found) == ["id", "mentions", "entities", "relations"]
    assert found["id"] == "08AVALON42"
    names = {entity["id"]: entity["name"] for entity in found["entities"]}
    assert sorted(names.values()) == sorted(cable.entities)
    assert [m["start"] for m in found["mentions"]] == sorted(m["start"] for m in found["mentions"])
    words = [(cable.text[m["start"] : m["end"]], m["type"], names[m["entity"]]) for m in found["mentions"]]
    assert words[0] == ("Ada Brook", "person", "Ada Brook")
    assert ("AFB", "agency", "Avalonian Fisheries Board") in words
    said = [(names[r["subject"]], r["predicate"], names[r["object"]], r.get("title")) for r in found["relations"]]
    assert ("Ada Brook", "holds_position", "Avalonian Fisheries Board", "Chair") in said
    assert ("Ada Brook", "met_with", "Carl Stone", None) in said
    assert all("title" in r for r in found["relations"] if r["predicate"] == "holds_position")


@given(extractions())
@settings(max_examples=60)
def test_whatever_a_cable_holds_is_one_line_of_json(extraction: Extraction) -> None:
    found = annotation(extraction)
    line = json.dumps(found)
    assert "\n" not in line
    assert json.loads(line) == found
    keys = {entity["id"] for entity in found["entities"]}
    assert {m["entity"] for m in found["mentions"]} <= keys
    assert {end for r in found["relations"] for end in (r["subject"], r["object"])} <= keys
