"""Ties that hold between all the members of a list: "A, B and C are partners"; "French-Spanish cooperation"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations

from kg.extract.encode import KINDS
from kg.extract.outline import PIECE
from kg.extract.patterns import BETWEEN
from kg.extract.reading import Finding
from kg.extract.scene import Scene

_LAND = f"[{KINDS['adjective']}{KINDS['place']}]"
#: "French-Spanish", "France/Spain": neither is one of more than two.
_PAIR = rf"(?<![\w/-])({_LAND})(?:-|/)({_LAND})(?![/-])"
#: "French and Spanish authorities", each of them for its country.
_POWERS = rf"({KINDS['adjective']}) and ({KINDS['adjective']}) (?:[a-z]+ )?"


#: Where either can begin; told at little cost.
_BESIDE = re.compile(rf"{_LAND}[-/]{_LAND}|{KINDS['adjective']} and {KINDS['adjective']}")


@lru_cache(maxsize=8)  # the same few lists for every cable
def _expression(words: Sequence[str]) -> re.Pattern[str]:
    ties = "|".join(re.escape(w) for w in words if w[0] not in "+-")
    powers = "|".join(re.escape(w[1:]) for w in words if w[0] == "+")
    act = r"(?:joint|jointly|cooperate|cooperated|together|signed|formed|agreed)"
    return re.compile(
        rf"{_PAIR}(?: [\w-]+){{0,3}}? (?:{ties})\b|{_POWERS}(?:{powers})\b(?: [\w-]+){{0,4}}? {act}\b", re.I
    )


def bilateral(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """Two countries of which a sentence speaks in one breath, as adjectives or names.

    ``words``: what they have together ("cooperation"); "+word": those who act for a country ("authorities"); "-word":
    what shows that they are at odds.
    """
    pattern, odds = _expression(tuple(words)), {w[1:] for w in words if w[0] == "-"}
    for sentence in view.sentences:
        for beside in _BESIDE.finditer(sentence.text):
            match = pattern.match(sentence.text, beside.start())
            if not match:
                continue
            if not odds.isdisjoint(PIECE.findall(sentence.text.lower())):
                break
            items = [sentence.items[i] for i in range(*match.span()) if i in sentence.items][:2]
            first, second = (item.entity or view.by_code.get(item.value, "") for item in items)
            if first in view.country and second in view.country and first != second:
                yield Finding(first, second, "", sentence)


_BODY = f"[{KINDS['agency']}{KINDS['company']}{KINDS['organization']}]"
#: Bodies enumerated, each perhaps with what it is: "the Salt Board and the foundation Coast Aid".
_LISTED = rf"(?<!of )(?<!with ){_BODY}(?: \([^()]{{1,40}}\))?(?>{BETWEEN}{_BODY}(?!-)(?: \([^()]{{1,40}}\))?){{1,8}}+"
_TOGETHER = (
    r"(?:cooperate|collaborate|partner)[sd]?|(?:cooperat|collaborat|partner)ing"
    r"|(?:are|were) (?:[a-z]+ )?(?:partners|allies)"
    r"|(?:have|had|formed|form|maintain|enjoy|announced|established|agreed on|created|launched|signed|set up)"
    r" (?:[a-z-]+ ){0,3}?(?:partnership|alliance|coalition|joint venture|consortium|working relationship|cooperation"
    r"|agreements?|memorand(?:um|a)|mou|contract|joint program|joint project|accord|pact|relationship)"
    r"|jointly|co-(?:sponsor|host|fund|organiz|financ)(?:ed|e|s|es|ing)?"
    r"|are working together|work (?:closely )?together"
)
_ACTING = re.compile(
    rf"(?P<before>{_LISTED})(?: (?:have|has|had|both|also|all|will|now|then|recently|closely|[a-z]+ly))?"
    rf" (?:{_TOGETHER})\b(?! (?:[a-z-]+ ){{0,3}}(?:with|of)\b)",
    re.I,
)
_TIE = re.compile(
    r"\b(?:agreement|mou|memorandum|partnership|alliance|coalition|consortium|cooperation|collaboration|coordination"
    r"|joint (?:venture|program|project|operation|investigation)|contract|accord|pact)s?(?: (?:[a-z-]+ ){0,3}?)?"
    rf" (?:between|among|of|involving) (?P<after>{_LISTED})",
    re.I,
)
#: Two members of a list; told at little cost.
_BESIDE_ANOTHER = re.compile(rf"{_BODY}[^.;:]{{0,60}}?(?:, | and ){{1,2}}[^.;:{_BODY[1:-1]}]{{0,60}}{_BODY}")
_WORDS = re.compile(
    r"cooperat|collaborat|partner|allies|alliance|coalition|joint|co-|consortium|relationship|agreement|memorand|mou\b"
    r"|contract|accord|pact|together|coordination",
    re.I,
)


def together(view: Scene, subject: Sequence[str], obj: Sequence[str], words: Sequence[str]) -> Iterator[Finding]:
    """Every two of the bodies that a sentence lists as partners: "A, B and C signed an agreement", "a coalition of A
    and B"."""
    for sentence in view.sentences:
        text = sentence.text
        if sum(map(text.count, _BODY[1:-1])) < 2 or not _WORDS.search(text) or not _BESIDE_ANOTHER.search(text):
            continue
        for match in (*_ACTING.finditer(text), *_TIE.finditer(text)):
            group = "before" if match.re is _ACTING else "after"
            if text.startswith("'s ", match.end(group)):
                continue
            here = [sentence.items[i] for i in range(*match.span(group)) if i in sentence.items]
            bodies = list(dict.fromkeys(i.entity for i in here if i.entity and i.kind in subject and i.kind != "place"))
            for one, other in combinations(bodies, 2):
                yield Finding(one, other, "", sentence)
