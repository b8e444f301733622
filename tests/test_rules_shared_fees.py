"""One fee for several lines: per component each pays, per subject a request pays once, per candidate all subjects together."""

from __future__ import annotations

from decimal import Decimal

import pytest
from log_rows import LEVEL_1_2, Row, desk, grid_line, line
from test_rules_requests import CANDIDATES, answer, component, logged, result

from results_desk.rules.counter import complete

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
    ("per candidate, one that was sent", "Per candidate", [line(2, **HELD, Status="Sent to board")], [MATHS], [0]),
    ("per candidate, one that was withdrawn", "Per candidate", [line(2, **HELD, Status="Withdrawn by candidate")], [MATHS], [FEE]),
    ("per candidate, one that is closed", "Per candidate", [line(2, **HELD, Status="Closed")], [MATHS], [FEE]),
    ("per candidate, a typed line without a number", "Per candidate", [line(2, **HELD) | {"Request ID": ""}], [MATHS], [FEE]),
]


@pytest.mark.parametrize(("situation", "basis", "log", "answers", "charges"), SITUATIONS, ids=[row[0] for row in SITUATIONS])
def test_what_is_charged(situation: str, basis: str, log: object, answers: list[Row], charges: list[Decimal]) -> None:
    found = logged(*answers, lines=log, grid=grid(basis), results=SUBJECTS, components=PAPERS)

    assert list(found.new["Charge due"]) == charges, found.problems
    assert [payment == "Not needed (free)" for payment in found.new["Payment"]] == [charge == 0 for charge in charges]


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
    held = desk(grid(basis), candidates=CANDIDATES, results=SUBJECTS, components=[*PAPERS, component("0042", "AQA", "7357", "7357/2")])
    found = complete(log, held, frozenset())

    assert [found.changes[(str(row["Line ID"]),)]["Charge due"] for row in log] == charges
    again = complete([row | found.changes[(str(row["Line ID"]),)] for row in log], held, frozenset())
    assert not any("Charge due" in cells for cells in again.changes.values()), "a second time nothing is charged"
