"""The summary, from its mark to its end mark."""

from __future__ import annotations


def summary(body: str) -> str:
    """The text of the summary on one line, without its marks, paragraph numbers and portion marks; "" if none."""
    return ""
