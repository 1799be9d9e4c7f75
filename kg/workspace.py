"""The workspace on disk, as it is read: the folder that ``kg build INPUT -o W`` writes.

    graph.ttl      the graph as RDF/Turtle
    graph.json     the graph as node-link JSON
    automatic.json what corrections changed in the graph, by which the uncorrected one is found (see kg.restore)
    cables.jsonl   the text and the layout of each cable (see kg.cable.kept), one a line
    comentions.csv who and what are named in the same paragraphs (see kg.build.comentions)
    report.json    what was read, what was skipped and why, counts, versions
    manifest.json  SHA-256 of each of these; written last, so that it decides which files belong together
    corrections.jsonl  what readers have corrected (see kg.resolve.corrections); theirs: no build writes or removes it
    .store/        made from the files above when it is first asked for; may be deleted at any time (see kg.stored)
    .previous/     while a build runs, or after one was killed: the files of the last whole build

A file counts only if its hash is the manifest's. It is looked for in the folder, then in ``.previous``; so a reader
sees the last whole build, also while the next one is being written and after it was killed.
"""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import os
import re
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from kg import errors

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.censor import Censor
    from kg.index import Index
    from kg.resolve.corrections import Judgement

MANIFEST = "manifest.json"
GRAPH_TTL = "graph.ttl"
GRAPH_JSON = "graph.json"
CABLES = "cables.jsonl"
COMENTIONS = "comentions.csv"
AUTOMATIC = "automatic.json"
REPORT = "report.json"
#: Every file of a build, in the order in which they are replaced.
FILES = (GRAPH_TTL, GRAPH_JSON, AUTOMATIC, CABLES, COMENTIONS, REPORT)
PREVIOUS = ".previous"
#: Where databases are kept that are made from the files above (see kg.stored). May be deleted at any time.
STORE = ".store"

#: What tells our manifest from anybody else's, and the version of the layout above.
MARK = "cable-kg workspace"
LAYOUT = 2

_ATTEMPTS = 5
_ID = re.compile(rb'\{"id": ("(?:[^"\\]|\\.)*+")')


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which files belong together: their SHA-256 by name, and whether protected names are in them."""

    files: Mapping[str, str]
    protected: str  # "masked" or "included"

    def to_json(self) -> dict[str, Any]:
        return {"kind": MARK, "layout": LAYOUT, "protected": self.protected, "files": dict(sorted(self.files.items()))}


@dataclass(frozen=True)
class Workspace:
    """A built graph on disk; ``kg.load("out")`` gives one.

    ``include_protected`` as it was asked for at loading: without it everything here is masked.
    """

    path: Path
    include_protected: bool = False

    @cached_property
    def graph(self) -> nx.MultiDiGraph:
        """The networkx graph (see kg.graph for its attributes).

        Raises KgError E301 (no workspace), E303 (rebuild), E308 (built without protected names).
        """
        from kg.graph import from_json
        from kg.protect import gate

        _, files = read(self.path, GRAPH_JSON)
        try:
            graph = from_json(json.loads(files[GRAPH_JSON]))
        except (ValueError, KeyError, TypeError) as error:
            raise errors.rebuild(self.path, f"{GRAPH_JSON} is not a graph") from error
        return gate(graph, self.include_protected, self.path)

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """The corrections as they stand in the workspace now, those that the last build knew and those since.

        Raises KgError E310 for a line that is none, E102.
        """
        from kg.resolve import corrections

        return corrections.read(self.path / corrections.CORRECTIONS)

    @cached_property
    def uncorrected(self) -> nx.MultiDiGraph:
        """The graph as it would be without corrections; as ``graph`` in all else."""
        from kg.graph import from_json
        from kg.protect import censor, gate
        from kg.restore import UNFIT, restored

        _, files = read(self.path, GRAPH_JSON, AUTOMATIC)
        try:
            graph = from_json(json.loads(files[GRAPH_JSON]))
            automatic = restored(graph, json.loads(files[AUTOMATIC]))
        except UNFIT as error:
            raise errors.rebuild(self.path, f"{AUTOMATIC} does not fit {GRAPH_JSON}") from error
        return gate(automatic, self.include_protected, self.path, censor(graph, automatic))

    def cable(self, cable_id: str) -> dict[str, Any]:
        """One cable as kg.cable.kept describes it: text, header, layout; masked as the graph is.

        Raises KgError E502 where there is none of this id, and as ``graph`` does.
        """
        return self._index.cable(cable_id)

    def cables(self) -> Iterator[dict[str, Any]]:
        """Every cable as ``cable`` gives it, in the order of their ids."""
        return self._index.cables()

    @cached_property
    def _index(self) -> Index:
        from kg.index import index

        # Not of this object: what closes the index would keep it, and so never close.
        opened = index(Workspace(self.path, self.include_protected))
        found = opened.__enter__()
        weakref.finalize(self, opened.__exit__, None, None, None)
        return found

    @cached_property
    def names(self) -> Censor | None:
        """What to mask in strings about the cables; None where they may be shown as they are kept."""
        if self.include_protected or read_manifest(self.path).protected == "masked":
            return None
        return self._index.names

    @cached_property
    def report(self) -> dict[str, Any]:
        """What report.json says, masked as the graph is."""
        _, files = read(self.path, REPORT)
        try:
            report: dict[str, Any] = json.loads(files[REPORT])
            return report if self.names is None else self.names.report(report)
        except (ValueError, KeyError, TypeError) as error:
            raise errors.rebuild(self.path, f"{REPORT} is not a report") from error

    def turtle(self) -> bytes:
        """The graph as Turtle, from the file where it may leave as it is."""
        from kg.rdf.write import turtle

        manifest, files = read(self.path, GRAPH_TTL)
        if (manifest.protected == "included") == self.include_protected:
            return files[GRAPH_TTL]
        return turtle(self.graph)

    def open_turtle(self) -> BinaryIO:
        """The same to be read piece by piece; whoever asks for it closes it."""
        from kg.rdf.write import turtle

        manifest, (file,) = opened(self.path, GRAPH_TTL)
        if (manifest.protected == "included") == self.include_protected:
            return file
        file.close()
        return io.BytesIO(turtle(self.graph))

    def sparql(self, query: str, **params: str) -> Any:
        """What the graph answers to a query in SPARQL, or to a saved query by its name (with its parameters).

        Rows come as a pandas DataFrame where pandas is installed, else as a list of dictionaries; ASK as a bool;
        CONSTRUCT and DESCRIBE as an rdflib Graph. Raises KgError as kg.query.run_query does.
        """
        return importlib.import_module("kg.query.frames").sparql(self, query, params)

    @property
    def rdf(self) -> rdflib.Graph:
        """The same data as an rdflib Graph that cannot be changed, read from the store as it is asked."""
        # By name: queries lie above the workspace, and only these two conveniences look up.
        graph: rdflib.Graph = importlib.import_module("kg.query.view").view(self)
        return graph


def is_part_of(folder: Path, path: Path) -> bool:
    """Whether this is one of the workspace's own files, over which nothing else may be written."""
    own = {*FILES, MANIFEST, "corrections.jsonl"}
    return path.name in own and path.parent.resolve() == folder.resolve()


def load(path: str | Path, include_protected: bool = False) -> Workspace:
    """The workspace in this folder, as ``kg build`` wrote it.

    Raises KgError E301 where there is none, E303 where it is damaged, E308 where protected names are asked for that it
    does not hold.
    """
    folder = Path(path)
    manifest = read_manifest(folder)
    if include_protected and manifest.protected != "included":
        raise errors.masked_workspace(folder)
    return Workspace(folder, include_protected)


def cable_lines(cables: Iterable[Mapping[str, Any]]) -> bytes:
    """cables.jsonl: each cable on a line that begins with its id, in the order of ids."""
    return b"".join(cable_line(c) for c in sorted(cables, key=lambda c: str(c["id"])))


def cable_line(cable: Mapping[str, Any]) -> bytes:
    """One line of cables.jsonl."""
    return json.dumps(dict(cable)).encode() + b"\n"


def id_of(line: bytes) -> str:
    """The id of a cable without reading the whole of its line. Raises ValueError for a line that is no cable."""
    match = _ID.match(line)
    if not match:
        raise ValueError(f"{CABLES} holds a line that is no cable")
    return str(json.loads(match[1]))


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the last whole build in this folder. Raises KgError E301, E303 or E306."""
    try:
        data = (folder / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise errors.no_workspace(folder) from None
    except OSError as error:
        raise errors.unreadable_input(folder / MANIFEST, errors.reason(error)) from error
    manifest = parse_manifest(data, folder)
    if manifest is None:
        raise errors.no_workspace(folder)
    return manifest


def parse_manifest(data: bytes, folder: Path) -> Manifest | None:
    """The manifest in these bytes; None if they are not a manifest of ours. Raises KgError E303 or E306."""
    try:
        found = json.loads(data)
    except ValueError:
        if MARK.encode() in data:
            raise errors.rebuild(folder, f"{MANIFEST} is cut off") from None
        return None
    if not isinstance(found, dict) or found.get("kind") != MARK:
        return None
    if found.get("layout") != LAYOUT:
        raise errors.made_by_another_version(folder, str(found.get("layout")), str(LAYOUT))
    files = found.get("files")
    if not isinstance(files, dict) or not set(FILES) <= set(files):
        raise errors.rebuild(folder, f"{MANIFEST} names no files")
    return Manifest({str(k): str(v) for k, v in files.items()}, str(found.get("protected", "masked")))


def read(folder: Path, *names: str) -> tuple[Manifest, dict[str, bytes]]:
    """The manifest of the last whole build and these of its files. Raises KgError E301 or E303."""
    return _sought(folder, names, find)


def opened(folder: Path, *names: str, seen: Seen | None = None) -> tuple[Manifest, list[BinaryIO]]:
    """The manifest of the last whole build and these of its files, open at their beginnings: they stay what they are
    though another build replaces them. ``seen`` tells the stamps (see ``stamp``) of files that are known to be a
    manifest's, so that they need not be read for their digest. Raises KgError E301 or E303."""

    def find(folder: Path, name: str, manifest: Manifest) -> BinaryIO | None:
        return find_open(folder, name, manifest, seen(manifest).get(name) if seen else None)

    manifest, files = _sought(folder, names, find)
    return manifest, list(files.values())


def stamp(file: BinaryIO) -> list[int]:
    """By which an open file that nobody has touched is known: its number, its size, the time of its last change."""
    found = os.fstat(file.fileno())
    return [found.st_ino, found.st_size, found.st_mtime_ns]


#: The stamps of files, by name, that are known to be a manifest's.
Seen = Callable[[Manifest], Mapping[str, Sequence[int]]]


_F = TypeVar("_F")


def _sought(
    folder: Path, names: Sequence[str], find: Callable[[Path, str, Manifest], _F | None]
) -> tuple[Manifest, dict[str, _F]]:
    for _ in range(_ATTEMPTS):
        manifest = read_manifest(folder)
        files = {name: find(folder, name, manifest) for name in names}
        found = {name: file for name, file in files.items() if file is not None}
        if len(found) == len(files):
            return manifest, found
        # A build may have ended between the two looks; then there is a new manifest.
        if read_manifest(folder) == manifest:
            break
    lost = next(name for name in files if name not in found)
    raise errors.rebuild(folder, f"{lost} is not the file that {MANIFEST} names")


def find(folder: Path, name: str, manifest: Manifest) -> bytes | None:
    """The content of the file that the manifest means; None if it is nowhere."""
    for place in (folder / name, folder / PREVIOUS / name):
        try:
            data = place.read_bytes()
        except OSError:
            continue
        if digest(data) == manifest.files.get(name):
            return data
    return None


def find_open(folder: Path, name: str, manifest: Manifest, seen: Sequence[int] | None = None) -> BinaryIO | None:
    """The same, open at its beginning; it is read for its digest, but not kept in memory. Not even read where its stamp
    is the one ``seen``."""
    for place in (folder / name, folder / PREVIOUS / name):
        try:
            file = place.open("rb")
        except OSError:
            continue
        try:
            if seen is not None and stamp(file) == seen:
                return file
            if hashlib.file_digest(file, "sha256").hexdigest() == manifest.files.get(name):
                file.seek(0)
                return file
        except OSError:
            pass
        file.close()
    return None
