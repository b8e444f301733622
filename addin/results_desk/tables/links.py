"""`awarding_body_links.xlsx`: addresses, help lines, and who sees what before release."""

from __future__ import annotations

from results_desk.tables.words import NamedCell, Page, Table

BOOK = "awarding_body_links.xlsx"

SHEETS: tuple[Table | Page, ...] = ()
NAMED_CELLS: tuple[NamedCell, ...] = ()
