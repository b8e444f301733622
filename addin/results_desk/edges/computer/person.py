"""The person at the keyboard, where there is one: a yes, or a password that is not shown and not kept."""

from __future__ import annotations

import getpass
import sys


def is_there() -> bool:
    """Whether somebody can be asked."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def says_yes(question: str) -> bool:
    """Ask, on the error stream: standard output belongs to the answer of the program."""
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def password(question: str) -> str:
    """Ask for a password; "" when none is typed."""
    return getpass.getpass(f"{question}: ", stream=sys.stderr)
