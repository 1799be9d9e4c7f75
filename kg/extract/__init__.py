"""From a Document to an Extraction: mentions, entities within the cable, relations.

A pure function of (document, model, rules); nothing here looks at a second document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cable.flat import Block
from kg.model import Document, Entity, Extraction, Mention

if TYPE_CHECKING:
    from kg.extract.found import Found, MentionRules
    from kg.extract.recogniser import Recogniser


@dataclass(frozen=True)
class Extractor:
    """Model and rules, loaded once. The versions name exactly what an extraction was made with."""

    model: Path | None  # its folder; None: that of the data folder
    mention_rules: MentionRules
    model_version: str
    rules_version: str

    @cached_property
    def recogniser(self) -> Recogniser:
        """The model, loaded when it is first needed: where rules alone have changed it never is."""
        from kg.extract import recogniser

        return recogniser.load(self.model)

    def extract(self, document: Document) -> Extraction:
        """All that one cable yields."""
        from kg.extract.recase import blocks

        parts = blocks(document)
        return self.assemble(document, parts, self.see(parts))

    def see(self, parts: Sequence[Block]) -> list[list[Found]]:
        """What the model sees in each block of one cable.

        Never the blocks of several cables at once: in the last bit of a sum the answers may depend on what else is in
        the batch, and no cable's may depend on another's.
        """
        return self.recogniser.see([part.text for part in parts])

    def assemble(self, document: Document, parts: Sequence[Block], predicted: Sequence[Sequence[Found]]) -> Extraction:
        """The extraction from what the model saw in each block."""
        from kg.extract.mentions import detect
        from kg.extract.naming import group
        from kg.extract.recase import as_written
        from kg.extract.relations import relate

        mentions, protected = detect(parts, predicted, self.mention_rules)
        entities = _protect(group(document, parts, mentions), protected)
        names = sorted({m.text for m in protected})
        relations = relate(document, parts, entities)
        return Extraction(document, as_written(entities, parts), relations, tuple(names))


def _protect(entities: Sequence[Entity], protected: Sequence[Mention]) -> tuple[Entity, ...]:
    """The entities with those marked that own a protected mention."""
    places = {(m.start, m.end) for m in protected}
    return tuple(
        replace(e, protected=True) if any((m.start, m.end) in places for m in e.mentions) else e for e in entities
    )


@cache
def load(model: Path | None = None) -> Extractor:
    """The extractor with the model and rules of the data folder (or another model's folder)."""
    from kg.extract import ner, rules
    from kg.extract.mention_rules import load_rules

    return Extractor(model, load_rules(), ner.model_version(model), rules.version())


def forget() -> None:
    """Let go of what ``load`` holds: the model with all words it has met. The next call loads it again."""
    load.cache_clear()


def versions() -> tuple[str, str]:
    """The versions of model and rules in the data folder, without loading either."""
    from kg.extract import ner, rules

    return ner.model_version(), rules.version()


def extract(document: Document) -> Extraction:
    """All that one cable yields, with the model and rules of the data folder."""
    return load().extract(document)
