"""The shipped reference lists as rows of the desk's tables, the way a new June 2024 desk holds them."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

from results_desk import reference

Row = dict[str, object]
SEED = Path(__file__).parent / "reference"
"""The tables of the text that the project started from, as data."""


def rows(name: str) -> list[Row]:
    """The rows of `reference/<name>.csv` under the headings of their table, dates as dates, numbers as numbers."""
    return [{_heading(field): _value(field, text) for field, text in row.items()} for row in reference.rows(name)]


def seed(name: str) -> list[dict[str, str]]:
    """The rows of one of the seed's tables, as text."""
    with (SEED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _heading(field: str) -> str:
    return field.replace("_", " ").capitalize()


def _value(field: str, text: str) -> object:
    if field == "at":
        return datetime.fromisoformat(text)
    if field == "deadline":
        return date.fromisoformat(text) if text else None
    if field == "target_days":
        return int(text) if text else None
    return text


RELEASES = rows("release_times")
DEADLINES = rows("deadlines")
LEVELS = rows("levels")
SERVICES = rows("services")
BODIES = rows("awarding_bodies")
