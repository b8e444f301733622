"""Requests on a desk, from the form to the awarding body: charges, payments, sending, refusals that write nothing, second runs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from desks import DEMO, Said, call, copy, filled_desk, fingerprints, new_desk, put
from importer_files import text, write

from results_desk.actions.registry import ACTIONS
from results_desk.edges.desk.desk import Desk
from results_desk.terms import AWARDING_BODIES

AT = ("--at", "2024-09-24 16:30")
FORM = ("log-requests", DEMO / "request_answers.csv", "--override-by", "Head of centre", "--reason", "The shop was closed")
FEES = {"L3-S2-AQA": "51.95", "L3-P2-AQA": "61.70", "L12-S2-AQA": "41.50", "L12-S1-Pearson": "14.00", "L12-S2-Pearson": "52.00",
        "L12-S2-OCR": "60.10", "L3-S2-OCR": "60.10", "L3-S2-Pearson": "57.00"}  # fmt: skip
"""Made up."""


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with results in, some fees in its Grid, and the form's answers logged."""
    folder = filled_desk(tmp_path_factory.mktemp("priced") / "desk")
    desk = Desk(folder)
    desk.table("Grid").update({(line,): {"Fee": Decimal(fee), "School handling": Decimal("5.00"), "Refund rule": "Full if grade changes",
                                         "School refund rule": "Awarding body's fee only"} for line, fee in FEES.items()})  # fmt: skip
    desk.commit("fees")
    said = call(FORM[0], folder, *FORM[1:], *AT)
    assert said.code == 4, said.err
    return folder


@pytest.fixture
def desk(priced: Path, tmp_path: Path) -> Path:
    return copy(priced, tmp_path)


def lines(desk: Path) -> dict[str, dict[str, Any]]:
    return {row["Line ID"]: row for row in Desk(desk).table("Lines").rows()}


def typed(desk: Path, line_id: str, **cells: object) -> None:
    """Somebody types into a line."""
    held = Desk(desk)
    held.table("Lines").update({(line_id,): {name.replace("_", " "): value for name, value in cells.items()}})
    held.commit("typed")


def again(desk: Path, *words: object) -> Said:
    """The same command a second time, which must leave every workbook as it is."""
    before = books(desk)
    said = call(*words)
    assert books(desk) == before
    return said


def books(desk: Path) -> dict[str, str]:
    return {name: mark for name, mark in fingerprints(desk).items() if name.endswith(".xlsx") and "backups" not in name}


def payments(folder: Path, *rows: tuple[str, str, str]) -> Path:
    return write(folder / "pay.csv", text([("Date", "Amount", "Reference"), *rows]))


def test_every_line_has_its_charge_and_waits_for_it(priced: Path) -> None:
    log = lines(priced)
    first = next(iter(log.values()))

    assert (first["Charge due"], first["Payment"], first["Status"]) == (Decimal("66.70"), "Candidate to pay", "Waiting for payment")
    assert first["Form place"] == "received/request_answers.csv, row 2"
    late = next(row for row in log.values() if row["Late override by"])
    assert (late["Late override by"], late["Late override reason"]) == ("Head of centre", "The shop was closed")


def test_logging_the_form_again_changes_nothing(desk: Path) -> None:
    assert again(desk, FORM[0], desk, *FORM[1:], *AT).code == 4


def test_an_override_needs_a_name_and_a_reason(desk: Path) -> None:
    said = call("log-requests", desk, DEMO / "request_answers.csv", "--override-by", "Head", *AT)

    assert said.code == 3 and "both --override-by and --reason" in said.err


def test_a_late_request_is_refused_without_one(tmp_path: Path, priced: Path) -> None:
    folder = filled_desk(tmp_path / "fresh")
    said = call("log-requests", folder, DEMO / "request_answers.csv", *AT, "--json")
    late = [problem for problem in said.json["problems"] if "centre's own last day" in problem["message"]]

    assert said.code == 4 and [problem["row"] for problem in late] == [9] and "--override-by" in late[0]["way_out"]
    assert said.json["counts"]["lines"] == len(lines(priced)) - 1


def test_unpaid_is_not_sent_and_nothing_is_written(desk: Path) -> None:
    said = again(desk, "send-requests", desk, "--line", "PRS-24-0001-1", "--at", "2024-08-20 09:00")

    assert said.code == 5 and "Line PRS-24-0001-1: £66.70 is not paid" in said.err and "Record the payment" in said.err


def test_paid_is_sent_and_an_outcome_is_expected(desk: Path, tmp_path: Path) -> None:
    file = payments(tmp_path, ("16/08/2024", "66.70", "PRS-24-0001"), ("16/08/2024", "5.00", "for the trip"))
    paid = call("record-payments", desk, file, "--at", "2024-08-19 09:00", "--json")
    listed = call("send-requests", desk, "--at", "2024-08-20 09:00")
    everything = call("send-requests", desk, "--body", "AQA", "--reference", "EX-9", "--at", "2024-08-20 09:00")
    sent = again(desk, "send-requests", desk, "--body", "aqa", "--line", "prs-24-0001-1", "--reference", "EX-9", "--at", "2024-08-20 09:00")
    line = lines(desk)["PRS-24-0001-1"]

    assert paid.code == 4 and paid.json["counts"] == {"rows": 2, "new": 2, "matched": 1, "unmatched": 1, "already": 0, "problems": 1}
    assert paid.json["problems"][0]["row"] == 3 and "PRS-24-0001-1" in listed.out and sent.code == 0, sent.err
    assert "1 line is ready to send; " in listed.out and everything.code == 4 and "1 line marked as sent" in everything.out
    assert "PRS-24-0004-1: its charge is not known" in everything.out and "its charge is not known" in listed.out
    assert (line["Status"], line["Sent on"], line["Awarding body reference"]) == ("Sent to board", date(2024, 8, 20), "EX-9")
    assert (line["Paid"], line["Balance"], line["Expected outcome"]) == (Decimal("66.70"), Decimal("0.00"), date(2024, 9, 4))
    assert again(desk, "record-payments", desk, file, "--at", "2024-08-20 09:00").code == 4
    assert again(desk, "send-requests", desk, "--line", "PRS-24-0001-1", "--at", "2024-08-20 09:00").code == 0


def test_a_payment_for_a_charge_nobody_knows_is_told_until_it_is_settled(desk: Path, tmp_path: Path) -> None:
    file, at = payments(tmp_path, ("16/08/2024", "80.00", "PRS-24-0004")), ("--at", "2024-08-20 09:00")
    said = [call("record-payments", desk, file, *at), again(desk, "record-payments", desk, file, *at)]
    said.append(again(desk, "check-requests", desk, *at))
    before, due = {name: line["Paid"] for name, line in lines(desk).items()}, call("today", desk, "--json", *at).out
    typed(desk, "PRS-24-0004-1", Charge_due=Decimal("80.00"), Payment="Candidate to pay")
    to_run = call("today", desk, "--json", *at).out
    settled, quiet = call("check-requests", desk, *at), again(desk, "check-requests", desk, *at)

    assert [each.code for each in (*said, settled, quiet)] == [4, 4, 4, 0, 0]
    assert all("charge of request PRS-24-0004 is not known" in each.out and "more than" not in each.out for each in said)
    assert set(before.values()) == {None} and lines(desk)["PRS-24-0004-1"]["Paid"] == Decimal("80.00")
    assert "The charge of request PRS-24-0004 is not known (PRS-24-0004-1): £80.00 waits on the Payments sheet" in due
    assert "Run Check requests: it puts the payment" in to_run and "the payment on the lines" not in call("today", desk, *at).out
    assert call("record-payments", desk, file, *at).code == again(desk, "record-payments", desk, file, *at).code == 0


def test_one_line_that_may_not_go_keeps_all_back(desk: Path) -> None:
    for name in ("PRS-24-0001-1", "PRS-24-0002-1"):
        typed(desk, name, Payment="School pays")
    said = again(desk, "send-requests", desk, "--line", "PRS-24-0001-1", "--line", "PRS-24-0002-1", "--at", "2024-08-20 09:00")

    assert said.code == 5 and "PRS-24-0002-1: the consent is dated before" in said.err and "Line PRS-24-0001-1" not in said.err


SLIPS = [
    ("a body nobody knows", ("--body", "Nobody")), ("and a reference", ("--body", "Nobody", "--reference", "1")),
    ("a line that is not in the log", ("--line", "PRS-24-0099-1", "--reference", "1")),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "words"), SLIPS, ids=[row[0] for row in SLIPS])
def test_a_slip_in_what_is_to_be_sent_is_refused_as_one(desk: Path, situation: str, words: tuple[str, ...]) -> None:
    said = again(desk, "send-requests", desk, *words, "--at", "2024-08-20 09:00")

    assert said.code == 3 and ("no awarding body 'Nobody': none of its names comes near" in said.err or "has no PRS-24-0099-1" in said.err)


def test_a_slip_in_the_body_of_an_invoice_is_refused(desk: Path, tmp_path: Path) -> None:
    heads = ("Candidate number", "Component code", "Service", "Amount")
    file = write(tmp_path / "invoice.csv", text([heads, ("1001", "1", "P2", "61.70")]))
    said = again(desk, "check-invoice", desk, file, "--body", "AQQA", *AT)

    assert said.code == 3 and "nearest is AQA" in said.err


def test_an_invoice_is_held_against_the_log(desk: Path, tmp_path: Path) -> None:
    typed(desk, "PRS-24-0001-1", Payment="School pays")
    assert call("send-requests", desk, "--line", "PRS-24-0001-1", "--at", "2024-08-20 09:00").code == 0
    line = lines(desk)["PRS-24-0001-1"]
    heads = ("Candidate number", "Component code", "Service", "Amount")
    nothing = write(tmp_path / "other.csv", text([(*heads, "VAT"), ("9999", "1", "P2", "61.70", "0")]))
    waits = call("check-invoice", desk, nothing, "--invoice", "INV-0", "--body", "AQA", "--at", "2024-09-10 09:00")
    assert "1 line that was sent is not charged yet. Columns that were not used: VAT." in waits.out
    assert "20 Aug 2024" in waits.out and "2024-08-20" not in waits.out
    file = write(tmp_path / "invoice.csv", text([heads, (line["Candidate number"], line["Component code"], "P2", "61.70")]))
    said = call("check-invoice", desk, file, "--invoice", "INV-1", "--body", "AQA", "--at", "2024-09-10 09:00")
    line = lines(desk)["PRS-24-0001-1"]

    assert said.code == 0 and "£61.70 on 1 row: 1 noted" in said.out and "0 lines that were sent are not charged yet" in said.out
    assert (line["Board fee invoiced"], line["Invoice number"]) == (Decimal("61.70"), "INV-1")
    assert again(desk, "check-invoice", desk, file, "--invoice", "INV-1", "--body", "AQA", "--at", "2024-09-10 09:00").code == 0


def test_a_line_typed_at_the_counter_is_completed(desk: Path) -> None:
    held = Desk(desk)
    row = {
        "Candidate number": "1035", "Component code": "7092/2", "Entry code": "7092", "Service": "S2", "Awarding body": "AQA",
        "Received on": datetime(2024, 8, 20, 9), "RoR consent date": datetime(2024, 8, 20, 9), "Signed by": "Candidate",
    }  # fmt: skip
    held.table("Lines").append({heading: [cell] for heading, cell in row.items()})
    held.commit("typed")
    said = call("check-requests", desk, "--at", "2024-08-20 10:00")
    line = lines(desk)["PRS-24-0001-2"]

    assert said.code == 0 and "1 typed line numbered" in said.out, said.out
    assert (line["Charge due"], line["Deadline"], line["Status"]) == (Decimal("56.95"), date(2024, 9, 26), "Waiting for payment")
    assert again(desk, "check-requests", desk, "--at", "2024-08-20 10:00").code == 0


def test_no_name_is_printed(desk: Path, tmp_path: Path) -> None:
    file = payments(tmp_path, ("16/08/2024", "5.00", "Pikestaffe trip"))
    said = call("record-payments", desk, file, "--json", *AT).out + call("send-requests", desk, *AT).out

    assert "ikestaffe" not in said and "History" not in said


def test_a_colleague_who_types_in_the_log_meanwhile_loses_nothing(desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between our reading and our writing a colleague chases one line and notes something on the line we pay."""
    from results_desk.rules.payments import payments as rule

    file = payments(tmp_path, ("16/08/2024", "66.70", "PRS-24-0001"))
    original, calls = rule.record, []

    def meanwhile(*given: Any) -> Any:
        if not calls:
            typed(desk, "PRS-24-0002-1", Note_of_chase="Rang the office")
            typed(desk, "PRS-24-0001-1", Note="Ask about the trip", Teacher="Somebody else")
        calls.append(1)
        return original(*given)

    monkeypatch.setattr(rule, "record", meanwhile)
    assert call("record-payments", desk, file, *AT).code == 0
    log = lines(desk)

    assert log["PRS-24-0002-1"]["Note of chase"] == "Rang the office" and len(calls) == 2
    assert (log["PRS-24-0001-1"]["Note"], log["PRS-24-0001-1"]["Teacher"]) == ("Ask about the trip", "Somebody else")
    assert log["PRS-24-0001-1"]["Paid"] == Decimal("66.70")


@pytest.mark.parametrize("name", ["send_requests", "check_invoice"])
def test_a_body_that_the_school_added_can_be_chosen(name: str, tmp_path: Path) -> None:
    desk, empty = new_desk(tmp_path / "desk"), tmp_path / "no desk"
    put(desk, "AwardingBodies", {"Awarding body": "LAMDA"})
    body = next(each for each in ACTIONS[name].questions if each.name == "body")

    assert body.kind == "choice" and body.offered(desk) == ("", *AWARDING_BODIES, "LAMDA")
    assert body.choices(empty) == AWARDING_BODIES, "the usual ones where there is no desk to read"
