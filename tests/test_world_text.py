"""The invented cables as text: read by kg, with every name where the truth says."""

from __future__ import annotations

import json
from pathlib import Path

from kg.benchmarks.world_cables import Cables
from kg.benchmarks.world_text import write_cables
from kg.model import Document
from kg.read import read_inputs


def test_the_cables_are_read_and_hold_what_the_truth_says(tmp_path: Path) -> None:
    write_cables(tmp_path / "w", 12, 3, tmp_path / "truth.jsonl")
    documents = {d.id: d for d in read_inputs([tmp_path / "w"]) if isinstance(d, Document)}
    lines = [json.loads(line) for line in (tmp_path / "truth.jsonl").read_text("utf-8").splitlines()]
    assert len(documents) == len(lines) == 12
    plans = Cables(3)
    for line in lines:
        document, plan = documents[line["id"]], plans.plan()
        assert document.id == plan.id
        assert document.date[:10] == plan.day.isoformat()
        assert document.paragraphs
        said = {
            t: {" ".join(document.text[s:e].split()) for s, e, u in line["mentions"] if u == t}
            for _, _, t in line["mentions"]
        }
        for named in plan.named:
            assert set(named.mentions) == said[named.thing]
        assert not document.problems


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write_cables(tmp_path / folder, 3, 7)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / f).iterdir()} for f in ("a", "b"))
    assert one == two
