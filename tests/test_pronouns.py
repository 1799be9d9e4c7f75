"""Whom "he" and "she" mean."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from kg.extract.pronouns import referents


@dataclass(frozen=True)
class Name:
    start: int
    end: int
    entity: str


CASES = [
    # sentence, topic before, whom its pronouns mean, topic after
    ("Brun said he was tired.", "", ["Brun"], "Brun"),
    ("He met Dahl.", "Brun", ["Brun"], "Brun"),
    ("During the Dahl years, Brun taught; she was happy.", "", ["Brun"], "Brun"),
    ("Under President Dahl she was a minister.", "Brun", ["Brun"], "Brun"),
    ("Brun praised Dahl.", "", [], "Brun"),
    ("He praised Dahl, who said he was pleased.", "Brun", ["Brun", "Dahl"], "Brun"),
    ("Fisheries: Brun (HP) Dahl wanted him out; her name is unknown.", "", ["Brun", "Dahl"], "Brun"),
    ("She said Dahl had met her.", "Brun", ["Brun", "Brun"], "Brun"),
    ("Dahl met him.", "Brun", ["Brun"], "Dahl"),
    ("Dahl met him.", "", [], "Dahl"),
    ("Brun met Dahl and his wife.", "", ["Dahl"], "Brun"),
    ("Brun, 47, a lawyer, has known Dahl for years.", "Lie", [], "Brun"),
    ("It rained on her boat.", "Brun", ["Brun"], "Brun"),
    ("It rained on his boat.", "", [], ""),
]


@pytest.mark.parametrize(("sentence", "topic", "means", "after"), CASES)
def test_referents(sentence: str, topic: str, means: list[str], after: str) -> None:
    people = sorted(
        (Name(at, at + len(n), n) for n in ("Brun", "Dahl", "Lie") if (at := sentence.find(n)) >= 0),
        key=lambda p: p.start,
    )
    found, then = referents(sentence, 0, len(sentence), people, topic)
    assert [who for _, who in found] == means
    assert then == after
