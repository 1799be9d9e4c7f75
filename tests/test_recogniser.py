"""The recogniser as kg runs it finds what spaCy finds with the same model, whatever it has read before."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import spacy
from thinc.api import fix_random_seed

from kg.cable.flat import blocks
from kg.errors import KgError
from kg.extract import invent, ner, recogniser, train, words
from kg.extract.recogniser import Recogniser
from kg.model import ENTITY_TYPES, Document

#: Pieces in which spaCy's tokens are unlike what stands between blanks, names at both ends of a text, and no text.
ODD = [
    "Marlow",
    "Ana Marlow",
    "can't won't U.S.-Norland (GON)/ETA//Juntos don\u2019t x",
    "e-mail: ana@example.org, http://example.org/a?b=c :-) 10km $5m 'em C++ \u2014 \u00bf",
    "MARLOW MET GOV OFFICIALS IN OSTVALE ON 3/4 AND WENT TO KARELT.",
    "Mr. Olav Brun of the Ostvale Salt Bureau (OSB), Ostvale",
    "",
]


def invented(number: int, size: int = 30) -> list[str]:
    rng = random.Random(number)
    texts = [" ".join(invent.passage(rng)[0].split()) for _ in range(size)]
    return [text.upper() if n % 5 == 0 else text for n, text in enumerate(texts)]


@pytest.fixture(scope="module")
def ours() -> Recogniser:
    return recogniser.load()


def test_it_sees_what_spacy_sees(ours: Recogniser, seed_document: Document) -> None:
    nlp = ner.load_model(whole=True)
    for texts in ([b.text for b in blocks(seed_document)], *map(invented, range(8)), ODD):
        seen = ours.see(texts)
        assert seen == ner.predict(nlp, texts)
    assert sum(map(len, seen)) > 3


def test_the_model_is_what_spacy_loads() -> None:
    spacys, kgs = spacy.load(ner.model_path()), ner.load_model(whole=True)
    assert kgs.tokenizer.to_bytes(exclude=["vocab"]) == spacys.tokenizer.to_bytes(exclude=["vocab"])
    attributes = ["ORTH", *ner.READ]
    for text in ODD:
        assert (kgs.tokenizer(text).to_array(attributes) == spacys.tokenizer(text).to_array(attributes)).all()
    assert kgs.pipe_names == spacys.pipe_names == ["ner"]
    theirs, mine = (nlp.get_pipe("ner").to_bytes(exclude=["vocab"]) for nlp in (spacys, kgs))
    assert theirs == mine
    assert kgs.vocab.lookups.tables == spacys.vocab.lookups.tables


def test_long_texts_and_none(ours: Recogniser) -> None:
    whole = " ".join(invented(9, 150))
    assert len(whole.split()) > recogniser._TOKENS
    assert ours.see([whole, "Ana Marlow"]) == ner.predict(ner.load_model(), [whole, "Ana Marlow"])
    assert ours.see([]) == []


def test_a_line_break_parts_words_as_a_blank_does(ours: Recogniser) -> None:
    text = "Ana Marlow\nOstvale Salt Bureau (OSB)\nOlav Brun, Karelt"
    assert ours.see([text]) == ours.see([text.replace("\n", " ")])


def test_a_model_without_word_vectors(tmp_path: Path) -> None:
    fix_random_seed(5)
    nlp = train.new_model(None)
    component = nlp.get_pipe("ner")
    for kind in ENTITY_TYPES:
        component.add_label(kind)  # type: ignore[attr-defined]
    nlp.initialize()
    # Untrained, with moves as chance has them: names in plenty.
    last = component.model.get_ref("upper")  # type: ignore[attr-defined]
    last.set_param("W", np.random.default_rng(5).normal(size=last.get_param("W").shape).astype("float32"))
    train.save(nlp, tmp_path / "model")
    texts = invented(3)
    seen = recogniser.load(tmp_path / "model").see(texts)
    assert seen == ner.predict(ner.load_model(tmp_path / "model"), texts)
    assert sum(map(len, seen)) > 100


def test_a_word_is_the_same_whatever_was_read_before(ours: Recogniser) -> None:
    texts = [*invented(4), *ODD]
    fresh = recogniser.load()
    alone = {}
    for piece in {piece for text in texts for piece in text.split(" ")}:
        fresh.words.forget()
        [[numbers]] = fresh.words.read([piece])
        alone[piece] = fresh.words.vectors[list(numbers)].copy()
    for company in (texts, texts[::-1]):
        ours.words.forget()
        for text, pieces in zip(company, ours.words.read(company), strict=True):
            for piece, numbers in zip(text.split(" "), pieces, strict=True):
                assert np.array_equal(ours.words.vectors[list(numbers)], alone[piece]), piece


def test_words_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """After ever new names no more is kept than before, by us and by spaCy, and what is found stays the same."""
    monkeypatch.setattr(words, "KEPT", 2_000)
    ours = recogniser.load()
    vocabulary = ours.words._nlp.vocab
    first, sizes = ours.see(invented(0)), []
    for number in range(1, 40):
        ours.see(invented(number, 5))
        sizes.append(ours.words._held)
    assert max(sizes) < 4_000
    assert any(later < earlier for earlier, later in pairwise(sizes))
    known = sum(1 for _ in vocabulary), len(vocabulary.strings)
    assert ours.see(invented(0)) == first
    # len(vocab) only counts up, also over lexemes that were let go: what is there is what it iterates over.
    assert (sum(1 for _ in vocabulary), len(vocabulary.strings)) == known


def test_another_network_is_refused(tmp_path: Path) -> None:
    import spacy

    nlp = spacy.blank("en")
    config = {"model": {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "use_upper": False}}
    nlp.add_pipe("ner", config=config).add_label("person")  # type: ignore[attr-defined]
    nlp.initialize()
    nlp.to_disk(tmp_path / "model")
    with pytest.raises(KgError, match=r"E205.*another network"):
        recogniser.load(tmp_path / "model")
