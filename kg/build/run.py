"""The main job: read every input, extract, resolve, assemble, and put the result into the workspace."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import networkx as nx

from kg import __version__, errors
from kg.build import stage
from kg.cable.kept import kept
from kg.corrected import corrected
from kg.graph import assemble, to_json
from kg.model import ENTITY_TYPES, PREDICATES, Document, Extraction
from kg.protect import cables, censor, gate
from kg.rdf.vocab import check_base
from kg.rdf.write import turtle
from kg.read import Skip, read_inputs
from kg.resolve import corrections, resolve
from kg.restore import difference
from kg.workspace import AUTOMATIC, CABLES, GRAPH_JSON, GRAPH_TTL, REPORT, cable_lines


@dataclass(frozen=True)
class Report:
    """What a build did: how many cables it read, what it skipped, and how much the graph holds."""

    read: int
    skipped: tuple[Skip, ...]
    entities: int
    relations: int
    #: What report.json holds.
    content: Mapping[str, Any] = field(repr=False)


def build(
    inputs: str | Path | Iterable[str | Path],
    workspace: str | Path,
    *,
    include_protected: bool = False,
    base_iri: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> Report:
    """Read the cables of ``inputs`` (files or folders) and make ``workspace`` hold exactly their graph.

    ``progress`` is called with a line for each document. Without ``include_protected`` no name that a cable asks to
    protect is written. ``base_iri``: under which IRI the names in the RDF lie. Whatever goes wrong, an earlier build in
    the folder stays as it was.

    Raises KgError: E101 no such input, E102 unreadable, E103 nothing readable, E302 the folder is not ours, E304 it
    cannot be written, E305 it is no folder, E307 another build is writing to it, E503 the base IRI is none.
    """
    if base_iri is not None:
        check_base(base_iri)
    paths = [Path(inputs)] if isinstance(inputs, str | Path) else [Path(given) for given in inputs]
    target = Path(workspace)
    # Before the long work: nobody wants to hear after an hour that the folder cannot be written.
    stage.check(target)
    judgements = corrections.read(target / corrections.CORRECTIONS)
    extractions, skipped, versions = _extract(paths, progress)
    if not extractions:
        raise errors.nothing_readable(paths, [skip.message for skip in skipped])
    if progress:
        progress("putting the graph together")
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
    files = {GRAPH_TTL: turtle(graph), GRAPH_JSON: to_bytes(to_json(graph)), REPORT: to_bytes(content)}
    files[AUTOMATIC] = to_bytes(difference(graph, gate(automatic, include_protected, names=names)))
    files[CABLES] = cable_lines(cables(full, documents, include_protected, names))
    stage.replace(target, files, protected=graph.graph["protected"])
    return Report(
        read=len(extractions),
        skipped=tuple(skipped),
        entities=graph.number_of_nodes(),
        relations=graph.number_of_edges(),
        content=content,
    )


class _Kept(dict[str, dict[str, Any]]):
    """The cables by id as kg.cable.kept has them, made as they are asked for."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = {document.id: document for document in documents}

    def __missing__(self, cable: str) -> dict[str, Any]:
        self[cable] = kept(self._documents[cable])
        return self[cable]


def _extract(
    paths: Sequence[Path], progress: Callable[[str], None] | None
) -> tuple[list[Extraction], list[Skip], dict[str, str]]:
    """What each readable document yields, in the order read, what was skipped, and the versions of what did it."""
    from kg.extract import extract, load  # spaCy: not before it is needed

    extractions: list[Extraction] = []
    skipped: list[Skip] = []
    first: dict[str, Document] = {}
    for found in read_inputs(paths):
        if isinstance(found, Skip):
            skipped.append(found)
            continue
        if (kept := first.setdefault(found.id, found)) is not found:
            how = errors.same_cable_twice if kept.sha256 == found.sha256 else errors.duplicate_cable
            error = how(found.source, found.id, kept.source)
            skipped.append(Skip(found.source, error.code, error.message))
            continue
        if progress:
            progress(f"{len(extractions) + 1} {found.source}")
        try:
            extractions.append(extract(found))
        except errors.KgError:
            raise
        except Exception as failure:
            # What one odd cable brings out must not cost the user all the others. It is said, and not hidden.
            error = errors.extraction_failed(found.source, failure)
            skipped.append(Skip(found.source, error.code, error.message))
    if not extractions:
        return [], skipped, {}
    made_by = load()
    return extractions, skipped, {"kg": __version__, "model": made_by.model_version, "rules": made_by.rules_version}


def _content(graph: nx.MultiDiGraph, documents: Sequence[Document], skipped: Sequence[Skip]) -> dict[str, Any]:
    """report.json: no clock, no folder, so that the same input gives the same bytes anywhere."""
    types = Counter(kind for _, kind in graph.nodes(data="type"))
    predicates = Counter(predicate for _, _, predicate in graph.edges(data="predicate"))
    return {
        "read": [{"cable": d.id, "source": d.source, "sha256": d.sha256} for d in documents],
        "skipped": [{"source": s.source, "code": s.code, "message": s.message} for s in skipped],
        "problems": [
            {"cable": d.id, "code": p.code, "message": p.message, "start": p.start}
            for d in documents
            for p in d.problems
        ],
        "counts": {
            "read": len(documents),
            "skipped": len(skipped),
            "entities": {kind: types[kind] for kind in ENTITY_TYPES},
            "relations": {predicate: predicates[predicate] for predicate in PREDICATES},
            "mentions": sum(len(mentions) for _, mentions in graph.nodes(data="mentions")),
            "evidence": sum(len(evidence) for _, _, evidence in graph.edges(data="evidence")),
        },
        "versions": graph.graph["versions"],
        "protected": graph.graph["protected"],
    }


def to_bytes(data: object) -> bytes:
    """JSON that a person can read and a diff can show; the same bytes for equal data."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True)
    return (text + "\n").encode("utf-8", "replace")
