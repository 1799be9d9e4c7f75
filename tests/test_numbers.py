"""Columns of numbers: each once, in their order, and where they say the same."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kg.resolve.table import distinct, equals, in_order

NUMBERS = st.lists(st.integers(0, 5) | st.sampled_from([(1 << 60) - 1, (1 << 63) - 1]), max_size=12)


@given(NUMBERS)
def test_distinct_and_in_order(numbers: list[int]) -> None:
    values = np.array(numbers, np.int64)
    assert distinct(values).tolist() == sorted(set(numbers))
    assert in_order(values).tolist() == sorted(range(len(numbers)), key=numbers.__getitem__)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=12))
def test_where_columns_say_the_same(pairs: list[tuple[int, int]]) -> None:
    one, other = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    found = [(first, places.tolist()) for first, places in equals(one, other)]
    expected: dict[tuple[int, int], list[int]] = {}
    for place, pair in enumerate(pairs):
        expected.setdefault(pair, []).append(place)
    assert found == [(places[0], places) for places in expected.values()]
