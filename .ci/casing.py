"""Makes data/rules/casing.txt: how English print writes a word, for telegrams written all in capitals.

    pip install --no-deps --target /tmp/lookups spacy-lookups-data==1.0.5
    PYTHONPATH=/tmp/lookups python .ci/casing.py

(In a folder of its own: beside spaCy the package would change how new words are normalised.)

Source: the package's table of how often each form of a word is written (en_lexeme_prob: logarithms of probabilities,
a million forms) and, to keep rare words that are English apart from slips of the pen, its lists of dictionary forms.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

TARGET = Path(__file__).parent.parent / "data" / "rules" / "casing.txt"
HEAD = """\
# How English print writes words, made by .ci/casing.py from spacy-lookups-data 1.0.5 (MIT License, ExplosionAI
# GmbH; its dictionary forms are those of WordNet 3.0). Do not edit: casing.yaml holds what is to be said by hand.
#   upper  words mostly written in capitals
#   title  words mostly written with a capital first letter
#   lower, near, middle, far   words mostly written in small letters, by how much commoner that is than with a capital:
#          up to e (2.7) times, e squared (7.4), e cubed (20), more
"""

_LEAST = -25.0  # a form that the source does not have
_COMMON = -13.5  # words from here on need not be in the dictionary
_RARE = -19.2  # nor are rarer words than these kept
_NAMED = -16.0  # names and abbreviations rarer than this are not kept: unknown words are taken for names


def _forms(source: Path) -> dict[str, list[float]]:
    """The logarithms for each word in small letters, with a capital, in capitals."""
    found: dict[str, list[float]] = {}
    for form, value in _read(source, "en_lexeme_prob").items():
        if not re.fullmatch("[A-Za-z]{2,}", form):
            continue
        styles = (form.lower(), form.title(), form.upper())
        if form in styles:
            found.setdefault(form.lower(), [_LEAST] * 3)[styles.index(form)] = value
    return found


def _read(source: Path, name: str) -> dict[str, float]:
    with gzip.open(source / f"{name}.json.gz", "rt", encoding="utf-8") as file:
        values: dict[str, float] = json.load(file)
    return values


def _group(forms: list[float], known: bool) -> str:
    small, title, upper = forms
    if upper > max(small, title):
        return "upper" if upper > _NAMED else ""
    if title >= small:
        return "title" if title > _NAMED else ""
    if not (small > _COMMON or (known and small > _RARE)):
        return ""
    return ("lower", "near", "middle", "far")[min(3, int(small - title))]


def lines(source: Path) -> Iterator[str]:
    """The table's lines."""
    words: set[str] = set(_read(source, "en_lemma_lookup"))
    for forms in _read(source, "en_lemma_index").values():
        words.update(forms)  # type: ignore[arg-type]
    groups: dict[str, list[str]] = {name: [] for name in ("upper", "title", "lower", "near", "middle", "far")}
    for word, forms in sorted(_forms(source).items()):
        if group := _group(forms, word in words):
            groups[group].append(word)
    for name, members in groups.items():
        yield f"{name}: {' '.join(members)}"


def table() -> str | None:
    """The file's text; None where the source is not installed."""
    package = find_spec("spacy_lookups_data")
    if package is None or package.origin is None:
        return None
    return HEAD + "".join(f"{line}\n" for line in lines(Path(package.origin).parent / "data"))


if __name__ == "__main__":
    made = table()
    if made is None:
        raise SystemExit("spacy-lookups-data is not installed: pip install spacy-lookups-data==1.0.5")
    TARGET.write_text(made, encoding="utf-8")
