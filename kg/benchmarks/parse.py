"""How fast cables are read: all fields and the layout, from bytes to Documents.

The cables of a folder are read over and over from memory. The floor of the machine, what Python needs to decode the
same bytes and split them into lines, is measured in the same run: the ratio to it holds from machine to machine. Last,
one telegram is made longer and longer, which shows whether time grows with size and no faster.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg import errors
from kg.data import data_dir
from kg.model import Document
from kg.read.decode import to_text
from kg.read.formats import documents
from kg.read.source import Budget, Source
from kg.read.walk import File, walk

#: Measured for so many CPU-seconds; the best of ROUNDS rounds counts, for whatever else runs only takes away.
SECONDS = 2.0
ROUNDS = 3
#: The sizes a telegram is brought to, in kB.
SIZES = (100, 200, 400, 800, 1600)


def run(args: Sequence[str]) -> Iterator[str]:
    """The lines of the report; ``args`` is a folder of cables, the annotated cables of kg itself where it is empty."""
    folder = Path(args[0]) if args else data_dir() / "gold"
    cables = [(name, data) for name, data in _files(folder) if _documents(name, data)]
    if not cables:
        raise errors.nothing_readable([folder], [])
    count = sum(_documents(name, data) for name, data in cables)
    size = sum(len(data) for _, data in cables) / 1e6
    yield f"{count} documents, {size:.2f} MB, in {len(cables)} files of {folder.name}"
    read = _rate(lambda: [_documents(name, data) for name, data in cables])
    floor = _rate(lambda: [to_text(data).split("\n") for _, data in cables])
    yield f"read   {read * count:9.0f} documents, {read * size:7.2f} MB per CPU-second"
    yield f"floor  {floor * count:9.0f} documents, {floor * size:7.2f} MB per CPU-second (decoding and splitting lines)"
    yield f"ratio  {floor / read:9.1f} times the floor"
    yield "time by size of one telegram:"
    before = 0.0
    for kilobytes in SIZES:
        data = _telegram(kilobytes * 1000)
        spent = min(_spent(lambda data=data: _documents("x", data)) for _ in range(ROUNDS))  # type: ignore[misc]
        growth = f"{spent / before:5.2f} times the time for twice the size" if before else ""
        speed = len(data) / spent / 1e6
        yield f"{kilobytes:6} kB {spent * 1000:9.1f} ms {speed:7.2f} MB per CPU-second  {growth}".rstrip()
        before = spent


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for found in walk([folder]):
        if isinstance(found, File):
            yield found.path.name, found.path.read_bytes()


def _documents(name: str, data: bytes) -> int:
    """How many cables these bytes give; notes that lie beside them do not count."""
    source = Source(io.BytesIO(data), name, Budget.of(len(data)))
    return sum(isinstance(found, Document) and found.format != "plain" for found in documents(source))


def _spent(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return max(time.process_time() - start, 1e-9)


def _rate(work: Callable[[], object]) -> float:
    """How many times in a CPU-second ``work`` is done."""
    work()
    best = 0.0
    for _ in range(ROUNDS):
        done, spent = 0, 0.0
        while spent < SECONDS / ROUNDS:
            spent += _spent(work)
            done += 1
        best = max(best, done / spent)
    return best


def _telegram(size: int) -> bytes:
    """An invented telegram of so many bytes."""
    head = (
        "VZCZCXRO0001\nRR RUEHKT\nDE RUEHKT #0012/01 0691200\nZNR UUUUU ZZH\nR 101200Z MAR 09\nFM AMCONSUL KARELT\n"
        "TO RUEHC/SECSTATE WASHDC 0001\nUNCLAS KARELT 000012\n\nSIPDIS\n\nE.O. 12958: N/A\nTAGS: ETRD EWWT\n"
        "SUBJECT: HARBOUR TALKS RESUME\n\nREF: KARELT 9\n\n"
    )
    lines = (
        "Talks with the Ostvale Harbour Bureau went on, said\nDirector Ana Marlow.  She left early, and met the\n" * 3
    )
    parts = [head]
    length = len(head)
    number = 0
    while length < size:
        number += 1
        parts.append(f"{number}. (SBU) {lines}\nShips Come Back {number}\n---------------\n\n")
        length += len(parts[-1])
    return "".join([*parts, f"{number + 1}. (U) They left.\nMERTON\n"]).encode()
