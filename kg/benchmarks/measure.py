"""What one run of kg costs, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from kg import errors


class Cost(NamedTuple):
    """CPU seconds of a process and its children, seconds by the clock, peak memory of the largest in MB."""

    cpu: float
    clock: float
    memory: float


def measure(*args: str | Path) -> Cost:
    """One run of kg in a process of its own, with its modules compiled as those of an installed package are."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    clock = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", *map(str, args)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env
    )
    # Of the process and of all below it that it has waited for.
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise errors.internal(RuntimeError(f"kg {args[0]} ended with {process.returncode}"))
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - clock, used.ru_maxrss / 1024)
