"""Names that must not be read, and masking them in strings.

- A name of two or more words is masked in every string, whichever cable it comes from.
- A single word (an alias such as a surname, and each word of a protected person's name) is masked in strings that come
  from a cable which speaks of that entity. Elsewhere it is somebody else's name.

Names are compared without case and accents; blanks, line breaks and punctuation between words do not matter, nor does a
possessive. This masks too much rather than too little: a namesake in the same cable loses the surname, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Self

#: What stands for a masked name: the length the redactors of the published cables use for every name.
MASK = "XXXXXXXXXXXX"

_WORD = re.compile(r"[^\W_]+")
# A combining accent must not end a word, though it is no \w.
_MARKED_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f])+")

# What makes of ASCII text its words in lower case with blanks between them.
_APART = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}

# Words inside a person's name that do not tell who it is.
_PARTICLES = frozenset(["abu", "al", "ben", "bin", "bint", "da", "de", "del", "della", "den", "der", "des", "di", "do"])
_PARTICLES |= {"dos", "du", "el", "la", "le", "les", "of", "the", "van", "von", "y", "zu"}

# Surnames that are English function words, too: masking every lower-case "he" or "may" of a cable would hide nothing
# and spell out which word the name is.
_FUNCTION_WORDS = frozenset(["an", "as", "at", "by", "do", "he", "her", "his", "in", "is", "it", "long", "may", "no"])
_FUNCTION_WORDS |= {"on", "or", "she", "so", "they", "to", "we", "will", "you"}

_Words = tuple[str, ...]


class Censor:
    """The protected names, ready to be masked in strings."""

    def __init__(self) -> None:
        self._everywhere: dict[str, set[_Words]] = {}
        self._within: dict[str, dict[str, set[_Words]]] = {}

    def add(self, name: str, cables: Iterable[str], *, person: bool) -> None:
        """Protect this name; ``cables`` are the ids of those that speak of its bearer."""
        found = _words(name)
        words = tuple(word for word, _, _ in found)
        if not words or set(name) <= set(MASK):
            return
        # A hyphen or an apostrophe does not make two words: "Al-Masri" alone is a surname.
        several = len(name.split()) > 1
        if several:
            _enter(self._everywhere, words)
        for cable in cables:
            local = self._within.setdefault(cable, {})
            if not several:
                _enter(local, words)
            if person:
                for word, start, end in found:
                    if len(word) > 1 and word not in _PARTICLES and not name[start:end].islower():
                        _enter(local, (word,))

    def __bool__(self) -> bool:
        return bool(self._everywhere or self._within)

    def entered(self) -> list[Any]:
        """All of it as plain values; equal for equal names."""
        return [_entered(self._everywhere), {cable: _entered(self._within[cable]) for cable in sorted(self._within)}]

    @classmethod
    def of(cls, entered: list[Any]) -> Self:
        """The names that ``entered`` told."""
        made = cls()
        everywhere, within = entered
        made._everywhere = _table(everywhere)
        made._within = {cable: _table(names) for cable, names in within.items()}
        return made

    def relevant(self, cable: str, words: AbstractSet[str]) -> str:
        """The names that may stand in strings of this cable made of these words (words_of); equal for equal names."""
        own = [f"{' '.join(name)} here" for names in self._within.get(cable, {}).values() for name in names]
        first = self._everywhere.keys() & words
        return "\n".join(sorted([*own, *(" ".join(n) for f in first for n in self._everywhere[f] if words >= {*n})]))

    def alike(self, cables: Iterable[str]) -> set[str]:
        """Some of these cables, such that each of the others has its strings masked as one of these has."""
        found = set(cables)
        own = found & self._within.keys()
        return own | set(sorted(found - own)[:1])

    def find(self, text: str, cables: Collection[str] = ()) -> list[tuple[int, int]]:
        """Where protected names stand in a string from these cables: disjoint [start, end), in order."""
        tables = [t for t in (self._everywhere, *(self._within.get(c) for c in cables)) if t]
        if not tables or not text:
            return []
        words = _words(text)
        spans: list[tuple[int, int]] = []
        end = 0
        for at, (word, start, stop) in enumerate(words):
            if at < end:
                continue
            names = [name for table in tables if word in table for name in table[word]]
            length = max((len(n) for n in names if _stands(n, words, at, text[start:stop])), default=0)
            if length:
                end = at + length
                spans.append((start, words[end - 1][2]))
        return spans

    def text(self, text: str, cables: Collection[str] = ()) -> str:
        """The string with every protected name replaced by the mask."""
        for start, end in reversed(self.find(text, cables)):
            text = text[:start] + MASK + text[end:]
        return text

    def same_length(self, text: str, cables: Collection[str] = (), also: Iterable[tuple[int, int]] = ()) -> str:
        """The string with every protected name, and the stretches ``also``, overwritten, so that offsets stay."""
        parts = []
        done = 0
        for start, end in sorted([*self.find(text, cables), *also]):
            start = max(start, done)
            if start < end:
                parts += [text[done:start], *("X" if not c.isspace() else c for c in text[start:end])]
                done = end
        return "".join([*parts, text[done:]])

    def report(self, report: dict[str, Any]) -> dict[str, Any]:
        """A build's report masked: file names and messages, each as its cable asks."""
        return {
            part: [self.anything(line, [line["cable"]] if "cable" in line else []) for line in lines]
            if isinstance(lines, list)
            else lines
            for part, lines in report.items()
        }

    def anything(self, value: Any, cables: Collection[str] = ()) -> Any:
        """Strings inside lists and dictionaries masked, all else as it is."""
        if isinstance(value, str):
            return self.text(value, cables)
        if isinstance(value, list | tuple):
            return [self.anything(v, cables) for v in value]
        if isinstance(value, dict):
            return {k: self.anything(v, cables) for k, v in value.items()}
        return value


def _stands(name: _Words, words: list[tuple[str, int, int]], at: int, first: str) -> bool:
    """Whether the name stands at this word, whose spelling in the text is ``first``."""
    if len(name) == 1:
        return not (name[0] in _FUNCTION_WORDS and first.islower())
    return name == tuple(word for word, _, _ in words[at : at + len(name)])


def _entered(table: Mapping[str, set[_Words]]) -> list[list[str]]:
    return sorted(list(words) for found in table.values() for words in found)


def _table(entered: list[list[str]]) -> dict[str, set[_Words]]:
    table: dict[str, set[_Words]] = {}
    for words in entered:
        _enter(table, tuple(words))
    return table


def _enter(table: dict[str, set[_Words]], words: _Words) -> None:
    table.setdefault(words[0], set()).add(words)


def _words(text: str) -> list[tuple[str, int, int]]:
    """Folded words (no case, no accents) and where they stand. A possessive 's is a word of its own."""
    if text.isascii():
        return [(m[0].lower(), m.start(), m.end()) for m in _WORD.finditer(text)]
    words = ((_fold(m[0]), m.start(), m.end()) for m in _MARKED_WORD.finditer(text))
    return [word for word in words if word[0]]


def words_of(text: str) -> set[str]:
    """The words of a string as names are compared by: where none of a name's is among them, it does not stand there."""
    parts = set(text.split())
    marked = [part for part in parts if not part.isascii()]
    found = set(" ".join(parts.difference(marked)).translate(_APART).split())
    return found | {_fold(word) for word in set(_MARKED_WORD.findall(" ".join(marked)))} - {""}


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word).casefold() if c.isalnum())
