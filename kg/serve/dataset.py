"""The graph as the explorer holds it: one JSON object, the same from ``kg serve`` and inside an exported page.

    format      2
    protected   "masked" or "included"
    about       versions, read (cables), base and vocab (IRIs), quality ([label, F1 of mention, entity, relation]),
                limits (sentences), excerpt (None, or a sentence: what part of a graph was chosen), partial (None: this
                is the whole graph; or how many entities and relations that has)
    types, predicates, sources, markings, paragraphs   the tables that rows index into
    symmetric   indexes of predicates that say the same from either end
    cables      [id, subject, date, classification, origin, tags, cables referred to, canonical id, precedence]
    entities    [id, type, name, aliases, flags, mentions, identifiers]; mentions are flat, seven numbers each: cable,
                start, end, paragraph, marking, source, form (0: the name, k: the k-th alias, -1: written otherwise)
    relations   [id, subject, predicate, object, title, confidence in hundredths, evidence, flags]; evidence:
                [cable, start, end, paragraph, marking, source, quote]

Ends of a relation are indexes of entities. Flags add up: 1 protected, 2 changed by a correction. Cables, entities and
relations are sorted by id. Rows instead of objects, and no name twice, because it all has to travel.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import networkx as nx

from kg.data import data_dir
from kg.excerpt import SAID
from kg.model import ENTITY_TYPES, PREDICATES, SYMMETRIC
from kg.rdf.vocab import BASE, VOCAB

FORMAT = 2
PROTECTED = 1
CORRECTED = 2
#: Who is named as the source of what a reader has added.
CORRECTION = "correction"
#: How telegrams and how listings call the same.
_POSTS = {"AMEMBASSY": "Embassy", "AMCONSUL": "Consulate"}

Row = list[Any]


@dataclass
class Table:
    """Strings and their places. What is asked for and not there is added at the end, so that places last."""

    values: list[str]
    places: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.places = {value: place for place, value in enumerate(self.values)}

    def place(self, value: Any) -> int:
        text = str(value or "")
        if text not in self.places:
            self.places[text] = len(self.values)
            self.values.append(text)
        return self.places[text]


class Tables:
    """The tables of one dataset. They hold for every graph that corrections make of this one."""

    def __init__(self, graph: nx.MultiDiGraph) -> None:
        mentions = [m for _, found in graph.nodes(data="mentions") for m in found or ()]
        evidence = [e for _, _, found in graph.edges(data="evidence") for e in found or ()]
        placed = [*mentions, *evidence]
        self.types = Table(_in_order((str(kind) for _, kind in graph.nodes(data="type", default="")), ENTITY_TYPES))
        self.predicates = Table(
            _in_order((str(kind) for _, _, kind in graph.edges(data="predicate", default="")), PREDICATES)
        )
        made_by = {str(m.get("source") or "") for m in mentions} | {str(e.get("rule") or "") for e in evidence}
        self.sources = Table(sorted(made_by | {CORRECTION}))
        self.markings = Table(sorted({"", *(str(p.get("marking") or "") for p in placed)}))
        self.paragraphs = Table(sorted({"", *(str(p.get("paragraph") or "") for p in placed)}, key=_natural))
        cables = {str(p["cable"]) for p in placed} | {str(cable) for cable in graph.graph.get("cables", {})}
        self.cables = Table(sorted(cables))

    def growing(self) -> dict[str, list[str]]:
        """The tables to which a correction may add."""
        return {"sources": self.sources.values, "markings": self.markings.values, "paragraphs": self.paragraphs.values}


def dataset(
    graph: nx.MultiDiGraph, tables: Tables | None = None, partial: dict[str, int] | None = None
) -> dict[str, Any]:
    """The whole of an already masked graph. Each field is named here: none is passed on unseen."""
    tables = tables or Tables(graph)
    about: Mapping[str, Any] = graph.graph
    nodes = sorted(graph.nodes)
    places = {node: place for place, node in enumerate(nodes)}
    entities = [entity_row(node, graph.nodes[node], tables) for node in nodes]
    relations = [relation_row(places[u], places[v], data, tables) for u, v, data in graph.edges(data=True)]
    relations.sort(key=lambda row: str(row[0]))
    fields = about.get("cables", {})
    cables = [_cable(cable, fields.get(cable, {})) for cable in tables.cables.values]
    return {
        "format": FORMAT,
        "protected": str(about.get("protected", "masked")),
        "about": {
            "versions": {str(part): str(version) for part, version in about.get("versions", {}).items()},
            "read": len(cables),
            "base": str(about.get("base_iri", BASE)),
            "vocab": VOCAB,
            **_published(),
            "excerpt": about.get(SAID),
            "partial": partial,
        },
        "types": tables.types.values,
        "predicates": tables.predicates.values,
        "symmetric": [place for place, name in enumerate(tables.predicates.values) if name in SYMMETRIC],
        **tables.growing(),
        "cables": cables,
        "entities": entities,
        "relations": relations,
    }


def entity_row(node: str, data: Mapping[str, Any], tables: Tables) -> Row:
    """One entity."""
    name, aliases = str(data.get("name", "")), [str(alias) for alias in data.get("aliases", ())]
    forms = {name: 0} | {alias: place for place, alias in enumerate(aliases, 1) if alias != name}
    mentions: list[int] = []
    for m in data.get("mentions", ()):
        mentions += [*_where(m, tables), tables.sources.place(m.get("source")), forms.get(str(m.get("text")), -1)]
    flags = PROTECTED * bool(data.get("protected")) + CORRECTED * bool(data.get("corrected"))
    identifiers = [str(identifier) for identifier in data.get("identifiers", ())]
    return [str(node), tables.types.place(data.get("type")), name, aliases, flags, mentions, identifiers]


def relation_row(subject: int | str, obj: int | str, data: Mapping[str, Any], tables: Tables) -> Row:
    """One relation; its ends as they are given."""
    evidence = [
        [*_where(e, tables), tables.sources.place(e.get("rule")), str(e.get("quote") or "")]
        for e in data.get("evidence", ())
    ]
    confidence = round(float(data.get("confidence", 0)) * 100)
    predicate, title = tables.predicates.place(data.get("predicate")), str(data.get("title") or "")
    return [
        str(data["id"]),
        subject,
        predicate,
        obj,
        title,
        confidence,
        evidence,
        CORRECTED * bool(data.get("corrected")),
    ]


def encoded(data: Any) -> bytes:
    """JSON, compact and in ASCII (lone surrogates included); the same bytes for equal data. ValueError for NaN."""
    return json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii")


def compressed(data: bytes) -> bytes:
    """gzip without the time and the machine in its head."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(data) + packer.flush()
    tail = zlib.crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + body + tail


def unpacked(data: bytes) -> Any:
    """What ``compressed(encoded(...))`` was made of."""
    return json.loads(gzip.decompress(data))


def _where(item: Mapping[str, Any], tables: Tables) -> list[int]:
    place: Callable[[Any], int] = tables.paragraphs.place
    start, end = int(item.get("start", 0)), int(item.get("end", 0))
    paragraph, marking = place(item.get("paragraph")), tables.markings.place(item.get("marking"))
    return [tables.cables.place(item["cable"]), start, end, paragraph, marking]


def _cable(cable: str, fields: Mapping[str, Any]) -> Row:
    subject, date, classification = (str(fields.get(name) or "") for name in ("subject", "date", "classification"))
    tags, references = ([str(value) for value in fields.get(name, ())] for name in ("tags", "references"))
    more = [str(fields.get(name) or "") for name in ("canonical_id", "precedence")]
    return [cable, subject, date, classification, _post(fields), tags, references, *more]


def _post(fields: Mapping[str, Any]) -> str:
    """The listed origin; of a telegram without a listing its sender, as listings write it."""
    sender = str(fields.get("sender") or "")
    kind, _, place = sender.partition(" ")
    written = f"{_POSTS[kind]} {place.title()}" if place and kind in _POSTS else sender
    return str(fields.get("origin") or written)


def _published() -> dict[str, Any]:
    """What data/figures.json says of quality and limits: the README's figures."""
    said = json.loads((data_dir() / "figures.json").read_text("utf-8"))
    return {"quality": said["figures"], "limits": said["limits"]}


def _in_order(found: Iterable[str], order: Iterable[str]) -> list[str]:
    """The names of the model in its order, then any others that occur, sorted."""
    return [*order, *sorted(set(found).difference(order))]


def _natural(text: str) -> tuple[int, int, str]:
    """Paragraph numbers as a reader counts them: "" first, 2 before 10."""
    digits = text[: len(text) - len(text.lstrip("0123456789"))] if text.isascii() else ""
    return (1 if text else 0, int(digits or 0) if len(digits) < 10 else 0, text)
