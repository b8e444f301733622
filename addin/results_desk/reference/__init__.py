"""Dated facts with their source, one CSV each: shipped defaults that an officer edits in the desk's workbooks."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `reference/<name>.csv` as text. FileNotFoundError when there is no such list."""
    text = files("results_desk.reference").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
