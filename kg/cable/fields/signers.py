"""Signers: the names that close a telegram."""

from __future__ import annotations


def signed_by(body: str) -> tuple[str, ...]:
    """The names that close the telegram, as written, in order, without repeats; () where nobody signed."""
    return ()
