"""Eight answers to the practice desk's request form, and what becomes of them until the day the log is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from results_desk.build.demo_exams import Award
from results_desk.build.demo_formats import Cells, component_codes

LOOKED_AT = "2024-09-25"
LOGGED_AT = "2024-09-24T16:30"
HEADINGS = (
    "ID", "Start time", "Completion time", "Email", "Name", "Candidate number", "Awarding body", "Level", "Entry code", "Subject",
    "Component codes", "Service", "Consent to a review", "Consent to access to scripts", "Class use",
    "Signed by", "University place at stake", "Teacher", "Teacher's support", "Reason", "Pay route",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of the tracking log that an answer makes: what is typed in it later, and its alarm on the day it is looked at."""

    component: int
    alarm: str = ""
    status: str = ""
    sent: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Answer:
    """One answer. `consent` says which consents were signed (RoR, ATS, both or none), when the form was completed."""

    number: str
    key: str
    service: str
    at: str
    consent: str
    lines: tuple[Line, ...]
    teacher: str
    support: str
    reason: str
    pay_route: str = "ParentPay"
    class_use: str = ""
    place: bool = False
    refused: str = ""


ANSWERS = (
    Answer(
        "1035", "A history", "P2", "2024-08-15 09:12", "RoR",
        (Line(1, "Appeal window closing", "Outcome received", "2024-08-16", "2024-08-28"),),
        "Ms Hollowbrook", "Strongly", "My firm place depends on this grade", "Card at office", place=True,
    ),
    Answer(
        "1047", "A physics", "S2", "2024-08-15 07:40", "RoR",
        (Line(1, "Internal deadline passed, not sent; Consent dated before results were released"),),
        "Dr Tarnwell", "Neutral", "-6 marks from what I was predicted",
    ),
    Answer(
        "0026", "english", "S2", "2024-08-23 10:12", "RoR",
        (Line(1, "Outcome overdue", "Sent to board", "2024-08-30"), Line(2, "", "Outcome received", "2024-08-30", "2024-09-16")),
        "Mr Tamworth-Ley", "Yes", "+2 marks would make it a 5", "WisePay",
    ),
    Answer(
        "0043", "maths H", "P2", "2024-08-23 11:30", "RoR", (), "Mrs Ó Cuillin", "Yes", "I want to do A level Maths",
        refused="priority review of marking is for GCE A-level and Level 3 VTQ only",
    ),
    Answer(
        "1045", "A biology", "S2C", "2024-09-13 08:55", "RoR ATS", (Line(2, "", "Sent to board", "2024-09-16"),),
        "Miss Beckermonds", "Yes", 'The last page, "question 9",\nmay not have been marked', "School shop", "Without my name",
    ),
    Answer(
        "1040", "A religion", "A2", "2024-09-17 13:05", "ATS", (Line(2, "", "Sent to board", "2024-09-20"),),
        "Mr Tamworth-Ley", "Strongly", "Department would like to use it in class", "Internal journal", "With my name",
    ),
    Answer(
        "0066", "history", "S2", "2024-09-23 15:40", "", (Line(2, "Internal deadline passed, not sent; Consent missing"),),
        "Ms Hollowbrook", "Neutral", "Lower than my mock", "Cash",
    ),
    Answer(
        "0069", "maths F", "S1", "2024-09-24 09:20", "RoR", (Line(2, "Internal deadline passed, not sent"),),
        "Mrs Ó Cuillin", "Yes", "Marks on page 3 do not add up", "Bank transfer",
    ),
)  # fmt: skip

Sat = Mapping[tuple[str, str], Award]
"""(candidate number, subject) -> the award."""


def answer_rows(sat: Sat) -> list[Cells]:
    """The answers as a form exports them, oldest first."""
    return [_row(n, answer, sat[answer.number, answer.key]) for n, answer in enumerate(ANSWERS, 1)]


def _row(n: int, answer: Answer, award: Award) -> Cells:
    done, person = datetime.fromisoformat(answer.at), award.person
    components = [component_codes(award.subject)[line.component - 1] for line in answer.lines] or [component_codes(award.subject)[0]]
    signed = {family: _moment(done) for family in answer.consent.split()}
    return {
        "ID": str(n), "Start time": _moment(done - timedelta(minutes=6)), "Completion time": _moment(done), "Email": person.email,
        "Name": f"{person.forenames} {person.surname}", "Candidate number": person.number, "Awarding body": award.subject.body,
        "Level": award.subject.level, "Entry code": award.subject.code, "Subject": award.subject.title,
        "Component codes": "; ".join(components), "Service": answer.service, "Consent to a review": signed.get("RoR", ""),
        "Consent to access to scripts": signed.get("ATS", ""), "Class use": answer.class_use,
        "Signed by": f"{person.forenames} {person.surname}" if signed else "",
        "University place at stake": "Yes" if answer.place else "No", "Teacher": answer.teacher, "Teacher's support": answer.support,
        "Reason": answer.reason, "Pay route": answer.pay_route,
    }  # fmt: skip


def story(sat: Sat) -> dict[str, Any]:
    """What the log is told afterwards, and the alarm of each of its lines on the day it is looked at."""
    told = [_told(answer, line, sat[answer.number, answer.key]) for answer in ANSWERS for line in answer.lines]
    return {
        "log_requests_at": LOGGED_AT,
        "flag_overdue_at": f"{LOOKED_AT}T09:00",
        "late": {"override_by": "Head of centre", "reason": "The school shop was closed for two days"},
        "answers": len(ANSWERS),
        "requests": sum(not answer.refused for answer in ANSWERS),
        "lines": len(told),
        "refused": [{"row": n, "why": answer.refused} for n, answer in enumerate(ANSWERS, 2) if answer.refused],
        "alarms": sum(bool(line["alarm"]) for line in told),
        "log": told,
    }


def _told(answer: Answer, line: Line, award: Award) -> dict[str, Any]:
    code = component_codes(award.subject)[line.component - 1]
    edits = {"Status": line.status, "Sent on": line.sent, "Outcome date": line.outcome}
    if line.sent:
        edits["Awarding body reference"] = f"EXAMPLE-{answer.number}-{line.component}"
    return {
        "candidate_number": answer.number, "component_code": code, "service": answer.service,
        "edits": {heading: value for heading, value in edits.items() if value}, "alarm": line.alarm,
    }  # fmt: skip


def _moment(at: datetime) -> str:
    return f"{at:%d/%m/%Y %H:%M}"
