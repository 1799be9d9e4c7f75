"""Names of persons among titles and offices: ``Political Counselor Jane Q. Doe, Embassy Accra`` has ``Jane Q. Doe``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.cable.fields.office_words import BEFORE_PLACE, COUNTRIES, PARTICLES, PREPOSITIONS, SUFFIXES, TITLES
from kg.cable.fields.posts import ALIASES, POSTS
from kg.cable.fields.tag_codes import GIVEN

_TOKEN = re.compile(
    r"[\"“'‘(][ ]?[A-Z][a-z]{1,12}[ ]?[\"”'’)](?=[ ][A-Z])"  # a nickname: Robert "Bob" Doe, William (Bill) Roe
    r"|(?:[A-Za-z]\.){1,5}(?![A-Za-z]{2})"  # initials: S.K., J., a.i.
    r"|[^\W\d_]+(?:['’`][^\W\d_]+|-(?=[^\W\d_])[^\W\d_]+)*\.?"
    r"|\d+|[^\w\s]|_"
)


#: Words in small letters that stand beside names and are no pieces of them.
_SMALL_WORDS = (
    TITLES | PARTICLES | SUFFIXES | frozenset("reason reasons per who this it not be or are has his her".split())
)


#: An article in small letters before a name: al-Rashid, ibn-Saud, d'Estaing.
_ARTICLE = re.compile(r"(?:a[ldnrstz]|el|ul|ibn|bin|abu)-[A-Z]|[dl]['’][A-Z]")


#: Short words among the titles that also are syllables of names: Li-an, Won-as.
_BOUND = frozenset("pol mil con dep am ec sec gen vice".split())  # short ones that titles are bound of: Pol-Econ
_SHORT = frozenset("an in is as at by on to of am ad ao".split())


@dataclass(slots=True)
class _Token:
    text: str
    start: int
    end: int
    kind: str = ""  # N name, P particle, T title or office, X separator


def rejoin(text: str) -> str:
    """``text`` (one line) with words that a line's wrap tore apart closed up: ``Hoyt Y ee``, ``Richa rd``."""
    words = text.split(" ")
    found: list[str] = []
    for word in words:
        last = found[-1] if found else ""
        head = re.search(r"[^\W\d_]+$", last)
        tail = re.match(r"[^\W\d_]+", word)
        after_o = last.endswith(("O'", "D'", "O’")) and word[:1].isupper()
        if after_o or (head and tail and _torn(head[0], tail[0], word)):
            found[-1] = last + word
        else:
            found.append(word)
    return " ".join(found)


def _torn(head: str, tail: str, word: str) -> bool:
    """Whether ``head`` and ``tail`` are two pieces of one word."""
    whole = (head + tail).lower()
    if len(word) > len(tail) and word[len(tail)] in "'’":
        return False  # d'Affaires
    if len(tail) == 1 and word[1:2] == ".":
        return False  # an initial
    if head.lower() in TITLES and len(head) > 2 and tail.lower() in TITLES:
        return False
    if whole in TITLES and len(whole) > 4 and not (head.lower() in TITLES and tail.lower() in TITLES):
        return True
    if head.isupper() and tail.isupper() and len(head) > 1:
        return head + tail in GIVEN and head not in GIVEN and tail not in GIVEN
    # A piece of a name goes on in small letters that are no word: Y ee, Richa rd.
    return (
        head[0].isupper()
        and (len(head) == 1 or not head.isupper())
        and tail.islower()
        and tail not in _SMALL_WORDS
        and (head.lower() not in TITLES or head == "A")
        and len(whole) <= 14
        and "'" not in word[:2]
    )


def _word(text: str) -> str:
    return text.lower().replace("’", "'").replace("`", "'").rstrip(".")


def _is_title(text: str, mixed: bool) -> bool:
    word = _word(text)
    if word in TITLES or word.replace(".", "") in TITLES or (word.endswith(("'s", "off", "offs")) and len(word) > 5):
        return True
    if (
        "-" in word
        and any(part in TITLES and part not in _SHORT and (len(part) > 3 or part in _BOUND) for part in word.split("-"))
        and all(len(part) > 1 for part in word.split("-"))
    ):
        return True
    if re.match(r"(?:Pol|Econ|Emb|Con|Dep|Am|Min)[A-Z]", text):
        return True
    letters = text.rstrip(".")
    if mixed and letters.isupper() and 2 <= len(letters) <= 5 and letters.isalpha() and word not in SUFFIXES:
        return True  # an acronym among words in mixed case
    return bool(
        letters.isupper() and 2 <= len(letters) <= 4 and not re.search(r"[AEIOUY]", letters) and word not in SUFFIXES
    )


def _classify(tokens: list[_Token]) -> None:
    """Say of each token what it is."""
    words = [token.text for token in tokens if len(token.text) > 2 and token.text[0].isalpha()]
    mixed = sum(word.isupper() for word in words) * 2 < len(words) or any(
        word[0].isupper() and word[1:].islower() and _word(word) not in TITLES for word in words
    )
    for i, token in enumerate(tokens):
        text = token.text
        before = tokens[i - 1].text if i else ""
        after = tokens[i + 1].text if i + 1 < len(tokens) else ""
        if not text[0].isalpha() and not (len(text) > 3 and text[0] in "\"“'‘("):
            token.kind = "X"
        elif "/" in (before, after) and ((len(text) <= 4 and text.isupper()) or len(text) == 1):
            token.kind = "T"  # a piece of an office symbol: EUR/RPM, A/DCM
        elif _word(text) in {"a.i", "ai"} or (text == "A.I." or text == "a.i."):
            token.kind = "T"
        elif text == "DAS" and (mixed or not (i and tokens[i - 1].kind in "NI")):
            token.kind = "T"  # Deputy Assistant Secretary, not the Portuguese particle
        elif _word(text) in SUFFIXES:
            token.kind = "S"
        elif _word(text) in PARTICLES and (text.islower() or text.isupper() or text.rstrip(".") == "St"):
            token.kind = (
                "P" if text.islower() or _word(text) not in {"e", "y", "do", "la"} or after[:1].isalpha() else "N"
            )
        elif re.fullmatch(r"(?:[A-Z]\.?){1,4}", text) and (len(text.rstrip(".")) == 1 or "." in text[:-1]):
            token.kind = "T" if text in {"U.S.", "U.N.", "D.C.", "E.U."} else "I"
        elif _is_title(text, mixed):
            token.kind = "T"
        else:
            named = text[0].isupper() or text[0] in "\"“'‘(" or _ARTICLE.match(text)
            token.kind = "N" if named else "T"
    _places(tokens)


def _places(tokens: list[_Token]) -> None:
    """Make the words of a place that follows an office part of the office."""
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if before.kind == "T" and token.kind == after.kind == "N" and _word(token.text) in COUNTRIES:
            token.kind = "T"
    for i, token in enumerate(tokens):
        word = _word(token.text)
        place_follows = word in BEFORE_PLACE or (
            word == "general" and i > 0 and _word(tokens[i - 1].text) == "consulate"
        )
        if token.kind != "T" or not (place_follows or word in PREPOSITIONS or word in {"the", "us", "u.s"}):
            continue
        j = i + 1
        while j < len(tokens) and (_word(tokens[j].text) in {"the", "us", "u.s"} or (tokens[j].text in {"."})):
            j += 1
        for count in (3, 2, 1):
            name = [one for one in tokens[j : j + count] if one.kind in "NPI" or _word(one.text) in COUNTRIES]
            joined = "".join(c for one in name for c in one.text.upper() if c.isalpha())
            if len(name) == count and (
                joined in POSTS
                or (joined in ALIASES and len(joined) > 3)
                or all(_word(one.text) in COUNTRIES for one in name)
            ):
                for one in name:
                    one.kind = "T"
                break
        else:
            if place_follows and j < len(tokens) and tokens[j].kind == "N" and word in BEFORE_PLACE:
                tokens[j].kind = "T"


def _runs(tokens: list[_Token]) -> list[tuple[int, int]]:
    """Stretches of tokens that can be a name, as [first, last] indexes."""
    found: list[tuple[int, int]] = []
    i = 0
    while i < len(tokens):
        if tokens[i].kind not in "NIP":
            i += 1
            continue
        j = i
        while j + 1 < len(tokens):
            kind = tokens[j + 1].kind
            if kind in "NIPS":
                j += 1
            elif tokens[j + 1].text in ",." and j + 2 < len(tokens) and tokens[j + 2].kind == "S":
                j += 2
            else:
                break
        first, last = i, j
        while last > first and tokens[last].kind == "P":
            last -= 1
        if any(token.kind == "N" for token in tokens[first : last + 1]):
            found.append((first, last))
        i = j + 1
    return found


def _surname_first(tokens: list[_Token], runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A surname at the very beginning, a comma, given names: one name (``DOE, JANE Q.``)."""
    if len(runs) > 1 and runs[0] == (0, 0) and runs[1][0] == 2 and tokens[1].text == ",":
        return [(0, runs[1][1]), *runs[2:]]
    return runs


def people(text: str) -> tuple[tuple[str, ...], str]:
    """The names in ``text`` (one line, such as stands behind ``Classified By``) as written, and the rest.

    Several names only where they are joined by AND, ``&`` or a slash; nobody named gives no names.
    """
    tokens = [_Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]
    if not tokens:
        return (), ""
    _classify(tokens)
    runs = _surname_first(tokens, _runs(tokens))
    if not runs:
        return (), _tidy(text)

    def score(run: tuple[int, int]) -> tuple[int, int]:
        first, last = run
        size = sum(token.kind in "NI" for token in tokens[first : last + 1])
        before = _word(tokens[first - 1].text) if first else ""
        after = _word(tokens[last + 1].text) if last + 1 < len(tokens) else ""
        points = 4 * (size > 1) - 5 * (before in PREPOSITIONS or before == "the") - (before == "and")
        # A word between two words of an office is more of it: Office of Xanadu Affairs.
        within = first > 0 and tokens[first - 1].kind == "T" and last + 1 < len(tokens) and tokens[last + 1].kind == "T"
        points -= 2 * (within and size == 1 and after not in {"for", "as", "under", "by"})
        points += any(_word(token.text).upper() in GIVEN for token in tokens[first : last + 1]) and size > 1
        return points, -first

    best = max(runs, key=score)
    if score(best)[0] < -1:
        return (), _tidy(text)
    chosen = [best]
    for run in runs:
        gap = [_word(token.text) for token in tokens[chosen[-1][1] + 1 : run[0]]]
        joined = run[0] > chosen[-1][1] and bool({"and", "&", "/"} & set(gap))
        if joined and run[1] > run[0] and best[1] > best[0] and not PREPOSITIONS & set(gap):
            chosen.append(run)
    names = tuple(_name(text[tokens[first].start : tokens[last].end]) for first, last in chosen)
    rest = text
    for first, last in reversed(chosen):
        rest = rest[: tokens[first].start] + "|" + rest[tokens[last].end :]
    return tuple(dict.fromkeys(names)), _tidy(rest)


def _name(text: str) -> str:
    """``text`` without the full stop of a sentence: ``Jr.`` and initials keep theirs."""
    text = " ".join(text.split()).strip(" ,;:-")
    last = text.rsplit(" ", 1)[-1]
    if text.endswith(".") and not re.fullmatch(r"(?:[A-Za-z]\.)+|[JjSs][Rr]\.", last):
        text = text[:-1]
    return text


def _tidy(text: str) -> str:
    """Titles and offices without the separators that stood around the names."""
    text = re.sub(
        r"[ ]{0,2}(?:(?<!\ba\.i)(?<!\bA\.I)[,;:.\-]|[,;:\-]){0,2}[ ]{0,2}\|[ ]{0,2}[,;:.\-]{0,2}[ ]{0,2}", ", ", text
    )
    text = re.sub(r"[ ]{1,3}(?:AND|and|&)[ ]{0,2},|,[ ]{0,2},", ",", text)
    text = re.sub(r"[ ,;:\-]+(?:for|FOR|per|PER|and|AND)?[ ,;:.\-]*$", "", text)
    text = " ".join(text.strip(" ,;:-()").split())
    return text if re.search(r"(?:^|[ .])[A-Za-z]\.$", text) else text.rstrip(".")
