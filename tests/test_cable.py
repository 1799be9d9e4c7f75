"""Reading a cable: the seed's traps, and the same traps in invented cables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.cable import body, header
from kg.cable.document import listing, read_listing
from kg.cable.ending import ending
from kg.cable.flat import _first_lines, _last_lines, blocks, one_line, sentences
from kg.model import Document, Recipient, Reference

HEADER = """09KARELT12
HARBOUR TALKS RESUME
Tue Mar 10 00:00:00 +0100 2009
UNCLASSIFIED
Consulate Karelt
VZCZCXRO0001
RR RUEHKT
DE RUEHKT #0012/01 0691200
ZNR UUUUU ZZH
R 101200Z MAR 09
FM AMCONSUL KARELT
TO RUEHC/SECSTATE WASHDC 0001
INFO RUEHOO/HARBOUR POSTS COLLECTIVE
RUEHKT/AMCONSUL KARELT 8220UNCLAS SECTION 01 OF 02 KARELT 000012
\x20
SENSITIVE
SIPDIS

E.O. 12958: N/A
TAGS: ETRD EWWT
SUBJECT: HARBOUR TALKS RESUME
IN KARELT

REF: SHANGHAI 9
"""
BODY = """
\u00b61.  (SBU) Summary:  Talks with the Ostvale Harbour Bureau went on.
They rose by ten percent over
\u00b62007.  Among them were

KARELT 00000012  002 OF 002


many ships.  End Summary.

Ships Come Back
---------------

\u00b62.  (U) Director Ana Marlow met the
Bureau.  She left early
MERTON2
"""


def cable(text: str) -> Document:
    return read_listing(text, "x.txt", "0" * 64)


@pytest.fixture
def invented() -> Document:
    return cable(HEADER + BODY.replace("MERTON2", "MERTON"))


def test_header_fields(invented: Document) -> None:
    assert invented.id == "09KARELT12"
    assert invented.subject == "HARBOUR TALKS RESUME IN KARELT"
    assert invented.date == "2009-03-10T12:00Z"
    assert invented.sender == "AMCONSUL KARELT"
    assert invented.to == (Recipient("RUEHC", "SECSTATE WASHDC", None, "0001"),)
    # The last addressee is cut from the message opening that is glued to it.
    assert invented.info == (
        Recipient("RUEHOO", "HARBOUR POSTS COLLECTIVE", None, None),
        Recipient("RUEHKT", "AMCONSUL KARELT", None, "8220"),
    )
    assert invented.captions == ("SENSITIVE", "SIPDIS")
    assert invented.tags == ("ETRD", "EWWT")
    assert invented.references == (Reference(None, "cable", "09SHANGHAI9"),)


def test_paragraphs_headings_signer(invented: Document) -> None:
    assert [(p.number, p.marking) for p in invented.paragraphs] == [("1", "SBU"), ("2", "U")]
    assert [one_line(invented.text[h.start : h.end]).split(" -")[0] for h in invented.headings] == ["Ships Come Back"]
    assert invented.signed_by == ("MERTON",)
    assert not invented.problems


def test_blocks_hide_page_marks_and_keep_offsets(invented: Document) -> None:
    first = blocks(invented)[0]
    assert first.text.endswith("over \u00b62007. Among them were many ships. End Summary.")
    at = first.text.index("many ships")
    span = first.source(at, at + len("many ships"))
    assert invented.text[span.start : span.end] == "many ships"


_LINES = [
    "", "  ", "Many ships came.", "KARELT 00000012  002 OF 003", "of KARELT 00000012  002.2 OF 003 many", "C", "SECRET",
    "UNCLASSIFIED", "PAGE 02        KARELT 001234", "   Declassified/Released US Department of State EO 13526", "\r",
]  # fmt: skip


@given(st.lists(st.sampled_from(_LINES), max_size=12), st.integers(0, 30))
def test_how_a_stretch_begins_and_ends_shows_without_reading_all_of_it(lines: list[str], start: int) -> None:
    text = "\n".join(lines)
    shown = one_line(text[start:])
    assert one_line(_last_lines(text, start, len(text)))[-1:] == shown[-1:]
    assert bool(one_line(_first_lines(text, start, len(text)))) == bool(shown)


def test_every_block_character_is_the_source_character(seed_document: Document) -> None:
    for block in blocks(seed_document):
        for char, offset in zip(block.text, block.offsets, strict=False):
            assert char == seed_document.text[offset] or (char == " " and not seed_document.text[offset].strip())


def test_seed(seed_document: Document) -> None:
    assert seed_document.id == "09SHANGHAI59"
    assert seed_document.date == "2009-02-02T05:34Z"
    assert [p.number for p in seed_document.paragraphs] == [str(n) for n in range(1, 20)]
    assert {p.marking for p in seed_document.paragraphs} == {"SBU"}
    assert len(seed_document.page_marks) == 4  # the first of the five stands before the body
    assert seed_document.info[-1] == Recipient("RUEHGH", "AMCONSUL SHANGHAI", None, "8220")
    assert seed_document.signed_by == ("CAMP",)
    assert "CAMP" not in blocks(seed_document)[-1].text
    headings = [one_line(seed_document.text[h.start : h.end]) for h in seed_document.headings]
    assert len(headings) == 10
    assert headings[0].startswith("Further Cooperation with the United States Welcome")
    assert not seed_document.problems


def test_a_number_at_a_line_start_is_no_paragraph(seed_document: Document) -> None:
    five = next(b for b in blocks(seed_document) if b.paragraph and b.paragraph.number == "5")
    assert "respectively over \u00b62007. Among the applications" in five.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. Treasury agreed. It paid.", ["The U.S. Treasury agreed.", "It paid."]),
        ("Mr. Hale met Dr. Orme. They left.", ["Mr. Hale met Dr. Orme.", "They left."]),
        ('He said "no." She left.', ['He said "no."', "She left."]),
        ("J. B. Orme came (late). Then he left.", ["J. B. Orme came (late).", "Then he left."]),
        ("No full stop", ["No full stop"]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in sentences(text)] == expected


@pytest.mark.parametrize(
    ("line", "opening"),
    [
        ("RUEHKT/AMCONSUL KARELT 8220UNCLAS SECTION 01 OF 05 KARELT 000059", "UNCLAS SECTION 01 OF 05 KARELT 000059"),
        ("RUEHKT/AMCONSUL KARELT 9228UNCLAS PORT ANSEL 000487", "UNCLAS PORT ANSEL 000487"),
        ("C O N F I D E N T I A L KARELT 000012", "C O N F I D E N T I A L KARELT 000012"),
        ("RUEHKT/AMCONSUL KARELT 8220", ""),
    ],
)
def test_opening_is_cut_from_the_last_addressee(line: str, opening: str) -> None:
    sent = "FM AMCONSUL KARELT\nTO RUEHC/SECSTATE WASHDC\nINFO RUEHOO/HARBOUR POSTS"
    text = f"{sent}\n{line}\n\nSIPDIS\n\n1. (U) They left.\n"
    found = header.parts(text)
    assert text[found.opening :].split("\n")[0] == (opening or "SIPDIS")
    assert text[found.body :] == "1. (U) They left.\n"


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("Ships Come Back\n---------------", True),
        ("Ships Come Back", True),
        ("SHIPS COME BACK", True),
        ("Comment", True),
        ("The ships came back.", False),
        ("-- first point", False),
        ("They said that ships", False),
    ],
)
def test_headings(block: str, expected: bool) -> None:
    assert body.is_heading(block.split("\n")) is expected


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("the harbour.\nMERTON\n", "MERTON"),
        ("the harbour\nMERTON", "MERTON"),
        ("the harbour.\n\nMerton\n", "Merton"),
        ("the harbour. MERTON", "MERTON"),
        ("the last word of a\nSentence", None),
        ("the harbour. END COMMENT", None),
        ("the harbour.", None),
    ],
)
def test_signer(end: str, expected: str | None) -> None:
    text = "\u00b61. (U) They left " + end
    signers = ending(text, 0, len(text)).signers
    assert [text[s.start : s.end] for s in signers] == ([expected] if expected else [])


def test_listing_is_told_by_content() -> None:
    assert listing(HEADER) is not None
    assert listing("a\nb\nc\nd\ne\n") is None
    assert listing("") is None


def test_body_without_numbers() -> None:
    text = HEADER + "\nThe talks went on with Ana Marlow.\n\nMERTON\n"
    document = cable(text)
    assert text[document.body.start :].startswith("The talks")
    assert [p.number for p in document.paragraphs] == [None]
    assert document.signed_by == ("MERTON",)
