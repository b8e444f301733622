"""Fees that are charged once for several lines: per subject or cohort once a request, per candidate once for all their subjects.

Which an awarding body charges stands in the Grid, column Fee basis. A line pays for others while it is open and has a charge of its
own; who withdraws, is rejected or is answered pays for nobody that asks later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from results_desk.errors import Problem
from results_desk.rules.cells import Row, is_one, known, same, text
from results_desk.rules.deadlines import find_level
from results_desk.rules.identifiers import entry_key, pad_candidate_number
from results_desk.rules.log.cells import is_closed
from results_desk.rules.log.money import amount
from results_desk.rules.requests.asking import Desk
from results_desk.rules.requests.checks import Request
from results_desk.rules.requests.offers import FREE, Offer
from results_desk.tables.tracking_log import BOOK

ONCE_A_REQUEST, ONCE_A_CANDIDATE = ("Per subject", "Per cohort"), ("Per candidate",)
REJECTED = "Rejected by board"


@dataclass(frozen=True)
class Fee:
    """One fee for several lines: whose ("" for a cohort) and for which service, by which line of the Grid; of one entry, or of all."""

    candidate: str
    body: str
    service: str
    entry: str | None
    offer: Offer

    def covers(self, line: Row, desk: Desk) -> bool:
        """Whether a line has a number and is one of those that share it."""
        if not (is_one(line, "Service", self.service) and text(line.get("Request ID"))):
            return False
        if candidate_of(line) != self.candidate or not same(text(line.get("Awarding body")), self.body):
            return False
        if self.entry is not None:
            return entry_key(text(line.get("Entry code"))) == self.entry
        return _offer_of(line, desk).own is self.offer.own


def pays_already(request: Request, lines: Iterable[Row], desk: Desk) -> bool:
    """Whether one of these lines, open and numbered, is charged the fee that the request would be charged again."""
    body = text(request.result.get("Awarding body"))
    fee = _fee(candidate_of(request.candidate), body, request.code, text(request.result.get("Entry code")), request.offer)
    return fee is not None and any(_is_charged(line) and _is_live(line) and fee.covers(line, desk) for line in lines)


def left_unpaid(log: Sequence[Row], desk: Desk) -> dict[str, Problem]:
    """Open lines whose fee nobody pays any more, by Line ID: another one did, and never went to the awarding body.

    Such a line is told and not charged: a 0 may be somebody's own. Of several that share one fee the first is told.
    """
    found: dict[str, Problem] = {}
    told: list[Row] = []
    charged: dict[str, list[Row]] = {}
    for line in filter(_is_charged, log):
        charged.setdefault(candidate_of(line), []).append(line)
    for line, fee in _charged_nothing(log, desk):
        sharing = [other for other in charged.get(fee.candidate, ()) if fee.covers(other, desk)]
        if any(_carries(other) for other in sharing) or any(fee.covers(other, desk) for other in told) or not sharing:
            continue
        told.append(line)
        found[text(line.get("Line ID"))] = _nobody_pays(line, sharing[-1], fee.offer.charge or Decimal(0))
    return found


def _charged_nothing(log: Sequence[Row], desk: Desk) -> Iterator[tuple[Row, Fee]]:
    """The lines that are charged nothing for a fee that is shared, open and with a number."""
    for line in log:
        if amount(line, "Charge due") != 0 or not is_one(line, "Payment", FREE) or not _is_live(line) or not text(line.get("Line ID")):
            continue
        body, service, entry = (text(line.get(heading)) for heading in ("Awarding body", "Service", "Entry code"))
        fee = _fee(candidate_of(line), body, service, entry, _offer_of(line, desk))
        if fee is not None and fee.offer.charge:
            yield line, fee


def _nobody_pays(line: Row, payer: Row, charge: Decimal) -> Problem:
    line_id, other, status = text(line.get("Line ID")), text(payer.get("Line ID")), text(payer.get("Status"))
    message = (
        f'Line {line_id} is charged nothing because line {other} had the fee for both, and that one has the status "{status}" '
        f"and pays for nobody: the fee (£{charge:,.2f}) is charged to no one now."
    )
    fill = "Clear its Charge due and Payment and run Check requests: it fills them"
    if known(line, "Sent on"):
        fill = f"If the awarding body charges it, type {charge:,.2f} under Charge due and choose Candidate to pay under Payment"
    way_out = f"{fill}. If the candidate is not to pay, choose who does under Payment, or that it is waived."
    return Problem(BOOK, 0, "Charge due", message, way_out, kept=True)


def _fee(candidate: str, body: str, service: str, entry: str, offer: Offer) -> Fee | None:
    """The fee that covers more than one line; None where each line has its own."""
    if same(offer.basis, *ONCE_A_REQUEST):
        return Fee(candidate, body, service, entry_key(entry), offer)
    return Fee(candidate, body, service, None, offer) if same(offer.basis, *ONCE_A_CANDIDATE) else None


def candidate_of(row: Row) -> str:
    """The candidate number as numbers are compared; "" for a cohort."""
    return pad_candidate_number(text(row.get("Candidate number")))


def _offer_of(line: Row, desk: Desk) -> Offer:
    level = find_level(desk.levels, text(line.get("Level")))
    return desk.offers.offer(level, text(line.get("Awarding body")), text(line.get("Service")))


def _is_charged(line: Row) -> bool:
    return (amount(line, "Charge due") or 0) > 0


def _is_live(line: Row) -> bool:
    return not is_closed(line) and not is_one(line, "Status", REJECTED)


def _carries(line: Row) -> bool:
    """Whether the fee of a line is still to be paid, or was: it is open, or went to the awarding body before it was closed."""
    return not is_one(line, "Status", REJECTED) and (not is_closed(line) or known(line, "Sent on"))
