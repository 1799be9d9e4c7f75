"""A real Chromium on pages exported to disk, every request counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from e2e_pages import ARGUMENTS, Open, Opened, invented_graph

from kg.export import html


@pytest.fixture(scope="session")
def chromium(needs_browser: str) -> Iterator[Any]:
    """One browser for all tests; each test gets a context of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=needs_browser, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any, tmp_path: Path) -> Iterator[Open]:
    """``open_page(graph, fragment="", **context)``: export, open from disk, wait until drawn."""
    opened: list[Opened] = []

    def start(graph: nx.MultiDiGraph, fragment: str = "", **options: Any) -> Opened:
        path = tmp_path / f"graph{len(opened)}.html"
        html.write(graph, path)
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
        page = context.new_page()
        found = Opened(page, path.as_uri())
        context.on("request", lambda request: request.url.startswith("blob:") or found.requests.append(request.url))
        page.on("websocket", lambda socket: found.sockets.append(socket.url))
        page.on("pageerror", lambda error: found.errors.append(str(error)))
        page.on("console", lambda message: message.type == "error" and found.errors.append(message.text))
        page.on("dialog", lambda dialog: (found.dialogs.append(dialog.message), dialog.dismiss()))
        page.goto(found.url + (f"#{fragment}" if fragment else ""))
        found.ready()
        opened.append(found)
        return found

    yield start
    for found in opened:
        found.close()


@pytest.fixture
def invented() -> nx.MultiDiGraph:
    """Invented people of an invented country, three of them with names that mean harm."""
    return invented_graph()
