"""The E.O. line: executive order and date of declassification."""

from __future__ import annotations


def executive_order(body: str) -> str:
    """The number of the executive order, ``12958``; "" if the body names none."""
    return ""


def declassify_on(body: str) -> str | None:
    """The date of declassification in ISO 8601 (``2019-02-02``); None where the line gives no date."""
    return None
