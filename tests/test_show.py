"""kg/show.py: an entity as text for a reader."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from strategies import Cable, assembled, brook_cable, extractions
from workspaces import indexed

from kg import show
from kg.errors import KgError
from kg.model import Extraction


def render(graph: nx.MultiDiGraph, name: str) -> str:
    with indexed(graph) as index:
        return show.render(index, name)


def test_aliases_relations_and_quotes() -> None:
    graph = assembled(brook_cable().extraction)
    assert render(graph, "Ada Brook").splitlines()[1:] == [
        "  also: Brook",
        "  3 mentions: 08AVALON42 paragraphs 1, 2",
        "",
        "  Ada Brook -- holds_position (Minister) -> Avalonian Fisheries Board  [confidence 0.90]",
        "    08AVALON42 paragraph 1 (U), characters 0-114:",
        '      "1. (U) Ada Brook, Minister of the Avalonian Fisheries Board (AFB), met Carl Stone of Northern Trout in '
        'Lakeside."',
        "",
        "  Ada Brook -- holds_position (Chair) -> Avalonian Fisheries Board  [confidence 0.90]",
        "    08AVALON42 paragraph 2 (U), characters 176-199:",
        '      "Brook is also its Chair"',
        "",
        *_met(render(graph, "Ada Brook")),
    ]


def _met(text: str) -> list[str]:
    """The statement about the meeting: which of the two comes first depends on their ids."""
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if "met_with" in line)
    assert lines[start].split("  [")[0].strip() in (
        "Ada Brook -- met_with -- Carl Stone",
        "Carl Stone -- met_with -- Ada Brook",
    )
    return lines[start:]


@pytest.mark.parametrize("name", ["Ada Brook", "ada brook", " Ada\n Brook ", "BROOK"])
def test_a_name_is_found_whatever_its_capitals_and_blanks(name: str) -> None:
    assert render(assembled(brook_cable().extraction), name).startswith("Ada Brook  [person, e")


def test_an_entity_is_found_by_its_id() -> None:
    graph = assembled(brook_cable().extraction)
    for node, name in graph.nodes(data="name"):
        assert render(graph, node).startswith(f"{name}  [")


def test_statements_of_others_about_it_are_shown() -> None:
    text = render(assembled(brook_cable().extraction), "Avalonia")
    assert "Lakeside -- located_in -> Avalonia" in text


def test_all_who_answer_to_a_name_are_shown() -> None:
    cable = (
        Cable("08AVALON7", "Ada Brook and her brother Carl Brook fish.")
        .entity("person", "Ada Brook", "Brook")
        .entity("person", "Carl Brook", "Brook")
    )
    first, second = render(assembled(cable.extraction), "Brook").split("\n\n")
    assert {first.split("  [")[0], second.split("  [")[0]} == {"Ada Brook", "Carl Brook"}


@pytest.mark.parametrize(("name", "hint"), [("Ada Brok", "Ada Brook"), ("trout", "Northern Trout"), ("afb.", "AFB")])
def test_nobody_of_that_name(name: str, hint: str) -> None:
    with pytest.raises(KgError, match="E501") as caught:
        render(assembled(brook_cable().extraction), name)
    assert f"did you mean: {hint}" in caught.value.message


def test_nothing_alike() -> None:
    with pytest.raises(KgError, match="E501"):
        render(assembled(brook_cable().extraction), "Zzyzx")


@given(extractions())
@settings(max_examples=60)
def test_what_a_file_holds_does_not_drive_the_terminal(extraction: Extraction) -> None:
    graph = assembled(extraction)
    for node in graph:
        text = render(graph, node)
        assert not any((c < " " and c != "\n") or "\x7f" <= c <= "\x9f" for c in text)
