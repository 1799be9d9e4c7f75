"""The files written a part of the graph at a time are those that follow from the whole graph."""

from __future__ import annotations

import json
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import Cable, brook_cable, extractions

from kg.build import assembly, plan, sources
from kg.build.comentions import comentions
from kg.build.jsontext import to_bytes
from kg.build.parts import Parts, open_parts
from kg.build.rows import Task, row, table
from kg.build.sections import JOINTS, NOTES, Binder, Section, lying
from kg.cable.kept import kept as kept_cable
from kg.corrected import corrected
from kg.graph import assemble, from_json, to_json
from kg.model import Extraction, Problem
from kg.protect import censor, gate, mask_kept, protected_stretches
from kg.rdf.write import turtle
from kg.read import Skip
from kg.read.units import FILE, Unit
from kg.resolve import resolve
from kg.resolve.corrections import Judgement, Ref
from kg.resolve.judge import NO_MENTION
from kg.restore import difference
from kg.workspace import AUTOMATIC, CABLES, COMENTIONS, FILES, GRAPH_JSON, GRAPH_TTL, REPORT, cable_lines

VERSIONS = {"kg": "0", "model": "m", "rules": "r"}
SKIPPED = [Skip("empty", "E104", "empty is empty")]


def kept(parts: Parts, found: Sequence[Extraction]) -> list[str]:
    """Keep these extractions; their keys."""
    tasks = [Task(f"key{e.document.id}", f"seen{e.document.id}", Unit(e.document.source, FILE, b"")) for e in found]
    parts.add(table([row(t, None, e, VERSIONS) for t, e in zip(tasks, found, strict=True)]))
    return [task.key for task in tasks]


def whole(
    found: Sequence[Extraction], include_protected: bool, base_iri: str | None, judgements: Sequence[Judgement]
) -> dict[str, bytes]:
    """The files as they follow from one graph in memory, but for the report."""
    found = sorted(found, key=lambda e: e.document.id)
    automatic = assemble(resolve(found), found, VERSIONS)
    if base_iri is not None:
        automatic.graph["base_iri"] = base_iri
    documents = {e.document.id: e.document for e in found}
    full, _ = corrected(automatic, judgements, lambda cable: kept_cable(documents[cable]))
    names = censor(automatic, full)
    graph = gate(full, include_protected, names=names)
    lines = [kept_cable(document) for document in documents.values()]
    hidden = protected_stretches(full)
    masked = [mask_kept(line, names, hidden.get(line["id"], ())) for line in lines]
    ordered = nx.MultiDiGraph()
    ordered.graph.update(graph.graph)
    ordered.add_nodes_from(sorted(graph.nodes(data=True)))
    if judgements:  # corrected ones come last there
        ordered.add_edges_from(sorted(graph.edges(keys=True, data=True), key=lambda e: (e[0], e[3]["predicate"], e[1])))
    else:
        ordered.add_edges_from(graph.edges(keys=True, data=True))
    return {
        GRAPH_TTL: turtle(graph),
        GRAPH_JSON: to_bytes(to_json(ordered)),
        AUTOMATIC: to_bytes(difference(graph, gate(automatic, include_protected, names=names))),
        COMENTIONS: comentions(graph),
        CABLES: cable_lines(lines if include_protected else masked),
    }


def streamed(
    folder: Path,
    found: Sequence[Extraction],
    include_protected: bool = False,
    base_iri: str | None = None,
    judgements: Sequence[Judgement] = (),
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files as a build writes them, and what it reports."""
    with open_parts(folder) as parts:
        keys = kept(parts, found)
        settings = plan.Settings(include_protected, base_iri, VERSIONS)
        made = assembly.files(parts, keys, SKIPPED, judgements, settings)
        return {n: d if isinstance(d, bytes) else d.read_bytes() for n, d in made.files.items()}, made.content


def check_report(made: bytes, content: dict[str, Any], graph: bytes, found: Sequence[Extraction]) -> None:
    report, counted = json.loads(made), from_json(json.loads(graph))
    assert made == to_bytes(report)
    assert {**report, **content} == report
    assert sorted(set(report) - set(content)) == ["problems", "read"]
    assert [line["cable"] for line in report["read"]] == sorted(e.document.id for e in found)
    assert len(report["problems"]) == sum(len(e.document.problems) for e in found)
    counts = report["counts"]
    kinds = Counter(kind for _, kind in counted.nodes(data="type"))
    predicates = Counter(predicate for _, _, predicate in counted.edges(data="predicate"))
    assert {k: n for k, n in counts["entities"].items() if n} == kinds
    assert {k: n for k, n in counts["relations"].items() if n} == predicates
    assert counts["mentions"] == sum(len(mentions) for _, mentions in counted.nodes(data="mentions"))
    assert counts["evidence"] == sum(len(evidence) for _, _, evidence in counted.edges(data="evidence"))
    assert (counts["read"], counts["skipped"]) == (len(found), 1)


@pytest.mark.parametrize("base_iri", [None, "https://a.example/x/"])
@pytest.mark.parametrize("include_protected", [False, True])
@pytest.mark.parametrize("bucket", [1, 2, 400])
def test_cables_that_share_entities(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, include_protected: bool, base_iri: str | None, bucket: int
) -> None:
    monkeypatch.setattr(assembly, "BUCKET", bucket)
    found = [brook_cable(f"08AVALON{n}", protected=n == 3).extraction for n in range(1, 6)]
    found[1] = replace(found[1], document=replace(found[1].document, references=(), canonical_id="08AVALON2"))
    problem = Problem("gap", "paragraph 3 of Ada Brook is missing", 4)
    found[2] = replace(found[2], document=replace(found[2].document, problems=(problem,)))
    made, content = streamed(tmp_path / "parts", found, include_protected, base_iri)
    expected = whole(found, include_protected, base_iri, ())
    assert set(made) == set(FILES) == {*expected, REPORT}
    for name in expected:
        assert made[name] == expected[name], name
    check_report(made[REPORT], content, made[GRAPH_JSON], found)
    for name in FILES:
        assert (b"Ada Brook" in made[name]) == (include_protected and name not in (AUTOMATIC, COMENTIONS)), name


_STRINGS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@settings(max_examples=40)
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
    patch.setattr(assembly, "BUCKET", 1)
    patch.setattr("kg.build.comentions.MOST", 2)
    patch.setattr("kg.build.shares.RUN", 2)
    try:
        with tempfile.TemporaryDirectory() as folder:
            made, content = streamed(Path(folder) / "parts", found, include_protected)
    finally:
        patch.undo()
    expected = whole(found, include_protected, None, ())
    for name in expected:
        assert made[name] == expected[name], name
    check_report(made[REPORT], content, made[GRAPH_JSON], found)


def mention(found: Sequence[Extraction], number: int, name: str) -> Ref:
    """Where a cable first names somebody."""
    entity = next(e for e in found[number].entities if e.name == name)
    return Ref(entity.cable, entity.mentions[0].start, entity.mentions[0].end)


@pytest.mark.parametrize("include_protected", [False, True])
@pytest.mark.parametrize("bucket", [1, 400])
def test_what_readers_have_corrected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, include_protected: bool, bucket: int
) -> None:
    monkeypatch.setattr(assembly, "BUCKET", bucket)
    found = [brook_cable(f"08AVALON{n}", protected=n == 3).extraction for n in (1, 2, 3)]
    stone = Cable("08AVALON4", "Carlo Pond met Hugo Lane. Carlo Pond also met Ada Brook in Lakeside.")
    stone.entity("person", "Carlo Pond").entity("person", "Hugo Lane").entity("place", "Lakeside")
    stone.says("Carlo Pond", "met_with", "Hugo Lane", quote="Carlo Pond met Hugo Lane")
    found.append(stone.extraction)
    ada, carl = mention(found, 0, "Ada Brook"), mention(found, 1, "Carl Stone")
    pond, hugo = mention(found, 3, "Carlo Pond"), mention(found, 3, "Hugo Lane")
    board, trout = mention(found, 0, "Avalonian Fisheries Board"), mention(found, 0, "Northern Trout")
    lines = [
        Judgement("same", (carl, pond)),
        Judgement("different", (board, mention(found, 1, "Avalonian Fisheries Board"))),
        Judgement("rename", (pond,), "Carl Stone the Elder"),
        Judgement("retype", (trout,), "organization"),
        Judgement("reject", (mention(found, 0, "Lakeside"), mention(found, 0, "Avalonia")), "located_in"),
        Judgement("add", (hugo, trout, Ref("08AVALON4", pond.start, hugo.end)), "member_of"),
        Judgement("same", (hugo, ada)),
        Judgement("rename", (Ref("08AVALON9", 1, 2),), "Nobody"),
    ]
    for count in range(1, len(lines) + 1):
        made, content = streamed(tmp_path / f"parts{count}", found, include_protected, None, lines[:count])
        expected = whole(found, include_protected, None, lines[:count])
        for name in (GRAPH_TTL, AUTOMATIC, COMENTIONS, CABLES):
            assert made[name] == expected[name], (count, name)
        one, other = (from_json(json.loads(files[GRAPH_JSON])) for files in (made, expected))
        assert nx.utils.graphs_equal(one, other), count
        check_report(made[REPORT], content, made[GRAPH_JSON], found)
        assert content["corrections"] == {"read": count, "void": [[8, NO_MENTION]] if count == 8 else []}


def test_cables_are_written_anew_only_where_another_cable_has_a_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew: list[str] = []
    real = sources.pieces

    def counted(extraction: Extraction, *rest: Any) -> Any:
        anew.append(extraction.document.id)
        return real(extraction, *rest)

    monkeypatch.setattr(sources, "pieces", counted)
    one = Cable("08AVALON1", "Ada Brook met Carl Stone.").entity("person", "Ada Brook", protected=True)
    two = Cable("08AVALON2", "Hugo Lane met Greta Pond.").entity("person", "Hugo Lane")
    streamed(tmp_path / "two", [one.extraction, two.extraction])
    assert anew == []
    three = Cable("08AVALON3", "Carl Stone spoke of Ada Brook.").entity("person", "Carl Stone")
    made, _ = streamed(tmp_path / "three", [one.extraction, two.extraction, three.extraction])
    assert anew == ["08AVALON3"]
    assert not [name for name in made if b"Ada Brook" in made[name]]


@given(st.dictionaries(st.integers(0, 99), st.tuples(st.integers(0, 3), st.text(max_size=3))), st.randoms())
@pytest.mark.parametrize("name", ["edges", "said:"])
def test_a_section_is_poured_in_the_order_of_its_keys(
    name: str, pieces: dict[int, tuple[int, str]], dice: random.Random
) -> None:
    """Pieces come from a former file (0), from sheaves (1, 2) and one by one (3)."""
    joint, width = JOINTS.get(name, ""), NOTES.get(name, 0)
    some = {place: [key for key in sorted(pieces) if pieces[key][0] == place] for place in range(4)}
    dice.shuffle(some[3])
    with tempfile.TemporaryDirectory() as scratch, (Path(scratch) / "file").open("w+b") as file:
        folder = Path(scratch)
        former = Section(folder / "former", joint, width)
        for key in some[0]:
            former.write(key, pieces[key][1], *[key] * width)
        at = former.finish()
        file.write(b"before")
        former.pour(file)
        file.flush()
        section = Section(folder / "section", joint, width, lying(file, len("before"), len(joint), at))
        for place in (2, 1):
            binder = Binder(folder / f"sheaf-{place}")
            for key in some[place]:
                binder.write(name, key, pieces[key][1], *[key] * width)
            sheaf = binder.sheaf()
            for start, placed in sheaf.sections.values():
                section.bind(sheaf.path, start, placed)
        for key in some[3]:
            section.write(key, pieces[key][1], *[key] * width)
        at = section.finish()
        assert len(section) > 0 or not pieces
        with (folder / "poured").open("wb") as poured:
            section.pour(poured)
        whole = (folder / "poured").read_bytes()
    assert whole.decode() == joint.join(pieces[key][1] for key in sorted(pieces))
    assert at.keys.tolist() == sorted(pieces)
    assert at.notes.tolist() == [[key] * width for key in sorted(pieces)]
    begins = [0, *(int(end) + len(joint) for end in at.ends)]
    found = [whole[begin : int(end)].decode() for begin, end in zip(begins, at.ends, strict=False)]
    assert found == [pieces[key][1] for key in sorted(pieces)]
