"""How many bearers of a name are to be expected among those whom the cables of a country name."""

from __future__ import annotations

import numpy as np

from kg.resolve.table import Numbers, distinct, roughly

#: Persons who might be met though no cable names them.
_UNSEEN = 100


class Commonness:
    """``word`` and ``where``: of each person named, the number of the name and of the country where it is spoken of;
    ``words``: the parts of each name."""

    def __init__(self, word: Numbers, where: Numbers, words: dict[int, tuple[str, ...]]) -> None:
        self._words = words
        self._persons: dict[int, int] = {}
        self._parts: dict[tuple[int, str], int] = {}
        if not len(word):
            return
        width = int(word.max()) + 1
        for code in distinct(where.astype(np.int64) * width + word).tolist():
            self._count(code // width, words[code % width])
        for name in distinct(word).tolist():  # the whole world is country 0
            self._count(0, words[name])

    def _count(self, country: int, parts: tuple[str, ...]) -> None:
        self._persons[country] = self._persons.get(country, 0) + 1
        for part in set(parts):
            self._parts[country, part] = self._parts.get((country, part), 0) + 1

    def of(self, word: Numbers, where: Numbers) -> Numbers:
        """Of each name in each country (0: the whole world) the logarithm of bearers to be expected, with its sign
        turned: the rarer, the more."""
        width = int(word.max(initial=0)) + 1
        unique, inverse = np.unique(where.astype(np.int64) * width + word, return_inverse=True)
        value = np.array([self._one(code // width, self._words[code % width]) for code in unique.tolist()] or [0.0])
        return value[inverse]

    def _one(self, country: int, parts: tuple[str, ...]) -> float:
        persons = roughly(self._persons.get(country, 0) + _UNSEEN)
        shares = [max(1, self._parts.get((country, p), 1)) / persons for p in set(parts) if len(p) > 1]
        return -float(np.log(persons) + np.log(shares).sum())
