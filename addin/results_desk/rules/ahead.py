"""The days ahead as calendar events: deadlines, windows and last days of a desk, without a name, a number or a grade of anybody.

Several of one kind on one day are one event that says how many; what they are stands in the workbooks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from results_desk.rules.calendar import find_anchor, own_or_counted
from results_desk.rules.cells import Row, day, from_serial, is_one, known, raw, text
from results_desk.rules.certificates.certificates import may_go_from, record_until, state
from results_desk.rules.computed import Around
from results_desk.rules.log.alarms import Clocks
from results_desk.rules.log.appeals import stage_1_by, stage_2_by
from results_desk.rules.log.cells import is_closed
from results_desk.rules.moderation import keep_until
from results_desk.tables.certificates import HELD
from results_desk.terms import SERVICES

_GONE = ("Returned to candidates on", "Destroyed on")


@dataclass(frozen=True)
class Event:
    """One whole day of the calendar. `key` names it for good, whatever its day: the same key is the same event, moved."""

    key: str
    day: date
    title: str
    text: str


def of_key_dates(key_dates: Iterable[Row], anchors: Sequence[Row], closed: Collection[date]) -> Iterator[Event]:
    """The key dates that are known."""
    for row in key_dates:
        when = own_or_counted(row, anchors, closed)
        if when and text(row.get("Key date")):
            name, level, time = (text(row.get(heading)) for heading in ("Key date", "Level", "Time"))
            title = " ".join(filter(None, (name, f"({level})" if level not in ("", "All") else "", time)))
            yield Event(f"key date|{name}|{level}", when, title, "\n".join(filter(None, (text(row.get("Note")), text(row.get("Source"))))))


def of_deadlines(deadlines: Iterable[Row]) -> Iterator[Event]:
    """The last days for requests, the awarding bodies' and the centre's own: one event for all services of a level on one day."""
    groups: dict[tuple[str, str, str, date], list[Row]] = {}
    for row in deadlines:
        for heading in ("Deadline", "Internal deadline"):
            if when := day(row.get(heading)):
                body, level = (text(row.get(name)) for name in ("Awarding body", "Level"))
                groups.setdefault((heading, body, level, when), []).append(row)
    for (heading, body, level, when), rows in groups.items():
        services = sorted({raw(row, "Service") for row in rows}, key=_place)
        whose = "Own last day" if heading.startswith("Internal") else "Last day"
        title = f"{whose} for {', '.join(services)}: {level}{f' ({body})' if body else ''}"
        yield Event(f"{heading}|{body}|{level}|{services[0]}", when, title, text(rows[0].get("Source")))


def of_log(log: Iterable[Row], clocks: Clocks) -> Iterator[Event]:
    """When outcomes are expected and appeal windows end, of lines that are not closed."""
    days: dict[str, list[date]] = {"Outcomes expected": [], "Last day to appeal": [], "Last day to ask for a hearing": []}
    for line in log:
        if is_closed(line) or not raw(line, "Line ID"):
            continue
        expected = day(line.get("Expected outcome"))
        if expected and not known(line, "Outcome date"):
            days["Outcomes expected"].append(expected)
        if not is_one(line, "Decision to appeal", "No"):
            windows = (("AP1 sent", "Last day to appeal", stage_1_by(line, clocks.appeal_days, clocks.reasons_days)),
                       ("AP2 sent", "Last day to ask for a hearing", stage_2_by(line, clocks.hearing_days)))  # fmt: skip
            for sent, name, last in windows:
                when = None if last is None else day(from_serial(last))
                if when and not known(line, sent):
                    days[name].append(when)
    for name, found in days.items():
        yield from _counted(name, found, "line", "tracking_log.xlsx has them.")


def of_queries(queries: Iterable[Row]) -> Iterator[Event]:
    """The days on which awarding bodies promised an answer."""
    unanswered = [row for row in queries if raw(row, "Query ID") and not day(row.get("Answered on"))]
    found = [promised for row in unanswered if (promised := day(row.get("Promised by")))]
    yield from _counted("Answer promised by an awarding body", found, "query", "results.xlsx, Queries, has them.")


def of_returns(returns: Sequence[Row], dates: Sequence[Row], named: Mapping[str, object]) -> Iterator[Event]:
    """The last day to keep returned work, and until when to decide on reviews of moderation."""
    left = [row for row in returns if raw(row, "Ref") and not any(day(row.get(heading)) for heading in _GONE)]
    found = [until for row in left if (until := keep_until(row, dates))]
    yield from _counted("Last day to keep returned work", found, "line", "moderation_returns_log.xlsx has them.")
    last = find_anchor(dates, "GD")
    waiting = [row for row in left if is_one(row, "Moderation outcome", "Adjusted down") and not raw(row, "Service 3 decision")]
    yield from _counted("Last day to ask for a review of moderation", [last] * len(waiting) if last else [], "line", "Decide before.")


def of_certificates(register: Iterable[Row], around: Around) -> Iterator[Event]:
    """From when uncollected certificates may be destroyed, and records of destruction may go."""
    rows = list(register)
    ends = [end for row in rows if state(row) == HELD and (end := may_go_from(row, around))]
    yield from _counted("Uncollected certificates: 12 months over", ends, "certificate", "certificates_register.xlsx has them.")
    records = [until for row in rows if (until := record_until(row, around))]
    yield from _counted("Records of destruction may go", records, "record", "certificates_register.xlsx has them.")


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events by day and title, one for each key: of two, the later day."""
    by_key = {event.key: event for event in sorted(events, key=lambda event: event.day)}
    return sorted(by_key.values(), key=lambda event: (event.day, event.title, event.key))


def _counted(name: str, days: Iterable[date], what: str, note: str) -> Iterator[Event]:
    held = sorted(days)
    for when in dict.fromkeys(held):
        number = held.count(when)
        plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
        yield Event(f"{name}|{when}", when, f"{name}: {number} {what if number == 1 else plural}", note)


def _place(service: str) -> int:
    return SERVICES.index(service) if service in SERVICES else len(SERVICES)
