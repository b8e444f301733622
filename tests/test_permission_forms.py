"""Permission forms into the register: one situation a row, and the action on a desk."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from desks import call, edit, fingerprints, new_desk, put, rows_in
from drawn import anchors
from rules_words import facts

from results_desk.rules.candidates.permission_forms import Around, Forms, Taken
from results_desk.tables import table

KNOWN = anchors(R_A=date(2024, 8, 15), R_G=date(2024, 8, 22))
PEOPLE = [
    {"Candidate number": "0042", "Surname": "Okafor", "Forenames": "Ada Grace", "On roll": "Yes", "Tutor group": "13B"},
    {"Candidate number": "0043", "Surname": "Bell", "Forenames": "Joe", "On roll": "No", "Tutor group": "13B"},
    {"Candidate number": "0044", "Surname": "Lowe", "Forenames": "Kit", "On roll": "Yes", "Tutor group": "13B"},
]
AWARDS = [
    {"Candidate number": "0042", "Level": "GCE A-level"}, {"Candidate number": "0043", "Level": "GCE A-level"},
    {"Candidate number": "0043", "Level": "GCSE"},
]  # fmt: skip
Register = tuple[dict[str, Any], ...]
BLANK: dict[str, Any] = {column.heading: "" if column.kind in ("code", "text") else None for column in table("Permissions").columns}
LINE = BLANK | {"Candidate number": "0042", "Results day": "Level 3", "Form returned": date(2024, 7, 1), "Results choice": "Email",
                "Email for results": "ada@post.example", "Status": "Waiting", "Email checked": "Yes",
                "Parent email": "mum@post.example"}  # fmt: skip


def form(**cells: str) -> dict[str, object]:
    usual = {"candidate_number": "0042", "name": "Ada Okafor", "signed_by": "Ada Okafor", "received_on": "2024-07-03T09:00:00",
             "results_choice": "Collect in person"}  # fmt: skip
    return {"row": 2} | usual | cells


def take(*forms: dict[str, object], register: tuple[dict[str, Any], ...] = ()) -> Taken:
    around = Around(PEOPLE, AWARDS, facts(), KNOWN, "larkfield.example", "forms.csv", date(2024, 9, 1))
    return Forms(register, around).take(forms)


def test_a_form_makes_a_line_for_every_results_day_of_the_candidate() -> None:
    (line,) = take(form()).new
    assert {heading: line[heading] for heading in ("Results day", "Surname", "Tutor group", "Status", "Form returned")} == {
        "Results day": "Level 3", "Surname": "Okafor", "Tutor group": "13B", "Status": "Waiting", "Form returned": date(2024, 7, 3),
    }  # fmt: skip
    both = take(form(candidate_number="43", name="Joe Bell", signed_by="Bell, Joe")).new
    assert [line["Results day"] for line in both] == ["Level 3", "Level 1/2"]
    one = take(form(candidate_number="43", name="Joe Bell", signed_by="Joe Bell", results_day="Level 1/2")).new
    assert [line["Results day"] for line in one] == ["Level 1/2"]


REFUSED: list[tuple[str, dict[str, str], tuple[dict[str, Any], ...], str]] = [
    ("nobody of that number", {"candidate_number": "0099"}, (), "not on the list of candidates"),
    ("another person's name", {"name": "Joe Bell"}, (), "not that of candidate 0042"),
    ("signed by a parent", {"signed_by": "Mary Okafor-Hill"}, (), "candidate 0042 is signed by somebody else: a parent's signature"),
    ("no date", {"received_on": ""}, (), "candidate 0042 has no date"),
    ("dated tomorrow", {"received_on": "2024-09-02"}, (), "candidate 0042 is dated after today"),
    ("a named person without a name", {"results_choice": "Named person collects"}, (), "Candidate 0042 chose that a named person collects"),
    ("another candidate's email", {"email": "ADA@post.example"}, (LINE | {"Candidate number": "0043"},), "that of another candidate too"),
    ("a day without results", {"results_day": "Level 1/2"}, (), "Candidate 0042 has no results on the day"),
    ("no entries, and no day named", {"candidate_number": "0044", "name": "Kit Lowe", "signed_by": "Kit Lowe"}, (),
     "Candidate 0044 has no entries, so nobody knows the results day"),
    ("an older form", {"received_on": "2024-06-30"}, (LINE,), "older than the one in the register, of 1 July 2024"),
    ("results given out already", {}, (LINE | {"Status": "Emailed"},), "Level 3 results of candidate 0042 were given out already"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "register", "message"), [pytest.param(*case, id=words) for words, *case in REFUSED])
def test_a_form_is_refused_with_its_candidate_and_a_way_out(cells: dict[str, str], register: Register, message: str) -> None:
    found = take(form(**cells), register=register)

    assert (found.new, found.changes, found.counts["refused"]) == ([], {}, 1)
    (problem,) = found.problems
    assert message in problem.message and problem.way_out and not problem.kept
    assert not any(person["Surname"] in problem.message + problem.way_out for person in PEOPLE)


TAKEN: list[tuple[str, dict[str, str], tuple[dict[str, Any], ...], str]] = [
    ("email without an address", {"results_choice": "Email"}, (), "chose email and gave no address"),
    ("a parent's email", {"email": "mum@post.example"}, (LINE,), "that of a parent on file"),
    ("dated after results day", {"received_on": "2024-08-16"}, (), "after the Level 3 results day"),
    ("a leaver's school address", {"candidate_number": "43", "name": "", "signed_by": "", "email": "joe@larkfield.example"}, (), "leaves"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "register", "message"), [pytest.param(*case, id=words) for words, *case in TAKEN])
def test_what_is_taken_and_should_be_looked_at(cells: dict[str, str], register: Register, message: str) -> None:
    found = take(form(**cells), register=register)

    assert found.counts["accepted"] == 1 and found.new or found.changes
    assert [problem.kept for problem in found.problems if message in problem.message] == [True]


def test_a_later_form_replaces_an_earlier_one_wholly_and_what_the_office_typed_stays() -> None:
    found = take(form(results_choice="Named person collects", named_person="Noor Aziz"), register=(LINE,))
    cells = found.changes["0042", "Level 3"]

    assert cells == {
        "Results choice": "Named person collects", "Email for results": "", "Named person": "Noor Aziz", "Form returned": date(2024, 7, 3),
        "Email checked": "",
    }  # fmt: skip
    assert found.expect["0042", "Level 3"]["Results choice"] == "Email"


def test_two_forms_of_one_candidate_the_later_counts_whatever_their_order() -> None:
    early, late = form(), form(row="3", received_on="2024-07-03T10:00:00", results_choice="Post")
    for forms in ((early, late), (late, early)):
        (line,) = take(*forms).new
        assert line["Results choice"] == "Post"
        assert take(*forms, register=(BLANK | line,)).changes == {}, "a second reading changes nothing"


def test_the_action_takes_forms_into_the_register(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")
    put(desk, "Candidates", {"Candidate number": "0042", "Surname": "Okafor", "Forenames": "Ada", "On roll": "Yes"})
    put(desk, "Entries", {"Candidate number": "0042", "Awarding body": "AQA", "Level": "GCE A-level", "Entry code": "7408"})
    path, rows = tmp_path / "forms.csv", "0042,2024-07-03 09:00,Email,ada@post.example,Ada Okafor\n0099,2024-07-03 09:00,Post,,X\n"
    path.write_text("Candidate number,Completion time,How do you want your results?,Personal email,Name\n" + rows, encoding="utf-8")
    at = ("--json", "--at", "2024-07-10 09:00")
    said = call("import-permissions", desk, path, *at)

    assert (said.code, said.json["counts"]["new"], said.json["counts"]["refused"]) == (4, 1, 1)
    (line,) = rows_in(desk, "Permissions")
    assert (line["Email for results"], line["Form returned"]) == ("ada@post.example", date(2024, 7, 3))
    assert line["Results date"] == date(2024, 8, 15)
    assert [row["Candidate number"] for row in rows_in(desk, "ResultsMailing")] == ["0042"]
    edit(desk, "Permissions", "0042", "Level 3", Note="Rang on Friday", Email_checked="Yes")
    assert call("import-permissions", desk, path, *at).json["counts"]["changed"] == 0, "the views hear of what was typed"
    held = fingerprints(desk)
    assert call("import-permissions", desk, path, *at).json["counts"]["changed"] == 0 and fingerprints(desk) == held
    assert rows_in(desk, "Permissions")[0]["Note"] == "Rang on Friday"
    given = {"Status": "Emailed", "Handed_over_at": datetime(2024, 8, 15, 8, 0)}
    edit(desk, "Permissions", "0042", "Level 3", **given)
    path.write_text(path.read_text(encoding="utf-8").replace("Email,ada@post.example", "Post,"), encoding="utf-8")
    late = call("import-permissions", desk, path, *at)
    assert any("given out already" in problem["message"] for problem in late.json["problems"])
    assert rows_in(desk, "Permissions")[0]["Results choice"] == "Email"
