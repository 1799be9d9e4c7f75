"""A cable as the workspace keeps it for its readers: the whole text, its header on lines, and where its parts stand.

id, canonical_id   as in Document
text               the whole decoded text; every offset counts its code points, end exclusive
header             [label, value] a line, in the order of a telegram; a label may come again
body               [start, end]; what stands before it is the header as it was sent
paragraphs         [number, marking, start, end], "" for what a paragraph lacks
sections           [number, of, start, end]
headings, signers, trailer, page_marks   [start, end]
summary            the summary's words
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from kg.model import Document, Recipient, Span


def kept(document: Document) -> dict[str, Any]:
    """The cable as plain values (see above), unmasked."""
    d = document
    return {
        "id": d.id,
        "canonical_id": d.canonical_id,
        "text": d.text,
        "header": [[label, value] for label, value in _header(d) if value],
        "body": _span(d.body),
        "paragraphs": [[p.number or "", p.marking or "", p.start, p.end] for p in d.paragraphs],
        "sections": [[s.number, s.of, s.start, s.end] for s in d.sections],
        "headings": _spans(d.headings),
        "signers": _spans(d.signers),
        "trailer": _spans(d.trailer),
        "page_marks": _spans(d.page_marks),
        "summary": d.summary,
    }


def addressee(recipient: Recipient) -> str:
    """As the header writes it, on one line: ``RUEHC/SECSTATE WASHDC PRIORITY 0872``."""
    name = f"{recipient.route}/{recipient.name}" if recipient.route else recipient.name
    return " ".join(part for part in (name, recipient.precedence, recipient.serial) if part)


def attention(document: Document) -> list[str]:
    """The attention lines: ``USTR FOR CHINA OFFICE: AWINTER, TWINELAND``."""
    return [": ".join(filter(None, (a.office, ", ".join(a.people)))) for a in document.attention]


def _header(d: Document) -> Iterator[tuple[str, str]]:
    yield "Cable", d.canonical_id or d.id
    yield "Subject", d.subject
    yield "Date", d.date
    yield "Classification", d.classification
    yield "Captions", ", ".join(d.captions)
    yield "Origin", d.origin
    yield "Precedence", d.precedence
    yield "From", d.sender
    for recipient in d.to:
        yield "To", addressee(recipient)
    for recipient in d.info:
        yield "Info", addressee(recipient)
    for line in attention(d):
        yield "Attention", line
    yield "Executive order", d.executive_order
    yield "Declassify on", d.declassify_on or ""
    yield "Tags", ", ".join(d.tags)
    for reference in d.references:
        yield "Reference", f"{reference.label}. {reference.value}" if reference.label else reference.value
    yield "Classified by", ", ".join(d.classified_by)
    yield "Classifier's title", d.classifier_title
    yield "Reasons", ", ".join(d.reasons)
    yield "Signed by", ", ".join(d.signed_by)
    yield "Transmission", d.transmission_id
    yield "File", d.source


def _span(span: Span) -> list[int]:
    return [span.start, span.end]


def _spans(spans: Iterable[Span]) -> list[list[int]]:
    return [_span(span) for span in spans]
