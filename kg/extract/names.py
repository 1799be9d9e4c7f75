"""Names as words: folding, keys under which two spellings are one, edit distance and an index for it.

No knowledge of the world here (that is data/rules/naming.yaml) and none of cables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

#: So many names are kept with what was worked out of them: those of a cable come up again and again.
KEPT = 16384
#: Longer words are cut for the misspelling index, which is quadratic in the length of a word.
_LONGEST = 16

_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?|\b[a-z]\.[a-z]\b")
_POSSESSIVE = re.compile(r"(?<=\w)'s?(?!\w)")
_WORD = re.compile(r"[^\W_]+")
_LETTER_HYPHEN = re.compile(r"\b([a-z])-(?=\d)")


@lru_cache(maxsize=KEPT)
def fold(text: str) -> str:
    """Lower case without accents, with plain quotes and hyphens."""
    text = text.translate(_QUOTES)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = text.replace("ø", "o").replace("Ø", "O").replace("ł", "l").replace("Ł", "L").replace("ß", "ss")
    return text.lower()


@lru_cache(maxsize=KEPT)
def words(text: str) -> tuple[str, ...]:
    """The words of a name, folded: full stops of abbreviations, possessives and apostrophes gone, hyphens a gap.

    >>> words("U.S.-Spain Workers' Council")
    ('us', 'spain', 'workers', 'council')
    """
    plain = _DOTTED.sub(lambda match: match[0].replace(".", ""), fold(text))
    plain = _LETTER_HYPHEN.sub(r"\1", _POSSESSIVE.sub("", plain)).replace("'", "")
    return tuple(_WORD.findall(plain)) or (plain or text,)


def singular(word: str) -> str:
    """The word without a plural ending; the same for both forms, not always a word.

    >>> [singular(w) for w in ("ministries", "courts", "congress", "party")]
    ['ministry', 'court', 'congress', 'party']
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and word[-2] not in "su":
        return word[:-1]
    return word


def distance(a: str, b: str, limit: int) -> int:
    """Insertions, deletions, changes and swaps of neighbours between two words; ``limit + 1`` if there are more."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def tolerance(word: str) -> int:
    """How many slips of the pen leave a word of this length recognisable."""
    return 0 if len(word) < 5 or not word.isalpha() else 1 if len(word) < 7 else 2


@lru_cache(maxsize=KEPT)
def misspelt(a: str, b: str) -> bool:
    """Whether one word may be a misspelling of the other: a slip in five letters, two in seven.

    Two slips leave the first letter alone: without that "northern" would be "southern" and "import" "export". A
    feminine name is no misspelling of the masculine one.
    """
    limit = min(tolerance(a), tolerance(b), 2 if a[:1] == b[:1] else 1)
    if a == b or not limit:
        return False
    if {a, b} == {a[:-1] + "a", a[:-1] + "o"} or a + "a" == b or b + "a" == a:
        return False
    return distance(a, b, limit) <= limit


_SOUNDS = str.maketrans({"o": "u", "i": "e", "y": "e", "q": "k", "c": "k", "z": "s", "w": "v", "j": "e"})


@lru_cache(maxsize=KEPT)
def sound(word: str) -> str:
    """What two romanisations of a first name share: consonants, the first vowel's kind, a final a.

    >>> sound("mohammed") == sound("muhamad"), sound("stephan") == sound("stefan"), sound("hassan") == sound("hussein")
    (True, True, False)
    """
    plain = word.replace("ph", "f").translate(_SOUNDS)
    consonants = re.sub(r"(.)\1+", r"\1", re.sub(r"[aeuh]", "", plain[1:]))
    vowel = re.search(r"[aeu]", plain)
    return plain[0] + (vowel[0] if vowel else "") + consonants + ("a" if word.endswith("a") else "")


@lru_cache(maxsize=KEPT // 8)  # a long word has a hundred keys
def near_keys(word: str) -> tuple[str, ...]:
    """Keys such that any two words of which ``misspelt`` is true have one in common: the word with up to
    ``tolerance`` letters left out. Each key once."""
    word = word[:_LONGEST]
    keys = {word: None}
    limit = tolerance(word)
    if limit:
        for i in range(len(word)):
            shorter = word[:i] + word[i + 1 :]
            keys[shorter] = None
            if limit > 1 and i:  # the first letter stays, see misspelt
                for j in range(i, len(shorter)):
                    keys[shorter[:j] + shorter[j + 1 :]] = None
    return tuple(keys)


def spells(letters: str, name: Iterable[tuple[str, bool]], loose: bool = False) -> bool:
    """Whether ``letters`` abbreviates the name: its words with a flag for those that need not show.

    One letter for each word that counts, one or none for the others; words of two letters (US, EU, UN) may show
    both. ``loose`` (the cable itself pairs the two): up to four letters of a word, and words may be skipped after the
    first.

    >>> spells("mod", [("ministry", False), ("of", True), ("defense", False)])
    True
    """
    reached = {0}
    for n, (word, optional) in enumerate(name):
        most = len(word) if len(word) <= 2 else 4 if loose else 1
        following = set(reached) if optional or (loose and n) else set()
        for at in reached:
            for take in range(1, most + 1):
                if letters[at : at + take] == word[:take] and at + take <= len(letters):
                    following.add(at + take)
        reached = following
        if not reached:
            return False
    return len(letters) in reached


@lru_cache(maxsize=KEPT)
def is_abbreviation(surface: str) -> bool:
    """Whether a name looks like an acronym: one word, two capitals or more, no more small letters than capitals."""
    plain = surface.replace(".", "").replace("/", "").replace("-", "")
    if " " in plain or not 2 <= len(plain) <= 10 or not plain.isalnum():
        return False
    capitals = sum(c.isupper() for c in plain)
    return capitals >= 2 and plain[0].isupper() and sum(c.islower() for c in plain) <= capitals


class Groups:
    """Union-find over 0..n-1 whose answer does not depend on the order of the unions."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def add(self) -> int:
        """One more element, alone; its number."""
        self._parent.append(len(self._parent))
        return len(self._parent) - 1

    def find(self, item: int) -> int:
        """The smallest member of the item's group."""
        root = item
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[item] != root:
            self._parent[item], item = root, self._parent[item]
        return root

    def join(self, a: int, b: int) -> None:
        """Make the groups of a and b one."""
        a, b = self.find(a), self.find(b)
        if a != b:
            self._parent[max(a, b)] = min(a, b)
