"""Whose desk it is, at the head of everything printed from it."""

from __future__ import annotations

from results_desk.actions.registry import Work

RESULTS = "results.xlsx"
"""The workbook whose pages hold everybody's grades."""


def put_print_headings(work: Work) -> int:
    """Put centre and series into every sheet's print header. How many workbooks changed."""
    return sum(work.desk.book(workbook).set_print_heading(_heading(work, workbook)) for workbook in work.desk.workbooks)


def put_results_heading(work: Work) -> None:
    """Have every page printed from the results workbook say until when it is restricted, and no longer say so once it is not."""
    work.desk.book(RESULTS).set_print_heading(_heading(work, RESULTS))


def _heading(work: Work, workbook: str) -> str:
    settings = work.desk.settings
    words = f"{settings.get('Centre name', '')} ({settings.get('Centre number', '')}) · {settings.get('Series', '')}"
    banner = work.gate.held_banner if workbook == RESULTS and work.gate else ""
    return f"{banner} · {words}" if banner else words
