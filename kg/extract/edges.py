"""Where a name begins and ends: determiners, possessives, titles, what only follows it."""

from __future__ import annotations

import re

from kg.extract.found import Found, MentionRules
from kg.extract.gazetteer import gazetteer, plain
from kg.extract.kinds import BODIES

_LEADING = re.compile(r"^(?:(?:[Tt]he|THE|[Aa]n?|A|AN) |[\s\"“”'‘’(\[&-]+)+")
_TRAILING = re.compile(r"(?:['’]s|['’]|[\s\"“”,;:)\]-]+)+$")


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without determiner, quotes and possessive."""
    surface = text[start:end]
    if lead := _LEADING.match(surface):
        start += lead.end()
    if (trail := _TRAILING.search(text[start:end])) and not text[start:end].endswith("."):
        end = start + trail.start()
    if text[start - 1 : start] == "&" and text[end - 1 : end] == "8":
        return bare(text, start, end - 1)  # quotation marks that a telegraph made of "&" and "8"
    return start, end


def without_tail(text: str, start: int, end: int, kind: str, known: MentionRules) -> tuple[int, int]:
    """The span without what only follows the name: a word that is no name ("Ostvale IP officials"), the country
    after "of" where the name has an "of" already ("Ministry of Justice of Spain"), a second name after "and"."""
    words = text[start:end].split(" ")
    while (
        len(words) > 1
        and text[start:end] not in known.famous
        and (
            words[0] in known.not_leading
            or words[0] == "the"
            or (kind in BODIES and words[0].endswith(_SEATED))
            or (kind == "agency" and words[0].isdigit() and len(words) > 2)
        )
    ):
        start += len(words.pop(0)) + 1
    while (len(words) > 1 and not SERVING.fullmatch(text, start, end)) and (
        words[-1] in _JOINING
        or words[-1] in known.not_after
        or (words[-1] == "party" and words[-2].isupper())
        or (words[-1] in known.adjectives and _before_title(text, end, known))
    ):
        end -= len(words.pop()) + 1
    if kind in BODIES and len(words) > 1:
        places = gazetteer().known
        surface = text[start:end]
        if officer := _OFFICER_WITHIN.search(surface):
            end = start + officer.start()
            surface = text[start:end]
        if (cut := _before_office(text, start, end, known)) != end:
            return start, cut
        # "Ostvale Grain Bureau, Salt Bureau": two bodies.
        if (post := _POST.match(surface)) and plain(post[1]) in places:
            return start, start + post.end()
        several = known.several.fullmatch(surface)
        if (
            not several
            and (comma := surface.find(", ")) > 0
            and any(r.decides and r.expression.fullmatch(surface, 0, comma) for r in known.patterns)
        ):
            return start, start + comma
        if (tail := _OF_PLACE.search(surface)) and plain(tail[1]) in places and _OF.search(surface, 0, tail.start()):
            end = start + tail.start()
        for second in () if several else _AND.finditer(text[start:end]):
            if plain(second[1]) in places and " " in text[start : start + second.start()]:
                return start, start + second.start()
    return start, end


#: "Office of the President": named for whom it serves; a person's name after it is no part of it.
SERVING = re.compile(
    r"(?:Office|Cabinet|Secretariat|Chancellery|Household) of the "
    r"(?:(?:Deputy |Vice )?(?:President|Prime Minister|Premier)|Governor|Mayor"
    r"|Speaker|Chancellor|King|Emir|Sultan|Crown Prince)\b"
)
#: "Karelt-based Salt Front"
_SEATED = ("-based", "-led", "-backed", "-linked", "-affiliated", "-controlled", "-dominated", "-owned")
_NEXT_WORD = re.compile(r" ([A-Za-z]+)")


def _before_title(text: str, end: int, known: MentionRules) -> bool:
    """Whether a common noun or a title follows: "Ostvale Provincial officials", "OSB Regional Director"."""
    following = _NEXT_WORD.match(text, end)
    return following is not None and (following[1].islower() or following[1].lower() in known.title_ends)


#: "University of Ansel Professor Ana Marlow and ...": an officer of the body, and whatever comes after him.
_OFFICER_WITHIN = re.compile(
    r"(?<!\bof)(?<!\bfor)(?<!\band)(?<!['’]s)(?<!\bthe) (?:(?:Vice|Deputy|Assistant|Associate|Senior) ){0,2}"
    r"(?:Professor|Spokes(?:man|woman|person)|Chair(?:man|woman)|CEO|Director|Rector|Dean|Coordinator|Commander|Administrator"
    r"|Vice[ -]Chancellor) (?=[A-Z][a-z]+ [A-Z]|(?:Dr|Prof)$)"
)


def _before_office(text: str, start: int, end: int, known: MentionRules) -> int:
    """Where a body known to all ends before one or two words of an office: "DEA Regional Director", "NATO Force
    Commander"."""
    following = _NEXT_WORD.match(text, end)
    if following is None or not following[1][0].isupper() or following[1].lower() not in known.title_ends:
        return end
    words = text[start:end].split(" ")
    if text[start:end] in known.famous or "of" in words:
        return end
    for count in (1, 2):
        body = " ".join(words[:-count])
        if known.famous.get(body) in BODIES:
            return start + len(body)
    return end


#: "Embassy Karelt Contacts": nothing after the town is part of the post's name.
_POST = re.compile(r"(?:Embassy|Consulate|Consulate General) ((?:[A-Z]\w+ )??[A-Z]\w+)\b(?= )")
OF_BODY = re.compile(r"(?:of|for) (?:the )?(?=[A-Z])")
_JOINING = frozenset(["and", "of", "the", "for", "or", "in", "to", "with", "&", "by", "on", "at"])
_OF = re.compile(r" (?:of|for) ")
_OF_PLACE = re.compile(r" of (?:the )?([A-Z][\w.]*(?: [A-Z][\w.]*)?)$")
_AND = re.compile(r",? and (?:the )?([A-Z]\w+)")
#: "RD Marlow", "Marlow PM", "Marlow - 9": abbreviated offices and numbers are no part of a person's name.
_OFFICE_BEFORE = re.compile(r"(?:[A-Z]{2,5} )+(?=[A-Z][a-z])")
_OWNER = re.compile(r"['’]s? ")
_AFTER_PERSON = re.compile(r"(?: (?:[A-Z]{2,5}|-|\d+|[a-z]{2,}))+$")


#: "Marlow July": when somebody did it ("met with Marlow July 20").
_MONTH_AFTER = re.compile(
    r"(?i: (?:January|February|April|June|July|August|September|October|November|December)| (?:March|May)(?= \d))$"
)
#: "John Paul II"
_NUMBERED = re.compile(r" (?:I{2,3}|IV|VI{0,3}|XI{0,3}|XVI|Jr\.?|Sr\.)(?![\w.]| [A-Z][a-z])")
_LETTERS = re.compile(r"[^\W\d_]+")


def titles(text: str, start: int, end: int, known: MentionRules) -> re.Match[str] | None:
    """The titles with which [start, end) begins. Most names begin with no word that a title can begin with."""
    word = _LETTERS.match(text, start, end)
    return known.title.match(text, start, end) if word and word[0].lower() in known.title_words else None


def person(text: str, start: int, end: int, known: MentionRules) -> tuple[int, int]:
    """A person's name without titles, offices and what follows a possessive ("Marlow's October")."""
    if before := titles(text, start, end, known):
        start = before.end()
    if office := _OFFICE_BEFORE.match(text, start, end):
        start = office.end()
    owner = _OWNER.search(text, start, end)
    if owner and owner.start() > start + 1:
        end = owner.start()
    if text[start:end].upper() != text[start:end] and (tail := _AFTER_PERSON.search(text, start, end)):
        end = tail.start()
    if month := _MONTH_AFTER.search(text, start, end):
        end = month.start()
    if number := _NUMBERED.match(text, end):
        end = number.end()
    if (
        text.startswith("-", end)
        and (given := _GIVEN.match(text, end))
        and " " in text[start:end]
        and given[1] not in _COMPOUND
    ):
        end = given.end()
    return start, end


#: "Shin Ha-neul": the second half of a given name.
_GIVEN = re.compile(r"-([a-z]{2,6})\b(?!-)")
_COMPOUND = frozenset(
    "led based era style elect backed run owned like born type only held made sent free wide aged".split()
)


ELIDED = re.compile(r"(?<= [dl]),[A-ZÀ-Þ][\w-]+")
#: "Senators Marlow": never the beginning of a body's or place's name.
_LAWMAKER = re.compile(
    r"(?:(?:U\.S\.|US) )?(?:Senators?|Congress(?:man|men|woman|women)|Representatives|Ministers|King|Queen) "
)
_ONE_OR_TWO = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ’-]+(?: [A-ZÀ-Þ][a-zà-ÿ’-]+)?")
#: "Ostvale department", "States of Ostvale": the common noun is no part of a French department's or a state's name.
_DIVISION = re.compile(r" (?:department|district|prefecture|governorate)$")
_DIVISIONS_OF = re.compile(r"(?:States|Provinces|Cities|Departments|Districts|Governorates) of (?=[A-Z])")
_POSTS_IN = re.compile(r"(?:Consulates|Embassies|Missions) (?=[A-Z])")


def retyped(text: str, found: Found, known: MentionRules) -> Found:
    """A candidate that is of another type by its first or last word, without that word."""
    surface = text[found.start : found.end]
    if " " not in surface:
        return found
    if found.type != "person" and (title := _LAWMAKER.match(surface)):
        name = surface[title.end() :]
        if _ONE_OR_TWO.fullmatch(name) and plain(name) not in gazetteer().known:
            return found._replace(start=found.start + title.end(), type="person")
    if found.type in ("agency", "organization") and (noun := _DIVISION.search(surface)):
        name = surface[: noun.start()]
        if plain(name) in gazetteer().known or plain(name) in gazetteer().towns:
            return found._replace(end=found.start + noun.start(), type="place")
    if several := _DIVISIONS_OF.match(surface) or _POSTS_IN.match(surface):
        return found._replace(start=found.start + several.end(), type="place")
    return found
