"""What was taken for one name and is two, or for part of a name and is all of it."""

from __future__ import annotations

import re

from kg.extract.edges import SERVING
from kg.extract.found import Found, MentionRules
from kg.extract.gazetteer import gazetteer, plain
from kg.extract.kinds import BODIES, SMALL
from kg.extract.names import spells

_DASH = re.compile(r" --? ")
#: Two to four capitalised words.
_FULL_NAME = re.compile(r"[A-ZÀ-Þ][\w.’'-]+(?: [A-ZÀ-Þ][\w.’'-]*){1,3}")


def pieces(text: str, one: Found, known: MentionRules) -> list[Found]:
    """The names of which a candidate is made; nearly always itself."""
    if (end := text.find("\n", one.start, one.end)) >= 0:
        # No name runs from one item of a list into the next.
        rest = Found(end + 1, one.end, one.type, one.source)
        return [*pieces(text, Found(one.start, end, one.type, one.source), known), *pieces(text, rest, known)]
    at = text.find("-", one.start, one.end)
    if at < 0 and text.find(" ", one.start, one.end) < 0:
        return [one]
    if at > 0 and (dash := _DASH.search(text, one.start, one.end)):
        # In lists a dash parts a body from its officer, who may stand on either side.
        if one.type == "person" and _FULL_NAME.fullmatch(text, dash.end(), one.end):
            return [Found(dash.end(), one.end, one.type, one.source)]
        return [Found(one.start, dash.start(), one.type, one.source)]
    if at > 0 and (based := _BASED.search(text, one.start, one.end)):
        return [Found(one.start, based.start(), "place", one.source)]
    if at > 0 and one.type != "person":
        # "the Karelt-Ansel road"
        ends = text[one.start : at], text[at + 1 : one.end]
        if all(map(_is_town, ends)) and not _is_town(text[one.start : one.end]):
            return [Found(one.start, at, "place", one.source), Found(at + 1, one.end, "place", one.source)]
    if one.type == "person":
        return _official_of_town(text, one)
    if one.type not in BODIES:
        return [one]
    if text.startswith(_PLURALS, one.start) and (several := _SEVERAL.match(text, one.start, one.end)):
        # "Ministries of Salt and Grain": grain alone is no name that could be looked for elsewhere.
        return [Found(*several.span(), one.type, one.source)]
    return _bodies(text, one, known)


#: "Karelt-based" says where a body is that is named elsewhere.
_BASED = re.compile(r"-(?:based|born|bound)$")
#: "Ministry of Salt and a Ministry of Grain", "University of Karelt and the NGO Hands of Ostvale"
_ANOTHER = re.compile(
    r",? and (?:an? |the )?"
    r"(?:(?:[A-Z][a-z]+ |US |U\.S\. )?(?:NGO|firm|company|think tank|newspaper) (?=[A-Z])"
    r"|(?=(?:Ministry|Department|Secretariat|Bureau|Directorate|University|Institute|Embassy) (?:of|for) ))"
)
#: "Committee for the Salt and the Grain": both are what the committee is for.
_OPEN = re.compile(r" (?:of|for|on|against) ")
#: "Ana Marlow of the Salt Board"
_SOMEBODY_OF = re.compile(r"(?P<who>(?:[A-Z][\w’'-]+ ){1,2}[A-Z][\w’'-]+) (?:of|from|at) the (?=[A-Z])")
_OWNER = re.compile(r"(?:['’]s|(?<=s)['’]) (?=[A-Z])")
#: "FBI and the Salt Board", "Doctors of Ostvale and the Karelt Hospital"
_AND_THE = re.compile(r",? and the (?=[A-Z])")


def _bodies(text: str, one: Found, known: MentionRules) -> list[Found]:
    """Bodies that stand side by side: joined by "and", one the other's, a party in parliament."""
    if another := _ANOTHER.search(text, one.start, one.end):
        first, second = one._replace(end=another.start()), one._replace(start=another.end())
        return [first, *_bodies(text, second, known)]
    if and_the := _AND_THE.search(text, one.start, one.end):
        second = one._replace(start=and_the.end())
        if text[one.start : and_the.start()].isupper() or (
            _is_body(text[second.start : second.end], known) and not _OPEN.search(text, one.start, and_the.start())
        ):
            return [one._replace(end=and_the.start()), *_bodies(text, second, known)]
    if (owner := _OWNER.search(text, one.start, one.end)) and _is_owned(text, one, owner, known):
        return [one._replace(end=owner.start()), one._replace(start=owner.end())]
    if (office := SERVING.match(text, one.start, one.end)) and _FULL_NAME.fullmatch(text, office.end() + 1, one.end):
        return [one._replace(end=office.end()), Found(office.end() + 1, one.end, "person", one.source)]
    if (of := _SOMEBODY_OF.match(text, one.start, one.end)) and _is_somebody(text, of, one.end, known):
        return [Found(of.start(), of.end("who"), "person", one.source), one._replace(start=of.end())]
    blank = text.find(" ", one.start, one.end)
    if blank > 0 and known.famous.get(text[one.start : blank]) == "organization":
        rest = text[blank + 1 : one.end]
        if rest != "Congress" and known.famous.get(rest) == "agency":
            party = Found(one.start, blank, "organization", one.source)
            return [party, Found(blank + 1, one.end, "agency", one.source)]
    return [one]


def _is_owned(text: str, one: Found, owner: re.Match[str], known: MentionRules) -> bool:
    """Whether both names beside a possessive are those of bodies; a plural owns nothing but as a body."""
    first, second = text[one.start : owner.start()], text[owner.end() : one.end]
    if first.endswith("s"):
        # "Salt Workers' Party" is one name.
        return (
            " " in first
            and " " in second
            and not _UNITS.isdisjoint(second.split(" "))
            and second.split(" ")[-1] not in _UNIONS
        )
    return _is_body(first, known) and _is_body(second, known)


def _is_body(name: str, known: MentionRules) -> bool:
    """Whether a name by itself is that of a body, by its words or because all know it."""
    return known.famous.get(name) in BODIES or any(r.decides and r.expression.fullmatch(name) for r in known.patterns)


def _is_somebody(text: str, of: re.Match[str], end: int, known: MentionRules) -> bool:
    """Whether "Ana Marlow of the Salt Board" names a person and a body: only what comes last is in words of bodies."""
    bodily = any(word in _BODILY or word in known.demonyms for word in of["who"].split(" "))
    return not bodily and not _is_town(of["who"]) and _is_body(text[of.end() : end], known)


#: Words with which bodies are named, and hardly ever people.
_BODILY = frozenset(
    "Academy Administration Agency Army Assembly Association Authority Bank Board Branch Bureau Cabinet Center "
    "Centre Chamber Circle Club College Command Commission Committee Company Confederation Congress Consulate "
    "Corporation Council Court Delegation Department Directorate Division Embassy Faculty Federal Federation "
    "Force Forces Foundation Front Fund General Group Guild House Institute Institution International Joint "
    "League Ministry Mission Movement National Navy Network Office Order Parliament Party Police Program Project "
    "Regional Ring School Secretariat Section Senate Service Society Staff State Supreme Team Trade Tribunal "
    "Trust Union Unit University Working".split()
)


#: With which the names of parts of bodies end.
_UNITS = frozenset(
    "Branch Bureau Center Centre Command Committee Council Department Directorate Division Office Section Unit".split()
)


_UNIONS = frozenset("Association Commission Confederation Federation Party Union".split())


_OFFICER_OF = re.compile(r"\b[A-Z][a-z]+ of $")


def _official_of_town(text: str, one: Found) -> list[Found]:
    """The town and the person of "Mayor of Karelt Ana Marlow"."""
    if not text.endswith(" of ", 0, one.start) or not _OFFICER_OF.search(text, max(0, one.start - 20), one.start):
        return [one]
    words = text[one.start : one.end].split(" ")
    for count in (2, 1):
        where = " ".join(words[:count])
        if len(words) > count + 1 and plain(where) in gazetteer().known:
            middle = one.start + len(where)
            return [Found(one.start, middle, "place", one.source), one._replace(start=middle + 1)]
    return [one]


_PLURALS = ("Ministries", "Departments", "Secretariats", "Universities")
#: Bodies of one kind in the plural, up to the end of the first one's name.
_SEVERAL = re.compile(rf"(?:{'|'.join(_PLURALS)}) (?:of|for) [A-Z][\w-]+(?: [A-Z][\w-]+)*(?=,| and )")


def _is_town(name: str) -> bool:
    world = gazetteer()
    return plain(name) in world.known or plain(name) in world.towns


_UNTIL = re.compile(
    r"(?: (?:of|in|for|and|on|against|with))?(?: the)? "
    r"((?:[A-Z][\w-]+ (?:(?:of|and|for|in|the|on|&) ){0,2}){0,5}[A-Z][\w-]+)"
    r" ?\([\"“]?([A-Z]{3,9})[\"”]?\)"
)


def to_abbreviation(text: str, one: Found) -> Found:
    """A body's name with all that its abbreviation stands for: "Salt Front of Ostvale (SFO)"."""
    if one.type in BODIES and (rest := _UNTIL.match(text, one.end)):
        words = [word for word in re.split(r"[ -]", text[one.start : rest.end(1)]) if word[:1].isupper()]
        # Not the second name's alone: "Salt Chamber and Grain Council of Ostvale (GCO)".
        if "".join(word[0] for word in words) == rest[2] or _spelt(text[one.start : rest.end(1)], rest[2]):
            return Found(one.start, rest.end(1), one.type, one.source)
    return _back_to_abbreviation(text, one)


_SHORT = re.compile(r" ?\([\"“]?([A-Z]{3,8})[\"”]?\)")
_WORDS_BEFORE = re.compile(r"(?:[A-Z][\w’'-]+ (?:(?:of|and|for|the) ){0,2}){1,3}$")


def _back_to_abbreviation(text: str, one: Found) -> Found:
    """The same where the name began too late: "Salt and | Grain Front (SGF)"."""
    if one.type not in BODIES or not (short := _SHORT.match(text, one.end)):
        return one
    if not (before := _WORDS_BEFORE.search(text, max(0, one.start - 60), one.start)):
        return one
    letters = "".join(word[0] for word in re.split(r"[ -]", text[one.start : one.end]) if word[:1].isupper())
    start = one.start
    for word in re.finditer(r"[A-Z][\w’'-]+", before[0]):
        # The longest that the letters spell, never more than they do.
        start = before.start() + word.start()
        named = "".join(w[0] for w in re.split(r"[ -]", text[start : one.start]) if w[:1].isupper())
        if named and named + letters == short[1]:
            return Found(start, one.end, one.type, one.source)
    return one


def _spelt(name: str, short: str) -> bool:
    """Whether the letters are those of the name's words, of its small words perhaps ("UNION" of "Union in Norland")."""
    return spells(short.lower(), [(word.lower(), word in SMALL or word == "in") for word in re.split(r"[ -]", name)])
