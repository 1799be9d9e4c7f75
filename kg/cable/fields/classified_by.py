"""Classified By: who classified, in which office, for which reasons."""

from __future__ import annotations

from kg.model import Classifier


def classifier(body: str) -> Classifier:
    """Who classified the cable: names as written, title and office beside them, reasons such as ``1.4(b)``.

    ``body`` is everything from the message opening on, or any part of it. Nobody named gives no names.
    """
    return Classifier((), "", ())


def classified_by(body: str) -> tuple[str, ...]:
    """The names alone; ``classifier(body).names``."""
    return classifier(body).names
