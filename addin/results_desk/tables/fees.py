"""`deadlines_fees_charges.xlsx`: deadlines, fees and charges of the post-results services, and the posters."""

from __future__ import annotations

from results_desk.tables.words import NamedCell, Page, Table

BOOK = "deadlines_fees_charges.xlsx"

SHEETS: tuple[Table | Page, ...] = ()
NAMED_CELLS: tuple[NamedCell, ...] = ()
