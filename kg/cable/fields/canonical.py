"""Canonical cable ids: two-digit year, post as in published ids, number."""

from __future__ import annotations


def canonical_id(cable_id: str) -> str:
    """``cable_id`` in canonical form: ``08RIODEJANEIRO138`` from ``2008 RIO DE JANEIRO 00138`` and the like.

    A string that is no cable id comes back upper case, without blanks.
    """
    return ""


def id_parts(cable_id: str) -> tuple[str, str, str] | None:
    """Two-digit year, canonical post and number of a cable id; None if it is none."""
    return None
