"""`certificates_register.xlsx`: certificates received, issued, kept and destroyed."""

from __future__ import annotations

from results_desk.tables.words import NamedCell, Page, Table

BOOK = "certificates_register.xlsx"

SHEETS: tuple[Table | Page, ...] = ()
NAMED_CELLS: tuple[NamedCell, ...] = ()
