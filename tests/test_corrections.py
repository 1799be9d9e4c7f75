"""The file of corrections: what a line may say, what is refused, and that lines are only ever added."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError
from kg.model import ENTITY_TYPES, PREDICATES
from kg.resolve.corrections import IDENTITY, OPS, Judgement, Ref, append, line, parse, read

A, B, C = Ref("09AVALON7", 10, 19), Ref("09AVALON12", 0, 4), Ref("09AVALON12", 40, 90)

GOOD = [
    Judgement("same", (A, B), reason="one career", author="E. Marlow", date="2026-03-01"),
    Judgement("same", (A, B, C)),
    Judgement("different", (A, B)),
    Judgement("unsure", (A, B)),
    Judgement("rename", (A,), "Ada Brook"),
    Judgement("rename", (A,)),
    Judgement("retype", (A,), "agency"),
    Judgement("retype", (A,)),
    Judgement("reject", (A, B), "met_with"),
    Judgement("reject", (A, B), "holds_position/Head of/or for Trout"),
    Judgement("add", (A, B, C), "holds_position/Director"),
    Judgement("add", (A, B), "located_in"),
]


@pytest.mark.parametrize("judgement", GOOD, ids=lambda j: j.op)
def test_a_line_reads_back(judgement: Judgement) -> None:
    assert parse(json.loads(line(judgement))) == judgement


def test_fields_may_be_left_out() -> None:
    assert parse({"op": "same", "refs": [list(A), list(B)]}) == Judgement("same", (A, B))


ABC = [list(ref) for ref in (A, B, C)]
BAD = [
    ([], "not a JSON object"),
    ({}, "op is none of"),
    ({"op": "merge", "refs": ABC}, "op is none of"),
    ({"op": "same"}, "refs is not a list"),
    ({"op": "same", "refs": {"a": 1}}, "refs is not a list"),
    ({"op": "same", "refs": [["09A1", 1]] * 2}, "refs is not a list"),
    ({"op": "same", "refs": [["", 1, 2]] * 2}, "refs is not a list"),
    ({"op": "same", "refs": [["09A1", 2, 2]] * 2}, "start before end"),
    ({"op": "same", "refs": [["09A1", -1, 2]] * 2}, "start before end"),
    ({"op": "same", "refs": [["09A1", False, True]] * 2}, "start before end"),
    ({"op": "same", "refs": [["09A1", 1.0, 2.0]] * 2}, "start before end"),
    ({"op": "same", "refs": ABC[:1]}, "2 or more refs"),
    ({"op": "same", "refs": ABC, "value": "Ada"}, "no value"),
    ({"op": "rename", "refs": ABC[:2], "value": "Ada"}, "takes 1 refs"),
    ({"op": "rename", "refs": ABC[:1], "value": None}, "value is not a text"),
    ({"op": "retype", "refs": ABC[:1], "value": "ship"}, "value of retype"),
    ({"op": "reject", "refs": ABC, "value": "met_with"}, "takes 2 refs"),
    ({"op": "reject", "refs": ABC[:2], "value": ""}, "value of reject"),
    ({"op": "add", "refs": ABC[:1], "value": "met_with"}, "2 or 3 refs"),
    ({"op": "add", "refs": ABC, "value": "met_with/Director"}, "value of add"),
    ({"op": "same", "refs": ABC, "who": "x"}, "too many"),
]


@pytest.mark.parametrize(("data", "why"), BAD)
def test_what_is_no_judgement_is_refused(data: object, why: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=why):
        parse(data)
    path = tmp_path / "corrections.jsonl"
    path.write_text(line(GOOD[0]).decode() + "\n" + json.dumps(data) + "\n", "utf-8")
    with pytest.raises(KgError, match=rf"E310 .*corrections.jsonl:3 is no correction: .*{why}"):
        read(path)


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b"[" * 100_000, b'"' + b"x" * (1 << 20) + b'"', b"NaN"])
def test_a_line_that_is_no_json_is_named_without_its_words(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_bytes(raw + b"\n")
    with pytest.raises(KgError, match="E310") as caught:
        read(path)
    assert len(str(caught.value)) < 300 + len(str(path))


def test_no_file_is_no_corrections(tmp_path: Path) -> None:
    assert read(tmp_path / "corrections.jsonl") == ()
    with pytest.raises(KgError, match="E102"):
        read(tmp_path)


def test_lines_are_only_added(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    before = b""
    for number, judgement in enumerate(GOOD, 1):
        append(path, judgement)
        now = path.read_bytes()
        assert now.startswith(before)
        assert now.count(b"\n") == number
        before = now
    assert read(path) == tuple(GOOD)


def test_a_line_left_open_by_an_editor_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_bytes(line(GOOD[0]).rstrip(b"\n"))
    append(path, GOOD[1])
    assert read(path) == tuple(GOOD[:2])


def test_a_bad_judgement_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    with pytest.raises(ValueError, match="retype"):
        append(path, Judgement("retype", (A,), "ship"))
    assert not path.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(KgError, match="E304"):
        append(tmp_path / "corrections.jsonl", GOOD[0])


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="E304"):
        append(tmp_path, GOOD[0])


refs = st.builds(lambda c, s, n: Ref(c, s, s + n), st.text(min_size=1), st.integers(0, 10**6), st.integers(1, 99))


@st.composite
def judgements(draw: st.DrawFn) -> Judgement:
    op = draw(st.sampled_from(list(OPS)))
    least, most = OPS[op]
    value = ""
    if op == "rename":
        value = draw(st.text())
    elif op == "retype":
        value = draw(st.sampled_from(["", *ENTITY_TYPES]))
    elif op not in IDENTITY:
        value = draw(st.sampled_from(PREDICATES))
    found = draw(st.lists(refs, min_size=least, max_size=most or 4))
    return Judgement(op, tuple(found), value, draw(st.text()), draw(st.text()), draw(st.text()))


@given(st.lists(judgements(), max_size=3))
def test_whatever_is_written_is_read(found: list[Judgement]) -> None:
    data = b"".join(map(line, found))
    assert data.count(b"\n") == len(found)
    assert [parse(json.loads(one)) for one in data.split(b"\n") if one] == found
