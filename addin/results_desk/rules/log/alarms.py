"""What is wrong with a line of the tracking log on a day: in Python what `tables/tracking_alarm.py` says as formulas.

The two must agree to the letter. Like the formulas: a text in a date cell counts as blank, words are compared whatever
their case but with their spaces, and a computed cell that is blank is "". Where the rules come from stands in `alarm_words`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from results_desk.errors import DeskError
from results_desk.rules.cells import Row, day, in_words, is_one, known, moment, raw, serial, text
from results_desk.rules.log.alarm_words import SOON, WORDS
from results_desk.rules.log.appeals import internal_by, internal_open, stage_1_by, stage_2_by
from results_desk.rules.log.cells import is_closed, shown, whole_day
from results_desk.rules.log.consent import FAMILIES, before_release, families
from results_desk.rules.log.money import balance
from results_desk.tables.tracking_log import NAMED_CELLS

Found = tuple[str, float | None]
"""The text of an alarm, and the day (as a number) since when or by when."""

_NO_DEADLINE = ("", "AP1", "AP2", "MIR")
_WORDS = WORDS | SOON
_REASONS = "The reasons for it were asked for, so it is {} days from receiving them (http://www.greatfieldsschool.com/?page_id=12297). "


@dataclass(frozen=True)
class Clocks:
    """How many calendar days each window of the log has, from the named cells beside it (`desk_warn_days` ...); keeping is in months."""

    warn_days: int
    appeal_warn_days: int
    appeal_days: int
    hearing_days: int
    pay_warn_days: int = 1
    keep_months: int = 6
    reasons_days: int = 15

    @classmethod
    def read(cls, named: Callable[[str], object]) -> Clocks:
        """From the named cells of the tracking log. DeskError when one holds no whole number of days."""
        return cls(*(_days_in(named, f"desk_{name}") for name in cls.__dataclass_fields__))


@dataclass(frozen=True)
class Alarm:
    """One alarm of a line. `by` is the day since when it is true or by when to act; a lower `rank` is more urgent."""

    text: str
    by: date | None
    rank: int
    what_to_do: str
    why: str


def alarms(line: Row, today: date, clocks: Clocks) -> tuple[Alarm, ...]:
    """Every alarm of a line on a day, in the order the Alarm column names them; none once it is closed or without a Line ID."""
    return tuple(_alarm(text, since, line, clocks) for text, since in _found(line, today, clocks))


def due_soon(line: Row, today: date, until: date, clocks: Clocks) -> Alarm | None:
    """What an open line that has no alarm of its deadline yet must be sent for by that day: its own centre's day first."""
    now, end = int(serial(today) or 0), int(serial(until) or 0)
    if is_closed(line) or not raw(line, "Line ID") or known(line, "Sent on") or any(_deadline(line, now, clocks)):
        return None
    for name in ("Internal deadline", "Deadline"):
        last = whole_day(line, name)
        if last is not None and now <= last <= end:
            return _alarm(f"{name} soon, not sent", last, line, clocks)
    return None


def alarm_text(line: Row, today: date, clocks: Clocks) -> str:
    """What the Alarm column shows: the alarms by their names, without what to do and why."""
    return "; ".join(text for text, _ in _found(line, today, clocks))


def consent_valid(line: Row) -> str:
    """Yes, No or Not needed; No also where it can't be known yet. "" without a Line ID."""
    if not raw(line, "Line ID"):
        return ""
    if _consent(line):
        return "No"
    return "Yes" if families(line.get("Consent needed")) else "Not needed"


def days_left(line: Row, today: date) -> int | str:
    """Days to the deadline of a line that is not sent: 0 on the day itself, negative after it."""
    deadline = whole_day(line, "Deadline")
    return "" if deadline is None or known(line, "Sent on") else deadline - int(serial(today) or 0)


def expected_outcome(line: Row) -> object:
    """The day by which the awarding body aims to answer: sent plus the service's target, in calendar days."""
    return shown(_expected(line))


def days_overdue(line: Row, today: date) -> int | str:
    """Days since the expected outcome, 0 before it; blank once there is an outcome."""
    expected = _expected(line)
    return "" if expected is None or known(line, "Outcome date") else max(0, int(serial(today) or 0) - int(expected // 1))


def appeal_last_date(line: Row, clocks: Clocks) -> object:
    """The last day for a stage 1 appeal, itself in time; blank without a review's outcome."""
    return shown(stage_1_by(line, clocks.appeal_days, clocks.reasons_days))


def hearing_last_date(line: Row, clocks: Clocks) -> object:
    """The last day for a stage 2 appeal, itself in time; blank before the stage 1 outcome letter."""
    return shown(stage_2_by(line, clocks.hearing_days))


def _found(line: Row, today: date, clocks: Clocks) -> tuple[Found, ...]:
    if is_closed(line) or not raw(line, "Line ID"):
        return ()
    now = int(serial(today) or 0)
    return (
        *_deadline(line, now, clocks), *_consent(line), *_payment(line, now, clocks), *_outcome(line, now), *_windows(line, now, clocks),
    )  # fmt: skip


def _deadline(line: Row, now: int, clocks: Clocks) -> Iterator[Found]:
    """A request must reach the awarding body by the deadline; the deadline day itself is in time."""
    if known(line, "Sent on"):
        return
    last, internal = whole_day(line, "Deadline"), whole_day(line, "Internal deadline")
    if last is None:
        if not is_one(line, "Service", *_NO_DEADLINE):
            yield "Deadline not known", None
    elif now > last:
        yield "Deadline passed, not sent", last
    elif now == last:
        yield "Deadline today, not sent", last
    elif internal is not None and now > internal:
        yield "Internal deadline passed, not sent", internal
    elif now >= last - clocks.warn_days:
        yield "Deadline near, not sent", last


def _consent(line: Row) -> tuple[Found, ...]:
    """Consent to each service, dated from the release on; due by the deadline, and wrong ever since the request was sent."""
    needed = [f"{family} consent date" for family in FAMILIES if family in families(line.get("Consent needed"))]
    given = [heading for heading in needed if known(line, heading)]
    unnamed = not needed and not is_one(line, "Service", *_NO_DEADLINE, "S3") and not is_one(line, "Consent needed", "none")
    tests = (
        ("Consent needed not known", unnamed),
        ("Consent missing", len(given) < len(needed)),
        ("Consent dated before results were released", any(before_release(line[one], line.get("Results released")) for one in given)),
        ("Release of results not known, consent not checked", bool(given) and not known(line, "Results released")),
    )
    since = whole_day(line, "Sent on") if known(line, "Sent on") else whole_day(line, "Deadline")
    return tuple((words, since) for words, true in tests if true)


def _payment(line: Row, now: int, clocks: Clocks) -> Iterator[Found]:
    """A request goes off once it is paid, and no later than its first deadline."""
    last, internal, owed = whole_day(line, "Deadline"), whole_day(line, "Internal deadline"), balance(line)
    if known(line, "Sent on") or last is None or isinstance(owed, str) or owed <= 0:
        return
    by = last if internal is None else min(internal, last)
    if now >= by - clocks.pay_warn_days:
        yield "Not paid, deadline near", by


def _outcome(line: Row, now: int) -> Iterator[Found]:
    expected = _expected(line)
    if expected is not None and not known(line, "Outcome date") and now > expected // 1:
        yield "Outcome overdue", expected


def _windows(line: Row, now: int, clocks: Clocks) -> Iterator[Found]:
    """Windows for an appeal that nobody has decided against; the last day itself is in time."""
    appeal, hearing = stage_1_by(line, clocks.appeal_days, clocks.reasons_days), stage_2_by(line, clocks.hearing_days)
    for name, sent, last in (("Appeal", "AP1 sent", appeal), ("Hearing", "AP2 sent", hearing)):
        if last is None or known(line, sent) or is_one(line, "Decision to appeal", "No"):
            continue
        if now > last:
            yield f"{name} window passed", last
        elif now >= last - clocks.appeal_warn_days:
            yield f"{name} window closing", last
    if internal_open(line):
        yield "Internal appeal open", internal_by(line, clocks.appeal_days, clocks.reasons_days)


def _expected(line: Row) -> float | None:
    sent, target = whole_day(line, "Sent on"), serial(line.get("Target days"))
    return None if sent is None or target is None else sent + target


def _alarm(name: str, since: float | None, line: Row, clocks: Clocks) -> Alarm:
    words = _WORDS[name]
    by = day(shown(since))
    sent = known(line, "Sent on")
    reference = text(line.get("Awarding body reference"))
    fields = {
        "body": text(line.get("Awarding body")) or "the awarding body",
        "service": text(line.get("Service")) or "the service",
        "by": in_words(by),
        "deadline": in_words(day(line.get("Deadline"))),
        "released": in_words(moment(line.get("Results released"))),
        "owed": f"£{balance(line) or 0:,.2f}",
        "reference": f" (its reference: {reference})" if reference else "",
        "target": f"{serial(line.get('Target days')) or 0:g}",
        "appeal_days": clocks.appeal_days,
        "hearing_days": clocks.hearing_days,
        "reasons": _REASONS.format(clocks.reasons_days) if known(line, "Reasons received on") else "",
        "warn_days": clocks.warn_days,
    }
    what_to_do = words.what_to_do_when_sent if sent and words.what_to_do_when_sent else words.what_to_do
    return Alarm(name, by, words.rank, what_to_do.format(**fields), words.why.format(**fields))


def _days_in(named: Callable[[str], object], name: str) -> int:
    number = serial(named(name))
    if number is None or number != int(number) or number < 0:
        cell = next(cell for cell in NAMED_CELLS if cell.name == name)
        unit = "months" if name.endswith("months") else "days"
        raise DeskError(
            f'{cell.workbook}, sheet {cell.sheet}: the cell "{cell.label}" ({name}) holds no whole number of {unit}; '
            f"type {cell.start} in it."
        )
    return int(number)
