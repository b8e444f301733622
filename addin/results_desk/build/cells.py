"""What goes into one cell: a value as what it is, a formula as a file holds it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from results_desk.tables import Table

_THIS_ROW = re.compile(r"\[@(?:\[([^\]]+)\]|([^\[\]]+))\]")
_DAY_0 = datetime(1899, 12, 30)


def in_full(formula: str, table: Table) -> str:
    """A declared formula as a file holds it: `[@Status]` is what Excel shows, `Lines[[#This Row],[Status]]` what it saves."""
    return _THIS_ROW.sub(lambda found: f"{table.name}[[#This Row],[{found[1] or found[2]}]]", formula)


def cached(value: object) -> object:
    """What a formula's cell shows until Excel computes it: a date as the days since Excel's day 0."""
    if _is_blank(value):
        return ""
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return (moment - _DAY_0) / timedelta(days=1)
    return value


def write(sheet: Any, row: int, column: int, value: object, style: Any) -> None:
    """A value as what it is: a text stays text whatever it looks like, a blank cell keeps its format."""
    if _is_blank(value):
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def _is_blank(value: object) -> bool:
    return value is None or value == "" or value != value
