"""A workspace of any size about an invented world, for tests and benchmarks of what shows and answers.

No model reads anything here: cables are made of sentences with known names and statements, so that a graph of 20,000
entities is there in seconds, and the same number gives the same bytes. As in real cables few names stand for much of
what is said: who is named already is likelier to be named again.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx

from kg.graph import assertion_id, cable_header, edge_key
from kg.model import SYMMETRIC, Document, Paragraph, Span
from kg.resolve import entity_id, key_order

#: Names that mean harm, and are names all the same; the first entities of every invented world bear them.
HOSTILE = (
    '</script><img src=x onerror="window.harmed=1">',
    "javascript:window.harmed=1",
    "\u202egnp.exe\u202c Trading",
    '=HYPERLINK("http://harm.example")',
)

_SHARE = (("person", 45), ("place", 18), ("agency", 15), ("organization", 12), ("company", 10))
_ONSETS = ("B", "D", "F", "G", "H", "K", "L", "M", "N", "P", "R", "S", "T", "V", "Z", "Br", "Dr", "Kr", "Tr", "St")
_VOWELS = ("a", "e", "i", "o", "u", "ia", "ei", "ou")
_CODAS = ("n", "r", "l", "s", "m", "th", "nd", "rk", "sk", "")
_BODIES = {
    "agency": ("Ministry of {} Affairs", "{} Customs Board", "{} Fisheries Office", "Bureau of {} Trade"),
    "company": ("{} Shipping Ltd", "{} Trout Company", "Northern {} Holdings", "{} Cement"),
    "organization": ("{} Chamber", "Friends of {}", "{} Workers' Party", "University of {}"),
}
_TITLES = ("Director", "Deputy Minister", "Chair", "Spokesman", "Secretary")

#: Predicate, types of subject and object, and the sentence between them.
_SENTENCES = (
    ("holds_position", "person", "agency", "{s}, {t} of the {o}, welcomed the proposal."),
    ("member_of", "person", "organization", "{s} has long been a member of {o}."),
    ("met_with", "person", "person", "{s} met {o} over the weekend to discuss quotas."),
    ("nationality", "person", "place", "{s}, a national of {o}, was present."),
    ("located_in", "organization", "place", "{s} has its seat in {o}."),
    ("located_in", "place", "place", "{s} lies in {o}, a day's journey from the coast."),
    ("part_of", "agency", "agency", "The {s} is a part of the {o}."),
    ("cooperates_with", "agency", "company", "The {s} works with {o} on inspections."),
    ("owns", "person", "company", "{s} owns {o}, according to the press."),
    ("legal_action", "agency", "company", "The {s} has taken {o} to court."),
    ("family_of", "person", "person", "{s} is a cousin of {o}."),
)
_POSTS = ("Strelsau", "Avalon", "Ruritania", "Lakeside", "Zenda", "Karelt", "Florin", "Guilder")
_LEVELS = (("UNCLASSIFIED", "U"), ("CONFIDENTIAL", "C"), ("SECRET", "S"), ("CONFIDENTIAL//NOFORN", "C/NF"))
_TAGS = ("EFIS", "PREL", "PGOV", "ECON", "EWWT", "KIPR", "ETRD")


@dataclass
class _Entity:
    kind: str
    name: str
    aliases: tuple[str, ...]
    mentions: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)  # within-cable keys, one a cable


@dataclass
class _World:
    dice: random.Random
    entities: list[_Entity]
    named: dict[str, list[int]]  # by type: who was named, as often as they were
    unnamed: dict[str, list[int]]

    def pick(self, kind: str) -> int:
        """Somebody of this type: mostly one who is named already, the likelier the more often."""
        fresh, known = self.unnamed[kind], self.named[kind]
        new = fresh and (not known or self.dice.random() < 0.42)
        chosen = fresh.pop() if new else self.dice.choice(known)
        known.append(chosen)
        return chosen


def invented(entities: int, seed: int = 1) -> tuple[nx.MultiDiGraph, list[Document]]:
    """The graph of an invented world with so many entities, and its cables. Nobody in it is protected."""
    world = _world(entities, random.Random(seed))
    said: dict[tuple[int, str, int, str], list[dict[str, Any]]] = {}
    documents: list[Document] = []
    while any(world.unnamed.values()):
        documents.append(_cable(len(documents), world, said))
    graph = nx.MultiDiGraph()
    ids = {}
    for number, entity in enumerate(world.entities):
        ids[number] = entity_id(entity.keys)
        graph.add_node(ids[number], **_node(ids[number], entity))
    for (subject, predicate, obj, title), evidence in sorted(said.items()):
        _add_edge(graph, ids[subject], predicate, ids[obj], title, evidence)
    graph.graph |= {
        "cables": {d.id: cable_header(d) for d in documents},
        "versions": {"kg": "invented", "model": "none", "rules": "none"},
        "protected": "masked",
    }
    return graph, documents


def write(folder: Path, entities: int, seed: int = 1) -> nx.MultiDiGraph:
    """Make ``folder`` a workspace of an invented world, as a build would; gives its graph."""
    from kg.build import stage
    from kg.build.comentions import comentions
    from kg.build.jsontext import to_bytes
    from kg.cable.kept import kept
    from kg.graph import to_json
    from kg.rdf.write import turtle
    from kg.restore import difference
    from kg.workspace import AUTOMATIC, CABLES, COMENTIONS, GRAPH_JSON, GRAPH_TTL, REPORT, cable_lines

    graph, documents = invented(entities, seed)
    files = {
        GRAPH_TTL: turtle(graph),
        GRAPH_JSON: to_bytes(to_json(graph)),
        COMENTIONS: comentions(graph),
        AUTOMATIC: to_bytes(difference(graph, graph)),
        CABLES: cable_lines(map(kept, documents)),
        REPORT: to_bytes({"skipped": [], "versions": graph.graph["versions"]}),
    }
    stage.replace(folder, files, protected="masked")
    return graph


def _world(count: int, dice: random.Random) -> _World:
    kinds = [kind for kind, share in _SHARE for _ in range(share)]
    taken: set[str] = set()
    entities = []
    for number in range(count):
        kind = kinds[number * 37 % len(kinds)]
        name = HOSTILE[number] if number < len(HOSTILE) else _name(kind, dice)
        while name in taken:
            name = _name(kind, dice)
        taken.add(name)
        surname = name.rpartition(" ")[2]
        aliases = (surname,) if kind == "person" and " " in name else ()
        entities.append(_Entity(kind, name, aliases))
    unnamed: dict[str, list[int]] = {kind: [] for kind, _ in _SHARE}
    for number in reversed(range(count)):
        unnamed[entities[number].kind].append(number)
    return _World(dice, entities, {kind: [] for kind, _ in _SHARE}, unnamed)


def _name(kind: str, dice: random.Random) -> str:
    def word(parts: int) -> str:
        letters = "".join(dice.choice(_ONSETS) + dice.choice(_VOWELS) for _ in range(parts)) + dice.choice(_CODAS)
        return letters.capitalize()

    if kind == "person":
        return f"{word(2)} {word(dice.choice((2, 3)))}"
    stem = word(3)
    return dice.choice(_BODIES[kind]).format(stem) if kind in _BODIES else stem


def _cable(number: int, world: _World, said: dict[tuple[int, str, int, str], list[dict[str, Any]]]) -> Document:
    dice = world.dice
    post = _POSTS[number % len(_POSTS)]
    cable = f"{2 + number % 8:02d}{post.upper()}{number + 1}"
    classification, marking = dice.choice(_LEVELS)
    date = f"200{2 + number % 8}-{1 + number // 8 % 12:02d}-{1 + number % 28:02d}T{number % 24:02d}:00Z"
    subject = f"QUOTAS AND THEIR FRIENDS, PART {number + 1}"
    text = f"{cable}\n{subject}\n\nSUBJECT: {subject}\n\n"
    start_of_body = len(text)
    paragraphs = []
    for paragraph in range(1, dice.randint(3, 6)):
        start = len(text)
        text += f"{paragraph}. ({marking}) "
        where = {"cable": cable, "paragraph": str(paragraph), "marking": marking}
        for _ in range(dice.randint(2, 4)):
            text = _say(text, where, world, said) + "\n"
        paragraphs.append(Paragraph(str(paragraph), marking, start, len(text)))
        text += "\n"
    return Document(
        id=cable,
        canonical_id=cable,
        text=text,
        source=f"{cable}.txt",
        sha256="0" * 64,
        subject=subject,
        date=date,
        classification=classification,
        origin=f"Embassy {post}",
        precedence=dice.choice(("ROUTINE", "PRIORITY")),
        tags=tuple(sorted(dice.sample(_TAGS, 2))),
        body=Span(start_of_body, len(text.rstrip())),
        paragraphs=tuple(paragraphs),
    )


def _say(
    text: str, where: dict[str, Any], world: _World, said: dict[tuple[int, str, int, str], list[dict[str, Any]]]
) -> str:
    """The text with one more sentence; its names and what it says are noted."""
    dice = world.dice
    fresh = [s for s in _SENTENCES if world.unnamed[s[1]] or world.unnamed[s[2]]]
    predicate, kind, other, form = dice.choice(fresh or _SENTENCES)
    subject = world.pick(kind)
    obj = world.pick(other)
    title = dice.choice(_TITLES) if predicate == "holds_position" else ""
    start = len(text)
    for part in form.replace("{t}", title).replace("{", "\0{").replace("}", "}\0").split("\0"):
        number = {"{s}": subject, "{o}": obj}.get(part)
        if number is None:
            text += part
        else:
            entity = world.entities[number]
            name = dice.choice((entity.name, *entity.aliases)) if entity.mentions else entity.name
            _mention(entity, where, len(text), name, predicate)
            text += name
    if subject != obj:
        evidence = {**where, "start": start, "end": len(text), "quote": text[start:], "rule": f"{predicate}-{kind}"}
        said.setdefault((subject, predicate, obj, title), []).append(evidence)
    return text


def _mention(entity: _Entity, where: dict[str, Any], start: int, name: str, predicate: str) -> None:
    key = f"{where['cable']}.{entity.kind}.{start}"
    if entity.keys and entity.keys[-1].rsplit(".", 2)[0] == where["cable"]:
        key = entity.keys[-1]
    else:
        entity.keys.append(key)
    source = "rule:title" if predicate == "holds_position" else "model"
    mention = {**where, "start": start, "end": start + len(name), "text": name, "key": key, "source": source}
    entity.mentions.append(mention)


def _node(node: str, entity: _Entity) -> dict[str, Any]:
    mentions = sorted(entity.mentions, key=lambda m: (m["cable"], m["start"]))
    forms = {m["text"] for m in mentions} - {entity.name}
    return {
        "id": node,
        "type": entity.kind,
        "name": entity.name,
        "aliases": sorted(forms),
        "protected": False,
        "members": sorted(entity.keys, key=key_order),
        "mentions": mentions,
    }


def _add_edge(
    graph: nx.MultiDiGraph, subject: str, predicate: str, obj: str, title: str, evidence: list[dict[str, Any]]
) -> None:
    if predicate in SYMMETRIC and obj < subject:
        subject, obj = obj, subject
    key = edge_key(predicate, title)
    if graph.has_edge(subject, obj, key):
        evidence = [*graph.edges[subject, obj, key]["evidence"], *evidence]
    ordered = sorted(evidence, key=lambda e: (e["cable"], e["start"]))
    graph.add_edge(
        subject,
        obj,
        key=key,
        id=assertion_id(subject, predicate, obj, title),
        predicate=predicate,
        **({"title": title} if title else {}),
        confidence=round(0.55 + 0.1 * min(len(ordered), 4), 2),
        evidence=ordered,
    )
