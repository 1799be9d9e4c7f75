"""REF lines: cables, e-mails, telephone calls, reports, books, and the rest."""

from __future__ import annotations

from kg.model import Reference


def references(body: str, cable_id: str) -> tuple[Reference, ...]:
    """Every reference of the REF sections, in order, without repeats.

    ``body`` is everything from the message opening on, or any part of it; ``cable_id`` the cable's own id, whose
    year and post stand in where a reference leaves them out. ``value`` of a cable is its canonical id, of anything
    else the text as written with blanks collapsed; ``label`` is a capital letter or None.
    """
    return ()
