"""The days of an appeal, and who may still decide something.

Stage 1 is possible within 30 calendar days of the outcome of the review, stage 2 within 14 calendar days of receiving the stage 1
letter: https://thenaeo.org/monthly-message.aspx?nid=153. Where the reasons for an outcome were asked for, stage 1 is possible within
15 calendar days of receiving them: http://www.greatfieldsschool.com/?page_id=12297. The last day itself is in time. Only the head of
centre (or a private candidate) may appeal. A candidate who disagrees with the centre's decision not to ask has an internal appeal.
"""

from __future__ import annotations

from results_desk.rules.cells import Row, is_one, raw
from results_desk.rules.log.cells import whole_day
from results_desk.tables.tracking_alarm import REFUSED

FAMILIES = ("S", "P")
"""How the codes of the services begin whose outcome may be appealed."""


def stage_1_by(line: Row, days: int, reasons_days: int) -> int | None:
    """The last day for a stage 1 appeal, as a serial number; None without the outcome of a review."""
    outcome, reasons = whole_day(line, "Outcome date"), whole_day(line, "Reasons received on")
    if outcome is None or raw(line, "Service")[:1].upper() not in FAMILIES:
        return None
    return outcome + days if reasons is None else reasons + reasons_days


def stage_2_by(line: Row, days: int) -> int | None:
    """The last day for a stage 2 appeal, as a serial number; None before the stage 1 letter was received."""
    letter = whole_day(line, "AP1 outcome")
    return None if letter is None else letter + days


def internal_open(line: Row) -> bool:
    """Whether a candidate's internal appeal against the centre is not settled."""
    return is_one(line, "Internal appeal", "Open") or (is_one(line, "Internal appeal", "") and is_one(line, "Status", REFUSED))


def internal_by(line: Row, days: int, reasons_days: int) -> int | None:
    """The day by which an internal appeal must be settled to be of use: before the request, or the appeal, is too late."""
    if whole_day(line, "Outcome date") is not None:
        return stage_1_by(line, days, reasons_days)
    ends = [found for heading in ("Internal deadline", "Deadline") if (found := whole_day(line, heading)) is not None]
    return min(ends, default=None)
