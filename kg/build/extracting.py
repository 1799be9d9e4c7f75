"""The work on the cables in shards: here, or by workers (see kg.build.pool), who write the parts.

A shard is a few dozen cables, fewer towards the end, so that all workers end together. A cable that ends two workers is
reported and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg import errors
from kg.build.parts import Parts, write_part
from kg.build.pool import Pool, alone
from kg.build.progress import Progress, Tally
from kg.build.rows import Task
from kg.build.work import load, process
from kg.read import Skip

#: Where a shard ends: bytes of cables (about 80,000 words), or cables.
SHARD_BYTES, SHARD_TASKS = 512 * 1024, 64
#: Of what is left a worker gets one of so many equal shares at a time, but never fewer cables than this.
SHARES, LEAST = 2, 4
#: Fewer cables than this are worked on in the leading process: to start workers costs more.
FEW = 12
#: A worker is stuck if a cable takes longer than so many seconds, and a second for every so many bytes of it.
PATIENCE, BYTES_A_SECOND = 60.0, 5_000


def shards(tasks: Iterator[Task], most: Callable[[], int] | None = None) -> Iterator[list[Task]]:
    """The tasks in order, some at a time; no more are in memory than the shards handed out hold.

    ``most`` says how many tasks the shard may have that is begun.
    """
    for first in tasks:
        shard, size = [first], len(first.unit.data)
        limit = min(SHARD_TASKS, most()) if most else SHARD_TASKS
        while size < SHARD_BYTES and len(shard) < limit and (task := next(tasks, None)):
            shard.append(task)
            size += len(task.unit.data)
        yield shard


def patience(task: Task) -> float:
    """How many seconds a cable may take; who takes longer is stuck."""
    return PATIENCE + len(task.unit.data) / BYTES_A_SECOND


def work_on(
    tasks: Iterator[Task],
    total: int,
    parts: Parts,
    pool: Pool,
    progress: Progress | None,
    meanwhile: Iterator[None] | None = None,
) -> dict[str, Skip]:
    """Work on all tasks, ``total`` of them, and enter what they give; ``meanwhile`` as in Pool.run.

    What could not be worked on comes back, by key. Raises KgError for what is wrong with model or rules, and E902 where
    no worker can be started.
    """
    work = _Extracting(parts, Tally(total, progress))
    if pool.count and total >= FEW:
        count = min(pool.count, -(-total // LEAST))
        work.handed_out = shards(tasks, lambda: max(LEAST, work.left // (SHARES * count)))
        pool.run(work, count, meanwhile)
    else:
        work.handed_out = shards(tasks)
        alone(work)
    return work.without


def work_apart(handed_out: Iterator[list[Task]], parts: Parts) -> dict[str, Skip]:
    """As work_on, shard by shard in one process beside this one: whatever a cable does to it, this one goes on."""
    work = _Extracting(parts, Tally(0, None))
    work.handed_out = handed_out
    with Pool(parts.tmp, 1) as pool:
        pool.run(work)
    return work.without


def _extracted(folder: Path, shard: Sequence[Task], begun: Callable[[], None]) -> str:
    """Work on a shard; the name of its part."""
    return write_part(folder, process(shard, lambda task: begun()))


class _Extracting:
    """Shards of cables, for kg.build.pool."""

    def __init__(self, parts: Parts, tally: Tally) -> None:
        self.function, self.common, self.prepare = _extracted, parts.folder, load
        self.parts = parts
        self.tally = tally
        self.left = tally.total  # cables that are in no shard yet
        self.handed_out: Iterator[list[Task]] = iter(())
        self.without: dict[str, Skip] = {}

    def shards(self) -> Iterator[list[Task]]:
        for shard in self.handed_out:
            self.left -= len(shard)
            yield shard

    def seconds(self, task: Task) -> float:
        return patience(task)

    def begun(self, task: Task) -> None:
        self.tally.begun(task.unit.name)

    def done(self, shard: Sequence[Task], result: str) -> None:
        self.parts.enter(result, [(task.key, task.seen) for task in shard])
        self.tally.done(len(shard))

    def lost(self, task: Task) -> None:
        error = errors.cable_ends_workers(task.unit.name)
        self.without[task.key] = Skip(task.unit.name, error.code, error.message)
        self.tally.done(1)
