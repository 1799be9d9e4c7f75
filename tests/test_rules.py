"""Rule files: the installed ones are sound, and a broken one is named with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.extract import relations, rules, titles


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the installed rules to break."""
    return Path(shutil.copytree(rules.folder(), tmp_path / "rules"))


def test_the_installed_rules_are_sound() -> None:
    assert rules.check() == []


def test_every_rule_file_is_checked() -> None:
    unchecked = {"countries", "homes", "regions"}  # vocabularies that loading the relations validates
    assert {p.stem for p in rules.files()} - unchecked <= rules.CHECKS.keys()


def test_words_of_yaml_stay_words(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("a: [no, on, yes, NO, 2007-01-02, true, 3, 0.5]\n", "utf-8")
    assert rules.load("x", tmp_path) == {"a": ["no", "on", "yes", "NO", "2007-01-02", True, 3, 0.5]}


def test_an_empty_file_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("# nothing yet\n", "utf-8")
    assert rules.load("x", tmp_path) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: [1,\n", "x.yaml:3: not YAML"),
        ("a: 1\nb: 2\na: 3\n", "x.yaml:3: 'a' is given twice, first on line 1"),
        ("a:\n  - {b: 1, b: 2}\n", "x.yaml:2: 'b' is given twice, first on line 2"),
        ("a: !!python/object:os.system x\n", "x.yaml:1: could not determine a constructor"),
    ],
)
def test_broken_yaml(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "x.yaml").write_text(text, "utf-8")
    with pytest.raises(KgError) as caught:
        rules.load("x", tmp_path)
    assert caught.value.message.startswith(message)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(KgError, match=r"x\.yaml: cannot be read"):
        rules.load("x", tmp_path)


def test_places_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("a:\n  - one\n  - {k: 1,\n     l: 2}\nb: 1\n", "utf-8")
    for place, line in [(["a", 1, "l"], 4), (["a", 1, "none"], 3), (["b"], 5), (["none"], 1), (["b", "c"], 5), ([], 1)]:
        assert rules.fail("x", place, "wrong", tmp_path).message.startswith(f"x.yaml:{line}: wrong")


def test_the_version_changes_with_any_rule(folder: Path) -> None:
    before = rules.version(folder)
    assert len(before) == 12
    assert rules.version(folder) == before
    path = folder / "regions.yaml"
    path.write_text(path.read_text("utf-8") + "# one more word\n", "utf-8")
    assert rules.version(folder) != before


def test_the_version_is_the_same_whatever_ends_lines(folder: Path) -> None:
    before = rules.version(folder)
    path = folder / "titles.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert rules.version(folder) == before


def line_of(path: Path, text: str) -> int:
    return next(i for i, line in enumerate(path.read_text("utf-8").splitlines(), 1) if text in line)


RULE = """\
words: {}
rules:
  - name: kin
    predicate: family_of
    subject: person
    object: person
    confidence: 0.9
    patterns:
      - "{subject}'s brother {object}"
    examples:
      yes:
        - {text: "[person Ana]'s brother [person Olav] spoke.", reads: Ana | Olav}
      no:
        - "[person Ana]'s friend [person Olav] spoke."
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("predicate: family_of", "predicate: kin_of", "relations.yaml:4: there is no predicate 'kin_of'"),
        ("subject: person", "subject: ship", "relations.yaml:5: there is no entity type 'ship'"),
        ("confidence: 0.9", "confidence: 2", "relations.yaml:7: confidence must lie between 0 and 1"),
        ("confidence: 0.9", "sureness: 0.9", "relations.yaml:7: unknown key 'sureness'"),
        ("    confidence: 0.9\n", "", "relations.yaml:3: the rule has no 'confidence'"),
        ("{object}", "{objekt}", "relations.yaml:9: there is no slot {objekt}"),
        (
            'patterns:\n      - "{subject}\'s brother {object}"',
            "reader: runes",
            "relations.yaml:8: there is no reader 'runes'",
        ),
        ("reads: Ana | Olav", "reads: Olav | Ana", "relations.yaml:12: kin reads Ana | Olav from its example"),
        ("friend", "brother", "relations.yaml:14: kin reads Ana | Olav where it must not"),
        (
            '      no:\n        - "[person Ana]\'s friend [person Olav] spoke."\n',
            "",
            "relations.yaml:10: kin needs an example",
        ),
        ("words: {}", "word: {}", "relations.yaml:1: the file must hold 'words'"),
    ],
)
def test_broken_rules_are_named_with_their_line(folder: Path, old: str, new: str, message: str) -> None:
    path = folder / "relations.yaml"
    path.write_text(RULE, "utf-8")
    assert relations.check(folder) == []
    assert old in RULE
    path.write_text(RULE.replace(old, new), "utf-8")
    (problem,) = relations.check(folder)
    assert problem.startswith(message)


def test_two_rules_of_one_name(folder: Path) -> None:
    (folder / "relations.yaml").write_text(RULE + RULE.split("rules:\n")[1], "utf-8")
    (problem,) = relations.check(folder)
    assert problem.startswith("relations.yaml:15: there are two rules named 'kin'")


def test_broken_titles(folder: Path) -> None:
    path = folder / "titles.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("  - mayor\n", "  - Mayor\n", 1), "utf-8")
    with pytest.raises(KgError, match=rf"titles\.yaml:{line_of(path, '- Mayor')}: 'Mayor' must be"):
        titles.load(folder)
    path.write_text(text.replace("aspects:", "moods:", 1), "utf-8")
    with pytest.raises(KgError, match=rf"titles\.yaml:{line_of(path, 'moods:')}: unknown list 'moods'"):
        titles.load(folder)


def test_a_known_name_stands_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "known.yaml").write_text(
        "agency:\n  all: [Salt Board, SBU]\ncompany:\n  all:\n    - Salt Board\n", "utf-8"
    )
    monkeypatch.setattr(rules, "folder", lambda: folder)
    assert [p for p in rules.check() if p.startswith("known")] == [
        "known.yaml:2: 'SBU' is no name; `kg rules check` lists every problem",
        "known.yaml:5: 'Salt Board' is given twice; `kg rules check` lists every problem",
    ]
