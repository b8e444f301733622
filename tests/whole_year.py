"""A whole year of a practice desk as a story: what is typed, which file comes when, which command is run and how it ends.

The files are in `tests/year`; the people are those of the practice desk, fees and outcomes are invented.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from desks import call, edit, filled_desk, put, rows_in

from results_desk.edges.desk import Desk

YEAR = Path(__file__).parent / "year"
DONE, LOOK, RULE = 0, 4, 5
END = "2024-11-30 09:00"
"""The day on which the year is looked at."""


def play(folder: Path) -> Path:
    """The year on a new practice desk in that folder."""
    desk = filled_desk(folder)
    _summer_term(desk)
    _first_week(desk)
    _to_the_deadline(desk)
    _outcomes(desk)
    _certificates(desk)
    run(desk, "flag-overdue", at=END, ends=None)
    return desk


def table(name: str) -> list[dict[str, str]]:
    """A file of the year."""
    with (YEAR / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(desk: Path, command: str, *words: object, at: str, ends: int | None = DONE) -> str:
    """One command on a day, and how it has to end; what it said."""
    said = call(command, desk, *words, "--at", at)
    assert ends is None or said.code == ends, f"{command} on {at} ended with {said.code}: {said.out}{said.err}"
    return said.out + said.err


def _summer_term(desk: Path) -> None:
    """The Grid is filled, moderated work is on its log."""
    held = Desk(desk)
    money = ("Fee", "School handling", "Copy extra")
    fees = {
        (row["Row ID"],): {name: Decimal(cell) if name in money else cell for name, cell in row.items() if name != "Row ID" and cell}
        for row in table("fees.csv")
    }
    assert held.table("Grid").update(fees) == []
    held.commit("typed")
    put(desk, "Papers", {"Awarding body": "AQA", "Component code": "7495/3", "Kind": "Multiple choice"})
    put(desk, "Moderation", {
        "Ref": "MOD-24-01", "Awarding body": "AQA", "Subject": "History", "Component code": "7092/C", "Level": "GCE A-level",
        "Entry code": "7092", "Series": "June 2024", "Candidates in sample": 10, "Sent on": date(2024, 5, 10),
        "Moderation outcome": "Adjusted down",
        "Returned?": "Received complete", "Date received": date(2024, 9, 2), "Items counted": 10, "Stored where": "Strong room",
        "Service 3 decision": "Ask",
    })  # fmt: skip


def _first_week(desk: Path) -> None:
    """A-level requests, their payments, and what goes to the awarding bodies before the priority deadline."""
    run(desk, "log-requests", YEAR / "answers_1.csv", at="2024-08-19 09:00", ends=LOOK)
    run(desk, "record-payments", YEAR / "payments_1.csv", at="2024-08-20 16:00", ends=LOOK)
    edit(desk, "Lines", "PRS-24-0005-1", Payment="School pays", Who_pays="School", Status="Ready to send")
    edit(desk, "Lines", "PRS-24-0006-1", Payment="Waived (hardship)", Status="Ready to send")
    said = run(desk, "send-requests", "--line", "PRS-24-0008-1", at="2024-08-21 10:00", ends=RULE)
    assert "£77.50 is not paid" in said
    assert "27 lines marked" in run(desk, "send-requests", "--body", "AQA", "--reference", "AQ-1", at="2024-08-21 10:00")
    assert "1 lines marked" in run(desk, "send-requests", "--body", "OCR", "--reference", "OC-1", at="2024-08-21 10:00")
    edit(desk, "Lines", "PRS-24-0008-1", Status="Missed deadline", Closed_on=date(2024, 8, 23))


def _to_the_deadline(desk: Path) -> None:
    """GCSE requests, those of staff, and the last day."""
    run(desk, "log-requests", YEAR / "answers_2.csv", at="2024-09-02 09:00", ends=LOOK)
    run(desk, "log-requests", YEAR / "staff.csv", at="2024-09-03 10:00", ends=LOOK)
    asked = {"Service 3 asked?": "Yes", "Service 3 asked on": date(2024, 9, 11), "Line ID": "PRS-24-0048-1"}
    edit(desk, "Moderation", "MOD-24-01", **asked)
    run(desk, "record-payments", YEAR / "payments_2.csv", at="2024-09-10 16:00")
    assert "19 lines marked" in run(desk, "send-requests", "--body", "AQA", "--reference", "AQ-2", at="2024-09-11 10:00")
    run(desk, "record-outcomes", YEAR / "outcomes_1.csv", at="2024-09-24 08:00", ends=None)
    edit(desk, "Lines", "PRS-24-0046-1", Status="Withdrawn by candidate", Closed_on=date(2024, 9, 20))
    assert "2 refused" in run(desk, "log-requests", YEAR / "answers_3.csv", at="2024-09-24 11:00", ends=LOOK)
    let_through = ("--override-by", "Head of centre", "--reason", "The bus broke down")
    assert "2 lines added" in run(desk, "log-requests", YEAR / "answers_3.csv", *let_through, at="2024-09-24 11:30", ends=LOOK)
    run(desk, "record-payments", YEAR / "payments_3.csv", at="2024-09-24 14:00")
    assert "4 lines marked" in run(desk, "send-requests", "--body", "AQA", "--reference", "AQ-3", at="2024-09-24 15:00", ends=None)
    assert "1 refused" in run(desk, "log-requests", YEAR / "answers_4.csv", *let_through, at="2024-09-27 09:00", ends=LOOK)


def typed_line(number: str, entry: str, component: str, service: str, on: datetime) -> dict[str, Any]:
    """What the officer types into the log at the counter."""
    return {"Candidate number": number, "Awarding body": "AQA", "Entry code": entry, "Component code": component, "Service": service,
            "Received on": on}  # fmt: skip


def _outcomes(desk: Path) -> None:
    """Two appeals and a hearing, a query, an invoice, and the moderated work."""
    on = datetime(2024, 9, 26, 9)
    put(desk, "Lines", typed_line("1002", "7492", "7492/1", "AP1", on), typed_line("1020", "7192", "7192/1", "AP1", on),
        typed_line("1029", "7092", "", "MIR", on))  # fmt: skip
    assert "3 typed lines numbered" in run(desk, "check-requests", at="2024-09-26 10:00", ends=None)
    run(desk, "record-payments", YEAR / "payments_4.csv", at="2024-09-27 16:00")
    appeals = ("--line", "PRS-24-0002-2", "--line", "PRS-24-0012-2", "--line", "PRS-24-0054-1")
    assert "3 lines marked" in run(desk, "send-requests", *appeals, "--reference", "AQ-4", at="2024-09-27 17:00")
    run(desk, "return-work", "--ref", "MOD-24-01", "--to", "Head of history", at="2024-10-01 09:00", ends=RULE)
    run(desk, "record-outcomes", YEAR / "outcomes_2.csv", at="2024-10-14 09:00", ends=None)
    run(desk, "return-work", "--ref", "MOD-24-01", "--to", "Head of history", at="2024-10-15 09:00", ends=None)
    put(desk, "Lines", typed_line("1020", "7192", "7192/1", "AP2", datetime(2024, 10, 14, 12)))
    run(desk, "check-requests", at="2024-10-14 12:30", ends=None)
    assert "1 lines marked" in run(desk, "send-requests", "--line", "PRS-24-0012-3", "--reference", "AQ-5", at="2024-10-15 10:00")
    run(desk, "check-invoice", YEAR / "invoice.csv", at="2024-10-15 14:00", ends=LOOK)
    run(desk, "record-outcomes", YEAR / "outcomes_3.csv", at="2024-11-05 09:00", ends=None)
    _close(desk)


def _close(desk: Path) -> None:
    """Candidates are told and lines closed, but for what never went, the query and the copies that wait for consent."""
    held = Desk(desk)
    told = {
        (row["Line ID"],): {"Status": "Closed", "Candidate told on": date(2024, 11, 8), "Closed on": date(2024, 11, 8)}
        for row in rows_in(desk, "Lines")
        if row["Sent on"] and row["Service"] != "MIR"
    }
    assert held.table("Lines").update(told) == []
    held.commit("typed")


def _certificates(desk: Path) -> None:
    """Certificates come; one is printed with the grade from before the review."""
    run(desk, "expect-certificates", at="2024-11-11 09:00", ends=None)
    held = Desk(desk)
    came = {
        (row["Cert ID"],): {
            "Received on": date(2024, 11, 12), "Date of issue": date(2024, 11, 4), "Checked by": "EO",
            "Grade printed": "7" if (row["Candidate number"], row["Entry code"]) == ("0005", "8791") else row["Final grade"],
        }
        for row in rows_in(desk, "Certificates")
        if row["Candidate number"] in ("0001", "0005")
    }  # fmt: skip
    assert held.table("Certificates").update(came) == []
    held.commit("typed")
    given = ("--id-seen", "Passport", "--by", "EO", "--signature", "Sheet 1")
    run(desk, "issue-certificates", "--candidate", "0001", *given, at="2024-11-20 09:00", ends=None)
    run(desk, "issue-certificates", "--candidate", "0005", *given, at="2024-11-20 09:00", ends=None)
