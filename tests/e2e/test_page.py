"""The reader's journeys on the exported page, opened from disk. Every test also ends with the count of requests: the
page may ask for nothing but itself (see Opened.close)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from e2e_pages import HOSTILE, LINK, TURNED, Open, Opened

pytestmark = pytest.mark.needs_browser


def _quotes(opened: Opened) -> list[str]:
    quotes: list[str] = opened.page.locator("#panel blockquote").all_text_contents()
    return quotes


def _rows(opened: Opened) -> int:
    rows: int = opened.page.locator("#relations tbody tr").count()
    return rows


def _click_an_edge(opened: Opened, graph: nx.MultiDiGraph) -> tuple[str, str, dict[str, Any]]:
    """Click the middle of a line, at the pixel where it is drawn; gives subject, object and the edge's attributes."""
    for subject, object_, said in sorted(graph.edges(data=True), key=lambda edge: str(edge[2]["id"])):
        at = opened.point("edge", said["id"])
        if at is not None:
            opened.page.mouse.click(*at)
            opened.page.wait_for_selector("#panel blockquote")
            return subject, object_, said
    raise AssertionError("no line of the graph is free to be clicked")


def test_from_an_edge_of_the_seed_to_its_sentence(open_page: Open, seed_workspace: Path) -> None:
    import kg

    graph = kg.load(seed_workspace).graph
    opened = open_page(graph)
    counts = opened.page.inner_text("#counts")
    assert f"{graph.number_of_nodes()} entities · {graph.number_of_edges()} relations" in counts
    subject, object_, said = _click_an_edge(opened, graph)
    assert _quotes(opened) == [evidence["quote"] for evidence in said["evidence"]]
    panel = opened.page.inner_text("#panel")
    first = said["evidence"][0]
    for expected in (graph.nodes[subject]["name"], graph.nodes[object_]["name"], "09SHANGHAI59", "2 February 2009"):
        assert expected in panel
    assert f"aragraph {first['paragraph']} ({first['marking']}), characters {first['start']} to {first['end']}" in panel
    assert len(opened.requests) == 1


def test_most_lines_and_all_dots_of_the_seed_can_be_clicked(open_page: Open, seed_workspace: Path) -> None:
    import kg

    graph = kg.load(seed_workspace).graph
    opened = open_page(graph)
    edges = [said["id"] for _, _, said in graph.edges(data=True)]
    assert sum(opened.point("edge", edge) is not None for edge in edges) >= 0.7 * len(edges)
    assert all(opened.point("node", node) is not None for node in graph.nodes)


def test_an_edge_says_everything_about_itself(open_page: Open, invented: nx.MultiDiGraph) -> None:
    opened = open_page(invented, "relation=a0")
    panel = opened.page.inner_text("#panel")
    for expected in (
        "holds position: Director",
        "Ludo Marensky",
        "Harbour Office of Strelsau",
        "Confidence 0.80",
        "02STRELSAU11",
        "THE HARBOUR AND ITS MASTERS",
        "Embassy Strelsau · 4 March 2002 · CONFIDENTIAL",
        "Paragraph 3 (C), characters 5000 to",
        "beside",
    ):
        assert expected in panel
    assert opened.page.locator("mark.subject").all_text_contents() == ["Ludo Marensky"]
    assert opened.page.locator("mark.object").all_text_contents() == ["Harbour Office of Strelsau"]


def test_each_line_on_the_canvas_opens_its_own_relation(open_page: Open, invented: nx.MultiDiGraph) -> None:
    opened = open_page(invented)
    clicked = 0
    for _, _, said in invented.edges(data=True):
        at = opened.point("edge", said["id"])
        if at is None:
            continue
        opened.page.mouse.click(*at)
        assert opened.page.evaluate("window.kgPage.state().relation") == said["id"]
        opened.page.wait_for_timeout(350)  # two clicks in a row would be a double click, which zooms
        opened.settle()
        clicked += 1
    assert clicked >= 10


def test_a_dot_opens_its_entity(open_page: Open, invented: nx.MultiDiGraph) -> None:
    opened = open_page(invented)
    at = opened.point("node", "e0")
    assert at is not None
    opened.page.mouse.click(*at)
    panel = opened.page.locator("#panel")
    assert panel.locator("h2").inner_text() == "Ludo Marensky"
    text = panel.inner_text()
    for expected in ("Person", "the Harbour Master", "4 relations", "Holds a position in", "Director", "1 mention in"):
        assert expected in text
    assert "entity=e0" in opened.page.url
    panel.get_by_role("button", name="Close").click()
    assert "entity=" not in opened.page.url


def test_search_finds_names_aliases_and_cables(open_page: Open, invented: nx.MultiDiGraph) -> None:
    opened = open_page(invented)
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("harbour mas")
    hits = opened.page.locator("#search-list [role=option]")
    assert [text.split("\n")[0] for text in hits.all_inner_texts()] == ["Ludo Marensky", "02STRELSAU11"]
    opened.page.keyboard.press("Enter")
    assert opened.page.inner_text("#panel h2") == "Ludo Marensky"
    opened.page.fill("#search", "02 strelsau")
    opened.page.keyboard.press("Enter")
    opened.ready()
    assert (opened.state("page"), opened.state("id")) == ("cable", "02STRELSAU11")
    opened.page.fill("#search", "nobody of this name")
    assert "No entity or cable of that name" in opened.page.inner_text("#search-list")


def test_filters_count_what_the_table_shows(open_page: Open, invented: nx.MultiDiGraph) -> None:
    opened = open_page(invented, "view=table")
    page = opened.page
    assert _rows(opened) == invented.number_of_edges()
    for predicate, number in Counter(said["predicate"] for _, _, said in invented.edges(data=True)).items():
        assert page.inner_text(f"#count-predicate-{predicate}") == str(number)
        page.locator(f"#only-predicate-{predicate}").focus()
        page.keyboard.press("Enter")
        assert _rows(opened) == number
        page.click("#show-everything")
    types = nx.get_node_attributes(invented, "type")
    for type_, number in Counter(types.values()).items():
        assert page.inner_text(f"#count-type-{type_}") == str(number)
    page.uncheck("#facet-type-place")
    left = [said["predicate"] for u, v, said in invented.edges(data=True) if "place" not in (types[u], types[v])]
    assert _rows(opened) == len(left)
    assert page.inner_text("#count-predicate-located_in") == "0"
    shown = page.locator("[id^=count-predicate-]").all_inner_texts()
    assert sum(map(int, shown)) == len(left)
    page.click("#view-graph")
    drawn = page.evaluate("window.kgPage.drawn()")
    assert len(drawn["relations"]) == len(left)
    assert not [node for node in drawn["entities"] if types[node] == "place"]


def test_filters_of_the_seed_count_what_the_table_shows(open_page: Open, seed_workspace: Path) -> None:
    import kg

    graph = kg.load(seed_workspace).graph
    opened = open_page(graph, "view=table")
    for predicate, number in Counter(said["predicate"] for _, _, said in graph.edges(data=True)).items():
        opened.page.locator(f"#only-predicate-{predicate}").focus()
        opened.page.keyboard.press("Enter")
        assert _rows(opened) == number == int(opened.page.inner_text(f"#count-predicate-{predicate}"))
        opened.page.click("#show-everything")


def test_the_table_by_keyboard(open_page: Open, invented: nx.MultiDiGraph) -> None:
    opened = open_page(invented)
    page = opened.page
    page.keyboard.press("t")
    page.locator("#view-table").focus()
    for _ in range(100):
        page.keyboard.press("Tab")
        row = page.evaluate("document.activeElement.closest('tr')?.dataset.relation ?? ''")
        if row and page.evaluate("document.activeElement.id").startswith("row-"):
            break
    else:
        pytest.fail("no row of the table is reached with the Tab key")
    page.keyboard.press("Enter")
    assert "was named beside" in _quotes(opened)[0]
    assert page.evaluate("document.activeElement.id") == "panel-title"
    page.keyboard.press("Escape")
    assert _quotes(opened) == []
    page.locator("#sort-subject").focus()
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("From")
    assert page.evaluate("document.activeElement.id") == "sort-subject"


def test_a_link_reopens_the_view_and_back_works(open_page: Open, invented: nx.MultiDiGraph) -> None:
    opened = open_page(invented)
    page = opened.page
    page.uncheck("#facet-type-company")
    page.click("#view-table")
    page.click("#row-a2")
    link, panel = page.url, page.inner_text("#panel")
    other = opened.page.context.new_page()
    other.goto(link)
    other.wait_for_function("window.kgPage !== undefined")
    assert other.inner_text("#panel") == panel
    assert not other.is_checked("#facet-type-company")
    assert other.locator("#relations tbody tr").count() == _rows(opened)
    other.close()
    page.go_back()
    assert page.inner_text("#panel h2") == "In this graph"
    page.go_forward()
    assert page.inner_text("#panel") == panel


def test_names_that_mean_harm_are_only_names(open_page: Open, invented: nx.MultiDiGraph) -> None:
    opened = open_page(invented)
    page = opened.page
    for fragment in ("", "view=table", "entity=e8", "entity=e9", "relation=a9", "relation=a10", f"entity={HOSTILE}"):
        opened.at(fragment)
    for fragment in (
        "/overview",
        "/entity/e8",
        "/entity/e9",
        "/timeline",
        "/timeline/e8",
        "/cable/02STRELSAU11",
        "/about",
    ):
        opened.go(fragment)
    for fragment in (f"/entity/{HOSTILE}", f"/cable/{LINK}", "path=e8,e10", f"only-post={HOSTILE}", "view=entities"):
        opened.go(fragment)
    opened.go("")
    page.fill("#search", "</script>")
    assert HOSTILE in page.inner_text("#search-list")
    opened.at("relation=a9")
    assert page.inner_text(".statement .subject") == HOSTILE
    assert page.inner_text(".statement .object") == LINK
    opened.at("entity=e10")
    # The marks that turn the reading direction are kept, but shut in.
    assert page.locator("#panel h2 bdi").text_content() == TURNED
    assert page.locator("img, iframe, a[href]:not([href^='#'])").count() == 0
    assert page.evaluate("window.harmed") is None


def test_no_other_script_runs(open_page: Open, invented: nx.MultiDiGraph) -> None:
    opened = open_page(invented)
    opened.page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.harmed = 1';
            document.body.append(script);
            const link = document.createElement('button');
            link.setAttribute('onclick', 'window.harmed = 1');
            document.body.append(link);
            link.click();
        }"""
    )
    assert opened.page.evaluate("window.harmed") is None
    assert len(opened.errors) == 2
    assert all("Content Security Policy" in error for error in opened.errors)
    opened.errors.clear()


def test_light_and_dark(open_page: Open, invented: nx.MultiDiGraph) -> None:
    light, dark = (open_page(invented, color_scheme=scheme) for scheme in ("light", "dark"))
    colour = "getComputedStyle(document.body).backgroundColor"
    assert light.page.evaluate(colour) != dark.page.evaluate(colour)


@pytest.mark.parametrize("width", [360, 820])
def test_on_a_narrow_screen_an_edge_brings_its_sentence_into_sight(
    open_page: Open, invented: nx.MultiDiGraph, width: int
) -> None:
    opened = open_page(invented, viewport={"width": width, "height": 740})
    at = opened.point("edge", "a1")
    assert at is not None
    assert at[1] < 740
    opened.page.mouse.click(*at)
    assert opened.state("relation") == "a1"
    for _ in range(2):  # after the click, and after a link to the same
        box = opened.page.locator("#panel blockquote").first.bounding_box()
        assert box["y"] < 740
        opened.at("relation=a1")


@pytest.mark.parametrize("width", [360, 820])
def test_narrow_screens_do_not_scroll_sideways(open_page: Open, invented: nx.MultiDiGraph, width: int) -> None:
    opened = open_page(invented, viewport={"width": width, "height": 740})
    for fragment in ("/overview", "/entity/e8", "/timeline", "/cable/02STRELSAU11", "/about", "view=table"):
        opened.go(fragment)
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width, fragment
    for fragment in ("", "relation=a0", "entity=e0"):
        opened.go(fragment)
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        canvas = opened.page.locator("#canvas").bounding_box()
        assert canvas["width"] > 0.5 * width
        assert canvas["height"] > 200


def test_a_big_graph_is_drawn_in_part_and_search_brings_in_the_rest(open_page: Open, invented: nx.MultiDiGraph) -> None:
    graph = nx.MultiDiGraph()
    graph.graph.update(invented.graph)
    for number in range(700):
        graph.add_node(f"e{number}", id=f"e{number}", type="person", name=f"Clerk {number}", aliases=[], mentions=[])
    for number in range(1, 700):
        ends = (f"e{number}", f"e{number // 3}")
        graph.add_edge(*ends, key="x", id=f"a{number}", predicate="part_of", confidence=0.5, evidence=[])
    opened = open_page(graph)
    page = opened.page
    assert len(page.evaluate("window.kgPage.drawn().entities")) == 90
    assert "the most connected of 700" in page.inner_text("#note")
    assert opened.point("node", "e699") is None
    page.fill("#search", "clerk 699")
    page.keyboard.press("Enter")
    opened.settle()
    assert opened.point("node", "e699") is not None
    assert "a699" in page.evaluate("window.kgPage.drawn().relations")
    opened.at(page.url.split("#")[1])
    assert opened.point("node", "e699") is not None


def test_protected_names_are_announced(open_page: Open, invented: nx.MultiDiGraph) -> None:
    invented.graph["protected"] = "included"
    opened = open_page(invented)
    assert "ask to protect" in opened.page.inner_text(".warning")


def test_an_empty_graph_opens(open_page: Open) -> None:
    opened = open_page(nx.MultiDiGraph())
    assert "0 entities" in opened.page.inner_text("#counts")
    assert opened.page.inner_text("#note") == "The filters leave nothing to draw."


def test_the_same_graph_gives_the_same_picture(open_page: Open, invented: nx.MultiDiGraph) -> None:
    first, second = open_page(invented), open_page(invented)
    points = [[opened.point("node", node) for node in invented.nodes] for opened in (first, second)]
    assert points[0] == points[1]
