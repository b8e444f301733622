"""From the answers of a request form to lines of the tracking log: one line per component and service.

Every answer is logged, known already, or refused with a problem; nothing is dropped in silence. A request without a consent
that counts is logged and waits for it; a late one needs somebody who lets it through. The rules themselves are in `request_checks`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from results_desk.errors import Problem
from results_desk.port import Cells, Key
from results_desk.rules.cells import Row, Rows, is_blank, records, text
from results_desk.rules.deadlines import deadline_for, find_level, release_moment
from results_desk.rules.log.money import unsettled
from results_desk.rules.requests import asking
from results_desk.rules.requests import checks as request_checks
from results_desk.rules.requests.asking import Desk
from results_desk.rules.requests.book import Book
from results_desk.rules.requests.checks import Request
from results_desk.rules.requests.notes import Note
from results_desk.rules.requests.staff import answers_of
from results_desk.tables.tracking_log import LINES
from results_desk.terms import counted

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Logged:
    """What a file of answers comes to: lines to append, and consents for lines that are there, with what those must still hold.

    `counts`: `rows` are answers; `lines`, `already` and `refused` count components asked about, an answer that is
    refused before its components are known counts once; `consents` are lines that got a consent.
    """

    new: pd.DataFrame
    problems: tuple[Problem, ...]
    counts: dict[str, int]
    changes: Mapping[Key, dict[str, object]]
    expect: Mapping[Key, Cells]


@dataclass(frozen=True)
class Asked:
    """A file of requests: its name, where it is kept, what was let through late by whom (name, reason)."""

    file: str
    kept_as: str = ""
    override: tuple[str, str] = ("", "")


def log(answers: Rows, lines: Rows, desk: Desk, asked: Asked, staff: Rows = ()) -> Logged:
    """The lines to append for a file of answers (`batch.REQUEST_COLUMNS`) or of staff's requests (`batch.STAFF_COLUMNS`).

    Logging the same answers again adds nothing. DeskError when the desk's series is no series.
    """
    import pandas as pd

    book = Book(records(lines), desk.series, desk)
    given, problems = [*records(answers), *answers_of(records(staff), desk)], []
    for answer in given:
        problems += _one(answer, desk, book, asked)
    problems += _without_charge(book.new, desk, asked.file)
    new = pd.DataFrame(book.new, columns=list(LINES.headings), dtype=object)
    counts = {
        "rows": len(records(answers)) + len(records(staff)), "lines": len(new), "already": book.already, "refused": book.refused,
        "consents": len(book.changes),
    }  # fmt: skip
    return Logged(new, tuple(dict.fromkeys(problems)), counts, book.changes, book.expect)


def request_groups(lines: Rows) -> dict[str, list[Row]]:
    """The lines of each request, in the log's order: what one form is filled for. Lines without a Request ID are left out."""
    groups: dict[str, list[Row]] = {}
    for line in records(lines):
        if text(line.get("Request ID")):
            groups.setdefault(text(line.get("Request ID")), []).append(line)
    return groups


def _one(answer: Row, desk: Desk, book: Book, asked: Asked) -> list[Problem]:
    """Log what one answer asks for. Its warnings are told only where it brings a new line."""
    notes: list[Note] = []
    request = understand(answer, desk, asked, notes)
    row = int(float(text(answer.get("row")) or 0))
    if isinstance(request, Note):
        book.refused += 1
        return [request.problem(asked.file, row, kept=False)]
    refused: list[Note] = []
    before = len(book.new)
    for component in components(answer, request, desk, notes):
        fault = component if isinstance(component, Note) else book.take(request, component, notes)
        if fault:
            refused.append(fault)
    book.refused += len(refused)
    notes = [*notes, *request_checks.warnings(request)] if len(book.new) > before else []
    told = [note.problem(asked.file, row, kept=False) for note in dict.fromkeys(refused)]
    return told + [note.problem(asked.file, row, kept=True) for note in dict.fromkeys(notes)]


def understand(answer: Row, desk: Desk, asked: Asked, notes: list[Note]) -> Request | Note:
    """The request that one answer makes, with the release, deadline and charge that it has; or why it is none."""
    service = asking.find_service_asked(text(answer.get("service")), desk)
    cohort = not isinstance(service, Note) and request_checks.is_for_cohort(answer, service)
    if cohort and text(answer.get("candidate_number")):
        message = "S3 is for all candidates of the component, never for one."
        return Note("Candidate number", message, "Leave the candidate number blank, then log it again.")
    candidate: Row | Note = {} if cohort else asking.find_candidate(answer, desk, notes)
    if isinstance(candidate, Note):
        return candidate
    if isinstance(service, Note):
        return service
    result = asking.find_cohort(answer, desk) if cohort else asking.find_result(answer, candidate, desk, service)
    if isinstance(result, Note):
        return result
    return _request(answer, candidate, service, result, desk, asked)


def components(answer: Row, request: Request, desk: Desk, notes: list[Note]) -> Sequence[Row | Note]:
    """The components that a request is for; a missing-result query needs none."""
    held = asking.components_of(request.result, request.candidate, desk)
    if request.family == "Query" and not asking.component_codes(answer):
        return [{}]
    return asking.find_components(answer, held, notes)


def _request(answer: Row, candidate: Row, service: Row, result: Row, desk: Desk, asked: Asked) -> Request | Note:
    code, level_name, body = (text(service.get("Service")), text(result.get("Level")), text(result.get("Awarding body")))
    level, offer = find_level(desk.levels, level_name), desk.offers.offer(find_level(desk.levels, level_name), body, code)
    wider = request_checks.is_priority(service) and desk.offers.priority_is_wider(level, body, desk.levels)
    if refusal := request_checks.refusal(answer, service, level, wider) or request_checks.not_offered(code, level_name, body, offer):
        return refusal
    return Request(
        answer, candidate, service, result, request_checks.when(answer.get("received_on")),
        release_moment(desk.releases, desk.levels, desk.series, level_name),
        deadline_for(desk.deadlines, desk.levels, desk.services, desk.series, level_name, code, body),
        offer, _override(answer, asked), asked.kept_as,
    )  # fmt: skip


def _override(answer: Row, asked: Asked) -> tuple[str, str]:
    """Who let a late request through, and why: as the answer says, else as it was said for the file."""
    own = text(answer.get("late_override_by")), text(answer.get("late_override_reason"))
    return own if all(own) else asked.override


def _without_charge(new: Sequence[Row], desk: Desk, file: str) -> list[Problem]:
    """New lines for which the Grid has a line and no charge: one problem for each awarding body and service."""
    way_out = "Fill Fee on its line of deadlines_fees_charges.xlsx, then run Check requests; or choose under Payment who pays."
    unknown = Counter((text(line["Awarding body"]), text(line["Service"])) for line in new if _has_no_charge(line, desk))
    said = {place: f"so {counted(count, 'new line has', 'new lines have')} none." for place, count in unknown.items()}
    return [
        Problem(file, 0, "Charge due", f"The Grid has no charge for {code} with {body}, {so}", way_out, kept=True)
        for (body, code), so in said.items()
    ]  # fmt: skip


def _has_no_charge(line: Row, desk: Desk) -> bool:
    level, body, code = (text(line.get(heading)) for heading in ("Level", "Awarding body", "Service"))
    offer = desk.offers.offer(find_level(desk.levels, level), body, code)
    return is_blank(line.get("Charge due")) and unsettled(line) != "" and bool(offer.own)
