"""Sixty requests from the form to the refund, against an end state that was worked out by hand (`tests/year/README.txt`)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from desks import call, fingerprints, rows_in
from whole_year import END, play, table

MONEY = ("Charge due", "Paid", "Balance", "Refund due")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return play(tmp_path_factory.mktemp("year") / "desk")


def shown(heading: str, value: Any) -> str:
    """A cell as the expectation writes it."""
    return "" if value in (None, "") else f"{value:.2f}" if heading in MONEY else str(value)


def test_every_line_is_as_worked_out_by_hand(desk: Path) -> None:
    expected = {row["Line ID"]: row for row in table("expected_lines.csv")}
    log = {row["Line ID"]: row for row in rows_in(desk, "Lines")}

    assert log.keys() == expected.keys()
    assert {name: {heading: shown(heading, log[name][heading]) for heading in row} for name, row in expected.items()} == expected


def test_the_sums_are_right_to_the_penny(desk: Path) -> None:
    lines, payments = rows_in(desk, "Lines"), rows_in(desk, "Payments")
    everything = next(row for row in rows_in(desk, "Money") if row["Row"] == "All")
    found = {
        "lines": len(lines), "charged": everything["Charge due"], "paid": everything["Paid"], "owed": everything["Balance"],
        "refund due": everything["Refund due"], "fees invoiced": everything["Board fee invoiced"],
        "board credits": everything["Board credit"],
        "payments": len(payments), "payments on no line": sum(row["Put on lines"] is None for row in payments),
        "lines with an alarm": sum(bool(row["Alarm"]) for row in lines),
        "grades changed": sum(row["What"] == "Grade" for row in rows_in(desk, "GradeChanges")),
        "certificates that differ": sum(row["Match?"] == "No" for row in rows_in(desk, "Certificates")),
    }  # fmt: skip

    assert found == {row["what"]: Decimal(row["expected"]) for row in table("expected_totals.csv")}


def test_the_sums_of_the_expectation_are_those_of_its_lines() -> None:
    totals = {row["what"]: Decimal(row["expected"]) for row in table("expected_totals.csv")}
    lines = table("expected_lines.csv")
    added = {heading: sum(Decimal(row[heading]) for row in lines if row[heading]) for heading in MONEY}

    assert [added[heading] for heading in MONEY] == [totals[name] for name in ("charged", "paid", "owed", "refund due")]


def test_every_service_was_asked_for(desk: Path) -> None:
    asked = Counter(row["Service"] for row in rows_in(desk, "Lines"))

    assert asked.keys() == {"S1", "S1C", "S2", "S2C", "P2", "P2C", "S3", "A1", "A2", "A3", "AP1", "AP2", "MIR"}
    assert (asked["AP1"], asked["AP2"], asked["S3"]) == (2, 1, 1)


REFUSED = {
    "answers_1.csv": [32, 33, 34, 35, 36], "answers_2.csv": [19], "answers_3.csv": [], "answers_4.csv": [2], "payments_1.csv": [20],
    "invoice.csv": [5],
}  # fmt: skip
"""The rows of each file that were refused: row 2 is the first answer."""


@pytest.mark.parametrize("file", REFUSED)
def test_what_was_refused_is_listed_with_the_way_out(desk: Path, file: str) -> None:
    told = [row for row in rows_in(desk, "Problems") if row["File"] == file]

    assert sorted(row["Row"] for row in told if row["Row kept"] == "No") == REFUSED[file]
    assert all(row["Message"] and row["Way out"] for row in told)


def test_late_requests_went_with_a_name_and_a_reason(desk: Path) -> None:
    named = ("Late override by", "Late override reason")
    late = {row["Line ID"]: tuple(row[heading] for heading in named) for row in rows_in(desk, "Lines") if row[named[0]]}

    assert late == dict.fromkeys(("PRS-24-0052-1", "PRS-24-0053-1"), ("Head of centre", "The bus broke down"))


def test_grades_follow_the_outcomes(desk: Path) -> None:
    held = {(row["Candidate number"], row["Entry code"]): row["Grade"] for row in rows_in(desk, "Results")}
    after = {
        ("1001", "7492"): "A*", ("1002", "7492"): "A*", ("1003", "7492"): "C", ("1009", "7492"): "B", ("1015", "7492"): "B",
        ("1014", "7192"): "C", ("1026", "7192"): "B", ("0005", "8791"): "8", ("0007", "8791"): "5", ("0020", "8092"): "5",
        ("1020", "7192"): "A",
    }  # fmt: skip

    assert {award: held[award] for award in after} == after


def test_the_folder_went_back_after_the_review_and_not_before(desk: Path) -> None:
    (folder,) = rows_in(desk, "Moderation")

    assert (str(folder["Keep until"]), str(folder["Returned to candidates on"]), folder["Keep"]) == ("2024-10-11", "2024-10-15", "Released")


def test_the_wrong_certificate_is_held_and_the_others_are_issued(desk: Path) -> None:
    states = {row["Entry code"]: row["State"] for row in rows_in(desk, "Certificates") if row["Candidate number"] == "0005"}

    assert states.pop("8791") == "Held" and set(states.values()) == {"Issued"} and len(states) == 7


def test_another_look_changes_nothing(desk: Path) -> None:
    before = {name: mark for name, mark in fingerprints(desk).items() if name.endswith(".xlsx") and "backups" not in name}
    call("flag-overdue", desk, "--at", END)

    assert before == {name: mark for name, mark in fingerprints(desk).items() if name.endswith(".xlsx") and "backups" not in name}
