"""What two workers do beside one, and what the machine can do with two processes at all.

Two cores may be two threads of one, share their caches, or belong to somebody else in part: then no two processes do
twice the work of one. How much they do is measured in the same minutes with the bare recogniser, by the clock as all
that is about workers.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median

from kg import errors
from kg.benchmarks.measure import measure
from kg.cable.flat import blocks
from kg.extract import ner
from kg.model import Document

#: One and two workers build all cables so often in turn; of each the shortest counts.
ROUNDS = 2
#: The bare recogniser is given so many words at a time, by one process and by two.
WORDS = 40_000


def two_workers(documents: Sequence[Document], corpus: Path, tenth: Path, scratch: Path) -> Iterator[str]:
    """What two workers do beside one, with all it takes to start them and end, and without."""

    def build(cables: Path, count: int, turn: int = 0) -> tuple[float, float]:
        cost = measure("build", cables, "-o", scratch / f"{cables.name}-{count}-{turn}", "--workers", str(count))
        return cost.clock, cost.cpu

    ones, twos, could = list[tuple[float, float]](), list[tuple[float, float]](), list[float]()
    with _recognisers(documents, scratch) as at_once:
        for turn in range(ROUNDS):
            for count, costs in ((1, ones), (2, twos)):
                could.append(2 * at_once(1) / at_once(2))
                costs.append(build(corpus, count, turn))
    one, two = min(ones), min(twos)
    waiting = f"({os.getloadavg()[0]:.1f} processes ran or waited)"
    yield f"two workers         {one[0] / two[0]:9.2f} times the throughput of one, all included {waiting}"
    said = ", ".join(f"{times:.2f}" for times in sorted(could))
    yield f"  the machine       {median(could):9.2f} times: two bare recognisers at once beside one ({said})"
    small, small2 = build(tenth, 1), build(tenth, 2)
    more, more2 = one[0] - small[0], two[0] - small2[0]
    yield f"  beyond a tenth    {more / more2:9.2f} times: what nine tenths of the cables cost more than one"
    start, start2 = small[0] - more / 9, small2[0] - more2 / 9
    yield f"  to start and end  {start:9.2f} s with one, {start2:.2f} s with two, whatever the number of cables"
    yield f"  CPU               {two[1] / one[1]:9.2f} times that of one"


@contextmanager
def _recognisers(documents: Sequence[Document], scratch: Path) -> Iterator[Callable[[int], float]]:
    """Two processes with the model, and what says how many seconds some of them take, each for the same words."""
    texts, words = list[list[str]](), 0
    for document in cycle(documents):
        texts.append([block.text for block in blocks(document)])
        words += sum(len(text.split()) for text in texts[-1])
        if words >= WORDS:
            break
    path = scratch / "texts"
    path.write_bytes(pickle.dumps(texts))
    program = f"from kg.benchmarks.workers import recognise; recognise({str(path)!r})"

    def at_once(count: int) -> float:
        begun = time.monotonic()
        for process in processes[:count]:
            _tell(process)
        for process in processes[:count]:
            _hear(process)
        return time.monotonic() - begun

    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            )
            for _ in range(2)
        ]
        for process in processes:
            _hear(process)
        yield at_once
        # Without a question more they end.


def _tell(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin
    process.stdin.write(b"\n")
    process.stdin.flush()


def _hear(process: subprocess.Popen[bytes]) -> None:
    assert process.stdout
    if not process.stdout.readline():
        raise errors.internal(RuntimeError("a recogniser ended"))


def recognise(path: str) -> None:
    """In such a process: see all names whenever a line comes, and answer with one."""
    cables = pickle.loads(Path(path).read_bytes())
    nlp = ner.load_model()
    ner.predict(nlp, cables[0])
    print(flush=True)
    for _ in sys.stdin:
        for texts in cables:
            ner.predict(nlp, texts)
        print(flush=True)
