"""What ``kg parse`` prints: one cable as a JSON object, described by document.schema.json in kg/cable."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.cable.flat import one_line
from kg.model import Document, Recipient, Span

#: The JSON Schema of what ``parsed`` gives.
SCHEMA = Path(__file__).parent / "cable" / "document.schema.json"

#: Formats in which a cable's text is not the whole of its file: its offsets can only be followed with the text at hand.
_OWN_TEXT = ("page", "record")


def parsed(document: Document) -> dict[str, Any]:
    """The fields and the layout of a cable, as plain values in the order in which they are documented."""
    d = document
    return {
        "id": d.id,
        "canonical_id": d.canonical_id,
        "source": d.source,
        "format": d.format,
        "subject": d.subject,
        "date": d.date,
        "classification": d.classification,
        "captions": list(d.captions),
        "origin": d.origin,
        "transmission_id": d.transmission_id,
        "precedence": d.precedence,
        "from": d.sender,
        "to": [_recipient(r) for r in d.to],
        "info": [_recipient(r) for r in d.info],
        "attention": [{"office": a.office, "people": list(a.people)} for a in d.attention],
        "executive_order": d.executive_order,
        "declassify_on": d.declassify_on,
        "tags": list(d.tags),
        "references": [{"label": r.label, "kind": r.kind, "value": r.value} for r in d.references],
        "classified_by": list(d.classified_by),
        "classifier_title": d.classifier_title,
        "reasons": list(d.reasons),
        "summary": d.summary,
        "signed_by": list(d.signed_by),
        "sections": [{"number": s.number, "of": s.of, "start": s.start, "end": s.end} for s in d.sections],
        "headings": [{**_span(h), "text": _heading(d.text[h.start : h.end])} for h in d.headings],
        "paragraphs": [
            {"number": p.number, "marking": p.marking, "start": p.start, "end": p.end} for p in d.paragraphs
        ],
        "body": _span(d.body),
        "signers": [_span(s) for s in d.signers],
        "trailer": [_span(t) for t in d.trailer],
        "page_marks": [_span(m) for m in d.page_marks],
        "problems": [{"code": p.code, "message": p.message, "start": p.start} for p in d.problems],
        "text": d.text if d.format in _OWN_TEXT else None,
    }


def line(values: dict[str, Any]) -> str:
    """What ``parsed`` gives as one line of JSON. Lone surrogates, which no UTF-8 stream can carry, stay escaped."""
    return json.dumps(values, ensure_ascii=True)


def _recipient(r: Recipient) -> dict[str, Any]:
    return {
        "route": r.route,
        "name": r.name,
        "precedence": r.precedence,
        "serial": r.serial,
        "excluded": list(r.excluded),
    }


def _span(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _heading(text: str) -> str:
    """A heading without the rules under and over it."""
    return one_line("\n".join(row for row in text.split("\n") if row.strip(" \t\r-=_*~"))).rstrip(" -=_*~")
