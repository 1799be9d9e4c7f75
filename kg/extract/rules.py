"""The rule files, data/rules/*.yaml: reading, saying where something is wrong, and the version of them all.

A rule file is written for a historian to read and edit. Plain YAML, with two departures that spare its editor
surprises: only ``true`` and ``false`` are truth values (``no`` is the country code of Norway, ``on`` a word) and
dates stay text; a key given twice in one mapping is an error, where YAML would silently drop the first.
"""

from __future__ import annotations

import hashlib
import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from kg.data import data_dir
from kg.errors import KgError, bad_rules

#: Where a value stands in a file: the keys and list positions that lead to it.
Place = Sequence[str | int]

#: Every rule file with the function ``() -> Iterable[str]`` that checks it (one message for each problem). A new rule
#: file is a line here. Named as text, so that loading a vocabulary does not import every room that reads one.
CHECKS: dict[str, str] = {
    "mentions": "kg.extract.mention_rules:check",
    "known": "kg.extract.mention_rules:check_known",
    "naming": "kg.extract.naming_rules:check",
    "identity": "kg.resolve.forms:check",
    "titles": "kg.extract.titles:check",
    "casing": "kg.extract.casing:check",
    "leaders": "kg.extract.world:check_leaders",
    "relations": "kg.extract.relations:check",
}


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML as above. The C loader reads large tables some eight times faster."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[1] not in ("bool", "timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def folder() -> Path:
    """The folder of the rule files."""
    return data_dir() / "rules"


def files(where: Path | None = None) -> list[Path]:
    """Every rule file by name."""
    return sorted((where or folder()).glob("*.yaml"))


def load(name: str, where: Path | None = None) -> Any:
    """What ``<name>.yaml`` holds, as plain dicts, lists, text and numbers.

    ``where``: another folder than the installed one. An edited file acts at the next load; of one that is as it was the
    same objects come again, which nobody must change. Raises KgError E202 with file and line where it is missing, is no
    YAML or gives a key twice.
    """
    path = (where or folder()) / f"{name}.yaml"
    return _held(path, _text(path))


@lru_cache(maxsize=16)
def _held(path: Path, text: str) -> Any:
    node = _compose(path, text)
    if node is None:
        return None
    for line, problem in _duplicates(node):
        raise bad_rules(path.name, line, problem)
    loader = _Loader("")
    try:
        return loader.construct_document(node)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise bad_rules(path.name, mark.line + 1 if mark else None, str(getattr(error, "problem", error))) from error
    finally:
        loader.dispose()


def fail(name: str, place: Place, problem: str, where: Path | None = None) -> KgError:
    """The error that says what is wrong at a place of ``<name>.yaml``, with its line (see ``line_of``)."""
    return bad_rules(f"{name}.yaml", line_of(name, place, where), problem)


def line_of(name: str, place: Place, where: Path | None = None) -> int:
    """The line of a place of ``<name>.yaml``, counted from 1.

    ``place`` leads there from the top: ``["offices", 3]`` is the fourth item of offices. A place that is not there (a
    key that lacks) gives the line of the nearest thing around it.
    """
    path = (where or folder()) / f"{name}.yaml"
    node, line = _compose(path, _text(path)), 1
    for step in place:
        if isinstance(node, yaml.MappingNode):
            found = [(k, v) for k, v in node.value if k.value == str(step)]
            if not found:
                break
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
        else:
            break
    return line


def version(where: Path | None = None) -> str:
    """Twelve hex digits that change whenever a rule file or a table of words (*.txt) does: sha256 over names and
    contents."""
    digest = hashlib.sha256()
    for path in [*files(where), *sorted((where or folder()).glob("*.txt"))]:
        data = path.read_bytes().replace(b"\r\n", b"\n")  # a checkout on another system has the same rules
        digest.update(f"{path.name}\n{len(data)}\n".encode() + data)
    return digest.hexdigest()[:12]


def check() -> list[str]:
    """Every problem in the rule files, one line each with file and line; empty if all is well.

    Runs the positive and negative examples of every rule as well.
    """
    found: list[str] = []
    broken = set()
    for path in files():
        try:
            load(path.stem)
        except KgError as error:
            broken.add(path.stem)
            found.append(error.message)
    for name, function in CHECKS.items():
        if name in broken:
            continue
        module, _, attribute = function.partition(":")
        checker: Callable[[], Iterable[str]] = getattr(importlib.import_module(module), attribute)
        try:
            found.extend(checker())
        except KgError as error:
            found.append(error.message)
    return list(dict.fromkeys(found))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise bad_rules(path.name, None, f"cannot be read: {error}") from error


def _compose(path: Path, text: str) -> yaml.Node | None:
    loader = _Loader(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise bad_rules(path.name, mark.line + 1 if mark else None, f"not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise bad_rules(path.name, None, f"not YAML: {error}") from error
    finally:
        loader.dispose()


def _duplicates(node: yaml.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield line, f"{key.value!r} is given twice, first on line {seen[key.value]}"
                seen.setdefault(key.value, line)
            yield from _duplicates(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _duplicates(item)
