"""An input that gave no document, and why."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import KgError


@dataclass(frozen=True, slots=True)
class Skip:
    """An input that gave no document: which, and why."""

    source: str  # file name without its folder; within an archive, behind the archive's name
    code: str
    message: str


def skip(source: str, error: KgError) -> Skip:
    """The reason, built by kg.errors, why ``source`` was left out."""
    return Skip(source, error.code, error.message)
