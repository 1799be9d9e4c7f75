"""The gate: no way out shows a name that a cable asks to protect."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import Cable, assembled, brook_cable, extractions, hostile_text

from kg.censor import MASK, Censor, _words, words_of
from kg.errors import KgError
from kg.graph import to_json
from kg.model import Extraction, Problem, Recipient, Reference
from kg.protect import censor, gate, mask, mask_extractions


def hiding(*names: str, cable: str = "08A1", person: bool = True) -> Censor:
    found = Censor()
    for name in names:
        found.add(name, [cable], person=person)
    return found


def everything(graph: nx.MultiDiGraph) -> str:
    return json.dumps(to_json(graph), ensure_ascii=False).casefold()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ada Brook said so", f"{MASK} said so"),
        ("ADA BROOK and ada brook", f"{MASK} and {MASK}"),
        ("Ada\n  Brook's house", f"{MASK}'s house"),
        ("Ada Brook’s", f"{MASK}’s"),
        ("(Ada-Brook)", f"({MASK})"),
        ("Ada, Brook", MASK),
        ("ada_brook_minutes.txt", f"{MASK}_minutes.txt"),
        ("Adá Bröok", MASK),
        ("Ada\u0301 Brook\u0301 said", f"{MASK} said"),
        ("Ａda Ｂrook", MASK),
        ("Ada Brooks and Adam Brook", "Ada Brooks and Adam Brook"),
        ("Ada told Brook", "Ada told Brook"),
        ("", ""),
    ],
)
def test_a_name_of_two_words_is_masked_in_every_string(text: str, masked: str) -> None:
    assert hiding("Ada Brook").text(text, ["07OTHER1"]) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Brook told Ada", f"{MASK} told {MASK}"),
        ("Brook's brooks, a BROOK", f"{MASK}'s brooks, a {MASK}"),
        ("Carl Brook, her cousin", f"Carl {MASK}, her cousin"),
    ],
)
def test_single_words_of_a_person_are_masked_in_her_own_cables(text: str, masked: str) -> None:
    names = hiding("Ada Brook")
    assert names.text(text, ["08A1"]) == masked
    assert names.text(text, ["07OTHER1"]) == names.text(text) == text


@pytest.mark.parametrize(
    ("name", "person", "text", "masked"),
    [
        ("Northern Trout", False, "the northern sea, Northern Trout", f"the northern sea, {MASK}"),
        ("Trout", False, "Trout and trout", f"{MASK} and {MASK}"),
        ("Juan de la Cruz", True, "de la Cruz of the lake", f"de la {MASK} of the lake"),
        # A surname that is a pronoun: capitals only, or every "he" would tell which word the name is.
        ("He Long", True, "He said he would wait long", f"{MASK} said he would wait long"),
        ("He", True, "He said he would", f"{MASK} said he would"),
        ("Al-Masri", True, "Al-Masri and Masri, al-Masri", f"{MASK} and {MASK}, {MASK}"),
        (MASK, True, f"{MASK} left", f"{MASK} left"),
    ],
)
def test_which_words_of_a_name_tell(name: str, person: bool, text: str, masked: str) -> None:
    assert hiding(name, person=person).text(text, ["08A1"]) == masked


def test_the_longest_name_is_masked_as_one() -> None:
    assert hiding("Ada Brook", "Ada Brook Stone", "Brook").text("Ada Brook Stone", ["08A1"]) == MASK


def test_overwriting_keeps_every_offset() -> None:
    text = "So Ada\n Brook's aide said"
    blotted = hiding("Ada Brook").same_length(text, [])
    assert blotted == "So XXX\n XXXXX's aide said"
    assert len(blotted) == len(text)


def protected_graph() -> nx.MultiDiGraph:
    one = brook_cable("08A1", protected=True)
    one.header["subject"] = "ADA  BROOK ON TROUT"
    one.header["signed_by"] = ("BROOK",)
    two = brook_cable("08B1")
    three = (
        Cable("07OTHER1", "Greta Brook, Friend of Ada Brook, saw the Ada\nBrook Trust.")
        .entity("person", "Greta Brook", "Brook")
        .entity("organization", "Ada\nBrook Trust", "Trust")
        .says("Greta Brook", "holds_position", "Ada\nBrook Trust", title="Friend of Ada Brook")
    )
    return assembled(one.extraction, two.extraction, three.extraction)


def test_a_masked_graph_has_no_trace_of_the_name() -> None:
    graph = protected_graph()
    assert "ada brook" in everything(graph)
    masked = mask(graph)
    said = everything(masked)
    assert "ada" not in said.replace("canada", "")
    # The namesake in another cable keeps her name; nothing else called Brook is left.
    assert {data["name"] for _, data in masked.nodes(data=True) if "brook" in data["name"].casefold()} == {
        "Greta Brook"
    }
    assert "brook" not in everything(
        masked.subgraph(n for n, d in masked.nodes(data=True) if d["name"] != "Greta Brook")
    )
    assert masked.graph["protected"] == "masked"
    assert "protected_names" not in masked.graph
    assert masked.graph["cables"]["08A1"]["subject"] == f"{MASK} ON TROUT"
    assert masked.graph["cables"]["08A1"]["signed_by"] == [MASK]


def test_masking_changes_nothing_else() -> None:
    graph = protected_graph()
    masked = mask(graph)
    assert set(masked) == set(graph)
    assert masked.number_of_edges() == graph.number_of_edges()
    node = next(n for n, data in graph.nodes(data=True) if data["protected"])
    assert masked.nodes[node]["name"] == MASK
    assert masked.nodes[node]["aliases"] == []
    assert {m["text"] for m in masked.nodes[node]["mentions"]} == {MASK}
    before, after = graph.nodes[node]["mentions"], masked.nodes[node]["mentions"]
    assert [(m["cable"], m["start"], m["end"]) for m in before] == [(m["cable"], m["start"], m["end"]) for m in after]
    assert "Ada Brook" in everything(graph).title(), "the graph that was given is left as it was"


def test_an_assertion_whose_title_held_the_name_gets_another_id() -> None:
    graph = protected_graph()
    ids = {edge["id"] for _, _, edge in mask(graph).edges(data=True)}
    (lost,) = {edge["id"] for _, _, edge in graph.edges(data=True) if "Ada" in edge.get("title", "")}
    assert lost not in ids
    assert len(ids) == graph.number_of_edges()


def test_titles_that_masking_makes_equal_become_one_edge_with_all_evidence() -> None:
    cable = Cable("08A1", "Carl Stone, Aide to Ada Brook, of Northern Trout. Carl Stone, Aide to Adá Brook.")
    cable.entity("person", "Ada Brook", "Adá Brook", protected=True).entity("person", "Carl Stone")
    cable.entity("company", "Northern Trout")
    cable.says("Carl Stone", "holds_position", "Northern Trout", "Aide to Ada Brook", "Aide to Ada Brook", 0.4)
    cable.says("Carl Stone", "holds_position", "Northern Trout", "Aide to Adá Brook", "Aide to Adá Brook", 0.6)
    ((_, _, edge),) = mask(assembled(cable.extraction)).edges(data=True)
    assert edge["title"] == f"Aide to {MASK}"
    assert edge["confidence"] == 0.6
    assert len(edge["evidence"]) == 2


def test_a_name_only_the_cable_marks_is_masked_too() -> None:
    cable = Cable("08A1", "Ada Brook (protect) saw Lakeside.").entity("place", "Lakeside")
    cable.protected = ("Ada Brook",)
    cable.header["subject"] = "BROOK AT LAKESIDE"
    graph = mask(assembled(cable.extraction))
    assert graph.graph["cables"]["08A1"]["subject"] == f"{MASK} AT LAKESIDE"


def test_a_name_that_another_cable_says_openly_stays() -> None:
    one = Cable("08A1", "Petra Lake met Lake and saw Lakeside near Lake.").entity(
        "person", "Petra Lake", protected=True
    )
    two = Cable("08B1", "Lake is a town.").entity("place", "Lake")
    both = Cable("08C1", "Lake.").entity("place", "Lake")
    graph = mask(assembled(one.extraction, two.extraction, both.extraction))
    assert sorted(data["name"] for _, data in graph.nodes(data=True)) == ["Lake", MASK]


def test_the_gate_masks_unless_asked_not_to() -> None:
    graph = protected_graph()
    assert gate(graph, True) is graph
    masked = gate(graph, False)
    assert masked.graph["protected"] == "masked"
    assert gate(masked, False) is mask(masked) is masked
    with pytest.raises(KgError, match="E308 out was built without protected names; rebuild"):
        gate(masked, True, "out")


def test_a_masked_graph_has_nothing_to_censor() -> None:
    assert censor(protected_graph())
    assert not censor(mask(protected_graph()))


def test_report_lines_are_masked_as_their_cable_asks() -> None:
    report = {
        "read": [{"cable": "08A1", "source": "brook.txt"}, {"cable": "07OTHER1", "source": "brook.txt"}],
        "skipped": [{"source": "ada-brook.txt", "code": "E104", "message": "ada-brook.txt is empty"}],
        "counts": {"read": 2},
    }
    assert hiding("Ada Brook").report(report) == {
        "read": [{"cable": "08A1", "source": f"{MASK}.txt"}, {"cable": "07OTHER1", "source": "brook.txt"}],
        "skipped": [{"source": f"{MASK}.txt", "code": "E104", "message": f"{MASK}.txt is empty"}],
        "counts": {"read": 2},
    }


def test_an_extraction_is_masked_with_its_offsets_kept() -> None:
    cable = brook_cable(protected=True)
    cable.header["subject"] = "ADA BROOK ON TROUT"
    (masked,) = mask_extractions([cable.extraction])
    assert len(masked.document.text) == len(cable.text)
    for said in (masked.document.text, repr(masked)):
        assert "brook" not in said.casefold()
        assert "Ada" not in said
    assert [m.start for e in masked.entities for m in e.mentions] == [
        m.start for e in cable.extraction.entities for m in e.mentions
    ]
    open_cable = brook_cable().extraction
    assert mask_extractions([open_cable]) == [open_cable]


def test_a_name_that_one_cable_protects_is_masked_in_the_other_extractions() -> None:
    other = (
        Cable("07OTHER1", "Ada Brook and Greta Brook.").entity("person", "Ada Brook").entity("person", "Greta Brook")
    )
    _, masked = mask_extractions([brook_cable(protected=True).extraction, other.extraction])
    assert [e.name for e in masked.entities] == [MASK, "Greta Brook"]
    assert masked.document.text == "1. (U) XXX XXXXX and Greta Brook.\n\n"


def test_every_field_of_a_header_is_masked() -> None:
    cable = brook_cable(protected=True)
    cable.header["to"] = (Recipient("RUEHC", "ADA BROOK", None, "0042"),)
    cable.header["references"] = (Reference("A", "email", "Brook-Stone e-mail"), Reference(None, "other", "TROUT"))
    document = mask_extractions([cable.extraction])[0].document
    assert document.to == (Recipient("RUEHC", MASK, None, "0042"),)
    assert document.references == (Reference("A", "email", f"{MASK}-Stone e-mail"), Reference(None, "other", "TROUT"))
    assert (document.id, document.sha256) == (cable.id, "0" * 64)


def test_an_extraction_with_only_marked_names_is_masked() -> None:
    document = replace(
        Cable("08A1", "Ada Brook (protect) left.").document, problems=(Problem("W1", "odd line: ADA BROOK", 3),)
    )
    (masked,) = mask_extractions([Extraction(document, (), (), ("Ada Brook",))])
    assert masked.document.text == "1. (U) XXX XXXXX (protect) left.\n\n"
    assert masked.document.problems == (Problem("W1", f"odd line: {MASK}", 3),)
    assert masked.protected_names == ()


@given(extractions(strings=st.sampled_from(["Ada Brook", "Brook", "Carl Stone", "Stone Ada", "Ada Stone"])))
def test_no_protected_name_leaves_whatever_is_extracted(extraction: Extraction) -> None:
    graph = assembled(extraction)
    names = {form for _, d in graph.nodes(data=True) if d["protected"] for form in (d["name"], *d["aliases"])}
    said = everything(mask(graph))
    assert not [name for name in names if name.casefold() in said]


@given(st.lists(hostile_text), hostile_text)
def test_nothing_is_found_that_was_not_given_and_spans_are_in_order(given_names: list[str], text: str) -> None:
    names = hiding(*given_names)
    spans = names.find(text, ["08A1"])
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(spans))
    assert len(names.same_length(text, ["08A1"])) == len(text)


@given(hostile_text)
def test_the_words_of_a_string_are_those_that_names_are_compared_by(text: str) -> None:
    assert words_of(text) == {word for word, _, _ in _words(text)}
