"""What the cells of a table's rows hold, as the rules need it: rows as mappings, text, days, moments and numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from numbers import Real
from typing import TYPE_CHECKING, TypeAlias, cast

from results_desk.terms import MONTHS

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, object]
"""One row of a table, by heading. Values as `port.TablePort` gives them."""

Rows: TypeAlias = "pd.DataFrame | Iterable[Row]"
"""The rows of a table, in order."""

_DAY_0 = date(1899, 12, 30)
"""Day 0 of a workbook's dates."""
_ORDINAL_0 = _DAY_0.toordinal()
_MOMENT_0 = datetime.combine(_DAY_0, datetime.min.time())


def records(rows: Rows) -> list[Row]:
    """The rows as mappings, whether they come so or as a frame."""
    if hasattr(rows, "to_dict"):
        return cast("list[Row]", cast("pd.DataFrame", rows).to_dict("records"))
    return list(rows)


def is_blank(value: object) -> bool:
    """Whether a cell is empty: nothing, an empty text, or what pandas puts for nothing."""
    return value is None or value == "" or value != value


def text(value: object) -> str:
    """The text of a cell without the spaces around it; "" when blank."""
    return "" if is_blank(value) else str(value).strip()


def raw(row: Row, heading: str) -> str:
    """The text of a cell with its spaces; "" when blank."""
    value = row.get(heading)
    return "" if is_blank(value) else str(value)


def same(value: str, *words: str) -> bool:
    """Whether a text is one of the words, whatever their case, as Excel compares them."""
    return value.casefold() in _folded(words)


@lru_cache(maxsize=1024)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


def is_one(row: Row, heading: str, *words: str) -> bool:
    """Whether a cell holds one of the words, whatever their case but with its spaces."""
    return same(raw(row, heading), *words)


def trimmed(value: str) -> str:
    """As Excel's TRIM: no spaces around it, and single ones inside."""
    return " ".join(filter(None, value.split(" ")))


def known(row: Row, heading: str) -> bool:
    """Whether a cell holds a date or a number."""
    value = row.get(heading)
    return value is not None and type(value) is not str and serial(value) is not None


def serial(value: object) -> float | None:
    """The number a worksheet computes with (days since 30 December 1899 for a date); None for a text or a blank."""
    kind = type(value)
    if value is None or kind is str:  # nearly all: worth no further question
        return None
    if kind is date:
        return float(cast("date", value).toordinal() - _ORDINAL_0)
    if isinstance(value, str | bool):
        return None
    if isinstance(value, datetime):
        if value != value:
            return None
        since = value.replace(tzinfo=None) - _MOMENT_0
        return since.days + (since.seconds + since.microseconds / 1e6) / 86400
    if isinstance(value, date):
        return float((value - _DAY_0).days)
    if is_blank(value):
        return None
    return float(value) if isinstance(value, Real | Decimal) else None


def from_serial(number: float) -> date | datetime | float:
    """The day (or moment) with this serial number; the number itself where no calendar reaches."""
    try:
        whole = _DAY_0 + timedelta(days=int(number))
        return whole if number == int(number) else _MOMENT_0 + timedelta(days=number)
    except OverflowError:
        return number


def moment(value: object) -> datetime | None:
    """The date and time in a cell, midnight where it holds a day only; None for a text or a blank."""
    if is_blank(value):
        return None
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, datetime.min.time())
    number = serial(value)
    return moment(from_serial(number)) if number is not None and not isinstance(from_serial(number), float) else None


def day(value: object) -> date | None:
    """The day in a cell, whatever the time; None for a text or a blank."""
    found = moment(value)
    return found.date() if found else None


def in_words(value: date | None) -> str:
    """A day as a person writes it, with its time where it has one: 15 August 2024, 08:00."""
    if value is None:
        return "a day not known"
    words = f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{words}, {value:%H:%M}" if isinstance(value, datetime) and value.time() != datetime.min.time() else words
