"""Telegrams written all in capitals, read as English print would write them.

The recogniser and nearly every rule look for capital letters, which tell nothing where all are capitals; most
telegrams of the sixties and seventies are such. Here their text gets the case of print, letter by letter: lengths and
offsets stay. The mentions and quotes of an extraction are the document's own letters again (``as_written``); the names
of its entities and the titles stay as print has them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.cable import flat
from kg.cable.flat import Block
from kg.extract.casing import Facts, facts, starts
from kg.extract.casing_bodies import bodies, initials
from kg.extract.casing_people import offices, particles, people, protected
from kg.extract.casing_words import Text, alone
from kg.model import Document, Entity, Mention, Span

_LEAST = 40  # characters in capitals from which on a cable may be a telegram in capitals
_SEEN = 60  # the first characters of a text in capitals hold no small letter


def blocks(document: Document) -> tuple[Block, ...]:
    """The body's blocks (kg.cable.flat); those in capitals as print would have them, if most of the cable is so."""
    parts = flat.blocks(document)
    loud = [part for part in parts if in_capitals(part.text)]
    length = sum(len(part.text) for part in loud)
    if length < _LEAST or 2 * length < sum(len(part.text) for part in parts):
        return parts
    shown = dict(zip(map(id, loud), _printed([(p.text, p.sentences) for p in loud]), strict=True))
    return tuple(replace(p, text=shown[id(p)], written=p.text) if id(p) in shown else p for p in parts)


def in_capitals(text: str) -> bool:
    """Whether a text is written in capitals, but for a stray letter."""
    return text[:_SEEN].isupper() and sum(map(str.isupper, text)) > 0.95 * sum(map(str.isalpha, text))


def printed(texts: Iterable[str]) -> list[str]:
    """The texts of one telegram, each on one line and in capitals, in the case of print and as long as they were."""
    return _printed([(text, flat.sentences(text)) for text in texts])


def _printed(parts: Sequence[tuple[str, Sequence[Span]]]) -> list[str]:
    known = facts()
    texts = [Text(text, {s.start for s in sentences}, known) for text, sentences in parts]
    counts = Counter(word.small for text in texts for word in text.words)
    telegram = _Telegram(known, frozenset(word for word, count in counts.items() if count > 1))
    # First for what the telegram says of its own names, then with what it said anywhere.
    for text in texts:
        telegram.read(text)
    for text in texts:
        telegram.read(text)
        _sentence_starts(text)
    return [t.printed(0, len(t.words) - 1, 0, len(t.text)) for t in texts]


class _Telegram:
    """What one telegram says of its own names."""

    def __init__(self, known: Facts, again: frozenset[str]) -> None:
        self.known = known
        self.again = again  # words that it has more than once
        self.people: set[str] = set()  # surnames that are common words as well
        self.short: set[str] = set()  # abbreviations
        self.phrases: dict[str, str] = {}  # names of several words, from capitals to print

    def read(self, t: Text) -> None:
        """Give every word of a text its case, and remember the names."""
        alone(t, self.known, self.short, self.again)
        _phrases(t, self.known.names, self.known.starts)
        _phrases(t, self.phrases, starts(self.phrases))
        initials(t, self.known, self.short, self.phrases)
        people(t, self.known, self.people)
        bodies(t, self.known)
        offices(t, self.known)
        particles(t, self.known)
        protected(t, self.known)


def _phrases(t: Text, names: dict[str, str], begin: dict[str, int]) -> None:
    """Write names of the world, or of the telegram, as they are written."""
    i = 0
    while i < len(t.words):
        most = begin.get(t.written(i, i), 0)
        for last in range(min(i + most, len(t.words)) - 1, i - 1, -1):
            name = names.get(t.written(i, last))
            if name is None:
                continue
            for word in t.words[i : last + 1]:
                part = name[word.start - t.words[i].start : word.end - t.words[i].start]
                word.put("U" if len(part) > 1 and part.isupper() else "T" if part[:1].isupper() else "l")
            i = last
            break
        i += 1


def _sentence_starts(t: Text) -> None:
    for i, word in enumerate(t.words):
        gap = t.between(i - 1)
        ended = " " in gap and gap.rstrip("\"'”)( ").endswith((".", "?", "!", ":")) and len(t.small(i - 1)) > 3
        if word.case == "l" and (word.start in t.starts or (i == 0 and word.start < 8) or ended):
            word.case = "T"


def as_written(entities: Sequence[Entity], parts: Sequence[Block]) -> tuple[Entity, ...]:
    """The entities with their mentions' texts in the document's own letters."""
    if not any(part.written for part in parts):
        return tuple(entities)
    return tuple(replace(e, mentions=tuple(written(e.mentions, parts))) for e in entities)


def written(mentions: Iterable[Mention], parts: Sequence[Block]) -> list[Mention]:
    """Mentions, found in these blocks, with the document's own letters."""
    begin = [part.offsets[0] for part in parts]
    result = []
    for mention in mentions:
        part = parts[bisect_right(begin, mention.start) - 1]
        if part.written:
            start = part.offsets.index(mention.start)
            mention = replace(mention, text=part.written[start : start + len(mention.text)])
        result.append(mention)
    return result
