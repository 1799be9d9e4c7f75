"""Families that a cable speaks of as criminal groups: "the Marlow clan", "the Orme, Hale and Sorley families"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.cable.flat import Block
from kg.extract.found import Found

_GROUP = re.compile(r" (?:crime |criminal )?(?:clans?|syndicates?|cartels?|gangs?|(?<=crime )(?:family|families))\b")
#: The same words say it only where the cable is about such families.
_FAMILY = re.compile(r" (?:family|families|organi[sz]ations?|operation)\b")
_ABOUT = re.compile(r"\b(?:crime|criminal) (?:family|families|clans?|syndicates?)\b|\brival clans\b")
_BETWEEN = (", ", " and ", ", and ", " or ")


def groups(blocks: Sequence[Block], found: Sequence[Sequence[Found]]) -> list[list[Found]]:
    """The names with such families, single surnames taken for people, as organisations."""
    criminal = any(_ABOUT.search(block.text) for block in blocks)
    result = []
    for block, names in zip(blocks, found, strict=True):
        kept = list(names)
        for i in reversed(range(len(kept))):
            one = kept[i]
            listed = i + 1 < len(kept) and block.text[one.end : kept[i + 1].start] in _BETWEEN
            follows = listed and kept[i + 1].source == _SOURCE and not _begins(block.text, kept[i + 1])
            if one.type != "person" or " " in block.text[one.start : one.end]:
                continue
            alone = _GROUP.match(block.text, one.end) or (criminal and _FAMILY.match(block.text, one.end))
            if follows or (alone and _begins_list(block.text, kept, i)):
                kept[i] = Found(one.start, one.end, "organization", _SOURCE)
        result.append(kept)
    return result


_SOURCE = "rule:clan"


def _begins(text: str, one: Found) -> bool:
    return text.endswith(("the ", "The ", "rival "), 0, one.start)


def _begins_list(text: str, names: Sequence[Found], i: int) -> bool:
    """Whether an article stands before a name, or before the first of the names that are listed with it."""
    while not _begins(text, names[i]):
        if not i or text[names[i - 1].end : names[i].start] not in _BETWEEN:
            return False
        i -= 1
    return True
