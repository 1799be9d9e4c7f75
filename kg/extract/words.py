"""From a text to the recogniser's words: the number of each token, and the vector that stands for a number.

What a token is, and what its vector is made of (its form, beginning, end and shape, and its word vector if it has one),
is as spaCy has it, but worked out once for each word and not at each of its places. A word's vector is added up number
by number and is no part of a matrix product with other words': to the last bit it is the same whatever was read before
it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from kg.extract.hashes import number, places
from kg.extract.stored import Stored
from kg.extract.tokens import Token, Tokenizer, shape

Floats = NDArray[np.float32]

#: Words are kept until they have so many characters together, with all that is known of them about thirty megabytes.
KEPT = 400_000
#: What the recogniser may read of a token.
_READ: dict[str, Callable[[Token], str]] = {
    "ORTH": lambda token: token.text,
    "NORM": lambda token: token.norm,
    "LOWER": lambda token: token.text.lower(),
    "PREFIX": lambda token: token.text[0],
    "SUFFIX": lambda token: token.text[-3:],
    "SHAPE": lambda token: shape(token.text),
}
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

    def __init__(self, model: Stored) -> None:
        mix, norm = model.named("maxout")[0].weights, model.named("layernorm")[0].weights
        self._width, self._pieces = mix["b"].shape
        self._norm = norm["G"], norm["b"]
        self._bias = by_piece(mix["b"].reshape(-1, 1), self._pieces)[:, 0]
        weights = by_piece(mix["W"].reshape(-1, mix["W"].shape[2]), self._pieces)
        parts = [weights[:, at : at + self._width].T for at in range(0, weights.shape[1], self._width)]
        # A product of a sum is a sum of products, so each table goes through the layer once and for all.
        hashed = model.named("hashembed")
        self._tables = [
            (layer.attrs["column"], layer.attrs["seed"], layer.weights["E"] @ part)
            for layer, part in zip(hashed, parts, strict=False)
        ]
        static = model.named("static_vectors")
        self._rows = model.rows
        self._products = model.vectors @ (static[0].weights["W"].T @ parts[-1]) if static else None
        self._read = [_READ[name] for name in model.named("extract_features")[0].attrs["columns"]]
        self._tokens = Tokenizer(model.tokenizer)
        self.forget()

    def forget(self) -> None:
        """Let go of all words."""
        self.vectors = np.zeros((_ROOM, self._width), dtype=np.float32)
        self.lengths = [0]
        self._numbers: dict[Token, int] = {}
        self._ids: dict[str, int] = {}
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
        fresh = list[Token]()
        for piece in pieces:
            numbers = list[int]()
            for token in self._tokens(piece):
                # The same letters may be another word inside a longer piece: the "ca" of "can't".
                if (known := self._numbers.get(token)) is None:
                    known = self._numbers[token] = len(self.lengths)
                    self.lengths.append(len(token.text))
                    fresh.append(token)
                numbers.append(known)
            self._kept[piece] = tuple(numbers)
            self._held += len(piece)
        if fresh:
            self._add(fresh)

    def _number(self, text: str) -> int:
        if (known := self._ids.get(text)) is None:
            known = self._ids[text] = number(text)
        return known

    def _add(self, tokens: Sequence[Token]) -> None:
        """The vectors of the newest words."""
        count = len(self.lengths)
        if count > len(self.vectors):
            larger = np.zeros((max(count, 2 * len(self.vectors)), self._width), dtype=np.float32)
            larger[: len(self.vectors)] = self.vectors
            self.vectors = larger
        mixed = np.tile(self._bias, (len(tokens), 1))
        columns = [np.array([self._number(read(token)) for token in tokens], np.uint64) for read in self._read]
        for column, seed, table in self._tables:
            for rows in places(columns[column], seed).T % len(table):
                mixed += table[rows]
        if self._products is not None:
            own = np.array([self._rows.get(self._number(token.text), -1) for token in tokens])
            mixed[own >= 0] += self._products[own[own >= 0]]
        best = largest(mixed, self._pieces)
        normalise(best, *self._norm)
        self.vectors[count - len(tokens) : count] = best
