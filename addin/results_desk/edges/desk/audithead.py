"""Where the audit log ended: a small file beside it, written after each line, so that a log that was cut off at its end is noticed.

It is there before the first line, which says so: from then on it may not be missing. The log's line is on the disk before this file
says so: whatever is cut off between the two, the file is behind the log, never ahead of it. Whoever can write both can write both anew;
the file tells of accidents, of an older copy put back, of a line cut away by hand.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from results_desk.edges.atomic import write_atomically
from results_desk.errors import DeskError

HEAD = "audit.head"
SEEN = "head"
"""In a line: the file was there when it was written, so that it may not be missing now."""
_SEEN = f'"{SEEN}": true'.encode()


@dataclass(frozen=True)
class Head:
    """How many lines the log had at least, and the chain of the last of them."""

    lines: int
    chain: str


def head(folder: Path) -> Head | None:
    """What the file says; None where it is missing or says nothing."""
    try:
        said = json.loads((folder / HEAD).read_bytes())
        found = Head(int(said["lines"]), str(said["chain"]))
        return found if found.chain.isascii() else None
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def note(folder: Path, lines: int, chain: str) -> None:
    """Say that the log ends so. A disk that takes no more leaves the file as it was: behind the log, which is no harm."""
    with suppress(OSError, DeskError):
        write_atomically(folder / HEAD, json.dumps({"lines": lines, "chain": chain}).encode() + b"\n")


def begin(folder: Path, log: bytes) -> None:
    """Say that nothing was written yet, where nothing says where the log ended and no line says that something did."""
    if head(folder) is None and _SEEN not in log:
        note(folder, 0, "")


def cut_off(folder: Path, log: bytes) -> str:
    """What is missing of a log that holds this, in words; "" where nothing is."""
    known = head(folder)
    if known is None:
        gone = f"the file {HEAD}, which says where the log ended, is gone: if lines are missing at its end, nothing shows it"
        return gone if _SEEN in log else ""
    if not known.lines or f'"chain": "{known.chain}"'.encode() in log:
        return ""
    return f"lines were cut off at its end: it held at least {known.lines} lines, and the last of them is gone"
