"""Requests of staff (CSV or XLSX): scripts for teaching (A2) or a review of moderation (S3), one row for a component or several.

Candidates stand in one cell, separated by semicolons; a blank cell or `all` means every candidate of the entry.
"""

from __future__ import annotations

import re

from results_desk.batch import STAFF_COLUMNS, Batch
from results_desk.importers.dates import moment
from results_desk.importers.frames import Rows, awarding_body, candidate_number, holds, mapped
from results_desk.importers.headings import may, need
from results_desk.importers.plain import plain_batch
from results_desk.importers.request_answers import HEADINGS as ANSWERS
from results_desk.importers.request_answers import headings as headings_of_answers
from results_desk.importers.request_answers import service
from results_desk.importers.sheet import Source, Text

NAME = "requests of staff"
KIND = "requests"
HEADINGS = (
    need("requester_name", "Requested by", "Member of staff", "Staff name", "Requester name", "Your name"),
    need("service", *next(heading.spellings for heading in ANSWERS if heading.field == "service")),
    need("entry_code", "Entry code", "Award code", "Subject code", "Specification code", "Syllabus code"),
    need("candidates", "Candidates", "Candidate numbers", "Which candidates?", "For which candidates?"),
    may("received_on", "Completion time", "Timestamp", "Received on", "Received", "Submitted at", "Date received"),
    may("component_codes", "Component codes", "Component code", "Components", "Component", "Papers", "Paper", "Unit codes"),
    may("requester", "Role", "Requester", "Your role"),
    may("awarding_body", "Awarding body", "Exam board", "Board", "Awarding organisation"),
    may("level", "Level", "Qualification", "Qualification level"),
    may("subject", "Subject", "Subject title", "Title"),
    may("reason", "Reason", "Reason for request"),
    may("approved_by", "Approved by", "SLT approval", "Approved by (SLT)", "Head of department and SLT approval"),
    may("budget_code", "Budget code", "Cost centre", "Department budget code"),
    may("late_override_by", "Late override by"),
    may("late_override_reason", "Late override reason"),
)


def identify(source: Source) -> bool:
    """Whether the file has a member of staff, a service, an entry and candidates, and is no form of candidates."""
    return source.has(HEADINGS) and not source.has(headings_of_answers(source))


def extract(source: Source) -> Batch:
    """The requests of the file."""
    return plain_batch(source, NAME, HEADINGS, "staff", STAFF_COLUMNS, _asked)


def _asked(rows: Rows) -> dict[str, Text]:
    column, way_out = rows.heading("requester_name"), "Fill in who asks and read the file again."
    rows.refuse(rows["requester_name"] == "", column, "The row does not say who asks.", way_out)
    written = rows["received_on"]
    wrong = holds(written, lambda text: text != "" and moment(text) is None) & ~rows.refused
    message = "The date and time can't be read; the row was kept without it."
    rows.report(wrong, rows.heading("received_on"), message, "Write it as 16/08/2024 09:12 and read the file again.", written)
    return {name: rows[name] for name in STAFF_COLUMNS[1:]} | {
        "received_on": mapped(written, lambda text: moment(text) or ""),
        "service": mapped(rows["service"], service),
        "awarding_body": mapped(rows["awarding_body"], awarding_body),
        "candidates": mapped(rows["candidates"], _numbers),
        "component_codes": mapped(rows["component_codes"], lambda text: "; ".join(filter(None, map(str.strip, re.split(r"[;,\n]", text))))),
    }


def _numbers(text: str) -> str:
    """Candidate numbers, each of four digits, between semicolons; a text without digits as it stands."""
    parts = [part for part in re.split(r"[;,\s]+", text) if part]
    return "; ".join(candidate_number(part) for part in parts) if re.search(r"\d", text) else text
