"""The page's source: type-checked, its own tests passing, and the committed page the one that it builds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from kg.serve import PAGE

pytestmark = pytest.mark.needs_node

#: What vite and vitest ask for.
OLDEST_NODE = (20, 19)


def _lacking(why: str) -> None:
    """Skip, or fail where KG_REQUIRE names node."""
    if "node" in os.environ.get("KG_REQUIRE", ""):
        pytest.fail(f"KG_REQUIRE names node: {why}", pytrace=False)
    pytest.skip(f"needs node: {why}")


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=600)


def _packages(lock: Path) -> dict[str, Any]:
    """Version of every package that a lock file names, those for other machines left out."""
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return {name: about["version"] for name, about in packages.items() if name and not about.get("optional")}


@pytest.fixture(scope="module")
def source(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the page's source and its packages: the checkout's, if it has them, else a copy."""
    node = _run(root, "node", "--version").stdout.strip()
    if tuple(int(part) for part in node.lstrip("v").split(".")[:2]) < OLDEST_NODE:
        _lacking(f"node is {node}, the page's build needs {'.'.join(map(str, OLDEST_NODE))} or later")
    web = root / "kg" / "serve" / "web"
    installed = web / "node_modules" / ".package-lock.json"
    if installed.is_file() and _packages(installed) == _packages(web / "package-lock.json"):
        return web
    copy = tmp_path_factory.mktemp("page") / "web"
    shutil.copytree(web, copy, ignore=shutil.ignore_patterns("node_modules"))
    done = _run(copy, "npm", "ci", "--no-audit", "--no-fund")
    if done.returncode != 0:
        _lacking(f"npm ci failed: {done.stderr.strip()[-500:]}")
    return copy


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_committed_pages_are_what_the_source_builds(source: Path, tmp_path: Path) -> None:
    for mode in ([], ["--mode", "export"]):
        built = _run(source, "npx", "--no-install", "vite", "build", *mode, "--outDir", str(tmp_path))
        assert built.returncode == 0, built.stderr
    made, committed = _files(tmp_path), _files(PAGE.parent)
    assert {"page.html", "index.html"} <= set(made)
    stale = sorted(name for name in made | committed if made.get(name) != committed.get(name))
    assert not stale, f"kg/serve/page is stale ({stale}): run `npm ci && npm run build` in kg/serve/web and commit"


def test_types(source: Path) -> None:
    checked = _run(source, "npm", "run", "check")
    assert checked.returncode == 0, checked.stdout


def test_its_own_tests(source: Path) -> None:
    tested = _run(source, "npm", "test")
    assert tested.returncode == 0, tested.stdout + tested.stderr


def test_the_lock_file_names_no_registry(root: Path) -> None:
    web = root / "kg" / "serve" / "web"
    lock = json.loads((web / "package-lock.json").read_text(encoding="utf-8"))
    for name, about in lock["packages"].items():
        assert "resolved" not in about, name
        assert not name or about.get("integrity"), name
    assert "://" not in (web / ".npmrc").read_text(encoding="utf-8")
