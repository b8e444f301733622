"""What the Grid says of a service: the charge, who pays it, what is kept of it, how long an answer takes, who has a priority review."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from log_rows import GRID, LEVEL_1_2, Row, desk, grid_line, jcq
from reference_rows import LEVELS

from results_desk.rules.calendar import bank_holidays, is_working_day
from results_desk.rules.deadlines import find_level
from results_desk.rules.requests.offers import Offer, calendar_days
from results_desk.rules.requests.papers import Papers

CLOSED = frozenset(bank_holidays("England", (2024, 2025)))


def offered(code: str, body: str = "AQA", level: str = "GCE A-level", grid: object = tuple(GRID)) -> Offer:
    return desk(grid).offers.offer(find_level(LEVELS, level), body, code)


CHARGES = [
    ("a review of marking: the fee and the centre's handling", "S2", "AQA", "GCE A-level", "56.95"),
    ("with a copy of the script: the extra too", "S2C", "AQA", "GCE A-level", "69.45"),
    ("a clerical re-check", "S1", "AQA", "GCE A-level", "11.70"),
    ("a copy whose extra nobody typed", "S1C", "AQA", "GCE A-level", None),
    ("a priority review without handling", "P2", "AQA", "GCE A-level", "61.70"),
    ("AS has the lines of A-level", "S2", "AQA", "GCE AS", "56.95"),
    ("a free copy for teaching", "A2", "AQA", "GCE A-level", "0"),
    ("a copy to decide on a review counts as one for teaching", "A1", "AQA", "GCE A-level", "0"),
    ("a fee for a whole batch is nobody's share", "S1", "NCFE", "Other L3", None),
    ("GCSE has lines of its own", "S2", "AQA", "GCSE", None),
    ("an awarding body that is not in the Grid", "S2", "CCEA", "GCE A-level", None),
]


@pytest.mark.parametrize(("situation", "code", "body", "level", "expected"), CHARGES, ids=[row[0] for row in CHARGES])
def test_the_charge_of(situation: str, code: str, body: str, level: str, expected: str | None) -> None:
    assert offered(code, body, level).charge == (None if expected is None else Decimal(expected))


MONEY = [
    ("the candidate pays unless the Grid says otherwise", "S2", "", "Candidate", "Candidate to pay", "5.00"),
    ("the school said it pays", "S3", "", "School", "School pays", None),
    ("a department asks", "S2", "Department", "Department", "Department pays", "5.00"),
    ("the school asks", "S2", "School", "School", "School pays", "5.00"),
    ("what is free needs no payment", "A2", "", "Candidate", "Not needed (free)", None),
    ("the centre gives everything back", "P2", "", "Candidate", "Candidate to pay", "0"),
]


@pytest.mark.parametrize(("situation", "code", "payer", "who", "payment", "kept"), MONEY, ids=[row[0] for row in MONEY])
def test_who_pays(situation: str, code: str, payer: str, who: str, payment: str, kept: str | None) -> None:
    cells = offered(code).money(payer)

    assert (cells["Who pays"], cells["Payment"]) == (who, payment)
    assert cells["Handling kept"] == (None if kept is None else Decimal(kept))


def test_a_centre_that_gives_nothing_back_keeps_the_whole_charge() -> None:
    own = [grid_line("S2", Fee_basis="Per component", Fee=Decimal("51.95"), School_handling=Decimal("5"), School_refund_rule="None")]

    assert offered("S2", grid=own).money()["Handling kept"] == Decimal("56.95")


def test_a_charge_nobody_knows_is_not_to_be_paid_yet() -> None:
    assert offered("S2", "CCEA").money()["Payment"] == ""


PRIORITY = [
    ("JCQ's rule alone", [jcq("P2", Offered="Yes")], "GCSE", False),
    ("the awarding body offers it at GCSE", [grid_line("P2", group=LEVEL_1_2, Offered="Yes")], "GCSE", True),
    ("it has a line at GCSE and nobody looked it up", [grid_line("P2", group=LEVEL_1_2)], "GCSE", False),
    ("it does not offer it at GCSE", [grid_line("P2", group=LEVEL_1_2, Offered="No")], "GCSE", False),
    ("another awarding body does", [grid_line("P2", "OCR", LEVEL_1_2, Offered="Yes")], "GCSE", False),
    ("A-level says nothing of AS", [grid_line("P2", Offered="Yes")], "GCE AS", False),
    ("its limit names AS", [grid_line("P2", Offered="Yes", Limit="A level and AS")], "GCE AS", True),
    ("its limit says AS in another word", [grid_line("P2", Offered="Yes", Limit="as soon as possible, ASK")], "Extended Project", False),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "grid", "level", "expected"), PRIORITY, ids=[row[0] for row in PRIORITY])
def test_priority_wider_than_the_rule(situation: str, grid: list[Row], level: str, expected: bool) -> None:
    assert desk(grid).offers.priority_is_wider(find_level(LEVELS, level), "AQA", LEVELS) is expected


TARGETS = [
    ("20 calendar days", date(2024, 8, 16), 20, False, 20),
    ("10 working days from a Friday, over the August bank holiday", date(2024, 8, 16), 10, True, 17),
    ("5 working days from a Monday", date(2024, 9, 2), 5, True, 7),
    ("no days at all", date(2024, 9, 7), 0, True, 0),
    ("over Christmas", date(2024, 12, 20), 5, True, 11),
]


@pytest.mark.parametrize(("situation", "sent", "days", "working", "expected"), TARGETS, ids=[row[0] for row in TARGETS])
def test_a_target_in_calendar_days(situation: str, sent: date, days: int, working: bool, expected: int) -> None:
    assert calendar_days(sent, days, working, CLOSED) == expected


@given(st.dates(date(2024, 1, 1), date(2025, 11, 1)), st.integers(1, 40))
def test_a_target_in_working_days_ends_on_one_and_never_sooner(sent: date, days: int) -> None:
    found = calendar_days(sent, days, True, CLOSED)

    assert found >= days and is_working_day(date.fromordinal(sent.toordinal() + found), CLOSED)


def test_a_body_with_its_own_target_does_not_take_the_common_unit() -> None:
    assert (offered("S2", "NCFE", "Other L3").target_days, offered("S2", "NCFE", "Other L3").in_working_days) == (25, True)
    assert (offered("S2").target_days, offered("S2").in_working_days) == (20, False)


PAPERS = Papers.of(
    [{"Awarding body": "AQA", "Component code": "7408/1", "Kind": "Multiple choice"},
     {"Awarding body": "AQA", "Component code": "7408/P", "Kind": "Oral or recorded work"},
     {"Awarding body": "AQA", "Component code": "7408/W", "Kind": "Written paper"}],
    [{"Awarding body": "AQA", "Component code": "7408/C", "Moderation outcome": "Adjusted down"},
     {"Awarding body": "AQA", "Component code": "7408/D", "Moderation outcome": "Marks agreed"},
     {"Awarding body": "AQA", "Component code": "7408/W"}],
)  # fmt: skip
KINDS = [
    ("multiple choice, a review of marking", "S2", "RoR", "7408/1", "Ask for S1 instead"),
    ("multiple choice, a review with copy", "S2C", "RoR", "74081", "Ask for S1C instead"),
    ("multiple choice, a priority review", "P2", "RoR", "7408/1", "Ask for S1 instead"),
    ("multiple choice, a clerical re-check", "S1", "RoR", "7408/1", ""),
    ("multiple choice, its script", "A1", "ATS", "7408/1", ""),
    ("moderated work, a review of marking", "S2", "RoR", "7408/c", "ask for S3"),
    ("moderated work, a clerical re-check", "S1", "RoR", "7408/C", "ask for S3"),
    ("moderated work, its script", "A2", "ATS", "7408/C", "Leave this component out"),
    ("an oral, its script", "A1", "ATS", "7408/P", "Leave this component out"),
    ("an oral, a review of marking", "S2", "RoR", "7408/P", ""),
    ("moderated work, a review of moderation", "S3", "RoR", "7408/C", ""),
    ("marks that were accepted unchanged", "S3", "RoR", "7408/D", "Correct Moderation outcome"),
    ("a multiple-choice paper, a review of moderation", "S3", "RoR", "7408/1", "Ask for a review of marking"),
    ("what Papers says outweighs the returns log", "S2", "RoR", "7408/W", ""),
    ("a paper nobody described", "S2", "RoR", "7408/2", ""),
]


@pytest.mark.parametrize(("situation", "code", "family", "component", "way_out"), KINDS, ids=[row[0] for row in KINDS])
def test_what_kind_of_paper_it_is(situation: str, code: str, family: str, component: str, way_out: str) -> None:
    fault = PAPERS.fault(code, family, "AQA", {"Component code": component})

    assert (fault is None) == (way_out == "")
    assert fault is None or (way_out in fault.way_out and component in fault.message)


@pytest.mark.parametrize(
    ("title", "code", "asked"),
    [("Non-exam assessment", "S2", True), ("Coursework folder", "S1", True), ("Multiple-choice questions", "S2", True),
     ("Multiple choice", "S1", False), ("Paper 1 written", "S2", False), ("Linear algebra", "S2", False), ("Folder", "S3", True)],
)  # fmt: skip
def test_a_title_calls_for_a_question_and_never_for_a_refusal(title: str, code: str, asked: bool) -> None:
    component: Row = {"Component code": "7408/9", "Title": title}

    assert bool(PAPERS.questions(code, "RoR", "AQA", [component])) is asked and PAPERS.fault(code, "RoR", "AQA", component) is None


def test_a_review_of_moderation_of_work_that_went_back_is_asked_about() -> None:
    back = {"Awarding body": "AQA", "Component code": "7408/C", "Returned to candidates on": date(2024, 9, 20)}
    papers = Papers.of([{"Awarding body": "AQA", "Component code": "7408/C", "Kind": "Moderated internal assessment"}], [back])
    (note,) = papers.questions("S3", "RoR", "AQA", [{"Component code": "7408/C"}])

    assert "The work of component 7408/C was given back to candidates" in note.message
    assert note.way_out == "Ask the awarding body before sending."
    assert papers.questions("S2", "RoR", "AQA", [{"Component code": "7408/C"}]) == []
