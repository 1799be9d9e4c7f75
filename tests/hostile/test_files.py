"""Hostile files: whatever lies in an input folder, each file gives documents or one coded reason, and nothing outside
the folder is read."""

from __future__ import annotations

import gzip
import io
import os
import resource
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KgError
from kg.model import Document
from kg.parse import line, parsed
from kg.read import Skip, read_inputs
from kg.read import source as limits
from tests.layout_checks import check_layout
from tests.test_formats import ELECTRONIC, LISTING, MESSAGE, SENT, page, record, tar, zipped

SECRET = "What stands outside the folder: Ana Marlow."


def read(path: Path) -> list[Document | Skip]:
    found = list(read_inputs([path]))
    for each in found:
        if isinstance(each, Document):
            check_layout(each)
            line(parsed(each))
        else:
            assert each.code.startswith("E1"), each
            assert "\n" not in each.message
    return found


def skipped(path: Path) -> Skip:
    (found,) = read(path)
    assert isinstance(found, Skip), found
    return found


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


# --- any bytes in any format ------------------------------------------------------------------------------------------

FRONTS = {
    "plain": b"",
    "listing": LISTING.encode(),
    "telegram": (SENT + MESSAGE).encode(),
    "page": page().encode(),
    "record": record(1).encode(),
    "electronic": ELECTRONIC.encode(),
    "gzip": gzip.compress(LISTING.encode()),
    "zip": zipped({"a": LISTING, "b": page()}),
    "tar": tar({"a": LISTING, "b": page()}),
    "utf-16": "\ufeff".encode("utf-16-le") + LISTING.encode("utf-16-le"),
}


@pytest.mark.parametrize("form", FRONTS)
@given(data=st.binary(max_size=300), at=st.floats(0, 1), keep=st.booleans())
@settings(max_examples=40, deadline=None)
def test_any_bytes_within_any_format(
    form: str, data: bytes, at: float, keep: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Bytes put in anywhere, and everything after them kept or cut off."""
    front = FRONTS[form]
    cut = int(len(front) * at)
    content = front[:cut] + data + (front[cut:] if keep else b"")
    assert read(put(tmp_path_factory.mktemp("x"), "x", content))


@pytest.mark.parametrize("form", FRONTS)
@given(places=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_any_byte_changed_in_any_format(
    form: str, places: list[tuple[float, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytearray(FRONTS[form])
    for at, byte in places:
        if content:
            content[min(len(content) - 1, int(len(content) * at))] = byte
    assert read(put(tmp_path_factory.mktemp("x"), "x", bytes(content)))


#: content | codes of what is skipped
ODD = [
    (b"\0" * 1000, ["E105"]),
    (LISTING.encode().replace(b"met", b"m\0t"), []),  # one NUL on a bad line is no reason to lose a cable
    (LISTING.encode().replace(b"met", b"\xed\xa0\x80"), []),  # half a surrogate pair in UTF-8
    ("\ufeff".encode("utf-16-le") + b"\x00\xd8a\0" + LISTING.encode("utf-16-le"), []),
    (b"\xff\xfe\x00", []),
    (b"%PDF-1.4 text", ["E105"]),
    (bytes(range(256)) * 300, ["E105"]),
    (b"\r\n \t\x0c", ["E104"]),
    (b"&#" + b"9" * 9000 + b";", []),
    (page().replace("&#x000A;", "&#" + "9" * 9000 + ";").encode(), []),
    (page().replace("<pre>", "<p>").encode(), ["E106"]),
    (page()[: page().index("<code>")].encode(), ["E106"]),
]


@pytest.mark.parametrize(("content", "codes"), ODD, ids=range(len(ODD)))
def test_odd_content(tmp_path: Path, content: bytes, codes: list[str]) -> None:
    found = read(put(tmp_path, "x.txt", content))
    assert [f.code for f in found if isinstance(f, Skip)] == codes
    assert len(found) == 1


# --- size -------------------------------------------------------------------------------------------------------------


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


def cpu(path: Path) -> float:
    start = time.process_time()
    assert list(read_inputs([path]))
    return time.process_time() - start


@pytest.mark.parametrize("shape", LARGE)
def test_time_grows_with_size_and_no_faster(tmp_path: Path, shape: str) -> None:
    small, large = (put(tmp_path, f"{n}", LARGE[shape](n)) for n in (200_000, 800_000))
    cpu(small)
    ratio = min(cpu(large) / max(cpu(small), 0.004) for _ in range(3))
    assert ratio < 8, f"{ratio:.1f} times the time for 4 times the size"


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


# --- links, pipes, devices, folders -----------------------------------------------------------------------------------


def test_nothing_outside_the_folder_is_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    put(outside, "secret.txt", SECRET.encode())
    folder = tmp_path / "in"
    folder.mkdir()
    put(folder, "b.txt", b"She left.")
    (folder / "a-file.txt").symlink_to(outside / "secret.txt")
    (folder / "a-folder").symlink_to(outside)
    (folder / "dangling").symlink_to(tmp_path / "nowhere")
    (folder / "loop").symlink_to(folder)
    found = read(folder)
    assert [f.source for f in found] == ["a-file.txt", "a-folder", "b.txt", "dangling", "loop"]
    assert {f.code for f in found if isinstance(f, Skip)} == {"E112"}
    assert not any(SECRET in f.text for f in found if isinstance(f, Document))
    # A link that is given is the user's own choice.
    (document,) = read(folder / "a-file.txt")
    assert isinstance(document, Document)


def test_a_link_put_in_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    from kg.read.walk import File, open_file, walk

    put(tmp_path, "secret.txt", SECRET.encode())
    folder = tmp_path / "in"
    folder.mkdir()
    path = put(folder, "x.txt", b"She left.")
    found = list(walk([folder]))
    path.unlink()
    path.symlink_to(tmp_path / "secret.txt")
    assert isinstance(found[0], File)
    refused = open_file(found[0])
    assert isinstance(refused, Skip)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this platform")
def test_pipes_and_sockets_are_reported_not_waited_for(tmp_path: Path) -> None:
    import socket

    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        found = read(tmp_path)
    assert [(f.source, f.code) for f in found if isinstance(f, Skip)] == [("pipe", "E109"), ("socket", "E109")]


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_devices_are_not_read(device: str) -> None:
    if not Path(device).exists():
        pytest.skip(f"no {device} here")
    assert skipped(Path(device)).code == "E109"


def test_folders_deeper_than_a_call_stack(tmp_path: Path) -> None:
    made = [tmp_path]
    try:
        while len(made) < 1500:
            (made[-1] / "d").mkdir()
            made.append(made[-1] / "d")
    except OSError:  # this system's paths may not be so long
        made = made[:-2]
    path = put(made[-1], "x", b"She left.")
    try:
        (found,) = read(tmp_path)
        assert isinstance(found, Document)
    finally:
        # pytest's own tidying up does call itself for each folder.
        path.unlink()
        for folder in [*made[-1].glob("d/d"), *made[-1].glob("d"), *reversed(made[1:])]:
            folder.rmdir()


def test_a_folder_that_cannot_be_listed_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir()
    put(tmp_path, "x.txt", b"She left.")
    real = os.scandir

    def scandir(path: Path) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = read(tmp_path)
    assert [f.code for f in found if isinstance(f, Skip)] == ["E102"]
    with pytest.raises(KgError, match="E102"):
        list(read_inputs([tmp_path / "locked"]))


def test_names_that_are_no_text(tmp_path: Path) -> None:
    name = b"caf\xe9 \n.txt"
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"")
    except OSError:
        pytest.skip("this file system takes text for names only")
    assert skipped(tmp_path).code == "E104"


# --- archives ---------------------------------------------------------------------------------------------------------


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
    """Peak memory after a bomb that would have unpacked to 300 MB."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    raw = io.BytesIO()
    with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=9) as packed:
        for _ in range(300):
            packed.write(b"\0" * 1_000_000)
    found = list(read_inputs([put(tmp_path, "x.gz", raw.getvalue())]))
    assert [f.code for f in found if isinstance(f, Skip)] == ["E105"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000  # kB
