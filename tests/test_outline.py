"""Outlines of patterns: no sentence is passed over in which a pattern would match, and most others are."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from kg.extract import examples, outline, relations, rules, scene
from kg.extract.encode import KINDS, Sentence
from kg.extract.outline import fields
from kg.extract.patterns import Pattern, compile_pattern
from kg.extract.triggers import parser


@pytest.fixture(scope="module")
def relater() -> relations.Relater:
    return relations.load()


def _encoded(relater: relations.Relater, *texts: str) -> Iterator[Sentence]:
    for text in texts:
        example = examples.parse(text, "07OSLO12")
        yield from scene.build(example.document, example.blocks, example.entities, relater.tools).sentences


@pytest.fixture(scope="module")
def sentences(relater: relations.Relater) -> list[Sentence]:
    given = [entry["examples"] for entry in rules.load("relations")["rules"]]
    texts = [text for one in given for text in (*(yes["text"] for yes in one["yes"]), *one["no"])]
    return list(_encoded(relater, *texts))


def _found(pattern: Pattern, sentences: list[Sentence]) -> list[int]:
    order = {id(sentence): i for i, sentence in enumerate(sentences)}
    return [order[id(one)] for some in fields(sentences) for one in some.fitting(pattern.outline)]


@pytest.mark.parametrize("together", [1, 200, 4000])
def test_no_sentence_is_passed_over(
    relater: relations.Relater, sentences: list[Sentence], together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outline, "_TOGETHER", together)
    some = fields(sentences)
    assert len(some) == len(sentences) if together == 1 else len(some) < len(sentences)
    searched = matched = 0
    for pattern in (p for rule in relater.rules for p in rule.patterns):
        assert set(pattern.regex.groupindex) == pattern.slots
        fitting = [id(one) for field in some for one in field.fitting(pattern.outline)]
        wanted = [id(one) for one in sentences if pattern.regex.search(one.text)]
        assert fitting == [id(one) for one in sentences if id(one) in set(fitting)], "in their order, each once"
        assert set(wanted) <= set(fitting), pattern.text
        searched, matched = searched + len(fitting), matched + len(wanted)
    assert len(sentences) / 2 < matched <= searched < 3 * matched


CHARACTERS = "abst ,;:().-/'’ABZ09" + "".join(KINDS.values())
AROUND = [
    "of",
    "the",
    "who",
    "was",
    "NGO",
    "co-op",
    "50",
    "U.S.",
    "then",
    "(aged 50)",
    ",",
    ";",
    "/",
    "'s",
    *KINDS.values(),
]


def _matching(tree: Iterable[tuple[Any, Any]], rng: random.Random) -> str:
    """A text of which most match the expression; what must stand before or after it is not looked at."""
    made = ""
    for operation, value in tree:
        match str(operation):
            case "LITERAL":
                made += chr(value)
            case "NOT_LITERAL":
                made += rng.choice(CHARACTERS.replace(chr(value), ""))
            case "IN":
                negated = str(value[0][0]) == "NEGATE"
                fitting = [c for c in CHARACTERS if any(_holds(c, *one) for one in value) != negated]
                made += rng.choice(fitting or [chr(value[0][1])])
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, most, inner = value
                times = rng.randint(least, min(int(most), least + 3)) if rng.random() < 0.8 else least
                made += "".join(_matching(inner, rng) for _ in range(times))
            case "SUBPATTERN":
                made += _matching(value[3], rng)
            case "ATOMIC_GROUP":
                made += _matching(value, rng)
            case "BRANCH":
                made += _matching(rng.choice(value[1]), rng)
    return made


def _holds(char: str, operation: object, value: Any) -> bool:
    match str(operation):
        case "LITERAL":
            return char == chr(value)
        case "RANGE":
            return value[0] <= ord(char) <= value[1]
        case "CATEGORY":
            return bool(re.match(r"\w", char)) and str(value) == "CATEGORY_WORD"
    return False


def test_no_text_made_for_a_pattern_is_passed_over(relater: relations.Relater, sentences: list[Sentence]) -> None:
    rng = random.Random(8)
    made = 0
    for pattern in (p for rule in relater.rules for p in rule.patterns):
        tree = list(parser.parse(pattern.expression, re.I))
        texts = []
        for _ in range(4):
            before, after = (" ".join(rng.choices(AROUND, k=rng.randrange(4))) for _ in range(2))
            texts.append(f"{before} {_matching(tree, rng)}{rng.choice(['', ' ', ', '])}{after}".strip())
        wanted = [replace(sentences[0], text=text) for text in texts if pattern.regex.search(text)]
        fitting = {id(one) for field in fields(wanted) for one in field.fitting(pattern.outline)}
        assert [one.text for one in wanted if id(one) not in fitting] == [], pattern.text
        made += len(wanted)
    assert made > 2000


@pytest.mark.parametrize(
    ("pattern", "fits", "not_so"),
    [
        ("{subject} sued {object}", "[person Brun] sued [person Moe].", "[person Brun] met [person Moe], sued."),
        ("{subject} sued {object}", "[person Brun] (aged 50) sued [person Moe].", "Sued: [person Brun], [person Moe]."),
        (
            "{subject} {near}(sued|took to court) {object}",
            "[person Brun] took to court [person Moe].",
            "[person Brun] took court to [person Moe].",
        ),
        ("{subjects} {gap}sued {object}", "[person Brun], [person Moe] then sued [person Lie].", "[person Lie] sued."),
        (
            "{subject} sued {object} (courtrooms of it|there)",
            "[person Brun] sued [person Moe] there.",
            "[person Brun] sued [person Moe] courtrooms",  # a phrase that would go on beyond the last sentence
        ),
        ("{subject}( and others)? sued {object}", "[person Brun] and others sued [person Moe].", "[person Brun] sued."),
    ],
)
def test_words_in_order(relater: relations.Relater, pattern: str, fits: str, not_so: str) -> None:
    compiled = compile_pattern(pattern, ["person"], ["person"], {})
    given = list(_encoded(relater, not_so, fits, not_so))
    assert len(given) == 3
    assert _found(compiled, given) == [1]
    assert [bool(compiled.regex.search(one.text)) for one in given] == [False, True, False]
