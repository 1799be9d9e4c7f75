"""How much work something takes, told without a clock: machines are busy, and seconds are for ``kg.benchmarks``.

Calls of functions can be counted, and are as many each time. The steps of a regular expression cannot: there a text is
so long that a pattern whose steps grow with the square of it would need minutes, and an alarm at a limit far above what
a linear one needs (in CPU time, which others do not use up) ends it.
"""

from __future__ import annotations

import contextlib
import gc
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

Pattern = re.Pattern[str] | re.Pattern[bytes]

#: Four times the size may take so many times the calls; what grows with the square takes sixteen times.
QUADRUPLE = 6
#: Characters of a text for a pattern whose repeats have no end. For so many blanks "[ ]+y" needs 70 s CPU where others
#: use the processors as well; the slowest pattern of ours 1.1 s, most some milliseconds.
LONG = 300_000
#: For a pattern all of whose repeats have an end: from each place it takes so many steps at most, and no more in a
#: longer text. But they must not be many millions.
SHORT = 20_000
#: Seconds of CPU.
LIMIT = 12.0


def calls(work: Callable[[], object]) -> int:
    """How many functions ``work`` calls, those of C as well."""
    seen = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal seen
        seen += event in {"call", "c_call"}

    before, collecting = sys.getprofile(), gc.isenabled()
    gc.disable()  # what is called when something is taken away belongs to somebody else
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
        if collecting:
            gc.enable()
    return seen


def check_calls_grow_with_size(work: Callable[[int], Callable[[], object]], size: int) -> None:
    """Four times the size takes about four times the calls; ``work`` makes what is to be done from a size."""
    work(size // 4)()  # what is loaded once, and kept
    few, many = calls(work(size)), calls(work(4 * size))
    assert many <= QUADRUPLE * max(few, 100), f"{many} calls instead of {few} for four times the size"


def comes_back(what: str, limit: float = LIMIT) -> contextlib.AbstractContextManager[None]:
    """Fails if what is done within takes more than ``limit`` seconds of this process's CPU time."""
    return _alarm("VTALRM", "VIRTUAL", limit, f"{what}: not done after {limit} s of CPU time")


def ends(what: str) -> contextlib.AbstractContextManager[None]:
    """Fails if what is waited for within, which takes a second or two, has not come after two minutes by the clock."""
    return _alarm("ALRM", "REAL", 120, f"{what}: nothing after two minutes")


@contextlib.contextmanager
def _alarm(name: str, timer: str, limit: float, message: str) -> Iterator[None]:
    if not hasattr(signal, "setitimer"):  # not on this platform; the others look
        yield
        return

    def over(*_: object) -> None:
        pytest.fail(message, pytrace=False)

    number, which = getattr(signal, f"SIG{name}"), getattr(signal, f"ITIMER_{timer}")
    before = signal.signal(number, over)
    signal.setitimer(which, limit)
    try:
        yield
    finally:
        signal.setitimer(which, 0)
        signal.signal(number, before)


def endless(pattern: Pattern) -> bool:
    """Whether a repeat of the pattern has no upper bound."""

    def looked_through(part: Any) -> bool:
        if isinstance(part, tuple) and len(part) == 2 and part[0] in _REPEATS and part[1][1] == _constants.MAXREPEAT:
            return True
        return isinstance(part, tuple | list | _parser.SubPattern) and any(map(looked_through, part))

    return looked_through(_parser.parse(pattern.pattern, pattern.flags))


_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)


def repeated(piece: str, size: int) -> str:
    """So many characters of it, over and over."""
    return (piece * (size // len(piece) + 1))[:size]


def check_pattern(name: str, pattern: Pattern, pieces: Mapping[str, str], limit: float = LIMIT) -> None:
    """A pattern takes no more time than grows with the text, made of any of these pieces."""
    size = LONG if endless(pattern) else SHORT
    for what, piece in pieces.items():
        text = repeated(piece, size) + "x"
        subject: Any = text if isinstance(pattern.pattern, str) else text.encode()
        with comes_back(f"{name}, {size} characters of {what}", limit):
            pattern.match(subject)
            pattern.fullmatch(subject)
            for _ in pattern.finditer(subject):
                pass


def until(met: Callable[[], object]) -> bool:
    """Waits for something that comes soon; whether it came within two minutes, however busy the machine is."""
    end = time.monotonic() + 120
    while not met():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
