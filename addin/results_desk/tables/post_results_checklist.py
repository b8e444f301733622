"""`post_results_checklist.xlsx`: what is to be done for the post-results services."""

from __future__ import annotations

from results_desk.tables.checklists import Checklist
from results_desk.tables.words import NamedCell, Page, Table

BOOK = "post_results_checklist.xlsx"

CHECKLIST = Checklist(
    "PostResults", BOOK, "Post-results services checklist", "after results stage", "post_results_tasks", "post_results_stages"
)

SHEETS: tuple[Table | Page, ...] = CHECKLIST.tables
NAMED_CELLS: tuple[NamedCell, ...] = CHECKLIST.named_cells
