"""What was taken for one name and is two, or a name and what follows it: "Salt Bureau - Ana Marlow" in lists."""

from __future__ import annotations

import re

from kg.extract.found import Found

_DASH = re.compile(r" --? ")
#: Two to four capitalised words.
_FULL_NAME = re.compile(r"[A-ZÀ-Þ][\w.’'-]+(?: [A-ZÀ-Þ][\w.’'-]*){1,3}")


def first_piece(text: str, one: Found) -> Found:
    """The candidate up to a dash: in lists it parts a body from its officer, who may stand on either side."""
    dash = _DASH.search(text, one.start, one.end)
    if dash is None:
        return one
    if one.type == "person" and _FULL_NAME.fullmatch(text, dash.end(), one.end):
        return Found(dash.end(), one.end, one.type, one.source)
    return Found(one.start, dash.start(), one.type, one.source)
