"""Words a pattern cannot do without: no text is passed over in which the pattern would find something."""

from __future__ import annotations

import random
import re

import pytest

from kg.extract.invent import passage
from kg.extract.mention_rules import load_rules
from kg.extract.triggers import possible, triggers


@pytest.mark.parametrize(
    ("expression", "pieces"),
    [
        ("Ministry of [A-Z]", {"Ministry of "}),
        ("(?:Ministry|Bureau) (?:of|for)", {"Ministry", "Bureau"}),
        ("(?:the )?[A-Z][a-z]+", set()),  # what may be left out is not needed
        ("(?:Ministry|[A-Z]+)", set()),  # one alternative without a word is enough
        ("(?i:ministry)", set()),  # capitals do not count there
        ("(?:Bank)+ of (?!the Sea)", {"Bank"}),
        ("(?:Salt |Grain ){2}Bureau", {"Bureau"}),
    ],
)
def test_triggers(expression: str, pieces: set[str]) -> None:
    assert triggers(expression) == pieces


def test_nothing_is_passed_over() -> None:
    rng = random.Random(4)
    texts = [passage(rng)[0] for _ in range(400)]
    rules = load_rules()
    assert sum(bool(rule.triggers) for rule in rules.patterns) > len(rules.patterns) / 2
    for rule in rules.patterns:
        for text in texts:
            assert possible(text, rule.triggers) or not rule.expression.search(text), (rule.name, text)


def test_titles_are_found_where_the_pattern_alone_finds_them() -> None:
    from kg.extract.sight import titled

    rng = random.Random(5)
    rules = load_rules()
    for text in (passage(rng)[0] for _ in range(400)):
        found = [m.span() for m in titled(text, rules)]
        assert found == [m.span() for m in re.finditer(rules.titles, text)], text
