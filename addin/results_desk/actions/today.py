"""What is overdue and what to do first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from results_desk.actions.dates import carry_dates
from results_desk.actions.desk_today import put_home, to_do
from results_desk.actions.overdue import BOOK, flagged, put_flags, put_hold
from results_desk.actions.registers import put_register_views
from results_desk.actions.registry import Outcome, Row, Work, action

if TYPE_CHECKING:
    from results_desk.rules.overdue import Flagged

SHOWN = ("Due", "Area", "What", "Reference", "What to do")


@action("Today", "Flag overdue", reveals="keep")
def flag_overdue(work: Work) -> Outcome:
    """Find what is overdue in every workbook, note the first day a line had an alarm, and fill the sheets that show it."""
    carry_dates(work)
    found, due = flagged(work), to_do(work)
    put_hold(work)
    put_flags(work, found)
    put_register_views(work)
    put_home(work, due)
    return _outcome(found, due)


@action("Today", "Today", reveals="keep")
def today(work: Work) -> Outcome:
    """Show what to do today over all workbooks, most urgent first. Writes nothing."""
    return _outcome(flagged(work), to_do(work))


def _outcome(found: Flagged | None, due: Sequence[Row]) -> Outcome:
    counts = {**(found.counts if found else {"lines": 0, "alarms": 0}), "to_do": len(due)}
    log = f"{BOOK} is not in this desk, so no request was looked at."
    if found:
        alarms = f"{counts['alarms']} with an alarm" if counts["alarms"] else "none with an alarm"
        log = f"{counts['lines']} lines in the tracking log, {alarms}."
    first = f"{counts['to_do']} things to do, the most urgent first:" if due else "Nothing to do today."
    return Outcome(f"{log} {first}", counts, (), found.problems if found else (), _report(due))


def _report(due: Sequence[Row]) -> tuple[Row, ...]:
    return tuple({heading: _shown(row[heading]) for heading in SHOWN} for row in due)


def _shown(value: object) -> object:
    return f"{value:%d %b %Y}" if hasattr(value, "strftime") else "" if value is None else value
