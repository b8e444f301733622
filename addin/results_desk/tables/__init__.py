"""Every Excel table of a desk, declared once: the workbooks, the drop-down lists and the checks come from here."""

from __future__ import annotations

from results_desk.tables import home, results, tracking_log
from results_desk.tables.words import LISTS, Column, Kind, NamedCell, Table

TABLES: tuple[Table, ...] = (*home.TABLES, *results.TABLES, *tracking_log.TABLES)
NAMED_CELLS: tuple[NamedCell, ...] = tracking_log.NAMED_CELLS
WORKBOOKS: tuple[str, ...] = tuple(dict.fromkeys(table.workbook for table in TABLES))

__all__ = ["LISTS", "NAMED_CELLS", "TABLES", "WORKBOOKS", "Column", "Kind", "NamedCell", "Table", "table"]


def table(name: str) -> Table:
    """The declared table of that name. KeyError when there is none."""
    return _BY_NAME[name]


_BY_NAME = {table.name: table for table in TABLES}
