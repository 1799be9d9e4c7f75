"""Who is who, decided in the browser: proposals judged on the review page, an entity split by its cables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e_pages import Open, Opened
from serving import running
from strategies import Cable
from workspaces import workspace

from kg.resolve.corrections import CORRECTIONS, Judgement, read
from kg.serve.server import Server, Settings

pytestmark = pytest.mark.needs_browser


def _cables() -> list[Cable]:
    """Three on one Ada Quillbrook; two that name a Brook and a Reed, who may be one each."""
    guild = "Lakeside Pilots Guild"
    found = [
        Cable(f"08AVALON{n}", f"Ada Quillbrook of the {guild} spoke, for the time number {n}.")
        .entity("person", "Ada Quillbrook")
        .entity("organization", guild)
        .says("Ada Quillbrook", "member_of", guild)
        for n in (1, 2, 3)
    ]
    for number in (4, 5):
        cable = Cable(f"08AVALON{number}", "Brook said so.", "Reed did not.")
        found.append(cable.entity("person", "Brook").entity("person", "Reed"))
    return found


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Server]:
    folder = workspace(tmp_path / "out", *_cables())
    with running(Settings(folder, port=0)) as server:
        yield server


def _lines(served: Server) -> list[Judgement]:
    return list(read(served.settings.workspace / CORRECTIONS))


def _names(served: Server) -> Counter[str]:
    return Counter(name for _, name in served.view.state().graph.nodes(data="name"))


def _said(opened: Opened, text: str) -> None:
    opened.page.get_by_text(text).wait_for()
    opened.ready()


def test_proposals_are_judged_and_taken_back(open_served: Open, served: Server) -> None:
    opened = open_served("/review")
    page = opened.page
    page.get_by_role("heading", name="2 pairs that may be one").wait_for()
    brooks, reeds = (page.get_by_role("group", name=f"{name} and {name}") for name in ("Brook", "Reed"))
    assert "Likeness 0.69: a bare name, the same country; +0.80, and +1.00 joins" in brooks.inner_text()
    page.fill("#review-reason", "Compared line by line")
    brooks.locator(".same").click()
    _said(opened, "Merged: Brook and Brook.")
    page.get_by_role("heading", name="1 pair that may be one").wait_for()
    assert (brooks.count(), reeds.count()) == (0, 1)
    assert (_names(served)["Brook"], _names(served)["Reed"]) == (1, 2)
    reeds.locator(".different").click()
    _said(opened, "Kept apart: Reed and Reed.")
    page.get_by_role("heading", name="0 pairs that may be one").wait_for()
    assert [(line.op, line.reason) for line in _lines(served)] == [
        ("same", "Compared line by line"),
        ("different", "Compared line by line"),
    ]
    assert [{ref.cable for ref in line.refs} for line in _lines(served)] == [{"08AVALON4", "08AVALON5"}] * 2
    assert _names(served)["Reed"] == 2
    # Taken back, it is proposed again.
    page.click("#toast-action")
    _said(opened, "The correction is taken back.")
    page.get_by_role("heading", name="1 pair that may be one").wait_for()
    assert (brooks.count(), reeds.count()) == (0, 1)


def test_an_entity_is_split_by_its_cables_and_made_one_again(open_served: Open, served: Server) -> None:
    before = dict(served.view.state().graph.nodes(data="members"))
    opened = open_served()
    page = opened.page
    page.fill("#search", "Ada Quillbrook")
    page.keyboard.press("Enter")
    page.click("#correct-entity > summary")
    page.fill("#correct-reason", "Mother and daughter")
    page.click("#correct-split")
    _said(opened, "Tick the cables that speak of somebody else")
    assert _lines(served) == []
    for cable in ("08AVALON2", "08AVALON3"):
        page.check(f"#split [data-cable='{cable}']")
    page.click("#correct-split")
    _said(opened, "Split: 2 cables speak of another one.")
    assert [line.op for line in _lines(served)] == ["different", "same"]
    graph = served.view.state().graph
    parts = sorted(graph.nodes[n]["members"] for n in graph if graph.nodes[n]["name"] == "Ada Quillbrook")
    assert [[key.split(".")[0] for key in part] for part in parts] == [["08AVALON1"], ["08AVALON2", "08AVALON3"]]
    # The page shows both, each with its own relation.
    drawn = set(opened.drawn())
    assert drawn == set(graph)
    assert len(opened.drawn("relations")) == graph.number_of_edges() == 2
    page.locator("#panel-title").focus()
    page.keyboard.press("z")
    _said(opened, "The correction is taken back.")
    assert dict(served.view.state().graph.nodes(data="members")) == before
    assert set(opened.drawn()) == set(before)
