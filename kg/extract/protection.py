"""Names that a cable asks to protect: ``Ana Marlow (strictly protect)``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.cable.flat import Block
from kg.extract.found import Found

#: The mark in its usual dresses, upper or lower case, in round or square brackets; on one-line text, so that a
#: line break inside it does not matter.
MARK = re.compile(
    r"[(\[]\s*(?:please\s+|strictly\s+|source\s+|identity\s+)*protect(?:ed)?(?:\s+(?:strictly|source|name|identity|throughout|please))*\s*[)\]]",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"((?:[A-ZÀ-Þ][\w'’.-]*|de|da|do|dos|del|la|van|von|der|bin|al|el|y) ){1,6}$")
#: How far before its mark a name may stand: an office and its body fit in between.
REACH = 160


@dataclass(frozen=True, slots=True)
class Protected:
    """A stretch of a block's text that names somebody to protect."""

    block: int
    start: int
    end: int


def protected_spans(blocks: Sequence[Block], found: Sequence[Sequence[Found]]) -> list[Protected]:
    """For every mark the personal name it belongs to: the nearest one before it, known or not.

    ``found``: the names seen so far in each block. Where no personal name stands near, the capitalised words right
    before the mark are taken: rather one name too many than a person exposed.
    """
    result = []
    for i, (block, names) in enumerate(zip(blocks, found, strict=True)):
        for mark in MARK.finditer(block.text):
            near = [n for n in names if n.end <= mark.start() and mark.start() - n.end <= REACH and n.type == "person"]
            previous = max((m.end() for m in MARK.finditer(block.text, 0, mark.start())), default=0)
            near = [n for n in near if n.start >= previous]
            words = _NAME_BEFORE.search(block.text[: mark.start()].rstrip(" ,") + " ", previous)
            adjacent = next((n for n in names if words and n.end >= words.start() and n.end <= mark.start()), None)
            if words and (adjacent is None or adjacent.type != "person") and (not near or near[-1].end < words.start()):
                start = adjacent.start if adjacent else words.start()
                result.append(Protected(i, start, words.start() + len(words[0].rstrip())))
                if adjacent is None or not near:
                    continue
            if near:
                last = max(near, key=lambda n: n.end)
                result.append(Protected(i, last.start, last.end))
    return result
