"""Requests by staff: scripts for teaching, reviews of moderation; one form per requester and subject of the tracking log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from results_desk.rules.cells import Row, Rows, day, is_one, records, text
from results_desk.rules.deadlines import find_service
from results_desk.rules.letters.request import ask_by
from results_desk.rules.letters.words import day_in_words, grouped, plain_day, pounds, shared_fields, short_day
from results_desk.rules.log.consent import families

Fields = dict[str, object]
STAFF = ("Subject teacher", "Head of department", "SLT", "EO")
FOR_THE_CENTRE = ("S3",)
"""Services that only the centre asks for."""
_CONSENTS = {"RoR": "RoR consent date", "ATS": "ATS consent date"}


def staff_forms(
    lines: Rows, deadlines: Rows, levels: Rows, services: Rows, *, settings: Mapping[str, str], today: date, practice: bool
) -> list[Fields]:
    """The fields of a form for every requester and award that staff asked about; a blank form where there is none."""
    ours = [row for row in records(lines) if is_one(row, "Requester", *STAFF) or is_one(row, "Service", *FOR_THE_CENTRE)]
    asked = list(grouped(ours, "Requester name", "Requester", "Awarding body", "Entry code").values()) or [[]]
    tables = {"deadlines": deadlines, "levels": levels, "services": services, "settings": settings}
    return [{**shared_fields(settings, today, practice), **_form(each, tables)} for each in asked]


def _form(lines: list[Row], tables: Mapping[str, object]) -> Fields:
    days = [found for line in lines if (found := ask_by(line, tables))]
    services = records(tables["services"])  # type: ignore[arg-type]
    return {
        "requester": _first(lines, "Requester name"),
        "requester_role": _first(lines, "Requester"),
        "department": ", ".join(dict.fromkeys(filter(None, (text(line.get("Subject")) for line in lines)))),
        "budget_code": _first(lines, "Budget code"),
        "reason": _first(lines, "Reason"),
        "request_id": _first(lines, "Request ID"),
        "request_ids": ", ".join(dict.fromkeys(filter(None, (text(line.get("Request ID")) for line in lines)))),
        "received_on": next((plain_day(found) for line in lines if (found := day(line.get("Received on")))), ""),
        "hand_in_by": day_in_words(min(days)) if days else "",
        "staff_lines": [_line(line, find_service(services, text(line["Service"])) or {}) for line in lines],
    }


def _line(line: Row, service: Row) -> dict[str, str]:
    of_cohort = is_one(line, "Service", *FOR_THE_CENTRE)
    return {
        "subject": text(line["Subject"]),
        "level": text(line["Level"]),
        "awarding_body": text(line["Awarding body"]),
        "entry_code": text(line["Entry code"]),
        "component_code": text(line["Component code"]),
        "component_title": text(line["Component title"]),
        "candidate_name": "" if of_cohort else text(line["Name"]),
        "candidate_number": "" if of_cohort else text(line["Candidate number"]),
        "service": text(service.get("Code on our forms")) or text(line["Service"]),
        "service_name": text(service.get("Name")),
        "consent": _consent(line),
        "charge": pounds(line["Charge due"]),
    }


def _consent(line: Row) -> str:
    needed = [_CONSENTS[family] for family in sorted(families(line.get("Consent needed")))]
    if not needed:
        return "Not needed"
    signed = [short_day(line, heading) for heading in needed]
    return f"Signed on {signed[-1]}" if all(signed) else "Not signed yet"


def _first(lines: Iterable[Row], heading: str) -> str:
    return next((found for line in lines if (found := text(line.get(heading)))), "")
