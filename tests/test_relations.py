"""Relations: a flat table of invented sentences, and what the parts they are read with do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from effort import check_calls_grow_with_size, comes_back

from kg.extract import examples, relations, titles, world
from kg.extract.encode import KINDS
from kg.extract.patterns import PatternError, compile_pattern
from kg.model import SYMMETRIC

OSLO = "07OSLO12"  # written from Norway

#: (cable, text with the names marked, "subject predicate object [title]" that must be all that is read)
CASES = [
    # positions
    (
        OSLO,
        "[agency Harbour Office] ([agency HO = Harbour Office]) Deputy Director [person Ana Brun] spoke.",
        ["Ana Brun holds_position Harbour Office [Deputy Director]"],
    ),
    (
        OSLO,
        "[person Ana Brun], acting director general for coastal affairs of the [agency Harbour Office], spoke.",
        ["Ana Brun holds_position Harbour Office [acting director general for coastal affairs]"],
    ),
    (
        OSLO,
        "[person Ana Brun], Chairman of the [organization Herring Club] and [organization Cod Club], spoke.",
        [
            "Ana Brun holds_position Herring Club [Chairman]",
            "Ana Brun holds_position Cod Club [Chairman]",
        ],
    ),
    (
        OSLO,
        "[person Ana Brun] spoke. From 1990 to 1994 she was director of the [agency Harbour Office].",
        ["Ana Brun holds_position Harbour Office [former director]"],
    ),
    (
        OSLO,
        "[person Dahl] met no one. [person He] said so, and [person He] is not he.",
        [],
    ),
    (
        OSLO,
        "PM [person Brun] and FM [person Dahl] spoke. [place Norway] is far.",
        ["Brun holds_position Norway [Prime Minister]", "Dahl holds_position Norway [Foreign Minister]"],
    ),
    (
        OSLO,
        "Danish Foreign Minister [person Dahl] spoke. [place Norway] and [place Denmark] agree.",
        ["Dahl holds_position Denmark [Foreign Minister]", "Dahl nationality Denmark"],
    ),
    (
        OSLO,
        "Fisheries Minister [person Brun] spoke for the [agency Ministry of Fisheries]. [place Norway] is far.",
        [
            "Brun holds_position Ministry of Fisheries [Fisheries Minister]",
            "Ministry of Fisheries located_in Norway",
        ],
    ),
    (
        OSLO,
        "SENIOR FISHERIES ADVISOR [person BRUN] OF THE [agency HARBOUR OFFICE] SAID TODAY THAT ALL IS WELL.",
        ["BRUN holds_position HARBOUR OFFICE [Senior Fisheries Advisor]"],
    ),
    (OSLO, "Director [person Brun] wrote to the [agency Harbour Office] of [person Dahl].", []),
    (
        OSLO,
        "[person Ana Brun] ([organization HF]), director of the [agency Harbour Office], spoke.",
        ["Ana Brun member_of HF", "Ana Brun holds_position Harbour Office [director]"],
    ),
    (
        OSLO,
        "They heard [person Ana Brun], president of the ruling [organization Herring Front], speak.",
        ["Ana Brun holds_position Herring Front [president]"],
    ),
    (
        OSLO,
        "At the table sat a host; [person Ana Brun], [company Skrei]; [person Olav Dahl], [organization Cod Club]; and"
        " many more.",
        [
            "Ana Brun holds_position Skrei [representative]",
            "Olav Dahl holds_position Cod Club [representative]",
        ],
    ),
    (
        OSLO,
        "The [agency Pilot Board], chaired by [person Ana Brun], met.",
        ["Ana Brun holds_position Pilot Board [head]"],
    ),
    # units and places
    (
        OSLO,
        "The [agency Harbour Office Pilot Section] writes for the [agency Harbour Office] in [place Sandvik].",
        ["Harbour Office Pilot Section part_of Harbour Office", "Harbour Office located_in Sandvik"],
    ),
    (
        OSLO,
        "Of [place Upper Vary]'s cities, [place Sandvik] is the oldest; the [agency Sandvik Court] sits there.",
        ["Sandvik located_in Upper Vary", "Sandvik Court located_in Sandvik"],
    ),
    (
        OSLO,
        "A Danish company, [company Skrei], met an [place Oslo] firm. [place Denmark] is near.",
        ["Skrei located_in Denmark"],
    ),
    (
        OSLO,
        "The [agency Coast Board] works with 30 firms, of which 11 companies are from [place Denmark], including"
        " [company Skrei], [company Sild] and [company Torsk].",
        [
            "Skrei located_in Denmark",
            "Sild located_in Denmark",
            "Torsk located_in Denmark",
        ],
    ),
    (OSLO, "She will ask [agency HO]/[agency PIL].", ["PIL part_of HO"]),
    (
        OSLO,
        "They sold it in [place Vary], [place Varn] and [place Vimsk] in 1950. He was born in [place Tarn],"
        " [place Ternia] in 1951.",
        ["Tarn located_in Ternia"],
    ),
    (
        OSLO,
        "[place Rogaland] is green. [place Rogaland] is old. [place Stavanger] is a town in [place Rogaland]. Herring"
        " comes from [place Stavanger], [place Haugesund] and [place Vimsk].",
        ["Stavanger located_in Rogaland", "Haugesund located_in Rogaland", "Vimsk located_in Rogaland"],
    ),
    # membership
    (
        OSLO,
        "[organization Herring Front] ([organization HF = Herring Front]) Senator [person Brun] spoke.",
        ["Brun member_of Herring Front"],
    ),
    (OSLO, "[person Brun] joined the [organization Herring Front] in 1990.", ["Brun member_of Herring Front"]),
    (
        OSLO,
        "As a founding member of the [organization Herring Front], [person Brun] is heard.",
        ["Brun member_of Herring Front"],
    ),
    # meetings, cooperation
    (
        OSLO,
        "[person Brun] met with Harbour Minister [person Dahl] and the writer [person Lund] on May 3.",
        ["Brun met_with Dahl", "Brun met_with Lund"],
    ),
    (OSLO, "[person Brun] refused to meet [person Dahl].", []),
    (
        OSLO,
        "The [agency Coast Board] is partnering with [agency Customs] and [company Skrei] on ice.",
        ["Coast Board cooperates_with Customs", "Coast Board cooperates_with Skrei"],
    ),
    (OSLO, "The [agency Coast Board] would like to work with [agency Customs] on ice.", []),
    # law, property, kin
    (
        OSLO,
        "[person Lund] noted a case of the [organization Anglers' Association]. After the association filed a complaint"
        " against [company Skrei], peace returned.",
        ["Anglers' Association legal_action Skrei"],
    ),
    (
        OSLO,
        "A court ordered [company Skrei] to pay two million crowns (USD 300,000) to a local rival, [company Torsk].",
        ["Torsk legal_action Skrei"],
    ),
    (OSLO, "[company Skrei] acquired [company Torsk] in May.", ["Skrei owns Torsk"]),
    (OSLO, "[person Ana Brun],s brother [person Olav Brun] spoke.", ["Ana Brun family_of Olav Brun"]),
    (OSLO, "[person Ana Brun] spoke. Her brother, [person Olav Brun], slept.", ["Ana Brun family_of Olav Brun"]),
    (OSLO, "[person Ana Brun] envied [person Olav Brun].", []),
    (
        OSLO,  # of a list of those present nobody is a party's representative who may be its member
        "Present: - [person Ana Brun], [organization Herring Party] - [person Olav Dahl], Director, "
        "[agency Harbour Office] - [person Nils Torv], [agency Harbour Office]. [person Eva Lund] is a member of the "
        "[organization Herring Party].",
        [
            "Ana Brun member_of Herring Party",
            "Eva Lund member_of Herring Party",
            "Nils Torv holds_position Harbour Office [official]",
            "Olav Dahl holds_position Harbour Office [Director]",
        ],
    ),
]


@pytest.fixture(scope="module")
def relater() -> relations.Relater:
    return relations.load()


def said(relater: relations.Relater, text: str, cable: str = OSLO) -> list[str]:
    example = examples.parse(text, cable)
    names = {e.key: e.name for e in example.entities}
    return [
        f"{names[r.subject]} {r.predicate} {names[r.object]}" + (f" [{r.title}]" if r.title else "")
        for r in relater.relate(example.document, example.blocks, example.entities)
    ]


@pytest.mark.parametrize(("cable", "text", "expected"), CASES, ids=[c[1][:60] for c in CASES])
def test_sentence(relater: relations.Relater, cable: str, text: str, expected: list[str]) -> None:
    assert sorted(said(relater, text, cable)) == sorted(expected)


def test_evidence_is_the_sentence_in_the_source(relater: relations.Relater) -> None:
    text = (
        "¶2. (SBU) Rain fell.  [person Ana Brun], director\n\nof the [agency Harbour Office], spoke. "
        "¶3. (C) [agency Harbour Office] director [person Ana Brun] slept."
    ).replace("\n\n", "\n")
    example = examples.parse(text)
    (relation,) = relater.relate(example.document, example.blocks, example.entities)
    assert relation.title == "director"
    assert [(e.paragraph, e.marking, e.quote, e.rule) for e in relation.evidence] == [
        ("2", "SBU", "Ana Brun, director of the Harbour Office, spoke.", "name-title-of-body"),
        ("3", "C", "Harbour Office director Ana Brun slept.", "body-title-name"),
    ]
    for e in relation.evidence:
        assert " ".join(example.document.text[e.start : e.end].split()) == e.quote


def test_nothing_depends_on_the_order_of_the_entities(relater: relations.Relater) -> None:
    for _, text, _ in CASES:
        example = examples.parse(text, OSLO)
        forward = relater.relate(example.document, example.blocks, example.entities)
        assert relater.relate(example.document, example.blocks, example.entities[::-1]) == forward


def test_symmetric_relations_are_listed_once(relater: relations.Relater) -> None:
    text = "[person Brun] met with [person Dahl]. [person Dahl] met with [person Brun]."
    example = examples.parse(text)
    found = relater.relate(example.document, example.blocks, example.entities)
    assert [r.predicate for r in found] == ["met_with"]
    assert "met_with" in SYMMETRIC
    assert len({(e.start, e.end) for e in found[0].evidence}) == 2


def test_no_names_no_relations(relater: relations.Relater) -> None:
    assert said(relater, "Nobody of note met anyone.") == []


#: Parts of a sentence: its beginning, what is repeated how often, its end.
LONG_SENTENCES = [
    ("[person Brun], ", "director of the ", 1000, "[agency Harbour Office]."),
    ("[person Brun] ", "and [person Dahl], ", 375, "met with [person Lund]."),
    ("", "[person Brun], ", 750, ""),
    ("", "Deputy ", 1500, "[person Brun]"),
]


@pytest.mark.parametrize(("begin", "again", "count", "end"), LONG_SENTENCES)
def test_long_sentences_take_no_more_than_their_length(
    relater: relations.Relater, begin: str, again: str, count: int, end: str
) -> None:
    def relating(count: int) -> Callable[[], object]:
        return partial(said, relater, begin + again * count + end)

    check_calls_grow_with_size(relating, count)
    with comes_back(again, limit=60):
        relating(4 * count)()


#: Stretches of encoded text (P person, A agency, O organisation, L place, T title, D adjective) to repeat.
STRETCHES = [
    "P, ",
    "P and ",
    ", and P",
    "D T P, ",
    "A T P and ",
    "P's ",
    "x ",
    "and ",
    "P x ",
    "O A L C ",
    "T ",
    "T of x ",
    "L, L and ",
]
LETTERS = {
    "P": "person",
    "A": "agency",
    "C": "company",
    "L": "place",
    "O": "organization",
    "T": "title",
    "D": "adjective",
}


@pytest.mark.parametrize("stretch", STRETCHES)
def test_no_pattern_backtracks(relater: relations.Relater, stretch: str) -> None:
    text = "".join(KINDS[LETTERS[c]] if c in LETTERS else c for c in stretch)
    for rule in relater.rules:
        for pattern in rule.patterns:
            with comes_back(f"{rule.name} {pattern.text}"):
                for begin in KINDS.values():
                    pattern.regex.search(begin + " met with " + text * 40 + "met with")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("FM", "Foreign Minister"),
        ("the Deputy Director", "Deputy Director"),
        ("DEPUTY DIRECTOR", "Deputy Director"),
        ("then-Minister of Culture", "former Minister of Culture"),
        ("ex-President", "former President"),
        ("former PM", "former Prime Minister"),
        ("Vice Presidents", "Vice President"),
        ("Secretaries", "Secretary"),
    ],
)
def test_title_names(words: str, name: str) -> None:
    assert titles.load().name(words) == name


@pytest.mark.parametrize(
    ("title", "office"),
    [
        ("former Deputy Director General of Fisheries", "director general"),
        ("Secretary of State for Security", "secretary of state"),
        ("Energy and Mines Minister", "minister"),
        ("head of the board", "head"),
    ],
)
def test_offices(title: str, office: str) -> None:
    assert titles.load().office(title) == office


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Industry, Tourism and Trade Minister Brun", ["Industry, Tourism and Trade Minister"]),
        ("the Deputy Minister for Energy and Mines said", ["Deputy Minister for Energy and Mines"]),
        ("In general elections are rare", []),
        ("Yesterday Foreign Minister Brun", ["Foreign Minister"]),
        ("Norwegian Prime Minister Brun", ["Prime Minister"]),
        ("MEETING WITH INTERIOR MINISTER AND OTHERS", ["INTERIOR MINISTER"]),
    ],
)
def test_titles_in_text(text: str, found: list[str]) -> None:
    assert [text[s.start : s.end] for s in titles.load().find(text)] == found


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("{object} {title}", "{subject} is missing"),
        ("{subject} {thing}", "there is no slot {thing}"),
        ("{subject:ship} {object}", "there is no entity type 'ship'"),
        ("{subject} (met {object}", "a '(' without its other half"),
        ("{subject} <verbs> {object}", "there is no word list 'verbs'"),
        ("{subject} {subject}", "{subject} is there twice"),
        ("{subject} met} {object}", "cannot read '} {object}'"),
    ],
)
def test_patterns_that_cannot_be_read(pattern: str, problem: str) -> None:
    with pytest.raises(PatternError) as caught:
        compile_pattern(pattern, ["person"], ["person"], {})
    assert str(caught.value) == problem


@pytest.mark.parametrize(
    ("cable", "country"),
    [("09SHANGHAI59", "CN"), ("05RIODEJANEIRO1", "BR"), ("09STATE1", "US"), ("09NOWHEREATALL1", ""), ("x", "")],
)
def test_post_countries(cable: str, country: str) -> None:
    assert world.post_country(cable) == country


def test_regions_and_cities() -> None:
    countries = world.load_countries()
    assert countries.region("Bavaria") == ("DE",)
    assert countries.region("State of California") == ("US",)
    assert countries.named("the United States") == ("US",)
    assert world.cities("Bergen")[0].country == "NO"
    assert world.capital("Quito")
