"""The explorer as ``kg serve --open`` shows it: nothing asked of anybody else, no name that does harm, corrections that
show at once and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from e2e_pages import HOSTILE, LINK, TURNED
from served import Visit, running, visits
from strategies import Cable, brook_cable
from workspaces import workspace

from kg.resolve.corrections import CORRECTIONS, read
from kg.serve.server import Server

pytestmark = pytest.mark.needs_browser

HARM = (
    Cable("08AVALON2", f"Rosa Quill of {HOSTILE} met Carl Stone. {LINK} owns {TURNED}.")
    .entity("person", "Rosa Quill")
    .entity("person", "Carl Stone")
    .entity("company", HOSTILE)
    .entity("organization", LINK)
    .entity("place", TURNED)
    .says("Rosa Quill", "member_of", HOSTILE)
    .says("Rosa Quill", "met_with", "Carl Stone")
    .says(LINK, "owns", TURNED, quote=f"{LINK} owns {TURNED}")
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return workspace(tmp_path / "out", brook_cable("08AVALON1"), HARM)


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    with running(folder) as found:
        yield found


@pytest.fixture
def visit(chromium: Any) -> Iterator[Visit]:
    with visits(chromium) as found:
        yield found


def entity(server: Server, name: str) -> str:
    """The id of the entity of this name as the graph is now."""
    (found,) = [node for node, known in server.view.state().graph.nodes(data="name") if known == name]
    return str(found)


def names(server: Server) -> set[str]:
    return {name for _, name in server.view.state().graph.nodes(data="name")}


def test_the_token_leaves_the_address_and_only_it_lets_correct(server: Server, visit: Visit) -> None:
    node = entity(server, "Rosa Quill")
    opened = visit(server, f"/entity/{node}")
    assert "token" not in opened.page.url
    opened.at(f"/entity/{node}")
    assert opened.page.locator("#correct-entity").count() == 1
    without = visit(server, f"/entity/{node}", token=False)
    assert "Rosa Quill" in without.page.inner_text("main")
    assert without.page.locator("#correct-entity").count() == 0


def test_merging_shows_at_once_and_is_taken_back(server: Server, folder: Path, visit: Visit) -> None:
    opened = visit(server, f"/entity/{entity(server, 'Rosa Quill')}")
    page = opened.page
    page.click("#correct-entity summary")
    page.fill("#merge-search", "ada brook")
    page.keyboard.press("Enter")
    page.locator("#correct-entity input[id$=reason]").fill("one minister under two names")
    page.click("#correct-merge")
    page.wait_for_selector("#said:not(:empty)")
    assert not {"Ada Brook", "Rosa Quill"} <= names(server)
    (line,) = read(folder / CORRECTIONS)
    assert (line.op, line.reason) == ("same", "one minister under two names")
    shown = page.inner_text("main")
    assert "Ada Brook" in shown
    assert "Rosa Quill" in shown  # the other name, of the one entity
    page.locator("h1, h2").first.focus()
    page.keyboard.press("z")
    for _ in range(100):
        if {"Ada Brook", "Rosa Quill"} <= names(server):
            break
        page.wait_for_timeout(50)
    assert [line.op for line in read(folder / CORRECTIONS)] == ["same", "unsure"]
    assert {"Ada Brook", "Rosa Quill"} <= names(server)
    page.click("nav >> text=Corrections")
    assert "one minister under two names" in page.inner_text("main")


def test_a_rejected_relation_is_gone_from_the_page(server: Server, visit: Visit) -> None:
    graph = server.view.state().graph
    said = next(data["id"] for _, _, data in graph.edges(data=True) if data["predicate"] == "member_of")
    opened = visit(server, f"relation={said}")
    assert said in opened.page.evaluate("window.kgPage.drawn().relations")
    opened.page.click("#correct-relation summary")
    opened.page.fill("#reject-reason", "a slip of the rules")
    opened.page.click("#correct-reject")
    opened.page.wait_for_selector("#said:not(:empty)")
    opened.settle()
    assert said not in opened.page.evaluate("window.kgPage.drawn().relations")
    assert "member_of" not in {data["predicate"] for _, _, data in server.view.state().graph.edges(data=True)}


def test_names_that_mean_harm_are_only_names(server: Server, visit: Visit) -> None:
    opened = visit(server)
    page = opened.page
    graph = server.view.state().graph
    ids = [entity(server, name) for name in (HOSTILE, LINK, TURNED)]
    relations = [data["id"] for u, v, data in graph.edges(data=True) if {u, v} & set(ids)]
    fragments = ["", "view=table", "/overview", "/timeline", "/review", "/corrections", "/about", "/cable/08AVALON2"]
    fragments += [f"/entity/{node}" for node in ids] + [f"relation={said}" for said in relations]
    fragments += [f"/entity/{HOSTILE}", f"/{HOSTILE}", f"/cable/{HOSTILE}", f"/sparql?text={HOSTILE}", f"entity={LINK}"]
    for fragment in fragments:
        opened.at(fragment)
        assert page.locator("main img, iframe, a[href^='javascript:']").count() == 0
        page.evaluate("document.querySelectorAll('a[href*=harmed]').forEach((link) => link.click())")
    page.fill("#search", "</script>")
    assert page.evaluate("window.harmed") is None
    opened.at(f"/entity/{ids[2]}")
    # Marks that turn the direction of reading are shut in.
    assert page.locator("main bdi", has_text="ytpmE").count() >= 1
    # A cable that is not there is asked for, and a query that is none is sent: the browser notes both.
    opened.errors[:] = [error for error in opened.errors if "404" not in error and "400" not in error]


def test_typing_a_query_asks_nobody_else(server: Server, visit: Visit) -> None:
    opened = visit(server, "/sparql")
    page = opened.page
    editor = page.locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type(
        "PREFIX foaf: <http://xmlns.com/foaf/0.1/>\nSELECT ?person ?body WHERE { ?person kg:holds_pos", delay=5
    )
    page.wait_for_timeout(500)
    page.keyboard.press("Escape")
    page.keyboard.type("ition ?body . ?person a foaf:Pers", delay=5)
    page.wait_for_timeout(500)
    assert opened.outside() == []
    assert any(url.startswith(f"{server.address}/api/vocabulary") for url in opened.requests)


def test_the_served_page_runs_no_other_code(server: Server, visit: Visit) -> None:
    opened = visit(server)
    opened.page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.harmed = 1';
            document.body.append(script);
            const image = new Image();
            image.src = 'http://127.0.0.2:9/x.png';
            return fetch('http://127.0.0.2:9/').catch(() => null);
        }"""
    )
    opened.page.wait_for_timeout(200)
    assert opened.page.evaluate("window.harmed") is None
    assert len(opened.errors) >= 2
    assert all("Content Security Policy" in error for error in opened.errors)
    opened.errors.clear()
    opened.requests[:] = [url for url in opened.requests if "127.0.0.2" not in url]
