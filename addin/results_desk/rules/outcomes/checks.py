"""Whether an outcome may be taken into the log: what speaks against it, in words that name the line and the way out.

A review of moderation never lowers a subject grade in that series. Source:
https://ocr.org.uk/administration/cambridge-nationals/post-results/reviews-of-marking/index.aspx
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from results_desk.rules.cells import Row, day, in_words, is_one, raw, same, serial, text
from results_desk.rules.facts import Facts
from results_desk.rules.grades import split_flag
from results_desk.rules.marks import number
from results_desk.rules.requests.notes import Note

UP, DOWN, NO_CHANGE = "Up", "Down", "No change"
_NEVER_SENT = ("Withdrawn by candidate", "Missed deadline", "Rejected by board", "Refused by centre (internal appeal open)")
_READ_AGAIN = "and read the file again."


@dataclass(frozen=True)
class Told:
    """One row of the file beside the line it belongs to, and what the desk holds of that award and component now.

    `sent` is the heading that says when this stage was sent, `stage` is AP1, AP2 or "" for a review; `level` and `body` are
    those by which grades are ranked. `then` is what stood there when it was sent, `ever` what stood there at some time.
    """

    row: Row
    line: Row
    stage: str
    sent: str
    level: str
    body: str
    grade_now: str
    mark_now: float | None
    most: float | None
    grade_then: str = ""
    mark_then: float | None = None
    grades_ever: frozenset[str] = frozenset()
    marks_ever: frozenset[float] = frozenset()

    @property
    def line_id(self) -> str:
        """The Line ID, for messages."""
        return raw(self.line, "Line ID")

    @property
    def outcome_on(self) -> date:
        """The day of the outcome."""
        return date.fromisoformat(text(self.row.get("outcome_on"))[:10])

    @property
    def mark_before(self) -> float | None:
        """The mark the review began with: that of the line, else the one held when it was sent."""
        held = serial(self.line.get("Raw mark"))
        return self.mark_then if held is None else held

    @property
    def mark_from(self) -> float | None:
        """The mark before that the file gives, else the one the review began with: another outcome may have come between."""
        stated = number(text(self.row.get("mark_before")))
        return self.mark_before if stated is None else stated

    @property
    def mark_after(self) -> float | None:
        """The mark the file gives; None where it gives none."""
        return number(text(self.row.get("mark_after")))

    @property
    def grade_before(self) -> str:
        """The grade the review began with: that of the line, else the one held when it was sent."""
        return split_flag(text(self.line.get("Subject grade")))[0] or self.grade_then

    @property
    def grade_from(self) -> str:
        """The grade before that the file gives, else the one the review began with: another outcome may have come between."""
        return split_flag(text(self.row.get("grade_before")))[0] or self.grade_before

    @property
    def grade_after(self) -> str:
        """The grade the file gives, without its flag; "" where it gives none."""
        return split_flag(text(self.row.get("grade_after")))[0]


def rank(told: Told, grade: str, facts: Facts) -> float | None:
    """The place of a grade on the ladder of the line's level; None where it is on none."""
    found = float(facts.ladders.rank([told.level], [told.body], [grade])[0])
    return None if found != found else found


def alike(told: Told, one: str, other: str, facts: Facts) -> bool:
    """Whether two spellings are one grade of the line's level."""
    first, second = facts.ladders.canonical([told.level] * 2, [told.body] * 2, [one, other])
    return one == other or (first == second != "")


def went(before: float | None, after: float | None) -> str:
    """Up, Down or No change; "" where one of the two is not known."""
    if before is None or after is None:
        return ""
    return NO_CHANGE if before == after else UP if after > before else DOWN


def against(told: Told, facts: Facts, today: date) -> Note | None:
    """The first thing that speaks against taking the outcome; None where nothing does."""
    for check in (_service, _day, _marks, _grades, _words, _moderation):
        for note in check(told, facts, today):
            return note
    return None


def _service(told: Told, facts: Facts, today: date) -> Iterator[Note]:
    service = raw(told.line, "Service").upper()
    if service.startswith("A") and not service.startswith("AP"):
        message = f"Line {told.line_id} is for a copy of a script, which has no outcome."
        yield Note("Service", message, "Fill Script received on in that line.")
    if "Pending" in (told.row.get("outcome_mark"), told.row.get("outcome_grade")):
        yield Note("Outcome", f"The outcome of line {told.line_id} is still pending.", "Nothing to do until it comes; leave the row out.")
    if is_one(told.line, "Status", *_NEVER_SENT):
        message = f"Line {told.line_id} has a status with which nothing is sent: {raw(told.line, 'Status')}."
        yield Note("Status", message, f"If it was sent after all, choose Sent to board, fill Sent on {_READ_AGAIN}")


def _day(told: Told, facts: Facts, today: date) -> Iterator[Note]:
    sent, outcome = day(told.line.get(told.sent)), told.outcome_on
    if sent is None:
        yield Note("Outcome date", f"Line {told.line_id} is not marked as sent ({told.sent} is blank).", f"Fill {told.sent} {_READ_AGAIN}")
    elif outcome < sent:
        message = f"The outcome is dated before line {told.line_id} was sent, on {in_words(sent)}."
        yield Note("Outcome date", message, f"Correct the day in the file, or {told.sent} in the log, {_READ_AGAIN}", in_words(outcome))
    if outcome > today:
        message = f"The outcome of line {told.line_id} is dated after today, {in_words(today)}."
        yield Note("Outcome date", message, f"Correct the day {_READ_AGAIN}", in_words(outcome))


def _marks(told: Told, facts: Facts, today: date) -> Iterator[Note]:
    written, after = text(told.row.get("mark_after")), told.mark_after
    if written and after is None:
        yield Note("Mark after", f"The mark after of line {told.line_id} is no mark.", f"Write a number {_READ_AGAIN}", written)
    if after is not None and told.most is not None and after > told.most:
        message = f"The mark after of line {told.line_id} is above the maximum mark."
        yield Note("Mark after", message, f"Compare with the awarding body's letter, correct the row {_READ_AGAIN}", written)
    stated = number(text(told.row.get("mark_before")))
    if stated is not None and told.mark_before is not None and stated not in {told.mark_before, told.mark_now, *told.marks_ever}:
        yield _another("Mark before", "mark", told, f"file {stated:g}, log {told.mark_before:g}")


def _grades(told: Told, facts: Facts, today: date) -> Iterator[Note]:
    if told.grade_after and rank(told, told.grade_after, facts) is None:
        message = f"The grade after of line {told.line_id} is not one of its level."
        way_out = f"Compare with the awarding body's letter; if it is right, add it to the Grade ladders sheet {_READ_AGAIN}"
        yield Note("Grade after", message, way_out, told.grade_after)
    stated = split_flag(text(told.row.get("grade_before")))[0]
    held = [grade for grade in {told.grade_before, told.grade_now, *told.grades_ever} if grade]
    if stated and held and not any(alike(told, stated, grade, facts) for grade in held):
        yield _another("Grade before", "grade", told, f"file {stated}, log {told.grade_before}")


def _another(column: str, what: str, told: Told, detail: str) -> Note:
    message = f"The {what} before is not the {what} that the desk holds for line {told.line_id}."
    way_out = f"Look whether the row is for another paper or candidate, correct it, or read the outcome before it first, {_READ_AGAIN}"
    return Note(column, message, way_out, detail)


def _words(told: Told, facts: Facts, today: date) -> Iterator[Note]:
    before, after = (rank(told, grade, facts) for grade in (told.grade_from, told.grade_after))
    for field, column, found in (
        ("outcome_mark", "Outcome mark", went(told.mark_from, told.mark_after)), ("outcome_grade", "Outcome grade", went(before, after)),
    ):  # fmt: skip
        said = text(told.row.get(field))
        if said in (UP, DOWN, NO_CHANGE) and found and said != found:
            what = column.removeprefix("Outcome ")
            message = f"The word for the {what} contradicts the {what}s of line {told.line_id}."
            yield Note(column, message, f"Compare with the awarding body's letter, correct the row {_READ_AGAIN}", f"{said} / {found}")


def _moderation(told: Told, facts: Facts, today: date) -> Iterator[Note]:
    if same(raw(told.line, "Service"), "S3") and told.stage == "":
        before, after = (rank(told, grade, facts) for grade in (told.grade_from, told.grade_after))
        if went(before, after) == DOWN:
            message = f"A review of moderation lowers no grade in its series, and the row of line {told.line_id} does."
            yield Note("Grade after", message, f"Ask the awarding body; leave the grade out {_READ_AGAIN}", told.grade_after)


Check = Callable[[Told, Facts, date], Iterator[Note]]
