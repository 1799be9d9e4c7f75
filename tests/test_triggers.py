"""Words a pattern cannot do without: no text is passed over in which the pattern would find something."""

from __future__ import annotations

import random
import re

import pytest

from kg.extract import examples
from kg.extract.invent import passage
from kg.extract.mention_rules import load_rules
from kg.extract.patterns import PIECE
from kg.extract.signals import occurrences
from kg.extract.triggers import endings, possible, triggers


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


@pytest.mark.parametrize(
    ("expression", "ends"),
    [
        (r"\b(?:in|near) ", {"in ", "near "}),
        ("firms?, ", {"firm, ", "firms, "}),
        ("firm[^.]{0,9} (?:of|by)(?: the)? ", {" of ", " by ", " of the ", " by the "}),
        ("(?:of|[a-z]+) ", {"of ", " "}),  # any word may stand before the blank
        ("(?i:of)", {""}),  # capitals do not count there
        ("[^x]", {""}),
    ],
)
def test_endings(expression: str, ends: set[str]) -> None:
    assert set(endings(expression)) == ends


def test_no_signal_is_passed_over() -> None:
    rng = random.Random(6)
    rules = load_rules()
    for text in (passage(rng)[0] for _ in range(20)):
        for at in (m.start() for m in re.finditer(r"\b\w", text)):
            before = text[max(0, at - 60) : at]
            for signal in rules.signals:
                if signal.before is not None and signal.before.search(before):
                    assert before.endswith(signal.endings), before
                    assert before.endswith(rules.before), before
                if signal.after is not None and signal.after.match(text, at):
                    assert rules.after.match(text, at), text[at:]


def test_no_sentence_is_passed_over() -> None:
    from kg.extract import relations, rules, scene

    relater = relations.load()
    sentences = [
        sentence
        for entry in rules.load("relations")["rules"]
        for said in (*(e["text"] for e in entry["examples"]["yes"]), *entry["examples"]["no"])
        if (example := examples.parse(said, "07OSLO12"))
        for sentence in scene.build(example.document, example.blocks, example.entities, relater.tools).sentences
    ]
    fitting = 0
    for pattern in (p for rule in relater.rules for p in rule.patterns):
        for sentence in sentences:
            if pattern.regex.search(sentence.text):
                pieces = set(PIECE.findall(sentence.text.lower()))
                assert all(need & pieces for need in pattern.needs), (pattern.text, sentence.text)
                fitting += 1
    assert fitting > len(sentences) / 2


def test_occurrences_are_those_of_one_expression_of_all_names() -> None:
    rng = random.Random(7)
    names = ["Brun", "Ana Brun", "A", "A.B", "A&B", "“Brun", "Brun-Moe", "'s", "&", "B."]
    pieces = [*names, " ", "’", "’s", "'", "x", "&", "-", "é", "."]
    one = re.compile(
        r"(?<![\w&])(?:" + "|".join(re.escape(n) for n in sorted(names, key=lambda n: (-len(n), n))) + ")"
        r"(?!\w|['’](?!s\b)\w)"
    )
    for _ in range(3000):
        text = "".join(rng.choice(pieces) for _ in range(rng.randint(1, 12)))
        assert list(occurrences(names)(text)) == [(m[0], *m.span()) for m in one.finditer(text)], text


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
