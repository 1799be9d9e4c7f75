"""From the rows of all cables to the workspace's files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import networkx as nx

from kg.build.comentions import comentions
from kg.build.parts import Parts
from kg.build.rows import name_text
from kg.cable.kept import kept
from kg.corrected import corrected
from kg.graph import assemble, to_json
from kg.model import ENTITY_TYPES, PREDICATES, Document, Extraction
from kg.protect import cables, censor, gate
from kg.rdf.write import turtle
from kg.read import Skip
from kg.resolve import resolve
from kg.resolve.corrections import Judgement
from kg.restore import difference
from kg.tables import from_row
from kg.workspace import AUTOMATIC, CABLES, COMENTIONS, GRAPH_JSON, GRAPH_TTL, REPORT, cable_lines


def extractions_of(parts: Parts, keys: Sequence[str]) -> list[Extraction]:
    """The extractions under these keys, in the order of their cables' ids."""
    read = from_row(Extraction)
    found = []
    for row in parts.rows(keys, ["name", "extraction"]):
        extraction: Extraction = read(row["extraction"])
        found.append(replace(extraction, document=replace(extraction.document, source=name_text(row["name"]))))
    return sorted(found, key=lambda e: e.document.id)


def files(
    extractions: Sequence[Extraction],
    skipped: Sequence[Skip],
    judgements: Sequence[Judgement],
    versions: Mapping[str, str],
    *,
    include_protected: bool,
    base_iri: str | None,
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The workspace's files by name, and the report in them."""
    documents = [e.document for e in extractions]
    automatic = assemble(resolve(extractions), extractions, versions)
    if base_iri is not None:
        automatic.graph["base_iri"] = base_iri
    full, voids = corrected(automatic, judgements, _Kept(documents).__getitem__)
    names = censor(automatic, full)
    graph = gate(full, include_protected, names=names)
    content = _content(graph, documents, skipped)
    if not include_protected:
        content = names.report(content)
    # Lines are counted from 1, as an editor does; of what they say nothing is repeated.
    content["corrections"] = {"read": len(judgements), "void": [[v.number + 1, v.why] for v in voids]}
    made = {GRAPH_TTL: turtle(graph), GRAPH_JSON: to_bytes(to_json(graph)), REPORT: to_bytes(content)}
    made[AUTOMATIC] = to_bytes(difference(graph, gate(automatic, include_protected, names=names)))
    made[COMENTIONS] = comentions(graph)
    made[CABLES] = cable_lines(cables(full, documents, include_protected, names))
    return made, content


class _Kept(dict[str, dict[str, Any]]):
    """The cables by id as kg.cable.kept has them, made as they are asked for."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = {document.id: document for document in documents}

    def __missing__(self, cable: str) -> dict[str, Any]:
        self[cable] = kept(self._documents[cable])
        return self[cable]


def _content(graph: nx.MultiDiGraph, documents: Sequence[Document], skipped: Sequence[Skip]) -> dict[str, Any]:
    return report(
        [{"cable": d.id, "source": d.source, "sha256": d.sha256} for d in documents],
        skipped,
        [
            {"cable": d.id, "code": p.code, "message": p.message, "start": p.start}
            for d in documents
            for p in d.problems
        ],
        Counter(kind for _, kind in graph.nodes(data="type")),
        Counter(predicate for _, _, predicate in graph.edges(data="predicate")),
        sum(len(mentions) for _, mentions in graph.nodes(data="mentions")),
        sum(len(evidence) for _, _, evidence in graph.edges(data="evidence")),
        graph.graph["versions"],
        graph.graph["protected"],
    )


def report(
    read: Sequence[dict[str, Any]],
    skipped: Sequence[Skip],
    problems: Sequence[dict[str, Any]],
    types: Counter[str],
    predicates: Counter[str],
    mentions: int,
    evidence: int,
    versions: Mapping[str, str],
    protected: str,
) -> dict[str, Any]:
    """report.json: no clock, no folder, so that the same input gives the same bytes anywhere."""
    return {
        "read": read,
        "skipped": [{"source": s.source, "code": s.code, "message": s.message} for s in skipped],
        "problems": problems,
        "counts": {
            "read": len(read),
            "skipped": len(skipped),
            "entities": {kind: types[kind] for kind in ENTITY_TYPES},
            "relations": {predicate: predicates[predicate] for predicate in PREDICATES},
            "mentions": mentions,
            "evidence": evidence,
        },
        "versions": versions,
        "protected": protected,
    }


def to_bytes(data: object) -> bytes:
    """JSON that a person can read and a diff can show; the same bytes for equal data."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True)
    return (text + "\n").encode("utf-8", "replace")
