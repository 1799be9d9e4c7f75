"""No function of the fields, and no pattern of theirs, takes more than its share of time on a hostile text.

Looked at on texts of one blank, one letter and near-misses of what the patterns look for; how, tests/effort.py says.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable
from functools import partial

import pytest
from effort import LONG, check_calls_grow_with_size, check_pattern, comes_back, repeated

from kg.cable import fields

TEXTS = {
    "blanks": " ",
    "newlines": "\n",
    "blank lines": " \n",
    "tabs": "\t",
    "one letter": "A",
    "words": "A ",
    "digits": "1",
    "pilcrows": "¶",
    "rules": "-",
    "rule lines": "--- \n",
    "labels": "A. ",
    "subject": "\nSUBJECT",
    "subject with colon": "SUBJECT: ",
    "tags": "TAGS: PREL,\n",
    "tags in one line": "TAGS:PREL",
    "codes": "PRELPGOV",
    "person tags": "(A,",
    "references": "\nREF: A",
    "reference list": "REF: STATE 1, ",
    "cables": "09 STATE",
    "years": "09 ",
    "route": "TO RUEHC/",
    "info": "\nINFO ",
    "excluded": "XMT AMEMBASSY ",
    "page": "PAGE 02 ",
    "page mark": "SHANGHAI 00000059  001.2 OF",
    "classified by": "\nClassified By: ",
    "reasons": "1.4 (b",
    "torn name": "Y ee ",
    "summary": "\nSUMMARY",
    "summary ends": "END SUM",
    "paragraphs": "\n¶1. (C) x",
    "captions": "\nSENSITIVE BUT ",
    "opening": "C O N F I D E N T I A L ",
    "secret": "S E C R E ",
    "entity": "&#x0",
    "dtg": "R 020534Z FE",
    "date": "01/01/",
    "order": "E.O. ",
    "attention": "DOC FOR A/B - C; ",
    "bracket": "(",
    "signer": "\nMARLOWE",
    "stamp": "\nMARLOWE NNNN ",
}

FUNCTIONS: dict[str, Callable[[str], object]] = {
    name: (lambda text: fields.references(text, "08RANGOON557")) if name == "references" else getattr(fields, name)
    for name in fields.__all__
}


def _patterns() -> dict[str, re.Pattern[str]]:
    found: dict[str, re.Pattern[str]] = {}
    for info in pkgutil.iter_modules(fields.__path__):
        module = importlib.import_module(f"kg.cable.fields.{info.name}")
        for name, value in vars(module).items():
            values = value if isinstance(value, tuple) else (value,)
            for i, one in enumerate(values):
                one = one[1] if isinstance(one, tuple) and len(one) == 2 else one
                if isinstance(one, re.Pattern) and one not in found.values():
                    found[f"{info.name}.{name}.{i}"] = one
    return found


PATTERNS = _patterns()


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_functions_are_linear(name: str) -> None:
    function = FUNCTIONS[name]
    for what, piece in TEXTS.items():
        check_calls_grow_with_size(lambda size, piece=piece: partial(function, repeated(piece, size)), 10_000)  # type: ignore[misc]
        text = repeated(piece, LONG)
        with comes_back(f"{name}, {what}"):
            function(text)


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_patterns_are_linear(name: str) -> None:
    check_pattern(name, PATTERNS[name], TEXTS)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_any_text_is_answered(name: str) -> None:
    for text in (
        "\0",
        "\ud800",
        "\r",
        "REF: \ud800",
        "TAGS: \0",
        "¶",
        "(((((",
        "SUBJECT:",
        "TO ",
        "Classified By:",
        "E.O. 12958:",
    ):
        FUNCTIONS[name](text)
