"""Request, consent and payment forms: one per request of the tracking log, filled with what the desk knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from results_desk.rules.cells import Row, day, is_blank, records, text
from results_desk.rules.deadlines import deadline_for, find_service
from results_desk.rules.letters.words import (
    candidate_fields,
    centre_fields,
    day_in_words,
    grouped,
    mark_of,
    number,
    plain_day,
    pounds,
    read_day,
)
from results_desk.rules.log.consent import families

if TYPE_CHECKING:
    import pandas as pd

Fields = dict[str, object]

PRACTICE_MARK = "PRACTICE – not a real request"


class FormTables(TypedDict):
    """The tables of a desk by name (Deadlines, Levels, Services), its settings by theirs, and the day."""

    deadlines: pd.DataFrame
    levels: pd.DataFrame
    services: pd.DataFrame
    settings: Mapping[str, str]
    today: date
    practice: bool


def request_forms(lines: pd.DataFrame, candidates: pd.DataFrame, components: pd.DataFrame, **tables: Unpack[FormTables]) -> list[Fields]:
    """The fields of a form for every request in Lines whose candidate is in Candidates, in the order of the log."""
    people = {text(row["Candidate number"]): row for row in records(candidates)}
    requests, marks = grouped(lines, "Request ID"), grouped(components, "Candidate number")
    asked_by = ((asked, text(asked[0]["Candidate number"])) for asked in requests.values())
    return [request_fields(asked, people[number], marks.get((number,), []), **tables) for asked, number in asked_by if number in people]


def request_fields(
    lines: pd.DataFrame | Iterable[Row], candidate: Row, components: pd.DataFrame | Iterable[Row], **tables: Unpack[FormTables]
) -> Fields:
    """The fields of one form: the rows of Lines of one request, its candidate, and the candidate's rows of Components."""
    asked, settings, services = records(lines), tables["settings"], records(tables["services"])
    marks = {_component(row): row for row in records(components)}
    days = [ask_by(line, tables) for line in asked]
    return {
        **centre_fields(settings, tables["today"]),
        **candidate_fields(candidate),
        "practice_mark": PRACTICE_MARK if tables["practice"] else "",
        "lines": [
            _line(line, marks.get(_component(line), {}), find_service(services, text(line["Service"])) or {}, ask_by)
            for line, ask_by in zip(asked, days, strict=True)
        ],
        "hand_in_by": day_in_words(min(known)) if (known := [each for each in days if each]) else "",
        "answer_within": _answer_within(asked),
        **_consents(asked),
        **_money(asked, settings),
        **_first_of(asked),
    }


def _line(line: Row, component: Row, service: Row, ask_by: date | None) -> dict[str, str]:
    of_line = mark_of(line["Raw mark"], line["Max mark"])
    return {
        "awarding_body": text(line["Awarding body"]),
        "level": text(line["Level"]),
        "subject": text(line["Subject"]),
        "entry_code": text(line["Entry code"]),
        "component_code": text(line["Component code"]),
        "component_title": text(line["Component title"]) or text(component.get("Title")),
        "mark": of_line or mark_of(component.get("Mark"), component.get("Max mark")),
        "grade": text(line["Subject grade"]),
        "marks_up": number(line["Marks to next grade up"]),
        "marks_down": number(line["Marks to grade below"]),
        "service": text(service.get("Code on our forms")) or text(line["Service"]),
        "service_name": text(service.get("Name")) or text(line["Service"]),
        "copy_wanted": "Yes" if text(line["Copy wanted"]) == "Yes" or text(line["Service"]).endswith("C") else "No",
        "ask_by": plain_day(ask_by) if ask_by else "",
        "charge": pounds(line["Charge due"]),
        "choices": "",
    }


def _component(row: Row) -> tuple[str, str, str]:
    return text(row["Awarding body"]), text(row["Entry code"]), text(row["Component code"])


def ask_by(line: Row, tables: Mapping[str, Any]) -> date | None:
    """The first of the line's own days and the centre's; the days of the Deadlines table where the line has none."""
    days = [day(line["Deadline"]), day(line["Internal deadline"])]
    if not any(days):
        series = text(line["Series"]) or text(tables["settings"].get("Series"))
        level, service, body = (text(line[heading]) for heading in ("Level", "Service", "Awarding body"))
        known = deadline_for(tables["deadlines"], tables["levels"], tables["services"], series, level, service, body)
        days = [known.official, known.internal] if known else []
    if any(days):
        days.append(read_day(text(tables["settings"].get("Requests to the centre by"))))
    return min((each for each in days if each), default=None)


def _answer_within(lines: Iterable[Row]) -> str:
    """20 calendar days; 15 to 20 calendar days."""
    targets = sorted({int(target) for line in lines if isinstance(target := line["Target days"], int | float) and not is_blank(target)})
    return " to ".join(dict.fromkeys(map(str, (targets[0], targets[-1])))) + " calendar days" if targets else ""


def _consents(lines: list[Row]) -> Fields:
    needed = {family for line in lines for family in families(line["Consent needed"])}
    return {"needs_review_consent": "Yes" if "RoR" in needed else "No", "needs_script_consent": "Yes" if "ATS" in needed else "No"}


def _money(lines: list[Row], settings: Mapping[str, str]) -> Fields:
    charges = [line["Charge due"] for line in lines]
    known = not any(map(is_blank, charges))
    return {
        "total": pounds(sum(charges)) if known else "",  # type: ignore[arg-type]
        "pay_to": text(settings.get("Payment to")),
        "pay_reference": _first(lines, "Pay reference") or _first(lines, "Request ID"),
        "pay_route": _first(lines, "Pay route"),
        "who_pays": _first(lines, "Who pays"),
    }


def _first_of(lines: list[Row]) -> Fields:
    received = next((found for line in lines if (found := day(line["Received on"]))), None)
    return {
        "request_id": _first(lines, "Request ID"),
        "place_at_stake": max((text(line["HE place at stake"]) for line in lines), default=""),
        "class_use": _first(lines, "Name choice for class use"),
        "teacher": _first(lines, "Teacher"),
        "support": _first(lines, "Support"),
        "reason": _first(lines, "Reason"),
        "received_on": plain_day(received) if received else "",
    }


def _first(lines: Iterable[Row], heading: str) -> str:
    return next((found for line in lines if (found := text(line[heading]))), "")
