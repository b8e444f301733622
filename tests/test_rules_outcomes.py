"""Outcomes of reviews and appeals: one situation a row, and what stays true of every file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules_words import facts

from results_desk.rules.cells import Row
from results_desk.rules.log.money import changed_awards, refund_due
from results_desk.rules.log.still_to_update import due, still_to_update
from results_desk.rules.outcomes.grade_changes import new_rows, of_components, of_file
from results_desk.rules.outcomes.outcomes import Recorded, Recorder
from results_desk.rules.outcomes.put_back import Reviewed
from results_desk.tables import table

TODAY = date(2024, 10, 15)
FACTS = facts()
LINE: dict[str, Any] = {
    "Line ID": "PRS-24-0001-1", "Request ID": "PRS-24-0001", "Candidate number": "0042", "Awarding body": "AQA", "Level": "GCE A-level",
    "Subject": "Physics", "Entry code": "7408", "Component code": "7408/1", "Service": "S2", "Status": "Sent to board",
    "Sent on": date(2024, 9, 3), "Raw mark": 51, "Max mark": 85, "Subject grade": "B", "Awarding body reference": "REF-1",
}  # fmt: skip
SECOND = LINE | {
    "Line ID": "PRS-24-0001-2", "Component code": "7408/2", "Raw mark": 40, "Awarding body reference": "REF-2", "Outcome date": None,
}  # fmt: skip
AWARD = {
    "Candidate number": "0042", "Awarding body": "AQA", "Series": "June 2024", "Level": "GCE A-level", "Entry code": "7408",
    "Title": "Physics", "Grade": "B", "Flag": "", "Mark": 91, "Max mark": 250, "File": "aqa.csv",
}  # fmt: skip
PAPERS = [
    {"Candidate number": "0042", "Awarding body": "AQA", "Entry code": "7408", "Component code": f"7408/{n}", "Mark": mark, "Max mark": 85}
    for n, mark in ((1, 51), (2, 40))
]
PERSON = {"Candidate number": "0042", "Surname": "Okafor", "Forenames": "Ada"}
S3 = LINE | {"Line ID": "PRS-24-0009-1", "Candidate number": "", "Component code": "7408/C", "Service": "S3", "Raw mark": None,
             "Subject grade": "", "Awarding body reference": "MOD-1"}  # fmt: skip
AP1 = LINE | {"Line ID": "PRS-24-0001-3", "Service": "AP1", "Sent on": date(2024, 10, 1), "Linked to line": "PRS-24-0001-1",
              "Awarding body reference": "APP-1", "Raw mark": None}  # fmt: skip


Held = dict[str, list[dict[str, Any]]]


def blank(name: str, row: Row) -> dict[str, Any]:
    return {column.heading: "" if column.kind in ("code", "text") else None for column in table(name).columns} | dict(row)


def desk(*lines: Row, results: tuple[Row, ...] = (AWARD,), components: list[dict[str, Any]] | None = None) -> Held:
    held = {"Lines": lines or (LINE, SECOND), "Results": results, "Components": PAPERS if components is None else components}
    return {name: [blank(name, row) for row in rows] for name, rows in {**held, "Candidates": (PERSON,), "GradeChanges": ()}.items()}


def told(line: str = "PRS-24-0001-1", **cells: object) -> dict[str, object]:
    """A row of a file: on 12 September, unless it says otherwise."""
    return {"row": 2, "line_id": line, "outcome_on": "2024-09-12"} | cells


def record(*rows: Row, held: Held | None = None, today: date = TODAY) -> Recorded:
    return Recorder(held or desk(), FACTS, "outcomes.csv", today).take(rows)


def after(held: Held, found: Recorded) -> Held:
    """The desk once what was found is written."""
    changes = {"Lines": found.lines, "Results": found.results, "Components": found.components}
    then = {
        name: [row | dict(changes.get(name, {}).get(tuple(str(row[key]) for key in table(name).key), {})) for row in rows]
        for name, rows in held.items()
    }
    then["GradeChanges"] += new_rows(found.trace, held["GradeChanges"], datetime(2024, 10, 15, 9), "eo")
    return then


def cells(found: Recorded, line: str = "PRS-24-0001-1") -> dict[str, object]:
    return found.lines.get((line,), {})


def said(found: Recorded) -> list[str]:
    return [problem.message for problem in found.problems]


UP = told(mark_after="58", grade_after="A")
SITUATIONS: list[tuple[str, dict[str, object], dict[str, object]]] = [
    ("mark and grade up", UP, {"Mark after": 58, "Outcome mark": "Up", "Subject grade after": "A", "Outcome grade": "Up"}),
    ("mark and grade down", told(mark_after="44", grade_after="C"), {"Outcome mark": "Down", "Outcome grade": "Down"}),
    ("mark up, grade the same", told(mark_after="53", grade_after="B"), {"Outcome mark": "Up", "Outcome grade": "No change"}),
    ("nothing changed", told(mark_after="51", grade_after="B"), {"Outcome mark": "No change", "Outcome grade": "No change"}),
    ("the same mark and no grade said", told(mark_after="51"), {"Subject grade after": "B", "Outcome grade": "No change"}),
    ("only a word: no change", told(outcome_grade="No change"), {"Subject grade after": "B", "Outcome grade": "No change"}),
    ("only the grade is said", told(grade_after="A*"), {"Subject grade after": "A*", "Outcome grade": "Up"}),
    ("A* is better than A, whatever the alphabet says", told(grade_before="B", grade_after="A*"), {"Outcome grade": "Up"}),
    ("half a mark more", told(mark_after="51.5", grade_after="B"), {"Mark after": 51.5, "Outcome mark": "Up"}),
    ("a script that was not found", told(outcome_mark="Script not found", outcome_grade="No change"), {"Outcome mark": "Script not found"}),
    ("a unit without a subject grade", told(mark_after="53", outcome_grade="Not applicable (unit only)"),
     {"Outcome grade": "Not applicable (unit only)"}),
    ("found by its reference", told("", reference="ref-1", mark_after="51"), {"Outcome mark": "No change"}),
    ("found by candidate, entry and component",
     told("", candidate_number="42", entry_code="7408", component_code="7408/1", mark_after="51"), {"Outcome mark": "No change"}),
    ("a note for the letter", told(mark_after="51", special_text="Partial mark"), {"Special text": "Partial mark"}),
    ("on the day it was sent", told(outcome_on="2024-09-03", mark_after="51"), {"Outcome date": date(2024, 9, 3)}),
    ("dated today", told(outcome_on="2024-10-15", mark_after="51"), {"Outcome date": TODAY}),
    ("dated on the leap day", told(outcome_on="2024-02-29", mark_after="51", sent=date(2024, 2, 28)), {"Outcome date": date(2024, 2, 29)}),
]  # fmt: skip


@pytest.mark.parametrize(("row", "wanted"), [pytest.param(row, wanted, id=words) for words, row, wanted in SITUATIONS])
def test_what_an_outcome_writes_into_its_line(row: dict[str, object], wanted: dict[str, object]) -> None:
    sent = row.pop("sent", LINE["Sent on"]) if "sent" in row else LINE["Sent on"]
    found = record(row, held=desk(LINE | {"Sent on": sent}, SECOND))

    assert {name: cells(found).get(name, LINE.get(name)) for name in wanted} == wanted
    assert cells(found)["Status"] == "Outcome received"
    assert found.counts["accepted"] == 1 and found.counts["refused"] == 0


ANOTHER = "Line PRS-24-0001-1 holds another outcome already"
REFUSED: list[tuple[str, dict[str, object], dict[str, object], str]] = [
    ("a line that is not there", told("PRS-24-0099-1", mark_after="51"), {}, "no line PRS-24-0099-1"),
    ("a row that fits two lines", told("", candidate_number="0042", mark_after="51"), {}, "fits 2 lines of the tracking log: PRS-24-0001"),
    ("another candidate's number", told(candidate_number="0043", mark_after="51"), {}, "another candidate number than line PRS-24-0001-1"),
    ("another candidate's name", told(name="Bell, Joe", mark_after="51"), {}, "name in the row is not that of the candidate of line"),
    ("not sent", told(mark_after="51"), {"Sent on": None}, "PRS-24-0001-1 is not marked as sent"),
    ("dated before it was sent", told(outcome_on="2024-09-02", mark_after="51"), {}, "before line PRS-24-0001-1 was sent, on 3 September"),
    ("dated tomorrow", told(outcome_on="2024-10-16", mark_after="51"), {}, "PRS-24-0001-1 is dated after today, 15 October 2024"),
    ("above the maximum", told(mark_after="86"), {}, "PRS-24-0001-1 is above the maximum mark"),
    ("a word for a mark", told(mark_after="more"), {}, "PRS-24-0001-1 is no mark"),
    ("a negative mark", told(mark_after="-3"), {}, "PRS-24-0001-1 is no mark"),
    ("a grade of another level", told(grade_after="7"), {}, "PRS-24-0001-1 is not one of its level"),
    ("X is no outcome", told(grade_after="X"), {}, "PRS-24-0001-1 is not one of its level"),
    ("another grade before", told(grade_before="D", grade_after="C"), {}, "not the grade that the desk holds for line PRS-24-0001-1"),
    ("another mark before", told(mark_before="12", mark_after="15"), {}, "not the mark that the desk holds for line PRS-24-0001-1"),
    ("up in words, down in marks", told(mark_after="44", outcome_mark="Up"), {}, "contradicts the marks of line PRS-24-0001-1"),
    ("down in words, up in grades", told(grade_after="A", outcome_grade="Down"), {}, "contradicts the grades of line PRS-24-0001-1"),
    ("a copy of a script", told(mark_after="51"), {"Service": "A2"}, "PRS-24-0001-1 is for a copy of a script"),
    ("a request that was withdrawn", told(mark_after="51"), {"Status": "Withdrawn by candidate"}, "PRS-24-0001-1 has a status"),
    ("a request that the awarding body rejected", told(mark_after="51"), {"Status": "Rejected by board"}, "PRS-24-0001-1 has a status"),
    ("still pending", told(outcome_mark="Pending"), {}, "PRS-24-0001-1 is still pending"),
    ("an appeal that was not sent", told(service="AP1", appeal_upheld="No"), {"Outcome date": date(2024, 9, 12)}, "(AP1 sent is blank)"),
    ("another outcome of the same day", told(mark_after="58"), {"Outcome date": date(2024, 9, 12), "Mark after": 44}, ANOTHER),
    ("an older outcome", told(mark_after="58"), {"Outcome date": date(2024, 9, 13), "Mark after": 44}, ANOTHER),
    ("the same outcome of another day", told(mark_after="58"), {"Outcome date": date(2024, 9, 11), "Mark after": 58}, ANOTHER),
]  # fmt: skip


@pytest.mark.parametrize(("row", "other", "message"), [pytest.param(*case, id=words) for words, *case in REFUSED])
def test_what_speaks_against_an_outcome_is_said_and_nothing_is_written(row: Row, other: dict[str, object], message: str) -> None:
    found = record(row, held=desk(LINE | other, SECOND))

    assert (found.lines, found.results, found.components, found.trace) == ({}, {}, {}, [])
    assert len(found.problems) == 1 and message in found.problems[0].message
    assert found.problems[0].way_out and not found.problems[0].kept and found.problems[0].row == 2
    assert found.counts["refused"] == 1


def test_the_old_grade_stays_visible_with_its_day_and_reason() -> None:
    held = desk()
    found = record(UP, held=held)
    award, paper = found.results["0042", "AQA", "June 2024", "7408"], found.components["0042", "AQA", "7408", "7408/1"]

    assert award == {"Mark": 98, "Grade": "A", "File": "outcomes.csv", "Earlier grade": "B", "Earlier file": "aqa.csv"}
    assert paper == {"Mark": 58}
    changes = [(one.what, one.before, one.after, one.direction, one.changed_on, one.why, one.line_id) for one in found.trace]
    why, on = "Review of marking (S2)", date(2024, 9, 12)
    assert changes == [
        ("Mark", "51", "58", "Up", on, why, "PRS-24-0001-1"), ("Subject mark", "91", "98", "Up", on, why, "PRS-24-0001-1"),
        ("Grade", "B", "A", "Up", on, why, "PRS-24-0001-1"),
    ]  # fmt: skip
    rows = new_rows(found.trace, [], datetime(2024, 10, 15, 9), "eo")
    assert [row["Change ID"] for row in rows] == ["GC-0001", "GC-0002", "GC-0003"]
    assert new_rows(found.trace, rows, datetime(2024, 10, 16, 9), "eo") == []


def test_partial_absence_stays_beside_the_new_grade() -> None:
    found = record(UP, held=desk(results=(AWARD | {"Flag": "#"},)))
    grade = next(one for one in found.trace if one.what == "Grade")

    assert (grade.before, grade.after) == ("B#", "A#")
    assert "Flag" not in found.results["0042", "AQA", "June 2024", "7408"]


@pytest.mark.parametrize(
    ("stated", "papers", "wanted"),
    [("99", PAPERS, 99), ("", PAPERS, 98), ("", PAPERS[:1], None), ("", [PAPERS[0], PAPERS[1] | {"Mark": 41}], None)],
    ids=["as told", "the sum of its papers", "a paper is missing", "no sum of its papers"],
)
def test_the_mark_of_an_award_never_stays_beside_a_grade_it_does_not_belong_to(stated: str, papers: list[Any], wanted: object) -> None:
    found = record(UP | {"subject_mark_after": stated}, held=desk(components=papers))

    assert found.results["0042", "AQA", "June 2024", "7408"]["Mark"] == wanted
    assert any("not known any more" in message for message in said(found)) == (wanted is None)


def test_two_papers_of_one_award_bring_one_grade() -> None:
    found = record(UP, told("PRS-24-0001-2", mark_after="42", grade_after="A"))

    assert [one.what for one in found.trace].count("Grade") == 1
    assert [cells(found, f"PRS-24-0001-{n}")["Outcome grade"] for n in (1, 2)] == ["Up", "Up"]
    assert found.counts["grades"] == 1 and found.counts["marks"] == 2


def test_a_newer_outcome_corrects_an_older_one_with_its_own_trace() -> None:
    held = desk()
    first = after(held, record(UP, held=held))
    found = record(told(outcome_on="2024-09-20", mark_after="47", grade_after="C"), held=first)

    assert (cells(found)["Outcome grade"], cells(found)["Outcome date"]) == ("Down", date(2024, 9, 20))
    assert [(one.before, one.after) for one in found.trace if one.what == "Grade"] == [("A", "C")]


def test_a_grade_that_is_not_said_is_asked_for() -> None:
    found = record(told(mark_after="58"))

    assert said(found) == ["The file does not say what the grade of line PRS-24-0001-1 is after the outcome."]
    assert found.problems[0].kept and "Outcome grade" not in cells(found)


def test_an_award_that_is_not_on_results_is_said() -> None:
    found = record(UP, held=desk(results=()))

    assert said(found) == ["Results has no award for line PRS-24-0001-1."]
    assert cells(found)["Subject grade after"] == "A"


def test_a_line_without_the_marks_of_before_gets_them_from_the_results() -> None:
    found = record(UP, held=desk(LINE | {"Raw mark": None, "Max mark": None, "Subject grade": ""}))

    assert {name: cells(found)[name] for name in ("Raw mark", "Max mark", "Subject grade")} == {
        "Raw mark": 51, "Max mark": 85, "Subject grade": "B",
    }  # fmt: skip


def test_a_closed_line_keeps_its_status_and_a_candidate_told_hears_of_a_new_outcome() -> None:
    assert "Status" not in cells(record(UP, held=desk(LINE | {"Status": "Closed"})))
    heard = LINE | {"Status": "Candidate told", "Outcome date": date(2024, 9, 12), "Mark after": 58, "Outcome mark": "Up",
                    "Subject grade after": "A", "Outcome grade": "Up"}  # fmt: skip
    assert cells(record(UP, held=desk(heard))) == {}
    assert cells(record(UP | {"outcome_on": "2024-09-13", "grade_after": "A*"}, held=desk(heard)))["Status"] == "Outcome received"


def test_a_review_of_moderation_is_of_a_cohort_and_lowers_nobodys_grade() -> None:
    held = desk(S3)
    line = told("PRS-24-0009-1", marks_reinstated="Yes", outcome_mark="Up")
    found = record(line, told("PRS-24-0009-1", candidate_number="0042", grade_after="A", marks_reinstated="Yes"), held=held)

    assert cells(found, "PRS-24-0009-1") == {
        "Outcome date": date(2024, 9, 12), "Outcome mark": "Up", "Centre marks reinstated": "Yes", "Status": "Outcome received",
    }  # fmt: skip
    assert [(one.before, one.after, one.why) for one in found.trace] == [("B", "A", "Review of moderation (S3)")]
    lower = record(told("PRS-24-0009-1", candidate_number="0042", grade_after="C"), held=held)
    assert lower.results == {} and "lowers no grade" in said(lower)[0]


def test_an_appeal_on_the_line_of_its_review() -> None:
    reviewed = LINE | {"Outcome date": date(2024, 9, 12), "Mark after": 51, "Outcome grade": "No change", "Status": "Candidate told",
                       "AP1 sent": date(2024, 10, 1)}  # fmt: skip
    found = record(told(service="AP1", outcome_on="2024-10-14", appeal_upheld="Yes", grade_after="A"), held=desk(reviewed))

    assert cells(found) == {
        "AP1 outcome": date(2024, 10, 14), "Appeal upheld": "Yes", "Outcome grade": "Up", "Subject grade after": "A",
        "Status": "Outcome received",
    }  # fmt: skip
    assert found.trace[0].why == "Appeal stage 1 (AP1)"


def test_an_appeal_on_a_line_of_its_own_tells_the_line_of_the_review() -> None:
    found = record(told("PRS-24-0001-3", outcome_on="2024-10-14", appeal_upheld="No", outcome_grade="No change"), held=desk(LINE, AP1))

    assert cells(found, "PRS-24-0001-3")["Outcome date"] == date(2024, 10, 14)
    assert cells(found) == {"AP1 sent": date(2024, 10, 1), "AP1 outcome": date(2024, 10, 14), "Appeal upheld": "No"}
    alone = record(told("PRS-24-0001-3", outcome_on="2024-10-14", appeal_upheld="No"), held=desk(AP1 | {"Linked to line": ""}))
    assert cells(alone, "PRS-24-0001-3")["AP1 outcome"] == date(2024, 10, 14)


def test_a_changed_grade_brings_the_refund_of_every_paid_paper_of_the_award() -> None:
    paid = {"Paid": 51.95, "Board refund rule": "Full if grade changes"}
    held = desk(LINE | paid, SECOND | paid)
    lines = after(held, record(UP, held=held))["Lines"]

    assert [str(refund_due(line, changed_awards(lines))) for line in lines] == ["51.95", "51.95"]


MARKS = st.one_of(st.just(""), st.integers(0, 90).map(str), st.sampled_from(["51", "58", "more", "51.5"]))
ROWS = st.fixed_dictionaries(
    {
        "row": st.integers(2, 9), "line_id": st.sampled_from(["PRS-24-0001-1", "PRS-24-0001-2", "PRS-24-0009-1", "PRS-24-0001-3", "", "?"]),
        "outcome_on": st.dates(date(2024, 8, 28), date(2024, 10, 20)).map(str), "mark_after": MARKS, "mark_before": MARKS,
        "grade_after": st.sampled_from(["A*", "A", "B", "C", "U", "X", "7", ""]), "candidate_number": st.sampled_from(["", "42", "0043"]),
        "outcome_grade": st.sampled_from(["", "Up", "Down", "No change"]), "service": st.sampled_from(["", "S2", "AP1", "S3"]),
        "appeal_upheld": st.sampled_from(["", "Yes", "No"]), "reference": st.sampled_from(["", "REF-2", "MOD-1"]),
    }
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=5))
def test_whatever_a_file_says_every_change_leaves_its_trace_and_a_second_reading_changes_nothing(rows: list[dict[str, object]]) -> None:
    held = desk(LINE, SECOND, S3, AP1)
    found = record(*rows, held=held)
    then = after(held, found)

    assert found.counts["accepted"] + found.counts["refused"] == len(rows)
    graded = [one for one in found.trace if one.what == "Grade"]
    assert (then["Results"][0]["Grade"] != "B") <= bool(graded)
    assert all(one.before != one.after and one.changed_on <= TODAY for one in found.trace)
    for first, second in zip(graded, graded[1:], strict=False):
        assert first.after == second.before, "the trace is a chain"
    assert set(found.expect) == set(found.lines)
    again = record(*rows, held=then)
    assert (again.lines, again.results, again.components, again.trace) == ({}, {}, {}, [])


REVIEWED = LINE | {"Outcome date": date(2024, 9, 12), "Status": "Outcome received"}
GRADE_UP = {"Outcome grade": "Up", "Subject grade after": "A", "Mark after": 58}
LEFT: list[tuple[str, list[dict[str, Any]], list[str]]] = [
    ("no outcome yet", [LINE], []),
    ("no change: the candidate hears of it", [REVIEWED | {"Outcome grade": "No change", "Mark after": 51}], ["Candidate"]),
    ("the teacher who advised hears of it", [REVIEWED | {"Outcome grade": "No change", "Teacher": "Ms Bell"}], ["Candidate", "Teacher"]),
    ("only the mark changed", [REVIEWED | {"Outcome grade": "No change", "Mark after": 53}], ["Analysis", "Candidate", "School system"]),
    ("the grade changed", [REVIEWED | GRADE_UP],
     ["Analysis", "Candidate", "Certificate", "DfE checking exercise", "School system", "Statement"]),
    ("a university place depends on it", [REVIEWED | GRADE_UP | {"HE place at stake": "Yes"}],
     ["Analysis", "Candidate", "Certificate", "DfE checking exercise", "School system", "Statement", "UCAS or university"]),
    ("the certificate is not printed yet", [REVIEWED | GRADE_UP | {"Certificate": "Not yet printed"}],
     ["Analysis", "Candidate", "DfE checking exercise", "School system", "Statement"]),
    ("the statement was issued again", [REVIEWED | GRADE_UP | {"Certificate": "Correct", "Statement re-issued": date(2024, 9, 13)}],
     ["Analysis", "Candidate", "DfE checking exercise", "School system"]),
    ("two papers, one statement", [REVIEWED | GRADE_UP | {"Certificate": "Correct"}, SECOND | {"School system updated": date(2024, 9, 13)}],
     ["Analysis", "Candidate", "DfE checking exercise", "Statement"]),
    ("a closed line is finished", [REVIEWED | GRADE_UP | {"Status": "Closed"}], []),
    ("a cohort has nobody to be told", [S3 | {"Outcome date": date(2024, 9, 12), "Outcome mark": "Up"}], []),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "wanted"), [pytest.param(*case, id=words) for words, *case in LEFT])
def test_what_does_not_show_an_outcome_yet(lines: list[dict[str, Any]], wanted: list[str]) -> None:
    rows = [blank("Lines", line) for line in lines]

    assert sorted(str(row["Still to update"]) for row in still_to_update(rows)) == wanted
    assert [row["Reference"] for row in due(rows)] == ["PRS-24-0001-1"][: len(wanted)]


@pytest.mark.parametrize(
    ("word", "column"), [("", "Certificate"), ("Send back", "Certificate returned on"), ("Returned", "New certificate received on")]
)
def test_a_certificate_is_followed_until_it_is_right(word: str, column: str) -> None:
    rows = still_to_update([blank("Lines", REVIEWED | GRADE_UP | {"Certificate": word})])

    assert [row["Column to fill"] for row in rows if row["Still to update"] == "Certificate"] == [column]


def test_a_newer_results_file_leaves_its_trace_too() -> None:
    changed = AWARD | {"Grade": "A", "File": "aqa2.csv", "Earlier grade": "B", "Earlier file": "aqa.csv"}
    (change,) = of_file([changed, AWARD], "aqa2.csv", date(2024, 8, 20))
    (mark,) = of_components([PAPERS[0] | {"Mark": 52}, PAPERS[1]], PAPERS, "aqa2.csv", date(2024, 8, 20))

    assert (change.before, change.after, change.why, change.line_id) == ("B", "A", "A newer results file", "")
    assert (mark.before, mark.after, mark.component_code) == ("51", "52", "7408/1")


@pytest.mark.parametrize(
    ("outcomes", "grade", "blocked"),
    [
        ([("B", "A", 1)], "B", 1),
        ([("B", "A", 1)], "A*", 0),
        ([], "B", 0),
        ([("C", "B", 1), ("B", "A", 2)], "C", 1),
        ([("C", "B", 1), ("B", "A", 2)], "B", 2),
        ([("B", "A", 1), ("A", "B", 2)], "B", 0),
    ],
    ids=["as before", "a new grade", "no outcome", "as before the first of two", "as between two", "an appeal brought it again"],
)
def test_which_outcome_a_results_file_would_put_back(outcomes: list[tuple[str, str, int]], grade: str, blocked: int) -> None:
    rows = [{**AWARD, "What": "Grade", "Before": old, "After": new, "Line ID": f"PRS-24-0001-{n}"} for old, new, n in outcomes]
    newer_file = {**AWARD, "What": "Grade", "Before": "E", "After": "D", "Line ID": ""}

    assert Reviewed([newer_file, *rows]).line_of_grade(AWARD, grade) == (f"PRS-24-0001-{blocked}" if blocked else "")


PAPER_1 = told(mark_before="51", mark_after="58", grade_before="B", grade_after="A")
PAPER_2 = told("PRS-24-0001-2", outcome_on="2024-09-20", mark_before="40", mark_after="40", grade_before="B", grade_after="B")


def on_paper_2(**cells: object) -> dict[str, object]:
    return PAPER_2 | cells


TOGETHER: list[tuple[str, dict[str, object], str, int]] = [
    ("the other paper changes nothing, as at application", PAPER_2, "A", 0),
    ("the other paper changes nothing, after the first", on_paper_2(grade_before="A", grade_after="A"), "A", 0),
    ("the same in words", on_paper_2(grade_before="", grade_after="", outcome_grade="No change"), "A", 0),
    ("without marks", on_paper_2(mark_before="", mark_after=""), "A", 0),
    ("both papers bring the same grade", on_paper_2(mark_after="44", grade_after="A"), "A", 0),
    ("the other paper is marked up and brings nothing by itself", on_paper_2(mark_after="41"), "A", 0),
    ("the other paper brings it down again, after the first", on_paper_2(mark_after="30", grade_before="A", grade_after="B"), "B", 0),
    ("dated on one day", on_paper_2(outcome_on="2024-09-12", mark_after="44", grade_before="A", grade_after="A*"), "A*", 0),
    ("the other paper is marked down, and says B all the same: which stands?", on_paper_2(mark_after="30"), "A", 1),
    ("the other paper says another grade than the first: which stands?", on_paper_2(mark_after="30", grade_after="C"), "A", 1),
]  # fmt: skip


@pytest.mark.parametrize("files", ["one file", "two files", "two files, the other first"])
@pytest.mark.parametrize(("other", "grade", "questions"), [pytest.param(*case, id=words) for words, *case in TOGETHER])
def test_two_papers_of_one_award_come_to_one_grade(other: dict[str, object], grade: str, questions: int, files: str) -> None:
    rows = [PAPER_1, other | {"row": 3}]
    held = read([rows] if files == "one file" else [[row] for row in rows[:: 1 if files == "two files" else -1]], desk())
    again = record(*rows, held=held)

    assert held["Results"][0]["Grade"] == grade
    assert (again.lines, again.results, again.components, again.trace, again.counts["refused"]) == ({}, {}, {}, [], 0)
    assert len(again.problems) == questions and all("which stands?" in problem.message for problem in again.problems)
    assert all(problem.kept and problem.detail and grade not in problem.message.split() for problem in again.problems)
    graded = [row for row in held["GradeChanges"] if row["What"] == "Grade"]
    assert [row["Before"] for row in graded][:1] == ["B"] and graded[-1]["After"] == grade


def read(files: list[list[Row]], held: Held) -> Held:
    """The desk after these files; one with a refused row is read again after the others, as its message says."""
    for _ in files:
        refused = []
        for rows in files:
            found = record(*rows, held=held)
            held = after(held, found)
            refused += [rows] if found.counts["refused"] else []
        files = refused
    return held


def test_a_grade_that_nothing_explains_is_asked_about() -> None:
    found = record(PAPER_2, held=desk(LINE, SECOND, results=(AWARD | {"Grade": "A"},)))

    assert said(found) == ["The desk holds one grade of this award, and the outcome of line PRS-24-0001-2 says another: which stands?"]
    assert found.results == {} and "desk A" in found.problems[0].detail and "B before, B after" in found.problems[0].detail


def test_what_the_officer_settled_by_hand_stays() -> None:
    held = read([[PAPER_1], [on_paper_2(grade_after="C", mark_after="30")]], desk())
    held["Results"][0]["Grade"] = "C"

    for rows in ([PAPER_1], [on_paper_2(grade_after="C", mark_after="30")]):
        assert record(*rows, held=held).results == {}


def test_a_mark_that_one_review_changed_is_not_put_back_by_another_that_changed_none() -> None:
    clerical = LINE | {"Line ID": "PRS-24-0001-4", "Service": "S1", "Awarding body reference": "REF-4"}
    rows = [PAPER_1, told("PRS-24-0001-4", outcome_on="2024-09-20", mark_before="51", mark_after="51", grade_before="B", grade_after="B")]
    for order in (rows, rows[::-1]):
        held = read([[row] for row in order], desk(LINE, clerical))

        assert (held["Components"][0]["Mark"], held["Results"][0]["Mark"], held["Results"][0]["Grade"]) == (58, 98, "A")
        assert record(*rows, held=held).components == {}


def test_the_mark_of_the_award_is_of_all_outcomes() -> None:
    rows = [PAPER_1 | {"subject_mark_after": "98"}, on_paper_2(mark_after="42", subject_mark_after="93", grade_after="A")]
    for order in (rows, rows[::-1]):
        held = read([[row] for row in order], desk(components=PAPERS[:1]))

        assert held["Results"][0]["Mark"] == 100
        assert record(*rows, held=held).trace == []


def test_the_outcome_of_a_review_that_is_read_after_that_of_its_appeal_changes_nothing() -> None:
    rows = [PAPER_1, told(service="AP1", outcome_on="2024-10-14", appeal_upheld="Yes", grade_after="A*")]
    for order in (rows, rows[::-1]):
        held = read([[row] for row in order], desk(LINE | {"AP1 sent": date(2024, 10, 1)}))

        assert held["Results"][0]["Grade"] == held["Lines"][0]["Subject grade after"] == "A*"
        assert record(*rows, held=held).lines == {}


def test_an_appeal_that_changes_nothing_leaves_what_the_review_brought() -> None:
    held = read([[PAPER_1], [told(service="AP1", outcome_on="2024-10-14", outcome_grade="No change", appeal_upheld="No")]],
                desk(LINE | {"AP1 sent": date(2024, 10, 1)}))  # fmt: skip

    assert (held["Lines"][0]["Outcome grade"], held["Lines"][0]["Subject grade after"], held["Results"][0]["Grade"]) == ("Up", "A", "A")


GRADES = ("A*", "A", "B", "C", "D")


@st.composite
def reports(draw: st.DrawFn) -> tuple[list[dict[str, object]], str]:
    """What an awarding body reports of up to four papers of one award that fits together, and the grade of the award after it."""
    count, chained = draw(st.integers(1, 4)), draw(st.booleans())
    days = sorted(draw(st.lists(st.integers(4, 28), min_size=count, max_size=count)))
    now, one, rows = "B", draw(st.sampled_from(GRADES)), []
    for number, on in enumerate(days, 1):
        before = now if chained else "B"
        after = draw(st.sampled_from(GRADES if chained and len(set(days)) == count else (before, one)))
        now = after if chained or after != "B" else now
        rows.append(told(f"PRS-24-0001-{number}", outcome_on=f"2024-09-{on:02}", grade_before=before, grade_after=after))
    return rows, now


@settings(max_examples=10, deadline=None)
@given(reports(), st.data())
def test_outcomes_that_fit_together_come_to_one_grade_in_any_order_and_again_to_nothing(
    reported: tuple[list[dict[str, object]], str], data: st.DataObject
) -> None:
    rows, grade = reported
    lines = [LINE | {"Line ID": f"PRS-24-0001-{n}", "Component code": f"7408/{n}", "Awarding body reference": f"REF-{n}", "Raw mark": None}
             for n in range(1, 5)]  # fmt: skip
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    files = [shuffled[:cut]] * (cut > 0) + [[row] for row in shuffled[cut:]]
    held = read(files, desk(*lines, components=[]))

    assert held["Results"][0]["Grade"] == grade
    for rows in files:
        again = record(*rows, held=held)
        assert (again.lines, again.results, again.trace, again.problems) == ({}, {}, [], [])


CLERICAL = LINE | {"Line ID": "PRS-24-0001-4", "Service": "S1", "Sent on": date(2024, 8, 20), "Awarding body reference": ""}
NO_SERVICE = told("", candidate_number="0042", entry_code="7408", component_code="7408/1", mark_after="58", grade_after="A")


@pytest.mark.parametrize(
    ("row", "log"),
    [(NO_SERVICE, (LINE, CLERICAL | {"Outcome date": date(2024, 8, 28), "Outcome mark": "No change", "Mark after": 51})),
     (told("", candidate_number="0042", mark_after="58", grade_after="A"), (LINE, SECOND | {"Outcome date": date(2024, 9, 12)}))],
    ids=["a clerical re-check and a review of one paper", "a row without a component"],
)  # fmt: skip
def test_a_row_that_fits_several_lines_finds_again_the_one_that_took_it(row: dict[str, object], log: tuple[Row, ...]) -> None:
    held = desk(*log)
    first = record(row, held=held)
    again = record(row, held=after(held, first))

    assert list(first.lines) == [("PRS-24-0001-1",)]
    assert (again.counts["accepted"], again.lines, again.results, again.trace) == (1, {}, {}, [])


def test_a_row_that_was_taken_is_not_taken_again_for_a_later_line_of_the_paper() -> None:
    held = desk(CLERICAL)
    row = NO_SERVICE | {"outcome_on": "2024-09-05", "mark_after": "51", "grade_after": "B"}
    later = after(held, record(row, held=held))
    later["Lines"].append(blank("Lines", LINE))
    again = record(row, held=later)

    assert (again.counts["accepted"], again.lines) == (1, {})
