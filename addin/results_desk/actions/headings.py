"""Whose desk it is, at the head of everything printed from it."""

from __future__ import annotations

from results_desk.actions.registry import Work


def put_print_headings(work: Work) -> int:
    """Put centre and series into every sheet's print header. How many workbooks changed."""
    settings = work.desk.settings
    heading = f"{settings.get('Centre name', '')} ({settings.get('Centre number', '')}) · {settings.get('Series', '')}"
    return sum(work.desk.book(workbook).set_print_heading(heading) for workbook in work.desk.workbooks)
