"""The exporters: files that other tools read, whatever the cables hold."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from exported_page import readable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import assembled, brook_cable, extractions, hostile_text

from kg import errors
from kg.export import EXPORTERS, export
from kg.export.files import replace_file
from kg.export.flat import Flat, of, safe
from kg.model import Extraction
from kg.protect import mask
from kg.rdf.write import turtle

READERS = {"gexf": nx.read_gexf, "graphml": nx.read_graphml}
_SAME_FOLDER = settings(max_examples=60, suppress_health_check=list(HealthCheck))


def written(graph: nx.MultiDiGraph, fmt: str, folder: Path) -> bytes:
    path = folder / f"graph.{fmt}"
    export(graph, fmt, path)
    return path.read_bytes()


def brook() -> nx.MultiDiGraph:
    return mask(assembled(brook_cable("08A1").extraction, brook_cable("08B1").extraction))


def test_the_formats() -> None:
    assert list(EXPORTERS) == ["html", "ttl", "trig", "ntriples", "nquads", "rdfxml", "jsonld", "gexf", "graphml"]
    assert all(exporter.description and name == exporter.name for name, exporter in EXPORTERS.items())


def test_an_unknown_format_names_those_that_exist(tmp_path: Path) -> None:
    with pytest.raises(errors.KgError, match=r"E601 .*'xlsx'; there are: html, ttl, trig, ntriples, nquads"):
        export(brook(), "xlsx", tmp_path / "x")


def test_turtle_is_the_workspace_s(tmp_path: Path) -> None:
    assert written(brook(), "ttl", tmp_path) == turtle(brook())


@pytest.mark.parametrize("fmt", READERS)
def test_what_networkx_reads_back(fmt: str, tmp_path: Path) -> None:
    graph = brook()
    written(graph, fmt, tmp_path)
    back = READERS[fmt](tmp_path / f"graph.{fmt}")
    assert set(back) == set(graph)
    node = next(n for n, data in graph.nodes(data=True) if data["name"] == "Ada Brook")
    assert (
        back.nodes[node] | {"label": "Ada Brook", "type": "person", "aliases": "Brook", "cables": "08A1; 08B1"}
        == (back.nodes[node])
    )
    assert (back.nodes[node]["mentions"], back.nodes[node]["protected"]) == (6, False)
    assert back.number_of_edges() == graph.number_of_edges()
    chairs = [data for _, _, data in back.edges(data=True) if data.get("title") == "Chair"]
    assert [data["predicate"] for data in chairs] == ["holds_position"]
    assert chairs[0]["evidence"] == "08A1 ¶2: Brook is also its Chair | 08B1 ¶2: Brook is also its Chair"
    assert (chairs[0]["confidence"], chairs[0]["weight"]) == (0.9, 2.0)


@pytest.mark.parametrize("fmt", ["gexf", "graphml"])
def test_each_edge_has_its_assertion_s_id(fmt: str, tmp_path: Path) -> None:
    root = ElementTree.fromstring(written(brook(), fmt, tmp_path))
    found = [element.get("id") for element in root.iter() if element.tag.endswith("}edge")]
    assert sorted(map(str, found)) == sorted(edge["id"] for _, _, edge in brook().edges(data=True))


@_SAME_FOLDER
@given(graph=extractions(strings=hostile_text.filter(bool)))
@pytest.mark.parametrize("fmt", READERS)
def test_any_cable_makes_a_file_that_can_be_read(fmt: str, tmp_path: Path, graph: Extraction) -> None:
    given_graph = mask(assembled(graph))
    data = written(given_graph, fmt, tmp_path)
    ElementTree.fromstring(data)
    back = READERS[fmt](tmp_path / f"graph.{fmt}")
    assert set(back) == set(given_graph)
    assert back.number_of_edges() == given_graph.number_of_edges()


_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**31), 2**31 - 1),
    st.floats(allow_nan=False),
    hostile_text,
    st.dates(),
    st.datetimes(),
    st.lists(hostile_text, max_size=3),
    st.dictionaries(hostile_text, st.integers(), max_size=2),
    st.binary(max_size=4),
)


_NAMES = st.one_of(hostile_text, st.sampled_from(["id", "type", "viz", "start", "key", "label", "weight"]))


@_SAME_FOLDER
@given(values=st.lists(st.dictionaries(_NAMES, _VALUES, max_size=3), min_size=3, max_size=3))
@pytest.mark.parametrize("fmt", READERS)
def test_what_others_add_to_the_graph_does_no_harm(fmt: str, tmp_path: Path, values: list[dict[str, object]]) -> None:
    graph = nx.MultiDiGraph()
    for number, added in enumerate(values):
        graph.add_node(f"e{number}", **{"name": "n", "type": "person", **{str(k): v for k, v in added.items()}})
    graph.add_edge("e0", "e1", key="owns", predicate="owns", confidence=1, evidence=[])
    graph.edges["e0", "e1", "owns"].update(values[0])
    written(graph, fmt, tmp_path)
    assert set(READERS[fmt](tmp_path / f"graph.{fmt}")) == {"e0", "e1", "e2"}


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (0.5, 0.5),
        (date(2008, 5, 14), "2008-05-14"),
        (datetime(2008, 5, 14, 9, 30), "2008-05-14T09:30:00"),
        (["b", "a", None], "b; a"),
        ([], None),
        ({"b": 1, "a": 2}, "a: 2; b: 1"),
        ("a\x00b\x0bc\x85\r\ufffe\ud800", "a\ufffdb\ufffdc\ufffd\ufffd\ufffd\ufffd"),
        ("  two\nlines ", "two\nlines"),
        (" ", None),
        ("😀 é", "😀 é"),
        (b"x", "120"),
    ],
)
def test_values_are_made_plain(value: object, plain: object) -> None:
    assert safe(value) == plain


def test_attributes_of_several_types_become_one() -> None:
    graph = nx.MultiDiGraph()
    for node, value in (("a", 1), ("b", "x"), ("c", True)):
        graph.add_node(node, mixed=value, number=1 if node == "a" else 0.5)
    plain = Flat(of(graph))
    assert (len(list(plain.nodes())), plain.unified()) == (3, False)
    found = list(plain.nodes())
    assert plain.unified()
    assert [data["mixed"] for _, data in found] == ["1", "x", "True"]
    assert [data["number"] for _, data in found] == [1.0, 0.5, 0.5]
    assert plain.types["node", "number"] == {float}


@_SAME_FOLDER
@given(graph=extractions(strings=hostile_text.filter(bool)), values=st.dictionaries(hostile_text, _VALUES, max_size=3))
@pytest.mark.parametrize("fmt", READERS)
def test_the_bytes_are_those_of_networkx(
    fmt: str, tmp_path: Path, graph: Extraction, values: dict[str, object]
) -> None:
    made = mask(assembled(graph))
    for number, node in enumerate(sorted(made)):
        made.nodes[node].update(values if number % 2 else {})
    for number, edge in enumerate(sorted(made.edges(keys=True))):
        made.edges[edge].update({} if number % 2 else values)
    plain = nx.MultiDiGraph()
    found = Flat(of(made))
    if not (list(found.nodes()), list(found.edges()), found.unified())[2]:
        assert (list(found.nodes()), list(found.edges()), found.unified())[2]
    for node, said in found.nodes():
        plain.add_node(node)
        plain.nodes[node].update(said)
    for subject, obj, key, said in found.edges():
        plain.add_edge(subject, obj, key=key)
        plain.edges[subject, obj, key].update({"id": key} if fmt == "gexf" else {}, **said)
    wanted = io.BytesIO()
    if fmt == "graphml":
        nx.write_graphml_xml(plain, wanted, encoding="utf-8")
    else:
        writer = nx.readwrite.gexf.GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
        writer.xml.find("meta").attrib.pop("lastmodifieddate")
        writer.add_graph(plain)
        writer.write(wanted)
    assert written(made, fmt, tmp_path) == wanted.getvalue()


@pytest.mark.parametrize("fmt", EXPORTERS)
def test_the_same_graph_gives_the_same_bytes_and_no_date(fmt: str, tmp_path: Path) -> None:
    other = mask(assembled(brook_cable("08B1").extraction, brook_cable("08A1").extraction))
    data = written(brook(), fmt, tmp_path)
    assert data == written(other, fmt, tmp_path)
    assert b"lastmodified" not in data
    assert str(date.today().year).encode() not in data or fmt == "html"


@pytest.mark.parametrize("fmt", EXPORTERS)
def test_no_export_shows_a_protected_name(fmt: str, tmp_path: Path) -> None:
    graph = mask(assembled(brook_cable("08A1", protected=True).extraction))
    text = readable(written(graph, fmt, tmp_path).decode())
    assert "Ada Brook" not in text
    assert "XXXXXXXXXXXX" in text


@pytest.mark.parametrize("fmt", EXPORTERS)
def test_where_a_file_cannot_be_written(fmt: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.KgError, match="E304"):
        export(brook(), fmt, tmp_path / "nowhere" / "graph")
    with pytest.raises(errors.KgError, match="E304"):
        export(brook(), fmt, tmp_path / "file" / "graph")
    with pytest.raises(errors.KgError, match="E602"):
        export(brook(), fmt, tmp_path)


def test_a_file_is_replaced_in_one_step_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "graph.ttl"
    replace_file(path, b"old")
    mode = path.stat().st_mode

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.replace", full)
        with pytest.raises(errors.KgError, match=r"E304 .*No space left"):
            replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["graph.ttl"]
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"
    (tmp_path / "plain").write_bytes(b"")
    assert path.stat().st_mode == mode == (tmp_path / "plain").stat().st_mode
