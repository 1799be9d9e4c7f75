"""What one cable yields as plain JSON values: stand-off annotation, as annotators and scoring scripts read it."""

from __future__ import annotations

from typing import Any

from kg.model import Extraction


def annotation(extraction: Extraction) -> dict[str, Any]:
    """``{"id", "mentions", "entities", "relations"}`` of one cable.

    mentions: start, end, type, entity, in text order; entities: id (the within-cable key), type, name; relations:
    subject, predicate, object and, where there is one, title. Offsets are code points of the file's text.
    """
    mentions = [
        {"start": m.start, "end": m.end, "type": m.type, "entity": entity.key}
        for entity in extraction.entities
        for m in entity.mentions
    ]
    relations = [
        {"subject": r.subject, "predicate": r.predicate, "object": r.object, **({"title": r.title} if r.title else {})}
        for r in extraction.relations
    ]
    return {
        "id": extraction.document.id,
        "mentions": sorted(mentions, key=lambda m: (m["start"], m["end"], m["entity"])),
        "entities": [{"id": e.key, "type": e.type, "name": e.name} for e in extraction.entities],
        "relations": relations,
    }
