"""Classification: as the message opening gives it, in the words of the listings."""

from __future__ import annotations

import re

from kg.cable.fields.captions import captions
from kg.cable.fields.opening import opening
from kg.cable.fields.text import plain_zone


def classification(text: str) -> str:
    """The classification said by the opening line of ``text``, in the words of the listings.

    ``CONFIDENTIAL``, ``SECRET//NOFORN``, ``UNCLASSIFIED//FOR OFFICIAL USE ONLY`` and so on; "" if it says none.
    """
    zone = plain_zone(text)
    found = opening(zone)
    if not found:
        return ""
    word = re.sub(r"(?<=\b[A-Z]) (?=[A-Z]\b)", "", found["word"]).replace("  ", " ")
    handling = set(captions(zone[found.start() :]))
    if "UNCLAS" in word:
        for_use = {"SENSITIVE", "FOUO", "FOR OFFICIAL USE ONLY", "DEA SENSITIVE"} & handling
        return "UNCLASSIFIED//FOR OFFICIAL USE ONLY" if for_use else "UNCLASSIFIED"
    if word.startswith("LIMITED"):
        return "LIMITED OFFICIAL USE"
    return f"{word}//NOFORN" if "NOFORN" in handling else word
