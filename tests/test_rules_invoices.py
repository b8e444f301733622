"""An awarding body's invoice against the log, each situation a row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from log_rows import Row, line

from results_desk.rules.payments.invoices import Checked, check

SENT: Row = {"Status": "Sent to board", "Sent_on": date(2024, 8, 16), "Awarding_body_reference": "EX-1"}
LINES = [
    line(1, **SENT), line(1, 2, **{**SENT, "Awarding_body_reference": "EX-2"}), line(2),
    line(3, **SENT, Outcome_grade="Up", Outcome_date=date(2024, 9, 2)),
    line(4, **SENT, Board_fee_invoiced=Decimal("51.95"), Invoice_number="INV-1"),
]  # fmt: skip


def charge(amount: str = "51.95", number: str = "0041", component: str = "7408/1", service: str = "S2", **more: str) -> Row:
    return {"row": 2, "awarding_body": "AQA", "invoice_number": "INV-7", "reference": "", "candidate_number": number, "entry_code": "7408",
            "component_code": component, "service": service, "amount": amount, **more}  # fmt: skip


def checked(*charges: Row, lines: list[Row] | None = None) -> Checked:
    return check(charges, LINES if lines is None else lines, "", "", "invoice.csv")


NOTED = [
    ("candidate, component and service", charge(), "Board fee invoiced"),
    ("a component code in other letters", charge(component="74081"), "Board fee invoiced"),
    ("no service", charge(service=""), "Board fee invoiced"),
    ("no component, the reference settles it", charge(component="", reference="ex-1"), "Board fee invoiced"),
    ("a credit", charge("-51.95"), "Board credit"),
]


@pytest.mark.parametrize(("situation", "row", "heading"), NOTED, ids=[row[0] for row in NOTED])
def test_noted(situation: str, row: Row, heading: str) -> None:
    found = checked(row)

    assert found.changes[("PRS-24-0001-1",)][heading] == Decimal("51.95") and not found.problems
    assert found.expect == {("PRS-24-0001-1",): {heading: None}}


TOLD = [
    ("a candidate who asked for nothing", charge(number="0999"), "no line that was sent", False),
    ("a line that was never sent", charge(number="0042"), "no line that was sent", False),
    ("another service", charge(service="P2"), "no line that was sent", False),
    ("another awarding body", charge(awarding_body="OCR"), "no line that was sent", False),
    ("two lines that fit", charge(component="", entry_code="7408"), "More than one line", False),
    ("another fee than the Grid's", charge("53.00"), "charged £53.00; by the Grid its fee is £51.95", True),
    ("charged although the grade changed", charge(number="0043"), "although the grade of its award changed", True),
    ("charged on another invoice already", charge(number="0044"), "(invoice INV-1): it may be charged twice", False),
]


@pytest.mark.parametrize(("situation", "row", "message", "kept"), TOLD, ids=[row[0] for row in TOLD])
def test_told(situation: str, row: Row, message: str, kept: bool) -> None:
    (problem,) = checked(row).problems

    assert message in problem.message and (problem.file, problem.row, problem.kept) == ("invoice.csv", 2, kept)
    assert problem.way_out.endswith(".")


def test_twice_on_one_invoice_is_told_and_noted_once() -> None:
    found = checked(charge(), charge())

    assert found.counts["matched"] == 1 and "charged twice" in found.problems[0].message


def test_the_same_invoice_again_changes_nothing() -> None:
    first = checked(charge(), charge("-51.95"))
    lines = [{**row, **first.changes.get((str(row["Line ID"]),), {})} for row in LINES]
    again = checked(charge(), charge("-51.95"), lines=lines)

    assert (again.changes, again.counts["already"], again.problems) == ({}, 2, [])


def test_what_was_sent_and_is_not_charged_yet_is_listed() -> None:
    found = checked(charge())

    assert [row["Line ID"] for row in found.not_charged] == ["PRS-24-0001-2", "PRS-24-0003-1"] and found.total == Decimal("51.95")
