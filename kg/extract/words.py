"""From a text to the recogniser's words: the number of each token, and the vector that stands for a number.

What a token is, and what its vector is made of (its form, beginning, end and shape, and its word vector if it has one),
spaCy says, but once for each word and not at each of its places. A word's vector is added up number by number and is no
part of a matrix product with other words': to the last bit it is the same whatever was read before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.language import Language

Floats = NDArray[np.float32]

#: Words are kept until they have so many characters together, with all that is known of them about thirty megabytes.
KEPT = 400_000
#: What is asked of a token beside what the recogniser reads: which word vector is its own, how many characters it has.
_BESIDE = ("ORTH", "LENGTH")
_ROOM = 4096


def by_piece(weights: Floats, pieces: int) -> Floats:
    """The rows of a maxout layer, kept output by output, in the order of the outputs' pieces."""
    outputs = len(weights) // pieces
    return weights.reshape(outputs, pieces, -1).swapaxes(0, 1).reshape(len(weights), -1)


def largest(values: Floats, pieces: int) -> Floats:
    """The largest of each output's pieces; they stand as ``by_piece`` orders them."""
    width = values.shape[1] // pieces
    best = np.maximum(values[:, :width], values[:, width : 2 * width])
    for start in range(2 * width, pieces * width, width):
        np.maximum(best, values[:, start : start + width], out=best)
    return best


def normalise(rows: Floats, scale: Floats, shift: Floats) -> None:
    """Each row is brought to mean 0 and variance 1, then scaled and shifted, where it stands."""
    rows -= rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", rows, rows) / np.float32(rows.shape[1]) + np.float32(1e-8)
    rows *= (variance ** np.float32(-0.5))[:, None]
    rows *= scale
    rows += shift


class Words:
    """The words met so far. Number 0 is no word: its vector is nothing, and parts texts."""

    vectors: Floats
    lengths: list[int]  # of each number's token, in characters

    def __init__(self, nlp: Language, embed: Any) -> None:
        """``embed``: the first layers of the recogniser, which see one token at a time."""
        nodes = list(embed.walk())
        mix, norm = (next(n for n in nodes if n.name == name) for name in ("maxout", "layernorm"))
        self._nlp = nlp
        self._width, self._pieces = mix.get_dim("nO"), mix.get_dim("nP")
        self._norm = norm.get_param("G"), norm.get_param("b")
        self._bias = by_piece(mix.get_param("b").reshape(-1, 1), self._pieces)[:, 0]
        weights = by_piece(mix.get_param("W").reshape(-1, mix.get_dim("nI")), self._pieces)
        parts = [weights[:, at : at + self._width].T for at in range(0, mix.get_dim("nI"), self._width)]
        # A product of a sum is a sum of products, so each table goes through the layer once and for all.
        self._hash = mix.ops.hash
        self._tables = [
            (node.attrs["column"], node.attrs["seed"], node.get_param("E") @ part)
            for node, part in zip((n for n in nodes if n.name == "hashembed"), parts, strict=False)
        ]
        self._known = nlp.vocab.vectors
        static = [n.get_param("W").T @ parts[-1] for n in nodes if n.name == "static_vectors"]
        self._products = self._known.data @ static[0] if static else None
        self._columns: list[int | str] = [
            *next(n for n in nodes if n.name == "extract_features").attrs["columns"],
            *_BESIDE,
        ]
        self._norms = self._columns.index("NORM")
        self._break = nlp.tokenizer("\n")[0].orth
        self.forget()

    def forget(self) -> None:
        """Let go of all words."""
        self.vectors = np.zeros((_ROOM, self._width), dtype=np.float32)
        self.lengths = [0]
        self._numbers: dict[tuple[int, int], int] = {}
        self._kept: dict[str, tuple[int, ...]] = {"": ()}
        self._held = 0

    def read(self, texts: Sequence[str]) -> list[list[tuple[int, ...]]]:
        """The numbers of the tokens in each stretch between blanks of each text. They hold until the next call.

        A text is as blocks are (kg.cable.flat): its words are parted by a blank or a line break.
        """
        if self._held > KEPT:
            self.forget()
        split = [text.replace("\n", " ").split(" ") for text in texts]
        kept = self._kept
        if new := dict.fromkeys(piece for pieces in split for piece in pieces if piece not in kept):
            self._learn(list(new))
        return [[kept[piece] for piece in pieces] for pieces in split]

    def _learn(self, pieces: Sequence[str]) -> None:
        with self._nlp.memory_zone():
            # No token goes on over a line break, so none depends on what stands beside its piece.
            rows = self._nlp.tokenizer("\n".join([*pieces, ""])).to_array(self._columns).tolist()
        waiting = iter(pieces)
        fresh, numbers = list[list[int]](), list[int]()
        for row in rows:
            orth, length = row[-2:]
            if orth == self._break:
                piece = next(waiting)
                self._kept[piece] = tuple(numbers)
                self._held += len(piece)
                numbers.clear()
                continue
            # The same letters may be another word inside a longer piece: the "ca" of "can't".
            key = row[self._norms], orth
            if (number := self._numbers.get(key)) is None:
                number = self._numbers[key] = len(self.lengths)
                self.lengths.append(length)
                fresh.append(row)
            numbers.append(number)
        if fresh:
            self._add(np.array(fresh, dtype=np.uint64))

    def _add(self, rows: NDArray[np.uint64]) -> None:
        """The vectors of the newest words, of which there are as many as rows."""
        count = len(self.lengths)
        if count > len(self.vectors):
            larger = np.zeros((max(count, 2 * len(self.vectors)), self._width), dtype=np.float32)
            larger[: len(self.vectors)] = self.vectors
            self.vectors = larger
        mixed = np.tile(self._bias, (len(rows), 1))
        for column, seed, table in self._tables:
            for places in self._hash(np.ascontiguousarray(rows[:, column]), seed).T % len(table):
                mixed += table[places]
        if self._products is not None:
            places = self._known.find(keys=rows[:, -2])
            mixed[places >= 0] += self._products[places[places >= 0]]
        best = largest(mixed, self._pieces)
        normalise(best, *self._norm)
        self.vectors[count - len(rows) : count] = best
