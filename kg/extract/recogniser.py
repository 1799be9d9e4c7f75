"""Our cable NER as it runs: the model that spaCy trained and loads (kg/extract/ner.py), without spaCy's own loop."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import ThreadpoolController

from kg import errors
from kg.extract import ner
from kg.extract.found import Found
from kg.extract.network import Network
from kg.extract.words import Words

if TYPE_CHECKING:
    from spacy.language import Language

#: So many tokens go through the network at once, or those of one longer text.
_TOKENS = 2048


class Recogniser:
    """Sees the names in texts."""

    def __init__(self, nlp: Language) -> None:
        # In one thread: several would sum up in another order, and spend more on waiting than they gain.
        self._threads = ThreadpoolController()
        with self._threads.limit(limits=1, user_api="blas"):
            component = nlp.get_pipe("ner")
            self.words = Words(nlp, component.model.get_ref("tok2vec").layers[0].get_ref("embed"))  # type: ignore[attr-defined]
            self._network = Network(component)

    def see(self, texts: Sequence[str]) -> list[list[Found]]:
        """The names in each of the texts, which are as blocks are. They should be of one cable: see Extractor.see."""
        with self._threads.limit(limits=1, user_api="blas"):
            read = self.words.read(texts)
            found: list[list[Found]] = []
            start, waiting = 0, 0
            for stop, pieces in enumerate(read, 1):
                waiting += sum(map(len, pieces))
                if waiting >= _TOKENS or stop == len(read):
                    found += self._names(read[start:stop])
                    start, waiting = stop, 0
            return found

    def _names(self, texts: Sequence[Sequence[tuple[int, ...]]]) -> list[list[Found]]:
        between = [0] * self._network.apart
        numbers, spans = [*between], []
        for pieces in texts:
            start = len(numbers)
            for piece in pieces:
                numbers += piece
            spans.append((start, len(numbers)))
            numbers += between
        ends = np.zeros(len(numbers), dtype=np.intp)
        for start, stop in spans:
            ends[start:stop] = stop
        names = self._network.names(self.words.vectors[numbers], ends)
        found: list[list[Found]] = []
        lengths, labels, at = self.words.lengths, self._network.labels, 0
        for (start, stop), pieces in zip(spans, texts, strict=True):
            mine = at
            while at < len(names) and names[at][0] < stop:
                at += 1
            offsets = self._offsets(pieces) if at > mine else []
            found.append(
                [
                    Found(offsets[a - start], offsets[b - 1 - start] + lengths[numbers[b - 1]], labels[label], "model")
                    for a, b, label in names[mine:at]
                ]
            )
        return found

    def _offsets(self, pieces: Sequence[tuple[int, ...]]) -> list[int]:
        """Where each token of a text begins."""
        lengths, offsets, at = self.words.lengths, [], 0
        for piece in pieces:
            for number in piece:
                offsets.append(at)
                at += lengths[number]
            at += 1
        return offsets


def load(path: Path | None = None) -> Recogniser:
    """The recogniser of a model's folder, or of that in the data folder.

    Raises KgError E204 or E205 where the model is missing or broken, or another network than kg trains.
    """
    nlp = ner.load_model(path)
    try:
        return Recogniser(nlp)
    except (KeyError, ValueError, IndexError, AttributeError, StopIteration) as error:
        where = path or ner.model_path()
        raise errors.bad_model(where, "it holds another network than kg trains") from error
