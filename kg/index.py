"""Where everything stands in a workspace's graph.json and cables.jsonl, so that a part is read without the whole.

    with index(workspace) as found:
        for node in found.called("Zhou Liguo"):
            print(found.entity(node)["aliases"])

It is an SQLite database, made by reading both files once, item by item: of a small graph in memory each time, of a
large one in ``.store`` (see kg.stored); where nothing can be written there, in a file of the system's that nobody sees.
What it gives is masked as the workspace's graph is.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.request import pathname2url

from kg import errors, stored
from kg.censor import Censor
from kg.indexing import fill, names_in, plain
from kg.items import parsed
from kg.protect import Edge, mask_kept, masked_edges, masked_node
from kg.workspace import CABLES, GRAPH_JSON, Manifest, Workspace, opened, stamp

if TYPE_CHECKING:
    import networkx as nx

#: Of a graph.json of so many bytes the index is kept.
LARGE = 8 << 20
_NAME = "index.sqlite"
_SEEN = "seen.json"
_KIND = "index"

Node = dict[str, Any]


@contextmanager
def index(workspace: Workspace) -> Iterator[Index]:
    """The index of the workspace's last whole build, in its view.

    Raises KgError E301, E303 (workspace), E304 (nowhere to write it), E314 (it is damaged, and gone now).
    """

    def place(manifest: Manifest) -> Path:
        return stored.place(workspace, manifest, _KIND)

    manifest, files = opened(workspace.path, GRAPH_JSON, CABLES, seen=lambda manifest: _seen(place(manifest)))
    with closing(files[0]), closing(files[1]):
        masked = manifest.protected == "included" and not workspace.include_protected
        try:
            with closing(_database(workspace, place(manifest), files, masked)) as database:
                yield Index(database, files[0], files[1])
        except sqlite3.DatabaseError as error:
            shutil.rmtree(place(manifest), ignore_errors=True)
            raise errors.damaged_part(place(manifest), str(error)) from error


def _database(workspace: Workspace, place: Path, files: Sequence[BinaryIO], masked: bool) -> sqlite3.Connection:
    """The database, made where it is not there."""
    size = sum(os.fstat(file.fileno()).st_size for file in files)
    if size < LARGE:
        return _made(":memory:", files, masked, workspace)
    if not (place / _NAME).exists():
        try:
            stored.make(place, _NAME, lambda new: _made(new / _NAME, files, masked, workspace).close())
            stored.prune(workspace)
        except OSError:  # a folder that may only be read
            return _made("", files, masked, workspace)
    _see(place, files)
    return sqlite3.connect(
        f"file:{pathname2url(str(place / _NAME))}?mode=ro&immutable=1", uri=True, check_same_thread=False
    )


def _made(path: str | Path, files: Sequence[BinaryIO], masked: bool, workspace: Workspace) -> sqlite3.Connection:
    """A new database; without a name it is a file of the system's that goes with the connection."""
    size = sum(os.fstat(file.fileno()).st_size for file in files)
    database = sqlite3.connect(path, check_same_thread=False)
    try:
        with stored.watched("looking through the graph", size * (1 + masked)) as watch:
            graph, cables = map(watch, files)
            names = None
            if masked:
                names = names_in(graph)
                files[0].seek(0)
            fill(database, graph, cables, names)
        if isinstance(path, Path):
            with path.open("rb") as file:
                os.fsync(file.fileno())
        return database
    except sqlite3.OperationalError as error:
        database.close()
        raise errors.cannot_write(workspace.path, str(error)) from error
    except (ValueError, KeyError, TypeError) as error:
        database.close()
        raise errors.rebuild(workspace.path, f"{GRAPH_JSON} is not a graph") from error
    except BaseException:
        database.close()
        raise


def _seen(place: Path) -> Mapping[str, Sequence[int]]:
    """The stamps of the files when their digests were found to be right."""
    try:
        found = json.loads((place / _SEEN).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _see(place: Path, files: Sequence[BinaryIO]) -> None:
    stamps = {name: stamp(file) for name, file in zip((GRAPH_JSON, CABLES), files, strict=True)}
    if stamps != _seen(place):
        new = place / f"{_SEEN}.{os.getpid()}"
        try:
            new.write_text(json.dumps(stamps), "utf-8")
            os.replace(new, place / _SEEN)
        except OSError:
            new.unlink(missing_ok=True)


class Index:
    """An open index; whoever shares it among threads sees to it that one at a time asks."""

    def __init__(self, database: sqlite3.Connection, graph: BinaryIO, cables: BinaryIO) -> None:
        self._database = database
        self._files = {GRAPH_JSON: graph, CABLES: cables}

    # --- the graph as a whole ---

    @cached_property
    def about(self) -> dict[str, Any]:
        """The graph's attributes without its cables, as they may leave."""
        about: dict[str, Any] = json.loads(self._said("about"))
        if self.names is not None:
            about.pop("protected_names", None)
            about["protected"] = "masked"
        return about

    @cached_property
    def names(self) -> Censor | None:
        """What to mask in strings; None where they may leave as they are kept."""
        said = json.loads(self._said("censor"))
        return None if said is None else Censor.of(said)

    def total(self, column: str, table: str) -> int:
        """The sum of a column, such as the mentions of every entity."""
        return int(self._one(f"SELECT total({column}) FROM {table}")[0])

    def count(self, table: str) -> int:
        """How many rows there are in entity, relation or cable."""
        (count,) = self._one(f"SELECT count(*) FROM {table}")
        return int(count)

    # --- entities ---

    def called(self, name: str) -> list[str]:
        """The entities that answer to this name, alias or id; capitals and blanks do not matter."""
        found = [node for (node,) in self._all("SELECT DISTINCT node FROM form WHERE plain = ?", plain(name))]
        return [*found, *(node for (node,) in self._all("SELECT id FROM entity WHERE id = ?", name.strip()))]

    def nearest(self, name: str, alike: Callable[[str, Iterable[str], int], list[str]], limit: int = 5) -> list[str]:
        """Names that hold these words, else those that ``alike`` finds among all."""
        wanted = plain(name)
        found = [form for (form,) in self._all(
            "SELECT DISTINCT plain FROM form WHERE ?1 <> '' AND instr(plain, ?1) ORDER BY plain LIMIT ?2", wanted, limit
        )]  # fmt: skip
        if len(found) < limit:
            every = (form for (form,) in self._rows("SELECT DISTINCT plain FROM form ORDER BY plain"))
            found = list(dict.fromkeys([*found, *alike(wanted, every, limit)]))[:limit]
        return [
            self._one("SELECT shown FROM form WHERE plain = ? ORDER BY node DESC, rowid DESC LIMIT 1", form)[0]
            for form in found
        ]

    def named_in(self, cable: str) -> list[str]:
        """The entities of which this cable speaks."""
        return [node for (node,) in self._all("SELECT node FROM named WHERE cable = ? ORDER BY node", cable)]

    def name(self, node: str) -> str:
        """What an entity is called."""
        return str(self._one("SELECT name FROM entity WHERE id = ?", node)[0])

    def entity(self, node: str) -> Node:
        """One entity as a node of the graph (see kg.graph). KeyError where there is none."""
        found = self._one("SELECT start, size FROM entity WHERE id = ?", node)
        return self._node(*found)

    def entities(self) -> Iterator[tuple[str, Node]]:
        """All, by their ids."""
        for node, start, size in self._rows("SELECT id, start, size FROM entity ORDER BY id"):
            yield node, self._node(start, size)

    def _node(self, start: int, size: int) -> Node:
        data: Node = parsed("nodes", self._read(GRAPH_JSON, start, size))
        return data if self.names is None else masked_node(data, self.names)

    # --- relations ---

    def relations_of(self, node: str) -> list[Edge]:
        """All relations from and to an entity."""
        found = self._all(
            "SELECT source, target, start, size FROM relation WHERE source = ?1 OR target = ?1 ORDER BY 1, 2, 3", node
        )
        return [edge for one in self._edges(found) for edge in one]

    def beside(self, node: str) -> set[str]:
        """The entities to which one has relations."""
        query = "SELECT target FROM relation WHERE source = ?1 UNION SELECT source FROM relation WHERE target = ?1"
        return {other for (other,) in self._all(query, node)}

    def relations_among(self, nodes: set[str]) -> list[Edge]:
        """All from one of these entities to another of them, by subject, object and key."""
        query = "SELECT source, target, start, size FROM relation WHERE source = ? ORDER BY target, start"
        rows = (row for node in sorted(nodes) for row in self._all(query, node) if row[1] in nodes)
        return sorted((edge for one in self._edges(rows) for edge in one), key=lambda edge: edge[:3])

    def relations_in(self, cables: Iterable[str]) -> list[Edge]:
        """All for which these cables have evidence, with whatever else there is for them; in the same order."""
        query = "SELECT DISTINCT source, target FROM relation, evidence WHERE relation = relation.rowid AND cable = ?"
        ends = {row for cable in cables for row in self._all(query, cable)}
        where = "SELECT source, target, start, size FROM relation WHERE source = ? AND target = ? ORDER BY start"
        wanted = set(cables)
        rows = (row for pair in sorted(ends) for row in self._all(where, *pair))
        found = (edge for one in self._edges(rows) for edge in one)
        said = (edge for edge in found if not wanted.isdisjoint(e["cable"] for e in edge[3]["evidence"]))
        return sorted(said, key=lambda edge: edge[:3])

    def relations(self) -> Iterator[Edge]:
        """All, by subject, object and key."""
        found = self._rows("SELECT source, target, start, size FROM relation ORDER BY source, target, start")
        for edges in self._edges(found):
            yield from sorted(edges, key=lambda edge: edge[2])

    def _edges(self, rows: Iterable[Sequence[Any]]) -> Iterator[list[Edge]]:
        """The relations of these places, those of two entities together: masked, two may be one."""
        for (source, target), group in groupby(rows, key=lambda row: (row[0], row[1])):
            found: list[Edge] = []
            for _, _, start, size in group:
                data = parsed("edges", self._read(GRAPH_JSON, start, size))
                del data["source"], data["target"]
                found.append((source, target, data.pop("key"), data))
            yield found if self.names is None else masked_edges(found, self.names)

    # --- cables ---

    def headers(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """All, by the ids of their cables."""
        for (cable,) in self._rows("SELECT id FROM cable ORDER BY id"):
            yield cable, self.header(cable)

    def header(self, cable: str) -> dict[str, Any]:
        """A cable's header as the graph has it; KeyError where there is none."""
        start, size = self._one("SELECT start, size FROM cable WHERE id = ?", cable)
        found: dict[str, Any] = parsed("headers", self._read(GRAPH_JSON, start, size))[cable]
        return found if self.names is None else self.names.anything(found, [cable])

    def has_cable(self, cable: str) -> bool:
        """Whether the graph has a header of this cable."""
        return bool(self._all("SELECT 1 FROM cable WHERE id = ?", cable))

    def dated(self, since: str, until: str) -> list[str]:
        """The cables of these days; "" stands for no limit. Both may be years, or months of a year."""
        query = (
            "SELECT id FROM cable WHERE date <> '' AND date >= ?1 AND (?2 = '' OR substr(date, 1, length(?2)) <= ?2)"
        )
        return [cable for (cable,) in self._all(query, since, until)]

    def date(self, cable: str) -> str:
        """The date in a cable's header, "" where there is none."""
        found = self._all("SELECT date FROM cable WHERE id = ?", cable)
        return str(found[0][0]) if found else ""

    def cable(self, cable: str) -> dict[str, Any]:
        """One cable as kg.cable.kept describes it, masked as the graph is. KgError E502 where there is none."""
        found = self._database.execute("SELECT start, size FROM text WHERE id = ?", [cable]).fetchone()
        if found is None:
            raise errors.no_such_cable(cable)
        kept: dict[str, Any] = json.loads(self._read(CABLES, *found))
        return self._shown(kept)

    def cables(self) -> Iterator[dict[str, Any]]:
        """All as ``cable`` gives them, in the order of their ids."""
        for start, size in self._rows("SELECT start, size FROM text ORDER BY id"):
            yield self._shown(json.loads(self._read(CABLES, start, size)))

    def _shown(self, kept: dict[str, Any]) -> dict[str, Any]:
        if self.names is None:
            return kept
        return mask_kept(kept, self.names, self._all('SELECT start, "end" FROM hidden WHERE cable = ?', kept["id"]))

    # --- parts ---

    def graph(
        self, nodes: Iterable[tuple[str, Node]], edges: Iterable[Edge], cables: Iterable[str] = ()
    ) -> nx.MultiDiGraph:
        """A networkx graph of these, with the headers of these cables."""
        import networkx as nx

        made = nx.MultiDiGraph()
        made.graph.update(self.about)
        made.graph["cables"] = {cable: self.header(cable) for cable in cables}
        for node, data in nodes:
            made.add_node(node, **data)
        for source, target, key, data in edges:
            made.add_edge(source, target, key=key, **data)
        return made

    # --- the database and the files ---

    def _said(self, name: str) -> str:
        return str(self._one("SELECT value FROM said WHERE name = ?", name)[0])

    def _rows(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        yield from self._database.execute(query, values)

    def _all(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._database.execute(query, values).fetchall()

    def _one(self, query: str, *values: Any) -> tuple[Any, ...]:
        found: tuple[Any, ...] | None = self._database.execute(query, values).fetchone()
        if found is None:
            raise KeyError(values[0] if values else query)
        return found

    def _read(self, name: str, start: int, size: int) -> bytes:
        file = self._files[name]
        file.seek(start)
        return file.read(size)
