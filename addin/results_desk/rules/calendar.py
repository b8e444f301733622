"""Days counted from other days: anchors, working days, bank holidays, months. `tables/dates.py` says the same as Excel formulas."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from results_desk.rules.cells import Row, day, serial, text

NATIONS = {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}


def bank_holidays(nation: str, years: Iterable[int]) -> dict[date, str]:
    """The bank holidays of England, Wales, Scotland or Northern Ireland in those years, by day. KeyError for another nation."""
    import holidays

    found = holidays.country_holidays("GB", subdiv=NATIONS[nation], years=list(years), language="en_GB")
    return {one: found[one] for one in sorted(found)}


def is_working_day(one: date, closed: Collection[date]) -> bool:
    """Whether it is neither a Saturday or Sunday nor closed."""
    return one.weekday() < 5 and one not in closed


def add_working_days(start: date, count: int, closed: Collection[date]) -> date:
    """`count` working days after the day, or before it when negative; with 0 the day itself, or the last working day before it.

    As Excel's WORKDAY: a day that is no working day counts as 0, whichever way one counts.
    """
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count) if count > 0 else abs(count) + 1
    found = start if count > 0 else start + timedelta(days=1)
    while left:
        found += step
        left -= is_working_day(found, closed)
    return found


def find_anchor(anchors: Iterable[Row], name: str) -> date | None:
    """The day of an anchor, from the rows of Anchors or of a copy. None while it is not known."""
    return next((day(row.get("Date")) for row in anchors if text(row.get("Anchor")).casefold() == name.casefold() != ""), None)


def closed_days(rows: Iterable[Row]) -> frozenset[date]:
    """The days of a table of closed days."""
    return frozenset(found for row in rows if (found := day(row.get("Date"))))


def own_or_counted(row: Row, anchors: Iterable[Row], closed: Collection[date]) -> date | None:
    """The Own date of a key date or task, else its anchor's day and the offset in calendar or working days.

    None while the anchor is not known.
    """
    if typed := day(row.get("Own date")):
        return typed
    base, offset = find_anchor(anchors, text(row.get("Anchor"))), int(serial(row.get("Offset")) or 0)
    if base is None:
        return None
    working = text(row.get("Counted in")).casefold() == "working"
    return add_working_days(base, offset, closed) if working else base + timedelta(days=offset)


def months_after(start: date, months: int) -> date:
    """The same day of another month, or its last day, as Excel's EDATE: 31 August + 6 is the last of February.

    ValueError where the calendar ends.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
