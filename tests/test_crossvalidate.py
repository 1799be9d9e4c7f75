"""``kg evaluate --folds``: no cable is read with a model that has seen it, and kept models are checked before use."""

from __future__ import annotations

import json
import shutil
from functools import partial
from pathlib import Path

import pytest
from command_line import Kg, tree
from strategies import listing

from kg.extract import train

SENTENCES = (
    "Ana Marlow met the Ostvale Salt Bureau in Karelt.",
    "The Salt Bureau fined Orme Shipping.",
    "Ivo Hale spoke in Port Selm.",
    "The Karelt Courier named Hale.",
    "Orme Shipping left Karelt.",
)


@pytest.fixture
def gold(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five invented cables and the seed; training is one short pass from nothing."""
    folder = tmp_path / "gold"
    folder.mkdir()
    for number, words in enumerate(SENTENCES):
        name = f"08AVALON{number}"
        text = listing(name, words)
        at = text.index(words)
        mention = {"start": at, "end": at + words.index(" "), "type": "person", "entity": "e"}
        entity = {"id": "e", "type": "person", "name": "e"}
        marks = {"region": [0, len(text)], "mentions": [mention], "entities": [entity], "relations": []}
        (folder / f"{name}.txt").write_text(text, "utf-8")
        (folder / f"{name}.json").write_text(json.dumps({"id": name, **marks}), "utf-8")
    for kind in ("txt", "json"):
        shutil.copy(root / "data" / "gold" / f"09SHANGHAI59.{kind}", folder)
    monkeypatch.setattr(train, "PASSAGES", 5)
    monkeypatch.setattr(train, "fit", partial(train.fit, base=None, epochs=1))
    return folder


def test_every_cable_but_the_seed_is_read_once_by_a_model_that_never_saw_it(
    kg_: Kg, gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = tmp_path / "models"
    asked = ("evaluate", gold, "--folds", "2", "--models", models)
    said = kg_(*asked, "--json")
    assert said.code == 0, said.err
    figures = json.loads(said.out)
    assert (figures["cables"], [fold["cables"] for fold in figures["folds"]]) == (5, [3, 2])
    trained = [json.loads((models / f"fold-{n}-of-2.json").read_text("utf-8")) for n in (1, 2)]
    assert trained == [["08AVALON1", "08AVALON3"], ["08AVALON0", "08AVALON2", "08AVALON4"]]
    # A second run trains nothing.
    before = tree(models)
    monkeypatch.setattr(train, "fit", None)
    said = kg_(*asked, "--errors")
    assert tree(models) == before
    assert said.out.startswith("5 cables, each read with the model of its fold, of 2\n")
    assert "F1 by fold" in said.out
    assert "missed: " in said.out
    # The same cables in capitals, read with the same models.
    said = kg_(*asked, "--capitals", "--errors", "-n", "0")
    assert tree(models) == before
    contexts = [line for line in said.out.splitlines() if "..." in line]
    assert contexts
    assert not any(c.islower() for line in contexts for c in line.partition(": ")[2])
    # A model that has seen a cable of its fold is refused.
    (models / "fold-2-of-2.json").write_text(json.dumps(["08AVALON1"]), "utf-8")
    assert "E210" in kg_(*asked).err


def test_more_folds_than_cables(kg_: Kg, gold: Path) -> None:
    said = kg_("evaluate", gold, "--folds", "6")
    assert (said.code, said.out) == (1, "")
    assert "E209 5 annotated cable(s)" in said.err


def test_models_go_with_folds(kg_: Kg, gold: Path, tmp_path: Path) -> None:
    assert kg_("evaluate", gold, "--models", tmp_path).code == 2
