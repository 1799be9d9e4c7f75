"""Names that a cable asks to protect: ``Ana Marlow (strictly protect)``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kg.cable.flat import Block
from kg.extract.found import Found, MentionRules
from kg.model import Document

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
    """For every mark the name it belongs to, known or not.

    ``found``: the names seen so far in each block. The person right before the mark, else the nearest one before it
    (an office and its body may stand between); else the capitalised words right before it, or whatever name stands
    there: rather one name too many than a person exposed.
    """
    result = []
    for i, (block, names) in enumerate(zip(blocks, found, strict=True)):
        since = 0
        for mark in MARK.finditer(block.text):
            start = max(since, mark.start() - REACH)
            since = mark.end()
            before = [n for n in names if n.start >= start and n.end <= mark.start()]
            words = _NAME_BEFORE.search(block.text[start : mark.start()].rstrip(" ,") + " ")
            loose = (
                Found(start + words.start(), start + words.start() + len(words[0].rstrip()), "", "") if words else None
            )
            adjacent = before[-1] if before and not block.text[before[-1].end : mark.start()].strip(" ,") else None
            people = [n for n in before if n.type == "person"]
            if adjacent is None and loose and not any(n.end > loose.start for n in people):
                chosen: Found | None = loose
            else:
                chosen = people[-1] if people else adjacent or loose
            if chosen:
                result.append(Protected(i, chosen.start, chosen.end))
    return result


@cache
def _known() -> MentionRules:
    """The rules, read once however many cables carry a mark."""
    from kg.extract.mention_rules import load_rules

    return load_rules()


def marked_names(document: Document) -> tuple[str, ...]:
    """The names that a cable asks to protect, found without the model: by titles and by capitals."""
    if not MARK.search(document.text):
        return ()
    from kg.extract.recase import blocks
    from kg.extract.sight import from_patterns

    parts = blocks(document)
    known = _known()
    spans = protected_spans(parts, [sorted(from_patterns(b.text, known)) for b in parts])
    return tuple(sorted({parts[s.block].text[s.start : s.end] for s in spans}))
