"""Values on their way from Excel's cells and into them: what Excel would make something else of is kept from it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from results_desk.edges.book.values import as_text, is_blank, natural, serial
from results_desk.tables import NUMBER_FORMATS, Kind

_NEARLY = 10_000
"""Microseconds by which Excel's own arithmetic may miss a whole second."""
_WORDS = ("true", "false")


def from_excel(value: Any) -> object:
    """What a cell holds, as a reader of closed files gives it: an amount of money is a number, an error the text that it shows."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return _whole_seconds(value.replace(tzinfo=None))
    if isinstance(value, int) and not isinstance(value, bool) and value < -2_146_000_000:
        return "#ERROR!"
    return "" if value is None else value


def named_from_excel(value: Any, from_1904: bool) -> object:
    """The value of a named cell: a day without a time is a date."""
    found = natural(from_excel(value), from_1904)
    return found.date() if isinstance(found, datetime) and found == datetime(found.year, found.month, found.day) else found


def to_excel(value: object, kind: Kind) -> object:
    """What to hand to Excel so that the cell holds exactly this value; None empties it."""
    if is_blank(value):
        return None
    if isinstance(value, date):
        if serial(value) is None:
            return "'" + as_text(value)
        return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    if isinstance(value, Decimal):
        return float(value)
    if not isinstance(value, str):
        return value
    return "'" + value if value.startswith("'") or kind != "code" and _is_guessed_at(value) else value


def format_for(kind: Kind, held: str | None) -> str:
    """The number format that cells of one format (`held`; None: of several) need before a value of the kind goes in; blank: none."""
    unfit = {"code": held != "@", "text": False, "number": held == "@", "money": held == "@"}
    return NUMBER_FORMATS[kind] if unfit.get(kind, held in ("@", "General")) else ""


def _is_guessed_at(text: str) -> bool:
    """Whether Excel may take the text for a number, a day, a formula or the like: anything with a digit, and what begins with a sign."""
    return not text[0].isalpha() or text.strip().casefold() in _WORDS or any(letter.isdigit() for letter in text)


def _whole_seconds(moment: datetime) -> datetime:
    whole = moment.replace(microsecond=0)
    if moment.microsecond <= _NEARLY:
        return whole
    return whole + timedelta(seconds=1) if moment.microsecond >= 1_000_000 - _NEARLY else moment
