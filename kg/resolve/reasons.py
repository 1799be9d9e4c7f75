"""Why two within-cable entities were joined: a number that packs how their names agree and what else speaks for it."""

from __future__ import annotations

#: How the names agree, by text; the number stands in the low bits.
NAME_CODES = {
    text: number
    for number, text in enumerate(
        [
            "the same name",
            "the same name in another order",
            "one name is part of the other",
            "initials",
            "a short first name",
            "another romanisation",
            "another spelling",
            "a bare name",
            "one of a kind",
            "the same name in one country",
            "both names in one cable",
            "an acronym",
            "the same place in the gazetteer",
            "a reader says so",
        ],
        1,
    )
}
_NAMES = {number: text for text, number in NAME_CODES.items()}
_LOW = 31

COUNTRY, BODY, TITLE, COMPANY = 32, 64, 128, 256
_FLAGS = {COUNTRY: "the same country", BODY: "the same body", TITLE: "like offices", COMPANY: "named beside the same"}


def text(reason: int) -> str:
    """The reason in words, none of them from a cable."""
    found = [_NAMES.get(reason & _LOW, "unknown")]
    found += [words for flag, words in _FLAGS.items() if reason & flag]
    return ", ".join(found)
