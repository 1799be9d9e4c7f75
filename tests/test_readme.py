"""The README says what is so: its commands, formats, files, links and Python example."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from kg.cli import cli
from kg.export import EXPORTERS

LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def command(readme: str, mark: str) -> str:
    """The one line between the marks, which .ci/run extracts in the same way."""
    found = re.findall(rf"^<!-- {mark} -->\n```sh\n(.*)\n```\n<!-- /{mark} -->$", readme, re.MULTILINE)
    assert len(found) == 1, f"README.md must have one line between <!-- {mark} --> and <!-- /{mark} -->"
    return str(found[0])


@pytest.mark.parametrize("mark", ["build-command", "test-command"])
def test_each_command_is_one_line_that_sets_itself_up(readme: str, mark: str) -> None:
    line = command(readme, mark)
    assert line.startswith("python3 -m venv ")
    assert "pip install" in line


def test_the_commands_end_in_the_main_job_and_in_the_tests(readme: str) -> None:
    assert command(readme, "build-command").endswith("kg build seeds/ -o out/")
    assert command(readme, "test-command").endswith("python -m pytest")


def test_ci_runs_the_very_line(readme: str, root: Path) -> None:
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    extraction = re.search(r"^command=\$\((.*)\)$", script, re.MULTILINE)
    assert extraction
    said = subprocess.run(["bash", "-c", extraction[1]], cwd=root, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == command(readme, "test-command")
    assert os.access(root / ".ci" / "run", os.X_OK)


def test_every_command_is_in_the_readme(readme: str) -> None:
    assert [name for name in cli.commands if f"`{name}" not in readme and f"kg {name} " not in readme] == []


def test_every_export_format_is_in_the_readme(readme: str) -> None:
    assert [name for name in EXPORTERS if f"--format {name}" not in readme and name not in readme.split()] == []


def test_every_file_of_a_workspace_is_in_the_readme(readme: str, seed_workspace: Path) -> None:
    files = [path.name for path in seed_workspace.iterdir() if not path.name.startswith(".")]
    assert files
    assert [name for name in files if f"| `{name}` |" not in readme] == []


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(root: Path, document: str) -> None:
    text = (root / document).read_text(encoding="utf-8")
    assert [link for link in LINK.findall(text) if not (root / link).exists()] == []


def test_paths_the_documents_name_exist(root: Path) -> None:
    for document in ("README.md", "CONTRIBUTING.md"):
        text = (root / document).read_text(encoding="utf-8")
        named = re.findall(r"`((?:kg|data|seeds|tests|notebooks|\.ci)/[\w./-]*)`", text)
        assert named
        assert [name for name in named if not (root / name).exists()] == [], document


def test_the_python_example_runs(
    readme: str, seed_workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(seed_workspace.parent)
    assert seed_workspace.name == "out"
    exec(compile(example, "README.md", "exec"), {})
    assert "Zhou Liguo | " in capsys.readouterr().out
