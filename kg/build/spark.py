"""The work on a cluster: Apache Spark hands the cables out, and tries again where a worker is lost.

The same function as everywhere (kg.build.work.process) runs over Arrow batches and writes the same parts. So the folder
of parts has to be one that all machines see; each of them needs kg in the same version. Inputs may be addresses that
Spark reads (``hdfs://``, ``s3a://``, ``file://``): then the cables never pass through the leading process.

A task that was lost is tried again with its cables in a process beside Spark's own (kg.build.pool): so a cable that
ends every process that works on it is found, reported and left out, and does not end the job. One that never ends is
lost when its time is up.
"""

from __future__ import annotations

import io
import itertools
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa

from kg import errors
from kg.build.extracting import SHARD_BYTES, patience, shards, work_apart
from kg.build.inventory import Entry
from kg.build.keys import Keys, keys
from kg.build.parts import Parts, read_columns, write_part
from kg.build.progress import Progress, Tally
from kg.build.rows import SCHEMA, Seen, Task, name_bytes, name_text
from kg.build.work import load, process
from kg.read import Skip
from kg.read.source import Budget, Source
from kg.read.units import Unit, units_of

#: Where nothing else is asked for: all cores of this machine, and three more tries for a lost task.
MASTER = "local[*,4]"
#: So many bytes of cables go to Spark in one job; the leading process holds no more.
WAVE_BYTES = 64 * 1024 * 1024

_TASK = pa.schema([SCHEMA.field(name) for name in ("key", "seen", "name", "form", "data", "shown", "found")])
#: ``part`` is null for a cable that was left out, whose name is then told.
_TOLD = pa.schema([("part", pa.string()), ("key", pa.string()), ("seen", pa.string()), ("name", pa.binary())])
_LISTED = pa.schema(
    [("key", pa.string()), ("seen", pa.string()), ("name", pa.binary()), ("form", pa.string()), ("data", pa.binary()),
     ("code", pa.string()), ("message", pa.string())]
)  # fmt: skip


class Spark:
    """A session, and the inputs and the work of one build in it."""

    def __init__(self, session: Any, made_with: Keys) -> None:
        self.session = session
        self.keys = made_with

    def inventory(self, addresses: Sequence[str]) -> list[Entry]:
        """As kg.build.inventory.inventory, of what Spark reads."""
        found = self._listed(addresses).select("key", "name", "code", "message").toArrow().to_pylist()
        return [
            Entry(row["key"] or "", name, Skip(name, row["code"], row["message"]) if row["code"] else None)
            for row in found
            for name in [name_text(row["name"])]
        ]

    def work_on_addresses(self, addresses: Sequence[str], missing: set[str], parts: Parts) -> dict[str, Skip]:
        """As work_on, with the units that have these keys among what Spark reads."""
        wanted = self.session.createDataFrame(pa.table({"key": sorted(missing)}))
        tasks = self._listed(addresses).join(wanted, "key", "left_semi").dropDuplicates(["key"])
        return self._run(tasks.select("key", "seen", "name", "form", "data"), parts)

    def work_on(self, tasks: Iterator[Task], total: int, parts: Parts, progress: Progress | None) -> dict[str, Skip]:
        """Work on all tasks and enter what they give; what could not be worked on comes back, by key."""
        tally = Tally(total, progress)
        lost: dict[str, Skip] = {}
        for wave in _waves(shards(tasks)):
            tally.begun(wave[0].unit.name)
            rows = [
                {"key": t.key, "seen": t.seen, "name": name_bytes(t.unit.name), "form": t.unit.form,
                 "data": t.unit.data, **(asdict(t.before) if t.before else {})}
                for t in wave
            ]  # fmt: skip
            frame = self.session.createDataFrame(pa.Table.from_pylist(rows, _TASK))
            size = sum(len(t.unit.data) for t in wave)
            count = max(self.session.sparkContext.defaultParallelism, size // SHARD_BYTES)
            lost |= self._run(frame.repartition(min(count, len(wave))), parts)
            tally.started += len(wave) - 1
            tally.done(len(wave))
        return lost

    def _listed(self, addresses: Sequence[str]) -> Any:
        reader = self.session.read.format("binaryFile").option("recursiveFileLookup", "true")
        files = reader.load(list(addresses)).select("path", "content")
        return files.mapInArrow(_Lister(self.keys), _spark_schema(_LISTED))

    def _run(self, tasks: Any, parts: Parts) -> dict[str, Skip]:
        worker = _Worker(str(parts.folder.absolute()), self.keys.digest)
        try:
            told = tasks.mapInArrow(worker, _spark_schema(_TOLD)).toArrow().to_pylist()
        except Exception as error:
            parts.read_catalogue()  # what was finished counts
            raise errors.spark_failed(errors.reason(error)) from error
        lost = {row["key"]: _left_out(name_text(row["name"])) for row in told if row["part"] is None}
        found = sorted((row for row in told if row["part"] is not None), key=itemgetter("part"))
        for name, rows in itertools.groupby(found, key=itemgetter("part")):
            parts.enter(name, _in_file_order(parts, name, list(rows)))
        return lost


def _left_out(name: str) -> Skip:
    error = errors.cable_ends_workers(name)
    return Skip(name, error.code, error.message)


def _in_file_order(parts: Parts, name: str, rows: list[dict[str, Any]]) -> Iterable[tuple[str, str]]:
    if not (parts.folder / name).is_file():
        raise errors.spark_failed(f"the part {name} is not in {parts.folder}: do all machines see this folder?")
    table = read_columns(parts.folder / name, ["key", "seen"])
    assert table.num_rows == len({row["key"] for row in rows})
    return zip(table["key"].to_pylist(), table["seen"].to_pylist(), strict=True)


def _waves(found: Iterator[list[Task]]) -> Iterator[list[Task]]:
    wave: list[Task] = []
    size = 0
    for shard in found:
        wave += shard
        size += sum(len(task.unit.data) for task in shard)
        if size >= WAVE_BYTES:
            yield wave
            wave, size = [], 0
    if wave:
        yield wave


@contextmanager
def session(master: str | None) -> Iterator[Any]:
    """A Spark session at this master (MASTER if None). Raises KgError E901 without pyspark, E904 where none starts."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise errors.missing_extra("pyspark", "spark") from None
    where = master or MASTER
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("kg build").master(where)
    builder = builder.config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    # Cables differ in length a hundred times: small batches keep a worker's memory bounded.
    builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "64")
    if where.startswith("local"):
        # On this machine the workers run the kg at hand; elsewhere the one that is installed there.
        package = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
        os.environ["PYTHONPATH"] = path
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        builder = builder.config("spark.executorEnv.PYTHONPATH", path)
    try:
        made = builder.getOrCreate()
    except Exception as error:
        raise errors.spark_failed(errors.reason(error)) from error
    made.sparkContext.setLogLevel("ERROR")
    try:
        yield made
    finally:
        made.stop()


def _spark_schema(schema: pa.Schema) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)


# --- in the workers --------------------------------------------------------------------------------------------------


class _Worker:
    """Works on batches of tasks and tells which part has which keys."""

    def __init__(self, folder: str, digest: str) -> None:
        self.folder = folder
        self.digest = digest

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        if keys().digest != self.digest:
            raise RuntimeError("this machine has another version of kg, its model or its rules")
        tries = self._try_again if _attempt() else self._try
        for told in tries(shards(_tasks(batches))):
            yield from pa.Table.from_pylist(told, _TOLD).to_batches()

    def _try(self, work: Iterator[list[Task]]) -> Iterator[list[dict[str, Any]]]:
        load()
        for shard in work:
            with _alarm() as set_for:
                name = write_part(Path(self.folder), process(shard, set_for))
            yield [{"part": name, "key": task.key, "seen": task.seen} for task in shard]

    def _try_again(self, work: Iterator[list[Task]]) -> Iterator[list[dict[str, Any]]]:
        """The same with somebody else to die for a poisonous cable."""
        parts = Parts(Path(self.folder))
        seen: dict[str, tuple[str, bytes]] = {}

        def noted() -> Iterator[list[Task]]:
            for shard in work:
                seen.update({task.key: (task.seen, name_bytes(task.unit.name)) for task in shard})
                yield shard

        lost = work_apart(noted(), parts)
        yield [
            {"part": parts.part_of(key), "key": key, "seen": one, "name": name if key in lost else None}
            for key, (one, name) in seen.items()
        ]


@contextmanager
def _alarm() -> Iterator[Callable[[Task], None]]:
    """What is to be called before the turn of each task: one that never ends ends this process, and Spark tries again.

    The system does it, since a search that never ends lets no other thread of Python run.
    """
    if not hasattr(signal, "setitimer"):  # Windows
        yield lambda task: None
        return

    def set_for(task: Task) -> None:
        signal.setitimer(signal.ITIMER_REAL, patience(task))

    try:
        yield set_for
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _attempt() -> int:
    """How often the task at hand was lost."""
    from pyspark import TaskContext

    context = TaskContext.get()
    return context.attemptNumber() if context else 0


def _tasks(batches: Iterator[pa.RecordBatch]) -> Iterator[Task]:
    for batch in batches:
        for row in batch.to_pylist():
            unit = Unit(name_text(row["name"]), row["form"], row["data"])
            before = Seen(row["shown"], row["found"]) if row.get("shown") else None
            yield Task(row["key"], row["seen"], unit, before)


class _Lister:
    """From files to units with their keys."""

    def __init__(self, made_with: Keys) -> None:
        self.keys = made_with

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for file in batch.to_pylist():
                rows = [self._row(one) for one in _units(file["path"], file["content"])]
                yield from pa.Table.from_pylist(rows, _LISTED).to_batches(max_chunksize=64)

    def _row(self, one: Unit | Skip) -> dict[str, Any]:
        if isinstance(one, Skip):
            return {"name": name_bytes(one.source), "code": one.code, "message": one.message}
        seen, key = self.keys.of(one)
        return {"key": key, "seen": seen, "name": name_bytes(one.name), "form": one.form, "data": one.data}


def _units(path: str, content: bytes) -> Iterator[Unit | Skip]:
    name = unquote(path.rsplit("/", 1)[-1])
    yield from units_of(Source(io.BytesIO(content), name, Budget.of(len(content))))
