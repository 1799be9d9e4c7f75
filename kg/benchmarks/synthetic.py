"""An invented graph of any size, of the shape that cables give: some nine hundred triples a cable.

Names are numbers in words of no language. Some entities are in many cables, most in one; every relation has a sentence.
"""

from __future__ import annotations

import random
from typing import Any

import networkx as nx

from kg.graph import assertion_id, edge_key
from kg.model import ENTITY_TYPES, PREDICATES, SYMMETRIC

#: Entities, relations and paragraphs of one cable.
ENTITIES, RELATIONS, PARAGRAPHS = 16, 14, 8
#: Triples that this makes of one cable, about.
TRIPLES = 900

_SYLLABLES = ("ba", "dor", "ek", "fin", "gul", "ha", "jor", "kem", "lu", "mar", "nos", "pel", "ri", "sun", "tav", "wen")


def graph(cables: int, seed: int = 1) -> nx.MultiDiGraph:
    """The graph of so many cables (see kg.graph); the same for the same numbers."""
    draw = random.Random(seed)
    made = nx.MultiDiGraph()
    heads: dict[str, dict[str, Any]] = {}
    for number in range(1, cables + 1):
        cable = f"09INVENTED{number}"
        heads[cable] = _header(draw, number, cables)
        _cable(made, draw, cable, 6 * cables)
    made.graph.update(cables=heads, versions={"kg": "0", "model": "none", "rules": "none"}, protected="masked")
    return made


def _cable(made: nx.MultiDiGraph, draw: random.Random, cable: str, pool: int) -> None:
    # The third power: a few entities are in every other cable, as ministries and capitals are.
    present = sorted({int(pool * draw.random() ** 3) for _ in range(ENTITIES)})
    at = 100
    named: dict[str, int] = {}  # where each is named last
    for entity in present:
        kind = ENTITY_TYPES[entity % len(ENTITY_TYPES)]
        node, key = f"e{entity:016x}", f"{cable}.{kind}.{at}"
        name = _name(entity)
        if node not in made:
            made.add_node(
                node,
                id=node,
                type=kind,
                name=name,
                aliases=[name.split()[-1]],
                protected=False,
                members=[],
                mentions=[],
            )
        data = made.nodes[node]
        data["members"].append(key)
        for _ in range(draw.randint(1, 5)):
            text = draw.choice([name, name.split()[-1]])
            place = _place(draw, cable, at, at + len(text))
            named[node] = at
            source = draw.choice(["model", "rule:invented"])
            data["mentions"].append({**place, "text": text, "key": key, "source": source})
            at += 40
    for number in range(RELATIONS):
        subject, other = (f"e{entity:016x}" for entity in draw.sample(present, 2))
        predicate = draw.choice(PREDICATES)
        if predicate in SYMMETRIC:
            subject, other = sorted((subject, other))
        title = draw.choice(["Minister", "Director", "Chair"]) if predicate == "holds_position" else ""
        quote = f"{made.nodes[subject]['name']} and {made.nodes[other]['name']} were spoken of in one sentence"
        start = named[subject] - number  # no two relations have one place
        place = _place(draw, cable, start, start + len(quote))
        evidence = {**place, "quote": quote, "rule": f"invented-{predicate}"}
        if made.has_edge(subject, other, edge_key(predicate, title)):
            made.edges[subject, other, edge_key(predicate, title)]["evidence"].append(evidence)
            continue
        made.add_edge(
            subject,
            other,
            key=edge_key(predicate, title),
            id=assertion_id(subject, predicate, other, title),
            predicate=predicate,
            **({"title": title} if title else {}),
            confidence=draw.randint(50, 99) / 100,
            evidence=[evidence],
        )


def _place(draw: random.Random, cable: str, start: int, end: int) -> dict[str, Any]:
    number = str(draw.randint(1, PARAGRAPHS))
    return {"cable": cable, "paragraph": number, "marking": draw.choice("UC"), "start": start, "end": end}


def _header(draw: random.Random, number: int, cables: int) -> dict[str, Any]:
    return {
        "subject": f"TALKS NUMBER {number}",
        "date": f"2009-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}T09:30Z",
        "classification": "UNCLASSIFIED",
        "origin": "Embassy Invented",
        "to": ["RUEHC/SECSTATE WASHDC 0042"],
        "info": [f"RUEH{code}/AMEMBASSY {code}" for code in draw.sample(_SYLLABLES, 2)],
        "tags": draw.sample(["EFIS", "ETRD", "KIPR", "PREL", "ECON"], 2),
        "references": [f"09INVENTED{draw.randint(1, cables)}"],
        "source": f"09INVENTED{number}.txt",
    }


def _name(entity: int) -> str:
    """A name of two words, of which the second is one name for many."""
    words = []
    for part in (entity % 256, entity // 256):
        word = ""
        while part or not word:
            part, syllable = divmod(part, len(_SYLLABLES))
            word += _SYLLABLES[syllable]
        words.append(word.capitalize())
    return " ".join(words)
