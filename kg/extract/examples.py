"""Example sentences with names marked, as rules carry them: "[person Ana Brun] of the [agency Harbour Office]".

``[type Surface = Name]`` marks a short or other form of the entity called Name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.cable.flat import Block, blocks
from kg.model import ENTITY_TYPES, Document, Entity, Mention, Paragraph, Span

_MARK = re.compile(r"\[(" + "|".join(ENTITY_TYPES) + r") ([^\]=]+?)(?: = ([^\]]+))?\]")
_PARAGRAPH = re.compile(r"¶(\d+)\. \(([A-Z/]+)\) ")


@dataclass(frozen=True, slots=True)
class Example:
    """An example as the relation rules take a cable."""

    document: Document
    blocks: tuple[Block, ...]
    entities: tuple[Entity, ...]


def parse(text: str, cable: str = "00EXAMPLE1") -> Example:
    """The cable that a marked text is: its names, and its paragraphs where it has marks ("¶2. (SBU) ")."""
    out: list[str] = []
    found: dict[tuple[str, str], list[Mention]] = {}
    at = length = 0
    for mark in _MARK.finditer(text):
        out.append(text[at : mark.start()])
        length += mark.start() - at
        kind, surface, name = mark[1], mark[2], mark[3] or mark[2]
        found.setdefault((kind, name), []).append(Mention(length, length + len(surface), kind, surface))
        out.append(surface)
        length += len(surface)
        at = mark.end()
    plain = "".join([*out, text[at:]])
    entities = tuple(
        Entity(
            key=f"{cable}.{kind}.{mentions[0].start}",
            cable=cable,
            type=kind,
            name=name,
            aliases=tuple(sorted({m.text for m in mentions} - {name})),
            mentions=tuple(mentions),
        )
        for (kind, name), mentions in found.items()
    )
    starts = list(_PARAGRAPH.finditer(plain))
    paragraphs = tuple(
        Paragraph(mark[1], mark[2], mark.start(), (starts[i + 1].start() if i + 1 < len(starts) else len(plain)))
        for i, mark in enumerate(starts)
    ) or (Paragraph(None, None, 0, len(plain)),)
    document = Document(
        id=cable, text=plain, source=f"{cable}.txt", sha256="", body=Span(0, len(plain)), paragraphs=paragraphs
    )
    return Example(document, blocks(document), entities)
