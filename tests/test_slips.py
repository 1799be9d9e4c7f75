"""Slips of the pen among names of bodies and places. Every name is invented."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.extract.names import distance, misspelt
from kg.resolve.slips import slips

WORDS = st.text(alphabet="abc", min_size=4, max_size=7)
NAMES = st.dictionaries(st.integers(0, 9), st.lists(st.lists(WORDS, min_size=1, max_size=2).map(tuple), max_size=2))


def test_one_word_of_a_name_is_written_with_a_slip() -> None:
    frequent = {1: [("ostvale", "harbour")], 2: [("marlow", "harbour")]}
    found = dict(
        slips(
            {7: [("ostvela", "harbour")], 8: [("marlow", "habour"), ("marolw", "harbour")], 9: [("ostvale",)]}, frequent
        )
    )
    assert found == {8: {2}}  # two letters are two slips


@given(NAMES, NAMES)
def test_it_finds_what_comparing_all_with_all_would(rare, frequent) -> None:  # type: ignore[no-untyped-def]
    expected: dict[int, set[int]] = {}
    for number, names in rare.items():
        for other, theirs in frequent.items():
            for name in names:
                for their in theirs if other != number else ():
                    differ = [(a, b) for a, b in zip(name, their, strict=False) if a != b]
                    if len(name) == len(their) and len(differ) == 1:
                        (a, b) = differ[0]
                        if distance(a, b, 1) == 1 and misspelt(a, b):
                            expected.setdefault(number, set()).add(other)
    assert dict(slips(rare, frequent)) == expected
