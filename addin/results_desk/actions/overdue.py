"""What the tracking log says on a day: shared by every action that touches its lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from results_desk import tables
from results_desk.actions.facts import rows
from results_desk.actions.registry import Row, Work
from results_desk.actions.views import columns, put_values, put_view, typed
from results_desk.tables import NAMED_CELLS

if TYPE_CHECKING:
    from results_desk.rules.log.overdue import Clocks, Flagged

BOOK = "tracking_log.xlsx"


def clocks(work: Work) -> Clocks:
    """The days of warning and of the appeal windows, from the named cells of the log. DeskError when one is no number."""
    from results_desk.rules.log.overdue import Clocks

    return Clocks.read(work.desk.book(BOOK).named)


def flagged(work: Work) -> Flagged | None:
    """The log on this day: what to write, what to do first, what is wrong with the lines. None in a desk without a log."""
    from results_desk.rules.log.overdue import flag

    return flag(rows(work.desk, "Lines"), work.now.date(), clocks(work)) if work.desk.has("Lines") else None


def put_flags(work: Work, found: Flagged | None) -> None:
    """Write what was found into the lines and their views."""
    if found:
        work.desk.table("Lines").update(found.changes, found.expect)
        put_views(work, found.log)


def put_views(work: Work, log: Sequence[Row] | None = None) -> list[str]:
    """Fill every view of the log, and stamp those that changed: their names. `log` are its lines, where they are computed already."""
    from results_desk.rules.computed import Around
    from results_desk.rules.log.columns import with_computed
    from results_desk.rules.requests.views import views_of

    today, times = work.now.date(), clocks(work)
    made = views_of(with_computed(rows(work.desk, "Lines"), today, times) if log is None else log, today, times, closed_days_of(work))
    changed = [name for name, held in made.items() if put_view(work, name, columns(held, typed(name)))]
    for name in made:
        if any(column.formula for column in tables.table(name).columns):
            put_values(work, name, Around(work.now.date(), {name: rows(work.desk, name)}))
    return changed


def put_computed(work: Work) -> None:
    """Give the log's formulas the values they have on this day, for readers that do not compute."""
    from results_desk.rules.log.columns import with_computed

    log = with_computed(rows(work.desk, "Lines"), work.now.date(), clocks(work))
    formulas = [column.heading for column in tables.table("Lines").columns if column.formula]
    named = [line for line in log if line["Line ID"]]
    work.desk.table("Lines").update({(str(line["Line ID"]),): {heading: line[heading] for heading in formulas} for line in named})


def put_hold(work: Work) -> None:
    """On a practice desk hold the formulas of every workbook at the day that --at gave, or give them back to the calendar."""
    if work.desk.is_practice:
        for book in {cell.workbook for cell in NAMED_CELLS if cell.name == "desk_today"} & set(work.desk.workbooks):
            work.desk.book(book).set_named("desk_today", work.now.date() if work.clock_set else "=TODAY()")


def closed_days_of(work: Work) -> frozenset[date]:
    """The days on which the centre is closed."""
    from results_desk.rules.calendar import closed_days

    return closed_days(rows(work.desk, "ClosedDays"))
