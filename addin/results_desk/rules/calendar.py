"""Working days and bank holidays. `tables/dates.py` writes the same counting as Excel formulas."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

NATIONS = {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}


def bank_holidays(nation: str, years: Iterable[int]) -> dict[date, str]:
    """The bank holidays of England, Wales, Scotland or Northern Ireland in those years, by day. KeyError for another nation."""
    import holidays

    found = holidays.country_holidays("GB", subdiv=NATIONS[nation], years=list(years), language="en_GB")
    return {day: found[day] for day in sorted(found)}


def is_working_day(day: date, closed: Collection[date]) -> bool:
    """Whether it is neither a Saturday or Sunday nor closed."""
    return day.weekday() < 5 and day not in closed


def add_working_days(day: date, count: int, closed: Collection[date]) -> date:
    """`count` working days after the day, or before it when negative; with 0 the day itself, or the last working day before it.

    As Excel's WORKDAY: a day that is no working day counts as 0, whichever way one counts.
    """
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count) if count > 0 else abs(count) + 1
    found = day if count > 0 else day + timedelta(days=1)
    while left:
        found += step
        left -= is_working_day(found, closed)
    return found
