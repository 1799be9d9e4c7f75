"""Slips of the pen among the names of bodies and places: one word with a letter too few, too many, or another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.extract.names import distance, misspelt

#: A word as it is written, with the number of a name that it stands in.
_Word = tuple[int, str]


def slips(
    rare: Mapping[int, Sequence[tuple[str, ...]]], frequent: Mapping[int, Sequence[tuple[str, ...]]]
) -> Iterator[tuple[int, set[int]]]:
    """Rare names, each with the frequent ones for which it may be a slip of the pen: one word is another. Names have
    numbers, and one or more spellings in words."""
    beside: dict[tuple[str, ...], list[_Word]] = defaultdict(list)  # by the other words of the name
    near: dict[tuple[str, ...], dict[str, list[_Word]]] = {}  # of those that are asked for
    for number, spellings in frequent.items():
        for name in spellings:
            for rest, word in _each(name):
                beside[rest].append((number, word))
    for number, spellings in rare.items():
        found: set[int] = set()
        for name in spellings:
            for rest, word in _each(name):
                if rest not in beside:
                    continue
                if rest not in near:
                    near[rest] = _by_letters(beside[rest])
                for other, theirs in {pair for key in _letter_less(word) for pair in near[rest].get(key, ())}:
                    if other != number and distance(word, theirs, 1) == 1 and misspelt(word, theirs):
                        found.add(other)
        if found:
            yield number, found


def _each(name: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each word of a name, after the others."""
    return ((name[:i] + name[i + 1 :], word) for i, word in enumerate(name))


def _letter_less(word: str) -> set[str]:
    """The word, and it with any one letter left out: two that differ by one slip have one of these in common."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _by_letters(words: Iterable[_Word]) -> dict[str, list[_Word]]:
    """Words by what they are with a letter less."""
    found: dict[str, list[_Word]] = defaultdict(list)
    for pair in words:
        for key in _letter_less(pair[1]):
            found[key].append(pair)
    return found
