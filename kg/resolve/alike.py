"""Names of persons side by side, as numbers: which are worth comparing, and what comparing them said.

Where every cable names new persons there are many different names, and many more pairs of them; no key and no pair is
an object of its own here.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from hashlib import blake2b

import numpy as np

from kg.extract.names import sound
from kg.resolve import reasons
from kg.resolve.forms import same_person, world
from kg.resolve.table import Lists, Numbers

Name = tuple[str, ...]

#: Kinds of keys: initials, the same letters, two whole parts, a short first name, sounds.
_INITIAL, _LETTERS, _PARTS, _SHORT, _SOUNDS = range(5)
#: Two numbers of strings fit into a key beside its kind.
_BITS = 30


def loose(words: Mapping[int, Name]) -> Lists:
    """Of each number a list of keys: other forms of a name are looked for among those that have a key in common.

    ``words``: the parts of a name by its number; a number without a name has an empty list.
    """
    numbers: dict[str, int] = {}
    values = array("q")
    sizes = np.zeros(max(words, default=-1) + 1, np.int64)
    for name in sorted(words):
        keys = dict.fromkeys(_keys(words[name], numbers))
        sizes[name] = len(keys)
        values.extend(keys)
    return Lists(np.concatenate([[0], np.cumsum(sizes)]), np.array(values, np.int64))


def _keys(parts: Name, numbers: dict[str, int]) -> Iterator[int]:
    if len(parts) < 2:
        return

    def key(kind: int, one: str, other: str) -> int:
        a, b = numbers.setdefault(one, len(numbers)), numbers.setdefault(other, len(numbers))
        return (kind << _BITS | a) << _BITS | b

    first, last = parts[0], parts[-1]
    yield key(_INITIAL, last, first[0])
    yield key(_INITIAL, first, last[0])
    # Two that have one digest by chance are compared in vain.
    letters = blake2b("".join(sorted("".join(parts))).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    yield _LETTERS << 2 * _BITS | int.from_bytes(letters) >> 64 - 2 * _BITS
    if len(first) > 1:
        yield from (key(_PARTS, *sorted((first, part))) for part in parts[1:] if len(part) > 2)
    yield from (key(_PARTS, *sorted((last, part))) for part in parts[1:-1] if len(part) > 2)
    yield from (key(_SHORT, last, str(line)) for line in sorted(world().rules.short_names.get(first, ())))
    yield key(_SOUNDS, *sorted((sound(first), sound(last))))


class Differences:
    """How much two names differ; what was asked once is known afterwards, in ten bytes."""

    def __init__(self, words: Mapping[int, Name]) -> None:
        self._words = words
        self._width = max(words, default=0) + 1
        #: Doubt and reason as answers give them; the first is that of two people's names.
        self._answers: dict[tuple[float, int], int] = {(np.inf, 0): 0}
        self._asked = np.empty(0, np.int64)
        self._said = np.empty(0, np.int16)
        self._news: list[tuple[Numbers, Numbers]] = []

    def of(self, a: Numbers, b: Numbers) -> tuple[Numbers, Numbers]:
        """For pairs of names, by number, the doubt their difference raises (infinite: two people's) and the reason."""
        pair, inverse = np.unique(np.minimum(a, b) * self._width + np.maximum(a, b), return_inverse=True)
        at = np.searchsorted(self._asked, pair)
        known = at < len(self._asked)
        known[known] = self._asked[at[known]] == pair[known]
        said = np.zeros(len(pair), np.int16)
        said[known] = self._said[at[known]]
        new = np.flatnonzero(~known)
        said[new] = [self._ask(*divmod(code, self._width)) for code in pair[new].tolist()]
        self._news.append((pair[new], said[new]))
        cost, how = (np.array(column)[said[inverse]] for column in zip(*self._answers, strict=True))
        return cost, how.astype(np.int32)

    def keep(self) -> None:
        """Remember the answers since the last time."""
        asked, first = np.unique(np.concatenate([self._asked, *(n[0] for n in self._news)]), return_index=True)
        self._said = np.concatenate([self._said, *(n[1] for n in self._news)])[first]
        self._asked, self._news = asked, []

    def _ask(self, a: int, b: int) -> int:
        found = same_person(self._words[a], self._words[b])
        answer = (found[0], reasons.NAME_CODES[found[1]]) if found else (np.inf, 0)
        return self._answers.setdefault(answer, len(self._answers))
