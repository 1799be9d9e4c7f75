"""Canonical cable ids: two-digit year, post as in published ids, number without leading zeros."""

from __future__ import annotations

import re

from kg.cable.fields.posts import known_post

#: Year, post, number of an id, in any of the dresses ids come in: ``09CAIRO0561``, ``2007 MANAGUA 2135``,
#: ``10-OTTAWA-57``, ``O4 CHENNAI 12``.
_ID = re.compile(
    r"\s{0,4}'?((?:19|2[0O])[\dO]{2}|[\dO]{2})[\s\-_./]{0,4}"
    # A zero in a post stands for the letter O, so a letter or the post's end must follow it.
    r"((?:[A-Z]|0(?=[A-Z\s]))(?:[A-Z .'\-_/]|0(?=[A-Z .'\-_/])){0,40})#?\s{0,4}(\d[\dO]{0,8})\s{0,4}",
    re.IGNORECASE,
)


def digits(text: str) -> str:
    """``text`` with letters that were taken for digits made digits again: ``O4`` is ``04``, ``l2`` is ``12``."""
    return text.upper().replace("O", "0").replace("L", "1").replace("I", "1")


def id_parts(cable_id: str) -> tuple[str, str, str] | None:
    """Two-digit year, canonical post and number of a cable id; None if it is none.

    A post that is in no list keeps its letters.
    """
    if len(cable_id) > 100:
        return None
    match = _ID.fullmatch(cable_id)
    if not match:
        return None
    year, post, number = digits(match[1])[-2:], match[2], match[3]
    letters = re.sub(r"[^A-Z]", "", post.upper().replace("0", "O"))
    name = known_post(post) or known_post(post, mend=True) or letters
    return year, name, digits(number).lstrip("0") or "0"


def canonical_id(cable_id: str) -> str:
    """``cable_id`` in canonical form: ``08RIODEJANEIRO138`` from ``2008 RIO DE JANEIRO 00138`` and the like.

    A string that is no cable id comes back upper case, without blanks.
    """
    parts = id_parts(cable_id)
    return "".join(parts) if parts else "".join(cable_id.upper().split())
