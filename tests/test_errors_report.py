"""``kg evaluate --errors`` and ``--html``: every miss in its context, escaped, masked, and written only where asked."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from command_line import Kg, tree
from strategies import brook_cable, listing

from kg.annotate import annotation
from kg.extract.errors_page import page
from kg.extract.errors_report import Measured, misses, render
from kg.extract.evaluate import Tally, count, summary

VOID = {"meta", "link", "img", "br"}


class Balanced(HTMLParser):
    """Fails where tags do not close in order; collects the tags' names."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not {name for name, _ in attrs} & {"src", "onclick", "onload"}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def measured() -> Measured:
    """An invented cable of which the readers marked one name more, one less, one of another type, one relation more."""
    cable = brook_cable().says("Ada Brook", "met_with", "Carl Stone")
    gold = json.loads(json.dumps(annotation(cable.extraction)))
    gold["region"] = [0, len(cable.text)]
    at = cable.text.index("Minister")
    gold["mentions"].append({"start": at, "end": at + 8, "type": "person", "entity": gold["mentions"][0]["entity"]})
    gold["mentions"] = [m for m in gold["mentions"] if m["start"] != cable.text.index("Carl Stone")]
    place = next(m for m in gold["mentions"] if m["type"] == "place")
    place["type"] = "organization"
    gold["relations"] = [{**gold["relations"][0], "predicate": "owns", "title": "Sole <Owner>"}]
    tally = Tally()
    count(tally, gold, annotation(cable.extraction))
    return Measured(gold, cable.extraction, summary(tally))


def test_each_miss_is_of_its_kind() -> None:
    one = measured()
    found, text = misses(one), one.extraction.document.text
    assert [text[a:b] for a, b, _ in found.missed] == ["Minister"]
    assert [text[a:b] for a, b, _ in found.spurious] == ["Carl Stone"]
    ((wanted, given),) = found.wrong_type
    assert (wanted[2], given[2]) == ("organization", "place")
    assert (len(found.missed_relations), len(found.spurious_relations)) == (1, 4)
    assert "| owns |" in found.missed_relations[0]
    # The title's words are not in the text, which might be masked.
    assert "Owner" not in found.missed_relations[0]
    said = render([one], 0)
    assert "[Minister] of the" in said
    assert "Ada Brook | met_with | Carl Stone" in said
    assert "organization, not place" in said


def test_what_is_as_annotated_is_no_miss() -> None:
    extraction = brook_cable().extraction
    gold = {**annotation(extraction), "region": [0, len(extraction.document.text)]}
    found = misses(Measured(gold, extraction, {}))
    assert not any([found.missed, found.spurious, found.wrong_type, found.missed_relations, found.spurious_relations])


def test_at_most_n_of_a_kind(kg_: Kg, root: Path) -> None:
    said = kg_("evaluate", root / "data" / "gold", "--errors", "-n", "1").out
    assert said.startswith("1 cables\n")
    for kind in ("missed", "spurious", "wrong type", "missed relations", "spurious relations"):
        rows = said.split(f"\n{kind}: ")[1].split("\n\n")[0].splitlines()[1:]
        assert len(rows) <= 1


def test_the_page_is_whole_and_needs_nothing_else() -> None:
    one = measured()
    html = page(one.figures, [one])
    parser = Balanced()
    parser.feed(html)
    assert parser.open == []
    assert not parser.seen & {"script", "link", "img", "iframe"}
    for kind in ("miss", "type"):
        assert f' {kind}" title=' in html


def test_text_is_escaped(tmp_path: Path, kg_: Kg) -> None:
    text = listing("08AVALON8", "The Ministry of Salt & <script>alert('x')</script> met in Lisbon.")
    annotated(tmp_path, text)
    assert kg_("evaluate", tmp_path, "--html", tmp_path / "page.html").code == 0
    html = (tmp_path / "page.html").read_text("utf-8")
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def annotated(folder: Path, text: str) -> None:
    (folder / "08AVALON8.txt").write_text(text, "utf-8")
    gold = {"id": "08AVALON8", "region": [0, len(text)], "mentions": [], "entities": [], "relations": []}
    (folder / "08AVALON8.json").write_text(json.dumps(gold), "utf-8")


def test_protected_names_are_masked_unless_asked_for(kg_: Kg, tmp_path: Path) -> None:
    annotated(tmp_path, listing("08AVALON8", "Minister Anna Marlow (strictly protect) spoke in Lisbon. Marlow left."))
    whole = ("evaluate", tmp_path, "--errors", "--html", tmp_path / "page.html")
    said = kg_(*whole).out + (tmp_path / "page.html").read_text("utf-8")
    assert "Marlow" not in said
    assert "Lisbon" in said
    said = kg_(*whole, "--include-protected").out
    assert "[Anna Marlow]" in said
    assert "Marlow" in (tmp_path / "page.html").read_text("utf-8")


def test_nothing_is_written_but_what_is_asked_for(kg_: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    annotated(tmp_path, listing("08AVALON8", "The Ministry of Salt agreed."))
    monkeypatch.chdir(tmp_path)
    before = tree(tmp_path)
    assert kg_("evaluate", tmp_path, "--errors").code == 0
    assert tree(tmp_path) == before
    assert kg_("evaluate", tmp_path, "--html", tmp_path / "page.html").code == 0
    assert tree(tmp_path).keys() - before.keys() == {"page.html"}


def test_figures_as_json_and_misses_as_text_do_not_mix(kg_: Kg, root: Path) -> None:
    assert kg_("evaluate", root / "data" / "gold", "--errors", "--json").code == 2
