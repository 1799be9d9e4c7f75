"""What is a name, trimmed to its edges, and what is none at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extract.capitals import capitals, shouted
from kg.extract.edges import ELIDED, OF_BODY, bare, person, retyped, titles, without_tail
from kg.extract.found import TITLED, Found, MentionRules
from kg.extract.gazetteer import gazetteer, plain
from kg.extract.kinds import BODIES

_REDACTED = re.compile(r"X{4,}")
_ENTITLED = re.compile(r"(?:entitled|titled|called|named|dubbed|codenamed|operation|programme?|project|campaign),? $")
_QUOTED = re.compile(r"[\"“]([^\"“”]{3,120})[\"”]")


def in_titles(text: str) -> list[tuple[int, int]]:
    """Quoted stretches that are titles of programmes, laws or books: all longer words capitalised, two or more."""
    found = []
    for quote in _QUOTED.finditer(text):
        words = quote[1].strip(" ,.").split()
        if len(words) > 1 and all(w[0].isupper() or w[0].isdigit() for w in words if len(w) > 3):
            # After "entitled" the whole of it is a title, elsewhere it may be a newspaper in quotation marks.
            margin = 3 if _ENTITLED.search(text, max(0, quote.start() - 20), quote.start()) else 0
            found.append((quote.start(1) - margin, quote.end(1) + margin))
    return found


_NEXT = re.compile(r" (?:[A-Z][a-z]+ ){0,2}?([A-Z]?[a-z]+)\b(?! [A-Z])")


#: "U.S." before a noun is an adjective; before these words, or at the end of a clause, it is the country.
_AFTER_COUNTRY = (
    "and|or|in|to|is|was|has|had|have|would|will|for|on|as|with|from|by|at|but|that|which|who|should|could|can|may|must|"
    "were|are|did|does|do|since|after|before|during|because|than|while|if|when|where|he|she|it|they|we|also|not|about|"
    "under|through|over|against|without|until|among|amid|despite|upon|within|towards?|between|like|yet|still|again|here|there|"
    "first|both|today|rather|more|even|itself|alone|wants?|wanted|needs?|continues?|remains?"
)
_AMERICAN = re.compile(
    rf"(?:U\.S\.|US|U\.S|American)(?:-|/|\$| (?!(?:{_AFTER_COUNTRY})\b)[a-z])|US (?=[A-Z][a-z])"
    r"|U\.S\. (?=(?:Presidential|Congressional|National|Federal|Special|Assistant|Attorney)\b)"
)
#: "U.S. and Norwegian officials"
_AMERICAN_AND = re.compile(r"(?:U\.S\.|US) (?:and|or) ([A-Z]\w+) [a-z]")
#: The party and state of a member of Congress ("R-OH"), a page of the web, the number of a passport.
NO_NAME = re.compile(r"[RDI]-[A-Z]{2}|.*\w_\w.*|[A-Z]{0,2}\d{5,}")
#: "F-16", "KC-135": aircraft and ships.
_MACHINE = re.compile(r"(?:F|A|B|C|E|P|T|U|KC|EC|RC|AH|UH|CH|AN|IL|TU|SU|MIG|MiG|Su|An|Il|Tu)-\d+\w*")
_OFFICE = re.compile(r" (?:Minister|Ministers|Secretary|Commissioner|Counselor|Officer|Attache)\b")
#: "Franco-German": halves of adjectives.
_PREFIXES = frozenset(["Franco", "Anglo", "Sino", "Indo", "Russo", "Hispano", "Luso", "Afro", "Euro", "Ibero", "Italo"])
_SHIP = re.compile(r"\b(?:HMS|USS|USNS|MV|M/V|RMS|SS) (?=[A-Z][a-z])")
_PLURAL = re.compile(r"[A-Z]{2,5}s")
_REFERENCE = re.compile(r" \d{2,6}\b(?! [a-z])")
_SEE = re.compile(r"(?:\b[Ss]ee|\b[Rr]ef(?:tel)?|REF|\b[A-H][.)])[ :]+$")
_HYPHENATED = re.compile(r"-[A-Z]{1,2}\b(?!-)")


#: What follows the word for a post: its town, or some of its people and things ("Embassy Economic Officers").
_STAFF = re.compile(r"(?:Embassy|Consulate|Mission|Post)(?:['’]s)? (\w+)")

_OF_OFFICE = re.compile(
    r"\b(?:Ministers?|Secretary|Councill?or|High Commissioner) (?:of|for) (?:the )?"
    r"(?:(?:[A-Z][a-z]+(?: [A-Z][a-z]+)?, ){0,3}[A-Z][a-z]+(?: [A-Z][a-z]+)?,? (?:and )?)?$"
    r"|\b(?:[Dd]egrees?|[Dd]octorate|PhD|Ph\.D\.|[Mm]aster['’]s|[Bb]achelor['’]s|[Dd]iploma|[Ss]pecialist|MA|BA) in $"
    r"|\b(?:studied|majored in|taught) $"
)


def _of_office(text: str, start: int, surface: str, known: MentionRules) -> bool:
    """Whether what stands before shows a portfolio ("Minister for Towns") or a subject of study ("a degree in ...")."""
    if surface.isupper() or surface in known.famous or plain(surface) in gazetteer().known:
        return False
    return _OF_OFFICE.search(text, max(0, start - 80), start) is not None


_PROGRAMME_OF = re.compile(
    r"\b(?:Programs?|Programmes?|Plan|Project|Strategy|Initiative|Convention|Treaty|Campaign|Protocol|Charter|Declaration|Bill"
    r"|Festival|Decree|Degree|Conference|Guidelines|Framework) (?:for|on|of|to|against|concerning|regarding) (?:the )?$"
)


def _of_programme(text: str, start: int, surface: str, known: MentionRules) -> bool:
    """Whether what stands before shows that the words are those of a programme, law or treaty ("Plan for the ...")."""
    if " " not in surface or surface in known.famous or not _PROGRAMME_OF.search(text, max(0, start - 60), start):
        return False
    return not any(r.expression.fullmatch(surface) for r in known.patterns)


#: What is said of goods, and never of people: a name after it is that of a make.
_IMITATED = (
    "counterfeit ",
    "counterfeited ",
    "imitation ",
    "bootleg ",
    "pirated ",
    "smuggled ",
    "contraband ",
    "generic ",
)


#: After these a name is a ship's.
_VESSELS = (
    "cutter ",
    "frigate ",
    "destroyer ",
    "submarine ",
    "warship ",
    "tanker ",
    "trawler ",
    "corvette ",
    "freighter ",
)
#: Abbreviated offices that are bodies elsewhere: "DAS Marlow" is a Deputy Assistant Secretary.
_SHORT_OFFICES = frozenset(["DAS", "AS", "PDAS", "ADAS"])
_SOMEBODY = re.compile(r" [A-Z][a-z]+ ?[A-Z]?")


def barred(text: str, start: int, end: int, known: MentionRules) -> bool:
    """Whether the words around [start, end) show that no name is meant there: part of a treaty's, law's or
    programme's name, an adjective, a ship, a cable's number."""
    if text.startswith(" ", end):
        following = _NEXT.match(text, end)
        if following and following[1] in known.not_before:
            return True
        if _REFERENCE.match(text, end) and _SEE.search(text, max(0, start - 12), start):
            return True
    if text.startswith(("U", "American"), start):
        american = _AMERICAN.match(text, start)
        if american and end <= american.end():
            return True
        if (other := _AMERICAN_AND.match(text, start)) and other[1] in known.demonyms:
            return True
    if start and text.endswith(_VESSELS, 0, start) and text[start:end] not in known.famous:
        return True
    if (
        text[start:end] in _SHORT_OFFICES
        and _SOMEBODY.match(text, end)
        and not text.endswith(("the ", "The "), 0, start)
    ):
        return True
    around = text[max(0, start - 6) : end]
    return ("S " in around or "V " in around) and bool(_SHIP.search(text, max(0, start - 6), end))


def proper(text: str, found: Found, known: MentionRules) -> Found | None:
    """The candidate trimmed, or None where it is no name."""
    found = retyped(text, found, known)
    # "An" is a surname too.
    start, end = bare(text, found.start, found.end)
    if text.startswith(",", end) and (elided := ELIDED.match(text, end)):
        end = elided.end()  # "Val d,Oise": an apostrophe that the telegraph made a comma
    if found.source in TITLED:
        start = found.start
    surface = text[start:end]
    start, end = without_tail(text, start, end, found.type, known)
    surface = text[start:end]
    if found.type != "person" and (adjective := known.adjective.match(text, start, end)):
        start = adjective.end()
        surface = text[start:end]
    # "Director of the Salt Division": the office is no part of the body's name.
    if found.type != "person" and (office := titles(text, start, end, known)):
        of = OF_BODY.match(text, office.end(), end)
        if of and office[0].rstrip().endswith(("inister", "inisters")):
            return None  # a portfolio
        if of:
            start = of.end()
            surface = text[start:end]
    if found.type == "person":
        start, end = person(text, start, end, known)
        surface = text[start:end]
        if text[max(0, start - 15) : start].endswith(_IMITATED):
            return None
    # A bracket left open belongs to a second name: "Ostvale Bureau (OB" is cut before the bracket.
    if surface.count("(") != surface.count(")"):
        cut = surface.find("(") if "(" in surface else surface.find(")")
        end = start + cut
        start, end = bare(text, start, end)
        surface = text[start:end]
    if not (surface[:1].isalpha() or any(c.isalpha() for c in surface)):
        return None
    if _REDACTED.search(surface) or surface in known.not_names:
        return None
    if not surface.isalpha() and NO_NAME.fullmatch(surface):
        return None
    if not (surface[:1].isupper() or any(c.isupper() for c in surface)):
        return None
    if surface in known.demonyms or _MACHINE.fullmatch(surface):
        return None
    if surface in known.persuasions and text.startswith(" party", end):
        return found._replace(start=start, end=end + len(" party"), type="organization")
    if found.source == "model" and surface.isupper() and len(surface) > 4 and capitals(text):
        end = shouted(text, start, end, found.type, known)
        surface = text[start:end]
        if not surface:
            return None
    if (tail := _HYPHENATED.match(text, end)) and surface.isupper():
        end = tail.end()  # "ZANU-PF", "MDC-T": one name; "PT-PSDB" are two
        surface = text[start:end]
    if found.type == "agency" and " " in surface and (staff := _STAFF.match(surface)) and staff[1] in known.not_posts:
        return None
    # "Federal Agriculture Minister": a portfolio, not a body.
    portfolio = found.type in BODIES and found.source == "model" and not surface.isupper() and _OFFICE.match(text, end)
    if portfolio and surface not in known.famous and not any(r.expression.fullmatch(surface) for r in known.patterns):
        return None
    if (surface in _PREFIXES and text[end : end + 1] == "-") or ("-" in surface and surface.split("-")[0] in _PREFIXES):
        return None
    if found.source == "model" and (
        _PLURAL.fullmatch(surface) or (found.type != "person" and _of_office(text, start, surface, known))
    ):
        return None
    if found.source == "model" and found.type in BODIES and _of_programme(text, start, surface, known):
        return None
    # A treaty, law or conference is no mention, nor is a name inside its name ("Ostvale Accord").
    if barred(text, start, end, known) or (surface.split(" ")[-1] in known.not_ending and surface not in known.famous):
        return None
    return Found(start, end, found.type, found.source)


def common(surface: str, one: Found, running: str, known: MentionRules) -> bool:
    """Whether only a capital makes a name of words that the cable writes in small letters elsewhere ("Swine Flu")."""
    if one.source != "model" or (" " not in surface and one.type not in ("person", "organization")):
        return False
    if surface.isupper() or surface in known.famous:
        return False
    small, at = surface.lower(), -1
    while (at := running.find(small, at + 1)) >= 0:
        before, after = running[at - 1 : at], running[at + len(small) : at + len(small) + 1]
        if not before.isalnum() and not after.isalnum():
            return True
    return False


def within(one: Found, stretches: Sequence[tuple[int, int]]) -> bool:
    """Whether a name is only part of one of the stretches."""
    return any(a <= one.start and one.end <= b and one.end - one.start < b - a - 2 for a, b in stretches)
