"""Late requests, special papers, consent that comes later, and requests of staff, each situation a row."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from log_rows import GRID, LEVEL_1_2, Row, grid_line, jcq
from reference_rows import DEADLINES
from test_rules_requests import AFTER, COMPONENTS, RESULTS, answer, in_log, logged, only, zoe

from results_desk.batch import STAFF_COLUMNS

INTERNAL = [row | {"Internal deadline": date(2024, 9, 23)} for row in DEADLINES]
HEAD = ("Head of centre", "The post was late")
LATE = "2024-09-24T09:00"


def test_the_charge_comes_from_the_grid_and_the_line_waits_for_it() -> None:
    line = only(logged(answer(), grid=GRID))

    assert (line["Charge due"], line["School handling"]) == (Decimal("56.95"), Decimal("5.00"))
    assert line["Board refund rule"] == "Full if grade changes"
    assert (line["Payment"], line["Status"]) == ("Candidate to pay", "Waiting for payment")


def test_a_request_without_consent_waits_for_that_first() -> None:
    assert only(logged(answer(ror_consent_on=""), grid=GRID))["Status"] == "Waiting for consent"


def test_a_fee_per_subject_is_charged_once_a_request() -> None:
    ocr = [row | {"Awarding body": "OCR"} for row in (*RESULTS[:1], *COMPONENTS[:3])]
    found = logged(answer(awarding_body="OCR", component_codes="7408/1; 7408/2"), grid=GRID, results=ocr[:1], components=ocr[1:])

    assert list(found.new["Charge due"]) == [Decimal("64.00"), Decimal(0)]
    assert list(found.new["Payment"]) == ["Candidate to pay", "Not needed (free)"]


def test_a_missing_charge_is_told_once_for_the_file() -> None:
    found = logged(answer(component_codes="7408/1; 7408/2"), grid=[grid_line("S2")])
    (problem,) = found.problems

    assert (problem.column, problem.row, problem.kept) == ("Charge due", 0, True) and "2 new lines have none" in problem.message
    assert "Fill Fee" in problem.way_out and list(found.new["Status"]) == ["Ready to send"] * 2


LATES = [
    ("on the centre's last day", answer(received_on="2024-09-23T23:59"), ("", ""), ""),
    ("the day after, nobody lets it through", answer(received_on=LATE), ("", ""), "refused"),
    ("the day after, let through for the file", answer(received_on=LATE), HEAD, "let through"),
    ("the day after, let through in the answer", answer(received_on=LATE, late_override_by="SLT", late_override_reason="Ill"), ("", ""),
     "let through"),
    ("a name in the answer and no reason", answer(received_on=LATE, late_override_by="SLT"), ("", ""), "refused"),
    ("after the awarding body's day nobody can", answer(received_on="2024-09-27"), HEAD, "refused"),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "asked", "override", "fate"), LATES, ids=[row[0] for row in LATES])
def test_late(situation: str, asked: Row, override: tuple[str, str], fate: str) -> None:
    found = logged(asked, deadlines=INTERNAL, override=override)

    assert found.counts["refused"] == (fate == "refused") and len(found.new) == (fate != "refused")
    if fate == "let through":
        line = only(found)
        assert line["Late override by"] in ("Head of centre", "SLT") and line["Late override reason"]
        assert "let through" in found.problems[0].message and found.problems[0].kept
    if fate == "refused":
        assert "last day" in found.problems[0].message and found.problems[0].row == 2


def test_a_late_request_in_time_is_not_marked_as_let_through() -> None:
    assert only(logged(answer(), deadlines=INTERNAL, override=HEAD))["Late override by"] == ""


def test_a_late_request_says_how_it_may_be_let_through() -> None:
    (problem,) = logged(answer(received_on=LATE), deadlines=INTERNAL).problems

    assert "--override-by NAME --reason TEXT" in problem.way_out and "the awarding body's last day is 26 September 2024" in problem.message


OFFERED = [
    ("the awarding body does not offer it", answer(), [grid_line("S2", Offered="No")], "AQA does not offer S2 for GCE A-level", False),
    ("no awarding body does, and this one says nothing", answer(), [jcq("S2", Offered="No")], "AQA does not offer S2", False),
    ("this one does all the same", answer(), [jcq("S2", Offered="No"), grid_line("S2", Offered="Yes", Fee_basis="Free")], "", True),
    ("for some papers only", answer(), [grid_line("S2", Offered="Only some papers", Limit="written papers", Fee_basis="Free")],
     "for some papers only: written papers", True),
    ("priority at GCSE where it is offered wider", zoe(service="P2"), [grid_line("P2", group=LEVEL_1_2, Offered="Yes", Fee_basis="Free")],
     "", True),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "asked", "grid", "message", "kept"), OFFERED, ids=[row[0] for row in OFFERED])
def test_offered(situation: str, asked: Row, grid: list[Row], message: str, kept: bool) -> None:
    found = logged(asked, grid=grid)

    assert len(found.new) == kept and (message in found.problems[0].message if message else not found.problems)


def test_a_special_paper_is_refused_and_the_other_is_logged() -> None:
    papers = [{"Awarding body": "AQA", "Component code": "7408/1", "Kind": "Multiple choice"}]
    found = logged(answer(component_codes="7408/1; 7408/2"), papers=papers)

    assert list(found.new["Component code"]) == ["7408/2"] and "multiple choice" in found.problems[0].message


def test_a_multiple_choice_paper_is_marked_on_the_line() -> None:
    papers = [{"Awarding body": "AQA", "Component code": "7408/1", "Kind": "Multiple choice"}]

    assert only(logged(answer(service="S1"), papers=papers))["Multiple choice"] == "Yes"


CLASS_USE = [("", "does not say"), ("Not in class", "does not let"), ("without my name", ""), ("With my name", "")]


@pytest.mark.parametrize(("choice", "message"), CLASS_USE)
def test_a_copy_for_class_needs_the_candidates_choice(choice: str, message: str) -> None:
    found = logged(answer(service="A2", ror_consent_on="", ats_consent_on=AFTER, class_use=choice))

    assert [problem.column for problem in found.problems] == (["Class use"] if message else [])
    assert not message or message in found.problems[0].message


def test_a_copy_after_a_review_that_nobody_asked_for_is_a_question() -> None:
    found = logged(answer(service="A3", ats_consent_on=AFTER))

    assert "no review of this component" in found.problems[0].message and found.problems[0].kept and len(found.new) == 1


# --- consent that comes later ----------------------------------------------------------------------

LATER = [
    ("a consent where there was none", {"ror_consent_on": ""}, {}, {}, {"RoR consent date": datetime(2024, 8, 22, 10, 15)}),
    ("a new one for an early one", {"ror_consent_on": "2024-08-14"}, {}, {}, {"RoR consent date": datetime(2024, 8, 22, 10, 15)}),
    ("nothing new", {}, {}, {}, {}),
    ("an early one brings nothing", {"ror_consent_on": ""}, {"ror_consent_on": "2024-08-14"}, {}, {}),
    ("a parent's brings nothing", {"ror_consent_on": ""}, {"signed_by": "Parent"}, {}, {}),
    ("a closed line takes none", {"ror_consent_on": ""}, {}, {"Status": "Withdrawn by candidate"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "first", "second", "cells", "brought"), LATER, ids=[row[0] for row in LATER])
def test_consent_comes_later(situation: str, first: dict[str, str], second: dict[str, str], cells: Row, brought: Row | None) -> None:
    there = in_log(logged(answer(**first)), **cells)
    found = logged(answer(**second), lines=there)
    changes = found.changes.get(("PRS-24-0001-1",), {})

    assert found.counts["already"] == 1 and found.counts["consents"] == bool(brought)
    assert changes == {**(brought or {}), **({"Status": "Ready to send", "Signed by": "Ada Okafor"} if brought else {})}
    assert not brought or set(found.expect[("PRS-24-0001-1",)]) == set(changes)


# --- staff -----------------------------------------------------------------------------------------


def staff(**cells: str) -> Row:
    """R Patel asks for the scripts of Physics paper 1 for teaching."""
    asked = dict.fromkeys(STAFF_COLUMNS, "") | {
        "row": 2, "received_on": AFTER, "requester": "Head of department", "requester_name": "R Patel", "service": "A2",
        "awarding_body": "AQA", "entry_code": "7408", "component_codes": "7408/1", "candidates": "0042; 43",
    }  # fmt: skip
    return asked | cells


def test_scripts_for_teaching_are_a_line_for_every_candidate_who_waits_for_consent() -> None:
    found = logged(staff=[staff()], grid=GRID)

    assert list(found.new["Candidate number"]) == ["0042", "0043"] and set(found.new["Status"]) == {"Waiting for consent"}
    assert set(found.new["Requester"]) == {"Head of department"} and set(found.new["Requester name"]) == {"R Patel"}
    assert [problem.column for problem in found.problems] == ["ATS consent date", "Entry code"] and found.counts["rows"] == 1


def test_without_candidates_all_of_the_entry_are_meant() -> None:
    found = logged(staff=[staff(candidates="All")])

    assert list(found.new["Candidate number"]) == ["0042", "0043", "0044", "0046"]


def test_the_candidates_consent_arrives_with_a_form_of_their_own() -> None:
    there = logged(staff=[staff()]).new
    found = logged(answer(service="A2", ats_consent_on=AFTER, class_use="Without my name"), lines=there)

    assert found.changes[("PRS-24-0001-1",)].items() >= {"Status": "Ready to send", "Name choice for class use": "Without my name"}.items()
    assert found.new.empty


def test_a_review_of_moderation_is_one_line_for_the_cohort_without_consent() -> None:
    line = only(logged(staff=[staff(service="S3", candidates="", component_codes="7408/3A", approved_by="SLT")], grid=GRID))

    assert (line["Candidate number"], line["Name"], line["Consent needed"]) == ("", "Whole cohort", "none")
    assert (line["Status"], line["Payment"], line["Charge due"]) == ("Ready to send", "School pays", Decimal("299.75"))
    assert (line["Raw mark"], line["Subject grade"], line["SLT decision"]) == (None, "", "SLT")


def test_a_department_with_a_budget_code_pays() -> None:
    line = only(logged(staff=[staff(candidates="42", budget_code="SCI-7", service="A1")], grid=[grid_line("A1", Fee_basis="Per component",
                                                                                                          Fee=Decimal("12"))]))  # fmt: skip

    assert (line["Who pays"], line["Payment"], line["Budget code"]) == ("Department", "Department pays", "SCI-7")


STAFF_REFUSED = [
    ("nobody has the entry", staff(service="S3", entry_code="9999"), "No candidate has a result"),
    ("two awarding bodies have it", staff(service="S3", awarding_body=""), "more than one awarding body"),
    ("a candidate nobody knows", staff(candidates="0999"), "not on the list"),
    ("marks that were agreed", staff(service="S3"), "accepted unchanged"),
    ("an appeal before any review", staff(service="AP1", candidates="42"), "No review of this component"),
    ("after the awarding body's last day", staff(candidates="42", received_on="2024-09-27"), "late requests are refused"),
]


@pytest.mark.parametrize(("situation", "asked", "message"), STAFF_REFUSED, ids=[row[0] for row in STAFF_REFUSED])
def test_staff_refused(situation: str, asked: Row, message: str) -> None:
    agreed = [{"Awarding body": "AQA", "Component code": "7408/1", "Moderation outcome": "Marks agreed"}] if "agreed" in situation else []
    found = logged(staff=[asked], moderation=agreed)

    assert found.new.empty and found.counts["refused"] == 1 and message in found.problems[0].message and found.problems[0].row == 2


def test_a_missing_result_query_is_about_the_entry() -> None:
    entries = [{"Candidate number": "0042", "Awarding body": "OCR", "Level": "GCSE", "Entry code": "J560", "Title": "Mathematics"}]
    query = staff(service="MIR", awarding_body="OCR", entry_code="J560", component_codes="", candidates="42")
    line = only(logged(staff=[query], entries=entries))

    assert (line["Service"], line["Subject"], line["Component code"], line["Status"]) == ("MIR", "Mathematics", "", "Ready to send")


def test_the_same_requests_of_staff_again_add_nothing() -> None:
    asked = [staff(), staff(service="S3", component_codes="7408/3A")]
    first = logged(staff=asked)
    again = logged(staff=asked, lines=first.new)

    assert again.new.empty and again.counts["already"] == 3 and not again.changes
