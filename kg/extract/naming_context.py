"""A mention as naming sees it: its text, its place among the paragraphs and the words around it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from kg.cable.flat import Block, one_line
from kg.model import Document, Mention

_REACH = 60
_OPENS = re.compile(r"['\"”’s]* ?\(\s?(?:the |or |or the )?[\"“']?")
_CLOSES = re.compile(r"['\"”’]?(?:\s?[),;]| or )")
_ALSO = re.compile(
    r"['\"”]?,? ?\(?(?:aka|a\.k\.a\.?|(?:also |better |formerly )?known as|formerly|alias)[, ]+(?:the )?[\"“']?"
    r"|[\"”] or (?:the )?[\"“]",
    re.I,
)
_LAST_WORD = re.compile(r"([^\W\d_][\w'’.-]*)[\"“(]* *$")
_NEXT_WORD = re.compile(r"^(?:['’]s?)? *([^\W_]+)")


@dataclass(frozen=True, slots=True)
class Place:
    """A mention with its surroundings. ``block`` counts blocks from 0, -1 outside all of them."""

    index: int
    mention: Mention
    text: str
    block: int
    paragraph: int  # counts the document's paragraphs from 0; a heading has the number of the one that follows
    before: str  # up to 60 characters of the block
    after: str
    capitals: bool  # the whole sentence around it is in capitals: the case of its letters says nothing
    gap: str | None  # the text between the mention before and this one, where both are in one block

    @property
    def word_before(self) -> str:
        """The word just before the mention, without its full stop; "" if there is none."""
        match = _LAST_WORD.search(self.before)
        return match[1].rstrip(".") if match else ""

    @property
    def word_after(self) -> str:
        """The word just after the mention (or its possessive)."""
        match = _NEXT_WORD.match(self.after)
        return match[1] if match else ""

    @property
    def in_brackets_after_name(self) -> bool:
        """Whether it stands alone in brackets right after the mention before: ``Long Name (LN)``."""
        return self.gap is not None and bool(_OPENS.fullmatch(self.gap)) and bool(_CLOSES.match(self.after))

    @property
    def also_known_as(self) -> bool:
        """Whether the text says it is another name of the mention before: ``X (aka Y)``."""
        return self.gap is not None and bool(_ALSO.fullmatch(self.gap))


def places(document: Document, blocks: Sequence[Block], mentions: Sequence[Mention]) -> list[Place]:
    """One Place for each mention, which must be in text order."""
    starts = [block.offsets[0] for block in blocks]
    paragraphs = [paragraph.start for paragraph in document.paragraphs]
    found: list[Place] = []
    last_block, last_end = -2, 0
    for index, mention in enumerate(mentions):
        number = bisect_right(starts, mention.start) - 1
        if number >= 0 and mention.end <= blocks[number].offsets[-1]:
            block = blocks[number]
            start = bisect_left(block.offsets, mention.start)
            end = max(start, bisect_left(block.offsets, mention.end))
            flat, text = block.text, block.text[start:end].strip() or mention.text
        else:  # a mention outside the body as parsed: its own line must do
            number, flat = -1, one_line(document.text[max(0, mention.start - _REACH) : mention.end + _REACH])
            text = mention.text
            start = max(0, flat.find(text))
            end = start + len(text)
        before, after = flat[max(0, start - _REACH) : start], flat[end : end + _REACH]
        around = before + after
        gap = flat[last_end:start] if number == last_block and number >= 0 and last_end <= start else None
        paragraph = bisect_right(paragraphs, mention.start) - 1
        if number >= 0 and blocks[number].paragraph is None:
            paragraph += 1
        found.append(
            Place(
                index,
                mention,
                text,
                number,
                paragraph,
                before,
                after,
                text.isupper() and not any(c.islower() for c in around),
                gap,
            )
        )
        last_block, last_end = number, end
    return found
