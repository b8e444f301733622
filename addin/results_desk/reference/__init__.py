"""Dated facts with their source, one CSV each: shipped defaults that an officer edits in the desk's workbooks."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `reference/<name>.csv` as text. FileNotFoundError when there is no such list."""
    with files(__package__).joinpath(f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))
