"""`python -m results_desk`: the command line; `run` is what the add-in starts, and loads no more than a button needs."""

from __future__ import annotations

import sys


def start() -> None:
    """Start the one or the other."""
    if sys.argv[1:2] == ["run"]:
        from results_desk.doors.ribbon import main as ribbon

        ribbon(sys.argv[2:])
    else:
        from results_desk.doors.cli import main

        main()


if __name__ == "__main__":
    start()
