"""What one cable adds to the workspace's files, written out where the cable is worked on.

Nearly all that the files say of a cable is known before anybody knows who its people are in other cables: its header,
its mentions, its quotes. So a row keeps these as the text that the files will hold, and putting the files together is
joining texts. Only where names must be masked, or a reader has corrected something, is a cable written out anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from kg.build.jsontext import encoded, flat, indented, string
from kg.cable.kept import kept
from kg.censor import MASK, Censor, words_of
from kg.graph import cable_header, evidence_attributes, mention_attributes
from kg.model import Entity, Extraction, Mention
from kg.protect import add_protected, mask_kept
from kg.rdf import terms
from kg.rdf.terms import About
from kg.rdf.triples import REFERENCES, Says, at, date_of
from kg.resolve import key_order
from kg.resolve.names import is_redaction
from kg.workspace import cable_line


@dataclass(slots=True)
class Share:
    """What a cable says of one entity; ``mentions`` as the items of a list in graph.json, without redactions."""

    key: str
    type: str
    name: str
    aliases: tuple[str, ...]
    protected: bool
    texts: tuple[str, ...]  # of each mention
    paragraphs: tuple[str, ...]  # the numbers of those that name it
    mentions: str


@dataclass(slots=True)
class Saying:
    """One relation; subject, object and evidence by their places in Pieces."""

    subject: int
    predicate: str
    object: int
    title: str
    confidence: float
    evidence: tuple[int, ...]


@dataclass(slots=True)
class Pieces:
    """A cable's pieces. Redactions are no shares. The texts of Turtle are whole blocks in the order of a file."""

    shares: tuple[Share, ...]  # in the order of their keys
    sayings: tuple[Saying, ...]
    evidence: tuple[str, ...]  # items of graph.json, in the order of Evidence
    evidence_names: tuple[str, ...]  # terms
    date: str  # as a term
    header: str  # in graph.json
    line: str  # of cables.jsonl
    read: str  # in report.json, as are the problems
    problems: tuple[str, ...]
    references: tuple[str, ...]
    cable: tuple[str, ...]  # the halves of its own block, before and after what it refers to
    headers: str
    mentions: str
    places: str  # of evidence
    shared: tuple[str, ...]  # blocks that other cables have as well: rules, models, concepts
    assumes: str  # of a masked cable: the names that were masked (Censor.relevant)
    words: str  # in which a protected name could be found, with blanks between them


@dataclass(frozen=True, slots=True)
class Changes:
    """What makes a cable's pieces other than they were when it was worked on."""

    names: Censor | None = None  # to be masked
    hidden: Collection[str] = ()  # keys of entities that are protected
    types: Mapping[str, str] = field(default_factory=dict)  # of entities by key, where a reader has said so
    evidence: Sequence[Mapping[str, Any]] = ()  # beside that of its relations
    silent: Collection[tuple[str, str]] = ()  # two keys between which the graph has no relation from this cable
    protected_names: bool = False  # whether they are told


_NONE = Changes()


def pieces(extraction: Extraction, versions: Mapping[str, str], changes: Changes = _NONE) -> Pieces:
    """The pieces of one cable; ``versions`` of the tools that mentions name as their source."""
    document, names = extraction.document, changes.names
    where = [document.id]
    say = Says(versions)

    def hide(text: str) -> str:
        return names.text(text, where) if names is not None else text

    shares, stretches = [], []
    found: dict[str, list[About]] = {}

    def tell(subject: str, said: Iterable[About]) -> None:
        found.setdefault(subject, []).extend(said)

    for entity in sorted((e for e in extraction.entities if not is_redaction(e.name)), key=lambda e: key_order(e.key)):
        mentions = [m for m in entity.mentions if not is_redaction(m.text)]
        hidden = entity.key in changes.hidden
        if hidden:
            stretches += [(m.start, m.end) for m in mentions]
        shown = [mention_attributes(entity, m, document.paragraphs) for m in mentions]
        if names is not None:
            shown = [{**m, "text": MASK if hidden else hide(m["text"])} for m in shown]
        shares.append(_share(entity, mentions, shown))
        for mention in shown:
            tell(*say.mention(mention, changes.types.get(entity.key, entity.type)))
    number = {share.key: place for place, share in enumerate(shares)}
    header: dict[str, Any] = cable_header(document)
    date = document.date
    line = kept(document)
    read = {"cable": document.id, "source": document.source, "sha256": document.sha256}
    problems = [{"cable": document.id, **asdict(problem)} for problem in document.problems]
    if names is not None:
        read, problems = names.anything(read, where), names.anything(problems, where)
        header = names.anything(header, where)
        date = header["date"]
        line = mask_kept(line, names, stretches)
    date = date_of(date or "")
    relations = [
        r
        for r in extraction.relations
        if r.subject in number and r.object in number and (r.subject, r.object) not in changes.silent
    ]
    quoted = sorted({e for r in relations for e in r.evidence})
    places = {evidence: place for place, evidence in enumerate(quoted)}
    told = [{**e, "quote": hide(e["quote"])} for e in map(evidence_attributes, quoted)]
    more = [{**e, "quote": hide(e["quote"])} for e in changes.evidence]
    for evidence in (*told, *more):
        tell(*say.evidence(evidence, date))
    statements = [*say.cable(document.id, header)]
    if changes.protected_names:
        statements += say.protected_names(document.id, sorted(set(extraction.protected_names)))
    for subject, prop, obj in (*statements, *say.shared()):
        tell(subject, [(prop, obj)])
    own = say.names.cable(document.id)
    about = found.pop(own)
    text: dict[str, list[str]] = {}
    for subject in sorted(found):
        text.setdefault(subject.partition(":")[0], []).append(terms.block(subject, found[subject]))
    return Pieces(
        shares=tuple(shares),
        sayings=tuple(
            Saying(
                number[r.subject], r.predicate, number[r.object], r.title, r.confidence,
                tuple(sorted({places[e] for e in r.evidence})),
            )
            for r in relations
        ),
        evidence=tuple(map(evidence_text, told)),
        evidence_names=tuple(say.names.evidence(*at(e)) for e in told),
        date=date,
        header=encoded(indented(header, 3)).decode(),
        line=cable_line(line).decode(),
        read=encoded(indented(read, 2)).decode(),
        problems=tuple(indented(problem, 2) for problem in problems),
        references=tuple(header["references"]),
        cable=terms.halves(own, about, REFERENCES),
        headers="".join(text.get("header", ())),
        mentions="".join(text.get("mention", ())),
        places="".join(text.get("evidence", ())),
        shared=(*text.get("by", ()), *text.get("concept", ())),
        assumes="",
        words="" if names is not None else " ".join(_words(extraction)),
    )  # fmt: skip


def masked(extraction: Extraction, versions: Mapping[str, str], words: str) -> Pieces | None:
    """The pieces of a cable that asks to protect somebody, masked as they are if no other cable has a say in it.

    ``words`` are those of its unmasked pieces. None where it asks for nothing.
    """
    names = Censor()
    add_protected(names, extraction)
    hidden = {entity.key for entity in extraction.entities if entity.protected}
    if not names and not hidden:
        return None
    made = pieces(extraction, versions, Changes(names=names, hidden=hidden))
    made.assumes = names.relevant(extraction.document.id, set(words.split(" ")))
    return made


def _share(entity: Entity, mentions: Sequence[Mention], shown: Sequence[Mapping[str, Any]]) -> Share:
    return Share(
        entity.key,
        entity.type,
        entity.name,
        entity.aliases,
        entity.protected,
        tuple(m.text for m in mentions),
        tuple(dict.fromkeys(m["paragraph"] for m in shown if m["paragraph"])),
        _SEPARATOR.join(_MENTION % _values(m, _MENTION_NAMES) for m in shown),
    )


#: Between two mentions, or two pieces of evidence, in graph.json.
_SEPARATOR = ",\n    "


def evidence_text(evidence: Mapping[str, Any]) -> str:
    """A piece of evidence as an item of graph.json."""
    return _EVIDENCE % _values(evidence, _EVIDENCE_NAMES)


_MENTION_NAMES = ("cable", "end", "key", "marking", "paragraph", "source", "start", "text")
_EVIDENCE_NAMES = ("cable", "end", "marking", "paragraph", "quote", "rule", "start")
_MENTION, _EVIDENCE = (flat(((name, "%s") for name in names), 4) for names in (_MENTION_NAMES, _EVIDENCE_NAMES))


def _values(data: Mapping[str, Any], names: Iterable[str]) -> tuple[str, ...]:
    return tuple([string(v) if isinstance(v := data[n], str) else str(v) for n in names])


def _words(extraction: Extraction) -> list[str]:
    """Every word of the strings that masking looks at; titles and names are masked elsewhere."""
    found: list[str] = []

    def look(value: Any) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            for one in value.values():
                look(one)
        elif isinstance(value, list | tuple):
            for one in value:
                look(one)

    look(cable_header(extraction.document))
    look([problem.message for problem in extraction.document.problems])
    look(kept(extraction.document))
    look([[m.text for m in e.mentions] for e in extraction.entities])
    look([[e.quote for e in r.evidence] for r in extraction.relations])
    return sorted(words_of("\n".join(found)))
