"""Reminders of certificates: which one is due, and the day under Reminder 1 to 3 of the register once it was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from results_desk.rules.cells import Row, raw, text
from results_desk.rules.certificates import alarms, collection_rows
from results_desk.rules.checks import known_day
from results_desk.rules.computed import Around

FIRST, SECOND, LAST = "Reminder 1", "Reminder 2", "Reminder 3"
"""Columns of the register, in the order of the year."""
_ALARMS = {"Last call due": LAST, "Reminder 2 due": SECOND, "Reminder 1 due": FIRST}
_CAME = ("Received on", "Replacement received")


def due(row: Row, around: Around) -> str:
    """The column of the reminder that the register says is due for a certificate; "" for none."""
    found = {one.text for one in alarms(row, around)}
    return next((column for alarm, column in _ALARMS.items() if alarm in found), "")


def ready(rows: Sequence[Row]) -> list[Row]:
    """The certificates that can be collected: we hold them, they are right, and nothing holds them back."""
    fine = {raw(row, "Cert ID") for row in collection_rows(rows)}
    return [row for row in rows if raw(row, "Cert ID") in fine]


def most_urgent(rows: Sequence[Row], around: Around) -> dict[str, str]:
    """The reminder due to each candidate, by candidate number; of several, the latest."""
    found: dict[str, str] = {}
    for row in ready(rows):
        number, column = text(row["Candidate number"]), due(row, around)
        if number and column:
            found[number] = max(column, found.get(number, ""))
    return found


def stamps(rows: Sequence[Row], around: Around, candidates: Iterable[str]) -> dict[tuple[str, ...], dict[str, object]]:
    """The day under the reminder that was due then, for what waited for these candidates on that day; by Cert ID.

    A certificate that came later was in no reminder. What is stamped is not due any more: a second time changes nothing.
    """
    sent = frozenset(candidates)
    told = [row for row in ready(rows) if text(row["Candidate number"]) in sent and _there(row, around.today)]
    return {(raw(row, "Cert ID"),): {column: around.today} for row in told if (column := due(row, around))}


def _there(row: Row, day: date) -> bool:
    return any(came and came <= day for came in (known_day(row, heading) for heading in _CAME))


def by_day(sent: Iterable[tuple[date, str]]) -> Mapping[date, list[str]]:
    """The candidates whose reminders were sent, by day, the earliest first."""
    found: dict[date, list[str]] = {}
    for day, number in sorted(sent):
        found.setdefault(day, []).append(number)
    return found
