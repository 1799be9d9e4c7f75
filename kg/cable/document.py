"""One cable in the listing layout: five listing lines, transmission header, field lines, body."""

from __future__ import annotations

import re

from kg.cable import body, header
from kg.model import Document, Problem, Span

#: Two-digit year, post in capitals, serial: ``09SHANGHAI59``; a letter may follow where a number was used twice.
CABLE_ID = re.compile(r"^\d{2}[A-Z]{2,30}\d{1,6}[A-Z]?$")
_FIRST = re.compile(r"^[ \t]*(?:¶1\.|1\. ?\([A-Z/]+\)|\((?:U|SBU|C|S|C/NF|S/NF)\) )", re.MULTILINE)
_SUBJECT = re.compile(r"^[ \t]*SUBJ(?:ECT)?\b[ \t]*:?", re.MULTILINE | re.IGNORECASE)
_OPENING_HEADING = re.compile(r"\n[ \t]*((?:BEGIN )?SUMMARY:?[ \t]*\n(?:[ \t]*-{3,}[- \t]*\n)?\s*)\Z", re.IGNORECASE)


def listing(text: str) -> list[str] | None:
    """The five listing lines (id, subject, date, classification, origin), or None if the text has none."""
    lines = text.split("\n", 5)[:5]
    if len(lines) < 5 or not CABLE_ID.match(lines[0].strip()):
        return None
    return [line.strip() for line in lines] if header.listed_date(lines[2]) else None


def body_start(text: str) -> int:
    """Where the body begins: at its first paragraph mark (with a SUMMARY heading over it), else after the field lines."""
    subject = _SUBJECT.search(text)
    after = subject.end() if subject else 0
    first = _FIRST.search(text, after)
    if first:
        start = first.start() + len(first[0]) - len(first[0].lstrip())
        heading = _OPENING_HEADING.search(text, max(after, start - 200), start)
        return heading.start(1) if heading else start
    # No numbered paragraph: the first block after the subject that is no field line.
    for gap in re.finditer(r"\n[ \t]*\n\s*", text[after:]):
        at = after + gap.end()
        if not re.match(r"(?:REF|CLASSIFIED BY|E\.O\.|TAGS|SUBJ)", text[at : at + 20], re.IGNORECASE):
            return at
    return len(text)


def read_listing(text: str, source: str, sha256: str) -> Document:
    """A Document from the listing layout. ``text`` is the whole decoded file; it is kept as it is."""
    listed = listing(text)
    if listed is None:
        raise ValueError("not in the listing layout")
    cable, subject, date, classification, origin = listed
    start = body_start(text)
    sign = body.signer(text, start, len(text))
    end = sign.start if sign else len(text)
    while end > start and text[end - 1].isspace():
        end -= 1
    lines = text[:start].split("\n")[5:]
    opening = next((i for i, line in enumerate(lines) if header.split_opening(line)[1]), len(lines))
    sent = header.transmission(lines[: opening + 1])
    stated = header.fields(lines[opening + 1 :])
    parts, headings, problems = body.paragraphs(text, start, end)
    if not parts:
        problems.append(Problem("W202", "no body found after the header", start))
    return Document(
        id=cable,
        text=text,
        source=source,
        sha256=sha256,
        subject=str(stated["subject"]) or subject,
        date=str(sent["date"]) or header.listed_date(date),
        classification=classification,
        origin=origin,
        precedence=str(sent["precedence"]),
        sender=str(sent["sender"]),
        to=sent["to"],  # type: ignore[arg-type]
        info=sent["info"],  # type: ignore[arg-type]
        captions=stated["captions"],  # type: ignore[arg-type]
        tags=stated["tags"],  # type: ignore[arg-type]
        references=stated["references"],  # type: ignore[arg-type]
        signed_by=(text[sign.start : sign.end].strip(),) if sign else (),
        body=Span(start, end),
        paragraphs=tuple(parts),
        headings=tuple(headings),
        page_marks=body.page_marks(text, start),
        problems=tuple(problems),
    )
