"""The explorer's dataset: nothing lost of the graph, and no name by which it could be turned into something else."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from strategies import Cable, assembled, brook_cable, extractions

import kg
from kg.model import ENTITY_TYPES, PREDICATES, Extraction
from kg.protect import mask
from kg.serve.dataset import CORRECTION, Tables, compressed, dataset, encoded, relation_row, unpacked


def graph_of(data: dict) -> nx.MultiDiGraph:  # type: ignore[type-arg]
    """Names, mentions and statements as a graph again, from the rows alone."""
    graph = nx.MultiDiGraph()
    cables = [row[0] for row in data["cables"]]

    def where(numbers: list[int]) -> dict[str, object]:
        cable, start, end, paragraph, marking = numbers
        placed = {"paragraph": data["paragraphs"][paragraph], "marking": data["markings"][marking]}
        return {"cable": cables[cable], "start": start, "end": end, **placed}

    for node, kind, name, aliases, flags, mentions, identifiers in data["entities"]:
        found = [
            where(mentions[at : at + 5]) | {"source": data["sources"][mentions[at + 5]], "form": mentions[at + 6]}
            for at in range(0, len(mentions), 7)
        ]
        forms = [name, *aliases]
        texts = [forms[m.pop("form")] for m in found]  # type: ignore[call-overload]
        graph.add_node(
            node,
            type=data["types"][kind],
            name=name,
            aliases=aliases,
            protected=bool(flags & 1),
            identifiers=identifiers,
            mentions=[m | {"text": text} for m, text in zip(found, texts, strict=True)],
        )
    for said, subject, predicate, obj, title, confidence, evidence, _ in data["relations"]:
        ends = [data["entities"][end][0] for end in (subject, obj)]
        rows = [where(e[:5]) | {"rule": data["sources"][e[5]], "quote": e[6]} for e in evidence]
        graph.add_edge(
            *ends,
            said,
            predicate=data["predicates"][predicate],
            title=title,
            confidence=confidence / 100,
            evidence=rows,
        )
    return graph


def assert_whole(graph: nx.MultiDiGraph) -> None:
    back = graph_of(json.loads(encoded(dataset(graph))))
    assert set(back) == set(graph)
    for node, data in back.nodes(data=True):
        kept = dict(graph.nodes[node])
        kept["mentions"] = [{k: v for k, v in m.items() if k != "key"} for m in kept["mentions"]]
        assert {name: kept[name] for name in data} == data
    assert back.number_of_edges() == graph.number_of_edges()
    for u, v, data in graph.edges(data=True):
        assert back.edges[u, v, data["id"]] == {k: d for k, d in ({"title": ""} | data).items() if k != "id"}


def test_nothing_of_the_seed_is_lost(seed_workspace: Path) -> None:
    assert_whole(kg.load(seed_workspace).graph)


@given(extractions())
@settings(max_examples=60)
def test_nothing_is_lost_whatever_the_names(extraction: Extraction) -> None:
    graph = assembled(extraction)
    data = json.loads(encoded(dataset(graph)))
    # An alias that is said twice over, or a mention of another form, is written -1: its text is the cable's.
    assert [row[2] for row in data["entities"]] == [graph.nodes[n]["name"] for n in sorted(graph)]
    assert {row[0] for row in data["relations"]} == {said["id"] for _, _, said in graph.edges(data=True)}


def test_the_order_of_the_graph_does_not_matter() -> None:
    one = assembled(brook_cable("08A1").extraction, brook_cable("08B1").extraction)
    two = nx.MultiDiGraph()
    two.add_nodes_from(reversed(list(one.nodes(data=True))))
    two.add_edges_from(reversed(list(one.edges(keys=True, data=True))))
    two.graph.update(dict(reversed(list(one.graph.items()))))
    assert encoded(dataset(one)) == encoded(dataset(two))
    assert unpacked(compressed(encoded(dataset(one)))) == json.loads(encoded(dataset(one)))
    assert gzip.decompress(compressed(b"")) == b""


def test_tables_hold_for_what_corrections_add() -> None:
    graph = mask(assembled(brook_cable().extraction))
    tables = Tables(graph)
    data = dataset(graph, tables)
    assert data["types"] == list(ENTITY_TYPES)
    assert data["predicates"] == list(PREDICATES)
    assert CORRECTION in data["sources"]
    before = list(data["paragraphs"])
    where = {"cable": "08AVALON42", "paragraph": "77", "marking": "C", "start": 1, "end": 9}
    said = {"id": "a1", "predicate": "owns", "evidence": [where | {"rule": CORRECTION, "quote": "said"}]}
    row = relation_row("e1", "e2", said, tables)
    assert row[:4] == ["a1", "e1", PREDICATES.index("owns"), "e2"]
    assert tables.growing()["paragraphs"] == [*before, "77"]


def test_only_named_fields_come_through() -> None:
    graph = assembled(brook_cable(protected=True).extraction)
    assert "protected_names" in graph.graph
    graph.nodes[min(graph)]["note"] = "Quintus Secretus"
    assert "Secretus" not in json.dumps(dataset(graph))
    assert "Ada Brook" not in json.dumps(dataset(mask(graph)))


@pytest.mark.parametrize(
    ("origin", "sender", "post"),
    [
        ("Embassy Avalon", "AMEMBASSY LYONESSE", "Embassy Avalon"),
        ("", "AMEMBASSY NEW AVALON", "Embassy New Avalon"),
        ("", "AMCONSUL LYONESSE", "Consulate Lyonesse"),
        ("", "SECSTATE WASHDC", "SECSTATE WASHDC"),
        ("", "AMEMBASSY", "AMEMBASSY"),
        ("", "", ""),
    ],
)
def test_a_telegram_without_a_listing_is_from_its_sender(origin: str, sender: str, post: str) -> None:
    cable = Cable("08AVALON42", "Ada Brook spoke.", origin=origin, sender=sender).entity("person", "Ada Brook")
    (row,) = dataset(assembled(cable.extraction))["cables"]
    assert row[4] == post


def test_the_figures_are_the_readme_s(root: Path) -> None:
    data = json.loads((root / "data" / "figures.json").read_text("utf-8"))
    readme = (root / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (.*?) \| ([01]\.\d\d) \| ([01]\.\d\d) \| ([01]\.\d\d) \|$", readme, re.MULTILINE)
    table = {label.replace(" (`kg evaluate data/gold`)", ""): figures for label, *figures in rows}
    published = {label: [f"{figure:.2f}" for figure in figures] for label, *figures in data["figures"]}
    assert published == table, "data/figures.json is what the explorer shows of the README's table"
    (said,) = re.findall(r"relations have a precision of 0\.\d\d and a recall of 0\.\d\d", readme)
    assert any(said in limit for limit in data["limits"])
