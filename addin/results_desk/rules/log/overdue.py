"""Going through the tracking log on a day: which lines have an alarm, since when they are flagged, and what to do first.

The alarms themselves, one line at a time, are in `alarms`; their names are given on from here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from results_desk.errors import Problem
from results_desk.port import Cells, Key
from results_desk.rules.calendar import add_working_days
from results_desk.rules.cells import Row, Rows, is_blank, records, serial, text
from results_desk.rules.log.alarm_words import NEAR
from results_desk.rules.log.alarms import (
    Alarm,
    Clocks,
    alarm_text,
    alarms,
    appeal_last_date,
    consent_valid,
    days_left,
    days_overdue,
    due_soon,
    expected_outcome,
    hearing_last_date,
)
from results_desk.rules.log.cells import NUMBER_THEM, is_closed, is_typed_only, unnumbered
from results_desk.rules.log.columns import computed
from results_desk.rules.log.money import changed_awards
from results_desk.tables.tracking_log import BOOK, LINES, TODAY
from results_desk.terms import STATUSES, counted

__all__ = [
    "Alarm", "Clocks", "Flagged", "alarm_text", "alarms", "appeal_last_date", "computed", "consent_valid", "days_left",
    "days_overdue", "expected_outcome", "flag", "hearing_last_date", "is_closed", "to_do",
    "today_rows",
]  # fmt: skip

FLAGGED = "Flagged on"
_DATED = tuple(column.heading for column in LINES.columns if column.kind in ("date", "moment") and not column.formula)
_STATUSES = {status.casefold() for status in STATUSES}
_TYPE_AGAIN = {
    True: ("date", "Type the date again, such as 26/09/2024, in a cell with a date format, and run Flag overdue again."),
    False: ("number", "Type the number of days again, and run Flag overdue again."),
}


@dataclass(frozen=True)
class Flagged:
    """What a day's look at the log comes to: what to write over which cells, the lines as they are then, the rest in words."""

    changes: dict[Key, dict[str, object]]
    expect: dict[Key, Cells]
    log: list[Row]
    problems: tuple[Problem, ...]
    counts: dict[str, int]


def flag(lines: Rows, today: date, clocks: Clocks) -> Flagged:
    """Flag every line that has an alarm on this day.

    Changes hold the value of each formula column that shows another one, and `Flagged on` the first time a line has an
    alarm: it is never moved and never cleared. Lines that share a Line ID are listed and counted, but not written to.
    """
    log = records(lines)
    ids, changed = Counter(_id(line) for line in log), changed_awards(log)
    changes: dict[Key, dict[str, object]] = {}
    expect: dict[Key, Cells] = {}
    alarmed, after = 0, list[Row]()
    for line in log:
        values = computed(line, today, clocks, changed)
        alarmed += bool(values["Alarm"])
        change = _changed(line, values, today) if _id(line) and ids[_id(line)] == 1 else {}
        after.append({**line, **values, **change})
        if change:
            changes[(_id(line),)] = change
            if FLAGGED in change:
                expect[(_id(line),)] = {FLAGGED: line.get(FLAGGED)}
    return Flagged(changes, expect, after, tuple(_problems(log, ids)), {"lines": len(log), "alarms": alarmed})


def today_rows(log: Sequence[Row], today: date, clocks: Clocks, closed: Collection[date] = ()) -> list[dict[str, object]]:
    """The rows of the Today sheet: what to do, most urgent first, with what is due soon.

    Soon is within as many working days as the clocks warn calendar days before; `closed` are days that are none.
    """
    return [_today_row(order, alarm, line) for order, (alarm, line) in enumerate(to_do(log, today, clocks, closed), 1)]


def to_do(log: Sequence[Row], today: date, clocks: Clocks, closed: Collection[date] = ()) -> list[tuple[Alarm, Row]]:
    """Every alarm on this day, and what has none but is due soon, each with its line: the most urgent first."""
    until = add_working_days(today, clocks.warn_days, closed)
    found = [(alarm, line) for line in log for alarm in alarms(line, today, clocks)]
    soon = [(alarm, line) for line in log if (alarm := due_soon(line, today, until, clocks))]
    return sorted([*found, *soon], key=_urgency)


def _changed(line: Row, values: Mapping[str, object], today: date) -> dict[str, object]:
    change = {heading: value for heading, value in values.items() if not _same(line.get(heading), value)}
    return change | {FLAGGED: today} if values["Alarm"] and is_blank(line.get(FLAGGED)) else change


def _same(old: object, new: object) -> bool:
    if is_blank(old) or is_blank(new):
        return is_blank(old) and is_blank(new)
    first, second = serial(old), serial(new)
    return old == new if first is None or second is None else first == second


def _urgency(item: tuple[Alarm, Row]) -> tuple[int, bool, date, bool, str]:
    """Rank, then day; of what is near or due soon, priority reviews before all others."""
    alarm, line = item
    waits = not text(line.get("Service")).upper().startswith("P")
    return alarm.rank, waits and alarm.rank == NEAR, alarm.by or date.max, waits, _id(line)


def _today_row(order: int, alarm: Alarm, line: Row) -> dict[str, object]:
    same = {heading: line.get(heading) for heading in TODAY.headings if heading in LINES.headings}
    return same | {
        "Order": order, "Alarm": alarm.text, "Since or by": alarm.by, "What to do": alarm.what_to_do, "Why": alarm.why,
    }  # fmt: skip


def _problems(log: Sequence[Row], ids: Counter[str]) -> Iterator[Problem]:
    """What keeps an alarm from being right, in lines that are still open."""
    if typed := sum(map(is_typed_only, log)):
        yield _problem("Line ID", f"{unnumbered(typed)}, so nothing watches over {'it' if typed == 1 else 'them'}.", NUMBER_THEM)
    for line_id, count in ids.items():
        if line_id and count > 1:
            yield _problem(
                "Line ID", f"The Line ID {line_id} stands on {counted(count, 'line')}, so none of them is marked as flagged.",
                "Copying a row copies its Line ID: give each line its own, then run Flag overdue again.",
            )  # fmt: skip
    for line in log:
        if _id(line) and not is_closed(line):
            yield from _line_problems(line)


def _line_problems(line: Row) -> Iterator[Problem]:
    name = f"Line {_id(line)}"
    for heading in (*_DATED, "Target days"):
        value = line.get(heading)
        if not is_blank(value) and serial(value) is None:
            what, way_out = _TYPE_AGAIN[heading in _DATED]
            yield _problem(heading, f"{name}: {heading} holds a text and no {what}, so it counts as blank.", way_out, str(value))
    status = line.get("Status")
    if not is_blank(status) and str(status).casefold() not in _STATUSES:
        message = f"{name}: this status is not in the list, so the line counts as open."
        yield _problem("Status", message, "Choose a status from the list of the cell.", str(status))
    if is_blank(line.get("Service")):
        message = f"{name}: no service is given, so neither deadline nor consent is watched."
        yield _problem("Service", message, "Choose the service from the list of the cell.")


def _problem(column: str, message: str, way_out: str, detail: str = "") -> Problem:
    return Problem(BOOK, 0, column, message, way_out, detail, kept=True)


def _id(line: Row) -> str:
    value = line.get("Line ID")
    return "" if is_blank(value) else str(value)
