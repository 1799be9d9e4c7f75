"""The dataclasses that flow from one stage to the next; no logic lives here.

Offsets everywhere count code points of the decoded source file, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field

#: The five entity types, in the order reports list them.
ENTITY_TYPES = ("person", "agency", "company", "place", "organization")

#: The ten predicates a relation can carry.
PREDICATES = (
    "holds_position",
    "member_of",
    "part_of",
    "located_in",
    "nationality",
    "met_with",
    "cooperates_with",
    "legal_action",
    "owns",
    "family_of",
)

#: Predicates that say the same thing read from either end.
SYMMETRIC = frozenset({"met_with", "cooperates_with", "family_of"})


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the source text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered paragraph of the body; ``number`` is None in a body without numbers."""

    number: str | None
    marking: str | None  # the portion mark without its parentheses: "U", "SBU", "S/NF"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a careful reader of the cable would want to know about its layout."""

    code: str
    message: str
    start: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """One addressee of the header: ``RUEHC/SECSTATE WASHDC PRIORITY 0872``; None for what is not written."""

    route: str | None  # the route indicator, "RUEHC"
    name: str
    precedence: str | None  # as written: "PRIORITY", "NIACT IMMEDIATE"
    serial: str | None  # as written, with its zeros: "0872"
    excluded: tuple[str, ...] = ()  # the posts after XMT


@dataclass(frozen=True, slots=True)
class Attention:
    """One attention line: for which office, and for whom in it."""

    office: str
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference: ``kind`` is cable, email, telephone, report, book or other."""

    label: str | None  # "A"; None where it has none
    kind: str
    value: str  # a cable's canonical id, else the text on one line


@dataclass(frozen=True, slots=True)
class Classifier:
    """Who classified a cable, and why."""

    names: tuple[str, ...]
    title: str  # titles and offices, as written
    reasons: tuple[str, ...]  # "1.4(b)", "1.4(d)"


@dataclass(frozen=True, slots=True)
class Section:
    """One of the parts in which a long telegram was sent: ``SECTION 02 OF 05``, from its mark to the next one's."""

    number: int
    of: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One cable as read: its text, its header fields and the layout of its body.

    ``text`` is the decoded file, untouched, and every offset counts its code points. Two formats wrap a cable in
    something else: of an HTML page it is the text of the two boxes that hold header and body, of a record of
    ``cables.csv`` its header and body fields, in both cases with a blank line between the two.

    Every character of ``body`` that is not blank lies in exactly one of ``paragraphs``, ``headings``, ``signers`` and
    ``trailer``. A page mark belongs to what it stands in or after.
    """

    id: str
    text: str
    source: str  # file name without its folder, for reports
    sha256: str  # of the bytes read
    format: str = ""
    canonical_id: str = ""  # as other cables refer to it: "09SHANGHAI59"
    subject: str = ""
    date: str = ""  # ISO 8601, from the DTG where there is one, else the listed date; "" if unknown
    classification: str = ""
    captions: tuple[str, ...] = ()
    origin: str = ""
    transmission_id: str = ""
    precedence: str = ""
    sender: str = ""  # the FM line
    to: tuple[Recipient, ...] = ()
    info: tuple[Recipient, ...] = ()
    attention: tuple[Attention, ...] = ()
    executive_order: str = ""  # its number
    declassify_on: str | None = None  # ISO 8601
    tags: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    classified_by: tuple[str, ...] = ()  # names
    classifier_title: str = ""
    reasons: tuple[str, ...] = ()
    summary: str = ""
    signed_by: tuple[str, ...] = ()
    body: Span = Span(0, 0)  # from the first paragraph or heading to the last character that is not blank
    sections: tuple[Section, ...] = ()  # () where it was sent in one
    paragraphs: tuple[Paragraph, ...] = ()
    headings: tuple[Span, ...] = ()
    signers: tuple[Span, ...] = ()
    trailer: tuple[Span, ...] = ()  # what follows the text and is nobody's name: NNNN, release stamps
    page_marks: tuple[Span, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text. ``source`` says what made it: "model" or "rule:<name>"."""

    start: int
    end: int
    type: str
    text: str  # the surface on one line, page marks left out
    source: str = "model"


@dataclass(frozen=True, slots=True)
class Entity:
    """What one cable says about one person, agency, company, place or organisation.

    ``key`` is ``<cable id>.<type>.<offset of the first mention>``: it does not depend on any
    other document, so links and corrections that use it last.
    """

    key: str
    cable: str
    type: str
    name: str  # the fullest form in the text
    aliases: tuple[str, ...]  # every other surface form, sorted
    mentions: tuple[Mention, ...]  # in text order
    protected: bool = False  # the cable asks that this name be protected


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """Where a relation is said. ``quote`` is the text at [start, end) on one line, without page marks."""

    cable: str
    start: int
    end: int
    paragraph: str  # "" where the body has no numbers
    marking: str  # "" where the paragraph has none
    quote: str
    rule: str  # the rule that read it


@dataclass(frozen=True, slots=True)
class Relation:
    """One assertion of one cable between two of its entities (by key)."""

    subject: str
    predicate: str
    object: str
    title: str  # holds_position only, else ""
    confidence: float  # 0 to 1, two decimals
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one cable yields: a pure function of (document, model, rules)."""

    document: Document
    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    protected_names: tuple[str, ...] = field(default=())  # surface forms the cable marks (protect)
