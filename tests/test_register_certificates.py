"""The certificates register: what does not match, what is held back, what may be destroyed, and that formulas and rules agree."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from drawn import days, drawn, texts, word
from formulas import Case, differences
from hypothesis import strategies as st
from office import validator_errors

from results_desk.build.workbooks import workbook_bytes
from results_desk.rules.calendar import months_after
from results_desk.rules.cells import Row
from results_desk.rules.certificates.certificates import (
    alarms,
    collection_rows,
    days_held,
    destruction_rows,
    due,
    expected,
    held_back,
    match,
    may_go_from,
    problem_rows,
    record_until,
    state,
    uncollected_rows,
)
from results_desk.rules.computed import Around
from results_desk.tables.certificates import NAMED_CELLS

BOOK = "certificates_register.xlsx"
NAMED = {cell.name: cell.start for cell in NAMED_CELLS}
DAY = timedelta(days=1)
ISSUED = date(2024, 11, 7)
ENDS = date(2025, 11, 7)
HELD: Row = {"Cert ID": "CERT-24-0001", "Candidate number": "0042", "Date of issue": ISSUED, "Received on": date(2024, 11, 12)}


def alarm(today: date, named: dict[str, object] | None = None, **cells: object) -> list[str]:
    line = {**HELD, **{heading.replace("_", " "): value for heading, value in cells.items()}}
    return texts(alarms(line, Around(today, {}, NAMED | (named or {}))))


def ends(issued: date, **named: object) -> date | None:
    return may_go_from({"Date of issue": issued}, Around(issued, {}, NAMED | named))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 2, 28), 12, date(2024, 2, 28)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(start: date, months: int, end: date) -> None:
    assert months_after(start, months) == end


def test_no_setting_makes_the_twelve_months_shorter() -> None:
    assert ends(ISSUED) == ends(ISSUED, desk_certificate_months=3) == ends(ISSUED, desk_certificate_months=None) == ENDS
    assert ends(ISSUED, desk_certificate_months=24) == date(2026, 11, 7)
    assert ends(date(2024, 2, 29)) == date(2025, 2, 28)


def test_the_record_of_destruction_is_kept_four_years_more() -> None:
    gone = {**HELD, "Destroyed on": date(2024, 2, 29)}
    assert record_until(gone, Around(ISSUED, {}, NAMED)) == date(2028, 2, 29)
    assert record_until(gone, Around(ISSUED, {}, NAMED | {"desk_record_years": 1})) == date(2028, 2, 29)
    assert record_until(HELD, Around(ISSUED, {}, NAMED)) is None


@pytest.mark.parametrize(
    ("printed", "final", "said"),
    [("A", "A", "Yes"), ("A*", "A", "No"), ("a", "A", "No"), ("9-9", "9-9", "Yes"), ("", "A", ""), ("A", "", ""), ("A ", "A", "No")],
)
def test_a_grade_matches_to_the_letter(printed: str, final: str, said: str) -> None:
    assert match({"Grade printed": printed, "Final grade": final}) == said


def test_a_grade_that_differs_is_an_alarm_until_the_certificate_is_on_its_way_back() -> None:
    wrong = {"Grade printed": "B", "Final grade": "A"}
    assert alarm(ISSUED, **wrong) == ["Grade is not our final grade"]
    assert alarm(ISSUED, **wrong, Returned_to_board_on=ISSUED) == []


def test_a_problem_is_followed_up() -> None:
    assert alarm(ISSUED, Problem="Wrong name") == ["Problem, not returned to the awarding body"]
    assert alarm(ISSUED, Problem="Wrong name", Returned_to_board_on=ISSUED) == []
    assert alarm(ISSUED, Problem="Missing", Received_on=None) == ["Certificate missing"]
    assert alarm(ISSUED, Problem="Missing", Received_on=None, Replacement_received=ISSUED) == []


def test_nothing_is_handed_over_while_a_review_or_appeal_is_open() -> None:
    for heading in ("Review open", "Appeal open"):
        line = {**HELD, heading: "Yes"}
        assert held_back(line) == "Yes"
        assert collection_rows([line]) == []
        assert alarm(ENDS + DAY, **{heading: "Yes"}) == [], "held back: neither reminded nor destroyed"
        assert alarm(ISSUED, **{heading: "Yes"}, Issued_on=ISSUED) == ["Issued while held back"]


def test_somebody_else_needs_authority_and_photo_id() -> None:
    other = {"Issued on": ISSUED, "Issued to": "A Parent", "Relationship": "Parent/carer"}
    assert alarm(ISSUED, **other, Written_authority="Yes", ID_seen="Passport") == []
    assert alarm(ISSUED, **other, Written_authority="Yes") == ["Issued to somebody else without authority or ID"]
    assert alarm(ISSUED, **other, ID_seen="Passport") == ["Issued to somebody else without authority or ID"]
    assert alarm(ISSUED, Issued_on=ISSUED) == []


def test_reminders_fall_due_one_after_the_other_until_they_are_sent() -> None:
    first, second, last = date(2025, 1, 7), date(2025, 6, 7), ENDS - 28 * DAY
    for day, text in ((first, "Reminder 1 due"), (second, "Reminder 2 due"), (last, "Last call due")):
        assert text not in alarm(day - DAY)
        assert alarm(day) == [text]
    assert alarm(second, Reminder_1=first) == ["Reminder 2 due"]
    assert alarm(second - DAY, Reminder_1=first) == []
    assert alarm(first, Reminder_2=first) == [], "a later reminder is as good"
    assert alarm(last, Reminder_3=last) == []
    assert alarm(first, Received_on=None) == [], "not here yet"


def test_after_twelve_months_somebody_must_decide() -> None:
    assert alarm(ENDS - DAY, Reminder_3=ENDS - DAY) == []
    assert alarm(ENDS) == ["12 months over, may be destroyed"]
    assert alarm(ENDS, Decision="Destroy") == ["To be destroyed"]
    assert alarm(ENDS, Decision="Return to board") == ["To be returned to the awarding body"]
    assert alarm(ENDS, Decision="Keep") == []
    assert alarm(ENDS, Date_of_issue=None) == ["Date of issue not known"]


def test_destruction_needs_its_time_its_method_and_two_witnesses() -> None:
    right = {"Method": "Shred", "Witness 1": "A Bell", "Witness 2": "B Stone"}
    assert alarm(ENDS, Destroyed_on=ENDS, **right) == []
    assert alarm(ENDS, Destroyed_on=ENDS - DAY, **right) == ["Destroyed too early"]
    assert alarm(ENDS, Destroyed_on=ENDS, **right | {"Witness 2": ""}) == ["Destroyed without two witnesses"]
    assert alarm(ENDS, Destroyed_on=ENDS, **right | {"Witness 2": " a bell "}) == ["Destroyed without two witnesses"]
    assert alarm(ENDS, Destroyed_on=ENDS, **right | {"Method": ""}) == ["Destroyed, no method noted"]
    assert alarm(ENDS, Destroyed_on=ENDS, **right, Date_of_issue=None) == ["Destroyed, date of issue not known"]
    assert alarm(date(2029, 11, 6), Destroyed_on=ENDS, **right) == []
    assert alarm(date(2029, 11, 7), Destroyed_on=ENDS, **right) == ["Record of destruction may go"]


def test_the_state_follows_the_last_step() -> None:
    steps = ({}, {"Received on": ISSUED}, {"Returned to board on": ISSUED}, {"Replacement received": ISSUED}, {"Issued on": ISSUED},
             {"Destroyed on": ISSUED})  # fmt: skip
    line: dict[str, object] = {"Cert ID": "C"}
    said = []
    for step in steps:
        line |= step
        said.append(state(line))

    assert said == ["Not received", "Held", "With the awarding body", "Held", "Issued", "Destroyed"]
    assert state({"Received on": ISSUED}) == ""


def test_days_held_count_while_we_hold_it() -> None:
    assert days_held(HELD, date(2024, 11, 15)) == 3
    assert days_held({**HELD, "Issued on": ISSUED}, date(2024, 11, 15)) == ""


def test_what_was_expected_is_compared_with_the_register() -> None:
    lines = [{**HELD, "Awarding body": "AQA"}, {"Cert ID": "C2", "Awarding body": "aqa"}, {"Cert ID": "C3", "Awarding body": "OCR"}]

    def compared(wanted: object, body: str = "AQA") -> dict[str, object]:
        return expected({"Awarding body": body, "Expected": wanted}, Around(ISSUED, {"Certificates": lines}, NAMED))

    assert [compared(n)["Compared"] for n in (None, 3, 1, 2)] == ["", "1 not on the register", "1 more than expected", "1 still to come"]
    assert compared(0, "NCFE")["Compared"] == "As expected"
    assert (compared(2)["On the register"], compared(2)["Held"], compared(2)["Not received"]) == (2, 1, 1)


def test_the_destruction_record_says_what_jcq_wants_kept() -> None:
    gone = {**HELD, "Name on certificate": "Ada Okafor", "Destroyed on": ENDS, "Method": "Shred", "Witness 1": "A", "Witness 2": "B",
            "Certificate number": "00123"}  # fmt: skip
    [row] = destruction_rows([HELD, gone, {**gone, "Cert ID": ""}], NAMED)

    assert (row["Certificate number"], row["Destroyed on"], row["Record keep until"]) == ("00123", ENDS, date(2029, 11, 7))
    assert (row["Witness 1"], row["Witness 2"], row["Method"]) == ("A", "B", "Shred")


def test_the_other_views_hold_the_certificates_they_are_for() -> None:
    lines = [
        {**HELD, "Cert ID": "C1", "Leaving year": "2025", "Reminder 1": ISSUED, "Reminder 2": ENDS},
        {**HELD, "Cert ID": "C2", "Leaving year": "2024"},
        {**HELD, "Cert ID": "C3", "Leaving year": "2024", "Grade printed": "A", "Final grade": "B"},
        {**HELD, "Cert ID": "C4", "Issued on": ISSUED},
    ]
    uncollected = uncollected_rows(lines, NAMED)

    assert [row["Cert ID"] for row in uncollected] == ["C2", "C3", "C1"]
    assert (uncollected[2]["Last reminder"], uncollected[2]["12 months ends"]) == (ENDS, ENDS)
    assert [row["Cert ID"] for row in collection_rows(lines)] == ["C1", "C2"]
    assert [row["Cert ID"] for row in problem_rows(lines)] == ["C3"]


def test_today_counts_reminders_and_names_each_fault_by_its_number() -> None:
    lines = [{**HELD, "Cert ID": f"C{n}", "Name on certificate": "Ada Okafor"} for n in range(3)]
    rows = due([*lines, {**HELD, "Cert ID": "C9", "Problem": "Damaged", "Reminder 3": ISSUED}], date(2025, 1, 7), NAMED)

    assert [(row["What"], row["Reference"]) for row in rows] == [
        ("Problem, not returned to the awarding body", "C9"), ("Certificates not collected, first reminder near: 3", "Certificates"),
    ]  # fmt: skip
    assert "Okafor" not in str(rows)


BORDERS = (ISSUED, date(2025, 1, 7), date(2025, 6, 7), ENDS, date(2024, 2, 29), date(2024, 8, 31), date(2025, 2, 28), date(2020, 11, 7))
ROWS = st.fixed_dictionaries(
    {
        "Cert ID": st.sampled_from(("", "C1", "C2", "0042")),
        "Awarding body": word("AQA", "OCR", "Pearson"),
        "Grade printed": st.sampled_from(("", "A", "a", "A*", "9-9", "9")),
        "Final grade": st.sampled_from(("", "A", "A*", "9-9")),
        "Review open": word("Yes", "No"),
        "Appeal open": word("Yes", "No"),
        "Problem": word("Missing", "Wrong name"),
        "Relationship": word("Parent/carer"),
        "Written authority": word("Yes", "No"),
        "ID seen": word("Passport"),
        "Decision": word("Keep", "Destroy", "Return to board"),
        "Method": word("Shred"),
        "Witness 1": st.sampled_from(("", "A Bell", " a  bell")),
        "Witness 2": st.sampled_from(("", "A Bell", "B Stone")),
        "Date of issue": days(*BORDERS),
        "Received on": st.one_of(days(*BORDERS), days(*BORDERS, blank=False)),
        **{
            day: st.one_of(st.none(), st.none(), days(*BORDERS))
            for day in (
                "Returned to board on", "Replacement received", "Issued on", "Reminder 1", "Reminder 2", "Reminder 3", "Destroyed on",
            )
        },
    }
)  # fmt: skip
EXPECTED_ROWS = [{"Awarding body": body, "Expected": wanted} for body in ("AQA", "ocr", "NCFE", "") for wanted in (None, 0, 3, 500, "many")]


def test_formulas_and_rules_say_the_same(tmp_path: Path) -> None:
    rows = drawn(ROWS, 240)
    held = {"Certificates": rows, "ExpectedCertificates": EXPECTED_ROWS}
    todays = [border + n * DAY for border in (date(2025, 1, 7), date(2025, 6, 7), ENDS - 28 * DAY, ENDS) for n in (-1, 0, 1)]
    todays += [date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1), date(2028, 2, 29)]
    cases = [Case(today, held | {"Certificates": rows[at % 4 :: 4]}) for at, today in enumerate(todays)]
    longer = {"desk_certificate_months": 18, "desk_record_years": 6, "desk_reminder_1_months": 0, "desk_last_call_days": 100}
    shorter = {"desk_certificate_months": 6, "desk_record_years": 0}
    cases += [Case(ENDS, held, longer), Case(ENDS, held, shorter)]

    assert differences(BOOK, cases, tmp_path) == []


def test_the_validator_finds_no_error(tmp_path: Path) -> None:
    import pandas as pd

    shipped, filled = tmp_path / "shipped.xlsx", tmp_path / "filled.xlsx"
    shipped.write_bytes(workbook_bytes(BOOK))
    filled.write_bytes(workbook_bytes(BOOK, rows={"Certificates": pd.DataFrame(drawn(ROWS, 200), dtype=object)}))

    assert validator_errors([shipped, filled]) == {shipped: [], filled: []}
