"""Large files of hostile shapes are read in time that grows with their size, and no faster; or refused."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from effort import check_calls_grow_with_size, comes_back
from hostile_inputs import put, read, skipped

from kg.model import Document
from kg.read import read_inputs
from kg.read import source as limits
from tests.test_formats import LISTING, MESSAGE, SENT, page, record


def test_a_file_larger_than_a_cable_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 100_000)
    assert skipped(put(tmp_path, "x.txt", b"word " * 50_000)).code == "E108"


#: Large inputs, built when they are needed: each is read in time that grows with its size and no faster.
LARGE: dict[str, Callable[[int], bytes]] = {
    "one line": lambda n: b"A" * n,
    "one line of words": lambda n: b"word " * (n // 5),
    "blanks": lambda n: b"x" + b" " * n + b"x",
    "line ends": lambda n: b"x" + b"\n" * n + b"x",
    "short lines": lambda n: b"a\n" * (n // 2),
    "one-line paragraphs": lambda n: "".join(f"\u00b6{k % 3000 + 1}. (U) x\n" for k in range(n // 12)).encode(),
    "headings": lambda n: b"Ships Come Back\n\n" * (n // 17),
    "rules": lambda n: b"-" * 70 + b"\n" + b"- " * (n // 2) + b"x",
    "page marks": lambda n: b"PORT ANSEL 00000059  002 OF 005\n" * (n // 32),
    "pilcrows": lambda n: "\u00b6".encode() * (n // 2),
    "header lines": lambda n: (SENT + "RUEHOO/CHINA POSTS COLLECTIVE\n" * (n // 30)).encode() + MESSAGE.encode(),
    "tags without end": lambda n: LISTING.replace("ETRD", "ETRD " * (n // 5)).encode(),
    "references": lambda n: LISTING.replace("REF: ", "REF: " + "SHANGHAI 9, " * (n // 12)).encode(),
    "tags of HTML": lambda n: page(message="<" * (n // 4) + "a" * 100).encode(),
    "stray bytes": lambda n: b"a\xff" * (n // 2),
    "quotation marks": lambda n: record(1).encode() + b'"' * n,
    "starts of records": lambda n: record(1).encode() + b'"1","3/10/2009' + b'\n"1","3/10/2009' * (n // 14),
}


@pytest.mark.parametrize("shape", LARGE)
def test_time_grows_with_size_and_no_faster(tmp_path: Path, shape: str) -> None:
    def reading(size: int) -> Callable[[], object]:
        path = put(tmp_path, f"{size}", LARGE[shape](size))
        return lambda: list(read_inputs([path]))

    check_calls_grow_with_size(reading, 25_000)
    # What is not called but done within one call: the slowest takes 3 s, and copying what is left of a file for each
    # record of it would take minutes.
    read_all = reading(4_000_000)
    with comes_back(shape, limit=40):
        assert read_all()


def test_a_line_of_fifty_megabytes(tmp_path: Path) -> None:
    (document,) = read_inputs([put(tmp_path, "x", b"A" * 50_000_000)])
    assert isinstance(document, Document)
    assert [(p.start, p.end) for p in document.paragraphs] == [(0, 50_000_000)]


@pytest.mark.skipif(not os.environ.get("KG_SLOW"), reason="takes a minute; KG_SLOW=1 runs it")
def test_a_million_paragraphs_of_one_line(tmp_path: Path) -> None:
    content = "".join(f"\u00b6{k % 3000 + 1}. (U) x\n" for k in range(1_000_000)).encode()
    (document,) = read_inputs([put(tmp_path, "x", content)])
    assert isinstance(document, Document)
    assert len(document.paragraphs) >= 3000
    assert (document.body.start, document.body.end) == (0, len(document.text) - 1)


@pytest.mark.skipif(not os.environ.get("KG_SLOW"), reason="takes a minute and a gigabyte; KG_SLOW=1 runs it")
@pytest.mark.parametrize("shape", ["one line", "one line of words", "one-line paragraphs", "blanks"])
def test_fifty_megabytes(tmp_path: Path, shape: str) -> None:
    assert read(put(tmp_path, "x", LARGE[shape](50_000_000)))
