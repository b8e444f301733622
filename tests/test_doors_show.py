"""What a person is shown of an outcome: nothing is cut that stands nowhere else, and no sheet is named where a problem is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from desks import call, new_desk, put, rows_in
from importer_files import text, write
from screen import running, screen

from results_desk.actions.registry import Outcome
from results_desk.doors import show
from results_desk.errors import Problem

Shown = Callable[[Outcome], str]
TASKS = tuple({"Due": "15 Aug 2024", "What": f"task {number:02d}", "What to do": f"do {number:02d}."} for number in range(1, 41))


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Shown:
    """What is printed of an outcome."""

    def printed(outcome: Outcome) -> str:
        show.as_text(outcome)
        return capsys.readouterr().out

    return printed


def found(*numbers: int, row: int = 0) -> tuple[Problem, ...]:
    """One problem of its own kind for each number."""
    return tuple(Problem("a.csv", row, "Grade", f"fault {number:02d}", "Mend it.") for number in numbers)


def test_a_report_that_stands_nowhere_else_is_shown_whole(shown: Shown) -> None:
    said = shown(Outcome("Done.", report=TASKS))

    assert all(f"do {number:02d}." in said for number in range(1, 41)) and " more" not in said


def test_a_report_that_a_sheet_holds_too_is_cut_and_says_which(shown: Shown) -> None:
    said = shown(Outcome("Done.", report=TASKS, rest="all are on the sheet Today of results_desk.xlsx"))

    assert "do 25." in said and "do 26." not in said
    assert "and 15 more: all are on the sheet Today of results_desk.xlsx." in said


SHEET = "on the Problems sheet of results.xlsx."
PLACES = [
    ("all are on the sheet", found(1, 2), found(1, 2), "All of them, with their details, are"),
    ("some are", found(1, 2, 3), found(1, 2), "2 of them, with their details, are"),
    ("one is", found(1, 2, 3), found(1), "1 of them, with its details, is"),
    ("none is", found(1, 2), (), ""),
]


@pytest.mark.parametrize(("situation", "problems", "listed", "words"), PLACES, ids=[row[0] for row in PLACES])
def test_the_problems_sheet_is_named_for_what_stands_on_it(
    situation: str, problems: tuple[Problem, ...], listed: tuple[Problem, ...], words: str, shown: Shown
) -> None:  # fmt: skip
    said = shown(Outcome("Done.", problems=problems, listed=frozenset(listed)))

    assert f"{words} {SHEET}" in said if words else "Problems sheet" not in said


def test_of_the_problems_only_those_on_the_sheet_are_cut(shown: Shown) -> None:
    listed, elsewhere = found(*range(1, 21)), found(*range(50, 70))
    said = shown(Outcome("Done.", problems=(*listed, *elsewhere), listed=frozenset(listed)))

    assert all(f"fault {number}" in said for number in range(50, 70)), "what stands nowhere else is shown whole"
    assert said.index("fault 69") < said.index("fault 01") < said.index("fault 12") and "fault 13" not in said
    assert "40 to look at" in said and "and 8 more kinds." in said


def test_every_row_is_named_where_no_sheet_names_it(shown: Shown) -> None:
    rows = [Problem("a.csv", row, "Grade", "no grade", "Mend it.") for row in range(2, 12)]

    assert "rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, Grade" in shown(Outcome("Done.", problems=tuple(rows)))
    assert "rows 2, 3, 4, 5, 6, 7 and 4 more, Grade" in shown(Outcome("Done.", problems=tuple(rows), listed=frozenset(rows)))


def test_all_that_a_refusal_names_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show.refused("Nothing was done.", found(*range(1, 31)))
    said = capsys.readouterr().err

    assert "fault 30" in said and "more kinds" not in said


def test_what_an_import_found_is_on_the_sheet_and_a_second_version_is_told_first(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "OneDrive - Larkfield" / "desk")
    (desk / "results-LAPTOP7.xlsx").touch()
    entries = write(tmp_path / "list.csv", text([("Candidate number", "Surname", "Forenames"), *(("", f"N{n}", "A") for n in range(3))]))
    said = call("import-candidates", desk, entries)
    problems = call("import-candidates", desk, entries, "--json").json["problems"]

    assert said.code == 4, said.err
    assert said.out.index("results-LAPTOP7.xlsx") < said.out.index("list.csv") and problems[0]["file"] == "results-LAPTOP7.xlsx"
    assert len(rows_in(desk, "Problems")) == len(problems) - 1
    assert f"{len(problems) - 1} of them, with their details, are {SHEET}" in said.out


def test_what_check_requests_finds_is_on_no_sheet(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")
    received = datetime(2024, 8, 22, 9)
    put(desk, "Lines", *({"Candidate number": f"9{number:03d}", "Awarding body": "AQA", "Entry code": "7408", "Component code": "7408/1",
                          "Service": "S2", "Received on": received} for number in range(15)))  # fmt: skip
    said = call("check-requests", desk, "--at", "2024-08-22 10:00")

    assert said.code == 4 and "15 to look at" in said.out
    assert all(f"9{number:03d}" in said.out for number in range(15)), "all are told, for they stand nowhere else"
    assert "Problems sheet" not in said.out and not [row for row in rows_in(desk, "Problems") if row["File"] == "tracking_log.xlsx"]


def test_the_latest_lines_of_the_audit_log_are_shown(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")
    for _ in range(31):
        audit_line(desk)
    said = call("audit", desk).out

    assert " 30. " in said and "32 · " in said and " more: " not in said
    assert call("audit", desk, "--last", "0").out.count(" · ") > said.count(" · ")


def audit_line(desk: Path) -> None:
    from results_desk.edges.desk import audit

    audit.record(desk, datetime.fromisoformat("2024-08-22T09:00+01:00"), "today", {}, ())


def test_what_today_leaves_out_is_on_the_sheet_that_it_names(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")
    at = ("--at", "2024-09-24 16:30")
    today, flagged = call("today", desk, *at), call("flag-overdue", desk, *at)
    to_do = int(call("today", desk, *at, "--json").json["counts"]["to_do"])

    assert to_do > show.SHOWN_REPORT and f"and {to_do - show.SHOWN_REPORT} more: " in today.out
    assert "Flag overdue puts all on the sheet Today of results_desk.xlsx." in today.out
    assert "all are on the sheet Today of results_desk.xlsx." in flagged.out
    assert len([row for row in rows_in(desk, "DeskToday") if row["What"]]) == to_do


WINDOW = """
import tkinter as tk
from results_desk.actions.registry import Outcome
from results_desk.doors.perform import Ended
from results_desk.doors.result import Result
from results_desk.errors import Problem
window = tk.Tk()
result = Result(window)
result.pack(fill="both", expand=True)
second = Problem("results (1).xlsx", 0, "", "a second version", "Compare the two.")
on_sheet = Problem("a.csv", 2, "Grade", "no grade", "Mend it.")
report = ({"What": "Call AQA", "What to do": "Call."}, {"What": "Call OCR", "What to do": "Call."})
def shown(*problems):
    outcome = Outcome("Two things to do.", problems=problems, report=report, listed=frozenset([on_sheet]))
    result.show("Today", Ended("problems" if problems else "done", outcome.message, outcome))
    window.update()
    lists = [each for each in (result._found, result._report) if each.winfo_ismapped()]
    said = result._hint["text"] if result._hint.winfo_ismapped() else ""
    return said, [[each._tree.item(row, "values")[0] for row in each._tree.get_children()] for each in lists]
"""


def test_a_window_shows_the_report_below_what_is_to_be_looked_at(tmp_path: Path) -> None:
    tasks: list[Any] = ["Call AQA", "Call OCR"]
    with screen() as display, running(WINDOW, display, tmp_path) as window:
        assert window.ask("shown()") == ["", [tasks]]
        assert window.ask("shown(second)") == ["", [["results (1).xlsx"], tasks]]
        assert window.ask("shown(on_sheet, second)") == [
            f"1 of them, with its details, is {SHEET}", [["results (1).xlsx", "a.csv, row 2, Grade"], tasks],
        ]  # fmt: skip
