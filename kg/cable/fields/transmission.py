"""The transmission header: id of the transmission, precedence, date-time group."""

from __future__ import annotations


def transmission_id(header: str) -> str:
    """``VZCZCXRO0382``; "" if the header has none."""
    return ""


def precedence(header: str) -> str:
    """Precedence of the action addressees as the DTG line gives it: ``Z``, ``O``, ``P`` or ``R``; "" if none."""
    return ""


def dtg(header: str) -> str:
    """The date-time group in ISO 8601, ``2009-02-02T05:34Z``; "" if there is none or it is no date."""
    return ""
