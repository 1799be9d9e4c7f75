"""Where the parts of a workspace lie, and whether a folder is ours to keep them in."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from kg import errors
from kg.read.walk import PARTS_KIND, WORKSPACE_MARK

#: The version of the layout of a folder of parts. Parts of another one are no use and are thrown away.
LAYOUT = 2
LOCK, TMP = ".lock", ".tmp"
#: With what the names of files of rows begin: those of units, and those that hold but pieces written anew.
PART, ANEW = "part", "anew"


def parts_folder(workspace: Path) -> Path:
    """Where the parts of a workspace lie."""
    full = workspace.absolute()
    return full.parent / f"{full.name}.parts"


def parts_in(folder: Path) -> list[Path]:
    """The files that hold rows, in no order."""
    return [path for kind in (PART, ANEW) for path in folder.glob(f"{kind}-*.parquet")]


def check_parts(folder: Path) -> None:
    """Whether a build may keep parts here; nothing is changed. Raises KgError E312."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise errors.foreign_parts(folder)
    try:
        names = {entry.name for entry in os.scandir(folder)} if folder.is_dir() else set()
    except OSError as error:
        raise errors.cannot_write(folder, errors.reason(error)) from error
    if names - {LOCK, TMP, ".DS_Store"} and layout(folder) is None:
        raise errors.foreign_parts(folder)


def layout(folder: Path) -> int | None:
    """The layout that the mark names, 0 for one that is damaged; None if the folder has none of ours."""
    try:
        data = (folder / WORKSPACE_MARK).read_bytes()
    except OSError:
        return None
    if PARTS_KIND.encode() not in data:
        return None
    with contextlib.suppress(ValueError, AttributeError, TypeError):
        return int(json.loads(data).get("layout"))
    return 0


def make(folder: Path) -> None:
    """Make the folder ready, for its owner only. Raises KgError E312, OSError."""
    check_parts(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (found := layout(folder)) == LAYOUT:
        return
    if found is not None:
        for path in [*parts_in(folder), *folder.glob("live-*")]:
            path.unlink()
    about = "What kg keeps of each cable beside the workspace, names that must be protected included. Do not pass on."
    mark = {"kind": PARTS_KIND, "layout": LAYOUT, "about": about}
    new = folder / TMP / "mark"
    new.parent.mkdir(mode=0o700, exist_ok=True)
    new.write_text(json.dumps(mark, indent=1) + "\n")
    os.replace(new, folder / WORKSPACE_MARK)
