"""The fields of a telegram: pure functions from text to plain values, one concept a module.

None of them changes, moves or measures the text: they answer what a field says, in whatever dress it comes. Each can
be given a whole telegram or any part that holds its field. They never raise on any text.
"""

from __future__ import annotations

from kg.cable.fields.attention import attention
from kg.cable.fields.canonical import canonical_id
from kg.cable.fields.captions import captions
from kg.cable.fields.classification import classification
from kg.cable.fields.classified_by import classified_by, classifier
from kg.cable.fields.order import declassify_on, executive_order
from kg.cable.fields.recipients import recipients, sender
from kg.cable.fields.references import references
from kg.cable.fields.signers import signed_by
from kg.cable.fields.subject import subject
from kg.cable.fields.summary import summary
from kg.cable.fields.tags import tags
from kg.cable.fields.transmission import dtg, precedence, transmission_id

__all__ = [
    "attention",
    "canonical_id",
    "captions",
    "classification",
    "classified_by",
    "classifier",
    "declassify_on",
    "dtg",
    "executive_order",
    "precedence",
    "recipients",
    "references",
    "sender",
    "signed_by",
    "subject",
    "summary",
    "tags",
    "transmission_id",
]
