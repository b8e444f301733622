"""Lines that somebody typed into the log: numbered, filled, or told why not; what a person typed is never changed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from log_rows import GRID, Row, desk, line
from test_rules_requests import CANDIDATES, COMPONENTS, RESULTS, result

from results_desk.rules.requests.counter import Completed, complete

MISSING = [result("0044", "Pearson", "9MA0", "GCE A-level", "Mathematics", "X")]


def completed(*log: Row, **tables: object) -> Completed:
    held = {"candidates": CANDIDATES, "results": RESULTS, "components": COMPONENTS, "grid": GRID} | tables
    return complete(log, desk(**held), frozenset())


def typed(**cells: object) -> Row:
    """What somebody types for Ada Okafor's Physics paper 1, the form in hand."""
    there: Row = {
        "Line ID": "", "Candidate number": "0042", "Awarding body": "AQA", "Entry code": "7408", "Component code": "7408/1",
        "Service": "S2", "Received on": datetime(2024, 8, 22, 10), "RoR consent date": date(2024, 8, 22), "Status": "",
    }  # fmt: skip
    return there | {name.replace("_", " "): value for name, value in cells.items()}


def only(found: Completed) -> dict[str, object]:
    (cells,) = found.numbered.values()
    return cells


def test_a_typed_line_is_filled_with_what_the_desk_knows() -> None:
    found = completed(typed())

    assert list(found.numbered) == [("", "0042", "AQA", "7408", "7408/1", "S2")] and not found.problems
    assert only(found).items() >= {
        "Line ID": "PRS-24-0001-1", "Request ID": "PRS-24-0001", "Name": "Okafor, Ada", "Subject": "Physics", "Level": "GCE A-level",
        "Deadline": date(2024, 9, 26), "Charge due": Decimal("56.95"), "Who pays": "Candidate", "Payment": "Candidate to pay",
        "Consent needed": "RoR", "Results released": datetime(2024, 8, 15, 8), "Raw mark": 41, "Target days": 20,
        "Status": "Waiting for payment",
    }.items()  # fmt: skip


def test_what_a_person_typed_is_never_changed() -> None:
    own = {"Name": "Okafor A", "Charge_due": Decimal("1"), "Deadline": date(2024, 9, 1), "Status": "Draft", "Request_ID": "PRS-24-0300"}
    cells = only(completed(typed(**own)))

    assert cells["Line ID"] == "PRS-24-0300-1"
    assert not {"Name", "Charge due", "Deadline", "Status", "Request ID", "Candidate number"} & set(cells)


def test_a_candidate_number_gets_its_zeros_back() -> None:
    """Refunds and lists hold candidate numbers against each other as they stand."""
    assert only(completed(typed(Candidate_number="42")))["Candidate number"] == "0042"


@pytest.mark.parametrize("number", ["0042", "42"], ids=["in full", "without the zeros that a spreadsheet took"])
def test_it_takes_the_number_of_the_open_request_of_the_subject(number: str) -> None:
    found = completed(line(7, 1, Candidate_number=number), typed(Component_code="7408/2"))

    assert (only(found)["Request ID"], only(found)["Line ID"]) == ("PRS-24-0007", "PRS-24-0007-2")


FINE = [
    ("a review of moderation for the cohort", {"Candidate number": "", "Service": "S3", "RoR consent date": None}, "Whole cohort"),
    ("without an entry code", {"Entry code": ""}, "Okafor, Ada"),
    ("without an awarding body", {"Awarding body": ""}, "Okafor, Ada"),
    ("a query about a missing result", {"Candidate number": "0044", "Awarding body": "Pearson", "Entry code": "9MA0", "Component code": "",
                                        "Service": "MIR"}, "Smith, Anna"),
]  # fmt: skip


@pytest.mark.parametrize(("situation", "cells", "name"), FINE, ids=[row[0] for row in FINE])
def test_numbered(situation: str, cells: Row, name: str) -> None:
    asked = typed() | cells

    assert only(completed(asked, results=[*RESULTS, *MISSING]))["Name"] == name


REFUSED = [
    ("a candidate nobody knows", {"Candidate_number": "0999"}, "candidate number is not on the list"),
    ("somebody else's name", {"Name": "Smith"}, "name"),
    ("no such entry", {"Entry_code": "7407"}, "no result for this entry"),
    ("a component not sat", {"Component_code": "7408/9"}, "no mark for this component"),
    ("a service nobody offers", {"Service": "S9"}, "not on the Services sheet"),
    ("priority without a place", {"Service": "P2"}, "place in higher education"),
    ("a review of moderation for one candidate", {"Service": "S3"}, "can't be asked for by an individual"),
    ("a review of moderation for one candidate, by staff", {"Service": "S3", "Requester": "SLT"}, "never for one"),
    ("two components in one line", {"Component_code": "7408/1; 7408/2"}, "one line is for one component"),
    ("late", {"Received_on": date(2024, 9, 27)}, "late requests are refused"),
    ("an appeal without a review", {"Service": "AP1"}, "no review of this component"),
    ("a hearing without an appeal", {"Service": "AP2"}, "no stage 1 appeal"),
]


@pytest.mark.parametrize(("situation", "cells", "message"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused(situation: str, cells: Row, message: str) -> None:
    found = completed(typed(**cells))
    (problem,) = found.problems

    assert not found.numbered and not found.changes and found.counts["refused"] == 1
    assert message in problem.message and problem.message.startswith("The line without a Line ID (candidate ") and not problem.kept
    assert problem.way_out.endswith(".") and "log the file" not in problem.way_out and problem.file == "tracking_log.xlsx"


def test_the_same_line_typed_twice_is_nobodys() -> None:
    found = completed(typed(), typed())

    assert not found.numbered and found.counts["refused"] == 2 and "typed more than once" in found.problems[0].message


def test_a_service_on_a_component_that_has_one_is_refused() -> None:
    found = completed(line(2, 1, Candidate_number="0042"), typed(Service="S1"))

    assert not found.numbered and "open line PRS-24-0002-1" in found.problems[0].message


def test_an_appeal_after_an_outcome_is_numbered() -> None:
    reviewed = line(2, 1, Candidate_number="0042", Status="Outcome received", Outcome_date=date(2024, 9, 10))
    found = completed(reviewed, typed(Service="AP1", Received_on=date(2024, 9, 12)))

    assert (only(found)["Line ID"], only(found)["Requester"], only(found)["Consent needed"]) == ("PRS-24-0002-2", "EO", "none")


def test_a_hearing_comes_after_the_first_stage_that_is_still_open() -> None:
    reviewed = line(2, 1, Candidate_number="0042", Status="Outcome received", Outcome_date=date(2024, 9, 10))
    appealed = line(2, 2, Candidate_number="0042", Component_code="7408/1", Service="AP1", Outcome_date=date(2024, 10, 1))
    found = completed(reviewed, appealed, typed(Service="AP2", Received_on=date(2024, 10, 5)))

    assert only(found)["Line ID"] == "PRS-24-0002-3"


def test_a_code_keeps_its_capitals_in_a_message() -> None:
    appealed = line(2, 2, Candidate_number="0042", Component_code="7408/1", Service="AP2")
    reviewed = line(2, 1, Candidate_number="0042", Outcome_date=date(2024, 9, 10))
    (problem,) = completed(reviewed, appealed, typed(Service="AP1")).problems

    assert ": AP2 is already asked for" in problem.message


def test_a_fee_that_came_later_is_filled_and_the_line_waits_for_it() -> None:
    known = {"Candidate_number": "0042", "Charge_due": None, "Paid": None, "Payment": "", "School_handling": None, "Handling_kept": None}
    found = completed(line(2, 1, **known), line(3, 1, **{**known, "Payment": "School pays"}))

    assert found.changes[("PRS-24-0002-1",)].items() >= {"Charge due": Decimal("56.95"), "Status": "Waiting for payment"}.items()
    assert "Charge due" not in found.changes.get(("PRS-24-0003-1",), {})


def test_a_second_time_nothing_is_left_to_fill() -> None:
    first = typed() | only(completed(typed()))

    assert completed(first).counts == {"numbered": 0, "completed": 0, "refused": 0}
