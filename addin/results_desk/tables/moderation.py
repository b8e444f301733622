"""`moderation_returns_log.xlsx`: work that awarding bodies returned, and how long to keep it."""

from __future__ import annotations

from results_desk.tables.words import NamedCell, Page, Table

BOOK = "moderation_returns_log.xlsx"

SHEETS: tuple[Table | Page, ...] = ()
NAMED_CELLS: tuple[NamedCell, ...] = ()
