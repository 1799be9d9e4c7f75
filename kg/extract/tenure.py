"""Whether a post is still held: what a sentence says of its time, and the years of leaders."""

from __future__ import annotations

import re

from kg.extract import titles
from kg.extract.encode import KINDS
from kg.extract.scene import Scene

_BEFORE_BODY = re.compile(r"\b(?:former|then|ex|one-time)[ -]$", re.I)
#: "Acting Herring Party chairman": a word of the title before the body's name.
_RANK = re.compile(
    r"\b(acting|assistant|interim|outgoing|incoming) "
    rf"[{KINDS['agency']}{KINDS['company']}{KINDS['organization']}](?:'s)? {KINDS['title']}",
    re.I,
)
#: Before the name of one who holds the post no more: "has dismissed Brun, director of the Salt Board".
_REMOVED = re.compile(r"\b(?:dismissed|fired|sacked|removed|ousted|replaced) $", re.I)
#: "A former Herring Weekly correspondent".
_FORMER = re.compile(
    rf"\b(?:former|ex-?) [{KINDS['agency']}{KINDS['company']}{KINDS['organization']}](?:'s)? {KINDS['title']}$", re.I
)
_LEFT = re.compile(r"\b(?:resigned|stepped down|retired|dismissed|ousted|until recently|formerly|previously)\b", re.I)
#: Bodies that a leader of the country leads: not the Senate, whose president another is.
_GOVERNMENT = re.compile(
    r"\b(?:government|administration|presidency|republic|ministry|foreign|mfa|go[a-z]{1,3}|usg|sag)\b"
)
_MONTH = r"(?:[A-Z][a-z]+ )?"
#: Years that are over: "from 1996 to 2000", "until 2001", "(1996-2000)".
_SPENT = re.compile(
    rf"\b(?:from|between) {_MONTH}\d{{4}},? (?:to|until|till|through|and) {_MONTH}\d{{4}}"
    rf"|\b(?:until|through) {_MONTH}\d{{4}}"
    r"|\b\d{4} ?- ?\d{2,4}\b",
    re.I,
)
_NOW = re.compile(r"\b(?:since|currently|now|remains|continues)\b", re.I)
#: When somebody was given a post in a body; after so many years it is mostly another's.
_BEGAN = re.compile(rf"\bin {_MONTH}(\d{{4}}),?(?: [^ ;.]+){{0,6}} (?:named|appointed|elected|became)\b", re.I)
_LONG = 3


def told(view: Scene, title: str, person: str, body: str, before: str, said: str, around: str) -> str:
    """The title as the graph tells it: "former" before the body's name or by the years that have gone by.

    ``before``: the words before the reading; ``said``: the reading; ``around``: the reading with more of what stands
    before and after it.
    """
    if _FORMER.search(said) and not title.lower().startswith("former "):
        return f"former {title}"
    if rank := _RANK.search(before + said):
        title = f"{rank[1].lower()} {title}"
    if title == "minister":
        title = titles.of_ministry(view.entities[body].name) or title
    office = title.lower()
    if office.startswith("former "):
        return title
    code = view.country.get(body, "")
    leader = (code or any(map(_GOVERNMENT.search, view.words[body]))) and view.tools.leaders
    gone = bool(_BEFORE_BODY.search(before) or _REMOVED.search(before) or _LEFT.search(said)) or bool(
        leader and leader.over(office, view.words[person], code, view.year)
    )
    if not gone and any(map(str.isdigit, around)) and not _NOW.search(around):
        began = _BEGAN.search(around)
        long_ago = began and int(began[1]) <= view.year - _LONG and view.entities[body].type != "place"
        gone = bool(_SPENT.search(around) or long_ago)
    return f"former {title}" if gone else title
