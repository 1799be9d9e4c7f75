"""Taking texts apart into tokens as spaCy's tokenizer does, by the expressions and special cases of a model.

A stretch without blanks loses what the expressions call a prefix or a suffix, one after the other, until it is a
special case ("can't") or nothing more comes off; what is left is parted at its infixes. At the end special cases that
hold such marks themselves (":-)") are put together again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from kg.extract.stored import part_of_spacy

#: What a special case says of its tokens, by spaCy's number for it or its name.
_ORTH, _NORM = (65, "ORTH"), (67, "NORM")
_STRETCH = re.compile(r"\s+|\S+")


class Token(NamedTuple):
    """Its letters, and how the model reads it: "not" for the second one of "can't"."""

    text: str
    norm: str


class Tokenizer:
    """``rules``: what spaCy writes into the file ``tokenizer``."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        self._prefix, self._suffix = (
            re.compile(rules[name] or "(?!)").search for name in ("prefix_search", "suffix_search")
        )
        self._infixes = re.compile(rules["infix_finditer"] or "(?!)").finditer
        self._whole, self._url = (re.compile(rules[name] or "(?!)").match for name in ("token_match", "url_match"))
        self._norms: Mapping[str, str] = part_of_spacy("lang/norm_exceptions").BASE_NORMS
        self._special: dict[str, list[Token]] = {}
        for text, tokens in rules["exceptions"].items():
            self._special[text] = [
                Token(_said(one, _ORTH), _said(one, _NORM) or self._norm(_said(one, _ORTH))) for one in tokens
            ]
        #: By their first token the special cases that come apart, as the tokens they come apart into.
        self._apart: dict[str, list[tuple[str, ...]]] = {}
        for text in self._special:
            if not rules["faster_heuristics"] or self._prefix(text) or self._suffix(text) or any(self._infixes(text)):
                parts = tuple(token.text for token in self._taken_apart(text, {}))
                self._apart.setdefault(parts[0], []).append(parts)

    def __call__(self, text: str) -> list[Token]:
        """The tokens of a text without blanks."""
        tokens = [token for part in _STRETCH.findall(text) for token in self._taken_apart(part, self._special)]
        return self._together(tokens) if any(token.text in self._apart for token in tokens) else tokens

    def _norm(self, text: str) -> str:
        return self._norms.get(text) or text.lower()

    def _taken_apart(self, text: str, special: Mapping[str, list[Token]]) -> list[Token]:
        if text in special:
            return special[text]
        prefixes, suffixes, before = list[str](), list[str](), 0
        while text and len(text) != before and not self._whole(text) and text not in special:
            before = len(text)
            found = self._prefix(text)
            start = found.end() - found.start() if found else 0
            if start and text[start:] in special:
                prefixes.append(text[:start])
                text = text[start:]
                break
            found = self._suffix(text[start:])
            stop = before - (found.end() - found.start() if found else 0)
            if stop < before and text[:stop] in special:
                suffixes.append(text[stop:])
                text = text[:stop]
                break
            if start:
                prefixes.append(text[:start])
            if stop < before:
                suffixes.append(text[stop:])
            text = text[start:stop]
        middle = special[text] if text in special else [Token(p, self._norm(p)) for p in self._parted(text)]
        outer = ([Token(p, self._norm(p)) for p in parts] for parts in (prefixes, reversed(suffixes)))
        return [*next(outer), *middle, *next(outer)]

    def _parted(self, text: str) -> list[str]:
        """What is left when prefixes and suffixes are gone, at its infixes."""
        if not text or self._whole(text) or self._url(text):
            return [text] if text else []
        parts, at = [], 0
        for found in self._infixes(text):
            if found.start():
                parts += [text[at : found.start()], found[0]]
                at = found.end()
        return [part for part in (*parts, text[at:]) if part]

    def _together(self, tokens: Sequence[Token]) -> list[Token]:
        """With the special cases among them that came apart: the longest first, then the first."""
        texts = [token.text for token in tokens]
        found = [
            (-len(parts), at)
            for at, text in enumerate(texts)
            for parts in self._apart.get(text, ())
            if tuple(texts[at : at + len(parts)]) == parts
        ]
        taken, ends = set[int](), dict[int, int]()
        for length, start in sorted(found):
            if start not in taken and start - length - 1 not in taken:
                ends[start] = start - length
            taken.update(range(start, start - length))
        made, at = list[Token](), 0
        while at < len(tokens):
            end = ends.get(at, 0)
            made += self._special["".join(texts[at:end])] if end else [tokens[at]]
            at = end or at + 1
        return made


def _said(token: Mapping[int | str, str], names: tuple[int, str]) -> str:
    return token.get(names[0]) or token.get(names[1]) or ""


def shape(text: str) -> str:
    """Capitals as X, other letters as x, digits as d, of equal ones at most four in a row."""
    if len(text) >= 100:
        return "LONG"
    signs = ["d" if c.isdigit() else c if not c.isalpha() else "X" if c.isupper() else "x" for c in text]
    return "".join(c for at, c in enumerate(signs) if at < 4 or signs[at - 4 : at] != [c] * 4)
