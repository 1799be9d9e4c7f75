"""What was taken for one name and is two, or for part of a name and is all of it."""

from __future__ import annotations

import re

from kg.extract.found import Found
from kg.extract.gazetteer import gazetteer, plain
from kg.extract.kinds import BODIES

_DASH = re.compile(r" --? ")
#: Two to four capitalised words.
_FULL_NAME = re.compile(r"[A-ZÀ-Þ][\w.’'-]+(?: [A-ZÀ-Þ][\w.’'-]*){1,3}")


def pieces(text: str, one: Found) -> list[Found]:
    """The names of which a candidate is made; nearly always itself."""
    at = text.find("-", one.start, one.end)
    if at > 0 and (dash := _DASH.search(text, one.start, one.end)):
        # In lists a dash parts a body from its officer, who may stand on either side.
        if one.type == "person" and _FULL_NAME.fullmatch(text, dash.end(), one.end):
            return [Found(dash.end(), one.end, one.type, one.source)]
        return [Found(one.start, dash.start(), one.type, one.source)]
    if at > 0 and one.type == "place":
        # "the Karelt-Ansel road"
        ends = text[one.start : at], text[at + 1 : one.end]
        if all(map(_is_town, ends)) and not _is_town(text[one.start : one.end]):
            return [Found(one.start, at, "place", one.source), Found(at + 1, one.end, "place", one.source)]
    if (
        one.type in BODIES
        and text.startswith(_PLURALS, one.start)
        and (several := _SEVERAL.match(text, one.start, one.end))
    ):
        # "Ministries of Salt and Grain": grain alone is no name that could be looked for elsewhere.
        return [Found(*several.span(), one.type, one.source)]
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
        if "".join(word[0] for word in words) == rest[2]:
            return Found(one.start, rest.end(1), one.type, one.source)
    return one
