"""What to say of lines that a colleague changed between our reading and our writing."""

from __future__ import annotations

from collections.abc import Iterable

from results_desk.errors import Problem
from results_desk.port import Key
from results_desk.tables.tracking_log import BOOK


def left_alone(stale: Iterable[Key]) -> tuple[Problem, ...]:
    """A problem for each line that was left as it is."""
    said, way_out = "it was changed or taken away meanwhile, so it was left as it is.", "Look at the line and run this again."
    names = (", ".join(filter(None, key)) for key in stale)
    return tuple(Problem(BOOK, 0, "Line ID", f"Line {name}: {said}", way_out, kept=True) for name in names)
