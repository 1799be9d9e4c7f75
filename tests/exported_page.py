"""What is inside an exported page, for tests that look for something in it."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from kg.serve.dataset import unpacked


def block(page: str) -> dict[str, Any]:
    """The data block as it stands in the page."""
    found = re.search(r'<script type="application/json" id="kg-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def dataset_of(page: str) -> dict[str, Any]:
    """The graph inside (see kg.serve.dataset)."""
    data: dict[str, Any] = unpacked(base64.b64decode(block(page)["dataset"]))
    return data


def cables_of(page: str) -> list[Any]:
    """The cables inside, in the order of the dataset; None for one left out."""
    return [cable for _, data in block(page)["cables"] for cable in unpacked(base64.b64decode(data))]


def readable(text: str) -> str:
    """The page, and unpacked what is packed in it; any other text as it is."""
    if 'id="kg-data"' not in text:
        return text
    return text + json.dumps([dataset_of(text), cables_of(text)], ensure_ascii=False)
