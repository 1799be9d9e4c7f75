"""``python -m kg.benchmarks NAME [ARGUMENT...]``; without a name, the list of benchmarks."""

from __future__ import annotations

import sys

from kg.benchmarks import BENCHMARKS
from kg.errors import KgError


def main(args: list[str]) -> int:
    """Run one benchmark and print what it found; 0 success, 1 failure, 2 wrong usage."""
    if not args:
        width = max(len(f"{name} {b.arguments}") for name, b in BENCHMARKS.items())
        for name, benchmark in BENCHMARKS.items():
            print(f"{f'{name} {benchmark.arguments}':<{width}}  {benchmark.shows}")
        return 0
    if args[0] not in BENCHMARKS:
        print(f"benchmarks: no benchmark named {args[0]!r}; there are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    try:
        for line in BENCHMARKS[args[0]].run(args[1:]):
            print(line)
    except KgError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    return 0


sys.exit(main(sys.argv[1:]))
