"""What a reader is asked to judge: pairs that resolution nearly joined."""

from __future__ import annotations

from pathlib import Path

import pytest
from strategies import Cable, assembled
from workspaces import workspace

from kg.merges import columns_of
from kg.protect import gate
from kg.resolve.corrections import Judgement, Ref
from kg.resolve.near import REACH, near
from kg.resolve.people import ACCEPT
from kg.serve import review
from kg.serve.view import View


def _pairs(*cables: Cable, include_protected: bool = True) -> list[tuple[str, str, float, str]]:
    graph = gate(assembled(*(c.extraction for c in cables)), include_protected)
    table, group, number = columns_of(graph)
    name = {place: graph.nodes[node]["name"] for node, place in number.items()}
    return [(name[a], name[b], score, reason) for a, b, score, reason in near(table, group)]


def _member(cable: str, name: str, body: str) -> Cable:
    made = Cable(cable, f"{name} is of the {body}.").entity("person", name).entity("organization", body)
    return made.says(name, "member_of", body)


def test_a_bare_name_in_two_cables_is_near_and_says_why() -> None:
    ((one, other, score, reason),) = _pairs(
        *(Cable(f"08A{n}", "Brook said so.").entity("person", "Brook") for n in "12")
    )
    assert (one, other, reason) == ("Brook", "Brook", "a bare name, the same country")
    assert ACCEPT - REACH <= score < ACCEPT


def test_one_name_in_two_countries_and_bodies_is_near_and_in_one_body_joined() -> None:
    pilots = _member("08PARIS1", "Ada Quillbrook", "Lakeside Pilots Guild")
    (pair,) = _pairs(pilots, _member("08MADRID1", "Ada Quillbrook", "Northern Infirmary"))
    assert (pair[0], pair[1], pair[3]) == ("Ada Quillbrook", "Ada Quillbrook", "the same name")
    assert ACCEPT - REACH <= pair[2] < ACCEPT
    assert _pairs(pilots, _member("08PARIS2", "Ada Quillbrook", "Lakeside Pilots Guild")) == []


def test_whom_one_cable_names_as_two_is_no_pair() -> None:
    two = Cable("08A1", "Brook and Ada Brooke met.").entity("person", "Brook").entity("person", "Ada Brooke")
    assert _pairs(two) == []


def test_things_of_one_name_are_near_unless_they_are_known_to_lie_apart() -> None:
    def town(cable: str, country: str = "") -> Cable:
        made = Cable(cable, f"Quillhaven is a town{' in ' + country if country else ''}.").entity("place", "Quillhaven")
        if not country:
            return made
        return made.entity("place", country).says("Quillhaven", "located_in", country)

    (pair,) = _pairs(town("08A1", "France"), town("08B1"))
    assert pair == ("Quillhaven", "Quillhaven", 0.8, "the same name, in no country that is told of both")
    assert _pairs(town("08A1", "France"), town("08B1", "Spain")) == []


def test_the_order_of_the_cables_does_not_matter() -> None:
    cables = [Cable(f"08A{n}", f"{n} Brook and Reed met.").entity("person", "Brook") for n in range(6)]
    assert _pairs(*cables) == _pairs(*cables[::-1]) != []


def test_protected_names_are_never_proposed() -> None:
    cables = [Cable(f"08A{n}", "Brook said so.").entity("person", "Brook", protected=True) for n in (1, 2)]
    for include in (True, False):
        graph = gate(assembled(*(c.extraction for c in cables)), include)
        assert review.Candidates(graph).pairs == []


def test_pairs_are_weighed_once_a_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weighed = []
    monkeypatch.setattr(review, "columns_of", lambda graph: weighed.append(graph) or columns_of(graph))
    cables = [Cable(f"08A{n}", "Brook said so.").entity("person", "Brook") for n in (1, 2, 3)]
    view = View(workspace(tmp_path / "out", *cables))
    assert len(review.review(view.state())["pairs"]) == 3
    first, second = (Ref(f"08A{n}", at, at + 5) for n in (1, 2) for at in [cables[0].text.index("Brook")])
    view.correct([Judgement("same", (first, second))], None)
    ((one, other, score, why),) = review.review(view.state())["pairs"]
    assert {one, other} == set(view.state().graph)
    assert (score, why) == (69, "a bare name, the same country; +0.80, and +1.00 joins")
    assert len(weighed) == 1
