"""The page as a file: what is in it, what is not, and that no name in it can become markup. tests/e2e opens it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from exported_page import block, cables_of, dataset_of

from kg import serve
from kg.errors import KgError
from kg.export import html
from kg.serve.dataset import dataset, encoded, unpacked

HOSTILE = '</script><img src=x onerror="alert(1)"> & \u2028\u2029 \u202egnp.exe\u202c <!-- <script>'


def _graph(name: str = "Ludo Marensky") -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    where = {"cable": "01STRELSAU7", "paragraph": "2", "marking": "C", "start": 100, "end": 113}
    said = {**where, "end": 160, "quote": f"{name} heads the Harbour Office.", "rule": "head-of"}
    mention = {**where, "text": name, "key": "01STRELSAU7.person.100", "source": "model"}
    graph.add_node("e1", id="e1", type="person", name=name, aliases=[name.upper()], protected=False, mentions=[mention])
    graph.add_node("e2", id="e2", type="agency", name="Harbour Office", aliases=[], protected=True, mentions=[])
    graph.nodes["e1"]["members"] = ["01STRELSAU7.person.100"]
    graph.add_edge(
        "e1",
        "e2",
        key="holds_position/Director",
        id="a1",
        predicate="holds_position",
        title="Director",
        confidence=0.95,
        evidence=[said],
    )
    graph.add_edge("e1", "e2", key="cooperates_with", id="a0", predicate="cooperates_with", confidence=0.5, evidence=[])
    graph.graph["cables"] = {"01STRELSAU7": {"subject": "HARBOUR", "date": "2001-05-06T07:08:00Z", "to": ["SECSTATE"]}}
    graph.graph["versions"] = {"kg": "1", "rules": "abc"}
    graph.graph["protected"] = "masked"
    return graph


def _write(graph: nx.MultiDiGraph, folder: Path, cables: Iterable[dict[str, Any]] = ()) -> str:
    path = folder / "graph.html"
    html.write(graph, path, cables)
    return path.read_text(encoding="utf-8")


def test_the_data_come_through_whole(tmp_path: Path) -> None:
    data = dataset_of(_write(_graph(), tmp_path))
    assert data == json.loads(encoded(dataset(_graph())))
    assert [row[2] for row in data["entities"]] == ["Ludo Marensky", "Harbour Office"]


def test_cables_come_in_the_order_of_the_dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = _graph()
    graph.graph["cables"] |= {f"01STRELSAU{n}": {} for n in range(8, 12)}
    cables = [{"id": f"01STRELSAU{n}", "text": HOSTILE * n} for n in (9, 7, 8, 11)]
    monkeypatch.setattr(html, "_CHUNK", 1500)
    page = _write(graph, tmp_path, cables)
    chunks = [(count, unpacked(base64.b64decode(data))) for count, data in block(page)["cables"]]
    assert len(chunks) > 1
    assert all(count == len(chunk) for count, chunk in chunks)
    found = cables_of(page)
    texts = {cable["id"]: cable for cable in cables}
    assert found == [texts.get(row[0]) for row in dataset_of(page)["cables"]]
    assert found.count(None) == 1
    assert HOSTILE not in page


def test_a_page_has_its_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cables = [{"id": "01STRELSAU7", "text": "x" * 5000}]
    monkeypatch.setattr(html, "LARGEST", 4000)
    page = _write(_graph(), tmp_path, cables)
    assert cables_of(page) == [None]
    monkeypatch.setattr(html, "LARGEST", 10)
    with pytest.raises(KgError, match="E607"):
        _write(_graph(), tmp_path)


def test_only_named_fields_reach_the_page(tmp_path: Path) -> None:
    graph = _graph()
    secret = "Quintus Secretus"
    graph.graph["protected_names"] = {"01STRELSAU7": [secret]}
    graph.graph["cables"]["01STRELSAU7"]["note"] = secret
    graph.nodes["e1"]["note"] = secret
    graph["e1"]["e2"]["cooperates_with"]["note"] = secret
    page = _write(graph, tmp_path)
    assert secret not in page + json.dumps(dataset_of(page))


def test_no_name_becomes_markup(tmp_path: Path) -> None:
    plain, hostile = _write(_graph(), tmp_path), _write(_graph(HOSTILE), tmp_path)
    assert dataset_of(hostile)["entities"][0][2] == HOSTILE
    for sign in ("<script", "</script", "<!--", "<img"):
        assert hostile.count(sign) == plain.count(sign)
    assert _write(_graph("a\ud800b"), tmp_path)  # half of a surrogate pair is no reason to fail


def test_same_graph_same_bytes(tmp_path: Path) -> None:
    graph = _graph()
    turned = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    turned.graph.update(dict(reversed(list(graph.graph.items()))))
    assert _write(graph, tmp_path) == _write(turned, tmp_path)


def test_the_policy_allows_the_page_s_own_code_and_nothing_else(tmp_path: Path) -> None:
    page = _write(_graph(HOSTILE), tmp_path)
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert found is not None
    policy = dict(part.strip().split(" ", 1) for part in found[1].split(";"))
    assert policy["default-src"] == "'none'"
    assert sorted(policy) == ["base-uri", "default-src", "form-action", "script-src", "style-src", "worker-src"]
    assert policy["worker-src"] == "blob:"  # the layout, whose code is in the script
    for kind, opening in (("script-src", "<script>"), ("style-src", "<style>")):
        assert page.count(opening) == 1
        body = page.split(opening)[1].split(opening.replace("<", "</"))[0]
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert policy[kind] == f"'sha256-{digest}'"


def test_the_page_names_no_address_to_load_from(tmp_path: Path) -> None:
    page = _write(_graph(), tmp_path)
    assert not re.search(r"<(?:link|img|iframe|object|embed|base|source)\b", page)
    assert not re.search(r"\b(?:src|href|action)\s*=\s*[\"']?\s*(?:https?:)?//", page)
    assert not re.search(r"@import|url\(", page.split("<style>")[1].split("</style>")[0])
    # A method of that name (minisearch has one) is no call of the browser's.
    asks = r"(?<![.}])\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts)\s*\("
    assert not re.search(asks, page)
    assert "innerHTML" not in page


def test_an_empty_graph_is_a_page_too(tmp_path: Path) -> None:
    data = dataset_of(_write(nx.MultiDiGraph(), tmp_path))
    assert (data["entities"], data["relations"]) == ([], [])


def test_failures_are_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KgError) as nowhere:
        html.write(_graph(), tmp_path / "missing" / "graph.html")
    assert nowhere.value.code == "E304"
    with pytest.raises(KgError) as folder:
        html.write(_graph(), tmp_path)
    assert folder.value.code == "E602"
    monkeypatch.setattr(serve, "PAGE", tmp_path / "page.html")
    with pytest.raises(KgError) as template:
        html.write(_graph(), tmp_path / "graph.html")
    assert template.value.code == "E603"
    assert list(tmp_path.iterdir()) == []


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _write(_graph(), tmp_path)
    bad = _graph()
    bad["e1"]["e2"]["cooperates_with"]["confidence"] = float("nan")
    with pytest.raises(ValueError, match="NaN"):
        html.write(bad, tmp_path / "graph.html")
    assert (tmp_path / "graph.html").read_text(encoding="utf-8") == before
    assert [path.name for path in tmp_path.iterdir()] == ["graph.html"]


def test_the_seed_s_page_holds_every_relation(seed_workspace: Path, tmp_path: Path) -> None:
    import kg

    graph = kg.load(seed_workspace).graph
    data = dataset_of(_write(graph, tmp_path))
    assert {row[0] for row in data["entities"]} == set(graph.nodes)
    assert {row[0] for row in data["relations"]} == {said["id"] for _, _, said in graph.edges(data=True)}
