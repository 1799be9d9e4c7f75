"""Names of bodies and places in a telegram in capitals: "NATIONAL FREEDOM PARTY", "MINISTRY OF TRADE"."""

from __future__ import annotations

from kg.extract.casing import NEAR, UNKNOWN, UPPER, Facts
from kg.extract.casing_people import DETERMINERS, named
from kg.extract.casing_words import Text

#: Words that an abbreviation need not show.
_SKIPPED = frozenset("of the and for on in de s a an to".split())
_JOINING = frozenset("and of for the".split())
_CONTINENTS = frozenset("africa african asia asian america american europe european".split())
_QUARTERS = frozenset(["west", "east", "north", "south"])


def bodies(t: Text, known: Facts) -> None:
    """Give capitals to the words of names that end or begin with a word for a body or place."""
    for i, word in enumerate(t.words):
        if word.small in known.bodies or word.small in known.grounds:
            _ending(t, i, known)
        if word.small in known.of and t.small(i + 1) in ("of", "for", "on") and t.between(i) == " ":
            _of(t, i, known)
        if word.small in known.directions:
            _direction(t, i, known)
        if word.small in ("government", "governments"):
            _government(t, i, known)
        # A country's own: "the Assembly", "Parliament".
        before = t.small(i - 1)
        if word.small == "parliament" and (before == "the" or before not in DETERMINERS | known.adjectives):
            word.lift()
        if word.small == "assembly" and before == "the" and t.small(i + 1) not in ("of", "line"):
            word.lift()


def _modifies(t: Text, i: int, head: str, known: Facts) -> bool:
    """Whether a word may be part of a body's name before its head."""
    word = t.words[i]
    if head.startswith("minist") and word.small in known.topics:
        return True
    if word.small in known.plain or word.small in known.small or (word.fixed and word.case == "l"):
        return False
    return word.case != "l" or word.level <= NEAR or word.small in known.topics


def _ending(t: Text, i: int, known: Facts) -> None:
    head = t.small(i)
    first = _reach(t, i, known)
    while t.between(first - 1) in (" ", "-", "'", "’") and i - first < 6 and _modifies(t, first - 1, head, known):
        if head in known.grounds and head not in known.bodies and not named(t, first - 1, known):
            break
        first -= 1
    while first < i and (t.small(first) in known.titles or t.small(first) in known.offices):
        first += 1
    # "Turkish company" is no name.
    if any(word.small not in known.adjectives for word in t.words[first:i]):
        for word in t.words[first : i + 1]:
            word.lift()


def _reach(t: Text, i: int, known: Facts) -> int:
    """Where the words between "the" or a place and the head of a body begin, if they may be its name; else the head."""
    strong = t.small(i) in known.strong
    for first in range(i - 1, max(-1, i - 6), -1):
        word = t.words[first]
        if t.between(first) not in (" ", "-") or (word.fixed and word.case == "l"):
            return i
        if word.small == "the":
            return first + 1 if strong and t.between(first) == " " else i
        if first < i - 1 and word.case == "T" and word.small not in known.adjectives:
            place = word.fixed or word.small in known.towns
            if place or word.small in known.strong:
                return first
        if word.small in known.openers or word.small in known.titles or (word.small in known.plain - known.topics):
            return i
    return i


def _of(t: Text, i: int, known: Facts) -> None:
    ministry = t.small(i).startswith("minist")
    first = i + 3 if t.small(i + 2) == "the" else i + 2
    last = -1
    for at in range(first, min(len(t.words), i + 12)):
        word = t.words[at]
        if not (word.small in _JOINING and last >= 0):
            fits = word.case != "l" or word.level <= NEAR or word.small in known.topics
            if not fits and not (ministry and last < 0 and word.level < UNKNOWN):
                break
            if word.small in known.small or (word.small in known.plain and word.small not in known.topics):
                break
            last = at
        if t.between(at) not in (" ", ", ", "-"):
            break
    if last < 0:
        return
    t.words[i].lift()
    for word in t.words[first : last + 1]:
        if word.small not in _JOINING:
            word.lift()
    before = i
    while t.between(before - 1) == " " and i - before < 3 and _modifies(t, before - 1, "", known):
        before -= 1
        t.words[before].lift()


def _direction(t: Text, i: int, known: Facts) -> None:
    word = t.words[i]
    if (
        word.small in _QUARTERS
        and t.small(i - 1) == "the"
        and (t.between(i) != " " or t.small(i + 1) in known.openers - {"of"})
    ):
        word.lift()
    elif t.between(i) in (" ", "-") and t.words[i + 1].case == "T":
        after = t.words[i + 1]
        if after.fixed or after.small in known.towns or after.small in _CONTINENTS:
            word.lift()


def _government(t: Text, i: int, known: Facts) -> None:
    """ "GOVERNMENT OF INDIA", "U.S. GOVERNMENT" are names; cables write "Indian government"."""
    if t.small(i + 1) == "of" and i + 2 < len(t.words):
        where, adjective = t.words[i + 2], False
    elif i and t.between(i - 1) in (" ", ". "):
        where, adjective = t.words[i - 1], t.small(i - 1) in known.adjectives
    else:
        return
    if where.fixed and where.case != "l" and not adjective:
        t.words[i].lift()


def initials(t: Text, known: Facts, short: set[str], phrases: dict[str, str]) -> None:
    """ "NATIONAL FREEDOM PARTY (NFP)": the bracket tells where the name begins, and what is its abbreviation.

    Both are remembered in ``phrases`` and ``short``.
    """
    for i, word in enumerate(t.words):
        length = word.end - word.start
        before, after = t.text[max(0, word.start - 1) : word.start], t.text[word.end : word.end + 1]
        if not 2 <= length <= 8 or before != "(" or after not in (")", ",", ";"):
            continue
        first = _begins(t, i)
        if first >= 0:
            for inner in t.words[first:i]:
                if inner.small not in _SKIPPED:
                    inner.lift()
            if first < i - 1:
                start, end = t.words[first].start, t.words[i - 1].end
                phrases[t.text[start:end]] = t.printed(first, i - 1, start, end)
        elif after != ")" or not (word.level == UPPER or (word.level == UNKNOWN and _loosely(t, i)) or _shuffled(t, i)):
            continue
        short.add(word.small)
        word.case = "U"


def _begins(t: Text, i: int) -> int:
    """The first of the words before a bracket whose initials are the letters in it; -1 if they are not."""
    at, first = i - 1, -1
    for letter in reversed(t.small(i)):
        while at >= 0 and t.small(at) in _SKIPPED and letter != t.small(at)[0]:
            at -= 1
        if at < 0 or t.small(at)[0] != letter or (at < i - 1 and t.between(at) not in (" ", "-", "'", "’", ", ", ".")):
            return -1
        first, at = at, at - 1
    return first


def _shuffled(t: Text, i: int) -> bool:
    """Whether three to five letters in a bracket are initials in another order ("Salt Union of Norland (USN)")."""
    letters = set(t.small(i))
    before = [w for w in t.words[max(0, i - 6) : i] if w.small not in _SKIPPED]
    return 3 <= len(letters) <= 5 and letters <= {w.small[0] for w in before} and any(w.case != "l" for w in before)


def _loosely(t: Text, i: int) -> bool:
    """Whether two words or more before the bracket begin with letters of the word in it, in their order."""
    left, found = t.small(i), 0
    before = [t.small(at) for at in range(max(0, i - 9), i)]
    for small in before:
        place = left.find(small[0])
        if small not in _SKIPPED and 0 <= place < 2:
            left, found = left[place + 1 :], found + 1
    return found > 1 and t.small(i) not in before
