"""The workspace's large files, written piece by piece: first the sections of each, then the files from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from kg.build.comentions import Pairs
from kg.build.former import Lies
from kg.build.jsontext import encoded, indented
from kg.build.sections import JOINTS, NOTES, Kept, Placed, Section, Sheaf
from kg.rdf import terms
from kg.rdf.vocab import BASE, Iris
from kg.workspace import CABLES, COMENTIONS, GRAPH_JSON, GRAPH_TTL, REPORT

#: The sections whose pieces are each of one cable, or of one entity or assertion.
OF_CABLES = ("headers", "read", "problems", CABLES, "cable:", "evidence:", "header:", "in:", "mention:")
OF_ENTITIES = ("nodes", "edges", "id:", "said:")


class Files:
    """The files of one build, in a folder; ``kept`` gives what a section takes over from the last one."""

    def __init__(self, folder: Path, base_iri: str | None, kept: Callable[[str], Kept | None]) -> None:
        self._folder = folder
        self._prefixes = Iris(base_iri or BASE).prefixes
        self._turtle = terms.sections(self._prefixes)
        self._lies: dict[str, Lies] = {}
        self._placed: dict[str, Placed] = {}
        self._sections = {
            name: Section(
                folder / f"section-{number}", JOINTS.get(name, ""), NOTES.get(name, 0),
                kept(name) if name in OF_CABLES or name in OF_ENTITIES else None,
            )
            for number, name in enumerate((*JOINTS, CABLES, *self._turtle))
        }  # fmt: skip

    def write(self, section: str, key: int, text: str, *notes: int) -> None:
        """One more piece of a section: an item of JSON, a line of cables.jsonl, or blocks of Turtle by what their
        subjects begin with (see kg.rdf.terms.sections)."""
        self._sections[section].write(key, text, *notes)

    def items(self, section: str, key: int, items: Iterable[str]) -> None:
        """Several items of JSON as one piece, none as no piece."""
        if text := JOINTS[section].join(items):
            self._sections[section].write(key, text)

    def bind(self, sheaves: Iterable[Sheaf]) -> None:
        """The pieces of these sheaves, in order."""
        for sheaf in sheaves:
            for section, (start, placed) in sheaf.sections.items():
                self._sections[section].bind(sheaf.path, start, placed)

    def shared(self, blocks: Iterable[str], about: dict[str, str]) -> None:
        """Blocks of what several cables name; ``about`` says more of some of them, and of the graph."""
        found = {block.partition(" ")[0].replace("\\", "") + ">": block for block in blocks} | about
        for subject in sorted(found):
            self._sections[terms.section(subject)].write(0, found[subject])

    def placed(self) -> dict[str, Placed]:
        """All sections whole: where the pieces lie in each that can be taken over. Nothing is written after that."""
        if not self._placed:
            found = {name: section.finish() for name, section in self._sections.items()}
            self._placed = {name: found[name] for name in (*OF_CABLES, *OF_ENTITIES)}
        return self._placed

    def finish(self, graph: Mapping[str, Any], content: Mapping[str, Any], pairs: Pairs) -> dict[str, bytes | Path]:
        """The files by name. ``graph``: the graph's attributes, ``content``: the report's, without those of cables."""
        self.placed()
        with self._open(GRAPH_TTL) as file:
            file.write(terms.head(self._prefixes).encode())
            for section in self._turtle:
                self._pour(section, GRAPH_TTL, file)
        with self._open(GRAPH_JSON) as file:
            self._graph(graph, file)
        with self._open(CABLES) as file:
            self._pour(CABLES, CABLES, file)
        with self._open(REPORT) as file:
            file.write(b"{")
            between = b"\n "
            for name in sorted({*content, "read", "problems"}):
                file.write(between + f'"{name}": '.encode())
                between = b",\n "
                if name in content:
                    file.write(encoded(indented(content[name], 1)))
                else:
                    self._items(name, REPORT, file, 1, "[]")
            file.write(b"\n}\n")
        with self._open(COMENTIONS) as file:
            pairs.write(file)
        return {name: self._folder / name for name in (GRAPH_TTL, GRAPH_JSON, CABLES, COMENTIONS, REPORT)}

    def lies(self) -> dict[str, Lies]:
        """In which file each section lies that can be taken over, and where; known when all are finished."""
        return {name: self._lies[name] for name in (*OF_CABLES, *OF_ENTITIES)}

    def _open(self, name: str) -> BinaryIO:
        return (self._folder / name).open("wb")

    def _graph(self, graph: Mapping[str, Any], file: BinaryIO) -> None:
        """Node-link data, as kg.build.jsontext.to_bytes writes it."""
        file.write(b'{\n "directed": true,\n "edges": ')
        self._items("edges", GRAPH_JSON, file, 1, "[]")
        file.write(b',\n "graph": {')
        for number, name in enumerate(sorted({*graph, "cables"})):
            file.write(f'{"," if number else ""}\n  "{name}": '.encode())
            if name == "cables":
                self._items("headers", GRAPH_JSON, file, 2, "{}")
            else:
                file.write(encoded(indented(graph[name], 2)))
        file.write(b'\n },\n "multigraph": true,\n "nodes": ')
        self._items("nodes", GRAPH_JSON, file, 1, "[]")
        file.write(b"\n}\n")

    def _items(self, section: str, name: str, file: BinaryIO, level: int, brackets: str) -> None:
        """The whole list or object that stands at this level."""
        if not len(self._sections[section]):
            file.write(brackets.encode())
            self._pour(section, name, file)
            return
        file.write(f"{brackets[0]}\n{' ' * (level + 1)}".encode())
        self._pour(section, name, file)
        file.write(f"\n{' ' * level}{brackets[1]}".encode())

    def _pour(self, section: str, name: str, file: BinaryIO) -> None:
        self._lies[section] = Lies(name, file.tell(), len(JOINTS.get(section, "").encode()))
        self._sections[section].pour(file)
