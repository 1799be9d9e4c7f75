"""The numbers by which spaCy knows strings, and the rows of its hashed tables: MurmurHash, by Austin Appleby (public
domain), the 64-bit variant A of the second for strings and the 128-bit one of the third for numbers."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from kg.extract.stored import part_of_spacy

_ALL = (1 << 64) - 1
_MIX = 0xC6A4A7935BD1E995

Whole = NDArray[np.uint64]


@cache
def _symbols() -> dict[str, int]:
    """The strings that have small numbers of their own: "X", "DATE"."""
    found: dict[str, int] = part_of_spacy("symbols").IDS
    return found


def number(text: str) -> int:
    """The number of a string."""
    if (known := _symbols().get(text)) is not None:
        return known
    data = text.encode("utf-8", "surrogatepass")
    value = 1 ^ (len(data) * _MIX & _ALL)
    whole = len(data) & ~7
    for at in range(0, whole, 8):
        part = int.from_bytes(data[at : at + 8], "little") * _MIX & _ALL
        value = (value ^ ((part ^ part >> 47) * _MIX & _ALL)) * _MIX & _ALL
    if whole < len(data):
        value = (value ^ int.from_bytes(data[whole:], "little")) * _MIX & _ALL
    value = (value ^ value >> 47) * _MIX & _ALL
    return value ^ value >> 47


def places(numbers: Whole, seed: int) -> NDArray[np.uint32]:
    """Of each number four of 32 bits: n by 4."""
    other = np.uint64(seed ^ 8)
    first = numbers * np.uint64(0x87C37B91114253D5)
    first = (first << np.uint64(31) | first >> np.uint64(33)) * np.uint64(0x4CF5AD432745937F) ^ other
    first = first + other
    second = first + other
    first, second = _spread(first), _spread(second)
    first = first + second
    second = second + first
    low = np.uint64(0xFFFFFFFF)
    parts = [half for one in (first, second) for half in (one & low, one >> np.uint64(32))]
    return np.stack(parts, axis=1).astype(np.uint32)


def _spread(values: Whole) -> Whole:
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        values = (values ^ values >> np.uint64(33)) * np.uint64(factor)
    return values ^ values >> np.uint64(33)
