"""Workers: processes of their own that work on shards of cables and write the parts.

A shard is a few dozen cables, fewer towards the end, so that all workers end together. A worker that dies, or is stuck,
costs its shard a second try: the cable at which it was is then given to a worker alone, and if that one ends as well,
the cable is reported and left out. Workers are spawned, ignore Ctrl-C, which is for the process that leads them, and
end when that process is gone, however it ended. A shard goes to its worker as a file: the leading process must never
wait for somebody to take what it sends.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path

from kg import errors
from kg.build.garbage import seldom
from kg.build.parts import Parts, write_part
from kg.build.progress import Progress, Tally
from kg.build.rows import Task
from kg.build.work import process
from kg.read import Skip

#: Where a shard ends: bytes of cables (about 80,000 words), or cables.
SHARD_BYTES, SHARD_TASKS = 512 * 1024, 64
#: Of what is left a worker gets one of so many equal shares at a time, but never fewer cables than this.
SHARES, LEAST = 2, 4
#: Fewer cables than this are worked on in the leading process: to start workers costs more.
FEW = 12
#: A worker is stuck if a cable takes longer than so many seconds, and a second for every so many bytes of it; or if
#: it takes longer than so many seconds to start.
PATIENCE, BYTES_A_SECOND, START = 60.0, 5_000, 300.0
#: So many workers may end before they are ready; then something is wrong with all of them.
MOST_STILLBORN = 3


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


def work_on(
    tasks: Iterator[Task], total: int, parts: Parts, workers: int, progress: Progress | None
) -> dict[str, Skip]:
    """Work on all tasks, ``total`` of them, with so many workers (0: in this process), and enter what they give.

    What could not be worked on comes back, by key. Raises KgError for what is wrong with model or rules, and E902 where
    no worker can be started.
    """
    tally = Tally(total, progress)
    if workers and total >= FEW:
        pool = _Pool(parts, min(workers, -(-total // LEAST)), tally)
        return pool.run(shards(tasks, pool.share))
    for shard in shards(tasks):
        parts.add(process(shard, lambda task: tally.begun(task.unit.name)))
        tally.done(len(shard))
    return {}


def work_apart(work: Iterator[list[Task]], parts: Parts) -> dict[str, Skip]:
    """As work_on, shard by shard in one process beside this one: whatever a cable does to it, this one goes on."""
    return _Pool(parts, 1, Tally(0, None)).run(work)


class _Worker:
    """A process and what it has to do."""

    def __init__(self, folder: Path, tmp: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, str(folder)), daemon=True)
        with _no_ctrl_c():
            self.process.start()
        theirs.close()
        self.file = tmp / str(self.process.pid)
        self.ready = False
        self.shard: list[Task] = []
        self.at = 0  # how many of the shard were begun
        self.deadline = time.monotonic() + START

    @property
    def idle(self) -> bool:
        return self.ready and not self.shard

    def give(self, shard: list[Task]) -> None:
        self.shard, self.at = shard, 0
        self.wait_for(shard[0])
        self.file.write_bytes(pickle.dumps(shard))
        self.connection.send(str(self.file))

    def begun(self) -> Task:
        self.at += 1
        task = self.shard[self.at - 1]
        self.wait_for(task)
        return task

    def wait_for(self, task: Task) -> None:
        """Let the worker have the time it may need for this cable."""
        self.deadline = time.monotonic() + PATIENCE + len(task.unit.data) / BYTES_A_SECOND

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()
        self.file.unlink(missing_ok=True)


class _Pool:
    """The leading side."""

    def __init__(self, parts: Parts, count: int, tally: Tally) -> None:
        self.parts = parts
        self.tally = tally
        self.count = count
        self.workers: list[_Worker] = []
        self.left = tally.total  # cables that are in no shard yet
        self.next: list[Task] | None = None
        self.again: deque[list[Task]] = deque()
        self.suspects: set[str] = set()
        self.lost: dict[str, Skip] = {}
        self.stillborn = 0

    def share(self) -> int:
        """How many cables the next shard may have."""
        return max(LEAST, self.left // (SHARES * self.count))

    def run(self, work: Iterator[list[Task]]) -> dict[str, Skip]:
        with tempfile.TemporaryDirectory(dir=self.parts.tmp) as tmp:
            try:
                while self._hand_out(work, Path(tmp)):
                    self._listen()
            finally:
                for worker in self.workers:
                    worker.end()
        return self.lost

    def _hand_out(self, work: Iterator[list[Task]], tmp: Path) -> bool:
        """Give every idle worker a shard and have the next one ready; whether anybody has something to do."""
        idle = [w for w in self.workers if w.idle]
        while (shard := self._next(work)) and idle:
            worker = idle.pop()
            self.next = None
            try:
                worker.give(shard)
            except OSError:
                self._buried(worker)
        while self.next and len(self.workers) < self.count:
            self.workers.append(_Worker(self.parts.folder, tmp))
        return bool(self.next) or any(w.shard for w in self.workers)

    def _next(self, work: Iterator[list[Task]]) -> list[Task] | None:
        if self.next is None and self.again:
            self.next = self.again.popleft()
        elif self.next is None and (shard := next(work, None)):
            self.next = shard
            self.left -= len(shard)
        return self.next

    def _listen(self) -> None:
        awaited = {w.connection: w for w in self.workers if not w.idle}
        left = min(w.deadline for w in awaited.values()) - time.monotonic()
        for connection in wait(list(awaited), timeout=max(0.0, min(left, 5.0))):
            assert isinstance(connection, Connection)
            try:
                self._hear(awaited[connection], *connection.recv())
            except (EOFError, OSError):
                self._buried(awaited[connection])
        for worker in [w for w in self.workers if not w.idle and time.monotonic() > w.deadline]:
            self._buried(worker)

    def _hear(self, worker: _Worker, word: str, *rest: object) -> None:
        if word == "ready":
            worker.ready = True
            self.stillborn = 0
        elif word == "begun":
            self.tally.begun(worker.begun().unit.name)
        elif word == "failed":
            error = rest[0]
            assert isinstance(error, errors.KgError)
            raise error
        else:
            self.parts.enter(str(rest[0]), [(task.key, task.seen) for task in worker.shard])
            self.tally.done(len(worker.shard))
            worker.shard = []

    def _buried(self, worker: _Worker) -> None:
        """A worker is gone, or has to go. What it had is to be done again, the suspect by itself."""
        worker.end()
        self.workers.remove(worker)
        shard = worker.shard
        if not worker.ready:
            self.stillborn += 1
            if self.stillborn >= MOST_STILLBORN:
                raise errors.no_workers()
            return
        at = max(worker.at - 1, 0)
        suspect = shard[at]
        if suspect.key in self.suspects:
            error = errors.cable_ends_workers(suspect.unit.name)
            self.lost[suspect.key] = Skip(suspect.unit.name, error.code, error.message)
            self.tally.done(1)
        else:
            self.suspects.add(suspect.key)
            self.again.append([suspect])
        rest = [*shard[:at], *shard[at + 1 :]]
        if rest:
            self.again.append(rest)


# --- in the worker ---------------------------------------------------------------------------------------------------


def _serve(leader: Connection, folder: str) -> None:
    """Work on the shards that come, until no more do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from kg import extract

    with seldom(), contextlib.suppress(EOFError, OSError):
        try:
            extract.load()
            leader.send(("ready",))
            while True:
                shard: list[Task] = pickle.loads(Path(leader.recv()).read_bytes())
                rows = process(shard, lambda task: leader.send(("begun",)))
                leader.send(("done", write_part(Path(folder), rows)))
        except errors.KgError as error:
            leader.send(("failed", error))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@contextlib.contextmanager
def _no_ctrl_c() -> Iterator[None]:
    """A process started here never hears Ctrl-C, not even while it imports; this one hears it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
