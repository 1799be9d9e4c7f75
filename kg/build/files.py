"""The workspace's large files, written piece by piece: first the parts of each in files of their own, then together."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from kg.build.comentions import Pairs
from kg.build.jsontext import encoded, indented
from kg.rdf import terms
from kg.rdf.vocab import BASE, Iris
from kg.workspace import CABLES, COMENTIONS, GRAPH_JSON, GRAPH_TTL, REPORT


class Items:
    """The items of a JSON list or object, to be copied into another file later."""

    def __init__(self, path: Path, level: int = 2) -> None:
        self._path = path
        self._file = path.open("wb")
        self._indent = self._between = b" " * level

    def write(self, item: str) -> None:
        """One more, as it stands at this level."""
        self._file.write(self._between + encoded(item))
        self._between = b",\n" + self._indent

    def copy(self, file: BinaryIO, level: int, brackets: str) -> None:
        """The whole list or object that stands at this level."""
        self._file.close()
        if not self._path.stat().st_size:
            file.write(brackets.encode())
            return
        file.write(f"{brackets[0]}\n".encode())
        _copy(self._path, file)
        file.write(f"\n{' ' * level}{brackets[1]}".encode())


class Files:
    """The files of one build, in a folder."""

    def __init__(self, folder: Path, base_iri: str | None) -> None:
        self._folder = folder
        self._prefixes = Iris(base_iri or BASE).prefixes
        self.nodes, self.edges = Items(folder / "nodes"), Items(folder / "edges")
        self.headers = Items(folder / "headers", 3)
        self.read, self.problems = Items(folder / "read"), Items(folder / "problems")
        self._lines = (folder / CABLES).open("wb")
        self._sections = {s: (folder / f"section-{n}").open("wb") for n, s in enumerate(terms.sections(self._prefixes))}

    def blocks(self, section: str, text: str) -> None:
        """More blocks of a section (see kg.rdf.terms.sections), in their order."""
        self._sections[section].write(text.encode())

    def lines(self, line: str) -> None:
        """One more line of cables.jsonl."""
        self._lines.write(line.encode())

    def shared(self, blocks: Iterable[str], about: dict[str, str]) -> None:
        """Blocks of what several cables name; ``about`` says more of some of them, and of the graph."""
        found = {block.partition(" ")[0].replace("\\", "") + ">": block for block in blocks} | about
        for subject in sorted(found):
            self.blocks(terms.section(subject), found[subject])

    def finish(self, graph: Mapping[str, Any], content: Mapping[str, Any], pairs: Pairs) -> dict[str, bytes | Path]:
        """The files by name. ``graph``: the graph's attributes, ``content``: the report's, without those of cables."""
        self._lines.close()
        for section in self._sections.values():
            section.close()
        with (self._folder / GRAPH_TTL).open("wb") as file:
            file.write(terms.head(self._prefixes).encode())
            for section in self._sections.values():
                _copy(Path(section.name), file)
        with (self._folder / GRAPH_JSON).open("wb") as file:
            self._graph(graph, file)
        with (self._folder / REPORT).open("wb") as file:
            file.write(b"{")
            between = b"\n "
            for name in sorted({*content, "read", "problems"}):
                file.write(between + f'"{name}": '.encode())
                between = b",\n "
                if name in content:
                    file.write(encoded(indented(content[name], 1)))
                else:
                    (self.read if name == "read" else self.problems).copy(file, 1, "[]")
            file.write(b"\n}\n")
        with (self._folder / COMENTIONS).open("wb") as file:
            pairs.write(file)
        return {name: self._folder / name for name in (GRAPH_TTL, GRAPH_JSON, CABLES, COMENTIONS, REPORT)}

    def _graph(self, graph: Mapping[str, Any], file: BinaryIO) -> None:
        """Node-link data, as kg.build.jsontext.to_bytes writes it."""
        file.write(b'{\n "directed": true,\n "edges": ')
        self.edges.copy(file, 1, "[]")
        file.write(b',\n "graph": {')
        for number, name in enumerate(sorted({*graph, "cables"})):
            file.write(f'{"," if number else ""}\n  "{name}": '.encode())
            if name == "cables":
                self.headers.copy(file, 2, "{}")
            else:
                file.write(encoded(indented(graph[name], 2)))
        file.write(b'\n },\n "multigraph": true,\n "nodes": ')
        self.nodes.copy(file, 1, "[]")
        file.write(b"\n}\n")


def _copy(path: Path, file: BinaryIO) -> None:
    with path.open("rb") as part:
        shutil.copyfileobj(part, file, 1 << 20)
    path.unlink()
