"""Days and moments as people and systems write them in the United Kingdom, as ISO text. What is not certain is not read."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_LONDON = ZoneInfo("Europe/London")
_ISO = re.compile(r"(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})")
_SLASHED = re.compile(r"(?P<d>\d{1,2})[/.](?P<m>\d{1,2})[/.](?P<y>\d{4})")
_NAMED = re.compile(r"(?P<d>\d{1,2})[\s/-](?P<m>[A-Za-z]{3,9})[\s/-](?P<y>\d{4})")
_TIME = re.compile(
    r"(?P<h>\d{1,2}):(?P<min>\d\d)(?::(?P<s>\d\d)(?:\.\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|(?:GMT|UTC)?[+-]\d{1,2}(?::?\d\d)?|GMT|UTC|BST)?"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_LOOKS_LIKE = re.compile(
    rf"\d{{1,2}}[\s/-]{_MONTH}(?:[\s/-]\d{{2,4}})?|{_MONTH}[\s/-]\d{{2,4}}|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\d{{4}}-\d\d-\d\d.*", re.IGNORECASE
)


def day(text: str) -> str | None:
    """ISO text of a day written 14/09/2006, 2006-09-14, 14-Sep-2006 or 14 September 2006, a time 00:00 after it allowed; else None.

    A day with numbers is day before month, as in the United Kingdom; a year has four digits.
    """
    found = moment(text)
    return found[:10] if found and found[10:] in ("", "T00:00:00") else None


def moment(text: str) -> str | None:
    """ISO text (`2024-08-16T09:12:33`, or a day alone) of a day and time, else None. Zones are brought to the time in London."""
    text = text.strip()
    for pattern in (_ISO, _SLASHED, _NAMED):
        found = pattern.match(text)
        if found:
            when = _date(found["y"], found["m"], found["d"])
            return _with_time(when, text[found.end() :].lstrip(",Tt \u00a0")) if when else None
    return None


def looks_like_a_day(text: str) -> bool:
    """Whether a text is what Excel makes of a double grade such as 9-9: `09-Sep`, `Sep-09`, `09/09/2024`."""
    return bool(_LOOKS_LIKE.fullmatch(text))


def _date(year: str, month: str, day_: str) -> date | None:
    number = int(month) if month.isdecimal() else _month(month.casefold())
    try:
        return date(int(year), number, int(day_))
    except ValueError:
        return None


def _month(name: str) -> int:
    return next((n for n, month in enumerate(_MONTHS, 1) if name in (month, month[:3]) or (name, n) == ("sept", 9)), 0)


def _with_time(when: date, rest: str) -> str | None:
    if not rest:
        return when.isoformat()
    found = _TIME.fullmatch(rest)
    if not found:
        return None
    hour = int(found["h"])
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"][0] in "Pp" else 0)
    try:
        at = datetime(when.year, when.month, when.day, hour, int(found["min"]), int(found["s"] or 0))
        return _in_london(at, found["zone"] or "").isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        return None


def _in_london(at: datetime, zone: str) -> datetime:
    if not zone:
        return at
    if zone == "BST":
        offset = timedelta(hours=1)
    else:
        digits = re.sub(r"[^\d+-]", "", zone) or "+0"
        number = digits[1:].rjust(2, "0").ljust(4, "0") if len(digits) < 4 else digits[1:].rjust(4, "0")
        offset = timedelta(hours=int(number[:2]), minutes=int(number[2:])) * (-1 if digits[0] == "-" else 1)
    return at.replace(tzinfo=timezone(offset)).astimezone(_LONDON).replace(tzinfo=None)
