"""Training: invented names keep their spans, the seed stays out, a trained model can be saved, loaded and used."""

from __future__ import annotations

import itertools
import json
import random
import shutil
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.extract import ner, train
from kg.extract.gold import NEVER_TRAINED_ON, load_gold
from kg.extract.invent import elsewhere, passage, replace_names
from kg.model import ENTITY_TYPES

CABLE = [
    (
        "Director Ana Marlow of the Ostvale Salt Bureau met Marlow Ltd. in Ostvale.",
        [(9, 19, "person"), (27, 46, "agency"), (51, 62, "company"), (66, 73, "place")],
    ),
    ("According to Marlow, Ostvale is fine.", [(13, 19, "person"), (21, 28, "place")]),
]


def test_passages_mark_what_they_say() -> None:
    rng = random.Random(5)
    seen = set()
    for _ in range(300):
        text, spans = passage(rng)
        assert "{" not in text
        for start, end, kind in spans:
            assert text[start:end].strip() == text[start:end] != ""
            seen.add(kind)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert seen == set(ENTITY_TYPES)


def test_elsewhere_renames_the_same_name_alike() -> None:
    moved = elsewhere(CABLE, random.Random(3))
    assert moved == elsewhere(CABLE, random.Random(3))
    (first, spans), (second, later) = moved
    assert [kind for *_, kind in spans] == [kind for *_, kind in CABLE[0][1]]
    full = first[spans[0][0] : spans[0][1]]
    assert second[later[0][0] : later[0][1]] in full.split()
    assert first[spans[3][0] : spans[3][1]] == second[later[1][0] : later[1][1]]


def test_replace_names_moves_spans() -> None:
    text, spans = replace_names("A met B.", [(0, 1, "person"), (6, 7, "person")], ["Ana", "Bo"])
    assert (text, spans) == ("Ana met Bo.", [(0, 3, "person"), (8, 10, "person")])


def test_capitals_keep_lengths() -> None:
    ((text, spans),) = train.in_capitals([("Groß Ana", [(5, 8, "person")])])
    assert (text, spans) == ("GROß ANA", [(5, 8, "person")])


def test_a_model_is_trained_saved_and_used(tmp_path: Path) -> None:
    rng = random.Random(1)
    cables = [[passage(rng) for _ in range(20)] for _ in range(2)]
    nlp = train.fit(cables, base=None, epochs=1)
    train.save(nlp, tmp_path / "model")
    loaded = ner.load_model(tmp_path / "model")
    texts = [text for text, _ in cables[0]]
    assert len(ner.predict(loaded, texts)) == len(texts)
    # The saved vocabulary holds no word of the texts trained on.
    words = set(json.loads((tmp_path / "model" / "vocab" / "strings.json").read_text("utf-8")))
    assert not {w for text in texts for w in text.split() if len(w) > 7 and w.isalpha() and w[0].isupper()} & words


def test_the_seed_is_never_trained_on(root: Path, tmp_path: Path) -> None:
    assert [c.document.id for c in load_gold(root / "data" / "gold")] == sorted(NEVER_TRAINED_ON)
    with pytest.raises(KgError, match="E206"):
        train.train([root / "data" / "gold"], tmp_path / "model")
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("broken", ["{", "[]", '{"mentions": []}'])
def test_broken_annotations_are_named(root: Path, tmp_path: Path, broken: str) -> None:
    shutil.copy(root / "data" / "gold" / "09SHANGHAI59.txt", tmp_path)
    (tmp_path / "09SHANGHAI59.json").write_text(broken, "utf-8")
    with pytest.raises(KgError, match="E207"):
        list(load_gold(tmp_path))


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="E204"):
        ner.load_model(tmp_path)
