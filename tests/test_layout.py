"""The layout of a body: the partition holds for whatever a cable may hold, and marks are told from other numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.cable.body import layout
from kg.cable.document import read_listing, read_plain, read_telegram
from kg.cable.flat import blocks, one_line
from kg.cable.marks import page_marks
from kg.model import Document
from kg.read import read_file
from tests.layout_checks import check_blocks, check_layout
from tests.test_cable import BODY, HEADER

#: Lines that stand in cables, and lines that look like them; any order of them is a cable somebody could have sent.
LINES = [
    "¶1. (U) Talks went on.", "¶2.  (SBU) The Bureau of Ports met.", "3. (C) Comment: He left.", "¶4. No mark.",
    "¶2007.  Among them", "¶45. (S//NF) Later.", "5.(SBU) Close up.", "¶6 (U) No stop.", "(C) Alone.", "1. item",
    "2) item", "", "", "", " ", "--------------", "----", "Ships Come Back", "SUMMARY", "Summary -------", "Comment",
    "END COMMENT.", "PORT ANSEL 00000059  002.2 OF 005", "text before PORT ANSEL 00000059  003 OF 005 and after",
    "PAGE 02  PORT ANSEL 000059  101200Z", "UNCLASSIFIED", "CONFIDENTIAL", "SECTION 02 OF 05",
    "UNCLAS SECTION 02 OF 05 PORT ANSEL 000059", "SIPDIS", "REF: A. KARELT 9", "SUBJECT: SHIPS", "TAGS: ETRD",
    "E.O. 12958: N/A", "CLASSIFIED BY: DCM Ana Marlow, reasons 1.4 (b)", "MERTON", "Merton", "NNNN",
    "<< END OF DOCUMENT >>", "and a line that goes on without any mark at all until it ends.", "¶", "¶¶1.",
    "(AFP) reported", "-- first point",
]  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=40), st.sampled_from(["\n", "\r\n", " \n"]))
@settings(max_examples=400)
def test_the_partition_holds_for_any_order_of_lines(lines: list[str], end: str) -> None:
    text = end.join(lines)
    for read, before in ((read_plain, ""), (read_telegram, ""), (read_listing, HEADER)):
        document = read(before + text, "x.txt", "0" * 64)
        check_layout(document)
        check_blocks(document)


@given(st.text(st.characters(), max_size=200))
@settings(max_examples=200)
def test_the_partition_holds_for_any_text(text: str) -> None:
    for before in ("", HEADER, HEADER + BODY):
        document = (read_listing if before else read_plain)(before + text, "x.txt", "0" * 64)
        check_layout(document)
        check_blocks(document)


def test_the_partition_holds_in_annotated_cables_and_no_name_is_cut(shared_gold: Path) -> None:
    cut = []
    for path in sorted(shared_gold.glob("*/*.json")):
        document = read_file(path.with_suffix(".txt"))
        assert isinstance(document, Document)
        check_layout(document)
        check_blocks(document)
        spans = [(b.offsets[0], b.offsets[-1]) for b in blocks(document)]
        for mention in json.loads(path.read_text("utf-8"))["mentions"]:
            if not any(low <= mention["start"] and mention["end"] <= high for low, high in spans):
                cut.append((document.id, mention["start"]))
    # Two cables were annotated beyond their text: subject line, signer and the stamp of an archive.
    assert {cable for cable, _ in cut} <= {"09SAOPAULO487", "09STATE63812"}


def test_annotated_cables_have_only_the_problems_a_reader_sees(shared_gold: Path) -> None:
    """Numbers that are missing (part of the cable was left out or blotted out), repeated or out of order."""
    found = {}
    for path in sorted(shared_gold.glob("*/*.txt")):
        document = read_file(path)
        assert isinstance(document, Document)
        if document.problems:
            found[document.id] = [p.message.removeprefix("paragraph ") for p in document.problems]
    assert found == {
        "08BRASILIA1565": ["10 follows paragraph 8"],
        "08MADRID552": ["45 follows paragraph 45", "47 follows paragraph 45"],
        "09BRASILIA244": ["8 follows paragraph 8"],
        "09HARARE888": ["3 follows paragraph 1", "8 follows paragraph 3", "11 follows paragraph 8"],
        "09MADRID440": ["4 follows paragraph 5"],
        "09MUNICH25": ["7 follows paragraph 5"],
        "10BRASILIA140": ["3 follows paragraph 1"],
    }


#: body | number and portion mark of each paragraph
MARKS = [
    ("¶1. (U) One.\n\n¶2. (SBU) Two.", "1U 2SBU"),
    ("1. (U) One.\n\n2. (C) Two.", "1U 2C"),
    ("1. One.\n\n2. Two.\n\n3. Three.", "1 2 3"),
    ("1) (U) One.\n\n2) (U) Two.", "1U 2U"),
    ("¶1 (U) One.\n\n¶2 (S/NF) Two.", "1U 2S/NF"),
    ("¶1. (S//NF) One.\n\n¶2. (C//NF) Two.\n\n¶3. (C/REL UK) Three.", "1S//NF 2C//NF 3C/REL UK"),
    ("¶1.(SBU) One.\n\n¶2.(U)Two.", "1SBU 2U"),
    ("¶1. (U) It rose over\n¶2007.  Then it fell.\n\n¶2. (U) Two.", "1U 2U"),
    ("¶1. (U) They came in June\n¶2.  Then left.\n\n¶2. (U) Two.", "1U 2U"),
    ("¶1. (U) Points:\n\n1. first\n2. second\n\n¶2. (U) Two.", "1U 2U"),
    ("¶1. (U) Points:\n¶1. first\n¶2. second\n¶3. third\n\n¶2. (U) Two.\n\n¶3. (U) Three.", "1U 2U 3U"),
    ("¶1. (AFP) One.\n\n¶2. (Iran) Two.", "1 2"),
    ("¶1. (U) One.\n\n¶3. (U) Three.", "1U 3U"),
    ("¶1. (U) One.\n\n2.(U) Two.\n\n¶3. (U) Three.", "1U 2U 3U"),
    ("¶1. (U) One.\n\n¶2. (U) Two.\n\n¶2. (U) Two again.\n\n¶3. (U) Three.", "1U 2U 2U 3U"),
    ("(SBU) Alone.", "-SBU"),
    ("(SBU) The first.\n\n¶2. (U) Two.", "-SBU 2U"),
    ("No number at all.\n\nNor here.", "-"),
    ("¶1.  Ships\n¶2.  Ports\n\n¶1.  Ships\n\nThey came.\n\n¶2.  Ports\n\nThey grew.", "- 1 2"),
    ("¶1. (U) Half a sen-\n\nPORT ANSEL 00000059  002 OF 002 ¶2. (U) Two.", "1U 2U"),
]


@pytest.mark.parametrize(("body", "expected"), MARKS)
def test_paragraph_marks(body: str, expected: str) -> None:
    found = layout(body, 0)
    assert " ".join(f"{p.number or '-'}{p.marking or ''}" for p in found.paragraphs) == expected
    for paragraph in found.paragraphs:
        if paragraph.number:
            assert body[paragraph.start :].lstrip("¶").startswith(paragraph.number)


#: between two paragraphs | headings found there
HEADINGS = [
    ("\n\nShips Come Back\n---------------\n\n", ["Ships Come Back"]),
    ("\n\nSHIPS COME BACK\n\n", ["SHIPS COME BACK"]),
    ("\n---------------\nShips Come Back\n---------------\n", ["Ships Come Back"]),
    ("\nShips Come Back\n---------------\n", ["Ships Come Back"]),
    ("\n\nShips Come Back\n\nPORT ANSEL 00000059  002 OF 002\n\n", ["Ships Come Back"]),
    ("\n\nPORT ANSEL 00000059  002 OF 002\n\nShips Come Back\n\n", ["Ships Come Back"]),
    ("\n\nPORT ANSEL 00000059  002 OF 002\n\n\n", []),
    ("\n\nPart One\n\nShips Come Back\n\n", ["Part One", "Ships Come Back"]),
    ("\n\nThis goes on in another block.\n\n", []),
    ("\n\n-- a point\n\n", []),
    ("\n\n", []),
]


@pytest.mark.parametrize(("between", "expected"), HEADINGS)
def test_headings_between_paragraphs(between: str, expected: list[str]) -> None:
    text = f"¶1. (U) They left.{between}¶2. (U) They came back.\n\nMERTON\n"
    document = read_plain(text, "x", "")
    found = [one_line(text[h.start : h.end]).strip(" -") for h in document.headings]
    assert found == expected
    assert [p.number for p in document.paragraphs] == ["1", "2"]
    check_layout(document)


#: a line with a page or section mark | the mark
PAGE_MARKS = [
    ("SHANGHAI 00000059  002.2 OF 005", "SHANGHAI 00000059  002.2 OF 005"),
    ("PORT ANSEL 00000059  002 OF 003", "PORT ANSEL 00000059  002 OF 003"),
    ("Moscow 00002366 001.2 of 004", "Moscow 00002366 001.2 of 004"),
    ("words before PORT ANSEL 00000059 002 OF 003 and after", "PORT ANSEL 00000059 002 OF 003"),
    ("PAGE 02        STATE  015113", "PAGE 02        STATE  015113"),
    (
        "CONFIDENTIAL\n\nPAGE 03  KARELT 00123  02 OF 03  101200Z",
        "CONFIDENTIAL\n\nPAGE 03  KARELT 00123  02 OF 03  101200Z",
    ),
    (
        "C O N F I D E N T I A L SECTION 02 OF 03 KARELT 000123",
        "C O N F I D E N T I A L SECTION 02 OF 03 KARELT 000123",
    ),
    ("UNCLAS SECTION 02 OF 03 KARELT 000123\n\nSIPDIS", "UNCLAS SECTION 02 OF 03 KARELT 000123\n\nSIPDIS"),
    ("on page 02 of the report", None),
    ("in 2007 001 OF 002 were sold", None),
]


@pytest.mark.parametrize(("text", "expected"), PAGE_MARKS)
def test_page_and_section_marks(text: str, expected: str | None) -> None:
    text = f"They left.\n{text}\nThey came back.\n"
    assert [text[m.start : m.end] for m in page_marks(text, 0)] == ([expected] if expected else [])


def test_sections_begin_at_their_first_mark(seed_document: Document) -> None:
    assert [(s.number, s.of) for s in seed_document.sections] == [(n, 5) for n in range(1, 6)]
    assert seed_document.text[seed_document.sections[1].start :].startswith("SHANGHAI 00000059  002")
    assert seed_document.sections[-1].end == len(seed_document.text)
    assert read_plain("1. One.", "x", "").sections == ()


def test_a_body_ends_with_signers_and_trailer() -> None:
    text = HEADER + BODY.replace("MERTON2", "MERTON\n\n\nUNCLASSIFIED\n\nNNNN\n\n")
    document = read_listing(text, "x", "")
    check_layout(document)
    assert document.signed_by == ("MERTON",)
    assert [text[t.start : t.end] for t in document.trailer] == ["UNCLASSIFIED\n\nNNNN"]


def test_the_problems_of_noise_are_not_counted_without_end() -> None:
    noise = "".join(f"¶{n % 3 + 1}. (U) x\n" for n in range(2000))
    assert len(read_plain(noise, "x", "").problems) <= 50
