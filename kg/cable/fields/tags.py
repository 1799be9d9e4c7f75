"""TAGS: subject, programme, country, organisation and person tags."""

from __future__ import annotations


def tags(body: str) -> tuple[str, ...]:
    """The TAGS in upper case, in order, without repeats.

    ``body`` is everything from the message opening on, or any part of it. Codes run together are split, plain
    misprints mended, tags of several words kept whole, persons given as ``RICE, CONDOLEEZZA``.
    """
    return ()
