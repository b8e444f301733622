"""What is overdue and what to do first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from results_desk.actions.overdue import flagged, put_hold, put_views
from results_desk.actions.registry import Outcome, Row, Work, action

if TYPE_CHECKING:
    from results_desk.rules.overdue import Flagged

SHOWN = ("Alarm", "Since or by", "Line ID", "Service", "What to do")


@action("Today", "Flag overdue")
def flag_overdue(work: Work) -> Outcome:
    """Find every line of the tracking log with an alarm, note the first day it had one, and fill the sheets that show the log."""
    found = flagged(work)
    put_hold(work)
    work.desk.table("Lines").update(found.changes, found.expect)
    put_views(work)
    return Outcome(_said(found), found.counts, (), tuple(found.problems), _report(found))


@action("Today", "Today")
def today(work: Work) -> Outcome:
    """Show what to do today, most urgent first. Writes nothing."""
    found = flagged(work)
    return Outcome(_said(found), found.counts, (), tuple(found.problems), _report(found))


def _said(found: Flagged) -> str:
    lines, alarms = found.counts["lines"], found.counts["alarms"]
    if not alarms:
        return f"{lines} lines in the tracking log, none with an alarm."
    return f"{lines} lines in the tracking log, {alarms} with an alarm; the most urgent first:"


def _report(found: Flagged) -> tuple[Row, ...]:
    rows = found.today_rows.to_dict("records")
    return tuple({heading: _shown(row[heading]) for heading in SHOWN} for row in rows)


def _shown(value: object) -> object:
    return f"{value:%d %b %Y}" if hasattr(value, "strftime") else "" if value is None else value
