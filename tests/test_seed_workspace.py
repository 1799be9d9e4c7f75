"""The seed from file to workspace with the product's own model and rules, and the questions it must answer."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from strategies import listing

import kg
from kg.query import run_query, saved_query
from kg.workspace import FILES, MANIFEST, load


def files_of(workspace: Path) -> dict[str, bytes]:
    return {name: (workspace / name).read_bytes() for name in (*FILES, MANIFEST)}


def test_the_seed_is_built_the_same_under_any_hash_seed(seed_path: Path, seed_workspace: Path, tmp_path: Path) -> None:
    program = f"import kg; kg.build({str(seed_path.parent)!r}, {str(tmp_path / 'out')!r})"
    for seed in ("1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", program], env=environment, cwd=seed_path.parents[1], check=True)
        assert files_of(tmp_path / "out") == files_of(seed_workspace)


def test_every_quote_and_mention_of_the_seed_stands_where_it_says(seed_path: Path, seed_workspace: Path) -> None:
    text = seed_path.read_bytes().decode()
    graph = load(seed_workspace).graph
    page_mark = re.compile(r"SHANGHAI 00000059 {2}00\d\.2 OF 005")

    def on_one_line(start: int, end: int) -> str:
        return " ".join(page_mark.sub("", text[start:end]).split())

    for _, mentions in graph.nodes(data="mentions"):
        for m in mentions:
            assert on_one_line(m["start"], m["end"]) == m["text"]
    for _, _, evidence in graph.edges(data="evidence"):
        for e in evidence:
            assert on_one_line(e["start"], e["end"]) == e["quote"]
            assert e["paragraph"]
            assert e["marking"] == "SBU"


def test_a_new_document_leaves_the_ids_of_the_seed_alone(seed_path: Path, seed_workspace: Path, tmp_path: Path) -> None:
    other = tmp_path / "99AVALON1.txt"
    other.write_text(listing("99AVALON1", "Zhou Liguo of Lakeside met officials in China."), "utf-8")
    kg.build([seed_path, other], tmp_path / "out")
    alone, together = load(seed_workspace).graph, load(tmp_path / "out").graph
    assert set(alone) <= set(together)


# --- the five questions ----------------------------------------------------------------------------------------------


def answers(workspace: Path, query: str, /, *columns: str, **params: str) -> set[tuple[str, ...]]:
    answer = run_query(workspace, saved_query(query), params=params)
    assert answer.rows is not None
    places = [answer.variables.index(column) for column in columns]
    return {tuple("" if row[at] is None else row[at].value for at in places) for row in answer.rows}


def test_who_holds_which_position_where(seed_workspace: Path) -> None:
    found = answers(seed_workspace, "office_holders", "person", "title", "paragraph")
    assert found >= {
        ("Wu", "Deputy General", "2"),
        ("Chen Zhijun", "Director General", "3"),
        ("Zhou Liguo", "Director", "7"),
        ("Wang Shaojie", "Director", "9"),
        ("He Xiaogang", "Deputy Director", "12"),
        ("Guan Youjun", "Director", "14"),
        ("Zhou Gencai", "Director", "15"),
        ("Tie Jianshe", "Chairman", "17"),
    }
    bodies = {
        person: (body, quote)
        for person, body, quote in answers(seed_workspace, "office_holders", "person", "body", "quote")
    }
    for person, word in [("Wu", "IP Administration"), ("Zhou Liguo", "Trademark"), ("Zhou Gencai", "Third Civil")]:
        assert word in bodies[person][0]
        assert person in bodies[person][1]


def test_which_companies_the_agency_works_with(seed_workspace: Path) -> None:
    found = answers(seed_workspace, "partners_of_agency", "company", "paragraph", agency="Zhejiang AIC")
    assert found == {("Nike", "7"), ("Johnson and Johnson", "7"), ("Starwood", "7"), ("GM", "7")}


def test_which_places_lie_in_the_province(seed_workspace: Path) -> None:
    found = {place for (place,) in answers(seed_workspace, "places_within", "place", region="Zhejiang")}
    assert found >= {"Yiwu", "Cixi", "Cangnan", "Wenzhou", "Ningbo"}
    assert not found & {"China", "Zhejiang", "Shanghai", "Jiangsu", "Guangdong", "Hong Kong", "California", "Germany"}


def test_what_the_publishers_did_to_whom(seed_workspace: Path) -> None:
    who = "Association of American Publishers"
    found = answers(seed_workspace, "legal_actions", "against", "paragraph", "quote", name=who)
    assert {(against, paragraph) for against, paragraph, _ in found} == {("Zhejiang University", "9")}
    assert any("filed a complaint against Zhejiang University" in quote for _, _, quote in found)


def test_every_mention_of_the_company_the_misspelt_one_too(seed_workspace: Path) -> None:
    found = answers(seed_workspace, "mentions_of", "text", "paragraph", "start", name="Schneider Electric")
    assert found == {
        ("Shneider", "16", "18012"),
        ("Schneider Electric", "16", "18691"),
        ("Schneider Electric", "16", "18760"),
    }
