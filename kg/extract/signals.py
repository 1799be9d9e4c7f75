"""What the words around a name say about its type.

The model has seen a hundred cables; a town or firm it has never met is told from a person by the company it keeps:
"in Karelt", "Karelt's cities", "Ostvale High Court", "companies, including Orme, Hale and Sorley". The signals are
data (data/rules/mentions.yaml).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.cable.flat import Block
from kg.extract.found import Found, MentionRules
from kg.extract.triggers import possible

#: How far before a name its signal may begin, in characters.
_REACH = 120
#: At most so many votes count for one member of a list when the list finds its common type.
_MEMBER = 12


def everywhere(blocks: Sequence[Block], surfaces: Iterable[str]) -> Iterator[tuple[str, Block, int, int]]:
    """(surface, block, start, end) for every occurrence of the names."""
    pattern = occurrences(surfaces)
    for block in blocks:
        for match in pattern.finditer(block.text):
            yield match[0], block, match.start(), match.end()


def signals(
    standing: Iterable[tuple[str, Block, int, int]], known: MentionRules
) -> Iterator[tuple[str, str, int, frozenset[str]]]:
    """(surface, type, weight, types it may overrule) for every signal beside an occurrence of a name."""
    for surface, block, start, end in standing:
        before = block.text[max(0, start - _REACH) : start]
        for signal in known.signals:
            if signal.after is not None and not signal.after.match(block.text, end):
                continue
            if signal.before is not None and not (possible(before, signal.triggers) and signal.before.search(before)):
                continue
            yield surface, signal.type, signal.weight, signal.over


def occurrences(surfaces: Iterable[str]) -> re.Pattern[str]:
    """Finds every whole-word occurrence of the surfaces, the longest first; matches nothing where there are none."""
    by_length = sorted(surfaces, key=lambda s: (-len(s), s))
    if not by_length:
        return re.compile(r"(?!)")
    return re.compile(r"(?<![\w&])(?:" + "|".join(map(re.escape, by_length)) + r")(?!\w|['’](?!s\b)\w)")


def heads_of_bodies(votes: Mapping[str, Counter[str]], known: MentionRules) -> set[str]:
    """Names with which the name of a body of a known kind begins, as "Ostvale" does "Ostvale High Court"."""
    result = set()
    deciding = [rule for rule in known.patterns if rule.decides and rule.type == "agency"]
    for surface in votes:
        words = surface.split(" ")
        for count in (1, 2):
            head = " ".join(words[:count])
            if head in votes and len(words) > count + 1 and any(r.expression.fullmatch(surface) for r in deciding):
                result.add(head)
    return result


_COMMA = re.compile(r", ")
_LAST = re.compile(r",? (?:and|or) ")


def lists(blocks: Sequence[Block], found: Sequence[Sequence[Found]]) -> Iterator[list[str]]:
    """Enumerations of three names or more ("A, B and C"), which are nearly always of one type."""
    for block, names in zip(blocks, found, strict=True):
        run: list[Found] = []
        for one in names:
            between = block.text[run[-1].end : one.start] if run else ""
            if run and _COMMA.fullmatch(between):
                run.append(one)
            elif run and _LAST.fullmatch(between) and len(run) > 1:
                yield [block.text[f.start : f.end] for f in [*run, one]]
                run = []
            else:
                run = [one]


def agree_in_lists(
    blocks: Sequence[Block], found: Sequence[Sequence[Found]], votes: Mapping[str, Counter[str]]
) -> None:
    """Every member of an enumeration gets the weight of the type that most of them have."""
    for members in lists(blocks, found):
        total: Counter[str] = Counter()
        for surface in members:
            strongest = votes[surface].most_common(1)[0][1]
            for kind, n in votes[surface].items():
                total[kind] += min(n, _MEMBER) if n == strongest else 0
        kind, weight = min(total.items(), key=lambda pair: (-pair[1], pair[0]))
        if weight * 2 > sum(total.values()):
            for surface in members:
                votes[surface][kind] += _MEMBER
