"""``kg serve`` of a graph that is too large for the explorer, and of a part of one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from serving import Client, running
from strategies import Cable, brook_cable
from workspaces import workspace

from kg.errors import KgError
from kg.excerpt import Choice
from kg.resolve.corrections import CORRECTIONS, Judgement, Ref, append
from kg.serve import view
from kg.serve.server import Settings, say_what_is_shown
from kg.serve.view import View

OTHER = Cable("08B1", "Rosa Quill met Hugo Reed.").entity("person", "Rosa Quill").entity("person", "Hugo Reed")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return workspace(tmp_path / "out", brook_cable("08A1"), OTHER)


def said(found: View) -> list[str]:
    lines: list[str] = []
    say_what_is_shown(found, lines.append)
    return lines


def test_too_large_is_said_in_one_line_and_queries_are_answered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "LARGEST", 100)
    monkeypatch.setattr("kg.workspace.Workspace.uncorrected", None)
    (line,) = said(View(folder))
    assert "--about NAME" in line
    with pytest.raises(KgError, match="E709"):
        View(folder).state()
    with running(Settings(folder, port=0)) as server:
        client = Client(server.server_address[1])
        status, _, body = client.ask("GET", "/")
        assert (status, b"--about NAME" in body, b"<script" in body) == (200, True, False)
        status, _, body = client.ask("GET", "/api/dataset")
        assert (status, json.loads(body)["error"]["code"]) == (403, "E709")
        status, _, body = client.query("ASK { ?s rdfs:label 'Rosa Quill' }", Accept="application/json")
        assert (status, json.loads(body)["boolean"]) == (200, True)


def test_a_part_is_explored_and_not_corrected(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "LARGEST", 100)
    at = OTHER.text.index("Rosa Quill")
    append(folder / CORRECTIONS, Judgement("rename", (Ref("08B1", at, at + 10),), "Rosa Quince"))
    with running(Settings(folder, port=0, choice=Choice(cables=("08B1",)))) as server:
        client = Client(server.server_address[1])
        assert client.ask("GET", "/")[0] == 200

        def get(path: str) -> Any:
            status, _, body = client.ask("GET", path, Kg_Token=server.token)
            assert status == 200, body
            return json.loads(body)

        data = get("/api/dataset")
        assert sorted(row[2] for row in data["entities"]) == ["Hugo Reed", "Rosa Quill"]
        assert "2 of 8 entities" in data["about"]["excerpt"]
        assert get("/api/about")["writable"] is False
        assert get("/api/cable/08B1")["id"] == "08B1"
        assert get("/api/review") == {"pairs": [], "relations": []}
        assert said(server.view) == [data["about"]["excerpt"]]
    with pytest.raises(KgError, match=r"E706 .*a part"):
        View(folder, choice=Choice(cables=("08B1",))).take_back(0, "", None)
