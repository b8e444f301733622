"""The calendar file of a desk: its deadlines and last days, for Outlook, Google and the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from results_desk.actions.facts import named_cells, rows
from results_desk.actions.overdue import BOOK, clocks
from results_desk.actions.registry import Work

if TYPE_CHECKING:
    from results_desk.rules.ahead import Event

FILE = "deadlines.ics"


def put_calendar(work: Work) -> Path:
    """Write the calendar file where it says something else than before: its path."""
    from results_desk.edges.ics import Day, write_calendar
    from results_desk.rules.ahead import in_order

    settings = work.desk.settings
    whose = f"{settings.get('Centre name', '')}: exams, {settings.get('Series', '')}"
    days = [Day(event.key, event.day, event.title, event.text) for event in in_order(_events(work))]
    path = work.desk.folder / FILE
    write_calendar(path, whose, days, work.now)
    return path


def _events(work: Work) -> Iterator[Event]:
    from results_desk.rules.ahead import of_certificates, of_deadlines, of_key_dates, of_log, of_queries, of_returns
    from results_desk.rules.calendar import closed_days
    from results_desk.rules.computed import Around
    from results_desk.rules.log.columns import with_computed

    desk, there, today = work.desk, work.desk.workbooks, work.now.date()
    yield from of_key_dates(rows(desk, "KeyDates"), rows(desk, "Anchors"), closed_days(rows(desk, "ClosedDays")))
    if BOOK in there:
        yield from of_deadlines(rows(desk, "Deadlines"))
        yield from of_log(with_computed(rows(desk, "Lines"), today, clocks(work)), clocks(work))
    if "results.xlsx" in there:
        yield from of_queries(rows(desk, "Queries"))
    if "moderation_returns_log.xlsx" in there:
        named = named_cells(desk, "moderation_returns_log.xlsx")
        yield from of_returns(rows(desk, "Moderation"), rows(desk, "ModerationDates"), named)
    if "certificates_register.xlsx" in there:
        yield from of_certificates(rows(desk, "Certificates"), Around(today, {}, named_cells(desk, "certificates_register.xlsx")))
