"""Requests for post-results services: the answers of an online form, as Microsoft or Google Forms export them (CSV or XLSX).

One row per answer; several component codes stand in one cell, separated by semicolons, commas or lines. Times become ISO text, in
the time of London. Consent answered with Yes was given when the form was sent, and has that time; a date and time in its place is
taken as it is. A centre's form may call its columns otherwise: lines of the profile *Request form* say how. A service is its code
(`S2`) where the answer is the code, JCQ's name of the service, or both; else as answered.
"""

from __future__ import annotations

import re
from functools import cache

from results_desk import reference
from results_desk.batch import REQUEST_COLUMNS, Batch
from results_desk.importers.dates import moment
from results_desk.importers.frames import Rows, awarding_body, candidate_number, first_of, holds, mapped
from results_desk.importers.headings import CANDIDATE_NUMBER, fold, may, need
from results_desk.importers.plain import plain_batch
from results_desk.importers.profiles import REQUEST_FORM, Form
from results_desk.importers.sheet import Source, Text
from results_desk.terms import counted

NAME = "answers of a request form"
KIND = "requests"
HEADINGS = (
    need("received_on", "Completion time", "Timestamp", "Received on", "Received", "Submitted at", "Submission time", "Date received"),
    need("candidate_number", *CANDIDATE_NUMBER, "Exam number", "Your candidate number", "What is your candidate number?"),
    need("service", "Service", "Service requested", "Post-results service", "Which service?", "Which service do you want?"),
    need("component_codes", "Component codes", "Component code", "Components", "Component", "Papers", "Paper", "Unit codes", "Unit code"),
    may("name", "Candidate name", "Full name", "Your name", "Name"),
    may("surname", "Surname", "Last name"),
    may("forenames", "Forenames", "Forename", "First name"),
    may("email", "Email address", "Your email", "Personal email", "Email", "Username"),
    may("awarding_body", "Awarding body", "Exam board", "Board", "Awarding organisation"),
    may("level", "Level", "Qualification", "Qualification level"),
    may("entry_code", "Entry code", "Award code", "Subject code", "Specification code", "Syllabus code"),
    may("subject", "Subject", "Subject title", "Title"),
    may(
        "ror_consent_on", "Consent to review", "Consent to a review", "Consent to review of results", "Consent to review (date and time)",
        "Consent to review (date & time)", "RoR consent", "RoR consent date", "I consent to the review",
    ),  # fmt: skip
    may(
        "ats_consent_on", "Consent to access to scripts", "Consent to access to script", "Consent to access to scripts (date and time)",
        "Consent to access to scripts (date & time)", "ATS consent", "ATS consent date", "I consent to access to my scripts",
    ),  # fmt: skip
    may("class_use", "Class use", "Use in class", "Use of script in teaching", "May we use the script in class?"),
    may("signed_by", "Signed by", "Signature", "Signed", "Signed (type your full name)"),
    may("place_at_stake", "Place at stake", "University place at stake", "Does a university place depend on it?"),
    may("teacher", "Teacher", "Subject teacher"),
    may("support", "Support", "Teacher's support", "Does the teacher support it?"),
    may("reason", "Reason", "Reason for request", "Reasons"),
    may("pay_route", "Pay route", "How will you pay?", "Payment method", "Payment"),
    may("late_override_by", "Late override by"),
    may("late_override_reason", "Late override reason"),
)
_YES = re.compile(r"(yes|y|true|agree|agreed|i agree|i consent|i give (my )?consent)\b(?!\s*/).*", re.IGNORECASE | re.DOTALL)
_NO = re.compile(r"(no|n|false|none|not applicable|n/a|-)\b.*|-", re.IGNORECASE | re.DOTALL)
_WAY_OUT = "Write it as 16/08/2024 09:12 or 2024-08-16 09:12 and read the file again."
_FORM = Form(REQUEST_FORM, HEADINGS)
WAY_OUT, headings = _FORM.way_out, _FORM.headings


def identify(source: Source) -> bool:
    """Whether the file has a time, a candidate number, a service and components, and no grades."""
    return source.has(_FORM.usable(source))


def extract(source: Source) -> Batch:
    """The answers of the file."""
    return plain_batch(source, NAME, headings(source), "requests", REQUEST_COLUMNS, _answers)


def _answers(rows: Rows) -> dict[str, Text]:
    number = mapped(rows["candidate_number"], candidate_number)
    column, way_out = rows.heading("candidate_number"), "Ask the candidate, fill it in and read the file again."
    rows.refuse(number == "", column, "The answer has no candidate number.", way_out)
    received = _times(rows, "received_on")
    parts = mapped(rows["surname"] + ", " + rows["forenames"], lambda text: text.strip(", "))
    return {name: rows[name] for name in REQUEST_COLUMNS[1:]} | {
        "received_on": received,
        "candidate_number": number,
        "name": first_of(rows["name"], parts),
        "awarding_body": mapped(rows["awarding_body"], awarding_body),
        "component_codes": mapped(rows["component_codes"], _codes),
        "service": mapped(rows["service"], service),
        "ror_consent_on": _consent(rows, "ror_consent_on", received),
        "ats_consent_on": _consent(rows, "ats_consent_on", received),
    }


def _codes(text: str) -> str:
    return "; ".join(dict.fromkeys(part.strip() for part in re.split(r"[;,\n]", text) if part.strip()))


def _times(rows: Rows, name: str) -> Text:
    written = rows[name]
    wrong = holds(written, lambda text: text != "" and moment(text) is None) & ~rows.refused
    rows.report(wrong, rows.heading(name), "The date and time can't be read; the answer was kept without it.", _WAY_OUT, written)
    return mapped(written, lambda text: moment(text) or "")


def _consent(rows: Rows, name: str, received: Text) -> Text:
    """When consent was given, as ISO text; blank where it was not."""
    import numpy as np

    written = rows[name]
    yes = holds(written, lambda text: bool(_YES.fullmatch(text)))
    unclear = holds(written, lambda text: not (text == "" or moment(text) or _YES.fullmatch(text) or _NO.fullmatch(text)))
    message = "The answer on consent is neither a date, yes nor no; it was kept without consent."
    way_out = "Look at the signed form, write the date and time of consent and read the file again."
    rows.report(unclear & ~rows.refused, rows.heading(name), message, way_out, written)
    if yes.any():
        rows.notes.append(f"{rows.heading(name)}: yes in {counted(int(yes.sum()), 'answer')}, taken as given when the form was sent.")
    given: Text = np.where(yes, received, mapped(written, lambda text: moment(text) or ""))
    return given


@cache
def _services() -> dict[str, str]:
    """What a service may be called, folded, and its code. A name that two services share names none."""
    names: dict[str, set[str]] = {}
    for row in reference.rows("services"):
        code, name = row["service"], row["name"]
        for text in (code, name, code + name, name + code):
            names.setdefault(fold(text), set()).add(code)
    for row in reference.rows("deadlines"):
        names.setdefault(fold(row["official_name"]), set()).add(row["service"])
    return {name: codes.pop() for name, codes in names.items() if len(codes) == 1}


def service(text: str) -> str:
    """The code of the service that an answer names for certain, else the answer."""
    return _services().get(fold(text), text)
