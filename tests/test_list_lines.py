"""Lists: an item that ends with its line runs neither as a sentence nor as a name into the next one."""

from dataclasses import replace

import pytest

from kg.cable.document import read_plain
from kg.cable.flat import blocks, sentences
from kg.extract import examples, relations
from kg.extract.found import Found
from kg.extract.mention_rules import load_rules
from kg.extract.pieces import pieces
from kg.model import Document

FULL = "The Ambassador told the two guests that talks would go on next week and\n"
LIST = "Guests:\nOstvale\nPrime Minister Ana Marlow\nBela Tarn, Foreign Secretary\nCol. Otto Quint\n"
BULLETS = "They agreed on:\n- a hall for Ostvale\n- a road.\n"


def _document(body: str) -> Document:
    return read_plain(f"1. (U) {FULL * 3}end there.\n\n2. (U) {body}", "a.txt", "0" * 64)


def _blocks(body: str) -> list[str]:
    return [block.text for block in blocks(_document(body))]


def test_the_items_of_a_list_keep_their_line_breaks() -> None:
    assert _blocks(LIST)[-1] == LIST.strip()


def test_an_item_before_a_bullet_keeps_its_line_break() -> None:
    assert _blocks(BULLETS)[-1] == BULLETS.strip()


def test_lines_that_are_full_are_one() -> None:
    assert "\n" not in _blocks(FULL)[0]


@pytest.mark.parametrize(
    "body",
    [
        "Guests were Ana Marlow,\nBela Tarn.",  # the list goes on after a comma
        "This was said by the Minister of\nTowns.",  # no item ends with "of"
        "He said that the road\nwould be built.",  # nor does one begin with a small letter
        "The Ambassador told the two guests that talks would go on next week with\nOstvale\nMinister Marlow.",
    ],
)
def test_a_short_line_is_not_always_an_item(body: str) -> None:
    assert "\n" not in _blocks(body)[-1]


def test_offsets_lead_back_over_a_break() -> None:
    document = _document(LIST)
    block = blocks(document)[-1]
    start = block.text.index("Bela Tarn")
    span = block.source(start, start + len("Bela Tarn"))
    assert document.text[span.start : span.end] == "Bela Tarn"


def test_no_name_runs_over_a_break() -> None:
    text = "Prime Minister Ana Marlow\nBela Tarn, Foreign Secretary"
    one = Found(text.index("Ana"), text.index(","), "person", "model")
    assert [text[p.start : p.end] for p in pieces(text, one, load_rules())] == ["Ana Marlow", "Bela Tarn"]


def test_a_blank_line_ends_the_last_item_of_a_part() -> None:
    item = "Ana Marlow, Adviser on the harbours and the islands of Ostvale"
    rest = "Ministry of Salt\n- Otto Quint, Clerk\n"
    mark = "\n\nKARELT 00000552  002 OF 011 \n\n\n- Bela Tarn, Clerk\n"  # without which a blank line parts blocks
    assert "Ostvale\nMinistry" in _blocks(f"Guests:\n- {item}\n\n{rest}{mark}")[-1]
    assert "Ostvale Ministry" in _blocks(f"Guests:\n{item}\n\n{rest}{mark}")[-1]


def test_a_list_is_read_as_one_though_its_lines_are_sentences() -> None:
    said = "[agency Salt Board]\n- [person Ana Marlow], Director\n"
    said += "- [person Bela Tarn], Adviser\n- [person Otto Quint], Chief"
    example = examples.parse(said)
    block = example.blocks[0]
    at = [i for i, c in enumerate(block.text) if c == "-"]
    broken = replace(
        block,
        text="".join("\n" if i + 1 in at else c for i, c in enumerate(block.text)),
        sentences=sentences(block.text, at),
    )
    read = relations.relate(example.document, [broken], example.entities)
    assert [r.title for r in read if r.predicate == "holds_position"] == ["Director", "Adviser", "Chief"]
