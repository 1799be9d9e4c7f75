"""What is said of two countries by their adjectives: "French-Spanish cooperation", of France and Spain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg.extract.encode import KINDS
from kg.extract.patterns import PIECE
from kg.extract.reading import Finding
from kg.extract.scene import Scene

_LAND = f"[{KINDS['adjective']}{KINDS['place']}]"
#: "French-Spanish", "France/Spain": neither is one of more than two.
_PAIR = rf"(?<![\w/-])({_LAND})(?:-|/)({_LAND})(?![/-])"
#: "French and Spanish authorities", each of them for its country.
_POWERS = rf"({KINDS['adjective']}) and ({KINDS['adjective']}) (?:[a-z]+ )?"


#: Where either can begin; told at little cost.
_BESIDE = re.compile(rf"{_LAND}[-/]{_LAND}|{KINDS['adjective']} and {KINDS['adjective']}")


@lru_cache(maxsize=8)  # the same few lists for every cable
def _expression(words: Sequence[str]) -> re.Pattern[str]:
    ties = "|".join(re.escape(w) for w in words if w[0] not in "+-")
    powers = "|".join(re.escape(w[1:]) for w in words if w[0] == "+")
    act = r"(?:joint|jointly|cooperate|cooperated|together|signed|formed|agreed)"
    return re.compile(
        rf"{_PAIR}(?: [\w-]+){{0,3}}? (?:{ties})\b|{_POWERS}(?:{powers})\b(?: [\w-]+){{0,4}}? {act}\b", re.I
    )


def bilateral(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """Two countries of which a sentence speaks in one breath, as adjectives or names.

    ``words``: what they have together ("cooperation"); "+word": those who act for a country ("authorities"); "-word":
    what shows that they are at odds.
    """
    pattern, odds = _expression(tuple(words)), {w[1:] for w in words if w[0] == "-"}
    for sentence in view.sentences:
        for beside in _BESIDE.finditer(sentence.text):
            match = pattern.match(sentence.text, beside.start())
            if not match:
                continue
            if not odds.isdisjoint(PIECE.findall(sentence.text.lower())):
                break
            items = [sentence.items[i] for i in range(*match.span()) if i in sentence.items][:2]
            first, second = (item.entity or view.by_code.get(item.value, "") for item in items)
            if first in view.country and second in view.country and first != second:
                yield Finding(first, second, "", sentence)
