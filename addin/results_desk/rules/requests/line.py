"""The line of the tracking log that one component of a request becomes: everything the desk knows of it."""

from __future__ import annotations

from decimal import Decimal

from results_desk.rules.cells import Row, is_blank, serial, text
from results_desk.rules.log.consent import FAMILIES, consent_needed, families, needed_text, valid
from results_desk.rules.log.money import unsettled
from results_desk.rules.requests import checks as request_checks
from results_desk.rules.requests.checks import Request
from results_desk.rules.requests.offers import payment
from results_desk.tables import LISTS
from results_desk.tables.tracking_log import LINES
from results_desk.terms import COHORT

READY, UNSIGNED, UNPAID = "Ready to send", "Waiting for consent", "Waiting for payment"
_BLANK: dict[str, object] = {column.heading: "" if column.kind in ("code", "text") else None for column in LINES.columns}


def line_of(request: Request, component: Row, series: str, kind: str = "", charged: bool = False) -> dict[str, object]:
    """The line of one component; its numbers come later. `charged`: another line pays the fee that it shares."""
    answer, candidate, result = request.answer, request.candidate, request.result
    copied = {heading: _value(candidate, heading) for heading in ("Candidate number", "UCI", "Year group", "On roll", "Private candidate")}
    awarded = {heading: _value(result, heading) for heading in ("Awarding body", "Level", "Entry code")}
    surname, forenames = text(candidate.get("Surname")), text(candidate.get("Forenames"))
    filled = {
        "Name": ", ".join(filter(None, (surname, forenames))) or (COHORT if request.is_cohort else ""),
        "Contact email": text(answer.get("email")) or text(candidate.get("Email")),
        "Requester": _from_list("requester", answer.get("requester")) or "Candidate",
        "Requester name": text(answer.get("requester_name")),
        "Component code": text(component.get("Component code")),
        "Service": request.code,
        "Series": series,
        "Subject": text(result.get("Title")),
        "Component title": text(component.get("Title")),
        "Copy wanted": "Yes" if request.family == "RoR" and "ATS" in consent_needed(request.service) else "",
        "Multiple choice": "Yes" if kind == "Multiple choice" else "",
        "HE place at stake": request_checks.yes_or_no(answer.get("place_at_stake")),
        "Raw mark": None if request.is_cohort else _value(component, "Mark"),
        "Max mark": _value(component, "Max mark"),
        "Component grade": "" if request.is_cohort else text(component.get("Grade")),
        "Subject grade": "" if request.is_cohort else text(result.get("Grade")),
        "Teacher": text(answer.get("teacher")),
        "Support": _from_list("support", answer.get("support")),
        "Reason": text(answer.get("reason")),
        "SLT decision": text(answer.get("approved_by")),
        "Pay route": _from_list("pay route", answer.get("pay_route")),
        "Budget code": text(answer.get("budget_code")),
    }
    line = _BLANK | copied | awarded | filled | _dated(request) | _money(request, charged)
    return line | {"Status": status_of(line)}


def status_of(line: Row) -> str:
    """What a line waits for before it can be sent: a consent that counts, then a payment that is known to be owed."""
    needed = families(line.get("Consent needed"))
    if not all(valid(line.get(f"{family} consent date"), line.get("Results released")) for family in needed):
        return UNSIGNED
    return UNPAID if serial(line.get("Charge due")) is not None and unsettled(line) else READY


def consent_brought(line: Row, request: Request) -> dict[str, object]:
    """What an answer brings to a line that is in the log already: a consent that counts where the line has none."""
    new: dict[str, object] = {}
    for family in FAMILIES:
        heading, given = f"{family} consent date", request.consents[family]
        if family in consent_needed(request.service) and not valid(line.get(heading), request.released) and valid(given, request.released):
            new[heading] = given
    if not new:
        return {}
    said = {"Signed by": text(request.answer.get("signed_by")), "Form place": request.form_place,
            "Name choice for class use": _from_list("class use", request.answer.get("class_use"))}  # fmt: skip
    new |= {heading: value for heading, value in said.items() if value}
    if text(line.get("Status")) == UNSIGNED:
        new["Status"] = status_of({**line, "Results released": request.released, **new})
    return new


def _money(request: Request, charged: bool) -> dict[str, object]:
    cells = request.offer.money(request.payer)
    if charged and cells["Charge due"] is not None:
        cells |= {"Charge due": Decimal(0), "School handling": None, "Handling kept": None, "Payment": payment(Decimal(0), "")}
    return cells


def _dated(request: Request) -> dict[str, object]:
    deadline, offer = request.deadline, request.offer
    target = request.service.get("Target days") if offer.target_days is None else offer.target_days
    return {
        "Received on": request.received,
        "Deadline": deadline.official if deadline else None,
        "Internal deadline": deadline.internal if deadline else None,
        "Late override by": request.override[0] if request.is_late else "",
        "Late override reason": request.override[1] if request.is_late else "",
        "Target days": target if serial(target) is not None and not offer.in_working_days else None,
        "Consent needed": needed_text(consent_needed(request.service)),
        "Results released": request.released,
        "RoR consent date": request.consents["RoR"],
        "ATS consent date": request.consents["ATS"],
        "Name choice for class use": _from_list("class use", request.answer.get("class_use")),
        "Signed by": text(request.answer.get("signed_by")),
        "Form place": request.form_place if any(request.consents.values()) else "",
    }


def _value(row: Row, heading: str) -> object:
    return _BLANK.get(heading) if is_blank(row.get(heading)) else row[heading]


def _from_list(name: str, value: object) -> str:
    """The word of the list that the answer is, whatever its case; another answer as it stands."""
    return next((word for word in LISTS[name] if word.casefold() == text(value).casefold()), text(value))
