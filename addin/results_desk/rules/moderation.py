"""Returned work: how long to keep it, and what is wrong with a line. `tables/moderation.py` says the same as formulas.

Candidates' work, in the sample or not, is kept until the last day for reviews, and longer while a review is under way:
https://alevelchem.com/aqa/aqaspec/sections/spec6.8.htm (a copy; compare with JCQ's instructions for non-examination assessment).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from results_desk.rules.calendar import find_anchor
from results_desk.rules.cells import Row, is_blank, is_one, raw, serial
from results_desk.rules.checks import Found, due_rows, joined, known_day, results_day, setting, view_rows
from results_desk.rules.computed import Around, Computed
from results_desk.tables.moderation import BOOK, CHASE, DATES, DECISIONS, NOT_SENT, OPEN_QUESTIONS, SLIPS

WHY = (
    "Work, in the sample or not, is kept until the last day for reviews, and longer while a review, appeal or malpractice case is open. "
    "Source: https://alevelchem.com/aqa/aqaspec/sections/spec6.8.htm (a copy; compare with JCQ's instructions)"
)
_S3 = (
    "A review of moderation needs no candidate's consent, and awarding bodies take none after the last day for reviews. Source: "
    "https://ocr-live-prd95.cambridgeassessment.org.uk/administration/general-qualifications/post-results/service-3-moderation-review"
)
_KEEP_ON = "Get the work back or write down who let it go and why: work that left the centre's hands may no longer be reviewed."
_NEAR = 4
_ASK = "Ask for the review of moderation at the awarding body, and log it."
_DECIDE = "Ask the head of department and senior leaders: is a review of moderation (Service 3) wanted? Note the decision."


def still_open(row: Row) -> tuple[str, ...]:
    """What was begun and has not ended: Service 3, appeal, malpractice case."""
    return tuple(name for name, asked, ended in OPEN_QUESTIONS if is_one(row, asked, "Yes") and known_day(row, ended) is None)


def keep_until(row: Row, dates: Sequence[Row]) -> date | None:
    """The last day on which the work must be kept. None while something is open or the last day for reviews is not known."""
    last_day = find_anchor(dates, "GD")
    if not raw(row, "Ref") or last_day is None or still_open(row):
        return None
    return max([last_day, *(found for _, _, ended in OPEN_QUESTIONS if (found := known_day(row, ended)))])


def keep(row: Row, today: date, dates: Sequence[Row]) -> str:
    """Whether the work must be kept: Keep, Not yet (and why), May be released, Released. "" without a Ref."""
    if not raw(row, "Ref"):
        return ""
    if _gone(row):
        return "Released"
    if names := still_open(row):
        return "Not yet: " + "; ".join(f"{name} open" for name in names)
    until = keep_until(row, dates)
    if until is None:
        return "Not yet: last day for reviews not known"
    return "May be released" if today > until else "Keep"


def missing_items(row: Row) -> float | str:
    """Candidates in the sample less items counted; "" until both are numbers."""
    sample, items = serial(row.get("Candidates in sample")), serial(row.get("Items counted"))
    return "" if sample is None or items is None else sample - items


def alarms(row: Row, around: Around) -> tuple[Found, ...]:
    """Everything that is wrong with a line on the day, in the order its Alarm names it; nothing without a Ref."""
    if not raw(row, "Ref"):
        return ()
    return (*_too_early(row, around), *_service_3(row, around), *_work_out(row, around), *_report(row, around), *_not_known(row, around))


def _too_early(row: Row, around: Around) -> Iterator[Found]:
    until = keep_until(row, around.tables[DATES])
    for heading, text in (
        ("Returned to candidates on", "Returned to candidates too early"), ("Destroyed on", "Destroyed too early"),
    ):  # fmt: skip
        gone = known_day(row, heading)
        if gone and is_blank(row.get("Early release reason")) and (still_open(row) or (until is not None and gone <= until)):
            yield Found(text, gone, _KEEP_ON)


def _service_3(row: Row, around: Around) -> Iterator[Found]:
    last_day, decision, asked = find_anchor(around.tables[DATES], "GD"), raw(row, "Service 3 decision"), raw(row, "Service 3 asked?")
    if last_day is None or around.today < last_day - timedelta(days=setting(around, "desk_s3_days")):
        return
    when = "passed" if around.today > last_day else "near"
    if is_one(row, "Moderation outcome", "Adjusted down") and not decision and not asked:
        yield Found(f"No decision on Service 3, deadline {when}", last_day, _DECIDE, _S3, _NEAR)
    if is_one(row, "Service 3 decision", "Ask") and not is_one(row, "Service 3 asked?", "Yes"):
        yield Found(f"Service 3 not asked, deadline {when}", last_day, _ASK, _S3, _NEAR)


def is_out(row: Row) -> bool:
    """Whether a sample was sent and is not back, or not all of it."""
    back = known_day(row, "Date received") is not None and not is_one(row, "Returned?", "Received part")
    return known_day(row, "Sent on") is not None and not is_one(row, "Returned?", *NOT_SENT) and not back


def _work_out(row: Row, around: Around) -> Iterator[Found]:
    last_day = find_anchor(around.tables[DATES], "GD")
    if is_out(row) and last_day is not None:
        chase_from = last_day - timedelta(days=setting(around, "desk_return_days"))
        if around.today > chase_from:
            yield Found("Sample not back", chase_from, "Ask the moderator or the awarding body where the work is.")
    if known_day(row, "Date received") and is_blank(row.get("Stored where")) and not _gone(row):
        yield Found("Received, no place noted", None, "Note the secure place and shelf where the work is kept.")
    if missing_items(row) not in ("", 0) and known_day(row, "Reported to board on") is None:
        yield Found("Sample and items counted differ", None, "Count again against the list; tell the awarding body what is missing.")


def _report(row: Row, around: Around) -> Iterator[Found]:
    day = results_day(row, "Level", around.tables[DATES])
    if day is not None and known_day(row, "Report downloaded on") is None:
        expected = day + timedelta(days=setting(around, "desk_report_days"))
        if around.today >= expected:
            yield Found("No moderator report", expected, "Download the moderator's report and pass it to the department.")


def _not_known(row: Row, around: Around) -> Iterator[Found]:
    if raw(row, "Level") and results_day(row, "Level", around.tables[DATES]) is None:
        yield Found("Results day not known", None, "Choose the level from the list, and fill the sheet Dates (Copy dates).")
    if not _gone(row) and not still_open(row) and keep_until(row, around.tables[DATES]) is None:
        yield Found("Last day for reviews not known", None, "Fill the last day for reviews (GD) on the sheet Dates: run Copy dates.")


def _gone(row: Row) -> bool:
    return known_day(row, "Returned to candidates on") is not None or known_day(row, "Destroyed on") is not None


def computed(row: Row, around: Around) -> dict[str, object]:
    """The computed columns of a line of the log."""
    dates = around.tables[DATES]
    return {
        "Alarm": joined(alarms(row, around)),
        "Keep": keep(row, around.today, dates),
        "Keep until": keep_until(row, dates) or "",
        "Reviews until": (find_anchor(dates, "GD") if raw(row, "Ref") else None) or "",
        "Missing items": missing_items(row),
        "Results day": (results_day(row, "Level", dates) if raw(row, "Ref") else None) or "",
    }


COMPUTED: dict[str, Computed] = {"Moderation": computed}


def due(rows: Iterable[Row], today: date, dates: Sequence[Row], named: Mapping[str, object]) -> list[dict[str, object]]:
    """What the log has to do on a day, as rows of the home workbook's Today. `dates` are the rows of ModerationDates."""
    around = Around(today, {DATES: dates}, named)
    return due_rows("Returns", f"{BOOK}, Returns", ((raw(row, "Ref"), found) for row in rows for found in alarms(row, around)), WHY)


def chase_rows(rows: Iterable[Row]) -> list[dict[str, object]]:
    """The rows of the chase list: work that is still out, by awarding body."""
    return view_rows((_with_missing(row) for row in rows if raw(row, "Ref") and is_out(row)), CHASE.headings, ("Awarding body", "Ref"))


def slip_rows(rows: Iterable[Row], today: date, dates: Sequence[Row]) -> list[dict[str, object]]:
    """The rows of the department slips: work that is back, not with the department yet and not released."""
    back = [row for row in rows if raw(row, "Ref") and known_day(row, "Date received") and not _gone(row)]
    waiting = [row for row in back if known_day(row, "Released to department on") is None]
    told = [{**row, "Keep": keep(row, today, dates), "Keep until": keep_until(row, dates)} for row in waiting]
    return view_rows(told, SLIPS.headings, ("Subject", "Ref"))


def decision_rows(rows: Iterable[Row], dates: Sequence[Row]) -> list[dict[str, object]]:
    """The rows of the Service 3 decisions: components whose marks were adjusted down."""
    down = [row for row in rows if raw(row, "Ref") and is_one(row, "Moderation outcome", "Adjusted down")]
    told = [{**row, "Difference": _difference(row), "Deadline": find_anchor(dates, "GD")} for row in down]
    return view_rows(told, DECISIONS.headings, ("Subject", "Ref"))


def _with_missing(row: Row) -> Row:
    missing = missing_items(row)
    return {**row, "Missing items": None if missing == "" else missing}


def _difference(row: Row) -> float | None:
    centre, moderated = serial(row.get("Centre mark")), serial(row.get("Moderated mark"))
    return None if centre is None or moderated is None else moderated - centre
