"""Which line of the tracking log an outcome belongs to: exactly one, or none is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from results_desk.rules.cells import Row, day, known, raw, same, serial, text
from results_desk.rules.grades import split_flag
from results_desk.rules.identifiers import entry_key, pad_candidate_number
from results_desk.rules.marks import number
from results_desk.rules.requests.asking import is_person
from results_desk.rules.requests.notes import Note, component_key
from results_desk.terms import CLOSED_STATUSES, counted

AnyRow = TypeVar("AnyRow", bound=Row)
APPEALS = ("AP1", "AP2")
_AGAIN = "and read the file again."


def find_line(told: Row, log: Sequence[AnyRow]) -> AnyRow | Note:
    """The one line that fits everything a row of the file says of it.

    Where several do, the one that holds this outcome already: a row is not taken twice. Else the one of them that is sent and open.
    """
    named = [line for line in log if raw(line, "Line ID") and _fits(told, line)]
    open_ones = [line for line in named if known(line, "Sent on") and not same(raw(line, "Status"), *CLOSED_STATUSES)]
    heard = [line for line in named if _holds(told, line)]
    for found in (named, heard) if heard else (named, open_ones, _without_outcome(open_ones)):
        if len(found) == 1:
            return found[0]
    which = told.get("line_id") or told.get("reference")
    if not named:
        what = f"no line {which}" if which else "no line that fits candidate, entry, component and service"
        way_out = f"Log the request first, or correct the row with the Line ID of the Lines sheet {_AGAIN}"
        return Note("Line ID", f"The tracking log has {what}.", way_out)
    lines = ", ".join(raw(line, "Line ID") for line in named[:4])
    fits = f"The row fits {counted(len(named), 'line')} of the tracking log: {lines}."
    return Note("Line ID", fits, f"Write the Line ID in the row {_AGAIN}")


def right_person(told: Row, line: Row, candidate: Row | None) -> Note | None:
    """What is wrong when the row names somebody else than the line does."""
    number = pad_candidate_number(text(told.get("candidate_number")))
    theirs = pad_candidate_number(raw(line, "Candidate number"))
    name = text(told.get("name"))
    if number and theirs and number != theirs:
        message = f"The row has another candidate number than line {raw(line, 'Line ID')}."
        return Note("Candidate number", message, f"Find out whose outcome it is, correct the row {_AGAIN}", number)
    if name and candidate is not None and not is_person(name, candidate):
        message = f"The name in the row is not that of the candidate of line {raw(line, 'Line ID')}."
        return Note("Candidate name", message, f"Find out whose outcome it is, correct the row {_AGAIN}", name)
    return None


def stage(told: Row, line: Row) -> str:
    """What the outcome is of: AP1, AP2, or "" for a review."""
    words = (text(told.get("service")).upper(), raw(line, "Service").upper())
    return next((word for word in words if word in APPEALS), "")


def of_award(line: Row, rows: Iterable[AnyRow], number: str = "") -> list[AnyRow]:
    """The rows of Results or Components of the award of a line; `number` stands for the candidate where the line has none."""
    whose = pad_candidate_number(number or raw(line, "Candidate number"))
    code, body = entry_key(raw(line, "Entry code")), text(line.get("Awarding body")).casefold()
    return [
        row
        for row in rows
        if pad_candidate_number(raw(row, "Candidate number")) == whose
        and entry_key(raw(row, "Entry code")) == code
        and (not body or text(row.get("Awarding body")).casefold() == body)
    ]


def _fits(told: Row, line: Row) -> bool:
    if line_id := text(told.get("line_id")):
        return same(raw(line, "Line ID").strip(), line_id)
    for field, heading, plain in _FIELDS:
        said, held = text(told.get(field)), text(line.get(heading))
        if field == "candidate_number" and not held:
            continue
        if said and plain(said) != plain(held):
            return False
    asked, service = text(told.get("service")).upper(), raw(line, "Service").upper()
    return not asked or asked == service or (asked in APPEALS and service[:1] in ("S", "P") and known(line, f"{asked} sent"))


def _holds(told: Row, line: Row) -> bool:
    """Whether an outcome of this day, with the mark and the grade that the row says, stands in a line."""
    which = stage(told, line)
    heading = f"{which} outcome" if which and raw(line, "Service").upper() not in APPEALS else "Outcome date"
    on, mark, grade = (text(told.get(name)) for name in ("outcome_on", "mark_after", "grade_after"))
    if str(day(line.get(heading))) != on[:10] or (mark and number(mark) != serial(line.get("Mark after"))):
        return False
    return not grade or split_flag(grade)[0] == split_flag(text(line.get("Subject grade after")))[0]


def _without_outcome(lines: Sequence[AnyRow]) -> list[AnyRow]:
    return [line for line in lines if not known(line, "Outcome date")]


_FIELDS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    ("reference", "Awarding body reference", str.casefold), ("candidate_number", "Candidate number", pad_candidate_number),
    ("awarding_body", "Awarding body", str.casefold), ("entry_code", "Entry code", entry_key),
    ("component_code", "Component code", component_key),
)  # fmt: skip
