"""Every way out of the product, with its own model and rules: no name that a cable asks to protect gets through."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Kg
from exported_page import readable
from strategies import listing

from kg.export import EXPORTERS
from kg.query import saved_queries
from kg.workspace import FILES

#: Each name is marked in another way; the surname alone comes later, the name again in another cable.
NAMES = ["Marlow", "Tressider", "Penhaligon", "Quillfeather"]
ONE = listing(
    "08AVALON1",
    "Fisheries Minister Anna Marlow (strictly\nprotect) told the Ambassador that the Avalonian Fisheries Board "
    "would fine Northern Trout Ltd. Marlow said Paul\nTressider (protect) of the Lakeside Chamber had agreed.",
    "Comment: According to journalist Rosa Penhaligon (please protect), MARLOW's deputy Hugo Quillfeather (STRICTLY "
    "PROTECT) has met Tressider twice in Lakeside. End comment.",
    subject="MARLOW ON TROUT",
)
TWO = listing("08AVALON2", "Anna Marlow gave a speech in Lakeside. Deputy Minister Hugo Quillfeather listened.")


@pytest.fixture(scope="module")
def cables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cables")
    (folder / "one.txt").write_text(ONE, "utf-8")
    (folder / "two.txt").write_text(TWO, "utf-8")
    return folder


def shown(text: str) -> set[str]:
    return {name for name in NAMES if name.casefold() in text.casefold()}


def ways_out(kg_: Kg, cables: Path, folder: Path, *options: str) -> dict[str, str]:
    """What each command prints or writes, by way."""
    workspace = folder / "out"
    said = {"build": "".join(kg_("build", cables, "-o", workspace, *options)[1:])}
    for name in FILES:
        said[name] = (workspace / name).read_text("utf-8")
    everything = "SELECT ?s ?p ?o { ?s ?p ?o }"
    for fmt in ("table", "csv", "tsv", "json"):
        said[f"query {fmt}"] = kg_("query", workspace, everything, "--format", fmt, *options).out
    said["construct"] = kg_("query", workspace, "CONSTRUCT WHERE { ?s ?p ?o }", *options).out
    for saved in saved_queries():
        said[f"query {saved.name}"] = kg_("query", workspace, "--name", saved.name, *options).out
    for name in ("XXXXXXXXXXXX", "Lakeside", "Anna Marlow"):
        said[f"show {name}"] = kg_("show", workspace, name, *options).out
    for fmt in EXPORTERS:
        path = folder / f"graph.{fmt}"
        assert kg_("export", workspace, "--format", fmt, "-o", path, *options).code == 0
        said[f"export {fmt}"] = readable(path.read_text("utf-8"))
    said["annotate"] = kg_("annotate", cables, *options).out
    return said


def test_no_way_out_shows_a_protected_name(kg_: Kg, cables: Path, tmp_path: Path) -> None:
    for way, text in ways_out(kg_, cables, tmp_path).items():
        assert shown(text) == set(), way


def test_who_asks_is_shown_the_names(kg_: Kg, cables: Path, tmp_path: Path) -> None:
    said = ways_out(kg_, cables, tmp_path, "--include-protected")
    for way in ("graph.ttl", "graph.json", "query csv", "construct", "export html", "export ttl", "annotate"):
        assert shown(said[way]) == set(NAMES), way
    assert "Marlow" in said["show Anna Marlow"]


def test_a_workspace_with_the_names_shows_them_only_when_asked(kg_: Kg, cables: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "out"
    kg_("build", cables, "-o", workspace, "--include-protected")
    assert shown((workspace / "graph.ttl").read_text("utf-8")) == set(NAMES)
    masked = {
        "query": kg_("query", workspace, "SELECT ?o { ?s ?p ?o }").out,
        "show": kg_("show", workspace, "Lakeside").out,
        "ttl": "",
        "html": "",
    }
    for fmt in ("ttl", "html"):
        kg_("export", workspace, "--format", fmt, "-o", tmp_path / fmt)
        masked[fmt] = readable((tmp_path / fmt).read_text("utf-8"))
    for way, text in masked.items():
        assert text, way
        assert shown(text) == set(), way


def test_the_masked_people_are_still_in_the_graph(kg_: Kg, cables: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "out"
    kg_("build", cables, "-o", workspace)
    graph = json.loads((workspace / "graph.json").read_text("utf-8"))
    people = [node for node in graph["nodes"] if node["type"] == "person" and node["protected"]]
    assert len(people) == len(NAMES)
    assert {node["name"] for node in people} == {"XXXXXXXXXXXX"}
