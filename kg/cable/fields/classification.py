"""Classification: as the message opening or a listing gives it."""

from __future__ import annotations


def classification(text: str) -> str:
    """The classification said by the opening line of ``text``, in the words of the listings.

    ``CONFIDENTIAL``, ``SECRET//NOFORN``, ``UNCLASSIFIED//FOR OFFICIAL USE ONLY`` and so on; "" if it says none.
    """
    return ""
