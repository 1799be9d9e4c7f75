"""The model as rows of Arrow tables: there and back again."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import brook_cable, extractions

from kg.model import Document, Extraction
from kg.tables import arrow_type, from_row, to_row


def back(extraction: Extraction) -> Extraction:
    row = pa.array([to_row(Extraction)(extraction)], arrow_type(Extraction)).to_pylist()[0]
    value: Extraction = from_row(Extraction)(row)
    return value


def test_a_cable_of_every_field_comes_back(seed_document: Document) -> None:
    for extraction in (
        brook_cable(protected=True).extraction,
        Extraction(seed_document),
        Extraction(Document("", "", "", "")),
    ):
        assert back(extraction) == extraction


@settings(max_examples=60)
@given(extractions(strings=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)))
def test_any_extraction_comes_back(extraction: Extraction) -> None:
    assert back(extraction) == extraction


@pytest.mark.parametrize("hint", [dict, int | str | None, tuple[int, str], bytes])
def test_what_has_no_place_in_a_table(hint: object) -> None:
    for function in (arrow_type, to_row, from_row):
        with pytest.raises(TypeError, match="no place in a table"):
            function(hint)
