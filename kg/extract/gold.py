"""Annotated cables: ``ID.txt`` with ``ID.json`` beside it (stand-off mentions, entities, relations).

Offsets are code points of the decoded ``ID.txt``, end exclusive; ``region`` is the scored stretch.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg import errors
from kg.model import Document
from kg.read import read_file

#: The seed cable is never trained on, so that every figure on it is honest.
NEVER_TRAINED_ON = frozenset({"09SHANGHAI59"})


@dataclass(frozen=True, slots=True)
class GoldCable:
    """A cable as read and what careful readers found in it."""

    document: Document
    annotation: dict[str, Any]


def capitals(text: str) -> str:
    """A text as telegrams before 1980 print it. Letters whose capital is longer (ß) stay, for offsets must."""
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def in_capitals(cable: GoldCable) -> GoldCable:
    """The cable with its body written all in capitals; everything stands where it stood."""
    document = cable.document
    before, body, after = (
        document.text[: document.body.start],
        document.text[document.body.start : document.body.end],
        document.text[document.body.end :],
    )
    return replace(cable, document=replace(document, text=before + capitals(body) + after))


def load_gold(folder: Path) -> Iterator[GoldCable]:
    """The annotated cables of a folder by name. Raises KgError where a pair is broken or the folder holds none."""
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise errors.no_gold(folder)
    for path in paths:
        try:
            annotation = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise errors.bad_gold(path, str(error)) from error
        if not isinstance(annotation, dict) or not {"region", "mentions", "entities", "relations"} <= annotation.keys():
            raise errors.bad_gold(path, "region, mentions, entities or relations missing")
        document = read_file(path.with_suffix(".txt"))
        if not isinstance(document, Document):
            raise errors.bad_gold(path, f"its text: {document.message}")
        yield GoldCable(document, annotation)
