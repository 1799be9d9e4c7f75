"""The main journeys on the exported page of the seed, opened from disk: from a name to the marked place in the cable,
paths, expansions, dates, and what can be taken away."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from e2e_pages import Open, Opened

pytestmark = pytest.mark.needs_browser


@pytest.fixture(scope="module")
def seed(seed_workspace: Path) -> tuple[nx.MultiDiGraph, list[Any]]:
    """The seed's graph and its cable as kept."""
    import kg

    workspace = kg.load(seed_workspace)
    return workspace.graph, list(workspace.cables())


def _named(graph: nx.MultiDiGraph, name: str) -> str:
    return next(node for node, data in graph.nodes(data=True) if data["name"] == name)


def _marked(opened: Opened) -> str:
    pieces: list[str] = opened.page.locator(".body .target").all_text_contents()
    return "".join(pieces)


def _in_view(opened: Opened, selector: str) -> bool:
    at = opened.page.locator(selector).first.bounding_box()
    return bool(at and 0 < at["y"] < 860)


def test_from_a_name_to_the_marked_place_in_the_cable(open_page: Open, seed: tuple[nx.MultiDiGraph, list[Any]]) -> None:
    graph, cables = seed
    opened = open_page(graph, cables=cables)
    page = opened.page
    page.fill("#search", "zhou lig")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == "Zhou Liguo"
    page.locator("#panel .sentences").first.click()
    page.locator("#panel blockquote").wait_for()
    ((_, _, said),) = [edge for edge in graph.edges(data=True) if edge[0] == _named(graph, "Zhou Liguo")]
    evidence = said["evidence"][0]
    quote = page.locator("#panel blockquote a")
    assert quote.text_content() == evidence["quote"]
    quote.click()
    page.wait_for_selector(".body .target")
    assert _marked(opened) == cables[0]["text"][evidence["start"] : evidence["end"]]
    assert _in_view(opened, ".body .target")
    # The text stands there whole, character for character, in the order of the file.
    assert "".join(page.locator(".as-sent .words, .body [data-start]").all_text_contents()) == cables[0]["text"]
    mentions = sum(len(data["mentions"]) for _, data in graph.nodes(data=True))
    assert page.locator(".mention").count() == mentions
    assert page.locator(".block .portion").first.text_content() == "¶1 (SBU)"
    # A highlight can be switched off, which the address remembers.
    line = "(selector) => getComputedStyle(document.querySelector(selector)).borderBottomColor"
    colour = page.evaluate(line, ".mention[data-type=person]")
    page.uncheck("#highlight-person")
    assert page.evaluate(line, ".mention[data-type=person]") != colour
    assert "plain=person" in page.url
    page.go_back()
    page.go_back()
    page.locator("#panel blockquote").wait_for()


def test_an_entity_s_page_says_all_of_it(open_page: Open, seed: tuple[nx.MultiDiGraph, list[Any]]) -> None:
    graph, cables = seed
    zhejiang = _named(graph, "Zhejiang")
    opened = open_page(graph, f"/entity/{zhejiang}", cables)
    page = opened.page
    relations = [said for u, v, said in graph.edges(data=True) if zhejiang in (u, v)]
    text = page.inner_text("#page")
    assert f"{len(relations)} relations · {len(graph.nodes[zhejiang]['mentions'])} mentions in 1 cable" in text
    assert page.locator(".said > li").count() == len(relations)
    page.locator(".said summary").first.click()
    page.locator(".said blockquote").first.wait_for()
    mention = page.locator(".mention-links a").nth(1)
    mention.click()
    page.wait_for_selector(".body .target")
    assert _marked(opened) == graph.nodes[zhejiang]["mentions"][1]["text"]
    opened.go(f"/entity/{_named(graph, 'Zhou Liguo')}")
    assert page.locator(".plain-table tbody td").all_text_contents() == [
        "Director",
        "Trademark Department",
        "2 February 2009",
    ]


def test_a_path_between_two(open_page: Open, seed: tuple[nx.MultiDiGraph, list[Any]]) -> None:
    graph, _ = seed
    opened = open_page(graph, f"entity={_named(graph, 'Zhou Liguo')}")
    page = opened.page
    page.click("#path-from")
    page.fill("#path-search", "zhejiang high court second")
    page.keyboard.press("Enter")
    opened.ready()
    ends = [_named(graph, name) for name in ("Zhou Liguo", "Zhejiang High Court Second Criminal Division")]
    shortest = nx.shortest_path(graph.to_undirected(), *ends)
    assert page.locator(".path").first.locator("> li > a").count() == len(shortest)
    every = {node for path in nx.all_shortest_paths(nx.Graph(graph), *ends) for node in path}
    assert set(opened.drawn()) == every
    assert f"{len(shortest) - 1} steps" in page.inner_text("#panel")
    page.locator(".path .steps a").first.click()
    page.locator("#panel blockquote").first.wait_for()


def test_an_ego_view_grows_and_what_was_there_stays(open_page: Open, invented: nx.MultiDiGraph) -> None:
    opened = open_page(invented, "around=e4&entity=e4")
    page = opened.page
    around = {"e4", *nx.all_neighbors(invented, "e4")}
    assert set(opened.drawn()) == around
    opened.go("around=e4&entity=e3")
    beyond = set(nx.all_neighbors(invented, "e3")) - around
    assert page.inner_text("#expand .count") == f"+{len(beyond)}"
    page.keyboard.press("e")
    opened.settle()
    assert set(opened.drawn()) == around | beyond
    link = page.url.split("#")[1]
    points = {node: opened.point("node", node) for node in opened.drawn()}
    opened.at(link)
    assert {node: opened.point("node", node) for node in opened.drawn()} == points
    page.keyboard.press("z")  # nothing to undo in a page just opened
    assert set(opened.drawn()) == around | beyond


def test_every_filter_counts_what_the_tables_show(open_page: Open, seed: tuple[nx.MultiDiGraph, list[Any]]) -> None:
    graph, _ = seed
    opened = open_page(graph, "view=table")
    page = opened.page
    for facet, table in (
        ("confidence", "relations"),
        ("tag", "relations"),
        ("rule", "relations"),
        ("type", "entities"),
    ):
        for value in page.locator(f"[id^='count-{facet}-']").evaluate_all("all => all.map(each => each.id)"):
            shown = int(page.locator(f"[id='{value}']").text_content())
            view = "entities" if table == "entities" else "table"
            opened.go(f"view={view}&only-{facet}={value.removeprefix(f'count-{facet}-')}")
            assert page.locator(f"#{table} tbody tr").count() == shown, value
            opened.go("view=table")


def test_dates_filter(open_page: Open, invented: nx.MultiDiGraph) -> None:
    later = {
        **invented.graph["cables"]["02STRELSAU11"],
        "date": "2003-01-02",
        "origin": "Consulate Marle",
        "tags": ["PREL"],
    }
    invented.graph["cables"]["03MARLE1"] = later
    for _, _, said in list(invented.edges(data=True))[:5]:
        said["evidence"] = [{**said["evidence"][0], "cable": "03MARLE1"}]
    opened = open_page(invented, "view=table")
    page = opened.page
    page.select_option("#date-from", "2003-01")
    assert page.locator("#relations tbody tr").count() == 5
    assert page.text_content("[id='count-post-Consulate Marle']") == "5"
    bars = page.locator(".bars svg").bounding_box()
    page.mouse.click(bars["x"] + 3, bars["y"] + bars["height"] - 3)  # the first month
    assert (opened.state("from"), opened.state("to")) == ("2002-03", "2002-03")
    assert page.locator("#relations tbody tr").count() == invented.number_of_edges() - 5
    opened.go("/timeline/e0?from=2003-01")
    told = page.locator(".told > li")
    mine = [said for u, v, said in invented.edges(data=True) if "e0" in (u, v)]
    assert told.count() == sum(said["evidence"][0]["cable"] == "03MARLE1" for said in mine)
    page.click("#timeline-all")
    assert page.locator(".told > li").count() == invented.number_of_edges()


def _saved(opened: Opened, item: str) -> bytes:
    opened.page.click("#tools")
    with opened.page.expect_download() as download:
        opened.page.click(item)
    return Path(download.value.path()).read_bytes()


def test_what_can_be_taken_away(open_page: Open, seed: tuple[nx.MultiDiGraph, list[Any]]) -> None:
    import pyoxigraph as ox

    from kg.rdf.triples import triples

    graph, _ = seed
    opened = open_page(graph, permissions=["clipboard-read", "clipboard-write"])
    page = opened.page
    rows = list(csv.DictReader(io.StringIO(_saved(opened, "#save-csv").decode())))
    assert Counter(row["predicate"] for row in rows) == Counter(
        said["predicate"] for _, _, said in graph.edges(data=True) for _ in said["evidence"]
    )
    assert _saved(opened, "#save-png").startswith(b"\x89PNG")
    svg = ElementTree.fromstring(_saved(opened, "#save-svg").decode())
    assert "Zhou Liguo" in [text.text for text in svg.iter("{http://www.w3.org/2000/svg}text")]
    gexf = nx.read_gexf(io.BytesIO(_saved(opened, "#save-gexf").replace(b"gexf.net/1.3", b"www.gexf.net/1.2draft")))
    assert (len(gexf), gexf.number_of_edges()) == (len(graph), graph.number_of_edges())
    # What the page writes in Turtle are statements of graph.ttl, all of them under the same names.
    own = {
        triple for quad in ox.parse(_saved(opened, "#save-ttl"), format=ox.RdfFormat.TURTLE) if (triple := quad.triple)
    }
    assert own <= set(triples(graph))
    assert len(own) > 5 * graph.number_of_edges()
    page.click("#tools")
    page.click("#copy-link")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    said = next(iter(graph.edges(data=True)))[2]
    opened.go(f"relation={said['id']}")
    page.get_by_role("button", name="Copy citation").first.click()
    paragraph = said["evidence"][0]["paragraph"]
    assert page.evaluate("navigator.clipboard.readText()") == (
        f"09SHANGHAI59, Consulate Shanghai, 2 February 2009, paragraph {paragraph}"
    )


def test_an_exported_page_has_no_corrections_and_no_sparql(open_page: Open, invented: nx.MultiDiGraph) -> None:
    opened = open_page(invented, "entity=e0")
    page = opened.page
    assert page.locator("nav a").all_inner_texts() == ["Graph", "Overview", "Timeline", "About"]
    for fragment in ("/sparql", "/review", "/corrections", "relation=a0", "/entity/e0", "entity=e0"):
        opened.go(fragment)
        assert page.locator(".correct, .editor").count() == 0
    assert opened.page.inner_text("#panel h2") == "Ludo Marensky"
