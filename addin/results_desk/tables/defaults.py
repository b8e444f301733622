"""What a table holds before anybody typed in it: the rows of its list in `reference/`, as values of its columns' kinds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from results_desk import reference
from results_desk.tables.words import Kind, Table

if TYPE_CHECKING:
    import pandas as pd


def template_rows(table: Table) -> pd.DataFrame | None:
    """The rows that stand in the shipped workbook: those that no series changes. None where the table starts blank."""
    return _frame(table, reference.rows(table.facts)) if table.facts and table.rolls != "series" else None


def series_rows(table: Table, series: str) -> pd.DataFrame:
    """The rows of one series; where `reference/` has none, the lines of the first series without what is dated, to be filled.

    For a table that is filled from the facts of a series. Of a column that `reference/` does not name the values are blank.
    """
    facts = reference.rows(table.facts)
    ours = [row for row in facts if row["series"] == series]
    return _frame(table, ours or [_undated(row, series) for row in facts if row["series"] == facts[0]["series"]])


def _undated(row: Mapping[str, str], series: str) -> dict[str, str]:
    return {**row, "series": series} | {name: "" for name in ("deadline", "at", "date", "source", "basis") if name in row}


def _frame(table: Table, rows: tuple[dict[str, str], ...] | list[dict[str, str]]) -> pd.DataFrame:
    import pandas as pd

    typed = [column for column in table.columns if not column.formula]
    values = [[_value(column.kind, row.get(_field(column.heading), "")) for column in typed] for row in rows]
    return pd.DataFrame(values, columns=[column.heading for column in typed], dtype=object)


def _field(heading: str) -> str:
    """The name of a heading's column in a list: `Cover person` is cover_person, `Offered?` offered."""
    return heading.lower().replace(" ", "_").strip("?")


def _value(kind: Kind, text: str) -> object:
    if kind in ("code", "text"):
        return text
    if not text:
        return None
    if kind == "money":
        return Decimal(text)
    return {"date": date.fromisoformat, "moment": datetime.fromisoformat}.get(kind, int)(text)
