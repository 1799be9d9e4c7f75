"""What the words around a name say about its type.

The model has seen a hundred cables; a town or firm it has never met is told from a person by the company it keeps:
"in Karelt", "Karelt's cities", "Ostvale High Court", "companies, including Orme, Hale and Sorley". The signals are
data (data/rules/mentions.yaml).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kg.cable.flat import Block
from kg.extract.found import Found, MentionRules

#: How far before a name its signal may begin, in characters.
_REACH = 120
#: At most so many votes count for one member of a list when the list finds its common type.
_MEMBER = 12


def everywhere(blocks: Sequence[Block], surfaces: Iterable[str]) -> Iterator[tuple[str, Block, int, int]]:
    """(surface, block, start, end) for every occurrence of the names."""
    find = occurrences(surfaces)
    for block in blocks:
        for surface, start, end in find(block.text):
            yield surface, block, start, end


def signals(
    standing: Iterable[tuple[str, Block, int, int]], known: MentionRules
) -> Iterator[tuple[str, str, int, frozenset[str]]]:
    """(surface, type, weight, types it may overrule) for every signal beside an occurrence of a name."""
    for surface, block, start, end in standing:
        text, reach = block.text, max(0, start - _REACH)
        # Beside most names there is no signal at all: asked of all signals at once.
        behind = text.endswith(known.before, reach, start)
        ahead = known.after.match(text, end)
        if not behind and not ahead:
            continue
        for signal in known.signals:
            if signal.after is not None and not (ahead and signal.after.match(text, end)):
                continue
            if signal.before is not None and not (
                behind and text.endswith(signal.endings, reach, start) and signal.before.search(text[reach:start])
            ):
                continue
            yield surface, signal.type, signal.weight, signal.over


_FIRST_WORD = re.compile(r"\w+|\W")
_WORDS = re.compile(r"(?<![\w&])\w+")
#: Those that begin with no small letter, which is where nearly all names begin.
_LARGE = re.compile(r"(?<![\w&])(?![a-z])\w+")
_PLACES = re.compile(r"(?<![\w&])(?:\w+|\W)")
_AFTER = re.compile(r"(?!\w|['’](?!s\b)\w)")


def occurrences(surfaces: Iterable[str]) -> Callable[[str], Iterator[tuple[str, int, int]]]:
    """A function that finds every whole-word occurrence of the surfaces in a text, the longest first.

    It yields (surface, start, end). Looking each word up costs less than one expression of all surfaces, which would
    have to be compiled for every cable.
    """
    starting: dict[str, list[str]] = defaultdict(list)
    for surface in sorted(surfaces, key=lambda s: (-len(s), s)):
        if first := _FIRST_WORD.match(surface):
            starting[first[0]].append(surface)
    places = _WORDS if any("a" <= word[0] <= "z" for word in starting) else _LARGE
    if not all(word[0].isalnum() or word[0] == "_" for word in starting):
        places = _PLACES

    def find(text: str) -> Iterator[tuple[str, int, int]]:
        last = 0
        for word in places.finditer(text) if starting else ():
            if (fitting := starting.get(word[0])) and (start := word.start()) >= last:
                for surface in fitting:
                    end = start + len(surface)
                    if text.startswith(surface, start) and _AFTER.match(text, end):
                        yield surface, start, end
                        last = end
                        break

    return find


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
