"""The SUBJECT of a telegram."""

from __future__ import annotations


def subject(body: str, listed: str = "") -> str:
    """The subject on one line, from the SUBJECT (or SUBJ) line of the body.

    ``body`` is everything from the message opening on, or any part of it; ``listed`` the title a listing gives,
    used where the body has none, unless it is empty or ``(no title)``. "" where there is neither. Case is kept,
    a leading portion mark is dropped, HTML entities are decoded; it ends before REF, Classified By, a page mark
    or a blank line that does not stand in the midst of a sentence.
    """
    return ""
