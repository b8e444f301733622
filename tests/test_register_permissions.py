"""The permissions register: what is checked about a candidate's wishes, the lists made of them, and that formulas and rules agree."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from drawn import anchors, days, drawn, texts, word
from formulas import Case, differences
from hypothesis import strategies as st
from office import pdf_text, to_pdf, validator_errors

from results_desk.build.workbooks import workbook_bytes
from results_desk.rules.candidates.permissions import checks, collection_rows, count, due, form_due, mailing_rows, missing_form_rows
from results_desk.rules.cells import Row
from results_desk.rules.computed import Around
from results_desk.tables.permissions import CLOSED, DATES, NAMED_CELLS

BOOK = "permissions_register.xlsx"
R_A, R_G, TERM_END = date(2024, 8, 15), date(2024, 8, 22), date(2024, 7, 23)
KNOWN = anchors(R_A=R_A, R_G=R_G, TERM_END=TERM_END)
NAMED = {cell.name: cell.start for cell in NAMED_CELLS} | {"desk_school_domain": "larkfield.example"}
DAY = timedelta(days=1)
DUE = date(2024, 7, 18)
"""Three working days before Tuesday 23 July 2024."""
LINE: Row = {
    "Candidate number": "0042", "Surname": "Okafor", "Forenames": "Ada", "Results day": "Level 3", "Form returned": date(2024, 7, 1),
    "Results choice": "Collect in person",
}  # fmt: skip


def around(today: date, *others: Row, dates: list[Row] | None = None, closed: tuple[Row, ...] = (), **named: object) -> Around:
    return Around(today, {"Permissions": others, DATES: KNOWN if dates is None else dates, CLOSED: closed}, NAMED | named)


def check(today: date = R_A, *others: Row, **cells: object) -> list[str]:
    line = {**LINE, **{heading.replace("_", " "): value for heading, value in cells.items()}}
    return texts(checks(line, around(today, line, *others)))


def test_a_line_in_order_says_nothing() -> None:
    assert check() == []
    assert checks({"Candidate number": "", "Results choice": "Email"}, around(R_A)) == ()


def test_email_chosen_needs_an_address_of_the_candidates_own() -> None:
    email = {"Results choice": "Email", "Email for results": "ada@post.example"}
    assert check(**email | {"Email for results": ""}) == ["Email chosen, no address"]
    assert check(R_A, {**LINE, **email, "Candidate number": "0043"}, **email) == ["Same email as another candidate"]
    assert check(R_A, {**LINE, **email, "Email for results": "ADA@post.example", "Candidate number": "0043"}, **email) != []
    assert check(R_A, {**LINE, **email, "Results day": "Level 1/2"}, **email) == [], "the same candidate on the other results day"
    assert check(**email, Parent_email=" ADA@post.example ") == ["Email is a parent's"]
    assert check(**email, Email_checked="Bounced") == ["Email bounced"]


@pytest.mark.parametrize("email", ["ada@larkfield.example", "ada@students.Larkfield.example "])
def test_a_leavers_school_address_will_stop_working(email: str) -> None:
    assert check(Email_for_results=email, Leaver="Yes") == ["Leaver with a school address"]
    assert check(Email_for_results=email, On_roll="No") == ["Leaver with a school address"]
    assert check(Email_for_results=email, Leaver="No", On_roll="Yes") == []


def test_another_address_that_only_ends_alike_is_no_school_address() -> None:
    assert check(Email_for_results="ada@notlarkfield.example", Leaver="Yes") == []


def test_results_go_only_to_people_the_candidate_named() -> None:
    handed = {"Status": "Collected by named person", "Handed over at": datetime(2024, 8, 15, 9), "ID seen": "Passport"}
    named = {"Named person": "Mary Okafor", "Named person 2": "Joe Bell"}

    assert check(**{"Results choice": "Named person collects"}) == ["Named person chosen, no name"]
    assert check(**handed, **named, Handed_to="joe  bell ") == []
    assert check(**handed, **named, Handed_to="Eve Stone") == ["Handed to somebody not on the list"]
    assert check(**handed, **named, Handed_to="Eve Stone", Override_reason="Head of centre agreed by phone") == []
    assert check(**handed, **named, Handed_to="") == ["Handed over, no name noted"]
    assert check(**handed | {"ID seen": ""}, **named, Handed_to="Joe Bell") == ["No ID noted"]


@pytest.mark.parametrize(("results_day", "released"), [("Level 3", R_A), ("Level 1/2", R_G)])
def test_nothing_is_given_before_eight_on_the_results_day_of_the_level(results_day: str, released: date) -> None:
    def at(hour: int, minute: int, second: int = 0, status: str = "Emailed", day: date = released) -> list[str]:
        moment = datetime(day.year, day.month, day.day, hour, minute, second)
        return check(Results_day=results_day, Status=status, Handed_over_at=moment)

    assert at(7, 59, 59) == ["Emailed before 08:00 of results day"]
    assert at(7, 59, status="Collected by candidate") == ["Handed over before 08:00 of results day"]
    assert at(8, 0) == []
    assert at(9, 0, day=released - DAY) == ["Emailed before 08:00 of results day"]
    assert check(Results_day=results_day, Status="Emailed", Handed_over_at=released) == [], "a day without a time counts by the day"


def test_what_cannot_be_checked_is_said() -> None:
    assert check(Results_day="", Status="Emailed", Handed_over_at=R_A) == ["Results day not known"]
    assert check(Status="Emailed") == ["Given out, no time noted"]
    assert check(Status="Emailed", Handed_over_at="at eight") == ["Given out, no time noted"]
    assert check(Status="Left in office") == []


def test_a_form_dated_after_results_day_is_pointed_out() -> None:
    assert check(Form_returned=R_A) == []
    assert check(Form_returned=R_A + DAY) == ["Form dated after results day"]


def test_a_missing_form_is_due_soon_and_then_missing() -> None:
    def on(today: date, **cells: object) -> list[str]:
        return check(today, Form_returned=None, **cells)

    assert form_due(around(R_A)) == DUE
    assert (on(DUE - 8 * DAY), on(DUE - 7 * DAY), on(DUE), on(DUE + DAY)) == ([], ["Form due soon"], ["Form due soon"], ["Form missing"])
    assert on(DUE + DAY, Status="Waiting") == ["Form missing"]
    assert on(R_A, Status="Collected by candidate", Handed_over_at=datetime(2024, 8, 15, 8, 10)) == []


def test_the_return_by_day_counts_closed_days_and_yields_to_one_that_is_typed() -> None:
    assert form_due(around(R_A, closed=({"Date": date(2024, 7, 22)},))) == date(2024, 7, 17)
    assert form_due(around(R_A, desk_forms_by=date(2024, 7, 10))) == date(2024, 7, 10)
    assert form_due(around(R_A, dates=[])) is None
    assert texts(checks({**LINE, "Form returned": None}, around(R_A, dates=[]))) == []


def test_forms_that_are_missing_come_as_one_line_and_no_name_is_in_it() -> None:
    lines = [{**LINE, "Candidate number": number, "Form returned": None} for number in ("0001", "0002")]
    lines.append({**LINE, "Candidate number": "0003", "Results choice": "Email"})
    rows = due(lines, DUE + DAY, KNOWN, [], NAMED)

    assert [(row["What"], row["Reference"], row["Due"]) for row in rows] == [
        ("Email chosen, no address", "0003", None), ("Forms missing: 2", "Forms", DUE),
    ]  # fmt: skip
    assert "Okafor" not in str(rows)


def test_the_collection_sheet_lists_who_waits_by_surname_without_the_sensitive_note() -> None:
    lines = [
        {**LINE, "Surname": "Zhou", "Candidate number": "0001"},
        {**LINE, "Surname": "adams", "Candidate number": "0002", "Sensitive note": "no contact with father"},
        {**LINE, "Surname": "Brown", "Candidate number": "0003", "Status": "Collected by candidate"},
        {**LINE, "Surname": "Brown", "Candidate number": ""},
    ]
    rows = collection_rows(lines)

    assert [(row["Surname"], row["Before you hand over"]) for row in rows] == [("adams", "Ask the exams officer"), ("Zhou", "")]
    assert "father" not in str(rows)


def test_the_mailing_list_holds_back_what_must_not_be_sent() -> None:
    wants = {**LINE, "Results choice": "Email"}
    lines = [
        {**wants, "Candidate number": "0001", "Email for results": "one@post.example"},
        {**wants, "Candidate number": "0002", "Email for results": ""},
        {**wants, "Candidate number": "0003", "Email for results": "three@post.example", "Results day": ""},
        {**wants, "Candidate number": "0004", "Email for results": "four@post.example", "Status": "Emailed"},
        LINE,
    ]
    rows = mailing_rows(lines, R_A, KNOWN, [], NAMED)

    assert [(row["Candidate number"], row["Send?"], row["Why not"]) for row in rows] == [
        ("0003", "Hold", "Results day not known"), ("0001", "Yes", ""), ("0002", "Hold", "Email chosen, no address"),
    ]  # fmt: skip


def test_the_text_for_missing_forms_names_the_day() -> None:
    lines = [{**LINE, "Form returned": None}, LINE]

    [before] = missing_form_rows(lines, DUE, KNOWN, [], NAMED)
    assert "by 18 July 2024" in str(before["Text of the email"])
    [after] = missing_form_rows(lines, DUE + DAY, KNOWN, [], NAMED)
    assert "was due on 18 July 2024" in str(after["Text of the email"])
    [unknown] = missing_form_rows(lines, DUE, [], [], NAMED)
    assert "soon" in str(unknown["Text of the email"]) and "None" not in str(unknown["Text of the email"])


def test_counts_count_each_word_and_those_without() -> None:
    lines = [LINE, {**LINE, "Results day": "Level 1/2"}, {**LINE, "Results choice": ""}, {"Candidate number": "", "Results choice": ""}]
    row = {"What is counted": "Results choice", "Word": "Collect in person"}

    assert (count(row, lines), count(row, lines, "Level 3"), count(row, lines, "Level 1/2")) == (2, 1, 1)
    assert count(row | {"Word": "(not given)"}, lines) == 1
    assert count({"What is counted": "Form", "Word": "Returned"}, lines) == 3
    assert count({"What is counted": "Shoe size", "Word": "9"}, lines) == ""


BORDERS = (DUE, TERM_END, R_A, R_G, date(2024, 2, 29), date(2024, 7, 31))
ROWS = st.fixed_dictionaries(
    {
        "Candidate number": st.sampled_from(("", "0001", "0002", "0003", "1E3")),
        "Results day": word("Level 3", "Level 1/2", "Level 4"),
        "Form returned": days(*BORDERS),
        "Results choice": word("Email", "Named person collects", "Post"),
        "Email for results": st.sampled_from(("", "a@b.example", "A@b.example", "c@larkfield.example", "d@x.LARKFIELD.example ", "e@f")),
        "Parent email": st.sampled_from(("", "a@b.example", " A@B.example")),
        "Email checked": word("Bounced", "Yes"),
        "Leaver": word("Yes", "No"),
        "On roll": word("Yes", "No"),
        "Named person": st.sampled_from(("", "Mary Okafor", " joe  bell")),
        "Named person 2": st.sampled_from(("", "Joe Bell")),
        "Status": word("Waiting", "Emailed", "Collected by named person", "Collected by candidate", "Left in office"),
        "Handed over at": days(R_A, R_G),
        "Handed to": st.sampled_from(("", "JOE BELL", "Mary  Okafor ", "Eve")),
        "ID seen": word("Passport"),
        "Override reason": st.sampled_from(("", "agreed")),
        "Publicity": word("Nothing", "Name only"),
    }
)  # fmt: skip
CLOSED_DAYS = [{"Date": date(2024, 7, 22), "What": "closed"}, {"Date": None, "What": "a day somebody took out"}]


def test_formulas_and_rules_say_the_same(tmp_path: Path) -> None:
    rows = drawn(ROWS, 220)
    held = {"Permissions": rows, DATES: KNOWN, CLOSED: []}
    named: dict[str, object] = {"desk_school_domain": "@larkfield.example"}
    todays = [border + n * DAY for border in (DUE, DUE - 7 * DAY, R_A) for n in (-1, 0, 1)]
    cases = [Case(today, held | {"Permissions": rows[at % 3 :: 3]}, named) for at, today in enumerate(todays)]
    cases.append(Case(DUE, held | {CLOSED: CLOSED_DAYS}))
    cases.append(Case(DUE, held, {"desk_forms_by": date(2024, 7, 10), "desk_form_warn_days": 0}))
    cases += [Case(R_A, held | {DATES: dates}, named) for dates in ([], anchors(R_A=None, R_G=R_G, TERM_END="soon"))]

    assert differences(BOOK, cases, tmp_path) == []


def test_the_validator_finds_no_error_and_the_sensitive_note_is_not_printed(tmp_path: Path) -> None:
    import pandas as pd

    rows = [{**row, "Sensitive note": "must not see this", "Note": "a plain note"} for row in drawn(ROWS, 200)]
    shipped, filled = tmp_path / "shipped.xlsx", tmp_path / "filled.xlsx"
    shipped.write_bytes(workbook_bytes(BOOK))
    filled.write_bytes(workbook_bytes(BOOK, rows={"Permissions": pd.DataFrame(rows, dtype=object)}))

    assert validator_errors([shipped, filled]) == {shipped: [], filled: []}
    [pdf] = to_pdf([filled], tmp_path / "pdf")
    printed = pdf_text(pdf)
    assert "a plain note" in printed and "must not see this" not in printed
