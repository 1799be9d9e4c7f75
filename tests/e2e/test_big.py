"""The main journeys on an invented workspace of 20,000 entities, as ``kg serve`` shows it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest
from e2e_pages import Open, Opened

import kg
from kg.benchmarks.invented import write
from kg.query.run import Limits
from kg.resolve.corrections import CORRECTIONS, read
from kg.serve.server import Server, Settings

pytestmark = pytest.mark.needs_browser

ENTITIES = 20_000


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, nx.MultiDiGraph]:
    """The workspace and its graph."""
    folder = tmp_path_factory.mktemp("big") / "out"
    return folder, write(folder, ENTITIES)


@pytest.fixture(scope="module")
def served(big: tuple[Path, nx.MultiDiGraph]) -> Iterator[Server]:
    """A server of it."""
    with Server(Settings(big[0], port=0, limits=Limits(seconds=60))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        assert server.view.state().packed
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def opened(open_served: Open) -> Opened:
    """The explorer."""
    return open_served()


def person(graph: nx.MultiDiGraph) -> str:
    """Somebody of a telling name with a few relations, one of them with a title."""
    return next(
        str(node)
        for node in sorted(graph)
        if 3 <= graph.degree(node) <= 6
        and graph.nodes[node]["type"] == "person"
        and any(said["predicate"] == "holds_position" for _, _, said in graph.out_edges(node, data=True))
    )


def test_the_journeys(opened: Opened, big: tuple[Path, nx.MultiDiGraph]) -> None:
    folder, graph = big
    page = opened.page
    # Search, entity, edge, sentence, and the cable at the marked place.
    node = person(graph)
    page.fill("#search", graph.nodes[node]["name"])
    page.keyboard.press("Enter")
    opened.ready()
    assert page.inner_text("#panel h2") == graph.nodes[node]["name"]
    said = next(said for _, _, said in graph.out_edges(node, data=True) if said["predicate"] == "holds_position")
    opened.go(f"relation={said['id']}")
    evidence = said["evidence"][0]
    quote = page.locator("#panel blockquote a").first
    assert quote.text_content() == evidence["quote"]
    quote.click()
    page.wait_for_selector(".body .target")
    text = kg.load(folder).cable(evidence["cable"])["text"]
    pieces: list[str] = page.locator(".body .target").all_text_contents()
    assert "".join(pieces) == text[evidence["start"] : evidence["end"]]
    # A facet counts what the table holds.
    opened.go("view=table")
    # Of long lists the most frequent are shown.
    predicates = Counter(said["predicate"] for _, _, said in graph.edges(data=True))
    (predicate, number), *_ = predicates.most_common(1)
    assert page.text_content(f"#count-predicate-{predicate}") == f"{number:,}"
    opened.go(f"view=table&only-predicate={predicate}")
    assert page.inner_text("caption") == f"{number:,} relations"
    # A path, and the timeline.
    far = nx.single_source_shortest_path_length(graph.to_undirected(as_view=True), node, cutoff=3)
    other = min(found for found, steps in far.items() if steps == 3)
    opened.go(f"path={node},{other}")
    assert "3 steps" in page.inner_text("#panel")
    opened.go(f"/timeline/{node}")
    assert graph.nodes[node]["name"] in page.inner_text("#page")
    # A link opens the same view elsewhere.
    opened.go(f"around={node}&entity={node}&without-type=place")
    second = page.context.new_page()
    second.goto(page.url)
    second.wait_for_selector("#panel h2")
    # The other page has no token, and so no leave to correct.
    assert second.inner_text("#panel") == page.inner_text("#panel").replace("Correct this\n", "")
    second.close()


def test_a_query(open_served: Open, big: tuple[Path, nx.MultiDiGraph]) -> None:
    query = "SELECT ?who ?what WHERE { ?who kg:owns ?what } LIMIT 50"
    opened = open_served(f"/sparql?text={query}")
    page = opened.page
    page.wait_for_selector("#rows tbody tr")  # the store is made for the first query
    assert page.locator("#rows tbody tr").count() == 50
    opened.go("/sparql?text=CONSTRUCT { ?a kg:owns ?b } WHERE { ?a kg:owns ?b } LIMIT 20")
    stage = page.locator("#answer .stage[data-entities]")
    stage.wait_for()
    assert int(stage.get_attribute("data-entities")) > 10


def test_merging_two_and_taking_it_back(open_served: Open, served: Server, big: tuple[Path, nx.MultiDiGraph]) -> None:
    folder, graph = big
    node = person(graph)
    other = next(n for n in sorted(graph) if n != node and graph.nodes[n]["type"] == "person")
    opened = open_served(f"/entity/{node}")
    page = opened.page
    page.click("#correct-entity > summary")
    page.fill("#correct-reason", "for the test")
    page.fill("#merge-search", graph.nodes[other]["name"])
    page.keyboard.press("Enter")
    page.click("#correct-merge")
    page.get_by_text("Merged: ").wait_for()
    assert len(served.view.state().graph) == len(graph) - 1
    page.locator("h1, h2").first.focus()
    page.keyboard.press("z")
    for _ in range(2400):
        if len(read(folder / CORRECTIONS)) == 2:
            break
        page.wait_for_timeout(50)
    assert [line.op for line in read(folder / CORRECTIONS)] == ["same", "unsure"]
    assert dict(served.view.state().graph.nodes(data="name")) == dict(graph.nodes(data="name"))
    opened.ready()
