"""What is part of a name and what only stands beside it; what is no name. Every name is invented."""

from __future__ import annotations

import pytest

from kg.extract import mention_rules
from kg.extract.found import MentionRules
from tests.test_mentions import seen


@pytest.fixture(scope="module")
def rules() -> MentionRules:
    return mention_rules.load_rules()


@pytest.mark.parametrize(
    ("body", "model", "expected"),
    [
        # Names inside the names of treaties, laws, cases and reports; not where the word begins another name.
        ("¶1. (U) The Ostvale Sea Salt Convention on Fish failed.", {"Ostvale": "place"}, []),
        ("¶1. (U) They spoke of the Marlow case.", {"Marlow": "person"}, []),
        (
            "¶1. (U) The Ostvale Process Salt Bureau met.",
            {"Ostvale": "place"},
            [("Ostvale Process Salt Bureau", "agency")],
        ),
        # An abbreviation of a programme, in brackets or by its first letters; of a thing in small letters.
        ("¶1. (U) The Clean Coast Plan began. The CCP failed.", {"CCP": "agency"}, [("CCP", "organization")]),
        ("¶1. (U) The Clean Boat Action Plan began. The CBAP failed.", {"CBAP": "agency"}, []),
        ("¶1. (U) A long range boat (LRB) sank. The LRB was old.", {"LRB": "agency"}, []),
        (
            "¶1. (U) The Salt Bureau Council met. The SBC left.",
            {"SBC": "agency"},
            [("Salt Bureau", "agency"), ("SBC", "agency")],
        ),
        # A dash in a list parts a body from its officer.
        ("¶1. (U) Salt Bureau - Ana Marlow", {"Salt_Bureau_-_Ana_Marlow": "agency"}, [("Salt Bureau", "agency")]),
        ("¶1. (U) Member States - Ana Marlow", {"States_-_Ana_Marlow": "person"}, [("Ana Marlow", "person")]),
        # Words with which no name begins; titles before names.
        (
            "¶1. (U) Former Salt League men met.",
            {"Former_Salt_League": "organization"},
            [("Salt League", "organization")],
        ),
        ("¶1. (U) They saw Rabbi Hale Orme.", {"Rabbi_Hale_Orme": "person"}, [("Hale Orme", "person")]),
        ("¶1. (U) The Prince of Karelt came.", {"Prince_of_Karelt": "place"}, [("Karelt", "place")]),
        # A portfolio and a subject of study are no bodies.
        ("¶1. (U) The Minister for Salt Towns came.", {"Salt_Towns": "place"}, []),
        ("¶1. (U) She has a degree in Organic Salt.", {"Organic_Salt": "organization"}, []),
        ("¶1. (U) She has a share in Organic Salt.", {"Organic_Salt": "company"}, [("Organic Salt", "company")]),
        (
            "¶1. (U) The Minister of Grain, Salt Towns and Deep Harbours came.",
            {"Salt_Towns": "agency", "Deep_Harbours": "agency"},
            [],
        ),
        # Of bodies in the plural the first; the person alone where a government is called by a person's name.
        (
            "¶1. (U) The Ministries of Salt and Grain merged.",
            {"Ministries_of_Salt_and_Grain": "agency"},
            [("Ministries of Salt", "agency")],
        ),
        (
            "¶1. (U) President Ana Marlow spoke for the Marlow Administration. The Ostvale Administration left.",
            {"Marlow_Administration": "agency", "Ostvale_Administration": "agency"},
            [("Ana Marlow", "person"), ("Marlow", "person"), ("Ostvale Administration", "agency")],
        ),
        (
            "¶1. (U) Oslo is old. Mr. Oslo spoke for the Oslo Government in Oslo and for Oslo alone.",
            {"Oslo": "place", "Mr._Oslo": "person", "Oslo_Government": "agency"},
            [("Oslo", "place"), ("Oslo", "place"), ("Oslo Government", "agency"), ("Oslo", "place"), ("Oslo", "place")],
        ),
        (
            "¶1. (U) Karelt slept. The Karelt Government spoke.",
            {"Karelt": "person"},
            [("Karelt", "person"), ("Karelt Government", "agency")],
        ),
        (
            "¶1. (U) The Salt Chamber and Salt Council for Trade (SCT) met.",
            {"Salt_Chamber": "organization", "Salt_Council_for_Trade": "organization"},
            [("Salt Chamber", "organization"), ("Salt Council for Trade", "organization"), ("SCT", "organization")],
        ),
        # An office in a town is no place.
        ("¶1. (U) They wrote to the Oslo CO.", {"Oslo_CO": "place"}, [("Oslo CO", "agency")]),
        # Words that the cable writes in small letters elsewhere name nobody.
        ("¶1. (U) Salt Fever spread. The salt fever is bad.", {"Salt_Fever": "person"}, []),
        ("¶1. (U) Salt Fever spread. The salt feverfew is bad.", {"Salt_Fever": "person"}, [("Salt Fever", "person")]),
        # A name goes on to the bracket that holds its first letters.
        (
            "¶1. (U) The Salt Front in Ostvale (SFO) met.",
            {"Salt_Front": "organization", "Ostvale": "place"},
            [("Salt Front in Ostvale", "organization"), ("SFO", "organization")],
        ),
        (
            "¶1. (U) The Salt Front in Ostvale (KLP) met.",
            {"Salt_Front": "organization", "Ostvale": "place"},
            [("Salt Front", "organization"), ("Ostvale", "place"), ("KLP", "place")],
        ),
        (
            "¶1. (U) The Salt Chamber and Sour Grain Council of Ostvale (SGCO) met.",
            {"Salt_Chamber": "organization", "Sour_Grain_Council_of_Ostvale": "organization"},
            [
                ("Salt Chamber", "organization"),
                ("Sour Grain Council of Ostvale", "organization"),
                ("SGCO", "organization"),
            ],
        ),
        # Nobody is counterfeit.
        ("¶1. (U) Plants made counterfeit Saltex.", {"Saltex": "person"}, []),
        ("¶1. (U) Police met Saltex.", {"Saltex": "person"}, [("Saltex", "person")]),
        # Two towns and the road between them.
        ("¶1. (U) The Lyon-Nantes road is long.", {"Lyon-Nantes": "place"}, [("Lyon", "place"), ("Nantes", "place")]),
        # The adjective of a country is no part of another body's abbreviation.
        (
            "¶1. (U) The Norwegian Salt Control Agency wrote to the Norwegian MDR.",
            {"Norwegian_Salt_Control_Agency": "agency", "MDR": "agency"},
            [("Norwegian Salt Control Agency", "agency"), ("MDR", "agency")],
        ),
        # Numbers and nicknames inside a personal name.
        ("¶1. (U) Ana Marlow III spoke.", {"Ana_Marlow": "person"}, [("Ana Marlow III", "person")]),
        (
            '¶1. (U) A trader, Ana "Nan" Marlow, spoke.',
            {"Ana": "person", "Nan": "person", "Marlow": "person"},
            [('Ana "Nan" Marlow', "person")],
        ),
        (
            '¶1. (U) A trader, Ana "Nan" de Marlow, spoke.',
            {'Ana_"Nan': "person", "de_Marlow": "person"},
            [('Ana "Nan" de Marlow', "person")],
        ),
        (
            "¶1. (U) A trader, Ana (Nettie), Marlow and others spoke.",
            {"Ana": "person", "Nettie": "person", "Marlow": "person"},
            [("Ana", "person"), ("Nettie", "person"), ("Marlow", "person")],
        ),
        # Nothing after the town is part of a post's name.
        (
            "¶1. (U) See the Embassy Oslo Contacts page.",
            {"Embassy_Oslo_Contacts": "agency"},
            [("Embassy Oslo", "agency")],
        ),
        # "US" is an adjective before a name, and part of the name of a body.
        ("¶1. (U) The US Embassy and US Steel buyers met.", {"US": "place"}, [("US Embassy", "agency")]),
        # A word that cables use in brackets is no abbreviation of the name before it.
        ("¶1. (U) The Salt League (REFTEL) met.", {"Salt_League": "organization"}, [("Salt League", "organization")]),
    ],
)
def test_bounds(rules: MentionRules, body: str, model: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert seen(rules, body, **model) == expected
