"""Cross-validation by cable: every cable is read with a model that was trained on the others.

A model knows the names of the cables it was trained on; only on other cables do its figures tell what a reader may
expect. The rules are the same in every fold: whoever wrote them has read some of the cables, and the figures flatter
them by that much.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg import errors
from kg.extract.gold import NEVER_TRAINED_ON, GoldCable, in_capitals, load_gold
from kg.model import Extraction


def crossvalidated(
    gold_dirs: Sequence[Path],
    count: int,
    models: Path,
    *,
    capitals: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Iterator[tuple[int, GoldCable, Extraction]]:
    """(number of its fold, annotated cable, what is found in it) for every cable of the folders but the seed.

    ``models`` keeps the trained models; those it holds already are used again, whatever recipe they were trained by.
    ``capitals``: the cables are written all in capitals before they are read; the models are the same.
    Raises KgError where there are fewer cables than folds, or a kept model was trained on other cables.
    """
    from kg.extract import load

    parts = folds([cable for folder in gold_dirs for cable in load_gold(folder)], count)
    if not all(parts):
        raise errors.too_few_for_folds(sum(map(len, parts)), count)
    for number, part in enumerate(parts):
        others = [cable for other in parts if other is not part for cable in other]
        extractor = load(_model(others, models / f"fold-{number + 1}-of-{count}", progress))
        for cable in part:
            given = in_capitals(cable) if capitals else cable
            yield number, given, extractor.extract(given.document)


def folds(cables: Sequence[GoldCable], count: int) -> list[list[GoldCable]]:
    """The cables but the seed, by name, dealt out like cards: fold i has every ``count``-th from the i-th on."""
    dealt = sorted((c for c in cables if c.document.id not in NEVER_TRAINED_ON), key=lambda c: c.document.id)
    return [dealt[start::count] for start in range(count)]


def _model(cables: Sequence[GoldCable], folder: Path, progress: Callable[[str], None] | None) -> Path:
    """The folder of a model trained on these cables, trained now if it is not there."""
    from kg.extract.train import annotated_blocks, fit, save

    # The list of cables is written last: a model without it was not finished.
    listed = folder.with_suffix(".json")
    names = sorted(cable.document.id for cable in cables)
    if listed.is_file():
        try:
            known = json.loads(listed.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise errors.bad_model(folder, errors.reason(error)) from error
        if known != names:
            raise errors.other_folds(folder)
        return folder

    def tell(message: str) -> None:
        if progress:
            progress(f"{folder.name}: {message}")

    save(fit([annotated_blocks(cable) for cable in sorted(cables, key=lambda c: c.document.id)], progress=tell), folder)
    listed.write_text(json.dumps(names), "utf-8")
    return folder
