"""What a workspace holds, and what is kept beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import errors
from kg.build import folders
from kg.build.keys import keys
from kg.build.live import read_entries, read_live, stamps
from kg.resolve.corrections import CORRECTIONS
from kg.workspace import LAYOUT, REPORT, read

if TYPE_CHECKING:
    from kg.build.parts import Parts


def status(workspace: Path, parts: Path | None = None) -> dict[str, Any]:
    """The state of a workspace and its parts as plain values; nothing is changed.

    Raises KgError E301 (no workspace), E303 (damaged), E306 (another layout), E312 (the folder for the parts is not
    ours), E313 (it is damaged).
    """
    kept = parts or folders.parts_folder(workspace)
    try:
        manifest, files = read(workspace, REPORT)
    except errors.KgError as error:
        if error.code == "E301" and (units := _units(kept)):
            raise errors.no_workspace(workspace, units) from None
        raise
    report = json.loads(files[REPORT])
    counts = report["counts"]
    corrections = workspace / CORRECTIONS
    return {
        "layout": LAYOUT,
        "protected": manifest.protected,
        "cables": counts["read"],
        "skipped": counts["skipped"],
        "entities": sum(counts["entities"].values()),
        "relations": sum(counts["relations"].values()),
        "mentions": counts["mentions"],
        "versions": report["versions"],
        "bytes": {name: size for name, (size, _) in stamps(workspace).items()},
        "corrections": sum(bool(x.strip()) for x in corrections.open("rb")) if corrections.is_file() else 0,
        "parts": _parts(kept, workspace),
    }


def _units(folder: Path) -> int:
    """How many documents have results in a folder of parts, whoever left them."""
    parts = _opened(folder)
    return parts.units_kept() if parts else 0


def _opened(folder: Path) -> Parts | None:
    """The parts in a folder; None where there are none."""
    if folders.layout(folder) != folders.LAYOUT:
        return None
    from kg.build.parts import Parts

    parts = Parts(folder)
    parts.read_catalogue(discard=False)
    return parts


def _parts(folder: Path, workspace: Path) -> dict[str, Any] | None:
    """The state of the parts; None where there are none."""
    folders.check_parts(folder)
    parts = _opened(folder)
    if parts is None:
        return None
    live = read_live(folder, workspace)
    entries = read_entries(folder, live) if live else []
    wanted = {e.key for e in entries if e.key}
    rows = parts.units_kept()
    return {
        "folder": str(folder),
        "layout": folders.LAYOUT,
        "files": len(parts.counts()),
        "bytes": parts.size(),
        "rows": rows,
        "live": sum(key in parts for key in wanted),
        # Whether they know what the workspace was built from, so that cables can be added and removed.
        "complete": live is not None and all(key in parts for key in wanted),
        # Whether rules, model and code are still those that made them; if not, the next build does the work again.
        "current": live is not None and live.keys == keys().digest,
    }


def render(found: dict[str, Any]) -> str:
    """The same for a person to read."""
    said = found["versions"]
    lines = [
        f"{found['cables']} cable(s), {found['skipped']} file(s) skipped",
        f"{found['entities']} entities, {found['relations']} relations, {found['mentions']} mentions",
        f"protected names: {found['protected']}",
        f"made by kg {said['kg']}, model {said['model']}, rules {said['rules']}; layout {found['layout']}",
        f"corrections: {found['corrections']}",
        "files: " + ", ".join(f"{name} {_size(size)}" for name, size in found["bytes"].items()),
    ]
    parts = found["parts"]
    if parts is None:
        return "\n".join([*lines, "no parts are kept: the next build does all its work again\n"])
    dead = parts["rows"] - parts["live"]
    lines.append(
        f"parts in {parts['folder']} (names unmasked, not to be passed on): {parts['files']} file(s), "
        f"{_size(parts['bytes'])}, {parts['live']} row(s) in use, {dead} not; layout {parts['layout']}"
    )
    if not parts["complete"]:
        lines.append("they do not know all that the workspace was built from: cables cannot be added or removed")
    elif not parts["current"]:
        lines.append("rules, model or program have changed since: the next build works on every cable again")
    return "\n".join(lines) + "\n"


def _size(count: float) -> str:
    """Three figures and the unit in which they are fewer than a thousand."""
    units = ["bytes", "kB", "MB", "GB", "TB"]
    while len(units) > 1 and round(count, 3 - len(str(int(count)))) >= 1000:  # as it would be shown
        units.pop(0)
        count = count / 1000
    return f"{count:.3g} {units[0]}"
