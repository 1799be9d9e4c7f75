"""Outlines of patterns: no sentence is passed over in which a pattern would match, and most others are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.extract import examples, outline, relations, rules, scene
from kg.extract.encode import Sentence
from kg.extract.outline import fields
from kg.extract.patterns import Pattern, compile_pattern


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
        ("{subject}( and others)? sued {object}", "[person Brun] and others sued [person Moe].", "[person Brun] sued."),
    ],
)
def test_words_in_order(relater: relations.Relater, pattern: str, fits: str, not_so: str) -> None:
    compiled = compile_pattern(pattern, ["person"], ["person"], {})
    given = list(_encoded(relater, not_so, fits, not_so))
    assert len(given) == 3
    assert _found(compiled, given) == [1]
    assert [bool(compiled.regex.search(one.text)) for one in given] == [False, True, False]
