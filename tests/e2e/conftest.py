"""A real Chromium on pages exported to disk, every request counted."""

from __future__ import annotations

import shutil
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
        browser = playwright.chromium.launch(executable_path=needs_browser, args=list(ARGUMENTS), timeout=120_000)
        yield browser
        browser.close()


def _watched(chromium: Any, url: str, fragment: str, **options: Any) -> Opened:
    """A page in a context of its own, all that it asks for and complains about written down."""
    context = chromium.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
    # Far more than a page takes: software draws it, on a machine that may be slow and busy.
    context.set_default_timeout(120_000)
    page = context.new_page()
    found = Opened(page, url)
    context.on("request", lambda request: request.url.startswith("blob:") or found.requests.append(request.url))
    page.on("websocket", lambda socket: found.sockets.append(socket.url))
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    page.on("console", lambda message: message.type == "error" and found.errors.append(message.text))
    page.on("dialog", lambda dialog: (found.dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(url + (f"#{fragment}" if fragment else ""))
    found.ready()
    return found


@pytest.fixture
def open_page(chromium: Any, tmp_path: Path) -> Iterator[Open]:
    """``open_page(graph, fragment="", cables=(), **context)``: export, open from disk, wait until drawn."""
    opened: list[Opened] = []

    def start(graph: nx.MultiDiGraph, fragment: str = "", cables: Any = (), **options: Any) -> Opened:
        path = tmp_path / f"graph{len(opened)}.html"
        html.write(graph, path, cables)
        opened.append(_watched(chromium, path.as_uri(), fragment, **options))
        return opened[-1]

    yield start
    for found in opened:
        found.close()


@pytest.fixture
def open_served(chromium: Any, served: Any) -> Iterator[Open]:
    """``open_served(fragment="", writes=True, **context)``: the page of a server of this test, wait until drawn."""
    opened: list[Opened] = []

    def start(fragment: str = "", writes: bool = True, **options: Any) -> Opened:
        token = f"token={served.token}&" if writes else ""
        opened.append(_watched(chromium, f"{served.address}/", token + fragment, **options))
        return opened[-1]

    yield start
    for found in opened:
        found.close()


@pytest.fixture
def served(seed_workspace: Path, tmp_path: Path) -> Iterator[Any]:
    """A server of a copy of the seed's workspace, which a test may correct."""
    from serving import running

    from kg.serve.server import Settings

    folder = tmp_path / "out"
    shutil.copytree(seed_workspace, folder)
    with running(Settings(folder, port=0)) as server:
        yield server


@pytest.fixture(scope="session")
def axe(root: Path) -> str:
    """The source of axe-core, where the page's packages are installed."""
    path = root / "kg" / "serve" / "web" / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        pytest.skip("axe-core is not installed: npm ci in kg/serve/web")
    return path.read_text(encoding="utf-8")


@pytest.fixture
def invented() -> nx.MultiDiGraph:
    """Invented people of an invented country, three of them with names that mean harm."""
    return invented_graph()
