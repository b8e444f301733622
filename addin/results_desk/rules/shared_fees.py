"""Fees that are charged once for several lines: per subject or cohort once a request, per candidate once for all their subjects.

Which an awarding body charges stands in the Grid, column Fee basis; who withdraws or is answered pays for nobody else any more.
"""

from __future__ import annotations

from collections.abc import Iterable

from results_desk.rules.asking import Desk
from results_desk.rules.cells import Row, is_one, same, text
from results_desk.rules.deadlines import find_level
from results_desk.rules.identifiers import entry_key
from results_desk.rules.log_cells import is_closed
from results_desk.rules.request_checks import Request

ONCE_A_REQUEST, ONCE_A_CANDIDATE = ("Per subject", "Per cohort"), ("Per candidate",)


def pays_already(request: Request, lines: Iterable[Row], desk: Desk) -> bool:
    """Whether one of these lines, open and numbered, carries the fee that the request would be charged again."""
    basis = request.offer.basis
    if not same(basis, *ONCE_A_REQUEST, *ONCE_A_CANDIDATE):
        return False
    covers = _of_candidate if same(basis, *ONCE_A_CANDIDATE) else _of_award
    return any(
        covers(line, request, desk) for line in lines
        if is_one(line, "Service", request.code) and text(line.get("Request ID")) and not is_closed(line)
    )  # fmt: skip


def _of_candidate(line: Row, request: Request, desk: Desk) -> bool:
    """Whether a line is the same candidate's with the same awarding body, at a level with the same line of the Grid."""
    level = find_level(desk.levels, text(line.get("Level")))
    offer = desk.offers.offer(level, text(line.get("Awarding body")), request.code)
    return _belongs(line, request) and offer.own.get("Row ID") == request.offer.own.get("Row ID")


def _of_award(line: Row, request: Request, desk: Desk) -> bool:
    return _belongs(line, request) and entry_key(text(line.get("Entry code"))) == entry_key(text(request.result.get("Entry code")))


def _belongs(line: Row, request: Request) -> bool:
    """Whether a line is of the request's candidate ("" for a cohort) and awarding body."""
    return (
        text(line.get("Candidate number")) == text(request.candidate.get("Candidate number"))
        and same(text(line.get("Awarding body")), text(request.result.get("Awarding body")))
    )  # fmt: skip
