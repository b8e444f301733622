"""What a line of the tracking log holds, as its formulas see it.

A text in a date cell counts as blank, words are compared whatever their case but with their spaces, a blank result is "".
"""

from __future__ import annotations

from results_desk.rules.cells import Row, from_serial, is_one, serial, text
from results_desk.terms import CLOSED_STATUSES, counted

ASKED = ("Candidate number", "Awarding body", "Entry code", "Component code", "Service")
"""What a request is known by before it has a number."""
NUMBER_THEM = "Run Check requests: it numbers and completes what was typed, or says what is wrong with it."


def whole_day(line: Row, heading: str) -> int | None:
    """The serial number of the day in a cell, whatever the time; None for a text or a blank."""
    number = serial(line.get(heading))
    return None if number is None else int(number // 1)


def shown(number: float | None) -> object:
    """A day as a formula shows it; "" for none."""
    return "" if number is None else from_serial(number)


def is_closed(line: Row) -> bool:
    """Whether somebody closed the line, as the Alarm formula sees it."""
    return is_one(line, "Status", *CLOSED_STATUSES)


def is_typed_only(line: Row) -> bool:
    """Whether somebody typed a request below the log and nothing has numbered it yet."""
    return not text(line.get("Line ID")) and any(text(line.get(heading)) for heading in ASKED)


def unnumbered(lines: int) -> str:
    """So many typed lines that have no number, in words."""
    return f"{counted(lines, 'typed line is', 'typed lines are')} not numbered yet"
