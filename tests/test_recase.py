"""Telegrams in capitals: read as print would have them, shown in their own letters."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import extract
from kg.cable import flat
from kg.extract import recase, rules
from kg.extract.casing import check
from kg.extract.protection import marked_names
from kg.model import Document, Paragraph, Span
from kg.protect import mask_extractions
from kg.read import read_file

TELEGRAM = """\
PAGE 01 KARELT 04412 141530Z
ACTION NEA-10
INFO OCT-01 ISO-00 EUR-12 CIAE-00 DODE-00 PM-03 H-02 INR-07 /035 W
R 141405Z JUN 74
FM AMEMBASSY ANKARA
TO SECSTATE WASHDC 4120
C O N F I D E N T I A L ANKARA 4412
E.O. 11652: GDS
TAGS: PFOR, TU, GR
SUBJ: FONMIN TARMAN ON AEGEAN DISPUTE
1. DURING CALL BY AMBASSADOR JUNE 13, FONMIN TARMAN SAID GOT WAS PREPARED TO NEGOTIATE WITH GREECE OVER CONTINENTAL
SHELF. MFA SECGEN OZGUM WAS ALSO PRESENT.
2. TARMAN NOTED THAT ANATOLIAN PETROLEUM CORPORATION (ANPC) HAD BEEN GRANTED EXPLORATION RIGHTS NEAR ISLAND OF LESBOS.
HE SAID THAT HE WOULD MEET GREEK TRADE MINISTER BROWN IN BRUSSELS. TARMAN IS MEMBER OF NATIONAL SALT PARTY (NSP).
MACOMBER
"""


def cable(body: str) -> Document:
    parts = (Paragraph("1", "C", 0, len(body)),)
    return Document(id="00X1", text=body, source="x", sha256="", body=Span(0, len(body)), paragraphs=parts)


def test_a_telegram_is_read_as_print_and_shown_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "74ANKARA4412.txt").write_text(TELEGRAM, "utf-8")
    telegram = read_file(tmp_path / "74ANKARA4412.txt")
    assert isinstance(telegram, Document)
    found = extract.extract(telegram)
    names = {(e.type, e.name) for e in found.entities}
    for wanted in [
        ("person", "Tarman"),
        ("person", "Ozgum"),
        ("person", "Brown"),
        ("agency", "GOT"),
        ("place", "Greece"),
        ("place", "Lesbos"),
        ("company", "Anatolian Petroleum Corporation"),
        ("organization", "National Salt Party"),
    ]:
        assert wanted in names
    for entity in found.entities:
        for mention in entity.mentions:
            assert mention.text == " ".join(found.document.text[mention.start : mention.end].split())
    for relation in found.relations:
        for evidence in relation.evidence:
            assert evidence.quote.isupper()


@pytest.mark.parametrize(
    ("body", "facts"),
    [
        (
            "1. CENTRAL BANK PRESIDENT LUIS MATOS, BROTHER OF SENATOR HUGO MATOS, RESIGNED MARCH 2. IN BOGOTA, "
            "CONFEDERATION OF ANDEAN WORKERS (CAW) LEADER TULIO CUEVAN WAS ARRESTED.\n",
            {
                ("Luis Matos", "family_of", "Hugo Matos", ""),
                ("Luis Matos", "holds_position", "Central Bank", "President"),
                ("Tulio Cuevan", "holds_position", "Confederation of Andean Workers", "Leader"),
            },
        ),
        (
            "1. OKELLUM, WHO WAS ACCOMPANIED BY MFA DIRECTOR FOR AFRICAN AFFAIRS KAMAUN, SAID THAT HE WOULD RETURN IN "
            "MAY. THAI PRIME MINISTER PRAMOL AND GEN. BOONCHUM WILL VISIT THAILAND'S NEIGHBORS.\n",
            {
                ("Kamaun", "holds_position", "MFA", "Director for African Affairs"),
                ("Pramol", "holds_position", "Thailand", "Prime Minister"),
            },
        ),
    ],
)
def test_relations_of_telegrams_in_capitals(body: str, facts: set[tuple[str, str, str, str]]) -> None:
    found = extract.extract(cable(body))
    names = {e.key: e.name for e in found.entities}
    said = {(names[r.subject], r.predicate, names[r.object], r.title) for r in found.relations}
    assert facts <= said | {(o, p, s, t) for s, p, o, t in said}


def test_examples_are_held() -> None:
    assert list(check()) == []


def test_a_broken_example_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    data = rules.load("casing")
    broken = data | {"examples": [["IN MAY.", "In may."]]}
    load = rules.load
    monkeypatch.setattr(rules, "load", lambda name, where=None: broken if name == "casing" else load(name, where))
    (problem,) = check()
    assert "becomes 'In May.', not 'In may.'" in problem


@pytest.mark.parametrize(
    "text",
    [
        "Ana Marlow met the Minister in Karelt. SUMMARY: ALL IS WELL. She said that the talks had gone on.",
        "IPR",
        "",
    ],
)
def test_other_texts_are_left_alone(text: str) -> None:
    assert recase.blocks(cable(text)) == flat.blocks(cable(text))


@settings(max_examples=200)
@given(st.text(st.sampled_from("ABCDEIOSTUXÀßİŉ'’-().,: \n09&"), max_size=120))
def test_lengths_and_letters_stay(text: str) -> None:
    (found,) = recase.printed([text])
    assert len(found) == len(text)
    assert all(a == b or a.lower() == b for a, b in zip(text, found, strict=True))


def test_the_order_of_blocks_does_not_change_what_is_learnt() -> None:
    full = "HE LEFT THE NATIONAL FREEDOM PARTY (NFP) WITH AMBASSADOR STONE."
    later = "THE NATIONAL FREEDOM PARTY AND THE NFP AGREED, STONE SAID."
    assert recase.printed([full, later])[1] == recase.printed([later, full])[0]
    assert recase.printed([later, full])[0] == "The National Freedom Party and the NFP agreed, Stone said."


def test_whom_a_telegram_asks_to_protect_is_a_name_whatever_the_word() -> None:
    body = "1. ACCORDING TO A TEACHER, SILVER TREE (PROTECT), THE HARBOUR WILL BE CLOSED FOR A WEEK OR LONGER.\n"
    assert marked_names(cable(body)) == ("Silver Tree",)
    found = extract.extract(cable(body))
    assert [m.text for e in found.entities if e.protected for m in e.mentions] == ["SILVER TREE"]
    assert "SILVER" not in mask_extractions([found])[0].document.text


def test_the_table_is_what_the_script_makes(root: Path) -> None:
    script = importlib.util.spec_from_file_location("casing_script", root / ".ci" / "casing.py")
    assert script is not None
    assert script.loader is not None
    module = importlib.util.module_from_spec(script)
    script.loader.exec_module(module)
    made = module.table()
    if made is None:
        pytest.skip("spacy-lookups-data, from which the table is made, is not installed")
    assert module.TARGET.read_text("utf-8") == made
