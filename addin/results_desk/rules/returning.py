"""Letting returned work go: to candidates, or destroyed, not before Keep until is over; to a department at any time.

Work once in candidates' hands may no longer be reviewed, so it waits for the last day for reviews and for whatever is open.
The source is that of `rules/moderation.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from results_desk.errors import DeskError, RuleRefusal
from results_desk.rules.cells import Row, day, in_words, raw, text
from results_desk.rules.moderation import is_out, keep_until, still_open
from results_desk.tables.moderation import BOOK

WAYS = {"candidates": "Returned to candidates on", "department": "Released to department on", "destroyed": "Destroyed on"}
"""How work leaves, and the column that says when."""
_OVERRIDE = "Wait until then, or give --override-by and --reason: both are kept in the log."


@dataclass(frozen=True)
class Release:
    """Who takes which way, on which day; `override_by` and `reason` let work go early."""

    way: str
    to: str
    on: date
    override_by: str = ""
    reason: str = ""


def release(
    returns: Sequence[Row], refs: Sequence[str], asked: Release, today: date, dates: Sequence[Row]
) -> dict[str, Mapping[str, object]]:
    """The cells to write for these refs. DeskError or RuleRefusal, naming each ref and the way out, when one may not go."""
    _check(asked, today)
    held = {raw(row, "Ref").casefold(): row for row in returns if raw(row, "Ref")}
    if missing := [ref for ref in refs if ref.strip().casefold() not in held]:
        known = ", ".join(raw(row, "Ref") for row in held.values()) or "none"
        raise DeskError(f"{BOOK} has no line {', '.join(missing)}: the refs are {known}. Correct the ref and try again.")
    rows = [held[ref.strip().casefold()] for ref in dict.fromkeys(refs)]
    left = [row for row in rows if not _is_done(row, asked)]
    for row in left:
        _can_leave(row, asked)
    early = [(row, why) for row in left if asked.way != "department" and (why := too_early(row, asked.on, dates))]
    if early and not asked.reason:
        which = " ".join(f"{raw(row, 'Ref')} {why}." for row, why in early)
        raise RuleRefusal(f"{which} {_OVERRIDE}")
    overridden = {raw(row, "Ref") for row, _ in early}
    return {raw(row, "Ref"): _cells(asked, raw(row, "Ref") in overridden) for row in left}


def too_early(row: Row, on: date, dates: Sequence[Row]) -> str:
    """Why work may not go to candidates on a day; "" when it may."""
    if names := still_open(row):
        return f"must be kept: {' and '.join(names)} open"
    until = keep_until(row, dates)
    if until is None:
        return "must be kept: the last day for reviews is not known (type GD on Results days of results_desk.xlsx, then Copy dates)"
    return f"must be kept up to and with {in_words(until)}" if on <= until else ""


def _check(asked: Release, today: date) -> None:
    if asked.way not in WAYS:
        raise DeskError(f"Work goes to {', '.join(WAYS)}, not to {asked.way!r}: choose one of these with --how.")
    if asked.way != "destroyed" and not asked.to.strip():
        raise DeskError("Say who takes the work with --to: the name of whoever signs for it.")
    if asked.on > today:
        raise DeskError(f"{in_words(asked.on)} is after today: work is noted as gone when it has gone. Correct --on.")
    if bool(asked.override_by.strip()) != bool(asked.reason.strip()):
        raise DeskError("An early release needs who decided it and why: give both --override-by and --reason.")


def _is_done(row: Row, asked: Release) -> bool:
    """Whether the log says just this already."""
    gone = day(row.get(WAYS[asked.way]))
    return gone == asked.on and (asked.way == "destroyed" or text(row.get("Released to")) == asked.to.strip())


def _can_leave(row: Row, asked: Release) -> None:
    ref = raw(row, "Ref")
    for way, heading in WAYS.items():
        gone = day(row.get(heading))
        if gone and (way == asked.way or way != "department"):
            raise DeskError(f"{BOOK}: {ref} has left already ({heading} is {in_words(gone)}). Correct that line if it is wrong.")
    if is_out(row):
        raise DeskError(f"{BOOK}: {ref} is not back from moderation (Date received is blank, or part is missing). Note its return first.")
    back = day(row.get("Date received"))
    if back and asked.on < back:
        raise DeskError(f"{BOOK}: {ref} came back on {in_words(back)}, after {in_words(asked.on)}. Correct --on or the line.")


def _cells(asked: Release, early: bool) -> dict[str, object]:
    cells: dict[str, object] = {WAYS[asked.way]: asked.on}
    if asked.way != "destroyed":
        cells["Released to"] = asked.to.strip()
    if early:
        cells |= {"Early release by": asked.override_by.strip(), "Early release reason": asked.reason.strip()}
    return cells
