"""What is built: the wheel carries all that an installed kg needs, an editable install reads the checkout.

Nothing here asks the network: hatchling, which builds, is among the development dependencies.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

#: What a source distribution, and so a copy that is to be installed, is made of.
SOURCES = (
    "kg",
    "data",
    "docs",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "NOTICE",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "seeds",
)
#: Installed for people's own scripts, which read our Turtle with it; kg itself does not import it.
FOR_USERS = {"rdflib"}
#: spaCy's own ground, imported for training: which versions fit is for spaCy to say.
WITH_SPACY = {"thinc"}
#: Of an extra, and imported only where its command is asked for: a cluster, the benchmark of the page.
IN_EXTRAS = {"pyspark", "playwright"}
_LEFT_OUT = shutil.ignore_patterns("node_modules", "__pycache__", "dist")


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def run(*command: str | Path, cwd: Path, path: Path | None = None) -> str:
    """A command's stdout; ``path`` is put before everything else on Python's path."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    if path:
        environment["PYTHONPATH"] = str(path)
    done = subprocess.run(
        [str(c) for c in command], cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# --- what pyproject.toml says ----------------------------------------------------------------------------------------


def _imported(folder: Path) -> set[str]:
    """Top-level modules that the Python files import, ours and Python's own left out."""
    names: set[str] = set()
    for file in folder.rglob("*.py"):
        if "node_modules" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {"kg", "tests"}


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\s\[;<>=!~]", requirement)[0].lower().replace("_", "-") for requirement in requirements}


def test_every_dependency_is_imported_and_every_import_declared(project: dict[str, Any], root: Path) -> None:
    distributions = packages_distributions()
    imported = _imported(root / "kg")
    unknown = [name for name in imported if name not in distributions]
    assert unknown == [], "imported, but no installed distribution has it"
    used = {distributions[name][0].lower().replace("_", "-") for name in imported}
    assert used - WITH_SPACY - IN_EXTRAS | FOR_USERS == _names(project["project"]["dependencies"])
    extras = project["project"]["optional-dependencies"].values()
    assert {name for extra in extras for name in _names(extra)} >= IN_EXTRAS


def test_every_dependency_says_why(root: Path) -> None:
    lines = (root / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start = lines.index("dependencies = [")
    for number in range(start + 1, lines.index("]", start)):
        if not lines[number].lstrip().startswith("#") and "spacy>=" not in lines[number]:
            assert lines[number - 1].lstrip().startswith("#"), lines[number]


def test_the_extras_are_the_promised_ones(project: dict[str, Any]) -> None:
    assert set(project["project"]["optional-dependencies"]) == {
        "shacl",
        "spark",
        "pandas",
        "notebooks",
        "train",
        "dev",
    }


def test_spacy_is_pinned_where_it_is_fast(project: dict[str, Any]) -> None:
    spacy = [r for r in project["project"]["dependencies"] if r.startswith("spacy")]
    assert spacy == ['spacy==3.8.7; python_version < "3.14"', 'spacy>=3.8.18,<3.9; python_version >= "3.14"']


# --- the wheel -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def copy(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is to be installed, in which tests may change things."""
    folder = tmp_path_factory.mktemp("copy")
    for name in SOURCES:
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name, ignore=_LEFT_OUT)
        else:
            shutil.copy2(root / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def wheel(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by way of the source distribution, as an installer from an index would get it."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, copy, cwd=out)
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's content, as in site-packages."""
    folder = tmp_path_factory.mktemp("site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(folder).as_posix()


def test_the_wheel_carries_all_data_byte_for_byte(installed: Path, root: Path) -> None:
    carried = installed / "kg" / "_data"
    assert list(_files(carried)) == list(_files(root / "data"))
    for name in _files(carried):
        assert (carried / name).read_bytes() == (root / "data" / name).read_bytes(), name


def test_the_wheel_carries_the_package_and_no_source_of_the_page(installed: Path, root: Path) -> None:
    expected = [name for name in _files(root / "kg") if not name.startswith("serve/web/")]
    assert [name for name in _files(installed / "kg") if not name.startswith("_data/")] == expected
    for suffix in (".rq", ".html", "py.typed"):
        assert any(name.endswith(suffix) for name in expected), suffix


def test_the_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < 20_000_000


def test_the_wheel_says_whose_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (n for n in names if n.endswith(".dist-info/METADATA"))
        text = archive.read(metadata).decode()
    assert "Name: cable-kg\n" in text
    assert "License-Expression: MIT\n" in text
    assert {n.rsplit("/", 1)[-1] for n in names if "/licenses/" in n} == {"LICENSE", "NOTICE"}


def test_an_installed_kg_does_the_main_job(
    installed: Path, seed_path: Path, seed_workspace: Path, tmp_path: Path
) -> None:
    where = run(sys.executable, "-c", "import kg.data; print(kg.data.data_dir())", cwd=tmp_path, path=installed)
    assert Path(where.strip()) == installed / "kg" / "_data"
    run(sys.executable, "-m", "kg", "build", seed_path.parent, "-o", "out", cwd=tmp_path, path=installed)
    for name in ("graph.ttl", "graph.json", "report.json"):
        assert (tmp_path / "out" / name).read_bytes() == (seed_workspace / name).read_bytes(), name


# --- an editable install ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def editable(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment in which the copy is installed with ``pip install -e``."""
    folder = tmp_path_factory.mktemp("editable")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip())
    # The dependencies come from the environment of the tests. Its own .pth files are not read by way of this one, so
    # an editable install there does not shine through.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", python]
    run(*pip, "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", copy, cwd=folder)
    return python


def test_an_editable_install_reads_the_checkout(editable: Path, copy: Path, tmp_path: Path) -> None:
    where = run(editable, "-c", "import kg.data; print(kg.data.data_dir())", cwd=tmp_path)
    assert Path(where.strip()) == copy / "data"
    # Else this would prove nothing: the installer has left a copy, which goes stale.
    stale = run(editable, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip()
    assert (Path(stale) / "kg" / "_data" / "rules").is_dir()


CABLE = """\
09EXAMPLE7
FISHERIES TALKS
Mon Feb 02 00:00:00 +0100 2009
UNCLASSIFIED
Embassy Avalon
VZCZCXRO0382
RR RUEHCN
DE RUEHGH #0007/01 0330534
ZNR UUUUU ZZH
R 020534Z FEB 09
FM AMEMBASSY AVALON
TO RUEHC/SECSTATE WASHDC 7590
UNCLAS AVALON 000007

SUBJECT: FISHERIES TALKS

¶1.  (U) On January 12, the Ambassador met with Henrik Brook,
archwarden of the Ministry of Fisheries.  Brook said that fishing
in the lake would resume.
BROOK
"""


def test_an_edited_rule_acts_at_once(editable: Path, copy: Path, tmp_path: Path) -> None:
    """What a historian does: teach kg a title it does not know, in the rule file of the checkout.

    The title is in small letters, so that no model can take it for a name: the rule alone decides.
    """
    (tmp_path / "cable.txt").write_text(CABLE, encoding="utf-8")

    def titles() -> list[str]:
        (line,) = run(editable, "-m", "kg", "annotate", "cable.txt", cwd=tmp_path).splitlines()
        return [relation.get("title", "") for relation in json.loads(line)["relations"]]

    rules = copy / "data" / "rules" / "titles.yaml"
    before = rules.read_text(encoding="utf-8")
    assert titles() == []
    rules.write_text(before.replace("\nheads:\n", "\nheads:\n  - archwarden\n", 1), encoding="utf-8")
    assert [title.lower() for title in titles()] == ["archwarden"]

    rules.write_text(before.replace("\nheads:\n", '\nheads:\n  - "archwarden\n', 1), encoding="utf-8")
    with pytest.raises(AssertionError, match=r"kg: E202 titles\.yaml"):
        titles()
    rules.write_text(before, encoding="utf-8")
    assert titles() == []
