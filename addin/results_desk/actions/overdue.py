"""What the tracking log says on a day: shared by every action that touches its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from results_desk.actions.facts import rows
from results_desk.actions.registry import Work
from results_desk.tables import NAMED_CELLS

if TYPE_CHECKING:
    from results_desk.rules.overdue import Clocks, Flagged

BOOK = "tracking_log.xlsx"


def clocks(work: Work) -> Clocks:
    """The days of warning and of the appeal windows, from the named cells of the log. DeskError when one is no number."""
    from results_desk.rules.overdue import Clocks

    return Clocks.read(work.desk.book(BOOK).named)


def flagged(work: Work) -> Flagged:
    """The log on this day: what to write, what to do first, what is wrong with the lines."""
    from results_desk.rules.overdue import flag

    return flag(work.desk.table("Lines").read(), work.now.date(), clocks(work))


def put_computed(work: Work) -> None:
    """Give the log's formulas the values they have on this day, for readers that do not compute."""
    from results_desk.rules.overdue import computed

    lines, days = work.desk.table("Lines"), clocks(work)
    log = rows(work.desk, "Lines")
    lines.update({(line["Line ID"],): computed(line, work.now.date(), days) for line in log if line["Line ID"]})


def put_hold(work: Work) -> None:
    """On a practice desk hold the formulas of every workbook at the day that --at gave, or give them back to the calendar."""
    if work.desk.is_practice:
        for book in {cell.workbook for cell in NAMED_CELLS if cell.name == "desk_today"} & set(work.desk.workbooks):
            work.desk.book(book).set_named("desk_today", work.now.date() if work.clock_set else "=TODAY()")
