"""The same journeys on an invented graph of more than 20,000 entities. How long they take is for ``kg.benchmarks``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from e2e_pages import Open, Opened

from kg.benchmarks import synthetic

pytestmark = pytest.mark.needs_browser


@pytest.fixture(scope="module")
def big() -> nx.MultiDiGraph:
    graph = synthetic.graph(4500)
    assert len(graph) > 20_000
    return graph


def _cable(evidence: dict[str, Any]) -> dict[str, Any]:
    """A cable that says what this sentence says, where it says so."""
    text = " " * evidence["start"] + evidence["quote"] + "\n"
    spans: dict[str, list[Any]] = {name: [] for name in ("headings", "signers", "trailer", "page_marks", "sections")}
    body = [evidence["start"] - 1, len(text)]
    paragraph = [evidence["paragraph"], evidence["marking"], *body]
    about = {"id": evidence["cable"], "canonical_id": evidence["cable"], "header": [], "summary": ""}
    return {**about, "text": text, "body": body, "paragraphs": [paragraph], **spans}


def _caption(opened: Opened) -> str:
    caption: str = opened.page.inner_text("caption")
    return caption


def test_the_journeys_on_twenty_thousand_entities(open_page: Open, big: nx.MultiDiGraph) -> None:
    subject, object_, said = next(iter(big.edges(data=True)))
    evidence = said["evidence"][0]
    opened = open_page(big, cables=[_cable(evidence)])
    page = opened.page
    assert 0 < len(opened.drawn()) <= 300
    # Search -> entity -> edge -> sentence -> the cable at the marked place.
    name = big.nodes[object_]["name"]
    page.fill("#search", name)
    page.locator("#search-list [data-entity]").first.wait_for()
    page.locator(f"#search-list [data-entity='{object_}']").dispatch_event("mousedown")
    opened.ready()
    assert page.inner_text("#panel h2") == name
    assert set(opened.drawn()) <= {object_, *nx.all_neighbors(big, object_)}
    opened.go(f"around={object_}&relation={said['id']}")
    assert page.locator("#panel blockquote").all_text_contents() == [each["quote"] for each in said["evidence"]]
    page.locator("#panel blockquote a").first.click()
    page.wait_for_selector(".body .target")
    # The invented mentions may reach over the sentence's end; a mention is marked whole.
    assert "".join(page.locator(".body .target").all_text_contents()).startswith(evidence["quote"])
    # A cable without its text still has its quotes.
    other = next(c for c in big.graph["cables"] if c != evidence["cable"])
    opened.go(f"/cable/{other}")
    page.get_by_text("Its text is not in this file").wait_for()
    assert page.locator("blockquote").count() >= 1
    # A filter's count is the table's.
    opened.go("view=table")
    assert _caption(opened) == f"{big.number_of_edges():,} relations"
    for predicate, number in Counter(said["predicate"] for _, _, said in big.edges(data=True)).most_common(2):
        assert page.text_content(f"#count-predicate-{predicate}") == f"{number:,}"
        opened.go(f"view=table&only-predicate={predicate}")
        assert _caption(opened) == f"{number:,} relations"
    # A path.
    ends = ["e0000000000000003", max(big.nodes)]
    opened.go(f"path={','.join(ends)}")
    length = nx.shortest_path_length(big.to_undirected(as_view=True), *ends)
    assert f"{length} steps" in page.inner_text("#panel")
    assert set(ends) <= set(opened.drawn())
    # The timeline of one month.
    opened.go("/timeline?from=2009-03&to=2009-03")
    march = {cable for cable, about in big.graph["cables"].items() if about["date"].startswith("2009-03")}
    told = sum(each["cable"] in march for _, _, said in big.edges(data=True) for each in said["evidence"])
    assert f"{told:,} sentences" in page.inner_text(".page-head")
    # A link opens the same view.
    opened.go(f"around={object_},{subject}&entity={subject}&without-type=place")
    drawn, panel = opened.drawn(), page.inner_text("#panel")
    points = [opened.point("node", node) for node in drawn[:20]]
    opened.at(page.url.split("#")[1])
    assert (opened.drawn(), page.inner_text("#panel")) == (drawn, panel)
    assert [opened.point("node", node) for node in drawn[:20]] == points


def test_weight(root: Path) -> None:
    """The graph page is at most 150 KB of JavaScript, gzipped; the editor of queries is a chunk of its own."""
    import gzip

    page = root / "kg" / "serve" / "page"
    chunks = {path.name: path.read_bytes() for path in (page / "assets").glob("*.js")}
    (start,) = [name for name in chunks if name in (page / "index.html").read_text(encoding="utf-8")]
    assert len(gzip.compress(chunks[start])) < 150_000
    exported = (page / "page.html").read_text(encoding="utf-8")
    assert len(gzip.compress(exported.encode())) < 150_000
    assert any("sparql" in name for name in chunks if name != start)
    assert "cm-content" not in exported
