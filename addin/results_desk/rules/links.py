"""Which addresses and accesses nobody has checked for this series. `tables/links.py` says the same as formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from results_desk.rules.cells import Row, day, is_one, raw
from results_desk.rules.checks import Found, due_rows, known_day
from results_desk.rules.computed import Around, Computed
from results_desk.tables.links import (
    AUTHORISED,
    BOOK,
    CHECK,
    CHECKED,
    EARLY,
    MOVED,
    NO_ADDRESS,
    NO_EARLY,
    NOT_AUTHORISED,
    NOT_CHECKED,
    OPEN,
    REMOVED,
    SYSTEMS,
)

TESTED, NOT_TESTED = "Tested", "Not tested for this series"


def checked(row: Row, since: date | None) -> str:
    """Whether an address was opened in this series, in the words of the column Checked?; "" without a Ref."""
    if not raw(row, "Ref"):
        return ""
    if not raw(row, "Address"):
        return NO_ADDRESS
    if is_one(row, "Works?", "Moved", "Dead"):
        return MOVED
    return CHECKED if _looked_at(row, "Last checked", since) else NOT_CHECKED


def help_line_tested(row: Row, since: date | None) -> str:
    """Whether somebody rang a help line in this series; "" without an awarding body."""
    if not raw(row, "Awarding body"):
        return ""
    return TESTED if _looked_at(row, "Tested on", since) else NOT_TESTED


def access(row: Row, today: date, since: date | None) -> str:
    """What is known of a person's access to results before they are released; "" without a name.

    Not authorised: sees them, and the head of centre has not signed. Check access: nobody looked in this series.
    """
    if not raw(row, "Person"):
        return ""
    removed, authorised_on = known_day(row, "Removed on"), known_day(row, "Authorised on")
    if removed is not None and removed <= today:
        return REMOVED
    signed = raw(row, "Authorised by") != "" and authorised_on is not None and authorised_on <= today
    if not signed and any(is_one(row, system, EARLY) for system in SYSTEMS):
        return NOT_AUTHORISED
    if not _looked_at(row, "Access checked on", since):
        return CHECK
    return AUTHORISED if signed else NO_EARLY


def _looked_at(row: Row, heading: str, since: date | None) -> bool:
    found = known_day(row, heading)
    return found is not None and (since is None or found >= since)


def _since(around: Around) -> date | None:
    return day(around.named.get("desk_checked_since"))


WHY = "Access is checked, and addresses are opened by a person, each series. Source: https://thenaeo.org/monthly-message.aspx?nid=153"
OF_ONE_YEAR = ("Page title", "Address", "Series", "Source")
"""What is blanked of a page of another year; its topic stays, to be filled again."""


def of_another_series(row: Row, series: str) -> dict[str, object]:
    """The cells to blank of a year-bound page that belongs to another series than the desk's; none for any other page."""
    bound = is_one(row, "Year bound", "Yes") and raw(row, "Series") != "" and not is_one(row, "Series", series)
    return dict.fromkeys(OF_ONE_YEAR, "") if bound else {}


COMPUTED: dict[str, Computed] = {
    "Links": lambda row, around: {"Open": OPEN if raw(row, "Address") else "", "Checked?": checked(row, _since(around))},
    "HelpLines": lambda row, around: {"Tested?": help_line_tested(row, _since(around))},
    "WhoSeesWhat": lambda row, around: {"Access": access(row, around.today, _since(around))},
}


def due(
    rows: Sequence[Row], help_lines: Sequence[Row], people: Sequence[Row], today: date, named: Mapping[str, object], by: date | None = None
) -> list[dict[str, object]]:
    """What is to be checked, as rows of the home workbook's Today: numbers only, no names. `by` is the day it should be done by."""
    since = day(named.get("desk_checked_since"))
    found = [checked(row, since) for row in rows]
    sees = [access(row, today, since) for row in people]
    phones = [help_line_tested(row, since) for row in help_lines if raw(row, "Phone") or raw(row, "Email or chat")]
    lines = (
        ("Links", found.count(MOVED), "Addresses missing, moved or dead: {}", "Find the new page and type its address."),
        ("Links", found.count(NOT_CHECKED), "Addresses not checked for this series, near: {}", "Open each; note the day and the finding."),
        ("Help lines", phones.count(NOT_TESTED), "Help lines not tested, near: {}", "Ring each, note the hours of the results days."),
        ("Who sees what", sees.count(NOT_AUTHORISED), "Can see results early, authorisation missing: {}",
         "Ask the head of centre in writing, or have the access taken away."),
        ("Who sees what", sees.count(CHECK), "Accesses not checked, near: {}", "Look what each login shows, and note the day."),
    )  # fmt: skip
    rows_due = []
    for sheet, count, words, what_to_do in lines:
        if count:
            rows_due += due_rows("Links", f"{BOOK}, {sheet}", [(sheet, Found(words.format(count), by, what_to_do))], WHY)
    return rows_due
