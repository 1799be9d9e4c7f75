"""Lists: an item that ends with its line runs neither as a sentence nor as a name into the next one."""

import pytest

from kg.cable.document import read_plain
from kg.cable.flat import blocks
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
