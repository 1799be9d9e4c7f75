"""The model as rows of Arrow tables: there and back again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import brook_cable, extractions

from kg.model import Document, Extraction
from kg.tables import arrow_type, from_column, to_row


def column(*extractions: Extraction) -> pa.Array:
    return pa.array([to_row(Extraction)(e) for e in extractions], arrow_type(Extraction))


def back(*extractions: Extraction) -> list[Extraction]:
    return from_column(Extraction, column(*extractions))


def test_a_cable_of_every_field_comes_back(seed_document: Document) -> None:
    found = [
        brook_cable(protected=True).extraction,
        Extraction(seed_document),
        Extraction(Document("", "", "", "")),
    ]
    assert back(*found) == found
    # Columns are read in slices and chunks, too.
    whole = column(*found)
    assert from_column(Extraction, whole[1:]) == found[1:]
    assert from_column(Extraction, pa.chunked_array([whole[:1], whole[1:]])) == found
    assert from_column(Extraction, pa.chunked_array([], whole.type)) == []


@dataclass(frozen=True)
class Named:
    name: str
    number: int | None


def test_some_fields_are_enough_and_may_be_missing() -> None:
    rows = [{"name": "a", "more": 1.5, "number": None}, {"name": "b", "more": 2.5, "number": 7}]
    assert from_column(Named, pa.array(rows)) == [Named("a", None), Named("b", 7)]
    assert from_column(Named | None, pa.array([None, *rows])) == [None, Named("a", None), Named("b", 7)]


@settings(max_examples=60)
@given(extractions(strings=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)))
def test_any_extraction_comes_back(extraction: Extraction) -> None:
    assert back(extraction) == [extraction]


@pytest.mark.parametrize("hint", [dict, int | str | None, tuple[int, str], bytes])
def test_what_has_no_place_in_a_table(hint: object) -> None:
    for function in (arrow_type, to_row, partial(from_column, column=pa.array([1]))):
        with pytest.raises(TypeError, match="no place in a table"):
            function(hint)
