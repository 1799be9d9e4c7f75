"""Turtle without the whole graph in memory: triples come in any order, subjects go out sorted.

What comes is sorted in runs on disk and merged at the end. The text is the same, byte for byte, as that of
kg.rdf.write.turtle.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import Triple

from kg.rdf import vocab
from kg.rdf.literals import BOOLEAN, DECIMAL, INTEGER

#: So many triples are in memory before they are written to a run; so many runs are merged at a time.
MOST, WIDTH = 150_000, 64

_TYPE = str(vocab.TYPE)
# No term has these as they are: in literals they are escaped.
_FIELD, _LINE = "\x1f", "\x1e"
#: Between two predicates of a subject.
_NEXT = " ;\n\t"


class Sorter:
    """Takes triples, gives each subject once, with its predicates and objects, in the order of kg.rdf.triples."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._said: dict[str, set[str]] = {}
        self._count = self._number = 0
        self._runs: list[Path] = []

    def add(self, triples: Iterable[Triple]) -> None:
        """Take these as well; the same triple may come again."""
        for triple in triples:
            predicate = str(triple.predicate)
            # A type stands first.
            flag = "0" if predicate == _TYPE else "1"
            line = f"{flag}{predicate}{_FIELD}{triple.object}"
            self._said.setdefault(str(triple.subject), set()).add(line)
            self._count += 1
            if self._count >= MOST:
                self._write()

    def subjects(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Each subject with its predicates and objects, as N-Triples writes them."""
        self._write()
        while len(self._runs) > WIDTH:
            some, self._runs = self._runs[:WIDTH], self._runs[WIDTH:]
            self._put(f"{s}{_FIELD}{_LINE.join(lines)}\n" for s, lines in _merged(some))
            for path in some:
                path.unlink()
        for subject, lines in _merged(self._runs):
            pairs = (line[1:].split(_FIELD, 1) for line in lines)
            yield subject, [(predicate, obj) for predicate, obj in pairs]

    def _write(self) -> None:
        said, self._said, self._count = self._said, {}, 0
        self._put(f"{subject}{_FIELD}{_LINE.join(sorted(said[subject]))}\n" for subject in sorted(said))

    def _put(self, lines: Iterable[str]) -> None:
        path = self.folder / f"run-{self._number}"
        self._number += 1
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
        self._runs.append(path)


def _merged(runs: list[Path]) -> Iterator[tuple[str, list[str]]]:
    files = [path.open(encoding="utf-8", newline="\n") for path in runs]
    try:
        before, lines = "", [""]
        for line in heapq.merge(*files, key=_subject):
            subject, _, rest = line[:-1].partition(_FIELD)
            if subject == before:
                lines = sorted({*lines, *rest.split(_LINE)})
                continue
            if before:
                yield before, lines
            before, lines = subject, rest.split(_LINE)
        if before:
            yield before, lines
    finally:
        for file in files:
            file.close()


def _subject(line: str) -> str:
    return line.partition(_FIELD)[0]


def write_turtle(
    subjects: Iterable[tuple[str, list[tuple[str, str]]]], prefixes: Mapping[str, str], file: BinaryIO
) -> None:
    """Write subjects, as Sorter gives them, as Turtle; every prefix is declared."""
    file.write("".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in prefixes.items()).encode())
    term = _Terms(prefixes)
    for subject, pairs in subjects:
        out = [term[subject]]
        before = ""
        for predicate, obj in pairs:
            if predicate == before:
                out.append(f" , {term[obj]}")
            else:
                out.append(f"{_NEXT if before else ' '}{term[predicate]} {term[obj]}")
            before = predicate
        file.write("".join([*out, " .\n"]).encode())


class _Terms(dict[str, str]):
    """Terms of N-Triples by how Turtle writes them; those that come often are kept."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes = {iri: prefix for prefix, iri in prefixes.items()}
        self[_TYPE] = "a"

    def __missing__(self, term: str) -> str:
        written = self._written(term)
        if len(self) < 10_000:
            self[term] = written
        return written

    def _written(self, term: str) -> str:
        if term[0] == "<":
            return self._iri(term)
        if term[-1] == '"':
            return term
        value, _, kind = term.rpartition("^^")
        if kind in _BARE:
            return value[1:-1]
        return f"{value}^^{self[kind]}"

    def _iri(self, term: str) -> str:
        iri = term[1:-1]
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._prefixes.get(iri[:cut])
        if prefix is None or not _LOCAL.fullmatch(iri, cut):
            return term
        local = iri[cut:].replace("%", "\\%")
        return f"{prefix}:\\{local}" if local.startswith("-") else f"{prefix}:{local}"


#: Numbers and truth values stand bare.
_BARE = frozenset(str(kind) for kind in (INTEGER, DECIMAL, BOOLEAN))
#: What our names are made of; any other is written out.
_LOCAL = re.compile(r"[A-Za-z0-9%_-]+")
