"""One fee for several lines: per component each pays, per subject a request pays once, per candidate all subjects together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from log_rows import LEVEL_1_2, Row, desk, grid_line, line
from test_rules_requests import CANDIDATES, answer, component, logged, result

from results_desk.errors import Problem
from results_desk.rules.requests.asking import Desk
from results_desk.rules.requests.counter import complete

SENT = date(2024, 8, 23)
FEE, GCSE_FEE = Decimal("30.00"), Decimal("20.00")
SUBJECTS = [
    result("0042", "AQA", "7408", "GCE A-level", "Physics"), result("0042", "AQA", "7357", "GCE A-level", "Mathematics"),
    result("0042", "OCR", "H556", "GCE A-level", "Physics A"), result("0042", "AQA", "8300H", "GCSE", "Mathematics", "7"),
    result("0043", "AQA", "7408", "GCE A-level", "Physics"),
]  # fmt: skip
PAPERS = [
    *(component(who, "AQA", "7408", f"7408/{paper}") for who in ("0042", "0043") for paper in (1, 2)),
    component("0042", "AQA", "7357", "7357/1"), component("0042", "OCR", "H556", "01"), component("0042", "AQA", "8300H", "8300/1H"),
]  # fmt: skip
PHYSICS = answer(component_codes="7408/1; 7408/2")
MATHS = answer(3, entry_code="7357", subject="Mathematics", component_codes="7357/1")
OCR = answer(3, awarding_body="OCR", entry_code="H556", component_codes="01")
GCSE = answer(3, entry_code="8300H", level="GCSE", subject="Mathematics", component_codes="8300/1H")
SAMUEL = answer(3, candidate_number="0043", name="Samuel Smith", signed_by="Samuel Smith")
SCRIPT = answer(3, entry_code="7357", component_codes="7357/1", service="A1", ats_consent_on="2024-08-22T09:00")
HELD = {"Candidate_number": "0042", "Service": "S2", "Charge_due": FEE}
NOT_CHARGED = {**HELD, "Charge_due": None, "Paid": None, "Payment": ""}
SHARING = {**HELD, "Charge_due": Decimal(0), "Paid": None, "Payment": "Not needed (free)"}
WITHDRAWN = {**HELD, "Status": "Withdrawn by candidate"}


def grid(basis: str) -> list[Row]:
    fees = [("S2", "AQA"), ("S2", "OCR"), ("A1", "AQA")]
    level_3 = [grid_line(service, body, Fee_basis=basis, Fee=FEE) for service, body in fees]
    return [*level_3, grid_line("S2", "AQA", LEVEL_1_2, Fee_basis=basis, Fee=GCSE_FEE)]


SITUATIONS = [
    ("per component, two papers", "Per component", (), [PHYSICS], [FEE, FEE]),
    ("per subject, two papers", "Per subject", (), [PHYSICS], [FEE, 0]),
    ("per subject, another subject", "Per subject", (), [PHYSICS, MATHS], [FEE, 0, FEE]),
    ("per candidate, two papers", "Per candidate", (), [PHYSICS], [FEE, 0]),
    ("per candidate, another subject", "Per candidate", (), [PHYSICS, MATHS], [FEE, 0, 0]),
    ("per candidate, in other letters", "per Candidate", (), [PHYSICS, MATHS], [FEE, 0, 0]),
    ("per candidate, another awarding body", "Per candidate", (), [PHYSICS, OCR], [FEE, 0, FEE]),
    ("per candidate, another level", "Per candidate", (), [PHYSICS, GCSE], [FEE, 0, GCSE_FEE]),
    ("per candidate, another service", "Per candidate", (), [PHYSICS, SCRIPT], [FEE, 0, FEE]),
    ("per candidate, another candidate", "Per candidate", (), [PHYSICS, SAMUEL], [FEE, 0, FEE]),
    ("per candidate, a line that is in the log", "Per candidate", [line(2, **HELD)], [MATHS], [0]),
    ("per candidate, a line whose number lost its zeros", "Per candidate", [line(2, **{**HELD, "Candidate_number": "42"})], [MATHS], [0]),
    ("per candidate, one that was sent", "Per candidate", [line(2, **HELD, Status="Sent to board")], [MATHS], [0]),
    ("per candidate, one that was withdrawn", "Per candidate", [line(2, **HELD, Status="Withdrawn by candidate")], [MATHS], [FEE]),
    ("per candidate, one that is closed", "Per candidate", [line(2, **HELD, Status="Closed")], [MATHS], [FEE]),
    ("per candidate, one that was rejected", "Per candidate", [line(2, **HELD, Status="Rejected by board")], [MATHS], [FEE]),
    ("per candidate, one logged before the fee was known", "Per candidate", [line(2, **NOT_CHARGED)], [MATHS], [FEE]),
    ("per candidate, one that is charged nothing", "Per candidate", [line(2, **SHARING)], [MATHS], [FEE]),
    ("per candidate, the one that paid withdrew, another stays", "Per candidate",
     [line(2, **WITHDRAWN), line(3, **SHARING)], [MATHS], [FEE]),
    ("per candidate, one whose fee is waived", "Per candidate", [line(2, **HELD, Payment="Waived (hardship)")], [MATHS], [0]),
    ("per subject, the first paper logged before the fee was known", "Per subject",
     [line(2, 2, **NOT_CHARGED)], [answer(component_codes="7408/1")], [FEE]),
    ("per candidate, a typed line without a number", "Per candidate", [line(2, **HELD) | {"Request ID": ""}], [MATHS], [FEE]),
]


def without_row_ids(basis: str) -> list[Row]:
    return [row | {"Row ID": blank} for row, blank in zip(grid(basis), ("", None, "", ""), strict=True)]


def test_two_lines_of_the_grid_without_a_row_id_are_two_fees() -> None:
    found = logged(PHYSICS, GCSE, grid=without_row_ids("Per candidate"), results=SUBJECTS, components=PAPERS)

    assert list(found.new["Charge due"]) == [FEE, 0, GCSE_FEE]


@pytest.mark.parametrize(("situation", "basis", "log", "answers", "charges"), SITUATIONS, ids=[row[0] for row in SITUATIONS])
def test_what_is_charged(situation: str, basis: str, log: object, answers: list[Row], charges: list[Decimal]) -> None:
    found = logged(*answers, lines=log, grid=grid(basis), results=SUBJECTS, components=PAPERS)

    assert list(found.new["Charge due"]) == charges, found.problems
    assert [payment == "Not needed (free)" for payment in found.new["Payment"]] == [charge == 0 for charge in charges]


def priced(basis: str) -> Desk:
    """Ada's subjects and a Grid in which every fee is known."""
    return desk(grid(basis), candidates=CANDIDATES, results=SUBJECTS, components=[*PAPERS, component("0042", "AQA", "7357", "7357/2")])


UNKNOWN = {"Candidate_number": "0042", "Charge_due": None, "Paid": None, "Payment": "", "School_handling": None, "Handling_kept": None}
LATER = [
    ("per component, both pay", "Per component", "7408", [FEE, FEE]),
    ("per subject, the first of two papers pays", "Per subject", "7408", [FEE, 0]),
    ("per subject, each of two subjects pays", "Per subject", "7357", [FEE, FEE]),
    ("per candidate, the first of two subjects pays", "Per candidate", "7357", [FEE, 0]),
]


@pytest.mark.parametrize(("situation", "basis", "other", "charges"), LATER, ids=[row[0] for row in LATER])
def test_a_fee_that_is_typed_in_the_grid_later(situation: str, basis: str, other: str, charges: list[Decimal]) -> None:
    log = [line(2, 1, **UNKNOWN), line(3, 1, **UNKNOWN, Entry_code=other, Component_code=f"{other}/2")]
    held = priced(basis)
    found = complete(log, held, frozenset())

    assert [found.changes[(str(row["Line ID"]),)]["Charge due"] for row in log] == charges
    again = complete([row | found.changes[(str(row["Line ID"]),)] for row in log], held, frozenset())
    assert not any("Charge due" in cells for cells in again.changes.values()), "a second time nothing is charged"


MATHS_LINE = {"Entry_code": "7357", "Component_code": "7357/1"}
TYPED = {**UNKNOWN, **MATHS_LINE, "Line_ID": "", "Request_ID": ""}
FIRST, SECOND = "PRS-24-0002-1", "PRS-24-0003-1"
CHECKED = [
    ("logged before the fee was known, another since", [line(2, **UNKNOWN), line(3, **HELD, **MATHS_LINE)], [0, FEE]),
    ("logged before the fee was known, another typed now", [line(2, **UNKNOWN), line(3, **TYPED)], [0, FEE]),
    ("two typed now", [line(2, **UNKNOWN, **{"Line_ID": "", "Request_ID": ""}), line(3, **TYPED)], [FEE, 0]),
    ("two typed now, nothing charged for the first in somebody's own words",
     [line(2, **{**UNKNOWN, "Line_ID": "", "Request_ID": "", "Charge_due": Decimal(0)}), line(3, **TYPED)], [0, FEE]),
    ("the other one is charged nothing, in somebody's own words",
     [line(2, **UNKNOWN), line(3, **{**SHARING, **MATHS_LINE, "Payment": "Waived (hardship)"})], [FEE, 0]),
    ("the one that paid withdrew", [line(2, **UNKNOWN), line(3, **WITHDRAWN, **MATHS_LINE)], [FEE, FEE]),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "log", "charges"), CHECKED, ids=[row[0] for row in CHECKED])
def test_somebody_is_charged_what_one_fee_covers_and_only_once(situation: str, log: list[Row], charges: list[Decimal]) -> None:
    assert [row["Charge due"] for row in checked(log)[0]] == charges


def checked(log: list[Row]) -> tuple[list[Row], list[Problem]]:
    """The log after Check requests, and what it told."""
    found = complete(log, priced("Per candidate"), frozenset())
    typed = [cells for cells in found.numbered.values()]
    return [row | (found.changes.get((str(row["Line ID"]),), {}) if row["Line ID"] else typed.pop(0)) for row in log], found.problems


LEFT = [
    ("the one that paid withdrew before it was sent", [line(2, **WITHDRAWN), line(3, **SHARING, **MATHS_LINE)], [SECOND]),
    ("the one that paid missed the deadline", [line(2, **HELD, Status="Missed deadline"), line(3, **SHARING, **MATHS_LINE)], [SECOND]),
    ("the one that paid was rejected",
     [line(2, **HELD, Status="Rejected by board", Sent_on=SENT), line(3, **SHARING, **MATHS_LINE)], [SECOND]),
    ("two are left: the first of them is told",
     [line(2, **WITHDRAWN), line(2, 2, **SHARING), line(3, **SHARING, **MATHS_LINE)], ["PRS-24-0002-2"]),
    ("the one that paid stays", [line(2, **HELD), line(3, **SHARING, **MATHS_LINE)], []),
    ("the one that paid was answered", [line(2, **HELD, Status="Closed", Sent_on=SENT), line(3, **SHARING, **MATHS_LINE)], []),
    ("the one that paid withdrew after it was sent", [line(2, **WITHDRAWN, Sent_on=SENT), line(3, **SHARING, **MATHS_LINE)], []),
    ("another one took the fee over", [line(2, **WITHDRAWN), line(3, **SHARING), line(4, **HELD, **MATHS_LINE)], []),
    ("the one that is left is waived in somebody's own words",
     [line(2, **WITHDRAWN), line(3, **{**SHARING, **MATHS_LINE, "Payment": "Waived (hardship)"})], []),
    ("the one that is left withdrew too", [line(2, **WITHDRAWN), line(3, **SHARING, **MATHS_LINE, Status="Withdrawn by candidate")], []),
    ("another candidate's", [line(2, **WITHDRAWN), line(3, **{**SHARING, "Candidate_number": "0043"})], []),
    ("nobody ever paid for it", [line(3, **SHARING, **MATHS_LINE)], []),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "log", "told"), LEFT, ids=[row[0] for row in LEFT])
def test_a_line_whose_fee_nobody_pays_any_more_is_told(situation: str, log: list[Row], told: list[str]) -> None:
    after, problems = checked(log)

    assert [problem.message.split()[1] for problem in problems if problem.column == "Charge due"] == told
    assert [row["Charge due"] for row in after] == [row["Charge due"] for row in log], "a charge that stands there is never changed"


def test_the_way_out_of_a_fee_that_nobody_pays() -> None:
    paid, left = line(2, **WITHDRAWN), line(3, **SHARING, **MATHS_LINE)
    _, (problem,) = checked([paid, left])
    cleared, told = checked([paid, left | {"Charge due": None, "Payment": ""}])
    _, (gone,) = checked([paid, left | {"Sent on": SENT, "Status": "Sent to board"}])

    assert "PRS-24-0002-1 had the fee for both" in problem.message and "£30.00" in problem.message
    assert "Clear its Charge due and Payment and run Check requests" in problem.way_out
    assert (cleared[1]["Charge due"], cleared[1]["Payment"], cleared[1]["Status"], told) == (
        FEE, "Candidate to pay", "Waiting for payment", [],
    )  # fmt: skip
    assert "type 30.00 under Charge due" in gone.way_out, "a line that was sent is not filled any more"
