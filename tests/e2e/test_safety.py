"""The served explorer against those who mean harm: names are only names, nobody else is asked, no other code runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e_pages import HOSTILE, LINK, TURNED, Open
from serving import running
from strategies import Cable, brook_cable
from workspaces import workspace

from kg.serve.server import Server, Settings

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
def served(tmp_path: Path) -> Iterator[Server]:
    """A server of cables whose names mean harm."""
    folder = workspace(tmp_path / "out", brook_cable("08AVALON1"), HARM)
    with running(Settings(folder, port=0)) as server:
        yield server


def entity(server: Server, name: str) -> str:
    """The id of the entity of this name."""
    (found,) = [node for node, known in server.view.state().graph.nodes(data="name") if known == name]
    return str(found)


def test_the_token_leaves_the_address_and_only_it_lets_correct(served: Server, open_served: Open) -> None:
    node = entity(served, "Rosa Quill")
    opened = open_served(f"/entity/{node}")
    assert "token" not in opened.page.url
    assert served.token not in opened.page.content()
    opened.at(f"/entity/{node}")
    assert opened.page.locator("#correct-entity").count() == 1
    without = open_served(f"/entity/{node}", writes=False)
    assert "Rosa Quill" in without.page.inner_text("main")
    assert without.page.locator("#correct-entity").count() == 0
    answer = "async () => (await fetch('./api/corrections', {method: 'POST', body: '{}'})).status"
    assert without.page.evaluate(answer) == 403
    without.errors.clear()  # the browser notes the 403


def test_names_that_mean_harm_are_only_names(served: Server, open_served: Open) -> None:
    opened = open_served()
    page = opened.page
    graph = served.view.state().graph
    ids = [entity(served, name) for name in (HOSTILE, LINK, TURNED)]
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


def test_typing_a_query_asks_nobody_else(served: Server, open_served: Open) -> None:
    opened = open_served("/sparql")
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
    # That nobody else was asked is seen when the page is closed.
    assert any(url.startswith(f"{served.address}/api/vocabulary") for url in opened.requests)


def test_the_served_page_runs_no_other_code(served: Server, open_served: Open) -> None:
    opened = open_served()
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
