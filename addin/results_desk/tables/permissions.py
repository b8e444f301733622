"""`permissions_register.xlsx`: how each candidate wants results and certificates."""

from __future__ import annotations

from results_desk.tables.words import NamedCell, Page, Table

BOOK = "permissions_register.xlsx"

SHEETS: tuple[Table | Page, ...] = ()
NAMED_CELLS: tuple[NamedCell, ...] = ()
