"""What a rule reads from a cable."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kg.extract.encode import Sentence
from kg.extract.scene import Scene


@dataclass(frozen=True, slots=True)
class Finding:
    """One reading: keys of subject and object, the sentence that shows it, ``scale`` on the rule's confidence."""

    subject: str
    object: str
    title: str
    sentence: Sentence
    scale: float = 1.0


Reader = Callable[[Scene, Sequence[str], Sequence[str], Sequence[str]], Iterator[Finding]]
