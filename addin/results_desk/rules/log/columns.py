"""The computed columns of the tracking log: the alarms, and what follows from dates and money."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date

from results_desk.rules.cells import Row, day
from results_desk.rules.computed import Around, Computed
from results_desk.rules.log import alarms, keeping, money
from results_desk.rules.log.alarms import Clocks
from results_desk.tables.tracking_money import AWARD_CHANGED_HEADING


def computed(line: Row, today: date, clocks: Clocks, changed: Container[str] = frozenset()) -> dict[str, object]:
    """The value of every formula column of Lines, by heading; `changed` are the awards whose grade changed in the whole log."""
    return {
        "Alarm": alarms.alarm_text(line, today, clocks),
        "Days left": alarms.days_left(line, today),
        "Consent valid?": alarms.consent_valid(line),
        "Keep until": keeping.keep_until(line, clocks.keep_months) or "",
        "Expected outcome": alarms.expected_outcome(line),
        "Days overdue": alarms.days_overdue(line, today),
        "Mark change": money.mark_change(line),
        "Appeal last date": alarms.appeal_last_date(line, clocks),
        "Hearing last date": alarms.hearing_last_date(line, clocks),
        "Balance": money.balance(line),
        "Refund due": money.refund_due(line, changed),
        "Delete after": keeping.delete_after(line, clocks.keep_months) or "",
        AWARD_CHANGED_HEADING: money.award_changed(line),
    }


def with_computed(lines: Iterable[Row], today: date, clocks: Clocks) -> list[Row]:
    """The lines of a log with the values that their formulas have on this day."""
    log = list(lines)
    changed = money.changed_awards(log)
    return [{**line, **computed(line, today, clocks, changed)} for line in log]


def _line(row: Row, around: Around) -> dict[str, object]:
    changed = money.changed_awards(around.tables["Lines"]) if money.refund_hangs_on_award(row) else frozenset[str]()
    return computed(row, around.today, Clocks.read(around.named.get), changed)


def _days_left(row: Row, around: Around) -> dict[str, object]:
    last = day(row.get("Deadline"))
    return {"Days left": "" if last is None else (last - around.today).days}


def _days_overdue(row: Row, around: Around) -> dict[str, object]:
    expected = day(row.get("Expected outcome"))
    return {"Days overdue": "" if expected is None else max(0, (around.today - expected).days)}


COMPUTED: dict[str, Computed] = {"Lines": _line, "ReadyToSend": _days_left, "OverdueAtBoard": _days_overdue}
