"""kg.resolve.alike and kg.resolve.blocks: which names are compared, and what is remembered of it."""

from __future__ import annotations

import numpy as np
import pytest

from kg.resolve import alike, blocks
from kg.resolve.alike import Differences, loose
from kg.resolve.blocks import Overflow, pairs
from kg.resolve.forms import same_person
from kg.resolve.table import Lists

WORDS = {
    1: ("mohammed", "qadiri"),
    3: ("muhamad", "qadiri"),  # by sound
    4: ("m", "qadiri"),  # by initial
    5: ("qadiri", "mohammed"),  # by letters, in another order
    7: ("ana", "mohammed", "qadiri"),  # by two parts
    8: ("otto", "brandt"),
    9: ("qadiri",),
}


def test_other_forms_of_a_name_have_a_key_in_common_and_other_names_have_none() -> None:
    found = loose(WORDS)
    for other in (3, 4, 5, 7):
        assert set(found.of(1)) & set(found.of(other)), WORDS[other]
    assert not set(found.of(1)) & set(found.of(8))
    assert found.of(9) == found.of(0) == found.of(6) == []
    assert all(len(found.of(n)) == len(set(found.of(n))) for n in WORDS)


def test_what_two_names_said_is_known_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def ask(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[float, str] | None:
        asked.append({a, b})
        return same_person(a, b)

    monkeypatch.setattr(alike, "same_person", ask)
    differences = Differences(WORDS)
    a, b = np.array([1, 8, 3, 1]), np.array([3, 1, 1, 4])
    first = differences.of(a, b)
    assert first[0].tolist() == [0.9, np.inf, 0.9, 0.8]
    assert len(asked) == 3  # each pair once, whichever name comes first
    differences.keep()
    again = differences.of(b, a)
    assert [c.tolist() for c in again] == [c.tolist() for c in first]
    assert len(asked) == 3
    assert differences.of(np.array([5]), np.array([1]))[0].tolist() == [0.2]
    assert len(asked) == 4


def test_blocks_that_come_some_at_a_time_give_the_pairs_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(3)
    # Some blocks are over the cap, some of one row only.
    block = np.r_[draw.integers(0, 60, 500), np.repeat(100, 90), draw.integers(1 << 61, 1 << 62, 50)]
    item, day = draw.integers(0, 400, len(block)), draw.integers(0, 30, len(block))
    marks = Lists(np.arange(401), draw.integers(0, 5, 400))

    def found(together: int) -> tuple[list[list[tuple[int, int]]], Overflow]:
        monkeypatch.setattr(blocks, "_TOGETHER", together)
        overflow = Overflow()
        some = [
            list(zip(*(x.tolist() for x in p), strict=True)) for p in pairs(block, item, day, lambda: [marks], overflow)
        ]
        return some, overflow

    whole, counted = found(1 << 20)
    assert len(whole) == 1
    assert len(set(whole[0])) == len(whole[0])
    assert all(i < j and block[i] == block[j] and item[i] != item[j] for i, j in whole[0])
    small = {(i, j) for i in range(500) for j in range(i + 1, 500) if block[i] == block[j] and item[i] != item[j]}
    assert small == {p for p in whole[0] if block[p[0]] < 60}
    assert counted.blocks == 1
    assert counted.largest == 90
    for together in (1, 40):
        parts, again = found(together)
        assert len(parts) > 10
        assert sorted(p for part in parts for p in part) == sorted(whole[0])
        assert again == counted
    assert not list(pairs(block[:0], item[:0], day[:0], lambda: [marks], Overflow()))
