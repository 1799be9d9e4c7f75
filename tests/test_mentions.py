"""Mentions without a model: patterns, lists, everywhere, types, protection. Every name is invented."""

from __future__ import annotations

import pytest

from kg.cable.document import read_listing
from kg.cable.flat import Block, blocks
from kg.extract import mention_rules
from kg.extract.found import Found, MentionRules
from kg.extract.mentions import detect
from tests.test_cable import HEADER


@pytest.fixture(scope="module")
def rules() -> MentionRules:
    return mention_rules.load_rules()


def parts_of(body: str) -> tuple[Block, ...]:
    return blocks(read_listing(f"{HEADER}\n{body}\n\nMERTON\n", "x.txt", "0" * 64))


def seen(rules: MentionRules, body: str, **model: str) -> list[tuple[str, str]]:
    """(surface, type) of the mentions; ``model`` maps what the model is taken to see (blanks as _) to a type."""
    parts = parts_of(body)
    predicted = []
    for block in parts:
        found = []
        for name, kind in model.items():
            surface = name.replace("_", " ")
            at = block.text.find(surface)
            if at >= 0:
                found.append(Found(at, at + len(surface), kind, "model"))
        predicted.append(found)
    return [(m.text, m.type) for m in detect(parts, predicted, rules)[0]]


def test_examples_in_the_rules(rules: MentionRules) -> None:
    assert list(mention_rules.check()) == []


@pytest.mark.parametrize(
    ("body", "model", "expected"),
    [
        # The longest name; the abbreviation in brackets has its type; a place before it makes one name with it.
        (
            "¶1. (U) The Ostvale Salt Bureau (OSB) met. Ostvale OSB officials left.",
            {"Ostvale": "person"},
            [("Ostvale Salt Bureau", "agency"), ("OSB", "agency"), ("Ostvale OSB", "agency")],
        ),
        # Two names over a line break and a page mark.
        (
            "¶1. (U) They met in Port\nAnsel.\n\nKARELT 00000012  002 OF 002\n\n",
            {"Port_Ansel": "place"},
            [("Port Ansel", "place")],
        ),
        # What is found once is found everywhere, surnames included.
        (
            "¶1. (U) Director Ana Marlow spoke.\n\n¶2. (U) According to Marlow, it rained.",
            {},
            [("Ana Marlow", "person"), ("Marlow", "person")],
        ),
        # A surname that is a pronoun: inside a sentence it is the name, at its start it is if he was spoken of.
        (
            "¶1. (U) Director He Shan spoke. According to He, it rained. He left. Minister Ana Orme came. He spoke.",
            {},
            [("He Shan", "person"), ("He", "person"), ("He", "person"), ("Ana Orme", "person")],
        ),
        # The abbreviation of things in the plural names nobody.
        (
            "¶1. (U) The Ostvale Salt Bureau (OSB) buys Long Range Boats (LRBs) and more LRBs.",
            {"Long_Range_Boats": "organization"},
            [("Ostvale Salt Bureau", "agency"), ("OSB", "agency"), ("Long Range Boats", "organization")],
        ),
        # A surname is cut at no letter: its whole word or none.
        ("¶1. (U) Minister Bernardino Hale Orme Sorley Speaks.", {}, []),
        # An office is no part of the body; a portfolio is no body.
        (
            "¶1. (U) They saw the Director of the Salt Division and the Minister of Grain.",
            {"Director_of_the_Salt_Division": "agency", "Minister_of_Grain": "agency"},
            [("Salt Division", "agency")],
        ),
        # "U.S." beside another adjective is one; beside a word of place or time it is the country.
        ("¶1. (U) U.S. and Norwegian envoys met.", {"U.S.": "place"}, []),
        ("¶1. (U) Views of the U.S. among students changed.", {"U.S.": "place"}, [("U.S.", "place")]),
        # "Ostvale Fund" makes no name of every fund.
        (
            "¶1. (U) The Ostvale Fund in Ostvale met. Fund and board agreed. The Ostvale OSB left. OSB is near.",
            {"Ostvale_Fund": "agency", "Ostvale": "place", "Ostvale_OSB": "agency"},
            [("Ostvale Fund", "agency"), ("Ostvale OSB", "agency")],
        ),
        # A known abbreviation is what the cable says it is short for.
        (
            "¶1. (U) The Salt Police Bureau (SPD) met. SPD left.",
            {},
            [("Salt Police Bureau", "agency"), ("SPD", "agency"), ("SPD", "agency")],
        ),
        # Names that the world knows.
        ("¶1. (U) Gazprom and El Pais disagree.", {}, [("Gazprom", "company"), ("El Pais", "organization")]),
        # Redactions and role words are no names.
        (
            "¶1. (U) Poloff met XXXXXXXXXXXX and the Ambassador on IPR.",
            {"XXXXXXXXXXXX": "person", "IPR": "company"},
            [],
        ),
        # A name inside the name of a law, or of a programme in quotation marks.
        ("¶1. (U) The Kenya Accord failed.", {}, []),
        ('¶1. (U) The "Kenya Clean Coast Action Plan" failed.', {}, []),
        # The words around a name outweigh the model.
        (
            "¶1. (U) They left Karelt. In Karelt, nothing moved. Karelt's cities slept.",
            {"Karelt": "person"},
            [("Karelt", "place")] * 3,
        ),
        (
            "¶1. (U) Ten companies, including Sunder, Belwick and Orme, came.",
            {"Sunder": "place", "Belwick": "person", "Orme": "organization"},
            [("Sunder", "company"), ("Belwick", "company"), ("Orme", "company")],
        ),
        # A country is a place, whatever the model says; the adjective before a ministry stays outside.
        (
            "¶1. (U) The Norwegian Ministry of Fish wrote to Norway.",
            {"Norway": "person"},
            [("Ministry of Fish", "agency"), ("Norway", "place")],
        ),
    ],
)
def test_mentions(rules: MentionRules, body: str, model: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert seen(rules, body, **model) == expected


@pytest.mark.parametrize(
    "mark",
    [
        "(protect)",
        "(strictly protect)",
        "(please protect)",
        "(STRICTLY PROTECT)",
        "(strictly\nprotect)",
        "[protect]",
        "( protect )",
    ],
)
def test_whom_the_cable_asks_to_protect(rules: MentionRules, mark: str) -> None:
    parts = parts_of(f"¶1. (U) A trader, Ana Marlow {mark}, spoke.\n\n¶2. (U) Marlow was afraid.")
    mentions, shielded = detect(parts, [[] for _ in parts], rules)
    assert [m.text for m in shielded] == ["Ana Marlow"]
    assert [(m.text, m.type) for m in mentions] == [("Ana Marlow", "person"), ("Marlow", "person")]


def test_a_mark_after_the_office_shields_the_person(rules: MentionRules) -> None:
    parts = parts_of("¶1. (U) Ana Marlow, Director of the Ostvale Salt Bureau (strictly protect), spoke.")
    _, shielded = detect(parts, [[] for _ in parts], rules)
    assert [m.text for m in shielded] == ["Ana Marlow"]


def test_offsets_are_those_of_the_file(rules: MentionRules) -> None:
    document = read_listing(f"{HEADER}\n¶1. (U) Director Ana \nMarlow spoke.\n\nMERTON\n", "x.txt", "0" * 64)
    parts = blocks(document)
    (mention,) = detect(parts, [[] for _ in parts], rules)[0]
    assert document.text[mention.start : mention.end] == "Ana \nMarlow"
    assert mention.text == "Ana Marlow"


def test_one_sign_does_not_outweigh_many_sightings(rules: MentionRules) -> None:
    """ "Leader of" speaks for a party, but not where twenty other sentences are about a person."""
    parts = parts_of(f"¶1. (U) The leader of Marlow spoke. {'Then Marlow slept. ' * 20}")
    (block,) = parts
    found = [
        Found(at, at + 6, "person", "model") for at in range(len(block.text)) if block.text.startswith("Marlow", at)
    ]
    assert {m.type for m in detect(parts, [found], rules)[0]} == {"person"}
    assert seen(rules, "¶1. (U) The leader of Marlow spoke.", Marlow="person") == [("Marlow", "organization")]


def test_a_title_tells_a_person_from_a_place(rules: MentionRules) -> None:
    parts = parts_of("¶1. (U) Governor Marlow came. Marlow spoke. The health of Marlow is good. Marlow left.")
    (block,) = parts
    found = [
        Found(at, at + 6, "place", "model") for at in range(len(block.text)) if block.text.startswith("Marlow", at)
    ]
    assert {m.type for m in detect(parts, [found], rules)[0]} == {"person"}


def test_a_surname_is_no_place(rules: MentionRules) -> None:
    """Whatever the model takes the bare surname for."""
    parts = parts_of("¶1. (U) The sculptor Ana Marlowe came. Marlowe spoke. Marlowe left.")
    (block,) = parts
    at = block.text.index("Ana")
    bare = [i for i in range(at + 8, len(block.text)) if block.text.startswith("Marlowe", i)]
    found = [Found(at, at + 11, "person", "model"), *(Found(i, i + 7, "place", "model") for i in bare)]
    assert {m.type for m in detect(parts, [found], rules)[0]} == {"person"}


def test_a_word_before_a_country_makes_no_person_of_it(rules: MentionRules) -> None:
    """One full name misread, against a place wherever it stands alone; two such places are not enough."""
    for often, kind in ((2, "person"), (6, "place")):
        parts = parts_of(f"¶1. (U) The sale Requires Norway to pay. {'He praised Norway then. ' * often}")
        (block,) = parts
        at = block.text.index("Requires")
        bare = [i for i in range(at + 15, len(block.text)) if block.text.startswith("Norway", i)]
        found = [Found(at, at + 15, "person", "model"), *(Found(i, i + 6, "place", "model") for i in bare)]
        assert {m.type for m in detect(parts, [found], rules)[0][1:]} == {kind}, often
