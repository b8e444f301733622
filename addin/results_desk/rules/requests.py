"""From the answers of a request form to lines of the tracking log: one line per component and service.

Every answer is logged, known already, or refused with a problem; nothing is dropped in silence, and a late or unsigned
request is logged all the same, so that its alarm shows. The rules themselves are in `request_checks`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from results_desk.errors import DeskError, Problem
from results_desk.rules import asking, request_checks
from results_desk.rules.asking import Desk, Note, component_key
from results_desk.rules.cells import Row, Rows, is_blank, moment, records, serial, text
from results_desk.rules.consent import consent_needed, needed_text
from results_desk.rules.deadlines import deadline_for, find_level, release_moment
from results_desk.rules.identifiers import entry_key
from results_desk.rules.log_cells import is_closed
from results_desk.rules.request_checks import Request
from results_desk.tables import LISTS
from results_desk.tables.tracking_log import LINES
from results_desk.terms import Series

if TYPE_CHECKING:
    import pandas as pd

READY, WAITING = "Ready to send", "Waiting for consent"
_BLANK: dict[str, object] = {column.heading: "" if column.kind in ("code", "text") else None for column in LINES.columns}
Place = tuple[str, str, str]
"""Candidate, awarding body and entry, as they are compared: what one request number covers."""


@dataclass(frozen=True)
class Logged:
    """What a file of answers comes to.

    `counts`: `rows` are answers; `lines`, `already` and `refused` count components asked about, an answer that is
    refused before its components are known counts once.
    """

    new: pd.DataFrame
    problems: tuple[Problem, ...]
    counts: dict[str, int]


def log(
    answers: Rows, lines: Rows, candidates: Rows, results: Rows, components: Rows, deadlines: Rows, releases: Rows, levels: Rows,
    services: Rows, awarding_bodies: Rows, series: str, file: str,
) -> Logged:  # fmt: skip
    """The lines to append for a file of answers (`batch.REQUEST_COLUMNS`), given the log as it is and the desk's tables.

    Logging the same answers again adds nothing. DeskError when `series` is no series.
    """
    import pandas as pd

    desk = Desk.of(candidates, results, components, levels, services, awarding_bodies, deadlines, series)
    book = _Log(records(lines), series, desk)
    dates = _Dates(records(releases), records(deadlines), desk)
    asked, problems = records(answers), []
    for answer in asked:
        problems += _one(answer, desk, dates, book, file)
    new = pd.DataFrame(book.new, columns=list(LINES.headings), dtype=object)
    return Logged(new, tuple(problems), {"rows": len(asked), "lines": len(new), "already": book.already, "refused": book.refused})


def request_groups(lines: Rows) -> dict[str, list[Row]]:
    """The lines of each request, in the log's order: what one form is filled for. Lines without a Request ID are left out."""
    groups: dict[str, list[Row]] = {}
    for line in records(lines):
        if text(line.get("Request ID")):
            groups.setdefault(text(line.get("Request ID")), []).append(line)
    return groups


def _one(answer: Row, desk: Desk, dates: _Dates, book: _Log, file: str) -> list[Problem]:
    """Log what one answer asks for. Its warnings are told only where it brings a new line."""
    notes: list[Note] = []
    request = _understand(answer, desk, dates, notes)
    row = int(float(text(answer.get("row")) or 0))
    if isinstance(request, Note):
        book.refused += 1
        return [request.problem(file, row, kept=False)]
    held = asking.components_of(request.result, request.candidate, desk)
    refused: list[Note] = []
    before = len(book.new)
    for component in asking.find_components(answer, held, notes):
        fault = component if isinstance(component, Note) else book.take(request, component, notes)
        if fault:
            refused.append(fault)
    book.refused += len(refused)
    if len(book.new) > before:
        notes += request_checks.warnings(request)
    else:
        notes = []
    told = [note.problem(file, row, kept=False) for note in dict.fromkeys(refused)]
    return told + [note.problem(file, row, kept=True) for note in dict.fromkeys(notes)]


def _understand(answer: Row, desk: Desk, dates: _Dates, notes: list[Note]) -> Request | Note:
    candidate = asking.find_candidate(answer, desk, notes)
    if isinstance(candidate, Note):
        return candidate
    service = asking.find_service_asked(text(answer.get("service")), desk)
    if isinstance(service, Note):
        return service
    result = asking.find_result(answer, candidate, desk)
    if isinstance(result, Note):
        return result
    level = text(result.get("Level"))
    refusal = request_checks.refusal(answer, service, find_level(desk.levels, level))
    return refusal or dates.request(answer, candidate, service, result)


@dataclass(frozen=True)
class _Dates:
    releases: list[Row]
    deadlines: list[Row]
    desk: Desk

    def request(self, answer: Row, candidate: Row, service: Row, result: Row) -> Request:
        """The request with the release of its result and the deadline of its service."""
        desk, level = self.desk, text(result.get("Level"))
        released = release_moment(self.releases, desk.levels, desk.series, level)
        asked, body = text(service.get("Service")), text(result.get("Awarding body"))
        deadline = deadline_for(self.deadlines, desk.levels, desk.services, desk.series, level, asked, body)
        received = request_checks.when(answer.get("received_on"))
        return Request(answer, candidate, service, result, received, released, deadline)


class _Log:
    """The log as it grows: which numbers are taken, and what is asked for already."""

    def __init__(self, lines: list[Row], series: str, desk: Desk) -> None:
        parsed = Series.parse(series)
        if parsed is None:
            raise DeskError(f'Settings in results_desk.xlsx: "{series}" is not a series; write it as June 2024.')
        self.prefix = f"PRS-{parsed.year % 100:02d}"
        self.series = series
        self.families = {text(row.get("Service")).upper(): text(row.get("Family")) for row in desk.services}
        self.new: list[dict[str, object]] = []
        self.already = self.refused = 0
        self._lines: dict[Place, list[Row]] = {}
        self._highest: dict[str, int] = {}
        for line in lines:
            self._remember(line)

    def take(self, request: Request, component: Row, notes: list[Note]) -> Note | None:
        """Put one component of a request in the log, if it is not there already; the reason where it may not be."""
        there = self._lines.get(_place({**request.result, "Candidate number": request.candidate.get("Candidate number")}), [])
        beside = [line for line in there if component_key(line.get("Component code")) == component_key(component.get("Component code"))]
        if any(_is_this(line, request) for line in beside):
            self.already += 1
            return None
        fault, more = request_checks.beside(request, beside, self.families)
        if fault:
            return fault
        notes += more
        open_requests = [text(line.get("Request ID")) for line in there if not is_closed(line) and text(line.get("Request ID"))]
        request_id = open_requests[-1] if open_requests else f"{self.prefix}-{self._next(self.prefix):04d}"
        line = _line(request, component, self.series) | {"Request ID": request_id, "Line ID": f"{request_id}-{self._next(request_id)}"}
        self.new.append(line)
        self._remember(line)
        return None

    def _next(self, prefix: str) -> int:
        return self._highest.get(prefix.upper(), 0) + 1

    def _remember(self, line: Row) -> None:
        self._lines.setdefault(_place(line), []).append(line)
        for name in (text(line.get("Request ID")), text(line.get("Line ID"))):
            while found := re.fullmatch(r"(.+)-(\d+)", name):
                name, number = found[1], int(found[2])
                self._highest[name.upper()] = max(number, self._highest.get(name.upper(), 0))


def _place(line: Row) -> Place:
    return text(line.get("Candidate number")), text(line.get("Awarding body")).casefold(), entry_key(text(line.get("Entry code")))


def _is_this(line: Row, request: Request) -> bool:
    """Whether a line of the same component is this request: open, or closed since but from the very same answer."""
    if text(line.get("Service")).upper() != request.code.upper():
        return False
    return not is_closed(line) or (request.received is not None and moment(line.get("Received on")) == request.received)


def _line(request: Request, component: Row, series: str) -> dict[str, object]:
    """The line of one component, filled with everything the desk knows; its numbers come later."""
    answer, candidate, result = request.answer, request.candidate, request.result
    copied = {heading: _value(candidate, heading) for heading in ("Candidate number", "UCI", "Year group", "On roll", "Private candidate")}
    awarded = {heading: _value(result, heading) for heading in ("Awarding body", "Level", "Entry code")}
    surname, forenames = text(candidate.get("Surname")), text(candidate.get("Forenames"))
    filled = {
        "Name": ", ".join(filter(None, (surname, forenames))),
        "Contact email": text(answer.get("email")) or text(candidate.get("Email")),
        "Requester": "Candidate",
        "Component code": text(component.get("Component code")),
        "Service": request.code,
        "Status": READY if request.has_consent else WAITING,
        "Series": series,
        "Subject": text(result.get("Title")),
        "Component title": text(component.get("Title")),
        "Copy wanted": "Yes" if request.family == "RoR" and "ATS" in consent_needed(request.service) else "",
        "HE place at stake": request_checks.yes_or_no(answer.get("place_at_stake")),
        "Raw mark": _value(component, "Mark"),
        "Max mark": _value(component, "Max mark"),
        "Component grade": text(component.get("Grade")),
        "Subject grade": text(result.get("Grade")),
        "Teacher": text(answer.get("teacher")),
        "Support": _from_list("support", answer.get("support")),
        "Reason": text(answer.get("reason")),
        "Pay route": _from_list("pay route", answer.get("pay_route")),
    }
    return _BLANK | copied | awarded | filled | _dated(request)


def _dated(request: Request) -> dict[str, object]:
    deadline, target = request.deadline, request.service.get("Target days")
    return {
        "Received on": request.received,
        "Deadline": deadline.official if deadline else None,
        "Internal deadline": deadline.internal if deadline else None,
        "Target days": target if serial(target) is not None else None,
        "Consent needed": needed_text(consent_needed(request.service)),
        "Results released": request.released,
        "RoR consent date": request.consents["RoR"],
        "ATS consent date": request.consents["ATS"],
        "Name choice for class use": _from_list("class use", request.answer.get("class_use")),
        "Signed by": text(request.answer.get("signed_by")),
    }


def _value(row: Row, heading: str) -> object:
    return _BLANK.get(heading) if is_blank(row.get(heading)) else row[heading]


def _from_list(name: str, value: object) -> str:
    """The word of the list that the answer is, whatever its case; another answer as it stands."""
    return next((word for word in LISTS[name] if word.casefold() == text(value).casefold()), text(value))
