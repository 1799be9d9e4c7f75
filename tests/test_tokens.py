"""Tokens, their numbers and rows are to the last one those of spaCy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract import ner, stored
from kg.extract.hashes import number, places
from kg.extract.tokens import Tokenizer, shape

MODEL = stored.read(ner.model_path())
SPECIAL = sorted(MODEL.tokenizer["exceptions"])
#: What prefixes, suffixes and infixes are made of, and what they stand beside.
MARKS = [
    *"()[]{}.,;:'\"-–—/&%$€£*+=<>@#!?’‘“”…\\|_~^°é中٣\t",
    "...",
    "--",
    "'s",
    "''",
    "://",
    "www.",
    "km",
    "U.S.",
    "\u00a0",
]
WORDS = ["Quimbleton", "HERRING", "can't", "5pm", "e-mail", "19,5", "a/b", "Ana.Marlow@example.org", "X", "DATE", "ORG"]
TEXTS = st.lists(st.sampled_from([*SPECIAL, *MARKS, *WORDS]) | st.text(max_size=4), max_size=6).map("".join)


@pytest.fixture(scope="module")
def ours() -> Tokenizer:
    return Tokenizer(MODEL.tokenizer)


@pytest.fixture(scope="module")
def nlp() -> object:
    return ner.load_model(whole=True)


def agree(ours: Tokenizer, nlp: object, text: str) -> None:
    read = [
        (t.text, t.norm, shape(t.text), *map(number, (t.text, t.norm, shape(t.text), t.text[0], t.text[-3:])))
        for t in ours(text)
    ]
    theirs = [
        (t.text, t.norm_, t.shape_, t.orth, t.norm, t.shape, t.prefix, t.suffix)
        for t in nlp.tokenizer(text)  # type: ignore[attr-defined]
    ]
    assert read == theirs, text


def test_special_cases(ours: Tokenizer, nlp: object) -> None:
    for text in SPECIAL:
        if text != " ":
            for around in ("{}", "({})", "{}.", "x-{}", "{}{}"):
                agree(ours, nlp, around.format(text, text))


@given(TEXTS)
def test_anything(ours: Tokenizer, nlp: object, text: str) -> None:
    if text := text.replace(" ", ""):
        agree(ours, nlp, text)


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1), st.integers(0, 2**16))
def test_rows_of_hashed_tables(nlp: object, numbers: Sequence[int], seed: int) -> None:
    ids = np.array(numbers, np.uint64)
    theirs = nlp.get_pipe("ner").model.ops.hash(ids, seed)  # type: ignore[attr-defined]
    assert np.array_equal(places(ids, seed), theirs)
