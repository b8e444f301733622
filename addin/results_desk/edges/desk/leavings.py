"""What a killed run left in a desk under passing names: half-written files, which nothing reads, and files it was about to write over."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_PASSING = re.compile(r"\.[0-9a-f]{16}\.tmp")
"""The names that `atomic.write_atomically` writes under."""
_GOING = re.compile(r"\.[0-9a-f]{16}\.going")
"""The names that `vault.shred` writes files over under."""


def sweep(folder: Path) -> int:
    """Take them out of a desk that nobody else writes to now. Returns how many there were; links are not followed."""
    found = [(inside, name) for inside, _, names in os.walk(folder) for name in names]
    passing = [os.path.join(*where) for where in found if _PASSING.fullmatch(where[1])]
    going = [os.path.join(*where) for where in found if _GOING.fullmatch(where[1])]
    _each(passing, os.unlink)
    if going:
        from results_desk.edges.desk.vault import shred

        _each(going, lambda path: shred(Path(path)))
    return len(passing) + len(going)


def _each(paths: list[str], take_away: Callable[[str], object]) -> None:
    for path in paths:
        with suppress(OSError):
            take_away(path)
