"""One cable as a Document, from its text: the listing layout, a bare telegram, a record of a dump, plain text.

Every function here takes the decoded text and keeps it as it is; none of them raises for anything it may hold.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from kg.cable import fields, header
from kg.cable.body import layout
from kg.cable.marks import NUMBERED, printed_marks, sections
from kg.model import Document, Problem, Reference, Span

#: Two-digit year, post in capitals, serial: ``09SHANGHAI59``; a letter may follow where a number was used twice.
CABLE_ID = re.compile(r"\d{2}[A-Z]{2,30}\d{1,6}[A-Z]?")

#: Header lines of the body stand before the first paragraph, but "1. CLASSIFIED BY ..." is one and still a field.
_BEYOND = 600

_FIELDS = re.compile(
    r"^[ \t]{0,8}(?:FM [A-Z]|TO [A-Z]|(?P<second>E\.?O\.? ?\d{5}|TAGS?\b|SUBJ(?:ECT)?\b))", re.MULTILINE
)

#: A line that one finds in a telegram and nowhere else: one of them before the first paragraph is enough.
_FIELD_ALONE = re.compile(
    r"^[ \t]{0,8}(?:VZCZC[A-Z]"
    r"|(?:TO|INFO):? {1,4}(?:R[A-Z]{4,7} ?/|AMEMBASSY|AMCONSUL|SECSTATE|ALL DIPL|[A-Z ]{2,40} COLLECTIVE|PAGE )"
    r"|[¶>*]{0,2}(?:1[.)] ?)?(?:\([A-Z/]{1,6}\) {0,3})?"
    r"(?:E\. ?O\.? {0,2}\d{5}|EO ?1\d{4}|(?:TAGS?|TGS|TAS|TABS|AGS) ?[:;]|TAGS [A-Z]{4}\b"
    r"|(?:SUBJ(?:ECT)?|Subj(?:ect)?)(?: ?:|\. | - | {1,3}(?=[A-Z]{2}))"
    r"|(?:REF(?:S|TELS?|ERENCES?)?|Ref(?:s|tels?)?)"
    r"(?: ?[:;.]| - | {0,3}\(?[A-D][.):]| {1,2}(?:\d\d[ -]?)?[A-Z ]{3,20} ?\d{2,6}\b)"
    r"|CLASS?IFIED BY|Class?ified [Bb]y|C[Ll][Aa][Ss][Ss]\.? ?B[Yy]\b|(?:DERIVED FROM|Derived [Ff]rom) ?:"
    r"|(?:DECL|REASONS?|Reasons?) ?:|(?:SIPDIS|NOFORN|SENSITIVE|EXDIS|NODIS)[ \t\r]*$))",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list or page a cable came from says of it; "" for what it does not say."""

    id: str = ""
    subject: str = ""
    date: str = ""  # as written
    classification: str = ""
    origin: str = ""
    references: tuple[str, ...] = ()  # ids of cables


# --- the formats -----------------------------------------------------------------------------------------------------


def listing(text: str) -> list[str] | None:
    """The five listing lines (id, subject, date, classification, origin), or None if the text has none."""
    lines = text.split("\n", 5)[:5]
    if len(lines) < 5 or not CABLE_ID.fullmatch(lines[0].strip()[:60]):
        return None
    return [line.strip() for line in lines] if header.listed_date(lines[2].strip()[:60]) else None


def is_listing(head: str) -> bool:
    """Whether a text that begins so is in the listing layout."""
    return listing(head) is not None


def read_listing(text: str, source: str, sha256: str) -> Document:
    """A Document from the seed's layout: five listing lines, then the telegram."""
    lines = listing(text)
    if lines is None:
        raise ValueError("not in the listing layout")
    cable, subject, date, classification, origin = lines
    at = 0
    for _ in range(5):
        at = text.find("\n", at) + 1 or len(text)
    listed = Listed(cable, subject, date, classification, origin)
    return telegram(text, listed, source, sha256, at=at, form="listing")


def is_telegram(head: str) -> bool:
    """Whether a text that begins so is a bare telegram or a piece of one: a DTG, two of its header and field lines, or
    one of them before the first paragraph."""
    zone = head[: header.ZONE]
    if header.DTG.search(zone) or len({m[0].split()[0] for m in _FIELDS.finditer(zone)}) > 1:
        return True
    alone = _FIELD_ALONE.search(zone, 0, 3_000)
    before = zone[: alone.start()].strip() if alone else ""
    # A note may have such a line, too: what stands over it there is prose, in a telegram lines in capitals.
    over = len(before) <= 300 or before.upper() == before
    return bool(alone and over and not NUMBERED.search(before)) or header.begins_with_opening(zone)


def read_telegram(text: str, source: str, sha256: str) -> Document:
    """A Document from a raw telegram: transmission header and body, or the body alone."""
    return telegram(text, Listed(), source, sha256, form="telegram")


def read_record(text: str, listed: Listed, source: str) -> Document:
    """A Document from a record of ``cables.csv``: ``text`` is its header, a blank line, and its body."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return telegram(text, listed, source, digest, form="record")


def is_data(head: str) -> bool:
    """Whether a text that begins so was written for programs: JSON, XML, HTML that is no cable's page, RDF."""
    begin = head.lstrip("\ufeff \t\r\n")[:40].lower()
    return begin.startswith(("{", "[{", '["', "[[", "[\n", "<?", "<!doctype", "<html", "@prefix", "prefix ", "%!ps"))


def read_plain(text: str, source: str, sha256: str) -> Document:
    """A Document from plain text or Markdown: an id from the file's name, and a body."""
    begin = len(text) - len(text.lstrip("\ufeff \t\r\n\x0b\x0c"))
    name = _stem(source)
    return _document(text, Listed(id=name), source, sha256, header.Parts(begin, begin, begin), "plain")


def _stem(source: str) -> str:
    name = PurePosixPath(source).name
    stem = name.rsplit(".", 1)[0] if "." in name.lstrip(".") else name
    return " ".join("".join(c if c.isprintable() else " " for c in stem).split()) or "document"


# --- what they share -------------------------------------------------------------------------------------------------


def telegram(
    text: str, listed: Listed, source: str, sha256: str, *, at: int = 0, end: int | None = None, form: str
) -> Document:
    """The Document of the telegram in [at, end) of ``text``."""
    return _document(text, listed, source, sha256, header.parts(text, at), form, end)


def _document(
    text: str, listed: Listed, source: str, sha256: str, parts: header.Parts, form: str, end: int | None = None
) -> Document:
    sent = text[parts.header : parts.opening]
    head = text[parts.opening : parts.body + _BEYOND] if form != "plain" else ""
    date = fields.dtg(sent) or header.listed_date(listed.date)
    cable = listed.id or _own_id(text, parts, date) or _stem(source)
    marks = printed_marks(text, parts.opening)
    pages = tuple(Span(mark.start(), mark.end()) for mark in marks if mark.start() >= parts.body)
    body = layout(text, parts.body, end, pages)
    problems = list(body.problems)
    if not body.paragraphs:
        problems.append(Problem("W202", "no body found after the header", parts.body))
    by = fields.classifier(head)
    to, info = fields.recipients(sent)
    references = fields.references(head, cable) or tuple(
        Reference(None, "cable", fields.canonical_id(reference)) for reference in listed.references
    )
    return Document(
        id=cable,
        text=text,
        source=source,
        sha256=sha256,
        format=form,
        canonical_id=fields.canonical_id(cable),
        subject=fields.subject(head, listed.subject),
        date=date,
        classification=listed.classification or fields.classification(head),
        captions=fields.captions(head),
        origin=listed.origin,
        transmission_id=fields.transmission_id(sent),
        precedence=fields.precedence(sent),
        sender=fields.sender(sent),
        to=to,
        info=info,
        attention=fields.attention(head),
        executive_order=fields.executive_order(head),
        declassify_on=fields.declassify_on(head),
        tags=fields.tags(head),
        references=references,
        classified_by=by.names,
        classifier_title=by.title,
        reasons=by.reasons,
        summary=fields.summary(text[body.body.start : body.body.end]),
        signed_by=body.signed_by,
        body=body.body,
        sections=sections(text, parts.opening, marks) if form != "plain" else (),
        paragraphs=body.paragraphs,
        headings=body.headings,
        signers=body.signers,
        trailer=body.trailer,
        page_marks=body.page_marks,
        problems=tuple(problems),
    )


def _own_id(text: str, parts: header.Parts, date: str) -> str:
    """The id a telegram gives itself: the year of its DTG, post and number of its opening line."""
    line = text[parts.opening : parts.opening + 120].split("\n", 1)[0]
    level = header.OPENING.match(line)
    opened = header.OPENED.search(line, level.end("level") if level else 0)
    if not opened or len(date) < 4:
        return ""
    return fields.canonical_id(f"{date[2:4]} {opened['post'].strip()} {opened['number']}")
