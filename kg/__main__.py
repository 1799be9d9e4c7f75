"""The entry point of the ``kg`` command; ``python -m kg`` is the same."""

from __future__ import annotations

import gc
import signal
import sys


def main() -> None:
    """Run the command line. Ctrl-C ends it quietly from here on, also while the first modules are read."""
    heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # else whoever started us had it ignored
    if heard:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from kg.build.lean import OFTEN, one_thread, plain_memory
    from kg.cli import run

    gc.set_threshold(*OFTEN)
    one_thread()
    plain_memory()
    if heard:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    code = run(sys.argv[1:])
    # The interpreter ends by looking for cycles among all that was ever loaded: a sixth of what one cable takes.
    gc.freeze()
    sys.exit(code)


if __name__ == "__main__":
    main()
