"""Captions: SIPDIS, SENSITIVE, NOFORN, EXDIS and the other handling words."""

from __future__ import annotations


def captions(text: str) -> tuple[str, ...]:
    """The captions between the message opening (its line included) and the E.O. or TAGS line, without repeats.

    ``text`` is everything from the message opening on.
    """
    return ()
