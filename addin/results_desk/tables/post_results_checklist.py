"""`post_results_checklist.xlsx`: what is to be done for the post-results services."""

from __future__ import annotations

from results_desk.tables.words import NamedCell, Page, Table

BOOK = "post_results_checklist.xlsx"

SHEETS: tuple[Table | Page, ...] = ()
NAMED_CELLS: tuple[NamedCell, ...] = ()
