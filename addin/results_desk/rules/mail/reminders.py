"""What a candidate is reminded of: the form that is missing, results and certificates that wait."""

from __future__ import annotations

from collections.abc import Sequence

from results_desk.rules.candidates.permissions import missing_form_rows
from results_desk.rules.cells import Row, is_one, raw, text
from results_desk.rules.certificates.reminding import about, last_call, most_urgent, ready
from results_desk.rules.checks import results_day
from results_desk.rules.computed import Around
from results_desk.tables.permissions import CLOSED, DATES

_RESULTS = "Your results wait for you. Please collect them, with photo ID."
_CERTIFICATES = (
    "Your certificates wait for you ({count}). Please collect them, with photo ID. They are the only full proof of your results; "
    "we may destroy those that nobody collects."
)
_LAST_CALL = " This is the last time we write about them."


def reminders(around: Around, certificates: Sequence[Row]) -> dict[tuple[str, str], list[str]]:
    """What each candidate has to be reminded of on a day, by candidate number and what the reminder is about.

    Certificates have a message of their own, so that each is told once: forms and results, under "", are in none of theirs.
    `around` has the named cells of both registers.
    """
    rows = around.tables["Permissions"]
    found: dict[tuple[str, str], list[str]] = {}
    for form in missing_form_rows(rows, around.today, around.tables[DATES], around.tables[CLOSED], around.named):
        _note(found, form, text(form["Text of the email"]))
    for row in rows:
        released = results_day(row, "Results day", around.tables[DATES])
        waits = is_one(row, "Status", "", "Waiting", "Left in office") and not is_one(row, "Results choice", "Email", "Post")
        if raw(row, "Candidate number") and waits and released and around.today > released:
            _note(found, row, _RESULTS)
    waiting: dict[str, list[Row]] = {}
    for row in ready(certificates):
        waiting.setdefault(text(row["Candidate number"]), []).append(row)
    for number, reminder in most_urgent(certificates, around).items():
        mine = waiting[number]
        what = about(reminder, mine, around)
        found[number, what] = [_CERTIFICATES.format(count=len(mine)) + (_LAST_CALL if last_call(mine, around) else "")]
    return found


def _note(found: dict[tuple[str, str], list[str]], row: Row, what: str) -> None:
    mine = found.setdefault((text(row.get("Candidate number")), ""), [])
    if what not in mine:
        mine.append(what)
