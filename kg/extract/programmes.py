"""Abbreviations that stand for programmes, laws and things, which are no mentions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.cable.flat import Block
from kg.extract.found import MentionRules
from kg.extract.kinds import SMALL

_CAPITALISED = re.compile(r"[A-Z][a-z]+ (?:(?:(?:of|for|and|on|the) ){0,2}[A-Z][a-z]+ ){1,5}[A-Z][a-z]+")
_SHORT = re.compile(r" \([\"“]?([A-Z]{2,8})s?[\"”]?\)")
#: "Plan for the Salt of the Coast (SALTCO)": whatever the letters are made of.
_PROGRAMME = re.compile(
    r"\b(?:Plan|Program|Programme|Strategy|Convention|Treaty|Initiative|Agreement|Act|Law) (?:of|for|on|to|against) "
    r"([^.,;:()]{3,80}) \([\"“]?([A-Z][A-Z0-9]{2,9})[\"”]?\)"
)
#: "SP (Salt Protocol)"
_SHORT_FIRST = re.compile(r"\b([A-Z]{2,8}) \((?:the )?[A-Z][A-Za-z -]{2,80} ([A-Z][a-z]+)\)")
_SMALL_LETTERS = re.compile(r"(?:[a-z]+[ -]){1,6}[a-z]+$")


def abbreviated(blocks: Sequence[Block], known: MentionRules) -> frozenset[str]:
    """What the cable introduces as short for a programme, law or plan ("Clean Coast Plan (CCP)"), or for a thing in
    small letters ("long range boat (LRB)")."""
    found = set()
    for block in blocks:
        for match in _CAPITALISED.finditer(block.text):
            words = match[0].removeprefix("The ").split()
            if words[-1] in known.not_ending:
                initials = "".join(w[0] for w in words if w not in SMALL)
                if initials not in known.famous:
                    found.add(initials)
        for match in _SHORT.finditer(block.text):
            before = block.text[max(0, match.start() - 80) : match.start()]
            if before[before.rfind(" ") + 1 :].rstrip('"”') in known.not_ending:
                found.add(match[1])
            elif small := _SMALL_LETTERS.search(before):
                first = "".join(word[0] for word in re.split(r"[ -]", small[0]) if word not in SMALL).upper()
                if first.endswith(match[1]):
                    found.add(match[1])
        found.update(m[1] for m in _SHORT_FIRST.finditer(block.text) if m[2] in known.not_ending)
        for match in _PROGRAMME.finditer(block.text):
            # "Plan of the Ministry of Salt (MOS)": the letters are those of the body.
            words = [w for w in re.split(r"[ -]", match[1]) if w not in SMALL]
            if not "".join(w[0] for w in words).upper().endswith(match[2][-2:]) and match[2] not in known.famous:
                found.add(match[2])
    return frozenset(found)
