"""Hostile archives: nothing is unpacked to disk, nothing unpacks to too much, and a damaged member costs no other."""

from __future__ import annotations

import gzip
import io
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hostile_inputs import SECRET, put, read, skipped

from kg.model import Document
from kg.read import Skip, read_inputs
from kg.read import source as limits
from tests.test_formats import LISTING, record, tar, zipped


def test_members_that_lead_out_of_their_archive(tmp_path: Path) -> None:
    names = ["../out.txt", "a/../../out.txt", "/etc/out.txt", "..\\out.txt", "C:\\out.txt"]
    for content in (zipped(dict.fromkeys([*names, "in.txt"], SECRET)), tar(dict.fromkeys([*names, "in.txt"], SECRET))):
        found = read(put(tmp_path, "x", content))
        assert [f.code for f in found if isinstance(f, Skip)] == ["E116"] * len(names)
        assert [f.source for f in found if isinstance(f, Document)] == ["x/in.txt"]
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["x"], "nothing is unpacked to disk"


def test_links_and_devices_in_archives(tmp_path: Path) -> None:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.BLKTYPE):
            info = tarfile.TarInfo(f"kind{kind.decode()}")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("folder")
        info.type = tarfile.DIRTYPE
        archive.addfile(info)
        info = tarfile.TarInfo("z" * 200)  # a name too long for its block
        info.size = 9
        archive.addfile(info, io.BytesIO(b"She left."))
    found = read(put(tmp_path, "x.tar", raw.getvalue()))
    assert [f.code for f in found if isinstance(f, Skip)] == ["E112", "E112", "E109", "E109", "E109"]
    assert [f.source for f in found if isinstance(f, Document)] == ["x.tar/" + "z" * 200]
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as zip_archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        zip_archive.writestr(link, "/etc/passwd")
    assert skipped(put(tmp_path, "x.zip", raw.getvalue())).code == "E112"


def test_bombs_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 1_000_000)
    flat = b"A" * 900_000
    bombs = {
        "one.gz": gzip.compress(b"A" * 50_000_000),
        "many.zip": zipped({str(n): flat for n in range(60)}),
        "many.tgz": gzip.compress(tar({str(n): flat.decode() for n in range(60)})),
        "record.gz": gzip.compress(record(1).encode() + b'"2","3/10/2009 12:00","09X1","' + b"A" * 50_000_000),
    }
    for name, content in bombs.items():
        seen: list[int] = []
        real = limits.Budget.spend

        def spend(self: limits.Budget, count: int, where: str, real=real, seen=seen) -> None:  # type: ignore[no-untyped-def]
            seen.append(count)
            real(self, count, where)

        monkeypatch.setattr(limits.Budget, "spend", spend)
        found = list(read_inputs([put(tmp_path, name, content)]))
        monkeypatch.setattr(limits.Budget, "spend", real)
        assert {f.code for f in found if isinstance(f, Skip)} & {"E108", "E114"}, name
        assert sum(seen) < max(1_000_000, limits.MAX_RATIO * len(content)) + 2_000_000, name


def test_archives_in_archives_end_somewhere(tmp_path: Path) -> None:
    content = b"She left."
    for _ in range(limits.MAX_DEPTH):
        content = gzip.compress(content)
    (document,) = read(put(tmp_path, "x", content))
    assert isinstance(document, Document)
    assert skipped(put(tmp_path, "x", gzip.compress(content))).code == "E115"
    nested = zipped({"x": zipped({"x": zipped({"x": zipped({"x": zipped({"x": "She left."})})})})})
    assert skipped(put(tmp_path, "x", nested)).code == "E115"


def test_an_archive_of_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.read import archives

    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    found = read(put(tmp_path, "x", tar({str(n): "She left." for n in range(9)})))
    assert [type(f).__name__ for f in found] == ["Document"] * 3 + ["Skip"]
    assert found[-1].code == "E117"  # type: ignore[union-attr]
    monkeypatch.setattr(archives, "_MAX_DIRECTORY", 100)
    assert skipped(put(tmp_path, "x", zipped({str(n): "She left." for n in range(9)}))).code == "E117"


def test_a_locked_or_damaged_member_costs_no_other(tmp_path: Path) -> None:
    content = bytearray(zipped({"a": "She left. " * 50, "b": LISTING}))
    content[35] ^= 0xFF  # in the packed bytes of the first
    found = read(put(tmp_path, "x.zip", bytes(content)))
    assert [type(f).__name__ for f in found] == ["Skip", "Document"]
    locked = bytearray(zipped({"a": "She left."}))
    locked[6] |= 1  # "encrypted", in the member's own header and in the directory
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert skipped(put(tmp_path, "x.zip", bytes(locked))).code == "E113"


def test_cut_off_archives_give_what_came_before(tmp_path: Path) -> None:
    whole = gzip.compress(tar({"a": LISTING, "b": LISTING * 40}), mtime=0)
    found = read(put(tmp_path, "x.tgz", whole[: len(whole) - 40]))
    assert isinstance(found[0], Document)
    assert isinstance(found[-1], Skip)
    assert found[-1].code == "E113"
    assert skipped(put(tmp_path, "y.zip", b"PK\x03\x04 and nothing more")).code == "E113"
    assert skipped(put(tmp_path, "z.gz", b"\x1f\x8b")).code == "E113"
    assert skipped(put(tmp_path, "empty.zip", zipped({}))).code == "E104"


def test_a_note_in_a_tar_file_is_not_read_into_memory(tmp_path: Path) -> None:
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 8 * 1024**3
    assert skipped(put(tmp_path, "x.tar", info.tobuf() + b"a" * 5000)).code == "E113"


def test_memory_is_bounded(tmp_path: Path) -> None:
    """A bomb that would unpack to 300 MB, of which a file's own limit is a fifth."""
    raw = io.BytesIO()
    with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=9) as packed:
        for _ in range(300):
            packed.write(b"\0" * 1_000_000)
    path = put(tmp_path, "x.gz", raw.getvalue())
    tracemalloc.start()
    try:
        found = list(read_inputs([path]))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [f.code for f in found if isinstance(f, Skip)] == ["E105"]
    assert peak < 3 * limits.MAX_BYTES, peak
