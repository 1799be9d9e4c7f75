"""What extraction does not depend on: order and company of documents, batch size, hash seed; memory does not grow."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from strategies import listing

from kg.cable.document import read_listing
from kg.cable.flat import blocks
from kg.extract import extract, invent, load, recogniser
from kg.model import Document, Extraction


def invented(number: int) -> Document:
    """A cable of four passages with invented names, another one for each number."""
    rng = random.Random(number)
    text = listing(f"08AVALON{number}", *(invent.passage(rng)[0] for _ in range(4)))
    return read_listing(text, f"{number}.txt", "0" * 64)


@pytest.fixture(scope="module")
def documents(seed_document: Document) -> list[Document]:
    return [seed_document, *map(invented, range(12))]


@pytest.fixture(scope="module")
def alone(documents: list[Document]) -> dict[str, Extraction]:
    return {d.id: load().extract(d) for d in documents}


@pytest.mark.parametrize("order", [1, 2])
def test_order_does_not_matter(documents: list[Document], alone: dict[str, Extraction], order: int) -> None:
    shuffled = random.Random(order).sample(documents, len(documents))
    assert {e.document.id: e for e in map(extract, shuffled)} == alone


def test_the_model_is_loaded_when_it_is_needed(seed_document: Document, alone: dict[str, Extraction]) -> None:
    # A build that only reads rules anew has kept what the model saw.
    fresh, parts = load.__wrapped__(None), blocks(seed_document)
    assert fresh.assemble(seed_document, parts, load().see(parts)) == alone[seed_document.id]
    assert "recogniser" not in vars(fresh)
    fresh.see(parts)
    assert "recogniser" in vars(fresh)


@pytest.mark.parametrize("size", [1, 100, 100_000])
def test_neither_batch_size_nor_company_matters(
    documents: list[Document], alone: dict[str, Extraction], size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All cables' blocks through the model at once, in batches of so many words that run over the cables' ends."""
    monkeypatch.setattr(recogniser, "_TOKENS", size)
    extractor = load()
    parts = [blocks(d) for d in documents]
    seen = iter(extractor.recogniser.see([b.text for part in parts for b in part]))
    for document, part in zip(documents, parts, strict=True):
        assert extractor.assemble(document, part, [next(seen) for _ in part]) == alone[document.id]


def test_the_hash_seed_does_not_matter(seed_path: Path, tmp_path: Path, root: Path) -> None:
    (tmp_path / "invented.txt").write_text(invented(3).text, "utf-8")
    said = {
        subprocess.run(
            [sys.executable, "-m", "kg", "annotate", seed_path, tmp_path],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=root,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "4711")
    }
    assert len(said) == 1
    assert said.pop().count(b"\n") == 2
