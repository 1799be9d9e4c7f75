"""The page of ``kg serve``: corrections that show at once and can be taken back, SPARQL, and no request to anybody else
(counted in Opened.close, also while typing)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from e2e_pages import Open, Opened

pytestmark = pytest.mark.needs_browser


def _names(opened: Opened) -> list[str]:
    names: list[str] = opened.page.evaluate(
        "async () => (await (await fetch('./api/dataset')).json()).entities.map((row) => row[2])"
    )
    return names


def _lines(served: Any) -> list[dict[str, Any]]:
    path = served.settings.workspace / "corrections.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def _select(opened: Opened, name: str) -> None:
    opened.page.fill("#search", name)
    opened.page.keyboard.press("Enter")
    assert opened.page.inner_text("#panel h2") == name


def _correct(opened: Opened, reason: str) -> None:
    opened.page.click("#correct-entity > summary")
    opened.page.fill("#correct-reason", reason)


def _said(opened: Opened, text: str) -> None:
    opened.page.get_by_text(text).wait_for()
    opened.ready()


def test_merge_and_undo(open_served: Open, served: Any) -> None:
    opened = open_served()
    page = opened.page
    assert "token" not in page.url
    before = opened.drawn()
    _select(opened, "Zhou Liguo")
    _correct(opened, "One man under two names")
    page.fill("#merge-search", "zhou gencai")
    page.keyboard.press("Enter")
    page.click("#correct-merge")
    _said(opened, "Merged: Zhou Liguo and Zhou Gencai.")
    assert len(opened.drawn()) == len(before) - 1
    panel = page.inner_text("#panel")
    assert {"Zhou Liguo", "Zhou Gencai"} & set(panel.splitlines())
    assert "2 relations" in panel
    (line,) = _lines(served)
    assert (line["op"], line["reason"]) == ("same", "One man under two names")
    assert len(_names(opened)) == len(before) - 1  # the server says so, too
    page.locator("#panel-title").focus()
    page.keyboard.press("z")
    _said(opened, "The correction is taken back.")
    assert sorted(opened.drawn()) == sorted(before)
    assert [line["op"] for line in _lines(served)] == ["same", "unsure"]
    # The same again, taken back from the list of corrections.
    opened.go("/corrections")
    page.wait_for_selector("#corrections")
    assert page.locator("#corrections tbody tr").count() == 2
    assert page.locator("#corrections .undone").count() == 1


def test_rename_retype_and_reject(open_served: Open, served: Any) -> None:
    opened = open_served()
    page = opened.page
    _select(opened, "Zhou Liguo")
    _correct(opened, "As he writes himself")
    page.fill("#correct-name", '</script><img src=x onerror="window.harmed=1">')
    page.click("#correct-rename")
    _said(opened, "Renamed:")
    assert page.inner_text("#panel h2") == '</script><img src=x onerror="window.harmed=1">'
    assert page.evaluate("window.harmed") is None
    page.click("#toast-action")
    _said(opened, "The correction is taken back.")
    assert page.inner_text("#panel h2") == "Zhou Liguo"
    _correct(opened, "A mistake")
    page.select_option("#correct-type", "company")
    page.click("#correct-retype")
    _said(opened, "Now a company.")
    assert page.inner_text("#panel .chip") == "Company"
    page.locator("#panel .sentences").first.click()
    opened.ready()
    relation = opened.state("relation")
    page.click("#correct-relation > summary")
    page.click("#correct-reject")
    assert "give a reason" in page.inner_text("#correct-relation .error")
    page.fill("#reject-reason", "He never was")
    page.click("#correct-reject")
    _said(opened, "Rejected:")
    assert relation not in opened.drawn("relations")
    assert [line["op"] for line in _lines(served)] == ["rename", "rename", "retype", "reject"]


def test_without_the_token_there_is_nothing_to_correct_with(open_served: Open) -> None:
    opened = open_served(writes=False)
    _select(opened, "Zhou Liguo")
    assert opened.page.locator(".correct").count() == 0
    opened.go("/review")
    opened.page.wait_for_selector("#doubtful-title")
    assert opened.page.locator(".same, .different, .reject").count() == 0


def test_review_decides(open_served: Open, served: Any) -> None:
    opened = open_served("/review")
    page = opened.page
    page.wait_for_selector("#doubtful-title")
    page.fill("#review-reason", "Read again")
    page.locator(".reject").first.click()
    _said(opened, "Rejected.")
    assert [(line["op"], line["reason"]) for line in _lines(served)] == [("reject", "Read again")]


def test_sparql(open_served: Open) -> None:
    opened = open_served("/sparql")
    page, keys = opened.page, opened.page.keyboard
    page.wait_for_selector("#saved li")
    page.click("[data-query=office_holders]")
    page.wait_for_selector("#rows tbody tr")
    everybody = page.locator("#rows tbody tr").count()
    page.fill("#param-name", "Zhou Liguo")
    page.keyboard.press("Enter")
    page.get_by_text("1 row in").wait_for()
    assert everybody > page.locator("#rows tbody tr").count() == 1
    assert "Zhou Liguo" in page.inner_text("#rows")
    page.click("[data-query=named_with]")  # about everybody it would take too long
    page.get_by_text("Say first").wait_for()
    assert page.locator("#rows").count() == 0
    keys.type("Zhou Liguo")  # where the cursor is
    keys.press("Enter")
    page.wait_for_selector("#rows tbody tr")
    assert "Zhejiang" in page.inner_text("#rows")
    editor = page.locator(".cm-content")
    editor.focus()
    keys.press("Control+a")
    keys.type("CONSTRUCT { ?a kg:cooperates_with ?b } WHERE { ?a kg:coop")
    completion = page.locator(".cm-tooltip-autocomplete [aria-selected]")
    completion.wait_for()
    assert "kg:cooperates_with" in completion.inner_text()
    page.wait_for_timeout(150)  # a completion takes no key at the moment it appears
    keys.press("Enter")
    keys.type(" ?b")
    keys.press("Control+Enter")
    stage = page.locator("#answer .stage[data-entities]")
    stage.wait_for()
    statements = page.locator("#rows tbody tr").count()
    assert f"{statements} statements" in page.inner_text("#sparql-status")
    linked = set(page.locator("#rows a.entity").evaluate_all("all => all.map((each) => each.href)"))
    assert int(stage.get_attribute("data-entities")) == len(linked)
    # The query is in the address: the same page opens with the same answer.
    other = opened.page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("#rows tbody tr")
    assert other.locator("#rows tbody tr").count() == statements
    other.close()
    # A mistake is one line; and the Tab key leaves the editor.
    editor.focus()
    keys.press("Control+a")
    keys.type("SELECT nonsense")
    keys.press("Escape")
    keys.press("Control+Enter")
    page.wait_for_selector("#answer .error")
    assert page.inner_text("#answer .error").startswith("E")
    opened.errors[:] = [error for error in opened.errors if "400" not in error]  # the browser's note of that answer
    editor.focus()
    keys.press("Tab")
    assert page.evaluate("document.activeElement.id") == "run"


def test_the_served_page_reads_a_cable(open_served: Open) -> None:
    opened = open_served("/cable/09SHANGHAI59?char=7599,7802")
    opened.page.wait_for_selector(".body .target")
    assert "Trademark" in "".join(opened.page.locator(".body .target").all_text_contents())
