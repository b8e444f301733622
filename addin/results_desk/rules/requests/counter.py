"""Lines that somebody typed into the tracking log at the counter: numbered, and filled with what the desk knows of them.

They are held against the same rules as the answers of a form. What a person typed is never changed, but that a candidate number gets
the zeros back that a spreadsheet took; a line that a rule refuses stays as it is, without a number, and is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from results_desk.errors import Problem
from results_desk.port import Cells, Key
from results_desk.rules.cells import Row, day, is_blank, known, moment, text
from results_desk.rules.log.cells import ASKED, is_closed, is_typed_only
from results_desk.rules.requests import checks as request_checks
from results_desk.rules.requests.answers import Asked, components, understand
from results_desk.rules.requests.asking import Desk
from results_desk.rules.requests.book import Book
from results_desk.rules.requests.checks import Request
from results_desk.rules.requests.line import READY, UNPAID, line_of, status_of
from results_desk.rules.requests.notes import Note
from results_desk.rules.requests.sending import target_days
from results_desk.rules.requests.shared_fees import candidate_of, left_unpaid, pays_already
from results_desk.tables.tracking_log import BOOK

BY = ("Line ID", *ASKED)
"""What finds a line again that has no Line ID."""
_ANSWER = {
    "candidate_number": "Candidate number", "name": "Name", "email": "Contact email", "awarding_body": "Awarding body",
    "entry_code": "Entry code", "component_codes": "Component code", "service": "Service", "class_use": "Name choice for class use",
    "signed_by": "Signed by", "place_at_stake": "HE place at stake", "teacher": "Teacher", "support": "Support", "reason": "Reason",
    "pay_route": "Pay route", "requester": "Requester", "requester_name": "Requester name", "budget_code": "Budget code",
    "late_override_by": "Late override by", "late_override_reason": "Late override reason",
}  # fmt: skip
_MOMENTS = {"received_on": "Received on", "ror_consent_on": "RoR consent date", "ats_consent_on": "ATS consent date"}
_WAYS_OUT = {
    "log the file again with --override-by NAME --reason TEXT": "fill Late override by and its reason, then run Check requests again",
    "log the file again": "run Check requests again", "log it again": "run Check requests again", " in the file": " on the line",
}  # fmt: skip
"""What the way out for a file is for a line of the log."""
_OURS = ("AP1", "AP2", "MIR")
_FROM_THE_DESK = (
    "Deadline", "Internal deadline", "Consent needed", "Results released", "Charge due", "Who pays", "Board refund rule", "School handling",
    "Handling kept", "Payment",
)  # fmt: skip
"""What is filled later too, once the desk knows it: a fee that was typed in the Grid after the request was logged."""


@dataclass
class Completed:
    """Cells to write: in lines found by the headings `by`, and in lines that have a number."""

    numbered: dict[Key, dict[str, object]] = field(default_factory=dict)
    changes: dict[Key, dict[str, object]] = field(default_factory=dict)
    expect: dict[Key, Cells] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    by: tuple[str, ...] = BY


def complete(log: Sequence[Row], desk: Desk, closed: Collection[date]) -> Completed:
    """Number and fill the lines without a Line ID, and fill what is blank in open lines that were not sent."""
    found, refused = Completed(), 0
    typed = [line for line in log if is_typed_only(line)]
    book = Book([line for line in log if text(line.get("Line ID"))], desk.series, desk)
    alike = Counter(_key(line) for line in typed)
    for line in typed:
        if alike[_key(line)] > 1:
            way_out = "Delete all but one of these lines, then run Check requests again."
            cells: Mapping[str, object] | Note = Note("Line ID", f"{_called(line)} is typed more than once.", way_out)
        else:
            cells = _numbered(line, desk, book, found.problems)
        if isinstance(cells, Note):
            refused += 1
            found.problems.append(cells.problem(BOOK, 0, kept=False))
        else:
            found.numbered[_key(line)] = dict(cells)
    for line in log:
        if text(line.get("Line ID")) and not is_closed(line):
            _fill(line, log, desk, closed, found)
    found.problems = list(dict.fromkeys([*found.problems, *left_unpaid([_as_it_will_be(line, found) for line in log], desk).values()]))
    found.counts = {"numbered": len(found.numbered), "completed": len(found.changes), "refused": refused}
    return found


def _numbered(line: Row, desk: Desk, book: Book, problems: list[Problem]) -> Mapping[str, object] | Note:
    """The blank cells of a typed line, with its number; why it can't have one."""
    notes: list[Note] = []
    answer = _answer(line)
    request = understand(answer, desk, Asked(BOOK), notes)
    if isinstance(request, Note):
        return _about(request, line)
    asked = components(answer, request, desk, notes)
    if len(asked) != 1:
        return Note("Component code", f"{_called(line)}: one line is for one component.", "Type a line for each component.")
    fault = asked[0] if isinstance(asked[0], Note) else None
    filled = fault or book.number(request, _component(asked), notes, line)
    if isinstance(filled, Note):
        return _about(filled, line)
    told = [_about(note, line, text(filled["Line ID"])) for note in (*notes, *request_checks.warnings(request)) if note.column != "Name"]
    problems += [note.problem(BOOK, 0, kept=True) for note in told]
    blank = {heading: value for heading, value in filled.items() if is_blank(line.get(heading)) and not is_blank(value)}
    number = candidate_of(line)
    return blank if number == text(line.get("Candidate number")) else blank | {"Candidate number": number}


def _component(asked: Sequence[Row | Note]) -> Row:
    return asked[0] if not isinstance(asked[0], Note) else {}


def _fill(line: Row, log: Sequence[Row], desk: Desk, closed: Collection[date], found: Completed) -> None:
    """What a line with a number lacks and the desk knows; `log` holds it and all others."""
    cells: dict[str, object] = {}
    sent = day(line.get("Sent on"))
    if sent is None:
        request = understand(_answer(line), desk, Asked(BOOK), [])
        if not isinstance(request, Note):
            cells = _later(line, request, lambda: pays_already(request, _others(line, log, found), desk))
    elif is_blank(line.get("Target days")) and (days := target_days(line, desk, closed, sent)) is not None:
        cells = {"Target days": days}
    if cells:
        key = (text(line.get("Line ID")),)
        found.changes[key] = cells
        found.expect[key] = {heading: line.get(heading) for heading in cells}


def _others(line: Row, log: Sequence[Row], found: Completed) -> Iterator[Row]:
    """The other lines of this candidate, with the number and the charge that they got just now."""
    number = candidate_of(line)
    return (_as_it_will_be(other, found) for other in log if other is not line and candidate_of(other) == number)


def _as_it_will_be(line: Row, found: Completed) -> Row:
    line_id = text(line.get("Line ID"))
    return {**line, **(found.changes.get((line_id,), {}) if line_id else found.numbered.get(_key(line), {}))}


def _later(line: Row, request: Request, shares: Callable[[], bool]) -> dict[str, object]:
    """What is filled later; `shares` says whether another line pays the fee already."""
    fresh = line_of(request, {}, "", charged=is_blank(line.get("Charge due")) and shares())
    wanted = [heading for heading in _FROM_THE_DESK if is_blank(line.get(heading)) and not is_blank(fresh[heading])]
    if known(line, "Charge due") or not is_blank(line.get("Payment")):
        wanted = [heading for heading in wanted if heading not in _FROM_THE_DESK[4:]]
    cells = {heading: fresh[heading] for heading in wanted}
    if "Charge due" in cells and text(line.get("Status")) == READY and status_of({**line, **cells}) == UNPAID:
        cells["Status"] = UNPAID
    return cells


def _answer(line: Row) -> Row:
    """A typed line as an answer of a form; what only the centre asks for is the exams office's where nobody else is named."""
    held = {name: text(line.get(heading)) for name, heading in _ANSWER.items()}
    if not held["requester"] and (not held["candidate_number"] or held["service"].upper() in _OURS):
        held["requester"] = "EO"
    dates = {name: found.isoformat() for name, heading in _MOMENTS.items() if (found := moment(line.get(heading)))}
    return {"row": 0, **held, **dates}


def _key(line: Row) -> Key:
    return tuple("" if is_blank(line.get(heading)) else str(line[heading]) for heading in BY)


def _called(line: Row) -> str:
    number, component, service = (text(line.get(heading)) for heading in ("Candidate number", "Component code", "Service"))
    who = f"candidate {number}" if number else "no candidate number"
    return f"The line without a Line ID ({who}, {component or 'no component'}, {service or 'no service'})"


def _about(note: Note, line: Row, line_id: str = "") -> Note:
    """The same, said of a line of the log."""
    called = f"Line {line_id}" if line_id else _called(line)
    way_out = note.way_out
    for words, ours in _WAYS_OUT.items():
        way_out = way_out.replace(words, ours)
    return Note(note.column, f"{called}: {_inside(note.message)}", way_out, note.detail)


def _inside(message: str) -> str:
    """A sentence as it goes on after a colon: a word loses its capital, a code such as AP1 keeps it."""
    return message if message[:2].isupper() or not message[:2].isalpha() else message[0].lower() + message[1:]
