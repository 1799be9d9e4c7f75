"""TO and INFO: the addressees of the transmission header."""

from __future__ import annotations

from kg.model import Recipient


def recipients(header: str) -> tuple[tuple[Recipient, ...], tuple[Recipient, ...]]:
    """Action and information addressees (TO, INFO) of a transmission header, in order.

    ``header`` may have the message opening glued to its end and may go on into the body: reading stops there.
    """
    return (), ()


def sender(header: str) -> str:
    """The FM line: ``AMCONSUL SHANGHAI``; "" if there is none. A route indicator before it is dropped."""
    return ""
