"""Payments from a pay site or a bank (CSV or XLSX): one row per payment, with a date, an amount and a reference.

Money that was paid back has a negative amount. Where the file has a number for each payment it is kept: it tells two alike
payments apart, and finds a payment again in the next file.
"""

from __future__ import annotations

from results_desk.batch import PAYMENT_COLUMNS, Batch
from results_desk.importers.dates import moment
from results_desk.importers.frames import Rows, candidate_number, holds, mapped
from results_desk.importers.headings import CANDIDATE_NUMBER, may, need
from results_desk.importers.plain import plain_batch
from results_desk.importers.pounds import amounts
from results_desk.importers.profiles import PAYMENTS, Form
from results_desk.importers.sheet import Source, Text

NAME = "payments"
KIND = "payments"
HEADINGS = (
    need("paid_on", "Payment date", "Date paid", "Paid on", "Transaction date", "Date of payment", "Date"),
    need("amount", "Amount", "Amount paid", "Amount (£)", "Payment amount", "Gross amount", "Total paid", "Value"),
    need("reference", "Reference", "Payment reference", "Your reference", "Transaction reference", "Narrative", "Details", "Description"),
    may("payment_id", "Payment ID", "Transaction ID", "Transaction number", "Receipt number", "Receipt", "Order number"),
    may("payer", "Payer", "Payer name", "Paid by", "Account holder", "Name"),
    may("candidate_number", *CANDIDATE_NUMBER, "Exam number"),
    may("route", "Route", "Payment method", "Method", "Payment type"),
)
_FORM = Form(PAYMENTS, HEADINGS)
WAY_OUT, headings = _FORM.way_out, _FORM.headings


def identify(source: Source) -> bool:
    """Whether the file has dates, amounts and references."""
    return source.has(_FORM.usable(source))


def extract(source: Source) -> Batch:
    """The payments of the file."""
    return plain_batch(source, NAME, headings(source), "payments", PAYMENT_COLUMNS, _payments)


def _payments(rows: Rows) -> dict[str, Text]:
    amount, written = amounts(rows, "amount"), rows["paid_on"]
    undated = holds(written, lambda text: moment(text) is None)
    way_out = "Write it as 16/08/2024 or 2024-08-16 and read the file again."
    rows.refuse(undated, rows.heading("paid_on"), "The date of the payment can't be read.", way_out, written)
    return {name: rows[name] for name in PAYMENT_COLUMNS[1:]} | {
        "amount": amount,
        "paid_on": mapped(written, lambda text: (moment(text) or "")[:10]),
        "candidate_number": mapped(rows["candidate_number"], candidate_number),
    }
