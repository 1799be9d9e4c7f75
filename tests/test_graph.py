"""The networkx graph: what nodes and edges carry."""

from __future__ import annotations

import json
from collections import Counter

import networkx as nx
import pytest
from hypothesis import given
from strategies import Cable, assembled, brook_cable, extractions

from kg.graph import called, from_json, to_json
from kg.model import Extraction, Recipient, Reference


def named(graph: nx.MultiDiGraph, name: str) -> str:
    return next(node for node, data in graph.nodes(data=True) if data["name"] == name)


def test_a_node_carries_names_members_and_mentions() -> None:
    graph = assembled(brook_cable().extraction)
    node = named(graph, "Ada Brook")
    data = graph.nodes[node]
    assert data["id"] == node
    assert (data["type"], data["aliases"], data["protected"]) == ("person", ["Brook"], False)
    assert data["members"] == ["08AVALON42.person.7"]
    assert data["mentions"][0] == {
        "cable": "08AVALON42",
        "paragraph": "1",
        "marking": "U",
        "start": 7,
        "end": 16,
        "text": "Ada Brook",
        "key": "08AVALON42.person.7",
        "source": "model",
    }
    assert [m["paragraph"] for m in data["mentions"]] == ["1", "2", "2"]


@pytest.mark.parametrize(
    ("names", "forms", "name"),
    [
        (["NVB", "NVB Corvina", "NVB"], ["NVB"] * 5 + ["NVB Corvina"], "NVB"),
        (["NVB", "Norland Veterinary Board"], ["NVB"] * 5 + ["Norland Veterinary Board"], "Norland Veterinary Board"),
        (["NORLAND BOARD", "Norland Board"], ["NORLAND BOARD"] * 5 + ["Norland Board"], "Norland Board"),
        (["Norland Board"], ["Norland Board"] + ["Norland Boards"] * 2, "Norland Boards"),
        (["Norland Boards"], ["Norland Boards"] + ["Norland Board"] * 2, "Norland Board"),
    ],
)
def test_a_body_is_called_as_most_cables_call_it(names: list[str], forms: list[str], name: str) -> None:
    assert called("agency", names, Counter(forms)) == name


def test_a_person_is_called_by_more_than_a_surname_where_a_cable_says_more() -> None:
    bare = [
        Cable(f"09AVALON{n}", "Minister Brook met Minister Brook.").entity("person", "Brook").extraction
        for n in (1, 2, 3)
    ]
    members = tuple(e.entities[0] for e in (*bare, brook_cable().extraction))
    assert (
        called("person", (e.name for e in members), Counter(m.text for e in members for m in e.mentions)) == "Ada Brook"
    )


def test_an_edge_carries_predicate_title_confidence_and_evidence() -> None:
    cable = brook_cable()
    graph = assembled(cable.extraction)
    brook, board = named(graph, "Ada Brook"), named(graph, "Avalonian Fisheries Board")
    assert set(graph[brook][board]) == {"holds_position/Minister", "holds_position/Chair"}
    edge = graph.edges[brook, board, "holds_position/Chair"]
    (evidence,) = edge["evidence"]
    assert (edge["predicate"], edge["title"], edge["confidence"]) == ("holds_position", "Chair", 0.9)
    assert cable.text[evidence["start"] : evidence["end"]] == "Brook\nis also its Chair"
    assert (evidence["cable"], evidence["paragraph"], evidence["marking"]) == ("08AVALON42", "2", "U")
    assert evidence["quote"] == "Brook is also its Chair"
    assert "title" not in graph.edges[named(graph, "Lakeside"), named(graph, "Avalonia"), "located_in"]


def test_a_symmetric_relation_is_one_edge_whichever_way_it_is_said() -> None:
    text = "Ada Brook met Carl Stone. Carl Stone met Ada Brook."
    cable = Cable("08A1", text).entity("person", "Ada Brook").entity("person", "Carl Stone")
    cable.says("Ada Brook", "met_with", "Carl Stone", quote="Ada Brook met Carl Stone", confidence=0.5)
    cable.says("Carl Stone", "met_with", "Ada Brook", quote="Carl Stone met Ada Brook", confidence=0.7)
    graph = assembled(cable.extraction)
    ((start, end, edge),) = graph.edges(data=True)
    assert start < end
    assert [e["quote"] for e in edge["evidence"]] == ["Ada Brook met Carl Stone", "Carl Stone met Ada Brook"]
    assert edge["confidence"] == 0.7


def test_cables_that_say_the_same_give_one_edge_with_both_as_evidence() -> None:
    graph = assembled(brook_cable("08A1").extraction, brook_cable("08B1").extraction)
    edge = graph.edges[named(graph, "Lakeside"), named(graph, "Avalonia"), "located_in"]
    assert [e["cable"] for e in edge["evidence"]] == ["08A1", "08B1"]
    assert graph.nodes[named(graph, "Lakeside")]["members"] == ["08A1.place.103", "08B1.place.103"]


def test_a_relation_of_an_entity_to_itself_is_left_out() -> None:
    cable = Cable("08A1", "Lakeside lies in LAKESIDE.").entity("place", "Lakeside").entity("place", "LAKESIDE")
    graph = assembled(cable.says("Lakeside", "located_in", "LAKESIDE").extraction)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (1, 0)
    assert graph.nodes[next(iter(graph))]["name"] == "Lakeside"


def test_redactions_are_never_an_entity() -> None:
    cable = Cable("08A1", "XXXXXXXXXXXX of Northern Trout met XXXXX, also called Ada Brook or XXXXXXXX.")
    cable.entity("person", "XXXXXXXXXXXX").entity("company", "Northern Trout").entity("person", "Ada Brook", "XXXXX,")
    cable.says("XXXXXXXXXXXX", "holds_position", "Northern Trout", title="Chair")
    graph = assembled(cable.extraction)
    assert sorted(data["name"] for _, data in graph.nodes(data=True)) == ["Ada Brook", "Northern Trout"]
    assert not graph.edges
    assert "XXXX" not in json.dumps(to_json(graph)["nodes"])


def test_the_graph_knows_its_cables_and_versions() -> None:
    graph = assembled(brook_cable(protected=True).extraction)
    about = graph.graph["cables"]["08AVALON42"]
    assert about["subject"] == "TROUT QUOTAS IN AVALONIA"
    assert about["date"] == "2008-05-14T09:30Z"
    assert about["signed_by"] == ["MERLIN"]
    assert set(graph.graph["versions"]) == {"kg", "model", "rules"}
    assert graph.graph["protected"] == "included"
    assert graph.graph["protected_names"] == {"08AVALON42": ["Ada Brook"]}


def test_addressees_and_references_are_lines_of_text() -> None:
    to = (Recipient("RUEHC", "SECSTATE WASHDC", "PRIORITY", "0042"), Recipient(None, "AVALON COLLECTIVE", None, None))
    cable = Cable("08A1", "Nothing.", to=to, references=(Reference("A", "cable", "08AVALON41"),))
    about = assembled(cable.extraction).graph["cables"]["08A1"]
    assert about["to"] == ["RUEHC/SECSTATE WASHDC PRIORITY 0042", "AVALON COLLECTIVE"]
    assert about["references"] == ["08AVALON41"]


@given(extractions(), extractions("07OTHER1"))
def test_the_graph_goes_through_json_unchanged_and_in_any_order(one: Extraction, two: Extraction) -> None:
    graph = assembled(one, two)
    assert to_json(graph) == to_json(assembled(two, one))
    back = from_json(json.loads(json.dumps(to_json(graph))))
    assert to_json(back) == to_json(graph)
