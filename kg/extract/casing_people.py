"""People and their titles in a telegram in capitals: "AMBASSADOR STONE" is no stone."""

from __future__ import annotations

from kg.extract.casing import FAR, LOWER, MIDDLE, NEAR, TITLE, UNKNOWN, UPPER, Facts
from kg.extract.casing_words import VOWELS, Text
from kg.extract.protection import MARK

DETERMINERS = frozenset("the a an this that its their our no any some".split())
_INFLECTED = ("ly", "ed", "ing")
_BEFORE_TITLE = frozenset("deputy vice general under assistant first acting".split())
_RANKS = frozenset(["deputy", "general"])  # titles before names only, else words of titles and of much else
_LOW = frozenset("st la le el".split())  # of places too: St. Ansel, La Plata
_ARTICLES = frozenset("la le los las".split())


def people(t: Text, known: Facts, learned: set[str]) -> None:
    """Give a capital to words that are names after a title or beside a name; ``learned``: those of the telegram."""
    for i, word in enumerate(t.words):
        if word.fixed or word.case == "T" or word.small in known.never or word.small.endswith(_INFLECTED):
            continue
        # Of "MINISTER DE LA TOUR" the title.
        at = i - 1
        while at > i - 4 and t.small(at) in known.particles and t.between(at) == " ":
            at -= 1
        before, gap = t.small(at), t.between(at)
        speaks = t.between(i) == " " and t.small(i + 1) in known.speech
        ends = t.between(i)[:1] in ",.;:)'’"
        if word.small in learned and before not in DETERMINERS:
            word.lift()
        if before in known.titles and _follows(before, gap):
            if word.level == UPPER:
                word.case = "T" if len(word.small) > 3 and VOWELS & set(word.small) else "U"
            elif word.level <= NEAR or (word.level == MIDDLE and speaks) or at < i - 1:
                word.lift()
                if word.level < FAR and word.small not in known.directions:
                    learned.add(word.small)
        elif gap in (" ", "-") and _person(t, i - 1, known) and t.small(i - 2) not in DETERMINERS:
            if word.level <= (MIDDLE if speaks or ends else LOWER):
                word.lift()
                if gap == " " and word.level <= NEAR and word.small not in known.directions:
                    learned.add(word.small)
        elif word.level == LOWER and t.between(i) in (" ", "-") and _person(t, i + 1, known):
            word.lift()


def protected(t: Text, known: Facts) -> None:
    """Give a capital to all words right before a mark of protection: rather a word too many than a person exposed."""
    for mark in MARK.finditer(t.text):
        last = sum(word.end <= mark.start() for word in t.words) - 1
        while last >= 0 and t.small(last) not in known.openers and not known.small & {t.small(last)}:
            t.words[last].lift()
            if t.between(last - 1) not in (" ", "-"):
                break
            last -= 1


def named(t: Text, i: int, known: Facts) -> bool:
    """Whether a word is a name by itself, no adjective of a country."""
    if not 0 <= i < len(t.words):
        return False
    word = t.words[i]
    return word.level in (TITLE, UNKNOWN) and word.case == "T" and word.small not in known.adjectives


def _person(t: Text, i: int, known: Facts) -> bool:
    return named(t, i, known) and t.small(i) not in known.towns and not t.words[i].fixed


def _follows(title: str, gap: str) -> bool:
    """Whether a name may follow a title: a blank between them, or the full stop of a shortened title."""
    return gap == " " or (gap == ". " and len(title) < 6)


def offices(t: Text, known: Facts) -> None:
    """Give capitals to titles before names, and to offices that cables write so wherever they stand."""
    for i, word in enumerate(t.words):
        ranked = word.small in known.titles or (word.small in _RANKS and named(t, i + 1, known))
        if ranked and _follows(word.small, t.between(i)) and t.words[i + 1].case == "T":
            word.lift()
            first = i
            while t.between(first - 1) in (" ", "-"):
                first -= 1
                if t.small(first) not in known.titles | known.topics | _BEFORE_TITLE:
                    break
                t.words[first].lift()
        elif t.between(i) == " " and f"{word.small} {t.small(i + 1)}" in known.offices:
            word.lift()
            t.words[i + 1].lift()
        elif word.small in known.offices:
            word.lift()


def particles(t: Text, known: Facts) -> None:
    """Small letters for what stands before surnames ("von", "de la")."""
    for i, word in enumerate(t.words[:-1]):
        article = word.small in _ARTICLES and t.small(i - 1) == "de"
        if article or (not word.fixed and word.small in known.particles and word.small not in _LOW):
            word.case = "l"
