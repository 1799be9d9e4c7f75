"""Attention lines: for which office, and for whom in it, a telegram is meant."""

from __future__ import annotations

from kg.model import Attention


def attention(text: str) -> tuple[Attention, ...]:
    """The attention lines between the message opening and the E.O. or TAGS line, in order.

    ``text`` is everything from the message opening on, or only those lines: ``DOC FOR ITA/MAC: SZYMANSKI`` is
    office ``DOC FOR ITA/MAC`` with people ``SZYMANSKI``; an office without people has none.
    """
    return ()
