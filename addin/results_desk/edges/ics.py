"""The calendar file: whole-day events with names of their own, which Outlook, Google and Apple calendars take.

An event that did not change keeps its stamp, so the same events give the same bytes; one that moved is the same event with a
higher sequence, and calendars move it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from results_desk.errors import DeskError

if TYPE_CHECKING:
    import icalendar

_SPACE = uuid.UUID("6f0f7f0a-3c59-5d0e-9d7f-3a1c8f2f5b11")


class Day(NamedTuple):
    """One whole-day event; `key` names it for good within `whose` calendar it is."""

    key: str
    day: date
    title: str
    text: str


class _Event(NamedTuple):
    """What an event says (day, title, text), since when, and how often it moved."""

    said: tuple[date, str, str]
    stamp: datetime
    sequence: int


def write_calendar(path: Path, whose: str, days: Iterable[Day], now: datetime) -> bool:
    """Make this the calendar file. False, writing nothing, when it says just this already. DeskError when it can't be written."""
    import icalendar

    before = _read(path)
    calendar = icalendar.Calendar()
    for name, value in (("prodid", "-//Results Desk//Deadlines//EN"), ("version", "2.0"), ("method", "PUBLISH"), ("x-wr-calname", whose)):
        calendar.add(name, value)
    stamp = now.astimezone(UTC).replace(microsecond=0)
    for each in days:
        calendar.add_component(_event(whose, each, before, stamp))
    data = calendar.to_ical()
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        path.write_bytes(data)
    except OSError as error:
        raise DeskError(f"{path.name} can't be written ({error.strerror}): close the program that has it open and try again.") from None
    return True


def uid(whose: str, key: str) -> str:
    """The name by which calendars know the event."""
    return f"{uuid.uuid5(_SPACE, f'{whose}|{key}')}@results-desk"


def _event(whose: str, each: Day, before: dict[str, _Event], stamp: datetime) -> icalendar.Event:
    import icalendar

    old = before.get(uid(whose, each.key))
    same = old is not None and old.said == (each.day, each.title, each.text)
    event = icalendar.Event()
    event.add("uid", uid(whose, each.key))
    event.add("dtstamp", old.stamp if old is not None and same else stamp)
    event.add("sequence", 0 if old is None else old.sequence + (not same))
    event.add("summary", each.title)
    event.add("dtstart", each.day)
    event.add("dtend", each.day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    if each.text:
        event.add("description", each.text)
    return event


def _read(path: Path) -> dict[str, _Event]:
    """The events of the file as it stands, by name; none where it is missing or is no calendar, and none that is damaged."""
    import icalendar

    found: dict[str, _Event] = {}
    try:
        held = icalendar.Calendar.from_ical(path.read_bytes())
    except (OSError, ValueError, LookupError, AttributeError):
        return {}
    for event in held.walk("VEVENT"):
        with suppress(ValueError, LookupError, AttributeError, TypeError):
            found[str(event["uid"])] = _as_it_was(event)
    return found


def _as_it_was(event: icalendar.cal.Component) -> _Event:
    day, stamp = event.decoded("dtstart"), event.decoded("dtstamp").astimezone(UTC)
    return _Event((day, str(event.get("summary", "")), str(event.get("description", ""))), stamp, int(event.get("sequence", 0)))
