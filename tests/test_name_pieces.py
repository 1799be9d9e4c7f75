"""What is two names, part of one or none: a case for each way and one that looks like it. Every name is invented."""

from __future__ import annotations

import pytest

from kg.extract.found import MentionRules
from tests.test_mentions import rules as rules  # the fixture
from tests.test_mentions import seen

P, A, C, L, O = "person", "agency", "company", "place", "organization"  # noqa: E741


@pytest.mark.parametrize(
    ("body", "model", "expected"),
    [
        # Two bodies joined by "and", but one of two portfolios.
        (
            "There is a Ministry of Salt and a Ministry of Grain now.",
            {"Ministry_of_Salt_and_a_Ministry_of_Grain": A},
            [("Ministry of Salt", A), ("Ministry of Grain", A)],
        ),
        (
            "There is a Ministry of Salt and Grain now.",
            {"Ministry_of_Salt_and_Grain": A},
            [("Ministry of Salt and Grain", A)],
        ),
        # One body the other's, but a possessive inside a name.
        (
            "He led the Ministry of Salt's Ostvale Grain Bureau.",
            {"Ministry_of_Salt's_Ostvale_Grain_Bureau": A},
            [("Ministry of Salt", A), ("Ostvale Grain Bureau", A)],
        ),
        ("He led the Saltworkers's Grain Party.", {"Saltworkers's_Grain_Party": O}, [("Saltworkers's Grain Party", O)]),
        # The same of a plural, but a party of workers.
        (
            "He led the Salt Forces' Diving Unit.",
            {"Salt_Forces'_Diving_Unit": A},
            [("Salt Forces", A), ("Diving Unit", A)],
        ),
        ("He led the Salt Workers' Party.", {"Salt_Workers'_Party": O}, [("Salt Workers' Party", O)]),
        # Two bodies joined by "and the", but a committee for two things.
        (
            "They met the FBI and the Ostvale Grain Bureau.",
            {"FBI_and_the_Ostvale_Grain_Bureau": A},
            [("FBI", A), ("Ostvale Grain Bureau", A)],
        ),
        # A byname in quotation marks, but a word that is quoted beside a name.
        (
            'They saw Ana "the Baker" Marlow.',
            {"Ana": P, "Marlow": P},
            [('Ana "the Baker" Marlow', P)],
        ),
        # What an abbreviation in brackets stands for, but not other words before it.
        ("The Salt Crowd (SC) lost.", {"SC": O}, [("Salt Crowd", O), ("SC", O)]),
        ("The Salt Crowd (KT) lost.", {"KT": O}, [("KT", O)]),
        # A month is no family name.
        ("They saw Bela Marlow July 20.", {"Bela_Marlow_July": P}, [("Bela Marlow", P)]),
        # A party in parliament, but its congress.
        ("He led the CDU Bundestag caucus.", {"CDU_Bundestag": O}, [("CDU", O), ("Bundestag", A)]),
        ("He spoke at the CDU Congress.", {"CDU_Congress": O}, [("CDU Congress", O)]),
        # The town of an officer, but a name after a title alone.
        ("They saw the Mayor of Madrid Ana Marlow.", {"Madrid_Ana_Marlow": P}, [("Madrid", L), ("Ana Marlow", P)]),
        ("They saw the daughter of Madrid Marlow.", {"Madrid_Marlow": P}, [("Madrid Marlow", P)]),
        # An abbreviation that shows a small word, but not one of other letters.
        (
            "The Ostvale Salt Union in Norland (OSUIN) met.",
            {"Ostvale_Salt_Union": O},
            [("Ostvale Salt Union in Norland", O), ("OSUIN", O)],
        ),
        (
            "The Ostvale Salt Union in Norland (OGTRE) met.",
            {"Ostvale_Salt_Union": O, "Norland": L},
            [("Ostvale Salt Union", O), ("Norland", L), ("OGTRE", L)],
        ),
        # An office and who works there, but the office alone.
        (
            "Secretary in the Office of the President Ana Marlow spoke.",
            {"Office_of_the_President_Ana_Marlow": A},
            [("Office of the President", A), ("Ana Marlow", P)],
        ),
        ("They saw the Office of the President.", {"Office_of_the_President": A}, [("Office of the President", A)]),
        # Somebody of a body, but a body of a body.
        (
            "They saw Ana Marlow of the Salt Rights Commission.",
            {"Ana_Marlow_of_the_Salt_Rights_Commission": A},
            [("Ana Marlow", P), ("Salt Rights Commission", A)],
        ),
        (
            "They saw the Grain Division of the Salt Rights Commission.",
            {"Grain_Division_of_the_Salt_Rights_Commission": A},
            [("Grain Division of the Salt Rights Commission", A)],
        ),
        # A second body that is told apart by what it is.
        (
            "It pays the University of Karelt and the NGO Salt Without Borders.",
            {"University_of_Karelt_and_the_NGO_Salt_Without_Borders": O},
            [("University of Karelt", O), ("Salt Without Borders", O)],
        ),
        # An officer whose title came with the body.
        (
            "They saw University of Karelt Vice Chancellor Dr. Ana Marlow.",
            {"University_of_Karelt_Vice_Chancellor_Dr": O, "Ana_Marlow": P},
            [("University of Karelt", O), ("Ana Marlow", P)],
        ),
        # Where a body is, but not what it is.
        ("He leads the Lisbon-based bank.", {"Lisbon-based": C}, [("Lisbon", L)]),
        # Two towns of a road, but a double-barrelled firm.
        ("They took the Madrid-Lisbon road.", {"Madrid-Lisbon": C}, [("Madrid", L), ("Lisbon", L)]),
        ("They took Hale-Orme shares.", {"Hale-Orme": C}, [("Hale-Orme", C)]),
    ],
)
def test_pieces(rules: MentionRules, body: str, model: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert seen(rules, f"¶1. (U) {body}", **model) == expected


@pytest.mark.parametrize(
    ("body", "model", "expected"),
    [
        # What stands before a name and is no part of it.
        ("They met Senators Sorley and others.", {"Senators_Sorley": A}, [("Sorley", P)]),
        ("They met at Queen Ansel Harbour Bank.", {"Queen_Ansel_Harbour_Bank": C}, [("Queen Ansel Harbour Bank", C)]),
        ("They met 450 Salt Guard Unit men.", {"450_Salt_Guard_Unit": A}, [("Salt Guard Unit", A)]),
        ("The Karelt-based Salt Front spoke.", {"Karelt-based_Salt_Front": O}, [("Salt Front", O)]),
        (
            "Ask the Consulates Madrid, Lisbon and Porto.",
            {"Consulates_Madrid": A},
            [("Madrid", L), ("Lisbon", L), ("Porto", L)],
        ),
        ("The Bavarian Salt Ministry spoke.", {"Bavarian_Salt_Ministry": A}, [("Salt Ministry", A)]),
        ("The Bavarian Salt Front spoke.", {"Bavarian_Salt_Front": O}, [("Bavarian Salt Front", O)]),
        # What stands after it.
        ("They met OSB Regional Director Marlow.", {"OSB_Regional": A}, [("OSB", A)]),
        ("They met in the Loire department.", {"Loire_department": A}, [("Loire", L)]),
        ("They met in the Grain department.", {"Grain_department": A}, [("Grain department", A)]),
        ("The Obama Administration agreed.", {"Obama_Administration": A}, [("Obama", P)]),
        ("The Grain Administration agreed.", {"Grain_Administration": A}, [("Grain Administration", A)]),
        (
            "They met Ostvale University Professor Ana Marlow.",
            {"Ostvale_University_Professor_Ana_Marlow": O, "Ana_Marlow": P},
            [("Ostvale University", O), ("Ana Marlow", P)],
        ),
        (
            "They met NATO Force Commander Ana Marlow.",
            {"NATO_Force": A, "Ana_Marlow": P},
            [("NATO", A), ("Ana Marlow", P)],
        ),
        ("They met a NATO Force of men.", {"NATO_Force": A}, [("NATO Force", A)]),
        ("They met Marlow Ha-neul today.", {"Marlow_Ha": P}, [("Marlow Ha-neul", P)]),
        ("They met Orme Marlow-led men.", {"Orme_Marlow": P}, [("Orme Marlow", P)]),
        ("The SORN party spoke.", {"SORN_party": O}, [("SORN", O)]),
        ("The Sorn party spoke.", {"Sorn_party": O}, [("Sorn party", O)]),
        # No abbreviation but of the body beside it.
        (
            "The Federal Marsh Service (FMS) spoke.",
            {"Federal_Marsh_Service": A},
            [("Federal Marsh Service", A), ("FMS", A)],
        ),
        ("The Federal Marsh Office (FMS) spoke.", {"Federal_Marsh_Office": A}, [("Federal Marsh Office", A)]),
        ("A long-time Socialist party boss spoke.", {"Socialist": O}, [("Socialist party", O)]),
        ("A long-time Socialist boss spoke.", {"Socialist": O}, [("Socialist", O)]),
        # An American office in a town, but another's.
        ("They asked USAID Madrid today.", {}, [("USAID Madrid", A)]),
        ("They asked NATO Madrid today.", {}, [("NATO", A), ("Madrid", L)]),
        # What begins too late for its abbreviation, but one of other letters.
        ("The Marsh and Grain Front (MGF) spoke.", {"Grain_Front": O}, [("Marsh and Grain Front", O), ("MGF", O)]),
        ("The Marsh and Grain Front (GF) spoke.", {"Grain_Front": O}, [("Grain Front", O), ("GF", O)]),
        # A country, not the people of its adjective.
        ("They went to Laos, the Norwegians to Sweden.", {"Laos": L}, [("Laos", L), ("Sweden", L)]),
        # No adverb, but a part of the name.
        ("The group Our Ukraine spoke.", {}, [("Our Ukraine", O)]),
        # An apostrophe that a telegraph made a comma, but a comma.
        ("They met in Cote d,Ansel today.", {"Cote_d": L}, [("Cote d,Ansel", L)]),
        ("They met in Cote Du,Ansel today.", {"Cote_Du": L}, [("Cote Du", L)]),
    ],
)
def test_edges(rules: MentionRules, body: str, model: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert seen(rules, f"¶1. (U) {body}", **model) == expected


@pytest.mark.parametrize(
    ("body", "model", "expected"),
    [
        # People and things of a post, but the post.
        ("They met Embassy Science Officers.", {"Embassy_Science_Officers": A}, []),
        ("They met Embassy Madrid officers.", {"Embassy_Madrid": A}, [("Embassy Madrid", A)]),
        # The party and state of a lawmaker.
        ("They met Ana Marlow (R-OH).", {"Ana_Marlow": P, "R-OH": O}, [("Ana Marlow", P)]),
        # Ships, offices in few letters.
        ("The cutter Ansel left.", {"Ansel": L}, []),
        ("They met DAS Ana Marlow.", {"DAS": A, "Ana_Marlow": P}, [("Ana Marlow", P)]),
        ("They met the DAS again.", {"DAS": A}, [("DAS", A)]),
        # A web page, a number.
        ("See Ana_Marlow and passport A1234567.", {"Ana_Marlow": A, "A1234567": P}, []),
        # What a programme is for, but a body of which there is a programme.
        ("It is a Plan for the Renewal of Salt.", {"Renewal_of_Salt": O}, []),
        ("It is a Plan for the Ministry of Salt.", {"Ministry_of_Salt": A}, [("Ministry of Salt", A)]),
        # The letters of a programme, whatever they are made of, but a body's.
        ("The Plan for Salt and Grain (PSALGRA) began. PSALGRA is big.", {"PSALGRA": O}, []),
        ("The Plan of the Ministry of Salt (MOS) began.", {"MOS": A}, [("Ministry of Salt", A), ("MOS", A)]),
        ("The KOP (Karelt Protocol) began.", {"KOP": O}, []),
        ("The KOP (Karelt Office) began.", {"KOP": A}, [("KOP", A)]),
    ],
)
def test_none(rules: MentionRules, body: str, model: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert seen(rules, f"¶1. (U) {body}", **model) == expected


@pytest.mark.parametrize(
    ("body", "model", "expected"),
    [
        ("The Norland Zeitung of Ansel (12/28) said so.", {"Norland_Zeitung": O, "Ansel": P}, [L]),
        ("The friend of Ansel (the elder) said so.", {"Ansel": P}, [P]),
        ("She has three children (Madra, Sorle and Karelt).", {"Madra": L, "Sorle": L, "Karelt": L}, [P, P, P]),
        ("She has three houses (Madra, Sorle and Karelt).", {"Madra": L, "Sorle": L, "Karelt": L}, [L, L, L]),
        ("He was born in Karelt (Madra) in 1950.", {"Madra": C}, [L]),
        ("They asked the utilities including Karelt.", {"Karelt": O}, [C]),
        ("They asked the friends including Karelt.", {"Karelt": O}, [O]),
        ("They asked the Karelt consulting firm.", {"Karelt": O}, [C]),
        ("They asked Karelt Cement.", {"Karelt_Cement": O}, [C]),
        ("They asked Karelt Marsh.", {"Karelt_Marsh": O}, [O]),
        ("Bank Karelt owns Sorle.", {"Sorle": L}, [C]),
        ("Bank Karelt sees Sorle.", {"Sorle": L}, [L]),
        ("Sorle chairman Ana Orme spoke.", {"Sorle": L, "Ana_Orme": P}, [C, P]),
        ("Sorle women spoke.", {"Sorle": L}, [L]),
        ("Sorle spokesman Ana Orme spoke.", {"Sorle": L, "Ana_Orme": P}, [O, P]),
        ("They asked Sorlebank.", {"Sorlebank": L}, [C]),
        ("They asked Sorlemark.", {"Sorlemark": L}, [L]),
        ("They met at the St. Orme Hotel.", {"St._Orme_Hotel": A}, [L]),
        ("The feud of the Karelt clan began.", {"Karelt": P}, [O]),
        ("The feud of Ana Karelt and her gang began.", {"Ana_Karelt": P}, [P]),
        ("The Karelt, Sorle and Orme families are crime families.", {"Karelt": P, "Sorle": P, "Orme": P}, [O, O, O]),
        ("The Karelt, Sorle and Orme families are old.", {"Karelt": P, "Sorle": P, "Orme": P}, [P, P, P]),
        ("They asked Greenpeace Norway.", {"Greenpeace_Norway": A}, [O]),
        ("They asked Karelt Norway.", {"Karelt_Norway": A}, [A]),
        ("They asked Mission Norway.", {"Mission_Norway": L}, [A]),
        ("They met at the Karelt Hotel.", {"Karelt_Hotel": A}, [L]),
        ("They asked the Food and Agriculture Organisation.", {"Food_and_Agriculture_Organisation": O}, [A]),
        ("Madra Sorle, Norway's chief negotiator, spoke.", {"Madra_Sorle": L}, [P]),
        ("Madra Sorle, Norway's coast, is long.", {"Madra_Sorle": L}, [L]),
        ("Madra Sorle (Salt Workers Party) spoke.", {"Madra_Sorle": O}, [P]),
        ("He replaced Madra Sorle today.", {"Madra_Sorle": L}, [P]),
        ("He repainted Madra Sorle today.", {"Madra_Sorle": L}, [L]),
        ("The Norland Council of Trade Unions spoke.", {"Norland_Council_of_Trade_Unions": A}, [O]),
        ("The Norland Council of Net Makers spoke.", {"Norland_Council_of_Net_Makers": A}, [A]),
        ("Orme Marsh of the KHT spoke.", {"Orme_Marsh": O}, [P]),
        ("Orme Marsh of the coast spoke.", {"Orme_Marsh": O}, [O]),
        ("Orme Marsh's Salt Party won.", {"Orme_Marsh": L}, [P]),
    ],
)
def test_signs(rules: MentionRules, body: str, model: dict[str, str], expected: list[str]) -> None:
    found = dict(seen(rules, f"¶1. (U) {body}", **model))
    assert [found.get(name.replace("_", " ")) for name in model][-len(expected) :] == expected


@pytest.mark.parametrize(
    ("body", "model", "expected"),
    [
        # Places that lists have in small letters, with a possessive and a small word.
        ("NORWAY THANKS KENYA'S ENVOY IN DAR ES SALAAM.", {"DAR_ES_SALAAM": O}, ["NORWAY", "KENYA", "DAR ES SALAAM"]),
        ("A GROUP OF MEN SPOKE.", {}, []),
        # A slip in small letters makes no other text of it.
        ("NORWAY THANKS KENYA FOR ITS HeLP IN THIS LONG MATTER OF FISH AND OF SALT.", {}, ["NORWAY", "KENYA"]),
        # Bodies that all know, unless they are words.
        ("AEROFLOT ASKED WHO WOULD LEAVE FOR THE COAST.", {}, ["AEROFLOT"]),
        # A title shows the name after it, but not what else comes after a title.
        ("GEN. SORLEY AND PRESIDENT MARLOW SPOKE TO AMBASSADOR ORME.", {}, ["SORLEY", "MARLOW", "ORME"]),
        ("THE PRESIDENT SAID THAT THE MINISTER WOULD LEAVE FOR THE COAST.", {}, []),
        # Words that are no names, and the end of one.
        ("THEY ASKED ABOUT EFFECTIVENESS AND SPOKE GRADUALLY.", {"EFFECTIVENESS": L, "GRADUALLY": P}, []),
        ("THEY ASKED MARLOW FORMATION MEN TO COME.", {"MARLOW_FORMATION": P}, ["MARLOW"]),
        ("THEY ASKED THE SALT FORMATION TO COME.", {"SALT_FORMATION": O}, ["SALT FORMATION"]),
        ("THEY ASKED KIIF AND BTLQ MEN.", {"KIIF": L, "BTLQ": P}, ["KIIF", "BTLQ"]),
        ("THE NORWEGIAN MEN CAME TO THE COAST.", {"NORWEGIAN": P}, []),
        ("THE EMBASSY ASKS FOR FISH.", {"EMBASSY_ASKS": A}, []),
    ],
)
def test_capitals(rules: MentionRules, body: str, model: dict[str, str], expected: list[str]) -> None:
    assert [name for name, _ in seen(rules, f"¶1. {body}", **model)] == expected


def test_letters_that_make_no_word_are_an_office_s(rules: MentionRules) -> None:
    found = seen(rules, "¶1. THEY ASKED KIIF, BTLQ AND SORLE MEN.", KIIF=L, BTLQ=P, SORLE=P)
    assert found == [("KIIF", A), ("BTLQ", A), ("SORLE", P)]
