"""The computed columns of the home workbook: the state of the days, the key dates, and who may see results before release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from results_desk import reference
from results_desk.errors import Problem
from results_desk.rules.calendar import closed_days, find_anchor, own_or_counted
from results_desk.rules.cells import Row, day, is_blank, serial, text
from results_desk.rules.computed import Around, Computed
from results_desk.tables import TABLES
from results_desk.tables.dates import COUNTED
from results_desk.tables.home import ANCHORS, BOOK, CLOSED_DAYS, PATTERN

CONFIRMED, NOT_CONFIRMED, NOT_KNOWN = "Confirmed", "Not confirmed", "Not known"


def anchor_state(row: Row) -> str:
    """Whether the day of an anchor is known, and whether a person compared it with its source."""
    if day(row.get("Date")) is None:
        return NOT_KNOWN
    return CONFIRMED if day(row.get("Confirmed on")) else NOT_CONFIRMED


def dates_that_are_none(anchors: Sequence[Row], closed: Sequence[Row]) -> Iterator[Problem]:
    """What keeps the dates of a desk from being counted: lines that were taken away, and texts in the place of dates."""
    there = {text(row.get("Anchor")).casefold() for row in anchors}
    gone = [row["anchor"] for row in reference.rows("anchors") if row["anchor"].casefold() not in there]
    if gone:
        said = f"{ANCHORS.sheet}: there is no line for {', '.join(gone)}, so nothing can count from it."
        yield Problem(BOOK, 0, "Anchor", said, "Add a line with this word under Anchor and its date, then run Copy dates again.", kept=True)
    for spec, rows, counts in ((ANCHORS, anchors, "not known"), (CLOSED_DAYS, closed, "a working day")):
        texts = sum(not is_blank(row.get("Date")) and day(row.get("Date")) is None for row in rows)
        if texts:
            said = f"{texts} date is a text, so it counts" if texts == 1 else f"{texts} dates are texts, so they count"
            way_out = "Type the date again, such as 26/08/2024, in a cell with a date format, then run Copy dates again."
            yield Problem(BOOK, 0, "Date", f"{spec.sheet}: {said} as {counts}.", way_out, kept=True)


def suggested_day(anchor: str, anchors: Iterable[Row]) -> date | None:
    """The day that the pattern of other years suggests for an anchor, from the days that are known."""
    for name, base, days in PATTERN:
        if name.casefold() == anchor.casefold():
            known = find_anchor(anchors, base)
            return known + timedelta(days=days) if known else None
    return None


def authorised(row: Row, today: date) -> str:
    """Yes from the day the head of centre signed to the day it ends; "" without a name."""
    if is_blank(row.get("Name")):
        return ""
    signed = day(row.get("Signed on"))
    in_time = signed is not None and signed <= today and not has_ended(row, today)
    return "Yes" if in_time and not is_blank(row.get("Signed by")) else "No"


def has_ended(row: Row, today: date) -> bool:
    """Whether the last day on which a reader may see results is over."""
    ends = day(row.get("Ends on"))
    return ends is not None and ends < today


def days_until(found: date | None, today: date) -> int | str:
    """Days from today to a day, negative when it is over; "" where there is no day."""
    return "" if found is None else (found - today).days


def _anchor(row: Row, around: Around) -> dict[str, object]:
    blank = is_blank(row.get("Anchor"))
    return {
        "Suggested": suggested_day(text(row.get("Anchor")), around.tables["Anchors"]) or "",
        "State": "" if blank else anchor_state(row),
        "Days left": days_until(day(row.get("Date")), around.today),
    }


def _key_date(row: Row, around: Around) -> dict[str, object]:
    found = own_or_counted(row, around.tables["Anchors"], closed_days(around.tables["ClosedDays"]))
    return {"Date": found or "", "Days left": days_until(found, around.today)}


def _closed_day(row: Row, around: Around) -> dict[str, object]:
    return {COUNTED.heading: int(serial(day(row.get("Date"))) or 0)}


COMPUTED: dict[str, Computed] = {
    **{spec.name: _closed_day for spec in TABLES if COUNTED in spec.columns},
    "Anchors": _anchor,
    "KeyDates": _key_date,
    "AuthorisedReaders": lambda row, around: {"Authorised?": authorised(row, around.today)},
    "DeskToday": lambda row, around: {"Days left": days_until(day(row.get("Due")), around.today)},
}
