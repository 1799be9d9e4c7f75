"""From the vectors of words to names: the network of a spaCy ``ner`` in numpy.

The weights are those that spaCy trained (kg/extract/train.py), and what is computed is the same. spaCy goes through
every text token by token; here what a token can begin is asked for all tokens at once, and only names of several tokens
are gone through, all those of a cable together. In a third of the time, with the names that spaCy finds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.extract.words import Floats, by_piece, largest, normalise

Numbers = NDArray[np.intp]


class Network:
    """The layers that see a token among its neighbours, and those that choose the moves.

    Outside of a name a token is O (nothing), U (a name) or B (the first of one); inside it is I, or L (the last).
    """

    def __init__(self, component: Any) -> None:
        """``component``: the ``ner`` of a spaCy pipeline."""
        model = component.model
        encode = model.get_ref("tok2vec").layers[0].get_ref("encode")
        linear = model.get_ref("tok2vec").layers[-1]
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        maxouts, norms = ([n for n in encode.walk() if n.name == name] for name in ("maxout", "layernorm"))
        self._pieces = maxouts[0].get_dim("nP")
        self._layers = [
            (
                np.ascontiguousarray(by_piece(m.get_param("W").reshape(-1, m.get_dim("nI")), self._pieces).T),
                by_piece(m.get_param("b").reshape(-1, 1), self._pieces)[:, 0],
                n.get_param("G"),
                n.get_param("b"),
            )
            for m, n in zip(maxouts, norms, strict=True)
        ]
        #: How far a token sees to either side: texts stand so far apart.
        self.apart = len(self._layers)

        # A move is chosen by three tokens: the one at hand, the first of the name, and the last one before.
        def flat(values: Floats) -> Floats:
            return by_piece(values.reshape(-1, values.shape[-1]), lower.get_dim("nP"))

        into = linear.get_param("W").T
        three = [flat(w).T for w in lower.get_param("W")]
        self._here, self._first, self._last = (np.ascontiguousarray(into @ w) for w in three)
        absent = [flat(pad[..., None])[:, 0] for pad in lower.get_param("pad")[0]]
        plain = flat(lower.get_param("b")[..., None])[:, 0] + linear.get_param("b") @ three[0]
        self._outside = plain + absent[1] + absent[2]
        self._inside = plain + linear.get_param("b") @ (three[1] + three[2])
        self._hidden_pieces = lower.get_dim("nP")

        names = [component.moves.get_class_name(i) for i in range(component.moves.n_moves)]
        moves = {name: i for i, name in enumerate(names) if i not in model.attrs["unseen_classes"]}
        self.labels = sorted(name[2:] for name in moves if name[:2] == "B-")
        opening = [name for name in moves if name == "O" or (name[0] in "BU" and name[2:])]
        self._begins = np.array([name[0] == "B" for name in opening])
        self._label = np.array([self.labels.index(name[2:]) if name != "O" else -1 for name in opening])
        closing = [f"{move}-{label}" for move in "IL" for label in self.labels]
        scores, bias = upper.get_param("W").T, upper.get_param("b")
        self._open, self._close = (
            (np.ascontiguousarray(scores[:, chosen]), bias[chosen])
            for chosen in ([moves[name] for name in group] for group in (opening, closing))
        )

    def names(self, tokens: Floats, ends: Numbers) -> list[tuple[int, int, int]]:
        """The names in order: the first of their rows, the row after their last, the number of their label.

        ``tokens``: a row for each token, with ``apart`` rows of nothing before and after each text; what they hold is
        lost. ``ends``: for each row the end of its text, 0 for a row of nothing.
        """
        self._encode(tokens)
        here = tokens @ self._here
        rows = np.flatnonzero(ends)
        scores = largest(here[rows] + self._outside, self._hidden_pieces) @ self._open[0] + self._open[1]
        # The last token of a text begins no longer name.
        scores[np.ix_(ends[rows] == rows + 1, self._begins)] = -np.inf
        choice = scores.argmax(axis=1)
        named = self._label[choice] >= 0
        starts, labels, longer = rows[named], self._label[choice[named]], self._begins[choice[named]]
        stops = starts + 1
        stops[longer] = self._stops(tokens, here, ends, starts[longer], labels[longer])
        found, free = [], 0
        for start, stop, label in zip(starts.tolist(), stops.tolist(), labels.tolist(), strict=True):
            if start >= free:
                found.append((start, stop, label))
                free = stop
        return found

    def _stops(self, tokens: Floats, here: Floats, ends: Numbers, starts: Numbers, labels: Numbers) -> Numbers:
        """Where the names end that begin at ``starts``, whether or not another name runs over them."""
        stops = np.zeros_like(starts)
        first = tokens[starts] @ self._first + self._inside
        going, at = np.arange(len(starts)), starts + 1
        while len(going):
            hidden = largest(here[at] + first[going] + tokens[at - 1] @ self._last, self._hidden_pieces)
            scores = hidden @ self._close[0] + self._close[1]
            inside = np.arange(len(going)), labels[going]
            on = (scores[inside] >= scores[inside[0], inside[1] + len(self.labels)]) & (ends[at] > at + 1)
            stops[going[~on]] = at[~on] + 1
            going, at = going[on], at[on] + 1
        return stops

    def _encode(self, tokens: Floats) -> None:
        """Each row with what its neighbours tell, layer by layer."""
        count, width = tokens.shape
        around = np.zeros((count, 3 * width), dtype=np.float32)
        for weights, bias, scale, shift in self._layers:
            around[1:, :width] = tokens[:-1]
            around[:, width : 2 * width] = tokens
            around[:-1, 2 * width :] = tokens[1:]
            values = around @ weights
            values += bias
            best = largest(values, self._pieces)
            normalise(best, scale, shift)
            tokens += best
