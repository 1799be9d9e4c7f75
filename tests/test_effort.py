"""The checks of tests/effort.py find what they are for, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from effort import check_calls_grow_with_size, check_pattern, endless

#: pattern | has a repeat without end
AT_FAULT = [
    (r"[ ]+y", True),  # the square of the length
    (r"[ ]*(?:ab)?[ ]*\n", True),
    (r"(?:[ ]+)+\n", True),  # two to the length
    (r"(?s).*?\n.*?\n", True),
    (r"(?:[ ]{1,20}){1,20}\n", False),  # no repeat without end, and yet no end
]


@pytest.mark.parametrize(("source", "unending"), AT_FAULT)
def test_a_pattern_that_takes_more_is_found(source: str, unending: bool) -> None:
    pattern = re.compile(source)
    assert endless(pattern) == unending
    with pytest.raises(pytest.fail.Exception, match=r"one: not done|of blanks: not done"):
        check_pattern("one", pattern, {"blanks": " "}, limit=1)


def test_a_pattern_that_takes_no_more_is_not() -> None:
    check_pattern("one", re.compile(r"(?<![ ])[ ]+x|[ ]{1,80}\n"), {"blanks": " ", "line ends": " \n"}, limit=1)


def test_calls_that_grow_with_the_square_are_found() -> None:
    def pairs(size: int) -> Callable[[], object]:
        return lambda: [abs(a - b) for a in range(size) for b in range(size)]

    def each(size: int) -> Callable[[], object]:
        return lambda: sorted(range(size), key=abs)

    check_calls_grow_with_size(each, 200)
    with pytest.raises(AssertionError, match=r"^160\d\d\d calls instead of 10\d\d\d"):
        check_calls_grow_with_size(pairs, 100)
