"""The cables of an invented world as text, in the layout of the published cables, with the truth beside them.

``write_cables`` fills a folder for builds; what is in each cable is a plan of kg.benchmarks.world_cables. The sentences
are few and plain: what varies is whom they name.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter

from kg.benchmarks.world_cables import Cables, Plan

_OFFICER = ("Poloff", "Econoff", "the Ambassador", "the DCM", "Embassy officers", "Polcouns", "visiting officials")
_CLAUSES = (
    "the talks would resume before the end of the month",
    "his office had received no answer to its letter of last week",
    "the new law would be sent back to committee",
    "nobody in the government expected a quick decision",
    "the budget left no room for further purchases",
    "the reports in the press were exaggerated",
    "a second round of training would be welcome",
    "the investigation was in its final stage",
    "prices had doubled since the spring",
    "the decision rested with the cabinet",
    "cooperation with the United States had never been better",
    "the opposition would boycott the session",
    "the strike had cost the port two weeks of traffic",
    "the delegation would travel in early autumn",
    "the draft agreement still lacked a text on inspections",
    "the elections would be free and fair",
)
_PLACE = (
    "The situation in {p} remains calm.",
    "Protests in {p} drew several hundred people.",
    "Heavy rains closed the road to {p} for three days.",
    "A second meeting is to be held in {p}.",
    "Prices in {p} rose again last month.",
    "Travelers from {p} report long delays.",
)
_BODY = (
    "The {b} announced on {day} that {c}.",
    "According to a statement of the {b}, {c}.",
    "The {b} confirmed to {o} that {c}.",
    "Officials of the {b} told {o} that {c}.",
)
_ORGANIZATION = (
    "The {b} issued a statement that {c}.",
    "Members of the {b} complained to {o} that {c}.",
    "The {b} called for an inquiry and said that {c}.",
)
_COMPANY = (
    "{b} will open a new plant next year and said that {c}.",
    "Executives of {b} told {o} that {c}.",
    "{b} has signed a contract worth 40 million dollars; its managers said that {c}.",
)
_PERSON = (
    "{n} told {o} on {day} that {c}.",
    "{n} said that {c}.",
    "In a meeting with {o}, {n} noted that {c}.",
)
_OFFICE = (
    "{b} {t} {n} told {o} on {day} that {c}.",
    "{n}, {t} of the {b}, said that {c}.",
    "In a meeting on {day}, {t} of the {b} {n} noted that {c}.",
)
_AGAIN = ("{n} added that {c}.", "{n} also said that {c}.", "Asked about this, {n} replied that {c}.")
_AGAIN_BODY = (
    "The {b} added that {c}.",
    "Sources close to the {b} expect that {c}.",
    "The {b} declined to comment further.",
)
_TAGS = "PGOV PREL ECON EINV ETRD PHUM PTER SNAR EAGR ENRG".split()
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()

_HEAD = """{id}
{subject}
{date:%a %b %d} 00:00:00 +0100 {date:%Y}
UNCLASSIFIED
Embassy {town}
VZCZCXYZ0000
RR RUEHWEB
DE RUEHXX #{number:04} {date:%j}0900
ZNR UUUUU ZZH
R {date:%d}0900Z {month} {date:%y}
FM AMEMBASSY {post}
TO SECSTATE WASHDC {number:04}UNCLAS {post} {number:06}

SIPDIS

E.O. 12958: N/A
TAGS: {tags}
SUBJECT: {subject}

"""


@dataclass
class Cable:
    """A cable's text, and what it names: (start, end, number of the thing), offsets in code points."""

    id: str
    text: str
    mentions: list[tuple[int, int, int]]


@dataclass
class _Text:
    """Sentences in the making, with what they name."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    mentions: list[tuple[int, int, int]] = field(default_factory=list)

    def sentence(self, template: str, plain: dict[str, str], named: dict[str, tuple[str, int]]) -> None:
        """Fill a template; ``named`` are the slots that name a thing: surface and its number."""
        if self.parts:
            self._add("  ")
        for before, slot, _, _ in Formatter().parse(template):
            self._add(before)
            if slot in named:
                surface, thing = named[slot]
                self.mentions.append((self.length, self.length + len(surface), thing))
                self._add(surface)
            elif slot:
                self._add(plain[slot])

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def cable(plan: Plan, rng: random.Random) -> Cable:
    """The text of a plan; every mention that the plan asks for stands in it."""
    offices = {s: (o, t) for s, p, o, t in plan.relations if p == "holds_position"}
    within = {s: o for s, p, o, _ in plan.relations if p == "located_in"}
    met = {s: o for s, p, o, _ in plan.relations if p == "met_with"}
    order = list(range(len(plan.named)))
    rng.shuffle(order)
    order.sort(key=lambda i: plan.named[i].kind == "place")  # places last, after all that may name them
    left = [list(n.mentions) for n in plan.named]
    paragraphs = []
    for k in range(0, len(order), 4):
        text = _Text()
        for i in order[k : k + 4]:
            _tell(text, plan, i, left, rng, offices, within, met)
        if text.parts:
            paragraphs.append(text)
    return _lay_out(plan, paragraphs, rng)


def _tell(
    text: _Text,
    plan: Plan,
    i: int,
    left: list[list[str]],
    rng: random.Random,
    offices: dict[int, tuple[int, str]],
    within: dict[int, int],
    met: dict[int, int],
) -> None:
    named = plan.named[i]

    def plain() -> dict[str, str]:
        day = f"{_MONTHS[plan.day.month - 1].capitalize()} {rng.randint(1, 28)}"
        return {"c": rng.choice(_CLAUSES), "o": rng.choice(_OFFICER), "day": day}

    def take(j: int) -> tuple[str, int]:
        surface = left[j].pop(0) if left[j] else plan.named[j].mentions[-1]
        return surface, plan.named[j].thing

    if named.kind == "place":
        if i in within and left[i]:
            text.sentence("The town council of {p}, {q}, has not met.", {}, {"p": take(i), "q": take(within[i])})
        while left[i]:
            text.sentence(rng.choice(_PLACE), {}, {"p": take(i)})
        return
    if named.kind == "person":
        if i in offices:
            body, title = offices[i]
            text.sentence(rng.choice(_OFFICE), {**plain(), "t": title}, {"n": take(i), "b": take(body)})
        elif left[i]:
            text.sentence(rng.choice(_PERSON), plain(), {"n": take(i)})
        if i in met and left[i]:
            text.sentence("{n} met with {m} on {day}.", plain(), {"n": take(i), "m": take(met[i])})
        while left[i]:
            text.sentence(rng.choice(_AGAIN), plain(), {"n": take(i)})
        return
    first = {"agency": _BODY, "organization": _ORGANIZATION, "company": _COMPANY}[named.kind]
    short = next((m for m in named.mentions if m != named.name), "")
    if left[i] and short.isupper() and short in left[i] and left[i][0] == named.name:
        slots = {"b": take(i), "s": (short, named.thing)}
        left[i].remove(short)
        text.sentence("The {b} ({s}) said that {c}.", plain(), slots)
    if i in within and left[i]:
        text.sentence(
            "The {b}, which has its seat in {p}, said that {c}.", plain(), {"b": take(i), "p": take(within[i])}
        )
    elif left[i]:
        text.sentence(rng.choice(first), plain(), {"b": take(i)})
    while left[i]:
        text.sentence(rng.choice(_AGAIN_BODY), plain(), {"b": take(i)})


def _lay_out(plan: Plan, paragraphs: list[_Text], rng: random.Random) -> Cable:
    number = plan.number
    post = plan.town.upper()
    subject = f"{post}: TALKS AND APPOINTMENTS, PART {number}"
    head = _HEAD.format(
        id=plan.id, subject=subject, date=plan.day, town=plan.town, number=number, month=_MONTHS[plan.day.month - 1],
        post=post, tags=" ".join(rng.sample(_TAGS, 3)),
    )  # fmt: skip
    parts = [head]
    length = len(head)
    mentions = []
    for n, paragraph in enumerate(paragraphs, 1):
        lead = f"¶{n}.  (U) "
        line = lead + "".join(paragraph.parts)
        # A blank becomes a line break, so that no offset moves.
        wrapped = _wrap(line)
        mentions += [(length + len(lead) + s, length + len(lead) + e, t) for s, e, t in paragraph.mentions]
        parts.append(wrapped + "\n\n")
        length += len(wrapped) + 2
    parts.append("MERTON\n")
    return Cable(plan.id, "".join(parts), mentions)


def _wrap(line: str, width: int = 66) -> str:
    """The line broken at blanks: as many characters as before."""
    letters = list(line)
    start, last = 0, -1
    for at, letter in enumerate(line):
        if letter == " " and line[at - 1] != " ":
            last = at
        if at - start >= width and last > start:
            letters[last] = "\n"
            start = last + 1
    return "".join(letters)


def cables(seed: int, number: int) -> Iterator[Cable]:
    """So many cables of the world of a seed."""
    rng = random.Random(seed * 104729 + 7)
    world = Cables(seed)
    for _ in range(number):
        yield cable(world.plan(), rng)


def write_cables(folder: Path, number: int, seed: int = 1, truth: Path | None = None) -> None:
    """Fill a folder with cables, one file each (``ID.txt``); ``truth``: a file for what they name, one JSON object a
    line: ``{"id": ..., "mentions": [[start, end, thing], ...]}``. The same bytes for the same arguments."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for made in cables(seed, number):
        (folder / f"{made.id}.txt").write_bytes(made.text.encode())
        lines.append(json.dumps({"id": made.id, "mentions": made.mentions}))
    if truth is not None:
        truth.write_text("".join(f"{line}\n" for line in lines), "utf-8")
