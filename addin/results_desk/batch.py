"""What one imported file comes to: rows in standard columns, as text, and the problems met while reading it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from results_desk.errors import Problem

if TYPE_CHECKING:
    import pandas as pd

PERSON_COLUMNS = ("row", "centre_number", "candidate_number", "name", "surname", "uci", "uln")
RESULT_COLUMNS = (
    *PERSON_COLUMNS, "awarding_body", "series", "level", "entry_code", "option", "title",
    "grade", "endorsement", "mark", "max_mark",
)  # fmt: skip
"""One line per row of the file (a component file repeats an award); every value text but `row`, the row in the file."""
COMPONENT_COLUMNS = ("row", "entry_code", "component_code", "title", "mark", "max_mark", "grade")
"""One line per component mark; `row` is the row of the file, and so of RESULT_COLUMNS, that it belongs to."""
CANDIDATE_COLUMNS = (
    "row", "candidate_number", "uci", "uln", "surname", "forenames", "date_of_birth", "year_group", "tutor_group",
    "on_roll", "private_candidate", "email",
)  # fmt: skip
ENTRY_COLUMNS = ("row", "candidate_number", "awarding_body", "level", "entry_code", "title")
REQUEST_COLUMNS = (
    "row", "received_on", "candidate_number", "name", "email", "awarding_body", "level", "entry_code", "subject",
    "component_codes", "service", "ror_consent_on", "ats_consent_on", "class_use", "signed_by", "place_at_stake",
    "teacher", "support", "reason", "pay_route", "late_override_by", "late_override_reason",
)  # fmt: skip
"""One line per answer; `component_codes` may hold several, separated by semicolons."""
STAFF_COLUMNS = (
    "row", "received_on", "requester", "requester_name", "service", "awarding_body", "level", "entry_code", "subject",
    "component_codes", "candidates", "reason", "approved_by", "budget_code", "late_override_by", "late_override_reason",
)  # fmt: skip
"""One line per request of staff; `candidates` holds candidate numbers separated by semicolons, or nothing for all of the entry."""
PAYMENT_COLUMNS = ("row", "payment_id", "paid_on", "amount", "reference", "payer", "candidate_number", "route")
"""One line per payment; `paid_on` is an ISO day, `amount` pounds and pence with a point, negative for money paid back."""
INVOICE_COLUMNS = (
    "row", "awarding_body", "invoice_number", "reference", "candidate_number", "entry_code", "component_code", "service", "amount",
)  # fmt: skip
"""One line per charge (or, negative, credit) on an invoice of an awarding body."""
BASEDATA_COLUMNS = (
    "row", "record", "body_id", "option", "syllabus", "component", "other_option", "qualification", "level", "unit_qualification",
    "unit_level", "item", "process", "qan", "title", "result_type", "gradeset_1", "gradeset_2", "endorsement_gradeset_1",
    "endorsement_gradeset_2", "max_mark", "component_count", "teacher_marks", "due_date", "timetabled", "exam_date", "session", "minutes",
)  # fmt: skip
"""One line per record of an awarding body's basedata; `record` is O5, S5, C5, L5 or D5, and what it has not is blank."""

OUTCOME_COLUMNS = (
    "row", "line_id", "reference", "candidate_number", "name", "awarding_body", "entry_code", "component_code", "service", "outcome_on",
    "mark_before", "mark_after", "subject_mark_after", "grade_before", "grade_after", "outcome_mark", "outcome_grade", "appeal_upheld",
    "marks_reinstated", "special_text",
)  # fmt: skip
"""One line per outcome of a review or an appeal; `outcome_on` is ISO text, yes and no are Yes and No."""
PERMISSION_COLUMNS = (
    "row", "received_on", "candidate_number", "name", "results_day", "results_choice", "email", "named_person", "relationship", "phone",
    "named_person_2", "relationship_2", "phone_2", "certificate_choice", "certificate_person", "discuss_with", "publicity", "lasts",
    "signed_by", "signed_on", "identity_known", "preferred_name",
)  # fmt: skip
"""One line per answer of a permission form; days and moments are ISO text."""


@dataclass(frozen=True)
class Batch:
    """One file, read. A frame that the format does not carry is None.

    `rows` counts the data rows of the file: not the headings, the preamble, blank rows or total rows. Every one of them
    is in a frame or refused by a problem with `kept=False`.
    """

    file: str
    format: str
    rows: int
    problems: tuple[Problem, ...] = ()
    results: pd.DataFrame | None = None
    components: pd.DataFrame | None = None
    candidates: pd.DataFrame | None = None
    entries: pd.DataFrame | None = None
    requests: pd.DataFrame | None = None
    outcomes: pd.DataFrame | None = None
    permissions: pd.DataFrame | None = None
    staff: pd.DataFrame | None = None
    payments: pd.DataFrame | None = None
    invoice: pd.DataFrame | None = None
    basedata: pd.DataFrame | None = None
    notes: tuple[str, ...] = field(default=())
    unconfirmed: tuple[str, ...] = field(default=())
    """What speaks for a layout that nobody has confirmed yet: the rows are for a preview only."""
