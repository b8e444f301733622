"""Candidates of whom no permission form came: who they are, what the desk is told of them, and until when they are chased."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from drawn import anchors

from results_desk.rules.candidates.no_form import NOTE, days_of, without_form
from results_desk.rules.candidates.permissions import NO_FORM, collection_rows, due
from results_desk.rules.cells import Row
from results_desk.rules.chase import of_permissions
from results_desk.rules.computed import Around
from results_desk.tables.permissions import CLOSED, DATES

L3, L12 = "Level 3", "Level 1/2"
ADA: Row = {"Candidate number": "0042", "Surname": "Okafor", "Forenames": "Ada", "UCI": "123450240042X", "On roll": "Yes"}
JOE: Row = {"Candidate number": "0043", "Surname": "Bell", "Forenames": "Joe"}
A_FORM = {"Candidate number": "0042", "Results day": L3}

WAITS: list[tuple[str, list[Row], list[tuple[str, str]], bool, list[tuple[str, str]]]] = [
    ("no form came of anybody", [], [("0042", L3), ("0043", L12)], True, [("0042", L3), ("0043", L12)]),
    ("a form of one of two", [A_FORM], [("0042", L3), ("0043", L12)], True, [("0043", L12)]),
    ("entered on both days", [], [("0042", L12), ("0042", L3)], True, [("0042", L3), ("0042", L12)]),
    ("a form for one of both days", [A_FORM], [("0042", L3), ("0042", L12)], True, [("0042", L12)]),
    ("the line names no day, so it is for every one", [{**A_FORM, "Results day": ""}], [("0042", L3), ("0042", L12)], True, []),
    ("a number whose zeros a spreadsheet took", [{**A_FORM, "Candidate number": "42"}], [("0042", L3)], True, []),
    ("on the list and not entered", [], [("0042", L3)], True, [("0042", L3)]),
    ("entries of nobody are known: everybody may have results", [], [], False, [("0042", ""), ("0043", "")]),
    ("entries of nobody are known, and a form came of one", [A_FORM], [], False, [("0043", "")]),
    ("a form for one day, and a level that the desk does not know", [A_FORM], [("0042", "")], True, []),
    ("a level that the desk does not know", [], [("0042", "")], True, [("0042", "")]),
    ("results of somebody who is not on the list", [], [("0099", L3)], True, [("0099", L3)]),
]  # fmt: skip


@pytest.mark.parametrize(("register", "awards", "entered", "wanted"), [pytest.param(*case, id=words) for words, *case in WAITS])
def test_who_waits_without_a_form(
    register: list[Row], awards: list[tuple[str, str]], entered: bool, wanted: list[tuple[str, str]]
) -> None:
    found = without_form(register, [ADA, JOE], days_of(awards), entered)

    assert [(row["Candidate number"], row["Results day"]) for row in found] == wanted


def test_the_line_says_who_it_is_and_that_no_form_came() -> None:
    (line,) = without_form([], [ADA], days_of([("0042", L3)]), True)

    assert {**line, **ADA} == line
    assert (line["Status"], line["Note"], line["Form returned"], line["Results choice"]) == ("Waiting", NOTE, None, None)


FIRST: list[tuple[str, dict[str, Any], str]] = [
    ("no form came", {}, NO_FORM),
    ("a form came", {"Form returned": date(2024, 7, 1)}, ""),
    ("somebody typed how, without a date", {"Results choice": "Post"}, ""),
    ("a note to be read first", {"Sensitive note": "x"}, "Ask the exams officer"),
]


@pytest.mark.parametrize(("cells", "wanted"), [pytest.param(*case, id=words) for words, *case in FIRST])
def test_what_the_collection_sheet_says_of_a_candidate(cells: dict[str, Any], wanted: str) -> None:
    (line,) = without_form([], [ADA], days_of([("0042", L3)]), True)
    (row,) = collection_rows([{**line, **cells}])

    assert (row["Candidate number"], row["Before you hand over"]) == ("0042", wanted)


R_A, DAY = date(2024, 8, 15), timedelta(days=1)
TERM_END = date(2024, 7, 23)
CHASED: list[tuple[str, date, dict[str, Any], str]] = [
    ("a week before the results, when forms are due not said", R_A - 7 * DAY, {}, "Form due soon"),
    ("before that", R_A - 8 * DAY, {}, ""),
    ("on the results day", R_A, {}, "Form due soon"),
    ("the day after", R_A + DAY, {}, ""),
    ("when forms are due is said, and over", R_A, {"TERM_END": TERM_END}, "Form missing"),
]  # fmt: skip


@pytest.mark.parametrize(("today", "term", "wanted"), [pytest.param(*case, id=words) for words, *case in CHASED])
def test_who_gave_no_form_is_chased(today: date, term: dict[str, date], wanted: str) -> None:
    lines, dates = without_form([], [ADA], days_of([("0042", L3)]), True), anchors(R_A=R_A, **term)
    named = {"desk_form_warn_days": 7}
    around = Around(today, {"Permissions": lines, DATES: dates, CLOSED: []}, named)
    today_rows = due(lines, today, dates, [], named)

    assert [(row["Name"], row["What"]) for row in of_permissions(lines, around)] == ([("0042", wanted)] if wanted else [])
    assert len(today_rows) == bool(wanted) and "Okafor" not in str(today_rows)
