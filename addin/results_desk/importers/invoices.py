"""The lines of an awarding body's invoice for post-results services (CSV or XLSX): what was charged for which component.

A credit has a negative amount. Column headings differ by awarding body and were not seen in public, so they are found by their
usual names; whatever is there of candidate, entry, component, service and reference is held against the tracking log.
"""

from __future__ import annotations

from results_desk.batch import INVOICE_COLUMNS, Batch
from results_desk.importers.frames import Rows, awarding_body, candidate_number, mapped
from results_desk.importers.headings import CANDIDATE_NUMBER, either, may, need
from results_desk.importers.plain import plain_batch
from results_desk.importers.pounds import amounts
from results_desk.importers.profiles import INVOICE, Form
from results_desk.importers.request_answers import service
from results_desk.importers.sheet import Source, Text

NAME = "invoice of an awarding body"
KIND = "invoices"
HEADINGS = (
    need("amount", "Amount", "Net amount", "Fee", "Charge", "Net", "Total", "Amount (£)", "Line total"),
    need("candidate_number", *CANDIDATE_NUMBER),
    either("what", "component_code", "Component code", "Component", "Paper code", "Paper", "Unit code", "Unit"),
    either("what", "entry_code", "Entry code", "Subject code", "Specification code", "Award code", "Syllabus code"),
    may("service", "Service", "Service code", "Service type", "Post-results service", "Enquiry type"),
    may("reference", "Reference", "Our reference", "Request reference", "Application number", "Request number", "Case number"),
    may("invoice_number", "Invoice number", "Invoice no", "Invoice"),
    may("awarding_body", "Awarding body", "Exam board", "Board", "Awarding organisation"),
)
_FORM = Form(INVOICE, HEADINGS)
WAY_OUT, headings = _FORM.way_out, _FORM.headings


def identify(source: Source) -> bool:
    """Whether the file has amounts for candidates and components or entries."""
    return source.has(_FORM.usable(source))


def extract(source: Source) -> Batch:
    """The charges and credits of the file."""
    return plain_batch(source, NAME, headings(source), "invoice", INVOICE_COLUMNS, _charges)


def _charges(rows: Rows) -> dict[str, Text]:
    return {name: rows[name] for name in INVOICE_COLUMNS[1:]} | {
        "amount": amounts(rows, "amount"),
        "candidate_number": mapped(rows["candidate_number"], candidate_number),
        "awarding_body": mapped(rows["awarding_body"], awarding_body),
        "service": mapped(rows["service"], service),
    }
