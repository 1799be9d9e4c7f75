"""The words of a telegram in capitals, and the case that each has by itself or beside its neighbours' letters."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from kg.extract.casing import FAR, LOWER, TITLE, UNKNOWN, UPPER, WORD, Facts

_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{1,3})|XV?|XX")
_GOVERNMENT = re.compile(r"GO[A-Z]{1,2}")
#: Where letters stand for machines, and abbreviations that print has in small letters.
_ADDRESS = re.compile(r"\S{0,60}(?:://|WWW\.|@\w|\.(?:GOV|COM|ORG)\b)\S*|\b(?:I\.E\.|E\.G\.|P\.M\.|A\.M\.)")
_ENDINGS = frozenset("s t re ve ll d m".split())
#: Two consonants with which words and names begin.
_ONSETS = frozenset(
    "bh bl br ch cl cr cz dh dj dr dw dz fl fr gh gl gn gr hr hw kh kl kn kr kw ll lh mb mc mn mw nd ng nj nk nt ny pf"
    " ph pl pn pr ps pt rh sc sh sj sk sl sm sn sp sq sr st sv sw sz th tj tk tl tr ts tw tz vl vr wh wr zb zd zh zl zv"
    " zw".split()
)
VOWELS = frozenset("aeiouy")
_SUFFIXES = tuple(
    "ism isms ization isation izations ized ised izing ities ation ations ness ment ments ly able ible ous ship ships"
    " less ological ography ology".split()
)
_PREFIXES = tuple("re un non anti counter inter pro pre over under micro macro multi bio sub super trans co".split())
_INFLECTED = tuple("ed ing s es er ers ist ists".split())
_MONTHS = frozenset(["march", "august"])
_BEFORE_MONTH = frozenset("in of since until by last this early late mid next during".split())
_LONGEST = 20  # letters; longer ones are none, and what is tried grows with the square
_SLIP = 7  # letters from which on an unknown word may be a misspelt one
_WHO = frozenset("have has had having he she they we i you it who been".split())
_BEFORE_US = frozenset("with to from for by".split())
_AFTER_US = frozenset("that and on in as but or if at by for with when about to of they he she it there".split())


@dataclass(slots=True)
class Word:
    """Where a word stands, what it is in small letters, its level (kg.extract.casing), and its case: "l" small, "T"
    with a capital, "U" capitals, "S" capitals but for the plural's s. ``fixed``: its case is certain."""

    start: int
    end: int
    small: str
    level: int
    case: str = "l"
    fixed: bool = False

    def put(self, case: str) -> None:
        self.case, self.fixed = case, True

    def lift(self) -> None:
        """Give it a capital, where nothing says otherwise."""
        if not self.fixed and self.case == "l":
            self.case = "T"


class Text:
    """A block's text with its words and the starts of its sentences."""

    def __init__(self, text: str, starts: Set[int], known: Facts) -> None:
        self.text, self.starts = text, starts
        self.words = [Word(*m.span(), low := m[0].lower(), known.level(low)) for m in WORD.finditer(text)]

    def between(self, i: int) -> str:
        """What stands between a word and the next; "." before the first and after the last."""
        return self.text[self.words[i].end : self.words[i + 1].start] if 0 <= i < len(self.words) - 1 else "."

    def small(self, i: int) -> str:
        """A word in small letters; "" where there is none."""
        return self.words[i].small if 0 <= i < len(self.words) else ""

    def written(self, first: int, last: int) -> str:
        """The words from the first to the last as they are in capitals."""
        return self.text[self.words[first].start : self.words[last].end]

    def printed(self, first: int, last: int, start: int, end: int) -> str:
        """The text from start to end with these words in their case."""
        pieces, at = [], start
        for word in self.words[first : last + 1]:
            pieces += [self.text[at : word.start], _letters(self.text[word.start : word.end], word.case)]
            at = word.end
        return "".join([*pieces, self.text[at:end]])


def _letters(text: str, case: str) -> str:
    if case == "U":
        return text
    if case == "S":
        return text[:-1] + text[-1].lower()
    # A letter whose small form is longer stays, for offsets must.
    small = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    if case == "l":
        return small
    if len(small) > 4 and small.startswith("mc"):
        return f"Mc{text[2]}{small[3:]}"
    return text[0] + small[1:]


def alone(t: Text, known: Facts, short: Set[str], again: Set[str]) -> None:
    """Give every word of a text the case that it has by itself.

    ``short``: the telegram's own abbreviations; ``again``: the words that it has more than once.
    """
    for i, word in enumerate(t.words):
        word.case, word.fixed = "l", False
        if case := _certain(t, i, known, short):
            word.put(case)
        elif word.small in known.small | known.nouns | known.directions:
            word.case = "l"
        elif word.level == UPPER:
            word.case = "U"
        elif word.level == TITLE:
            word.case = "T"
        elif word.level == UNKNOWN:
            word.case = _unknown(t, i, known, short, again)
    for match in _ADDRESS.finditer(t.text):
        for word in t.words:
            if match.start() <= word.start < match.end():
                word.put("l")


def _certain(t: Text, i: int, known: Facts, short: Set[str]) -> str:
    """The case of a word that needs no guess; "" for others."""
    word, small = t.words[i], t.words[i].small
    before, after = t.text[max(0, word.start - 1) : word.start], t.text[word.end : word.end + 1]
    if small == "s" and before and before in "'’," and t.text[max(0, word.start - 2)].isalnum():
        return "l"
    if before and before in "'’" and i and t.words[i - 1].end == word.start - 1:
        single = len(t.small(i - 1)) == 1 and small not in _ENDINGS
        return "T" if single else "l"
    if small == "s" and before.isdigit():
        return "l"
    if len(small) == 1:
        return "l" if (small == "a" and after != ".") or (small in "dl" and after in ("'", "’")) else "U"
    if set(small) == {"x"} or _ROMAN.fullmatch(t.text, word.start, word.end):
        return "U"
    if small == "may" or small in _MONTHS:
        around = (
            t.text[word.end : word.end + 3].strip(" ,")[:1],
            t.text[max(0, word.start - 3) : word.start].strip()[-1:],
        )
        dated = any(map(str.isdigit, around))
        return "T" if dated or t.small(i - 1) in _BEFORE_MONTH else "l"
    if small == "us":
        return "l" if _pronoun(t, i, known) else "U"
    if len(small) == 3 and small.startswith("go") and small != "god":  # governments: GOB, GOT
        return "l" if small == "got" and (t.small(i - 1) in _WHO or t.small(i - 1) in known.adverbs) else "U"
    if small in short or small in known.capitals:
        return "U"
    return "S" if small[:-1] in known.capitals and small.endswith("s") and word.level in (UPPER, UNKNOWN) else ""


def _pronoun(t: Text, i: int, known: Facts) -> bool:
    """Whether "US" is no country."""
    before, after = t.small(i - 1), t.small(i + 1)
    if before in known.verbs:
        return t.between(i) != " " or after in _AFTER_US or after in known.small
    return before in _BEFORE_US and (t.between(i).strip() != "" or after in _AFTER_US)


def _unknown(t: Text, i: int, known: Facts, short: Set[str], again: Set[str]) -> str:
    small = t.words[i].small
    one = small.removesuffix("s")
    letters = (len(one) < 5 and not _spoken(one)) or known.level(one) == UPPER
    if one != small and (letters or one in known.capitals or one in short):
        return "S"
    if small in known.towns:
        return "T"
    if small not in known.particles and _abbreviation(t, i, known):
        return "U"
    if _derived(small, known):
        return "l"
    # No slip of the pen is what comes again, or has a title or a name beside it, or a verb of speech after it.
    before, after = t.small(i - 1), t.small(i + 1)
    names = [w for w, gap in ((before, t.between(i - 1)), (after, t.between(i))) if w and gap in (" ", "-")]
    free = small not in again and before not in known.titles and after not in known.speech
    free = free and not any(known.level(w) in (TITLE, UNKNOWN) and w not in known.small for w in names)
    return "l" if free and _SLIP <= len(small) <= _LONGEST and _slip(small, known) else "T"


def _spoken(small: str) -> bool:
    """Whether a word has a vowel and does not begin with two consonants that none begins with."""
    return bool(VOWELS & set(small)) and (bool(VOWELS & set(small[:2])) or small[:2] in _ONSETS)


def _abbreviation(t: Text, i: int, known: Facts) -> bool:
    """Whether an unknown word can hardly be spoken, or looks like a government's abbreviation."""
    word, small = t.words[i], t.words[i].small
    if len(small) <= 3 or not _spoken(small) or _GOVERNMENT.fullmatch(t.text, word.start, word.end):
        return True
    following = t.words[i + 1].level if i + 1 < len(t.words) else FAR
    return len(small) < 6 and t.small(i - 1) == "the" and t.between(i - 1) == " " and LOWER <= following <= FAR


def _derived(small: str, known: Facts) -> bool:
    """Whether an unknown word is made of a common one, or as only common words are made."""
    if len(small) > 8 and small.endswith(_SUFFIXES):
        return True
    stems = [small.removesuffix(e) + more for e in _INFLECTED for more in ("", "e") if small.endswith(e)]
    stems += [small.removeprefix(p) for p in _PREFIXES if small.startswith(p)]
    return any(len(s) > 3 and LOWER < known.level(s) <= FAR for s in stems)


def _slip(small: str, known: Facts) -> bool:
    """Whether an unknown word is a very common kind of word with one letter too many, too few, wrong or displaced."""
    parts = [(small[:i], small[i:]) for i in range(1, len(small) + 1)]
    letters = "abcdefghijklmnopqrstuvwxyz"
    near = [a + b[1:] for a, b in parts if b]
    near += [a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1]
    near += [a + c + b[1:] for a, b in parts if b for c in letters]
    near += [a + c + b for a, b in parts for c in letters]
    return any(known.level(word) == FAR for word in near)
