"""For everybody: each journey by keyboard alone, and nothing that axe-core calls serious or critical."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from e2e_pages import Open, Opened

pytestmark = pytest.mark.needs_browser

_FAULTS = """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' ')}`)"""


def _faults(opened: Opened, axe: str) -> list[str]:
    opened.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    opened.page.evaluate(f"{axe}; undefined")
    found: list[str] = opened.page.evaluate(_FAULTS)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(open_page: Open, seed_workspace: Path, axe: str, scheme: str) -> None:
    import kg

    workspace = kg.load(seed_workspace)
    graph = workspace.graph
    (subject, object_, said) = next(iter(graph.edges(data=True)))
    evidence = said["evidence"][0]
    opened = open_page(graph, cables=workspace.cables(), color_scheme=scheme)
    place = f"/cable/{evidence['cable']}?char={evidence['start']},{evidence['end']}"
    for fragment in (
        *(
            "",
            f"entity={subject}",
            f"relation={said['id']}",
            f"path={subject},{object_}",
            "view=table",
            "view=entities",
        ),
        *("/overview", f"/entity/{subject}", place, "/timeline", f"/timeline/{subject}", "/about", "/cable/none"),
    ):
        opened.go(fragment)
        assert _faults(opened, axe) == [], fragment


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault_with_a_server(open_served: Open, served: Any, axe: str, scheme: str) -> None:
    opened = open_served(color_scheme=scheme)
    relation = opened.drawn("relations")[0]
    entity = opened.drawn()[0]
    for fragment, shown in (
        ("/sparql", "#saved li"),
        ("/review", "#doubtful-title"),
        ("/corrections", "#page h1"),
        (f"relation={relation}", "#correct-relation"),
        (f"/entity/{entity}", "#correct-entity"),
    ):
        opened.go(fragment)
        opened.page.wait_for_selector(shown)
        if fragment == "/sparql":
            opened.page.click("#run")
            opened.page.wait_for_selector("#rows")
        assert _faults(opened, axe) == [], fragment


def _focus(opened: Opened) -> str:
    said: str = opened.page.evaluate(
        "() => { const at = document.activeElement; return at.id || at.className || at.tagName; }"
    )
    return said


# The editor of queries lies in a shadow tree.
_FOCUSED = """(selector) => {
  const at = document.activeElement;
  return (at.shadowRoot?.activeElement ?? at).matches(selector);
}"""


def _tab_to(opened: Opened, selector: str, key: str = "Tab") -> None:
    """Press Tab until the focus is on what the selector says."""
    for _ in range(100):
        opened.page.keyboard.press(key)
        if opened.page.evaluate(_FOCUSED, selector):
            return
    raise AssertionError(f"Tab does not lead to {selector}")


def test_from_a_name_to_the_cable_by_keyboard(open_page: Open, seed_workspace: Path) -> None:
    import kg

    workspace = kg.load(seed_workspace)
    opened = open_page(workspace.graph, cables=workspace.cables())
    keys = opened.page.keyboard
    keys.press("/")
    keys.type("zhou liguo")
    keys.press("Enter")
    assert _focus(opened) == "panel-title"
    _tab_to(opened, ".sentences")
    keys.press("Enter")
    opened.ready()
    _tab_to(opened, "blockquote a")
    keys.press("Enter")
    opened.page.wait_for_selector(".body .target")
    assert "target" in _focus(opened)
    _tab_to(opened, "#highlight-person", "Shift+Tab")
    keys.press("Space")
    assert opened.state("plain") == ["person"]
    keys.press("z")
    opened.ready()
    assert opened.state("plain") == []


def _mostly(at: tuple[float, float], here: tuple[float, float], axis: int, sign: int) -> bool:
    """Whether a point lies more in this direction than in any other."""
    return sign * (at[axis] - here[axis]) > abs(at[1 - axis] - here[1 - axis])


def test_the_graph_by_keyboard(open_page: Open, invented: nx.MultiDiGraph) -> None:
    opened = open_page(invented)
    page, keys = opened.page, opened.page.keyboard
    keys.press("ArrowRight")
    first = opened.state("entity")
    assert invented.degree(first) == max(dict(invented.degree()).values())
    here = opened.point("node", first)
    assert here is not None
    neighbours = set(nx.all_neighbors(invented, first))
    for key, axis, sign in (("ArrowRight", 0, 1), ("ArrowLeft", 0, -1), ("ArrowUp", 1, -1), ("ArrowDown", 1, 1)):
        opened.go(f"entity={first}")
        keys.press(key)
        there = opened.state("entity")
        at = opened.point("node", there)
        assert at is not None
        if there == first:
            assert not [p for n in neighbours if (p := opened.point("node", n)) and _mostly(p, here, axis, sign)], key
        else:
            assert sign * (at[axis] - here[axis]) > 0, key
    opened.go(f"entity={first}")
    keys.press("Enter")
    assert _focus(opened) == "panel-title"
    keys.press("Escape")
    assert opened.state("entity") == ""
    assert _focus(opened) == "canvas"
    keys.press("t")
    assert page.is_visible("#relations")
    keys.press("t")
    assert page.is_visible("#canvas")
    keys.press("?")
    assert page.is_visible("dialog")
    keys.press("Escape")
    assert not page.is_visible("dialog")


def test_a_path_a_filter_and_a_file_by_keyboard(open_page: Open, invented: nx.MultiDiGraph) -> None:
    opened = open_page(invented, "entity=e6")
    keys = opened.page.keyboard
    _tab_to(opened, "#facet-type-person")
    keys.press("Space")
    assert opened.state("choices") == {"type": {"only": False, "values": ["person"]}}
    assert _focus(opened) == "facet-type-person"
    keys.press("Space")
    _tab_to(opened, "#tools")
    keys.press("Enter")
    _tab_to(opened, "#save-csv")
    with opened.page.expect_download():
        keys.press("Enter")
    _tab_to(opened, "#path-from")
    keys.press("Enter")
    _tab_to(opened, "#path-search")
    keys.type("ministry of tides")
    keys.press("Enter")
    opened.ready()
    assert opened.state("path") == ["e6", "e3"]
    assert set(opened.drawn()) == {"e6", "e4", "e3"}


def test_reduced_motion_moves_at_once(open_page: Open, invented: nx.MultiDiGraph) -> None:
    opened = open_page(invented, reduced_motion="reduce")
    before = opened.point("node", "e0")
    opened.page.get_by_role("button", name="Zoom in").click()
    opened.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    after = opened.point("node", "e0")
    opened.settle()
    assert before != after == opened.point("node", "e0")


def test_merge_and_undo_by_keyboard(open_served: Open) -> None:
    opened = open_served()
    before, keys = opened.drawn(), opened.page.keyboard
    keys.press("/")
    keys.type("zhou liguo")
    keys.press("Enter")
    _tab_to(opened, "#correct-entity > summary")
    keys.press("Enter")
    _tab_to(opened, "#correct-reason")
    keys.type("One man")
    _tab_to(opened, "#merge-search")
    keys.type("zhou gencai")
    keys.press("Enter")
    assert _focus(opened) == "correct-merge"
    keys.press("Enter")
    opened.page.get_by_text("Merged:").wait_for()
    opened.ready()
    assert len(opened.drawn()) == len(before) - 1
    keys.press("z")
    opened.page.get_by_text("taken back").wait_for()
    opened.ready()
    assert sorted(opened.drawn()) == sorted(before)


def test_questions_by_keyboard(open_served: Open) -> None:
    opened = open_served("/sparql")
    page, keys = opened.page, opened.page.keyboard
    page.wait_for_selector("#saved li")
    _tab_to(opened, "[data-query=office_holders]")
    keys.press("Enter")
    page.wait_for_selector("#rows tbody tr")
    _tab_to(opened, "#param-name")
    keys.type("Zhou Liguo")
    keys.press("Enter")
    page.get_by_text("1 row in").wait_for()
    _tab_to(opened, ".cm-content", key="Shift+Tab")
    keys.press("Control+a")
    keys.type("CONSTRUCT { ?a kg:owns ?b } WHERE { ?a kg:owns ?b }")
    keys.press("Escape")
    keys.press("Tab")
    assert _focus(opened) == "run"
    keys.press("Enter")
    page.get_by_text("statements").first.wait_for()
