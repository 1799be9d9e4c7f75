"""Inputs on disk: order, encodings, and a reason for everything that is skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KgError
from kg.model import Document
from kg.read import Skip, decode, files, read_file, read_inputs
from tests.test_cable import BODY, HEADER


def test_folders_by_name_and_inputs_in_order(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", "b/deep/3.txt", ".hidden"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(HEADER + BODY, "utf-8")
    found = [p.relative_to(tmp_path).as_posix() for p in files([tmp_path / "b", tmp_path / "a.txt"])]
    assert found == ["b/1.txt", "b/2.txt", "b/deep/3.txt", "a.txt"]


def test_a_missing_input_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="E101"):
        list(files([tmp_path / "none"]))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E104"),
        (b"  \n\n", "E104"),
        (b"\x00\x01\x02", "E105"),
        (b'{"just": "data"}', "E106"),
        (HEADER.encode(), "E106"),
    ],
)
def test_skips_say_why(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    skip = read_file(path)
    assert isinstance(skip, Skip)
    assert (skip.source, skip.code) == ("x.txt", code)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this platform")
def test_a_fifo_is_skipped_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    skip = read_file(tmp_path / "pipe")
    assert isinstance(skip, Skip)
    assert skip.code == "E109"


def test_a_workspace_of_ours_is_no_input(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "manifest.json").write_text('{"format": "cable-kg workspace"}', "utf-8")
    (out / "graph.ttl").write_text("", "utf-8")
    assert list(files([tmp_path])) == []


@pytest.mark.parametrize(
    ("data", "text"),
    [("Café".encode(), "Café"), ("\ufeffCafé".encode(), "Café"), (b"Caf\xe9 \x93x\x94", "Café “x”"), (b"\x81", "\x81")],
)
def test_encodings(data: bytes, text: str) -> None:
    assert decode(data) == text


@given(st.binary(max_size=400), st.sampled_from(["", HEADER, HEADER + BODY]))
@settings(max_examples=120)
def test_any_bytes_give_a_document_or_a_reason(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, front: str
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "x.txt"
    path.write_bytes(front.encode() + data)
    (result,) = read_inputs([path])
    if isinstance(result, Document):
        for paragraph in result.paragraphs:
            assert result.body.start <= paragraph.start < paragraph.end <= result.body.end
    else:
        assert result.code
