"""The computed columns of the home workbook: the state of the days, the key dates, and who may see results before release."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from results_desk.rules.calendar import add_working_days
from results_desk.rules.cells import Row, day, is_blank, serial, text
from results_desk.rules.computed import Around, Computed
from results_desk.tables.home import PATTERN

CONFIRMED, NOT_CONFIRMED, NOT_KNOWN = "Confirmed", "Not confirmed", "Not known"


def anchor_state(row: Row) -> str:
    """Whether the day of an anchor is known, and whether a person compared it with its source."""
    if day(row.get("Date")) is None:
        return NOT_KNOWN
    return CONFIRMED if day(row.get("Confirmed on")) else NOT_CONFIRMED


def suggested_day(anchor: str, anchors: Iterable[Row]) -> date | None:
    """The day that the pattern of other years suggests for an anchor, from the days that are known."""
    for name, base, days in PATTERN:
        if name.casefold() == anchor.casefold():
            known = find_anchor(anchors, base)
            return known + timedelta(days=days) if known else None
    return None


def find_anchor(anchors: Iterable[Row], name: str) -> date | None:
    """The day of an anchor. None while it is not known."""
    return next((day(row.get("Date")) for row in anchors if text(row.get("Anchor")).casefold() == name.casefold() != ""), None)


def key_date(row: Row, anchors: Iterable[Row], closed: Collection[date]) -> date | None:
    """The day of a key date: the one typed, else the anchor's day and the offset in calendar or working days."""
    if typed := day(row.get("Own date")):
        return typed
    base, offset = find_anchor(anchors, text(row.get("Anchor"))), int(serial(row.get("Offset")) or 0)
    if base is None:
        return None
    return add_working_days(base, offset, closed) if text(row.get("Counted in")) == "Working" else base + timedelta(days=offset)


def closed_days(rows: Iterable[Row]) -> frozenset[date]:
    """The days of a table of closed days."""
    return frozenset(found for row in rows if (found := day(row.get("Date"))))


def authorised(row: Row, today: date) -> str:
    """Yes from the day the head of centre signed to the day it ends; "" without a name."""
    if is_blank(row.get("Name")):
        return ""
    signed, ends = day(row.get("Signed on")), day(row.get("Ends on"))
    in_time = signed is not None and signed <= today and (ends is None or ends >= today)
    return "Yes" if in_time and not is_blank(row.get("Signed by")) else "No"


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
    found = key_date(row, around.tables["Anchors"], closed_days(around.tables["ClosedDays"]))
    return {"Date": found or "", "Days left": days_until(found, around.today)}


COMPUTED: dict[str, Computed] = {
    "Anchors": _anchor,
    "KeyDates": _key_date,
    "AuthorisedReaders": lambda row, around: {"Authorised?": authorised(row, around.today)},
    "DeskToday": lambda row, around: {"Days left": days_until(day(row.get("Due")), around.today)},
}
