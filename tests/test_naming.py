"""Which names in a cable mean the same: a table of cases to read, and what must hold for every cable.

A case is a short cable, a paragraph a line. ``[[P:wen|Wen Bao]]`` is a mention of type P (person; A agency, C company,
L place, O other organisation) that belongs to entity ``wen``. All names are invented.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from effort import check_calls_grow_with_size
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cable.flat import blocks, one_line
from kg.errors import KgError
from kg.extract.naming import group
from kg.extract.naming_rules import check, load_rules
from kg.model import ENTITY_TYPES, Document, Mention, Paragraph, Span

TYPES = {"P": "person", "A": "agency", "C": "company", "L": "place", "O": "organization"}
MARK = re.compile(r"\[\[([PACLO]):([^|]+)\|([^\]]+)\]\]")

CASES = {
    # Persons
    "surname after full name": """
        Director [[P:alder|Jon Alderby]] spoke. [[P:alder|Alderby]] said so.
        """,
    "surname before full name": """
        [[P:alder|Alderby]] was at the table. So [[P:alder|Jon Alderby]] signed.
        """,
    "family name first: the bare form is the first part": """
        Director [[P:bao|Bao Renxi]] spoke. [[P:bao|Bao]] said so. [[P:gu|Gu Tanwei]] agreed, and [[P:gu|Gu]] left.
        """,
    "two people of one surname, each where he is introduced": """
        Director [[P:liwen|Bao Liwen]] spoke. According to [[P:liwen|Bao]], all is well.
        [[P:liwen|Bao]] noted progress.
        Judge [[P:gu|Gu Tanwei]] spoke.
        [[P:gu|Gu]] agreed.
        Judge [[P:keshan|Bao Keshan]] disagreed. [[P:keshan|Bao]] said no.
        [[P:keshan|Bao]] left.
        """,
    "a relative does not take over the name": """
        President [[P:ivo|Ivo Marsek]] spoke. [[P:ivo|Marsek]] said he would run.
        His brother [[P:petr|Petr Marsek]] was there. [[P:ivo|Marsek]] was glad.
        """,
    "a title tells two people of one surname apart": """
        Judge [[P:ana|Ana Torvik]] met Senator [[P:per|Per Torvik]]. Judge [[P:ana|Torvik]] was brief.
        Senator [[P:per|Torvik]] was not.
        """,
    "first names": """
        [[P:bruna|Bruna Falcone]] won. Her voters call her [[P:bruna|Bruna]]. [[P:bruna|Falcone]] smiled.
        """,
    "Spanish surnames: first, second, both; second given name left out": """
        Minister [[P:q|Maria Luz Quiroga Salvatierra]] left. [[P:q|Quiroga]] called.
        [[P:q|Quiroga Salvatierra]] wrote. [[P:q|Maria Luz Quiroga]] came. [[P:q|Salvatierra]] went.
        """,
    "nickname in quotes": """
        [[P:beto|Alberto "Beto" Riquelme]] left. [[P:beto|Beto Riquelme]] came. [[P:beto|Riquelme]] went.
        """,
    "a particle in one word with the name": """
        [[P:c|Rosa deCampo Diruz]] came; [[P:c|Rosa de Campo]] left.
        """,
    "a prefix with a hyphen, apart, in one word": """
        The [[A:c|Counter-Piracy Office]] spoke. [[A:c|Counterpiracy Office]] and [[A:c|Counter Piracy Office]] left.
        """,
    "particles": """
        [[P:v|Luc de Verancourt]] spoke; [[P:v|de Verancourt]] and [[P:v|Verancourt]] are one. [[P:z|Karl von der Zehn]]
        knew; [[P:z|Von der Zehn]] told. [[P:m|Said al-Marwani]] came. [[P:m|Al-Marwani]] and [[P:m|Marwani]] left.
        """,
    "initials, short first names, Jr.": """
        [[P:w|Robert Stephen Winslade]] left. [[P:w|Robert S. Winslade, Jr.]] came. [[P:w|Bob Winslade]] went.
        """,
    "misspelt names": """
        [[P:t|Stefan Tangerholm]] spoke. [[P:t|Tangerhom]] was firm. [[P:t|Stephan Tangerholm]] is the same.
        """,
    "a sister is no misspelling": """
        [[P:a|Mario Belfonte]] and [[P:b|Maria Belfonte]] came.
        """,
    "accents and capitals": """
        [[P:a|José Peñalba]] spoke. [[P:a|PENALBA]] left. [[P:a|Penalba]] came.
        """,
    "two strangers stay two": """
        [[P:a|Jon Alderby]] met [[P:b|Jon Brackley]]. [[P:a|Alderby]] left. [[P:b|Brackley]] stayed.
        """,
    # Bodies
    "Long Name (LN), with and without the province, singular and plural, in a heading": """
        [[A:tib|TIB]] speaks out.
        The [[A:tib|Norland Trade Inspection Bureau]] ([[A:tib|TIB]]) in [[L:n|Norland]] acts. [[A:tib|TIB]] knows.
        [[A:tib|Norland TIB]] told. [[A:tib|Norland TIBs]] saw. The [[A:tib|Trade Inspection Bureau]] wrote.
        """,
    "the same body of two cities": """
        In [[L:n|Norland]] the [[A:n|Norland Port Bureau]] and the [[A:n|Port Bureau]] act.
        [[L:s|Sundholm]] has the [[A:s|Sundholm Port Bureau]]. The [[A:n|Norland Port Bureau]] is larger.
        """,
    "a unit is not its parent": """
        The [[A:b|Norland Port Bureau]] of [[L:n|Norland]] met the [[A:d|Norland Port Bureau Customs Department]].
        """,
    "acronym by initials": """
        The [[O:f|Federation of Northern Fishermen]] met. The [[O:f|FNF]] voted.
        """,
    "an acronym that the cable explains in another language": """
        The [[A:x|National Water Agency]] ([[A:x|ANAGUA]]) met. [[A:x|ANAGUA]] voted.
        """,
    "acronym, the long name": """
        [[O:f|FUNMAR]], the [[O:f|Fund for Maritime Research]], pays. [[O:f|FUNMAR]] is rich.
        """,
    "the local branch and the whole": """
        The [[O:l|Norland Halmar Council for Fair Trade]] ([[O:l|HCFT]]) spoke in [[L:n|Norland]] and [[L:h|Halmar]].
        [[P:p|Tora Lind]] of the [[O:w|Halmar Council for Fair Trade]] ([[O:w|HCFT]]) [[O:l|Norland Sub-council]] spoke.
        [[O:l|Norland HCFT]] agreed.
        """,
    "government and country are two": """
        [[L:b|Brazil]] and the [[A:g|Government of Brazil]] ([[A:g|GOB]]). The [[A:g|GOB]] and
        [[A:g|Brazilian Government]] act. The [[A:s|GOS]], which is the [[A:s|Spanish Government]], agrees. The
        [[A:u|USG]] or [[A:u|U.S. Government]].
        """,
    "ministries": """
        The [[A:f|Ministry of Fisheries, Forestry and Trade]] met the [[A:h|Health Ministry]]. The
        [[A:f|Fisheries Ministry]] won. The [[A:h|Ministry of Health]] lost. The [[A:t|Ministry of the Treasury]] paid.
        """,
    "well-known bodies": """
        The [[A:eu|E.U.]] and the [[A:eu|European Union]] are the [[A:eu|EU]]. The [[A:un|UN]] has the
        [[A:sc|Security Council]] or [[A:sc|UNSC]]. [[A:i|IMF]] is the [[A:i|International Monetary Fund]].
        """,
    "an acronym explained otherwise is not the well-known body": """
        The [[O:i|Islanders Musical Fellowship]] ([[O:i|IMF]]) sang. The [[A:m|International Monetary Fund]] did not.
        """,
    "ministries of two countries": """
        The Spanish [[A:s|Ministry of Culture]] met the French [[A:f|Ministry of Culture]]. The Spanish
        [[A:s|Ministry of Culture]] won.
        """,
    "firms": """
        [[C:m|Meridia]] sued. [[C:m|Meridia Electric Ltd.]] won against [[C:v|Velker Group]]. [[C:m|Meridja]] was glad,
        [[C:v|Velker]] was not.
        """,
    "two firms that share a word": """
        [[C:a|Norsund]] competes with [[C:b|Norsund Skybridge]].
        """,
    "university names": """
        The [[O:u|University of Averland]] is [[O:u|Averland University]]; the [[O:c|Corvina University of Sundholm]] is
        [[O:c|Corvina University]].
        """,
    # Places
    "countries of many names": """
        The [[L:us|United States]], the [[L:us|U.S.]], [[L:us|US]], [[L:us|USA]] and [[L:us|America]] are one.
        [[L:uk|UK]], [[L:uk|United Kingdom]], [[L:uk|Britain]]. [[L:cn|PRC]], [[L:cn|China]].
        """,
    "state and city of one name": """
        [[L:c|Sao Paulo]] is in [[L:s|Sao Paulo State]]. The governor of [[L:s|Sao Paulo]] lives there, in
        [[L:c|São Paulo]].
        """,
    "a region with and without the word": """
        [[L:a|Averland]], the [[L:a|State of Averland]], [[L:a|Averland Province]] and [[L:a|AVERLAND]] are one.
        """,
    "a misspelt place": """
        [[L:h|Halmarsund]] is cold. [[L:h|Halmarsund]] is dark. [[L:h|Halmrasund]] is wet. [[L:i|Iraq]] is not
        [[L:j|Iran]]; [[L:k|Austria]] is not [[L:l|Australia]].
        """,
    # All in capitals
    "telegram in capitals": """
        MINISTER [[P:k|JON KALVERT]] OF [[A:m|MINISTRY OF HEALTH]] CAME TO [[L:h|HALMAR]]. [[P:k|KALVERT]] SAID
        [[A:m|HEALTH MINISTRY]] AND [[A:n|NATIONAL WATER AGENCY]] ([[A:n|NWA]]) AGREE WITH [[L:us|U.S.]]
        """,
}


def cable(text: str) -> Document:
    """A document whose paragraphs are the lines of the text."""
    paragraphs, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append(Paragraph(None, None, at, at + len(line)))
        at += len(line) + 1
    return Document("00HALMAR1", text, "00HALMAR1.txt", "", body=Span(0, len(text)), paragraphs=tuple(paragraphs))


def marked(case: str) -> tuple[Document, list[Mention], dict[tuple[int, int], str]]:
    """A case as a document, its mentions and the entity of each."""
    text, mentions, entity, last = "", [], {}, 0
    case = re.sub(r"(?<![.\n]) *\n *(?=[^\n])", " ", re.sub(r"\n\s+", "\n", case.strip()))
    for mark in MARK.finditer(case):
        text += case[last : mark.start()]
        start = len(text)
        text += mark[3]
        mentions.append(Mention(start, len(text), TYPES[mark[1]], one_line(mark[3])))
        entity[start, len(text)] = mark[1] + ":" + mark[2]
        last = mark.end()
    return cable(text + case[last:]), mentions, entity


def partition(document: Document, mentions: list[Mention]) -> set[frozenset[tuple[int, int]]]:
    """The groups of spans that naming finds."""
    entities = group(document, blocks(document), mentions)
    return {frozenset((m.start, m.end) for m in e.mentions) for e in entities}


@pytest.mark.parametrize("name", CASES)
def test_names_that_mean_the_same(name: str) -> None:
    document, mentions, entity = marked(CASES[name])
    expected: dict[str, set[tuple[int, int]]] = {}
    for span, label in entity.items():
        expected.setdefault(label, set()).add(span)
    said = {frozenset(document.text[a:b] for a, b in spans) for spans in partition(document, mentions)}
    meant = {frozenset(document.text[a:b] for a, b in spans) for spans in expected.values()}
    assert said == meant
    assert partition(document, mentions) == {frozenset(spans) for spans in expected.values()}


#: What the mentions were taken for, and what the rest of the cable makes of them.
TYPES_CORRECTED = {
    "a surname taken for a place": (
        "[[P:b|Bao Renxi]] spoke. [[L:x|Bao]] said so.",
        {"Bao Renxi": "person", "Bao": "person"},
    ),
    "the rare type of a name gives way": (
        "[[A:t|TIB]] and [[O:t|TIB]] and [[A:t|TIB]].",
        {"TIB": "agency"},
    ),
    "a country is a place": (
        "[[A:n|Norway]] informed us.",
        {"Norway": "place"},
    ),
    "a clan is not the person": (
        "[[P:t|Ivo Tavaric]] leads the [[O:c|Tavaric]] clan. [[P:t|Tavaric]] is ill, [[P:t|Tavaric]] sleeps.",
        {"Ivo Tavaric": "person", "Tavaric": "organization person"},
    ),
    "a full name taken for a firm": (
        "[[C:x|Ivo Tavaric]] came. [[P:t|Tavaric]] spoke. [[P:t|Tavaric]] left.",
        {"Ivo Tavaric": "person", "Tavaric": "person"},
    ),
    "a member is not his party": (
        "[[O:x|Ana Torvik]] ([[O:p|PLK]]) came. [[P:t|Torvik]] spoke for the [[O:p|PLK]].",
        {"Ana Torvik": "person", "PLK": "organization", "Torvik": "person"},
    ),
    "a foundation is not the man": (
        "[[O:x|Tavaric Foundation]]: [[P:t|Tavaric]] spoke, [[P:t|Tavaric]] left.",
        {"Tavaric Foundation": "organization", "Tavaric": "person"},
    ),
    "a well-known body has its type": (
        "The [[O:i|International Monetary Fund]] met.",
        {"International Monetary Fund": "agency"},
    ),
}


@pytest.mark.parametrize("name", TYPES_CORRECTED)
def test_types_the_rest_of_the_cable_corrects(name: str) -> None:
    case, meant = TYPES_CORRECTED[name]
    document, mentions, _ = marked(case)
    said: dict[str, set[str]] = {}
    for entity in group(document, blocks(document), mentions):
        assert {m.type for m in entity.mentions} == {entity.type}
        for mention in entity.mentions:
            said.setdefault(mention.text, set()).add(entity.type)
    assert {text: " ".join(sorted(types)) for text, types in said.items()} == meant


def test_an_entity_has_its_fullest_name_and_its_other_forms() -> None:
    document, mentions, _ = marked(
        "[[P:a|ALDERBY]] left. [[P:a|Jon\nAlderby]] spoke. [[P:a|Alderby]] came. [[P:a|Jon Alderby]]."
    )
    [entity] = group(document, blocks(document), mentions)
    assert entity.key == f"00HALMAR1.person.{mentions[0].start}"
    assert (entity.name, entity.aliases) == ("Jon Alderby", ("ALDERBY", "Alderby"))
    assert [m.start for m in entity.mentions] == sorted(m.start for m in mentions)


def test_the_rule_file_is_sound() -> None:
    assert check() == []


def test_a_table_that_lacks_is_named(tmp_path: Path) -> None:
    (tmp_path / "naming.yaml").write_text("small_words: [of]\n", encoding="utf-8")
    with pytest.raises(KgError, match="family_words"):
        load_rules(tmp_path)


_SOME = """Alderby Jon Ana Bao Liwen TIB USG GOB U.S. Brazil Norland Bureau Ministry of Trade Health Government Group
State the Ltd. Bank (TIB) 's é 名 - Alderbi Sao Paulo"""
_WORDS = st.sampled_from(_SOME.split())
_NAMES = st.lists(_WORDS, min_size=1, max_size=4).map(" ".join)
_PIECES = st.lists(
    st.tuples(_NAMES, st.sampled_from(ENTITY_TYPES), st.sampled_from([" ", ", ", " (", ") ", ". ", "\n", " said "])),
    max_size=25,
)


@settings(max_examples=150)
@given(_PIECES, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_each_mention_is_in_one_entity(
    pieces: list[tuple[str, str, str]], shuffle: random.Random
) -> None:
    text, mentions = "", []
    for name, kind, between in pieces:
        mentions.append(Mention(len(text), len(text) + len(name), kind, one_line(name)))
        text += name + between
    document = cable(text)
    entities = group(document, blocks(document), mentions)
    found = sorted((m.start, m.end) for e in entities for m in e.mentions)
    assert found == [(m.start, m.end) for m in mentions]
    assert len({e.key for e in entities}) == len(entities)
    assert all(m.type == e.type for e in entities for m in e.mentions)
    shuffled = list(mentions)
    shuffle.shuffle(shuffled)
    assert group(document, blocks(document), shuffled) == entities


def test_a_long_cable_takes_work_in_proportion() -> None:
    """Four times the names, about four times the calls: no pair of names is compared without a reason."""
    draw = random.Random(5)
    syllables = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]

    def word() -> str:
        return "".join(draw.choice(syllables) for _ in range(4)).capitalize()

    def grouping(count: int) -> Callable[[], object]:
        pieces = [
            f"[[P:x|{word()} {word()}]], [[O:x|{word()} {word()} Union]], [[L:x|{word()}]]." for _ in range(count)
        ]
        document, mentions, _ = marked("\n".join(pieces))
        parts = blocks(document)
        return lambda: group(document, parts, mentions)

    check_calls_grow_with_size(grouping, 150)


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["Ministries of Trout", "Trout Ministry", "Trout ministry"], "Trout Ministry"),
        (["Ministry of Trout and Eels", "Trout Ministry"], "Ministry of Trout and Eels"),
        (["Trout Council", "TROUT COUNCIL", "TROUT COUNCIL"], "Trout Council"),
        (["Herrings", "Herring"], "Herrings"),
    ],
)
def test_a_body_has_its_fullest_name_in_the_singular(texts: list[str], name: str) -> None:
    text = ". ".join(texts) + "."
    starts = [text.index(f"{one}.") for one in texts]
    mentions = [Mention(at, at + len(one), "agency", one) for at, one in zip(starts, texts, strict=True)]
    document = cable(text)
    assert name in {e.name for e in group(document, blocks(document), mentions)}
