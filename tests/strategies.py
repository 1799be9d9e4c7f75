"""Invented cables, for tests that need no model: built by hand, or by hypothesis with anything a file may hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from kg.model import (
    ENTITY_TYPES,
    PREDICATES,
    Document,
    Entity,
    Evidence,
    Extraction,
    Mention,
    Paragraph,
    Recipient,
    Reference,
    Relation,
    Span,
)

#: Every field of a header, in one cable of this post and number, is recognisable.
HEADER = {
    "subject": "TROUT QUOTAS IN AVALONIA",
    "date": "2008-05-14T09:30Z",
    "classification": "UNCLASSIFIED",
    "origin": "Embassy Avalon",
    "precedence": "R",
    "sender": "AMEMBASSY AVALON",
    "to": (Recipient("RUEHC", "SECSTATE WASHDC", None, "0042"),),
    "info": (Recipient("RUCPDOC", "DEPT OF COMMERCE WASHDC", None, None),),
    "captions": ("SENSITIVE", "SIPDIS"),
    "tags": ("EFIS", "AV"),
    "references": (Reference("A", "cable", "AVALON 41"),),
    "signed_by": ("MERLIN",),
}


class Cable:
    """One invented cable, written paragraph by paragraph; names and statements are found by their words.

    >>> cable = Cable("08AVALON42", "Minister Ada Brook met Carl Stone.")
    >>> cable.entity("person", "Ada Brook").entity("person", "Carl Stone").says("Ada Brook", "met_with", "Carl Stone")
    """

    def __init__(self, cable_id: str, *paragraphs: str, marking: str = "U", **header: object) -> None:
        self.id = cable_id
        self.text = ""
        self.paragraphs: list[Paragraph] = []
        for number, words in enumerate(paragraphs, 1):
            start = len(self.text)
            self.text += f"{number}. ({marking}) {words}\n\n"
            self.paragraphs.append(Paragraph(str(number), marking, start, len(self.text)))
        self.header = {**HEADER, **header}
        self.entities: dict[str, Entity] = {}
        self.relations: list[Relation] = []
        self.protected: tuple[str, ...] = ()

    def entity(self, kind: str, name: str, *aliases: str, protected: bool = False) -> Cable:
        """Somebody named in the text; every place where the name or an alias stands is a mention."""
        mentions: dict[int, Mention] = {}
        for form in sorted({name, *aliases}, key=len, reverse=True):
            at = self.text.find(form)
            while at >= 0:
                if not any(m.start <= at < m.end for m in mentions.values()):
                    mentions[at] = Mention(at, at + len(form), kind, " ".join(form.split()))
                at = self.text.find(form, at + len(form))
        assert mentions, f"{name} is not in the text"
        ordered = tuple(mentions[at] for at in sorted(mentions))
        key = f"{self.id}.{kind}.{ordered[0].start}"
        self.entities[name] = Entity(key, self.id, kind, name, tuple(sorted(aliases)), ordered, protected)
        if protected:
            self.protected += (name,)
        return self

    def says(
        self, subject: str, predicate: str, obj: str, title: str = "", quote: str = "", confidence: float = 0.9
    ) -> Cable:
        """A relation between two entities; the evidence is the quote, or the paragraph that names the subject first."""
        at = self.text.index(quote) if quote else self.entities[subject].mentions[0].start
        paragraph = next(p for p in self.paragraphs if p.start <= at < p.end)
        start = at if quote else paragraph.start
        end = start + len(quote) if quote else paragraph.end
        words = " ".join(self.text[start:end].split())
        where = Evidence(self.id, start, end, paragraph.number or "", paragraph.marking or "", words, "made-up")
        keys = self.entities[subject].key, self.entities[obj].key
        self.relations.append(Relation(keys[0], predicate, keys[1], title, confidence, (where,)))
        return self

    @property
    def document(self) -> Document:
        return Document(
            id=self.id,
            text=self.text,
            source=f"{self.id}.txt",
            sha256="0" * 64,
            body=Span(0, len(self.text)),
            paragraphs=tuple(self.paragraphs),
            **self.header,  # type: ignore[arg-type]
        )

    @property
    def extraction(self) -> Extraction:
        return Extraction(self.document, tuple(self.entities.values()), tuple(self.relations), self.protected)


def brook_cable(cable_id: str = "08AVALON42", protected: bool = False) -> Cable:
    """Ada Brook, minister, and the people, bodies and places around her; two statements about one pair."""
    return (
        Cable(
            cable_id,
            "Ada Brook, Minister of the Avalonian Fisheries Board (AFB), met Carl Stone of Northern Trout in Lakeside.",
            "According to Brook, the AFB works with Northern Trout. Brook\nis also its Chair. Lakeside is in Avalonia.",
        )
        .entity("person", "Ada Brook", "Brook", protected=protected)
        .entity("agency", "Avalonian Fisheries Board", "AFB")
        .entity("person", "Carl Stone")
        .entity("company", "Northern Trout")
        .entity("place", "Lakeside")
        .entity("place", "Avalonia")
        .says("Ada Brook", "holds_position", "Avalonian Fisheries Board", title="Minister")
        .says(
            "Ada Brook", "holds_position", "Avalonian Fisheries Board", title="Chair", quote="Brook\nis also its Chair"
        )
        .says("Ada Brook", "met_with", "Carl Stone")
        .says(
            "Avalonian Fisheries Board", "cooperates_with", "Northern Trout", quote="the AFB works with Northern Trout"
        )
        .says("Lakeside", "located_in", "Avalonia", quote="Lakeside is in Avalonia")
    )


_LISTING = """{id}
{subject}
Wed May 14 00:00:00 +0100 2008
UNCLASSIFIED
Embassy Avalon
R 140930Z MAY 08
FM AMEMBASSY AVALON
TO RUEHC/SECSTATE WASHDC 0042
UNCLAS AVALON 000042

E.O. 12958: N/A
TAGS: EFIS
SUBJECT: {subject}

{body}

MERLIN
"""


def listing(cable_id: str, *paragraphs: str, subject: str = "TROUT") -> str:
    """An invented cable as a file: five listing lines, header, numbered paragraphs, signer."""
    body = "\n\n".join(f"¶{number}.  (U) {words}" for number, words in enumerate(paragraphs, 1))
    return _LISTING.format(id=cable_id, body=body, subject=subject)


def assembled(*extractions: Extraction):  # type: ignore[no-untyped-def]
    """The unmasked graph of these extractions."""
    from kg.graph import assemble
    from kg.resolve import resolve

    return assemble(resolve(extractions), extractions, {"kg": "0", "model": "none", "rules": "none"})


#: Anything a decoded file may hold: control characters, marks of other scripts, noncharacters, lone surrogates.
hostile_text = st.text(st.characters(), max_size=20)
_LETTERS = "abcdeé XÀö'-.&<>\"\\\n\t\x00\x0b\u200d\u2028"
names = st.one_of(st.text(_LETTERS, min_size=1, max_size=15), hostile_text.filter(bool))


_RULES = st.one_of(st.just("made-up"), st.text("aä_-./ ", min_size=1, max_size=5))


@st.composite
def extractions(draw: st.DrawFn, cable_id: str = "08AVALON42", strings: st.SearchStrategy[str] = names) -> Extraction:
    """An extraction whose strings are hostile and whose offsets, keys and types are in order."""
    kinds = draw(st.lists(st.sampled_from(ENTITY_TYPES), min_size=1, max_size=4))
    entities = []
    for number, kind in enumerate(kinds):
        start = number * 100
        name = draw(strings)
        mention = Mention(start, start + len(name), kind, name, draw(st.sampled_from(["model", "rule:a/b c"])))
        aliases = tuple(sorted(set(draw(st.lists(strings, max_size=2)))))
        key = f"{cable_id}.{kind}.{start}"
        entities.append(Entity(key, cable_id, kind, name, aliases, (mention,), draw(st.booleans())))
    relations = draw(st.lists(_relation(cable_id, [e.key for e in entities], strings), max_size=4))
    header = {field: draw(strings) for field in ("subject", "date", "sender")}
    to, tags, references = (draw(st.lists(strings, max_size=2)) for _ in range(3))
    lists = {
        "to": tuple(Recipient(None, name, None, None) for name in to),
        "tags": tuple(tags),
        "references": tuple(Reference(None, "other", value) for value in references),
    }
    document = Document(cable_id, "", f"{cable_id}.txt", "0" * 64, **header, **lists)  # type: ignore[arg-type]
    return Extraction(document, tuple(entities), tuple(relations))


@st.composite
def _relation(draw: st.DrawFn, cable: str, keys: Sequence[str], strings: st.SearchStrategy[str]) -> Relation:
    predicate = draw(st.sampled_from(PREDICATES))
    title = draw(strings) if predicate == "holds_position" else ""
    start = draw(st.integers(0, 5000))
    evidence = Evidence(cable, start, start + 9, draw(st.sampled_from(["", "3"])), "", draw(strings), draw(_RULES))
    confidence = draw(st.integers(0, 100)) / 100
    return Relation(draw(st.sampled_from(keys)), predicate, draw(st.sampled_from(keys)), title, confidence, (evidence,))


def from_gold(document: Document, gold: dict) -> Extraction:  # type: ignore[type-arg]
    """The extraction that careful annotators would make: for tests of what comes after extraction."""
    text = document.text
    kinds = {e["id"]: e["type"] for e in gold["entities"]}
    names = {e["id"]: e["name"] for e in gold["entities"]}
    mentions: dict[str, list[Mention]] = {}
    for m in gold["mentions"]:
        surface = " ".join(text[m["start"] : m["end"]].split())
        mentions.setdefault(m["entity"], []).append(Mention(m["start"], m["end"], m["type"], surface, "gold"))
    entities = {}
    for name, found in mentions.items():
        ordered = tuple(sorted(found, key=lambda m: m.start))
        key = f"{document.id}.{kinds[name]}.{ordered[0].start}"
        aliases = tuple(sorted({m.text for m in ordered} - {names[name]}))
        entities[name] = Entity(key, document.id, kinds[name], names[name], aliases, ordered)
    relations = []
    for r in gold["relations"]:
        ends = entities[r["subject"]], entities[r["object"]]
        where = tuple(_paragraphs(document, r["paragraphs"], text))
        relations.append(Relation(ends[0].key, r["predicate"], ends[1].key, r.get("title", ""), 1.0, where))
    return Extraction(document, tuple(entities.values()), tuple(relations))


def _paragraphs(document: Document, numbers: Iterable[str], text: str) -> Iterable[Evidence]:
    for p in document.paragraphs:
        if p.number in numbers:
            quote = " ".join(text[p.start : p.end].split())
            yield Evidence(document.id, p.start, p.end, p.number or "", p.marking or "", quote, "gold")
