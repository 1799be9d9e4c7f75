"""Our cable NER as spaCy keeps it on disk, read without spaCy: to load spaCy takes longer than a cable's work."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import Any

import msgpack
import numpy as np
from numpy.typing import NDArray

from kg import errors

Floats = NDArray[np.float32]

#: The kinds of moves in the order in which spaCy numbers them; the first is none.
_MOVES = ("", "B", "I", "L", "U", "O")


@dataclass(frozen=True)
class Layer:
    """One node of the network: its kind, what it is set to, its weights, and numbers of layers that it refers to."""

    name: str
    refs: Mapping[str, int]
    attrs: Mapping[str, Any]
    weights: Mapping[str, Floats]


@dataclass(frozen=True)
class Stored:
    """``layers`` from the outermost inwards, breadth first; ``moves``: the names of the moves, in the order of the
    network's answers; ``tokenizer``: the expressions and special cases by which texts are taken apart; ``vectors``:
    word vectors, with ``rows``, the row of each word by its number in spaCy."""

    layers: list[Layer]
    moves: list[str]
    tokenizer: Mapping[str, Any]
    vectors: Floats
    rows: Mapping[int, int]

    def named(self, name: str) -> list[Layer]:
        return [layer for layer in self.layers if layer.name == name]

    @cached_property
    def top(self) -> Mapping[str, Layer]:
        """The layers that the outermost one refers to: tok2vec, lower, upper."""
        return {name: self.layers[number] for name, number in self.layers[0].refs.items()}


def read(where: Path) -> Stored:
    """The model in a folder. Raises KgError E204 or E205 where it is missing or broken."""
    if not (where / "meta.json").is_file():
        raise errors.no_model(where)
    try:
        network, rows = _unpack(where / "ner" / "model"), where / "vocab" / "key2row"
        return Stored(
            [_layer(*parts) for parts in zip(network["nodes"], network["attrs"], network["params"], strict=True)],
            _moves(json.loads(_unpack(where / "ner" / "moves")["moves"])),
            _unpack(where / "tokenizer"),
            # Kept in half precision on disk; matrix products need single precision.
            np.load(where / "vocab" / "vectors", allow_pickle=False).astype(np.float32),
            _unpack(rows) if rows.exists() else {},
        )
    except (OSError, ValueError, KeyError, TypeError, msgpack.exceptions.UnpackException) as error:
        raise errors.bad_model(where, errors.reason(error)) from error


def part_of_spacy(name: str) -> Any:
    """A module of spaCy that needs no other ("symbols", "lang/norm_exceptions"), without the rest of it."""
    package = find_spec("spacy")
    assert package
    assert package.submodule_search_locations
    folder, _, module = name.rpartition("/")
    spec = PathFinder.find_spec(module, [str(Path(at) / folder) for at in package.submodule_search_locations])
    assert spec
    assert spec.loader
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def _unpack(path: Path) -> Any:
    return msgpack.unpackb(path.read_bytes(), strict_map_key=False)


def _layer(node: Mapping[str, Any], attrs: Mapping[str, bytes], weights: Mapping[str, Any]) -> Layer:
    return Layer(
        node["name"],
        node["refs"],
        {name: msgpack.unpackb(value, strict_map_key=False) for name, value in attrs.items()},
        {name: _array(value) for name, value in weights.items() if value is not None},
    )


def _array(packed: Mapping[bytes, Any]) -> Floats:
    return np.frombuffer(packed[b"data"], np.dtype(packed[b"type"])).reshape(packed[b"shape"])


def _moves(counted: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Those of labels met in training kind by kind, the commonest label first; then those of labels that were only
    announced, which have counts below 0, label by label."""
    kinds = [
        (_MOVES[int(kind)], sorted(((n, label) for label, n in labels.items()), reverse=True))
        for kind, labels in sorted(counted.items())
    ]
    met = [(kind, label) for kind, labels in kinds for n, label in labels if n >= 0]
    announced = sorted({one for _, labels in kinds for one in labels if one[0] < 0}, reverse=True)
    met += [(kind, label) for n, label in announced for kind, labels in kinds if (n, label) in labels]
    return [f"{kind}-{label}" if kind != "O" else kind for kind, label in dict.fromkeys(met)]
