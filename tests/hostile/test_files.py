"""Hostile files: whatever lies in an input folder, each file gives documents or one coded reason, and nothing outside
the folder is read."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hostile_inputs import SECRET, put, read, skipped
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KgError
from kg.model import Document
from kg.read import Skip, read_inputs
from tests.test_formats import ELECTRONIC, LISTING, MESSAGE, SENT, page, record, tar, zipped

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
@settings(max_examples=40)
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
@settings(max_examples=40)
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
