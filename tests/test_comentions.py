"""Who are named together: counted from nothing, and from what the last build's file says."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.build import comentions
from kg.build.comentions import Pairs

#: Paragraphs, each with the entities that it names. Few ids, of which some begin alike.
PARAGRAPHS = st.lists(st.lists(st.sampled_from([0, 1, 15, 16, 1 << 60, (1 << 64) - 1]), max_size=4), max_size=8)


def add(pairs: Pairs, paragraphs: list[list[int]], sign: int = 1) -> None:
    number = np.repeat(np.arange(len(paragraphs)), [len(named) for named in paragraphs])
    pairs.add(number, np.array([one for named in paragraphs for one in named], np.uint64), sign)


def written(pairs: Pairs) -> bytes:
    file = io.BytesIO()
    pairs.write(file)
    return file.getvalue()


@given(PARAGRAPHS, PARAGRAPHS, PARAGRAPHS)
@settings(suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("most", [3, 1 << 17])
def test_what_a_change_makes_of_the_file(tmp_path: Path, monkeypatch, most, stay, gone, new):  # type: ignore[no-untyped-def]
    monkeypatch.setattr(comentions, "MOST", most)
    folders = [Path(tempfile.mkdtemp(dir=tmp_path)) for _ in range(3)]
    whole, before = Pairs(folders[0]), Pairs(folders[1])
    for paragraphs in (stay, gone):
        add(before, paragraphs)
    path = tmp_path / "former.csv"
    path.write_bytes(written(before))
    for paragraphs in (stay, new):
        add(whole, paragraphs)
    with path.open("rb") as former:
        change = Pairs(folders[2], former)
        add(change, new)
        add(change, gone, -1)
        found = written(change)
    assert found == written(whole)
