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


def finding(view: Scene, subject: str, obj: str) -> Iterator[Finding]:
    """That the one has to do with the other, shown where both are named, else where the first is."""
    sentence = view.first(subject, obj)
    if sentence and subject != obj:
        yield Finding(subject, obj, "", sentence)
