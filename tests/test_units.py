"""The bytes of each cable, and that they give what reading the inputs gives."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from strategies import listing

from kg.read import Skip, read_inputs
from kg.read.units import RECORD, Unit, units

_RECORD = (
    '"{n}","5/14/2008 9:30","08AVALON{n}","Embassy Avalon","UNCLASSIFIED","","R 140930Z MAY 08\n","1. (U) Trout {n}."\n'
)


def put(folder: Path, name: str, data: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    one, two = listing("08AVALON1", "Trout.").encode(), listing("08AVALON2", "Pike.").encode()
    put(folder, "one.txt", one)
    put(folder / "deep", "two", two)
    put(folder, "empty", b"")
    put(folder, "binary", b"\x7fELF\x00\x01" * 50)
    put(folder, "data.json", b'{"a": 1}')
    put(folder, "blank", b" \n\n")
    put(folder, "cables.csv", "".join(_RECORD.format(n=n) for n in (5, 6, 7)).encode() + b'"8","1/1/2008"\n')
    put(folder, "notes.md", b"# Notes\n\nOn trout.\n")
    put(folder, "one.gz", gzip.compress(one))
    put(folder, "cut.gz", gzip.compress(two * 50)[:90])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("three.txt", listing("08AVALON3", "Perch."))
        archive.writestr("../out.txt", "x")
        archive.writestr("inner.gz", gzip.compress(two))
    put(folder, "a.zip", packed.getvalue())
    rolled = io.BytesIO()
    with tarfile.open(fileobj=rolled, mode="w:gz") as tar:
        info = tarfile.TarInfo("four.txt")
        info.size = len(two)
        tar.addfile(info, io.BytesIO(two))
    put(folder, "b.tgz", rolled.getvalue())
    (folder / "link").symlink_to(folder / "one.txt")
    return folder


def test_units_give_what_reading_the_inputs_gives(inputs: Path) -> None:
    found = list(units([inputs, inputs / "one.txt"]))
    documents = [one if isinstance(one, Skip) else one.document() for one in found]
    assert documents == list(read_inputs([inputs, inputs / "one.txt"]))
    assert sum(isinstance(one, Unit) for one in found) > 9
    assert {one.form for one in found if isinstance(one, Unit) and ".csv" in one.name} == {RECORD}


def test_what_certainly_gives_no_cable_is_no_unit(inputs: Path) -> None:
    skipped = {one.source for one in units([inputs]) if isinstance(one, Skip)}
    assert skipped == {"empty", "binary", "link", "a.zip/../out.txt", "cut"}
