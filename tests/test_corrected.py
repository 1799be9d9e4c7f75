"""What readers correct, on the graph: merged, parted, renamed, retyped, rejected, added, and all of it taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx
import pytest
from strategies import Cable, assembled, brook_cable

from kg.cable.kept import kept
from kg.corrected import NO_TEXT, NOT_SAID, corrected
from kg.graph import assertion_id, to_json
from kg.resolve import entity_id
from kg.resolve.corrections import Judgement, Ref
from kg.resolve.judge import NO_MENTION, ONE_ENTITY, Void

ONE = (
    Cable("08AVALON1", "Ada Brook heads the Fisheries Board. A. Brook met Carl Stone.")
    .entity("person", "Ada Brook")
    .entity("person", "A. Brook")
    .entity("person", "Carl Stone")
    .entity("agency", "Fisheries Board")
    .says("Ada Brook", "holds_position", "Fisheries Board", title="Head", quote="Ada Brook heads the Fisheries Board")
    .says("A. Brook", "met_with", "Carl Stone", quote="A. Brook met Carl Stone")
)
TWO = (
    Cable("08AVALON2", "Ada Brook of the Fisheries Board met Carl Stone in Lakeside.", marking="C")
    .entity("person", "Ada Brook")
    .entity("person", "Carl Stone")
    .entity("place", "Lakeside")
    .says("Ada Brook", "met_with", "Carl Stone")
)
CABLES = {cable.id: cable for cable in (ONE, TWO)}


def ref(cable: Cable, words: str) -> Ref:
    at = cable.text.index(words)
    return Ref(cable.id, at, at + len(words))


def cable_of(cable_id: str) -> Mapping[str, Any]:
    return kept(CABLES[cable_id].document)


@pytest.fixture
def graph() -> nx.MultiDiGraph:
    return assembled(ONE.extraction, TWO.extraction)


def line(op: str, *refs: Ref, value: str = "") -> Judgement:
    return Judgement(op, refs, value)


ADA_1, ADA_2, A_BROOK = ref(ONE, "Ada Brook"), ref(TWO, "Ada Brook"), ref(ONE, "A. Brook")
CARL_1, CARL_2, LAKESIDE = ref(ONE, "Carl Stone"), ref(TWO, "Carl Stone"), ref(TWO, "Lakeside")
BOARD = ref(ONE, "Fisheries Board")


def apply(graph: nx.MultiDiGraph, *lines: Judgement) -> tuple[nx.MultiDiGraph, list[Void]]:
    before = to_json(graph)
    new, voids = corrected(graph, lines, cable_of)
    assert to_json(graph) == before, "the graph itself was changed"
    for node, data in new.nodes(data=True):
        assert data["id"] == node == entity_id(data["members"])
    for u, v, said in new.edges(data=True):
        assert said["id"] == assertion_id(u, said["predicate"], v, said.get("title", ""))
        assert u != v
        assert said["evidence"]
    keys = [key for _, members in new.nodes(data="members") for key in members]
    assert sorted(keys) == sorted(key for _, members in graph.nodes(data="members") for key in members)
    return new, voids


def said(graph: nx.MultiDiGraph) -> set[str]:
    names = graph.nodes(data="name")
    return {
        f"{names[u]} {key} {names[v]} {len(data['evidence'])}" for u, v, key, data in graph.edges(keys=True, data=True)
    }


def named(graph: nx.MultiDiGraph, name: str) -> dict[str, Any]:
    (found,) = [data for _, data in graph.nodes(data=True) if data["name"] == name]
    return dict(found)


BEFORE = {
    "Ada Brook holds_position/Head Fisheries Board 1",
    "A. Brook met_with Carl Stone 1",
    "Ada Brook met_with Carl Stone 1",
}


def either_way(statements: set[str]) -> set[str]:
    """met_with has no direction: the smaller id comes first."""
    return {
        " ".join(sorted(s.split(" met_with "))) if " met_with " in s else s
        for s in (x.rsplit(" ", 1)[0] for x in statements)
    }


def test_without_lines_nothing_changes(graph: nx.MultiDiGraph) -> None:
    assert corrected(graph, [], cable_of) == (graph, [])
    assert either_way(said(graph)) == either_way(BEFORE)


def test_two_become_one_and_their_statements_too(graph: nx.MultiDiGraph) -> None:
    new, voids = apply(graph, line("same", ADA_2, A_BROOK))
    assert voids == []
    assert new.number_of_nodes() == graph.number_of_nodes() - 1
    ada = named(new, "Ada Brook")
    assert ada["aliases"] == ["A. Brook"]
    assert len(ada["mentions"]) == 3
    assert ada["corrected"]
    met = [data for _, _, data in new.edges(data=True) if data["predicate"] == "met_with"]
    assert len(met) == 1
    assert [e["cable"] for e in met[0]["evidence"]] == ["08AVALON1", "08AVALON2"]
    assert met[0]["confidence"] == 0.9


def test_one_becomes_two_and_each_keeps_what_its_cable_says(graph: nx.MultiDiGraph) -> None:
    new, voids = apply(graph, line("different", ADA_1, ADA_2))
    assert voids == []
    assert [d["name"] for _, d in new.nodes(data=True)].count("Ada Brook") == 2
    assert either_way(said(new)) == either_way(BEFORE)
    heads = next(u for u, _, d in new.edges(data=True) if d["predicate"] == "holds_position")
    assert {m["cable"] for m in new.nodes[heads]["mentions"]} == {"08AVALON1"}


TAKEN_BACK = [
    [line("same", ADA_1, A_BROOK), line("unsure", ADA_1, A_BROOK)],
    [line("different", ADA_1, ADA_2), line("unsure", ADA_1, ADA_2)],
    [line("rename", ADA_1, value="Ada of the Brook"), line("rename", ADA_2)],
    [line("retype", LAKESIDE, value="company"), line("retype", LAKESIDE)],
    [line("reject", ADA_1, BOARD, value="holds_position/Head"), line("add", ADA_1, BOARD, value="holds_position/Head")],
]


@pytest.mark.parametrize("lines", TAKEN_BACK, ids=lambda lines: lines[0].op)
def test_what_is_taken_back_leaves_no_trace(graph: nx.MultiDiGraph, lines: list[Judgement]) -> None:
    assert to_json(apply(graph, lines[0])[0]) != to_json(graph)
    new, voids = apply(graph, *lines)
    assert voids == []
    assert dict(new.nodes(data=True)) == dict(graph.nodes(data=True))
    assert {e[:3]: e[3] for e in new.edges(keys=True, data=True)} == {
        e[:3]: e[3] for e in graph.edges(keys=True, data=True)
    }
    assert new.graph == graph.graph


def test_a_relation_added_is_taken_back_by_rejecting_it(graph: nx.MultiDiGraph) -> None:
    quote = ref(TWO, "Ada Brook of the Fisheries Board")
    add = line("add", ADA_2, BOARD, quote, value="member_of")
    new, voids = apply(graph, add)
    assert voids == []
    (data,) = [d for _, _, d in new.edges(data=True) if d["predicate"] == "member_of"]
    assert data["confidence"] == 1.0
    where = {"cable": "08AVALON2", "paragraph": "1", "marking": "C", "start": quote.start, "end": quote.end}
    assert data["evidence"] == [{**where, "quote": "Ada Brook of the Fisheries Board", "rule": "correction"}]
    new, voids = apply(graph, add, line("reject", ADA_1, BOARD, value="member_of"))
    assert voids == []
    assert either_way(said(new)) == either_way(BEFORE)
    new, _ = apply(graph, add, line("reject", ADA_1, BOARD, value="member_of"), add)
    assert "member_of" in {d["predicate"] for _, _, d in new.edges(data=True)}


def test_evidence_is_added_to_what_is_already_said(graph: nx.MultiDiGraph) -> None:
    add = line("add", ADA_1, BOARD, ref(TWO, "Ada Brook of the Fisheries Board"), value="holds_position/Head")
    new, _ = apply(graph, add)
    assert "Ada Brook holds_position/Head Fisheries Board 2" in said(new)
    reject = line("reject", ADA_1, BOARD, value="holds_position/Head")
    assert not [s for s in said(apply(graph, add, reject)[0]) if "Head" in s]
    # Brought back after it was rejected: what the cables say, and its own sentence.
    assert "Ada Brook holds_position/Head Fisheries Board 2" in said(apply(graph, reject, add)[0])


def test_a_rejected_relation_without_a_direction_goes_from_either_end(graph: nx.MultiDiGraph) -> None:
    for ends in ((ADA_2, CARL_2), (CARL_2, ADA_2)):
        new, voids = apply(graph, line("reject", *ends, value="met_with"))
        assert voids == []
        assert len(said(new)) == 2


def test_lines_hold_for_whatever_the_mention_belongs_to_in_the_end(graph: nx.MultiDiGraph) -> None:
    new, _ = apply(
        graph,
        line("rename", A_BROOK, value="  The  Chair "),
        line("reject", CARL_1, ADA_1, value="met_with"),
        line("same", A_BROOK, ADA_1),
    )
    assert named(new, "The Chair")["aliases"] == ["A. Brook", "Ada Brook"]
    assert said(new) == {"The Chair holds_position/Head Fisheries Board 1"}
    new, _ = apply(graph, line("rename", ADA_1, value="One"), line("rename", ADA_2, value="Two"))
    assert named(new, "Two")["aliases"] == ["Ada Brook"]
    new, _ = apply(graph, line("retype", LAKESIDE, value="company"))
    assert named(new, "Lakeside")["type"] == "company"


NOWHERE = Ref("08AVALON1", 0, 1)
VOIDS = [
    (line("same", ADA_1, NOWHERE), NO_MENTION),
    (line("rename", NOWHERE, value="x"), NO_MENTION),
    (line("retype", NOWHERE, value="place"), NO_MENTION),
    (line("reject", ADA_1, NOWHERE, value="owns"), NO_MENTION),
    (line("reject", ADA_1, BOARD, value="owns"), NOT_SAID),
    (line("reject", ADA_1, BOARD, value="holds_position"), NOT_SAID),
    (line("add", ADA_1, BOARD, value="owns"), NOT_SAID),
    (line("add", ADA_1, ADA_2, ADA_1, value="owns"), ONE_ENTITY),
    (line("add", ADA_1, BOARD, Ref("08AVALON9", 1, 2), value="owns"), NO_TEXT),
    (line("add", ADA_1, BOARD, Ref("08AVALON1", 1, 99_999), value="owns"), NO_TEXT),
    (line("different", ADA_1, ADA_1), ONE_ENTITY),
]


@pytest.mark.parametrize(("void", "why"), VOIDS)
def test_a_line_without_effect_is_named_and_ends_nothing(graph: nx.MultiDiGraph, void: Judgement, why: str) -> None:
    new, voids = apply(graph, line("same", ADA_1, A_BROOK), void, line("rename", ADA_1, value="Ada"))
    assert voids == [Void(1, why)]
    assert named(new, "Ada")["aliases"] == ["A. Brook", "Ada Brook"]


def test_links_stay_a_tree_and_identifiers_with_their_place(graph: nx.MultiDiGraph) -> None:
    lakeside = next(data for _, data in graph.nodes(data=True) if data["name"] == "Lakeside")
    lakeside["identifiers"] = ["geonames:1"]
    new, _ = apply(graph, line("same", ADA_1, A_BROOK), line("same", LAKESIDE, BOARD))
    for _, data in new.nodes(data=True):
        assert len(data["links"]) == len(data["members"]) - 1
        tree = nx.Graph([(link["key"], link["to"]) for link in data["links"]])
        assert set(tree) == (set(data["members"]) if data["links"] else set())
    assert named(new, "Ada Brook")["links"][-1]["reason"] == "a reader's correction"
    assert [d["identifiers"] for _, d in new.nodes(data=True) if d["identifiers"]] == [["geonames:1"]]
    assert named(apply(graph, line("retype", LAKESIDE, value="company"))[0], "Lakeside")["identifiers"] == []


def test_a_protected_member_protects_the_whole() -> None:
    other = Cable("08AVALON2", "A source told us of Ada Brook.").entity("person", "Ada Brook")
    base = assembled(brook_cable("08AVALON1", protected=True).extraction, other.extraction)
    new, _ = corrected(base, [line("different", ref(other, "Ada Brook"), Ref("08AVALON1", 7, 16))], cable_of)
    assert [d["protected"] for _, d in new.nodes(data=True) if d["name"] == "Ada Brook"] == [True, True]
