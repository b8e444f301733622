"""Values of cells: from what a file holds to what the port gives, by the kind of the column, and to text and numbers again."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from results_desk.tables import Kind

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DAY_0, _DAY_0_OF_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LEAP_DAY_THAT_NEVER_WAS = 60  # Excel counts a 29 February 1900
_DAY = timedelta(days=1)
_END = datetime(9999, 12, 31)
_PYTHON = frozenset({str, int, float, bool, date, datetime, Decimal})


def of_kind(value: Any, kind: Kind, from_1904: bool = False) -> object:
    """A value as the port gives it for a column of that kind. What does not fit the kind becomes the text of it.

    Takes what a workbook's reader returns (a number where the cell is not formatted as a date) and what actions pass in.
    """
    if kind in ("code", "text"):
        return value if type(value) is str else "" if is_blank(value) else as_text(value)
    if value is None or is_blank(value):
        return None
    value = _plain(value)
    if isinstance(value, str | bool):
        return as_text(value)
    if kind in ("date", "moment"):
        moment = _as_moment(value, from_1904)
        if moment is None:
            return as_text(value)
        return moment.date() if kind == "date" else _to_milliseconds(moment)
    return _as_number(value, kind, from_1904)


def clean(text: str) -> str:
    """The text without the characters that no workbook can hold."""
    return text if text.isprintable() else _FORBIDDEN.sub("", text)


def is_blank(value: object) -> bool:
    """Whether a value stands for an empty cell: None, "", a missing value of pandas or numpy."""
    if value is None or isinstance(value, str):
        return not value
    return type(value).__name__ in ("NAType", "NaTType") or _is_nan(_plain(value))


def as_text(value: object) -> str:
    """A value as the text a code column holds: 42.0 -> 42, a day -> 2024-08-15, a moment -> 2024-08-15 07:59."""
    value = _plain(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() else value.isoformat(" ", "seconds" if value.second else "minutes")
    return str(value)


def natural(value: Any, from_1904: bool = False) -> object:
    """A value of a cell with no declared kind: whole numbers are int, an empty cell None."""
    if is_blank(value):
        return None
    value = _plain(value)
    if isinstance(value, time | timedelta):
        value = serial(value, from_1904)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def serial(value: date | datetime | time | timedelta, from_1904: bool = False) -> int | float | None:
    """The number that stands for a day or moment in a workbook. None when it is before the workbook's first day."""
    if isinstance(value, time):
        value = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        if moment.tzinfo is not None:
            raise ValueError("a moment in a workbook has no time zone: give the wall clock of the UK")
        value = moment - (_DAY_0_OF_1904 if from_1904 else _DAY_0)
        if not from_1904 and value.days <= _LEAP_DAY_THAT_NEVER_WAS:
            value -= _DAY
        if value < (timedelta(0) if from_1904 else _DAY):
            return None
    days = value / _DAY
    return int(days) if days.is_integer() else days


def _as_moment(value: object, from_1904: bool) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if not isinstance(value, int | float):
        return None
    if not (0 if from_1904 else 1) <= value < (_END - (_DAY_0_OF_1904 if from_1904 else _DAY_0)) / _DAY + 1:
        return None
    if from_1904:
        return _DAY_0_OF_1904 + timedelta(days=value)
    return _DAY_0 + timedelta(days=value + 1 if value < _LEAP_DAY_THAT_NEVER_WAS else value)


def _as_number(value: object, kind: Kind, from_1904: bool) -> object:
    if isinstance(value, date | time | timedelta):
        value = serial(value, from_1904)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if kind == "money" and isinstance(value, int | float):
        return Decimal(repr(value))
    if kind == "number" and isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _to_milliseconds(moment: datetime) -> datetime:
    """The moment as exactly as a workbook keeps it."""
    return datetime(*moment.timetuple()[:6], tzinfo=moment.tzinfo) + timedelta(milliseconds=round(moment.microsecond / 1000))


def _plain(value: Any) -> object:
    """The Python value of a pandas or numpy one."""
    if type(value) in _PYTHON:
        return value
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime(warn=False)
    return value.item() if hasattr(value, "item") else value


def _is_nan(value: object) -> bool:
    return isinstance(value, float | Decimal) and value != value
