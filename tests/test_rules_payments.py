"""Payments put on the lines they are for, each situation a row: by our reference, by candidate and amount, or listed as unmatched."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_rows import CLOCKS, Row, line

from results_desk.rules.log.columns import with_computed
from results_desk.rules.payments.payments import Ledger, Recorded, record, waiting

TODAY = date(2024, 8, 20)
OWED: Row = {"Paid": None, "Payment": "Candidate to pay", "Status": "Waiting for payment"}


def pay(amount: str, reference: str = "PRS-24-0001", **more: object) -> Row:
    return {"row": 2, "payment_id": "", "paid_on": "2024-08-19", "amount": amount, "reference": reference, "payer": "A Payer",
            "candidate_number": "", "route": "parentpay", **more}  # fmt: skip


def recorded(*payments: Row, lines: list[Row], held: list[Row] | None = None) -> Recorded:
    return record(payments, Ledger(held or [], lines, TODAY, CLOCKS, 2024), "pay.csv")


def after(found: Recorded, lines: list[Row]) -> list[Row]:
    """The log as it is when the payments were written."""
    return [{**row, **found.lines.get((str(row["Line ID"]),), {})} for row in lines]


def one(**cells: object) -> list[Row]:
    return [line(1, **{**OWED, **cells})]


TWO = [line(1, 1, **OWED), line(1, 2, Charge_due=Decimal("11.70"), Paid=None, Payment="Candidate to pay", Status="Waiting for payment")]
"""One request of two lines, 56.95 and 11.70: 68.65 together."""

MATCHED = [
    ("the whole of it, by our number", one(), pay("56.95"), ["56.95"]),
    ("our number with words around it", one(), pay("56.95", "for PRS-24-0001 physics"), ["56.95"]),
    ("our number without hyphens and zeros", one(), pay("56.95", "prs 24 1"), ["56.95"]),
    ("the number of a line", one(), pay("56.95", "PRS-24-0001-1"), ["56.95"]),
    ("a part of it", one(), pay("20.00"), ["20.00"]),
    ("the rest of it", one(Paid=Decimal("20.00"), Payment="Part paid"), pay("36.95"), ["56.95"]),
    ("two lines, all of it", TWO, pay("68.65"), ["56.95", "11.70"]),
    ("two lines, just what the second owes", TWO, pay("11.70"), [None, "11.70"]),
    ("two lines, more than the first owes", TWO, pay("60.00"), ["56.95", "3.05"]),
    ("no number, the candidate and the whole amount", TWO, pay("68.65", "exam fee", candidate_number="0041"), ["56.95", "11.70"]),
    ("no number, the candidate in the reference", one(), pay("56.95", "fee 0041"), ["56.95"]),
    ("no number, a line whose candidate number lost its zeros", one(Candidate_number="41"), pay("56.95", "fee 0041"), ["56.95"]),
    ("too much", one(), pay("60.00"), ["60.00"]),
    ("the school pays it", one(Payment="School pays"), pay("10.00"), ["10.00"]),
]


@pytest.mark.parametrize(("situation", "lines", "payment", "paid"), MATCHED, ids=[row[0] for row in MATCHED])
def test_matched(situation: str, lines: list[Row], payment: Row, paid: list[str | None]) -> None:
    found = recorded(payment, lines=lines)

    assert [row["Paid"] for row in after(found, lines)] == [None if each is None else Decimal(each) for each in paid]
    assert (found.counts["matched"], found.counts["unmatched"], found.new[0]["Request ID"]) == (1, 0, "PRS-24-0001")
    assert all(problem.kept for problem in found.problems)


UNMATCHED = [
    ("a request nobody made", pay("56.95", "PRS-24-0777"), "no request PRS-24-0777"),
    ("two requests in one reference", pay("56.95", "PRS-24-0001 and PRS-24-0002"), "names no request"),
    ("no reference at all", pay("56.95", ""), "names no request"),
    ("a candidate who owes another amount", pay("50.00", "fee", candidate_number="0041"), "owes just this amount"),
    ("another candidate", pay("56.95", "fee", candidate_number="0999"), "owes just this amount"),
    ("a candidate with two requests of that amount", pay("11.70", "fee", candidate_number="0050"), "More than one request"),
]


@pytest.mark.parametrize(("situation", "payment", "message"), UNMATCHED, ids=[row[0] for row in UNMATCHED])
def test_unmatched(situation: str, payment: Row, message: str) -> None:
    small: Row = {**OWED, "Charge_due": Decimal("11.70"), "Candidate_number": "0050"}
    lines = [*one(), line(2, **small), line(3, **small)]
    found = recorded(payment, lines=lines)
    (problem,) = found.problems

    assert not found.lines and found.counts["unmatched"] == 1 and found.new[0]["Request ID"] == ""
    assert message in problem.message and (problem.file, problem.row, problem.kept) == ("pay.csv", 2, False)
    assert "fill Request ID" in problem.way_out


def test_a_line_that_is_paid_becomes_ready() -> None:
    found = recorded(pay("56.95"), lines=one())

    assert found.lines[("PRS-24-0001-1",)] == {
        "Paid": Decimal("56.95"), "Paid on": date(2024, 8, 19), "Receipt": "PAY-24-0001", "Pay reference": "PRS-24-0001",
        "Payment": "Paid in full", "Status": "Ready to send",
    }  # fmt: skip
    assert found.new[0]["Route"] == "ParentPay" and found.expect[("PRS-24-0001-1",)] == {"Paid": None}


@pytest.mark.parametrize(("paid", "consent", "status"), [("20", True, None), ("56.95", False, "Waiting for consent")])
def test_a_line_that_lacks_something_else_waits_on(paid: str, consent: bool, status: str | None) -> None:
    cells: Row = {} if consent else {"RoR_consent_date": None}
    written = recorded(pay(paid), lines=one(**cells)).lines[("PRS-24-0001-1",)]

    assert written.get("Status", "Waiting for payment") == (status or "Waiting for payment")
    assert written["Payment"] == ("Part paid" if paid == "20" else "Paid in full")


def test_too_much_is_told() -> None:
    (problem,) = recorded(pay("60.00"), lines=one()).problems

    assert "£3.05 more than request PRS-24-0001 owes" in problem.message and "line PRS-24-0001-1" in problem.message and problem.kept


NOT_KNOWN: Row = {"Charge_due": None, "Paid": None, "Payment": "", "Status": "Ready to send"}
WAITING = [
    ("no charge is known", [line(1, 1, **NOT_KNOWN), line(1, 2, **NOT_KNOWN)], pay("80.00"), "PRS-24-0001-1, PRS-24-0001-2"),
    ("one of two is known, and it is more than that", [line(1, 1, **OWED), line(1, 2, **NOT_KNOWN)], pay("80.00"), "(PRS-24-0001-2)"),
    ("one of two is paid already", [line(1, 1), line(1, 2, **NOT_KNOWN)], pay("10.00"), "(PRS-24-0001-2)"),
]


@pytest.mark.parametrize(("situation", "lines", "payment", "named"), WAITING, ids=[row[0] for row in WAITING])
def test_a_payment_waits_while_a_charge_of_its_request_is_not_known(situation: str, lines: list[Row], payment: Row, named: str) -> None:
    first = recorded(payment, lines=lines)
    again = recorded(payment, lines=lines, held=list(first.new))
    (problem,) = first.problems

    assert "charge of request PRS-24-0001 is not known" in problem.message and named in problem.message
    assert "Fill Fee" in problem.way_out and "Check requests" in problem.way_out
    assert (first.lines, first.counts["matched"], first.new[0]["Request ID"]) == ({}, 0, "PRS-24-0001")
    assert again.problems == first.problems and (again.new, again.lines, again.payments) == ([], {}, {})


def test_a_payment_that_waited_is_put_on_the_lines_when_the_charges_are_there() -> None:
    held = list(recorded(pay("80.00"), lines=WAITING[0][1]).new)
    priced = [{**row, "Charge due": Decimal("40"), "Payment": "Candidate to pay"} for row in WAITING[0][1]]
    found = recorded(lines=priced, held=held)

    assert [row["Paid"] for row in after(found, priced)] == [Decimal("40"), Decimal("40")] and not found.problems
    assert found.payments == {("PAY-24-0001",): {"Put on lines": TODAY}}


HELD: Row = {"Payment ID": "PAY-24-0001", "Request ID": "PRS-24-0001", "Amount": Decimal("80"), "Put on lines": None}
FILL, RUN, CORRECT = "Fill Fee on its line of the Grid", "Run Check requests", "Correct Request ID"
TOLD = [
    ("its charge is not known", {}, WAITING[0][1], "£80.00 waits on the Payments sheet", FILL),
    ("its charge was filled since", {}, TWO, "£80.00 for request PRS-24-0001 is on none of its lines yet", RUN),
    ("the log has no such request", {"Request ID": "PRS-24-0009"}, TWO, "the log has no request PRS-24-0009", CORRECT),
    ("it is on its lines", {"Put on lines": TODAY}, WAITING[0][1], "", ""),
    ("nobody knows what it is for", {"Request ID": ""}, WAITING[0][1], "", ""),
]


@pytest.mark.parametrize(("situation", "cells", "lines", "what", "to_do"), TOLD, ids=[row[0] for row in TOLD])
def test_today_tells_of_a_payment_that_is_on_no_line(situation: str, cells: Row, lines: list[Row], what: str, to_do: str) -> None:
    found = waiting([{**HELD, **cells}], lines, TODAY, CLOCKS)

    assert [(what in str(row["What"]), str(row["What to do"]).startswith(to_do)) for row in found] == [(True, True)] * bool(what)
    assert all((row["Reference"], row["Where"]) == ("PAY-24-0001", "tracking_log.xlsx, Payments") for row in found)


KNOWN_ENOUGH = [
    ("it is no more than the known charge", [line(1, 1, **OWED), line(1, 2, **NOT_KNOWN)], pay("56.95"), "1"),
    ("the school pays the other", [line(1, 1, **OWED), line(1, 2, **{**NOT_KNOWN, "Payment": "School pays"})], pay("60.00"), "1"),
    ("the other was withdrawn", [line(1, 1, **OWED), line(1, 2, **{**NOT_KNOWN, "Status": "Withdrawn by candidate"})], pay("60.00"), "1"),
    ("the other is a query, which is free", [line(1, 1, **OWED), line(1, 2, **{**NOT_KNOWN, "Service": "MIR"})], pay("60.00"), "1"),
]


@pytest.mark.parametrize(("situation", "lines", "payment", "part"), KNOWN_ENOUGH, ids=[row[0] for row in KNOWN_ENOUGH])
def test_a_payment_does_not_wait_when(situation: str, lines: list[Row], payment: Row, part: str) -> None:
    assert list(recorded(payment, lines=lines).lines) == [(f"PRS-24-0001-{part}",)]


def held_after(found: Recorded, held: list[Row]) -> list[Row]:
    return [{**row, **found.payments.get((str(row["Payment ID"]),), {})} for row in held] + list(found.new)


SAME_FILE = [
    ("with numbers of its own", [pay("20.00", payment_id="T-1"), pay("20.00", payment_id="T-2")]),
    ("two alike without numbers", [pay("20.00"), pay("20.00")]),
    ("with unmatched ones", [pay("56.95"), pay("1.00", "who?")]),
]


@pytest.mark.parametrize(("situation", "payments"), SAME_FILE, ids=[row[0] for row in SAME_FILE])
def test_the_same_file_again_changes_nothing(situation: str, payments: list[Row]) -> None:
    first = recorded(*payments, lines=one())
    again = recorded(*payments, lines=after(first, one()), held=held_after(first, []))

    assert first.counts["new"] == 2 and (again.counts["new"], again.counts["already"]) == (0, 2)
    assert (again.new, again.lines, again.payments) == ([], {}, {}) and [row.message for row in again.problems] == [
        problem.message for problem in first.problems if not problem.kept
    ]


def test_a_second_alike_payment_in_a_longer_file_is_a_new_one() -> None:
    first = recorded(pay("20.00"), lines=one())
    again = recorded(pay("20.00"), pay("20.00"), lines=after(first, one()), held=held_after(first, []))

    assert again.counts["new"] == 1 and after(again, after(first, one()))[0]["Paid"] == Decimal("40.00")
    assert again.new[0]["Payment ID"] == "PAY-24-0002"


def test_a_request_id_that_was_filled_since_puts_the_payment_on_its_lines() -> None:
    first = recorded(pay("56.95", "who?"), lines=one())
    held = [{**first.new[0], "Request ID": "PRS-24-0001"}]
    found = recorded(lines=one(), held=held)
    again = recorded(lines=after(found, one()), held=held_after(found, held))

    assert after(found, one())[0]["Paid"] == Decimal("56.95") and found.payments[("PAY-24-0001",)]["Put on lines"] == TODAY
    assert (again.lines, again.payments) == ({}, {})


REFUNDED: Row = {"Outcome grade": "Up", "Outcome date": date(2024, 9, 2)}


def test_money_paid_back_settles_the_refund() -> None:
    lines = [line(1, **{"Outcome_grade": "Up"})]
    found = recorded(pay("-51.95"), lines=lines)
    (settled,) = with_computed(after(found, lines), TODAY, CLOCKS)

    assert found.lines[("PRS-24-0001-1",)] == {"Refunded on": date(2024, 8, 19), "Payment": "Refunded", "Refund by": "ParentPay"}
    assert settled["Refund due"] == ""


def test_money_paid_back_that_is_not_due_changes_no_line() -> None:
    found = recorded(pay("-10.00"), lines=[line(1, **{"Outcome_grade": "Up"})])

    assert not found.lines and "to which £51.95 is due" in found.problems[0].message and found.problems[0].kept


AMOUNTS = st.decimals(Decimal("0.01"), Decimal("300"), places=2)


@given(st.lists(AMOUNTS, min_size=1, max_size=6), st.lists(st.one_of(st.none(), AMOUNTS), min_size=1, max_size=4))
def test_paying_never_raises_a_balance_and_no_penny_is_lost(payments: list[Decimal], charges: list[Decimal | None]) -> None:
    lines = [line(1, part, Charge_due=charge, Paid=None, Payment="Candidate to pay") for part, charge in enumerate(charges, 1)]
    found = recorded(*(pay(f"{amount:.2f}", payment_id=f"T-{at}") for at, amount in enumerate(payments)), lines=lines)
    before, now = (with_computed(log, TODAY, CLOCKS) for log in (lines, after(found, lines)))

    assert all(new["Balance"] == "" or new["Balance"] <= old["Balance"] for old, new in zip(before, now, strict=True))  # type: ignore[operator]
    put = [amount for amount, row in zip(payments, found.new, strict=True) if row["Put on lines"]]
    assert sum((row["Paid"] or Decimal(0) for row in now), Decimal(0)) == sum(put)  # type: ignore[misc]
    assert len(found.problems) >= len(payments) - len(put) and (len(put) == len(payments) or None in charges)
