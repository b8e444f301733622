"""What an action changed in the tables that keep a history, and the rows it makes in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from results_desk import tables
from results_desk.port import Key


@dataclass(frozen=True)
class Change:
    """One cell: table, key of its row, heading, the values before and after. Without key and heading: rows that were added."""

    table: str
    key: Key
    heading: str
    old: object
    new: object


@dataclass(frozen=True)
class By:
    """When (naive, UK time), who, by which action."""

    when: datetime
    who: str
    action: str


def history_rows(changes: Iterable[Change], by: By) -> dict[str, dict[str, list[object]]]:
    """The rows to append, as columns, by the name of the history they go to."""
    found: dict[str, dict[str, list[object]]] = {}
    for change in changes:
        name = tables.table(change.table).history
        columns = found.setdefault(name, {heading: [] for heading in tables.table(name).headings})
        told = (_text(change, change.old), _text(change, change.new))
        row = (by.when, by.who, by.action, change.table, " / ".join(change.key), change.heading, *told)
        for heading, value in zip(columns, row, strict=True):
            columns[heading].append(value)
    return found


def _text(change: Change, value: object) -> str:
    """A value as the sheet shows it: days and moments as in the UK, pounds with their pence."""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | float | Decimal) and change.heading and tables.table(change.table).column(change.heading).kind == "money":
        return f"{value:.2f}"
    return "" if value is None else str(value)
