"""Every sheet of a desk's workbooks, declared once: the workbooks, the drop-down lists and the checks come from here."""

from __future__ import annotations

from results_desk.tables import (
    certificates,
    fees,
    home,
    links,
    moderation,
    permissions,
    post_results_checklist,
    results,
    results_day_checklist,
    tracking_log,
)
from results_desk.tables.lists import LISTS
from results_desk.tables.words import DESK_ID, NUMBER_FORMATS, Column, Kind, NamedCell, Page, Signal, Table

_MODULES = (
    home, results, results_day_checklist, post_results_checklist, fees, tracking_log, moderation, permissions, certificates, links,
)  # fmt: skip
SHEETS: tuple[Table | Page, ...] = tuple(sheet for module in _MODULES for sheet in module.SHEETS)
"""Tables and pages in the order their sheets stand in."""
TABLES: tuple[Table, ...] = tuple(sheet for sheet in SHEETS if isinstance(sheet, Table))
PAGES: tuple[Page, ...] = tuple(sheet for sheet in SHEETS if isinstance(sheet, Page))
NAMED_CELLS: tuple[NamedCell, ...] = tuple(cell for module in _MODULES for cell in module.NAMED_CELLS)
"""A name may stand in several workbooks (`desk_today`), in each once."""
WORKBOOKS: tuple[str, ...] = tuple(dict.fromkeys(sheet.workbook for sheet in SHEETS))

__all__ = [
    "DESK_ID", "LISTS", "NAMED_CELLS", "NUMBER_FORMATS", "PAGES", "SHEETS", "TABLES", "WORKBOOKS", "Column", "Kind", "NamedCell", "Page",
    "Signal", "Table", "table",
]  # fmt: skip


def table(name: str) -> Table:
    """The declared table of that name. KeyError when there is none."""
    return _BY_NAME[name]


_BY_NAME = {table.name: table for table in TABLES}
