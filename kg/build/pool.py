"""Workers: processes of their own that do shards of a work: extraction, or putting the files together.

A work names a function and hands out shards of tasks; a worker calls the function for one shard after the other. Where
a worker dies, or is stuck, its shard is tried again: the task at which it was is then given to a worker alone, and if
that one ends as well, the task is lost, and the work says what becomes of it. Workers are spawned when the first work
needs them, and live until the pool is closed. They ignore Ctrl-C, which is for the process that leads them, and end
when that process is gone, however it ended. A shard goes to its worker as a file, and its result comes back as one: the
leading process must never wait for somebody to take what it sends, or to send the rest.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from kg import errors
from kg.build.lean import seldom, without_extras

#: A worker is stuck if it takes longer than so many seconds to start.
START = 300.0
#: So many workers may end before they are ready; then something is wrong with all of them.
MOST_STILLBORN = 3


class Work(Protocol):
    """What is to be done, in shards of tasks that do not depend on each other."""

    @property
    def function(self) -> Callable[[Any, Any, Callable[[], None]], Any]:
        """Gives the result of a shard from what is common to all, the shard, and what it may call before the turn of
        each task. It has a name in a module, and what it does is the same when it is done again."""

    @property
    def common(self) -> Any:
        """See there."""

    @property
    def prepare(self) -> Callable[[], object]:
        """What a worker calls once, before it is given anything."""

    def shards(self) -> Iterator[Sequence[Any]]:
        """The shards; the next one is asked for when there is somebody to do it soon."""

    def seconds(self, task: Any) -> float:
        """How long a worker may take for this task before it counts as stuck."""

    def begun(self, task: Any) -> None:
        """A task's turn has come."""

    def done(self, shard: Sequence[Any], result: Any) -> None:
        """A shard is done."""

    def lost(self, task: Any) -> None:
        """This task ended two workers."""


def alone(work: Work) -> None:
    """Do all of it in this process."""
    for shard in work.shards():
        here(work, shard)


def here(work: Work, shard: Sequence[Any]) -> None:
    """Do one shard in this process."""
    turns = iter(shard)
    work.done(shard, work.function(work.common, shard, lambda: work.begun(next(turns))))


class _Worker:
    """A process and what it has to do."""

    def __init__(self, tmp: Path, prepare: Callable[[], object]) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, prepare), daemon=True)
        with _no_ctrl_c():
            self.process.start()
        theirs.close()
        self.file = tmp / str(self.process.pid)
        self.ready = False
        self.shard: Sequence[Any] = ()
        self.at = 0  # how many of the shard were begun
        self.deadline = time.monotonic() + START

    @property
    def idle(self) -> bool:
        return self.ready and not self.shard

    def give(self, work: Work, common: Path, shard: Sequence[Any]) -> None:
        self.shard, self.at = shard, 0
        self.deadline = time.monotonic() + work.seconds(shard[0])
        self.file.write_bytes(pickle.dumps((work.function, shard), pickle.HIGHEST_PROTOCOL))
        self.connection.send((str(self.file), str(common)))

    def begun(self, work: Work) -> Any:
        """Let the worker have the time it may need for its next task."""
        self.at += 1
        task = self.shard[self.at - 1]
        self.deadline = time.monotonic() + work.seconds(task)
        return task

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()
        self.file.unlink(missing_ok=True)


class Pool:
    """The leading side: at most ``count`` workers, whose files lie in ``folder``, which nobody else can write to."""

    def __init__(self, folder: Path, count: int) -> None:
        self.count = count
        self.workers: list[_Worker] = []
        self._folder = folder
        self._tmp: TemporaryDirectory[str] | None = None
        self._works = 0
        self._next: Sequence[Any] | None = None
        self._again: deque[Sequence[Any]] = deque()
        self._suspects: list[Any] = []
        self._stillborn = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            worker.end()
        self.workers = []
        if self._tmp:
            self._tmp.cleanup()

    def run(self, work: Work, most: int | None = None, meanwhile: Iterator[None] | None = None) -> None:
        """Do all of it, with ``most`` workers at most; ``meanwhile``, in steps, what this process can do while it has
        nobody to listen to.

        Raises KgError as the work does, and E902 where no worker can be started.
        """
        self._tmp = self._tmp or TemporaryDirectory(dir=self._folder)
        self._works += 1
        common = Path(self._tmp.name) / f"common-{self._works}"
        common.write_bytes(pickle.dumps(work.common, pickle.HIGHEST_PROTOCOL))
        count = min(self.count, most or self.count)
        shards, steps = work.shards(), meanwhile or iter(())
        while self._hand_out(work, shards, common, count):
            self._listen(work, steps)
        self._suspects = []
        common.unlink()

    def _hand_out(self, work: Work, shards: Iterator[Sequence[Any]], common: Path, count: int) -> bool:
        """Give every idle worker a shard and have the next one ready; whether anybody has something to do."""
        idle = [w for w in self.workers if w.idle]
        while (shard := self._shard(shards)) and idle:
            worker = idle.pop()
            self._next = None
            try:
                worker.give(work, common, shard)
            except OSError:
                self._buried(work, worker)
        while self._next and len(self.workers) < count:
            self.workers.append(_Worker(common.parent, work.prepare))
        return bool(self._next) or any(w.shard for w in self.workers)

    def _shard(self, shards: Iterator[Sequence[Any]]) -> Sequence[Any] | None:
        if self._next is None:
            self._next = self._again.popleft() if self._again else next(shards, None)
        return self._next

    def _listen(self, work: Work, steps: Iterator[None]) -> None:
        awaited = {w.connection: w for w in self.workers if not w.idle}
        heard = wait(list(awaited), timeout=0)
        if not heard and next(steps, self) is self:
            left = min(w.deadline for w in awaited.values()) - time.monotonic()
            heard = wait(list(awaited), timeout=max(0.0, min(left, 5.0)))
        for connection in heard:
            assert isinstance(connection, Connection)
            try:
                self._hear(work, awaited[connection], *connection.recv())
            except (EOFError, OSError):
                self._buried(work, awaited[connection])
        for worker in [w for w in self.workers if not w.idle and time.monotonic() > w.deadline]:
            if not worker.connection.poll():  # it was this process that had something else to do
                self._buried(work, worker)

    def _hear(self, work: Work, worker: _Worker, word: str, *rest: object) -> None:
        if word == "ready":
            worker.ready = True
            self._stillborn = 0
        elif word == "begun":
            work.begun(worker.begun(work))
        elif word == "failed":
            error = rest[0]
            assert isinstance(error, errors.KgError)
            raise error
        else:
            work.done(worker.shard, pickle.loads(worker.file.read_bytes()))
            worker.shard = ()

    def _buried(self, work: Work, worker: _Worker) -> None:
        """A worker is gone, or has to go. What it had is to be done again, the suspect by itself."""
        worker.end()
        self.workers.remove(worker)
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn >= MOST_STILLBORN:
                raise errors.no_workers()
            return
        shard, at = worker.shard, max(worker.at - 1, 0)
        suspect = shard[at]
        if any(suspect is one for one in self._suspects):
            work.lost(suspect)
        else:
            self._suspects.append(suspect)
            self._again.append([suspect])
        if rest := [*shard[:at], *shard[at + 1 :]]:
            self._again.append(rest)


# --- in the worker ---------------------------------------------------------------------------------------------------


def _serve(leader: Connection, prepare: Callable[[], object]) -> None:
    """Do the shards that come, until no more do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    without_extras()
    with seldom(), contextlib.suppress(EOFError, OSError):
        try:
            prepare()
            leader.send(("ready",))
            known, common = "", None
            while True:
                name, of = leader.recv()
                if of != known:
                    known, common = of, pickle.loads(Path(of).read_bytes())
                function, shard = pickle.loads(Path(name).read_bytes())
                try:
                    result = function(common, shard, lambda: leader.send(("begun",)))
                    Path(name).write_bytes(pickle.dumps(result, pickle.HIGHEST_PROTOCOL))
                except OSError as error:
                    raise errors.cannot_write(Path(name).parent, errors.reason(error)) from error
                leader.send(("done",))
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
