"""Replacing a workspace's files: whatever happens, whenever it happens, a reader finds a whole build."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kg import errors
from kg.build import stage
from kg.build.locks import locked
from kg.workspace import FILES, LAYOUT, MANIFEST, PREVIOUS, find, read, read_manifest

OLD = {name: f"old {name}".encode() for name in FILES}
NEW = {name: f"new {name}".encode() for name in FILES}
NEWER = {name: f"newer {name}".encode() for name in FILES}


class Killed(BaseException):
    """Not an Exception: nothing may catch it and tidy up, as nothing can after kill -9."""


class _Killer:
    """Ends the process, as it were, at the n-th change of the file system below a folder."""

    def __init__(self) -> None:
        self.folder = ""
        self.left = -1
        self.seen = 0
        self.installed = False

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        if not self.folder or event not in {"open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir"}:
            return
        if event == "open" and not (isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)):
            return
        # rmtree names its files relative to an open folder: then there is no path to look at.
        where = str(args[0])
        if os.path.isabs(where) and not where.startswith(self.folder):
            return
        self.seen += 1
        if self.left == 0:
            raise Killed(event)
        self.left -= 1


_KILLER = _Killer()


@contextlib.contextmanager
def killed_after(folder: Path, steps: int) -> Iterator[_Killer]:
    """Let this many changes below the folder happen and stop at the next; -1: never."""
    if not _KILLER.installed:
        sys.addaudithook(_KILLER)  # cannot be taken back; without a folder it does nothing
        _KILLER.installed = True
    _KILLER.folder, _KILLER.left, _KILLER.seen = str(folder), steps, 0
    try:
        yield _KILLER
    except Killed:
        pass
    finally:
        _KILLER.folder = ""


def steps_of(prepare: Callable[[Path], None], folder: Path) -> int:
    prepare(folder)
    with killed_after(folder, -1) as killer:
        stage.replace(folder, NEW, protected="masked")
    return killer.seen


def holds(folder: Path) -> str:
    """Which build a reader finds: all its files, or an error."""
    _, files = read(folder, *FILES)
    return {tuple(sorted(build.items())): name for name, build in (("old", OLD), ("new", NEW), ("newer", NEWER))}[
        tuple(sorted(files.items()))
    ]


def with_old(folder: Path) -> None:
    stage.replace(folder, OLD, protected="included")


def test_a_build_killed_at_any_step_leaves_a_whole_one(tmp_path: Path) -> None:
    total = steps_of(with_old, tmp_path / "count")
    assert total > 12
    found = []
    for step in range(total):
        folder = tmp_path / str(step)
        with_old(folder)
        with killed_after(folder, step):
            stage.replace(folder, NEW, protected="masked")
        found.append(holds(folder))
        assert read_manifest(folder).protected == ("included" if found[-1] == "old" else "masked")
        stage.check(folder)
        stage.replace(folder, NEWER, protected="masked")
        assert holds(folder) == "newer"
        assert sorted(p.name for p in folder.iterdir()) == sorted([*FILES, MANIFEST, stage.LOCK])
    assert found[0] == "old"
    assert found[-1] == "new"
    assert found == sorted(found, reverse=True), "once the new build counts it stays so"


def test_a_build_killed_after_a_killed_one_leaves_a_whole_one(tmp_path: Path) -> None:
    total = steps_of(with_old, tmp_path / "count")
    for first in range(0, total, 2):
        for second in range(0, total + 4, 3):
            folder = tmp_path / f"{first}-{second}"
            with_old(folder)
            with killed_after(folder, first):
                stage.replace(folder, NEW, protected="masked")
            before = holds(folder)
            with killed_after(folder, second):
                stage.replace(folder, NEWER, protected="masked")
            assert holds(folder) in {before, "newer"}


def test_a_first_build_killed_at_any_step_can_be_run_again(tmp_path: Path) -> None:
    total = steps_of(lambda folder: None, tmp_path / "count")
    for first in range(total):
        for second in (3, 7, 11, total):
            folder = tmp_path / f"{first}-{second}"
            for steps, files in ((first, OLD), (second, NEW)):
                with killed_after(folder, steps):
                    stage.replace(folder, files, protected="masked")
                assert not (folder / MANIFEST).exists() or holds(folder) in {"old", "new"}
            stage.check(folder)
            stage.replace(folder, NEWER, protected="masked")
            assert holds(folder) == "newer"


def test_without_hard_links_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_old(tmp_path / "out")

    def no_links(*args: object, **kwargs: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(stage, "_clear", lambda folder: None)  # leave .previous to look at
    stage.replace(tmp_path / "out", NEW, protected="masked")
    assert (tmp_path / "out" / PREVIOUS / FILES[0]).read_bytes() == OLD[FILES[0]]
    assert holds(tmp_path / "out") == "new"


def refused(folder: Path) -> str:
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} if folder.is_dir() else None
    codes = set()
    for attempt in (lambda: stage.check(folder), lambda: stage.replace(folder, NEW, protected="masked")):
        with pytest.raises(errors.KgError) as caught:
            attempt()
        codes.add(caught.value.code)
    if before is not None:
        after = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        assert {p: d for p, d in after.items() if p.name != stage.LOCK} == before
    assert len(codes) == 1
    return codes.pop()


@pytest.mark.parametrize(
    "files",
    [
        {"thesis.docx": b"years of work"},
        {"graph.ttl": b"somebody else's"},
        {"manifest.json": b'{"name": "an app"}'},
        {"manifest.json": b"{}", "graph.ttl": b""},
        {"manifest.json": b"not json"},
        {".staging/notes.txt": b"not ours"},
        {".previous/old.txt": b"not ours"},
        {".hidden": b""},
        {".DS_Store": b"", "notes": b""},
        {".staging/manifest.json": b"{}", "graph.ttl": b"x"},
    ],
    ids=lambda files: " ".join(files),
)
def test_a_folder_that_is_not_ours_is_refused_and_left_alone(tmp_path: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert refused(tmp_path) == "E302"


def test_what_a_file_manager_leaves_in_an_empty_folder_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / ".DS_Store").write_bytes(b"")
    stage.replace(tmp_path, NEW, protected="masked")
    assert holds(tmp_path) == "new"


def test_what_a_user_adds_to_our_folder_stays(tmp_path: Path) -> None:
    with_old(tmp_path)
    (tmp_path / "page.html").write_text("exported")
    stage.replace(tmp_path, NEW, protected="masked")
    assert (tmp_path / "page.html").read_text() == "exported"
    assert holds(tmp_path) == "new"


def test_a_damaged_workspace_of_ours_is_replaced(tmp_path: Path) -> None:
    with_old(tmp_path)
    manifest = tmp_path / MANIFEST
    manifest.write_bytes(manifest.read_bytes()[:60])
    with pytest.raises(errors.KgError, match="E303"):
        read(tmp_path, FILES[0])
    stage.replace(tmp_path, NEW, protected="masked")
    assert holds(tmp_path) == "new"


@pytest.mark.parametrize("below", ["file", "file/out", "file/a/b"])
def test_a_file_where_the_folder_should_be(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("keep me")
    with pytest.raises(errors.KgError, match="E305"):
        stage.check(tmp_path / below)
    assert (tmp_path / "file").read_text() == "keep me"


def test_no_permission_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_old(tmp_path / "out")
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # also where the tests run as root
    with pytest.raises(errors.KgError, match=r"E304 cannot write .*out: Permission denied"):
        stage.check(tmp_path / "out")
    with pytest.raises(errors.KgError, match="E304"):
        stage.check(tmp_path / "new" / "deep")
    assert holds(tmp_path / "out") == "old"


@pytest.mark.parametrize("failing", ["replace", "mkdir", "fsync"])
def test_an_error_while_writing_leaves_the_old_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    with_old(tmp_path)

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, failing, full)
        with pytest.raises(errors.KgError, match=r"E304 cannot write .*: No space left on device"):
            stage.replace(tmp_path, NEW, protected="masked")
    assert holds(tmp_path) == "old"


@pytest.mark.skipif(sys.platform == "win32", reason="no lock there")
def test_two_builds_at_once_are_not_mixed(tmp_path: Path) -> None:
    with_old(tmp_path)
    with locked(tmp_path / stage.LOCK, Killed), pytest.raises(errors.KgError, match="E307"):
        stage.replace(tmp_path, NEW, protected="masked")
    assert holds(tmp_path) == "old"


def test_a_changed_file_means_rebuild(tmp_path: Path) -> None:
    with_old(tmp_path)
    (tmp_path / FILES[0]).write_bytes(b"edited by hand")
    with pytest.raises(errors.KgError, match=r"E303 .*graph\.ttl is not the file that manifest\.json names.*rebuild"):
        read(tmp_path, *FILES)
    assert read(tmp_path, FILES[1])[1] == {FILES[1]: OLD[FILES[1]]}
    assert find(tmp_path, FILES[0], read_manifest(tmp_path)) is None


def test_a_reader_sees_a_build_that_ends_between_two_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_old(tmp_path)
    old = read_manifest(tmp_path)
    stage.replace(tmp_path, NEW, protected="masked")
    import kg.workspace

    looks = iter([old])
    monkeypatch.setattr(kg.workspace, "read_manifest", lambda folder: next(looks, None) or read_manifest(folder))
    assert read(tmp_path, *FILES)[1] == NEW


@pytest.mark.parametrize(
    ("manifest", "code"),
    [
        ({"kind": "something else"}, "E301"),
        ([], "E301"),
        ({"kind": "cable-kg workspace", "layout": 99, "files": {}}, "E306"),
        ({"kind": "cable-kg workspace", "layout": LAYOUT, "files": {}}, "E303"),
        ({"kind": "cable-kg workspace", "layout": LAYOUT}, "E303"),
    ],
)
def test_manifests_that_do_not_fit(tmp_path: Path, manifest: object, code: str) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(errors.KgError, match=code):
        read_manifest(tmp_path)


def test_no_workspace(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "missing", tmp_path, tmp_path / "file"):
        with pytest.raises(errors.KgError, match=r"E301 .*kg build INPUT -o"):
            read_manifest(path)
