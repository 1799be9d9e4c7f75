""" "The delegation met ...": whoever leads the one delegation of a cable is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extract.encode import KINDS, Item, Sentence

_P = KINDS["person"]
#: Who leads: "CODEL Brun", "Brun led a delegation", "a delegation headed by Minister Brun".
_LED = re.compile(
    rf"\b(?:codel|staffdel|nodel) (?P<a>{_P})"
    rf"|(?P<b>{_P})(?!'s)[^;:{_P}]{{0,40}}? led [^;:{_P}]{{0,60}}?delegation\b"
    rf"|\bdelegation,? (?:was |is )?(?:led|headed) by (?:[^ ;:{_P}]+ ){{0,4}}?(?P<c>{_P})",
    re.I,
)
_WORD = re.compile(
    r"(?<![\w-])(?:delegation|codel|staffdel)(?= (?:(?:also|then|later|next|first) )?"
    r"(?:[a-z]{3,}ed|met|meets|held|told|heard|spoke|had|went"
    r"|flew)\b)",
    re.I,
)


def named(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The sentences with "the delegation" made an item of its leader, where the cable tells of one delegation."""
    leaders = {s.items[m.start(m.lastgroup or 0)].entity for s in sentences for m in _LED.finditer(s.text)}
    if len(leaders) != 1:
        return tuple(sentences)
    (leader,) = leaders
    return tuple(_with_leader(s, leader) for s in sentences)


def _with_leader(sentence: Sentence, leader: str) -> Sentence:
    match = _WORD.search(sentence.text)
    if not match or not sentence.block.text[: sentence.at[match.start()]].lower().endswith("the "):
        return sentence
    start, end = match.span()
    shift = end - start - 1
    items = {at if at < start else at - shift: item for at, item in sentence.items.items()}
    items[start] = Item("person", sentence.at[start], sentence.at[end - 1] + 1, leader, match[0].lower(), True)
    return Sentence(
        sentence.block,
        sentence.span,
        sentence.text[:start] + _P + sentence.text[end:],
        (*sentence.at[: start + 1], *sentence.at[end:]),
        items,
    )
