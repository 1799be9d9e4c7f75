"""The files written a part of the graph at a time are those written from the whole graph."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import brook_cable, extractions

from kg.build import assembly, streamed
from kg.build.parts import Parts, open_parts
from kg.build.rows import Task, row, table
from kg.build.spill import Spill
from kg.model import Extraction
from kg.rdf import stream
from kg.read import Skip
from kg.read.units import FILE, Unit
from kg.workspace import FILES

VERSIONS = {"kg": "0", "model": "m", "rules": "r"}
SKIPPED = [Skip("empty", "E104", "empty is empty")]


def kept(parts: Parts, found: Sequence[Extraction]) -> list[str]:
    """Keep these extractions; their keys."""
    tasks = [Task(f"key{e.document.id}", f"seen{e.document.id}", Unit(e.document.source, FILE, b"")) for e in found]
    rows = [
        row(t, None, replace(e, document=replace(e.document, source=""))) for t, e in zip(tasks, found, strict=True)
    ]
    parts.add(table(rows))
    return [task.key for task in tasks]


def both(
    folder: Path, found: Sequence[Extraction], include_protected: bool, base_iri: str | None
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The files, written in both ways."""
    with open_parts(folder) as parts:
        keys = kept(parts, found)
        whole, content = assembly.files(
            assembly.extractions_of(parts, keys), SKIPPED, (), VERSIONS,
            include_protected=include_protected, base_iri=base_iri,
        )  # fmt: skip
        made, told = streamed.files(parts, keys, SKIPPED, streamed.Settings(include_protected, base_iri, VERSIONS))
        assert told == content
        return {n: d if isinstance(d, bytes) else d.read_bytes() for n, d in made.items()}, whole


@pytest.mark.parametrize("base_iri", [None, "https://a.example/x/"])
@pytest.mark.parametrize("include_protected", [False, True])
@pytest.mark.parametrize("bucket", [1, 2, 400])
def test_cables_that_share_entities(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, include_protected: bool, base_iri: str | None, bucket: int
) -> None:
    monkeypatch.setattr(streamed, "BUCKET", bucket)
    found = [brook_cable(f"08AVALON{n}", protected=n == 3).extraction for n in range(1, 6)]
    found[1] = replace(found[1], document=replace(found[1].document, references=(), canonical_id="08AVALON2"))
    made, whole = both(tmp_path / "parts", found, include_protected, base_iri)
    assert set(made) == set(FILES)
    for name in FILES:
        assert made[name] == whole[name], name
    assert (b"Ada Brook" in made["graph.ttl"]) == include_protected


_STRINGS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([f"08AVALON{n}" for n in (4, 42, 423, 5)]), min_size=1, max_size=4, unique=True).flatmap(
        lambda ids: st.tuples(
            *(extractions(cable_id=i, strings=_STRINGS | st.sampled_from(["Ada Brook", "Lane"])) for i in ids)
        )
    ),
    st.booleans(),
)
def test_whatever_the_cables_hold(found: Sequence[Extraction], include_protected: bool) -> None:
    patch = pytest.MonkeyPatch()
    patch.setattr(streamed, "BUCKET", 1)
    patch.setattr(stream, "MOST", 20)
    patch.setattr(stream, "WIDTH", 2)
    try:
        with tempfile.TemporaryDirectory() as folder:
            made, whole = both(Path(folder) / "parts", found, include_protected, None)
    finally:
        patch.undo()
    for name in FILES:
        assert made[name] == whole[name], name


def test_a_spill_gives_back_what_was_put_there(tmp_path: Path) -> None:
    spill = Spill(tmp_path / "spill", 3)
    values: list[list[Any]] = [[], [], []]
    for number in range(3000):
        value = (number, "x" * (number % 97))
        spill.put(number % 2, value)
        values[number % 2].append(value)
    assert [list(spill.take(bucket)) for bucket in range(3)] == values
    assert list((tmp_path / "spill").iterdir()) == []
