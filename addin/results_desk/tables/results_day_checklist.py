"""`results_day_checklist.xlsx`: what is to be done before, on and after the results days."""

from __future__ import annotations

from results_desk.tables.checklists import Checklist
from results_desk.tables.words import NamedCell, Page, Table

BOOK = "results_day_checklist.xlsx"

CHECKLIST = Checklist("ResultsDay", BOOK, "Results day checklist", "results day stage", "results_day_tasks", "results_day_stages")

SHEETS: tuple[Table | Page, ...] = CHECKLIST.tables
NAMED_CELLS: tuple[NamedCell, ...] = CHECKLIST.named_cells
