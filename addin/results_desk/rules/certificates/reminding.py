"""Reminders of certificates: which one is due, and the day under Reminder 1 to 3 of the register once it was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from results_desk.rules.cells import Row, raw, text
from results_desk.rules.certificates.certificates import alarms, collection_rows, may_go_from
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


def last_call(rows: Sequence[Row], around: Around) -> bool:
    """Whether nobody will write again about what waits for a candidate: the last call is due, and no earlier reminder is to come."""
    waiting = ready(rows)
    calls = [due(row, around) == LAST for row in waiting]
    return any(calls) and all(call or _is_last(row, around) for call, row in zip(calls, waiting, strict=True))


def _is_last(row: Row, around: Around) -> bool:
    ends = may_go_from(row, around)
    return known_day(row, LAST) is not None or (ends is not None and around.today >= ends)


def about(reminder: str, rows: Iterable[Row], around: Around) -> str:
    """What a reminder is of: Reminder 1: CERT-24-0001, CERT-24-0002, those of the certificates that one is due for."""
    return f"{reminder}: {', '.join(raw(row, 'Cert ID') for row in rows if due(row, around))}"


def stamps(rows: Sequence[Row], around: Around, sent: Iterable[tuple[str, str]]) -> dict[tuple[str, ...], dict[str, object]]:
    """The day under the reminder that was due then, by Cert ID, for what reminders sent on that day were of.

    `sent` has candidate numbers and what their reminder was about; with "" it was of everything that waited. A certificate that
    came later, or was held back then, was in no reminder. What is stamped is not due any more: a second time changes nothing.
    """
    reminders = list(sent)
    told = [row for row in ready(rows) if _there(row, around.today) and any(_is_of(row, *each) for each in reminders)]
    return {(raw(row, "Cert ID"),): {column: around.today} for row in told if (column := due(row, around))}


def _is_of(row: Row, candidate: str, what: str) -> bool:
    named = what.partition(": ")[2]
    return text(row["Candidate number"]) == candidate and (not what or f", {raw(row, 'Cert ID')}, " in f", {named}, ")


def _there(row: Row, day: date) -> bool:
    return any(came and came <= day for came in (known_day(row, heading) for heading in _CAME))


def by_day(sent: Iterable[tuple[date, str, str]]) -> Mapping[date, list[tuple[str, str]]]:
    """The candidates whose reminders were sent, and what they were about, by day, the earliest first."""
    found: dict[date, list[tuple[str, str]]] = {}
    for day, number, what in sorted(sent):
        found.setdefault(day, []).append((number, what))
    return found
