"""What cables say in many ways: an invented sentence for each way, and what must be read from it."""

from __future__ import annotations

from functools import cache

import pytest

from kg.extract import examples, relations

OSLO = "07OSLO12"  # written from Norway in 2007

NORWAY = " Winters in [place Norway] are long."
#: (text with the names marked, what must be among the readings: "subject | predicate | object [title]")
SAID = [
    # a list does not run over what is done, nor is a place where it is done a partner
    (
        "[organization Herrings] and the [organization Sprats] sued [company Skrei].",
        "Herrings | legal_action | Skrei",
    ),
    (
        "[person Ana Brun], a former [organization Herring Weekly] correspondent, spoke.",
        "Weekly [former correspondent]",
    ),
    ("[person Ana Brun], who taught law at the [organization Herring School], spoke.", "School [former teacher]"),
    (
        "The [agency Pilot Unit] is part of the [agency Harbour Force]'s [agency Ninth Section].",
        "Pilot Unit | part_of | Ninth Section",
    ),
    ("[organization Herrings] commander Col. [person Ana Brun] spoke.", "Herrings [commander]"),
    # what "the party's", "its" and "the ministry" stand for
    (
        "[organization Herrings] voters slept. The party's leader, [person Ana Brun], spoke.",
        "holds_position | Herrings [leader]",
    ),
    ("[company Skrei] fell. Its director, [person Ana Brun], spoke.", "holds_position | Skrei [director]"),
    ("[agency MOS] agreed. The ministry's director, [person Ana Brun], spoke.", "holds_position | MOS [director]"),
    # a party by what stands beside it
    (
        "[organization Herrings] MPs slept. The [organization Herrings]'s [person Ana Brun] spoke.",
        "member_of | Herrings",
    ),
    # who left, who came
    (
        "The king dismissed [person Ana Brun], director of the [agency Harbour Office].",
        "Harbour Office [former director]",
    ),
    (
        "[agency Harbour Office] director [person Olav Dahl] was replaced by Captain [person Ana Brun].",
        "Ana Brun | holds_position | Harbour Office [director]",
    ),
    # posts, with the body near and far
    ("[person Ana Brun], who heads the [agency Harbour Office], spoke.", "holds_position | Harbour Office [head]"),
    ("[person Ana Brun] (age 50), director of the [agency Harbour Office], spoke.", "Harbour Office [director]"),
    ("[person Ana Brun], 50, becomes director of the [agency Harbour Office].", "Harbour Office [director]"),
    ("[person Ana Brun] ([organization HP]) becomes director of the [agency Harbour Office].", "Office [director]"),
    ("[agency Harbour Office] (HO) Director [person Ana Brun] spoke.", "Harbour Office [Director]"),
    ("The chief of the [agency Harbour Office], General [person Ana Brun], spoke.", "Harbour Office [chief]"),
    ("[agency Coast Guard] Commander General [person Ana Brun] spoke.", "Coast Guard [Commander]"),
    ("The [agency Harbour Office]'s new chief is [person Ana Brun].", "Harbour Office [chief]"),
    ("Director of the [agency Harbour Office]: [person Ana Brun].", "Harbour Office [Director]"),
    ("[person Ana Brun] taught law and directed the [agency Harbour Office].", "Harbour Office [former director]"),
    (
        "[person Ana Brun] replaced [person Per Moe] as director of the [agency Pier].",
        "Ana Brun | holds_position | Pier",
    ),
    (
        "[person Per Moe] replaced [person Ana Brun] as director of the [agency Pier].",
        "Ana Brun | holds_position | Pier",
    ),
    ("[person Ana Brun] resigned as director of the [agency Harbour Office].", "Harbour Office [former director]"),
    ("[person Ana Brun] of the [agency Harbour Office] told us so.", "Harbour Office [official]"),
    ("[person Ana Brun] works at the [agency Harbour Office].", "Harbour Office [staff member]"),
    ("[person Ana Brun] is on the way. She was elected to the [agency Storting] in 2001.", "Storting [member]"),
    ("[person Ana Brun], [organization HP] spokesman in the [agency Storting], spoke.", "Storting [spokesman]"),
    ("Members of the pier are many. Member of the [agency Storting] since 1993, [person Ana Brun] spoke.", "[member]"),
    ("[person Ana Brun] served in the [person Dahl] government as Minister of Fisheries." + NORWAY, "Norway [former"),
    (
        "[person Ana Brun] was Minister of Fisheries from 1990 to 1994." + NORWAY,
        "Norway [former Minister of Fisheries]",
    ),
    ("National Security Advisor [person Ana Brun] spoke." + NORWAY, "Norway [National Security Advisor]"),
    (
        "MINISTER OF TRADE AND INDUSTRY [person ANA BRUN] SPOKE. [place NORWAY] IS FAR.",
        "[Minister of Trade and Industry]",
    ),
    (
        "Prosecutor General [person Ana Brun] spoke. The [agency Prosecutor General's Office] did not.",
        "General's Office [",
    ),
    ("Defense Minister [person Ana Brun] spoke. The [agency MOD] did not." + NORWAY, "| MOD [Defense Minister]"),
    ("Senator [person Ana Brun] (D-NY) spoke. The [place United States] is big.", "United States [Senator]"),
    # parties
    ("[person Ana Brun], an MP from the ruling [organization Herring Party], spoke.", "member_of | Herring Party"),
    ("[person Ana Brun], a member of the opposition [organization Herring Party], spoke.", "member_of | Herring Party"),
    ("[person Ana Brun] of the opposition [organization Herring Party] spoke.", "member_of | Herring Party"),
    ("[person Ana Brun] ([organization Herring Party]-Bergen) spoke.", "member_of | Herring Party"),
    ("[organization Herring Party] card holder since 1995, [person Ana Brun] spoke.", "member_of | Herring Party"),
    ("[organization Herring Party] leaders [person Ana Brun] and [person Per Moe] spoke.", "Per Moe | holds_position"),
    # nationality
    ("[person Ana Brun] became president of [place Norway].", "nationality | Norway"),
    ("Norwegian dissidents [person Ana Brun] and [person Per Moe] spoke." + NORWAY, "Per Moe | nationality | Norway"),
    # meetings
    ("During a May 3 meeting with [person Per Moe], [person Ana Brun] raised herring.", "met_with"),
    ("[person Ana Brun] paid a courtesy call on [person Per Moe].", "met_with | Per Moe"),
    ("[person Ana Brun] was received by President [person Per Moe].", "met_with | Per Moe"),
    ("[agency Harbour Office] officials met with members of the [organization Cod Club].", "met_with | Cod Club"),
    ("Talks between the [agency Harbour Office] and the [organization Cod Club] failed.", "met_with | Cod Club"),
    # cooperation
    ("[place Norway], [place Denmark], and [place Sweden] signed the pact.", "Denmark | cooperates_with | Sweden"),
    ("With funding from [agency USAID], the [organization Cod Club] built boats.", "cooperates_with"),
    ("The [organization Cod Club], also a [agency USAID] partner, built boats.", "cooperates_with | USAID"),
    (
        "The [agency Harbour Office], in cooperation with the [agency Coast Guard], trains.",
        "cooperates_with | Coast Guard",
    ),
    ("The [agency Harbour Office] shares data with the [agency Coast Guard].", "cooperates_with | Coast Guard"),
    ("[company Skrei] won a contract from the [agency Harbour Office].", "cooperates_with"),
    # units
    ("The [organization Cod Party]'s youth wing, the [organization Youth League], marched.", "League | part_of | Cod"),
    ("[organization Cod TV], a [organization Cod Front]-affiliated station, spoke.", "Cod TV | part_of | Cod Front"),
    ("The [agency Pilot Section] at the [agency Harbour Office] acted.", "Pilot Section | part_of | Harbour Office"),
    # places
    ("Norwegian-based [company Skrei] pays." + NORWAY, "Skrei | located_in | Norway"),
    ("[place Sandvik], in eastern [place Rogaland], is old.", "Sandvik | located_in | Rogaland"),
    ("[place Sandvik] is located in [place Rogaland].", "Sandvik | located_in | Rogaland"),
    ("[place Europe]'s [place Pomerania] and [place Silesia] are flat.", "Silesia | located_in | Europe"),
    # property, law, kin
    ("[person Ana Brun], owner of [company Skrei], spoke.", "owns | Skrei"),
    ("[company Fjordtekk] holds a 40 percent stake in [company Skrei].", "owns | Skrei"),
    ("[agency Coast Guard] officers arrested [person Ana Brun].", "legal_action | Ana Brun"),
    ("[person Ana Brun], daughter of [person Per Moe] and step-daughter of [person Dahl], spoke.", "family_of | Dahl"),
    ("[person Ana Brun], son of former Prime Minister [person Per Moe], spoke.", "family_of | Per Moe"),
]

#: (text with the names marked, what must not be in any reading)
NOT_SAID = [
    ("The [organization Herring Club] trains sailors in [place Karelt].", "cooperates_with"),
    ("The [organization Herrings], headed by [person Ana Brun], sued [company Skrei].", "Ana Brun | legal_action"),
    (
        "Captain [person Olav Dahl] was replaced by [person Ana Brun], currently mayor of [place Karelt].",
        "Olav Dahl | holds",
    ),
    (
        "[place Denmark] in [place Norway]'s shadow is flat. [place Norway]'s [place Denmark] talks failed.",
        "located_in",
    ),
    ("[person Ana Brun], Senator of the [organization Herring Party], spoke.", "holds_position | Herring Party"),
    ("[person Ana Brun], governor of [place Rogaland], [person Per Moe], judge, spoke.", "Per Moe | holds_position"),
    ("[person Dahl] served in the [person Brun] government as Minister of Fisheries." + NORWAY, "Brun | holds"),
    ("Danish Ambassador [person Ana Brun] spoke. The [place United States] is big.", "holds_position | United States"),
    (
        "[organization HP] candidate [person Brun], Minister [person Moe] and Judge [person Dahl] spoke.",
        "Moe | member_of",
    ),
    ("The [agency Bureau of Africa Affairs] spoke of [place Africa].", "located_in"),
]


@cache
def relater() -> relations.Relater:
    return relations.load()


def read(text: str, cable: str = OSLO) -> str:
    example = examples.parse(text, cable)
    names = {e.key: e.name for e in example.entities}
    found = relater().relate(example.document, example.blocks, example.entities)
    return "; ".join(f"{names[r.subject]} | {r.predicate} | {names[r.object]} [{r.title}]" for r in found)


@pytest.mark.parametrize(("text", "reading"), SAID)
def test_what_is_said(text: str, reading: str) -> None:
    assert reading in read(text)


@pytest.mark.parametrize(("text", "reading"), NOT_SAID)
def test_what_is_not_said(text: str, reading: str) -> None:
    assert reading not in read(text)


@pytest.mark.parametrize(
    ("cable", "title"),
    [("07OSLO12", "former President"), ("95OSLO12", "President"), ("96OSLO12", "President"), ("85OSLO12", "President")],
)
def test_leaders_who_left(cable: str, title: str) -> None:
    """Felipe Gonzalez governed Spain until 1996."""
    assert read("President [person Gonzalez] spoke. [place Spain] is warm.", cable).endswith(f"[{title}]")


@pytest.mark.parametrize("title", ["Vice President", "Vice-President"])
def test_whose_vice_president(title: str) -> None:
    said = read(f"The film of former {title} [person Al Gore] pleased us. The [place United States] is big." + NORWAY)
    assert said.startswith(f"Al Gore | holds_position | United States [former {title}]")


def test_a_president_of_parliament_is_no_president_of_the_country() -> None:
    said = read("[agency Senate] President [person Sarney] spoke. [place Brazil] is warm.", "09BRASILIA1")
    assert "Sarney | holds_position | Senate [President]" in said


def test_the_office_of_a_region_is_not_the_country_s() -> None:
    text = "[place Rogaland] President [person Ana Brun] told him that Norwegian President [person Per Moe] agreed."
    said = read(text + NORWAY)
    assert "Ana Brun | holds_position | Rogaland [President]" in said
    assert "Per Moe | holds_position | Norway [President]" in said
    assert "Ana Brun | holds_position | Norway" not in said
    said = read("Norwegian Ambassador [person Ana Brun] of the [agency Norwegian Embassy] spoke." + NORWAY)
    assert "Ana Brun | holds_position | Norway [Ambassador]" in said


def test_bare_ministers_are_said_once() -> None:
    text = "Minister [person Ana Brun] and [agency Harbour Ministry] Vice Minister [person Ana Brun = Ana Brun] spoke."
    assert "Norway [Minister]" not in read(text + NORWAY)


def test_whom_a_body_lies_with_is_no_partner() -> None:
    text = (
        "The [organization Cod Club] works with [place Oslo]. [place Oslo]'s [organization Cod Club = Cod Club] is old."
    )
    assert "located_in | Oslo" in read(text)
    assert "cooperates_with" not in read(text)
