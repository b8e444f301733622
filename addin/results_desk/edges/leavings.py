"""What a killed run left in a desk: half-written files under their passing names, which nothing reads and nobody should find."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

_PASSING = re.compile(r"\.[0-9a-f]{16}\.tmp")
"""The names that `package.write_atomically` writes under."""


def sweep(folder: Path) -> int:
    """Take them out of a desk that nobody else writes to now. Returns how many there were; links are not followed."""
    found = [os.path.join(inside, name) for inside, _, names in os.walk(folder) for name in names if _PASSING.fullmatch(name)]
    for path in found:
        with suppress(OSError):
            os.unlink(path)
    return len(found)
