"""`results_day_checklist.xlsx`: what is to be done before, on and after the results days."""

from __future__ import annotations

from results_desk.tables.words import NamedCell, Page, Table

BOOK = "results_day_checklist.xlsx"

SHEETS: tuple[Table | Page, ...] = ()
NAMED_CELLS: tuple[NamedCell, ...] = ()
