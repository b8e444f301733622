"""A results file against a desk: every row accepted or refused with its reason; a newer file wins; nothing is guessed or turned into U."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_words import (
    CANDIDATES,
    DAY,
    ENTRIES,
    FILE,
    NO_COMPONENTS,
    NO_RESULTS,
    PEOPLE,
    check,
    component_rows,
    facts,
    file_line,
    merge,
    result_rows,
    rows_of,
    told,
    uci,
)

from results_desk.batch import RESULT_COLUMNS
from results_desk.rules.results.results import ResultsCheck, entries_without_result, reconcile
from results_desk.tables import table

BEN = {"candidate_number": "0043", "name": "JONES:BEN", "uci": uci(43)}
HELD = {
    "Candidate number": "0042", "Awarding body": "AQA", "Series": "June 2024", "Level": "GCSE", "Entry code": "8300H",
    "Title": "Mathematics", "Grade": "6", "File": "old.csv",
}  # fmt: skip
OLDER, NEWER = DAY - timedelta(days=1), DAY + timedelta(days=1)


def refused_for(done: ResultsCheck) -> list[tuple[int, str]]:
    """Row and column of every refusal."""
    return [(problem.row, problem.column) for problem in done.problems if not problem.kept]


def held(*rows: dict[str, Any], file_date: datetime | None = OLDER) -> dict[str, Any]:
    """A desk that holds these results, from a file of that date."""
    known = rows_of("Results", *({**HELD, **row} for row in rows or ({},)))
    return {"known_results": known, "files": rows_of("Files", file_line("old.csv", file_date))}


@pytest.mark.parametrize(
    ("situation", "row", "column"),
    [
        ("nothing is wrong", {}, ""),
        ("no centre number in the file", {"centre_number": ""}, ""),
        ("another centre", {"centre_number": "54321"}, "Centre number"),
        ("the series as a code", {"series": "6A24"}, ""),
        ("the series as a day", {"series": "30/06/2024"}, ""),
        ("another year", {"series": "June 2023"}, "Series"),
        ("another month", {"series": "Nov-24"}, "Series"),
        ("a series that cannot be read", {"series": "Summer"}, "Series"),
        ("no awarding body of ours", {"awarding_body": "Acme"}, "Awarding body"),
        ("another spelling of one", {"awarding_body": "assessment and qualifications alliance"}, ""),
        ("no entry code", {"entry_code": ""}, "Entry code"),
        ("a grade of another level", {"grade": "A*"}, "Grade"),
        ("no grade", {"grade": ""}, "Grade"),
        ("a flag without a grade", {"grade": "#"}, "Grade"),
        ("a grade that Excel made a date of", {"grade": "09-Sep"}, "Grade"),
        ("a small x is no X", {"grade": "x"}, "Grade"),
        ("a double award without its hyphen", {"grade": "98"}, ""),
    ],
)
def test_a_row_is_taken_or_refused(situation: str, row: dict[str, Any], column: str) -> None:
    done = check(row)

    assert refused_for(done) == ([(2, column)] if column else []), situation
    assert (done.rows, done.accepted, done.refused, len(done.new)) == ((1, 0, 1, 0) if column else (1, 1, 0, 1))


def test_a_result_has_what_the_file_says_under_the_headings_of_the_table() -> None:
    done = check({"grade": "98", "mark": "201", "max_mark": "240.5", "option": "H", "endorsement": "M"})

    assert tuple(done.new.columns) == table("Results").headings
    assert done.new.to_dict("records") == [
        {
            "Candidate number": "0042", "Awarding body": "AQA", "Series": "June 2024", "Level": "GCSE", "Entry code": "8300H",
            "Title": "Mathematics", "Grade": "98", "Flag": "", "Mark": 201, "Max mark": 240.5, "File": FILE, "Option": "H",
            "Endorsement": "M", "Earlier grade": "", "Earlier file": "",
        }
    ]  # fmt: skip
    assert isinstance(done.new["Mark"][0], int)


@pytest.mark.parametrize(
    ("situation", "centre", "body", "taken"),
    [
        ("Cambridge by its own number", "GB123", "Cambridge International", True),
        ("in small letters", "gb123", "CIE", True),
        ("Cambridge by the national number is not ours there", "12345", "Cambridge International", False),
        ("AQA by Cambridge's number", "GB123", "AQA", False),
    ],
)
def test_each_body_has_its_own_number_for_the_centre(situation: str, centre: str, body: str, taken: bool) -> None:
    own = facts(centres={"Cambridge International": "GB123"})

    assert (
        check({"centre_number": centre, "awarding_body": body, "level": "International GCSE", "grade": "A"}, facts=own).accepted == taken
    ), situation


def test_a_file_without_series_is_of_this_series_but_a_blank_among_others_is_not() -> None:
    assert check({"series": ""}, {**BEN, "series": ""}).accepted == 2
    assert refused_for(check({}, {**BEN, "series": ""})) == [(3, "Series")]


@pytest.mark.parametrize(
    ("situation", "entered", "body"),
    [
        ("the candidate's own entry tells it", [("0042", "AQA"), ("0043", "OCR")], "AQA"),
        ("else everybody's, where all agree", [("0043", "OCR"), ("0044", "OCR")], "OCR"),
        ("everybody's do not agree", [("0043", "OCR"), ("0044", "AQA")], ""),
        ("nobody is entered for it", [], ""),
    ],
)
def test_a_file_without_awarding_body_has_the_one_of_the_entry(situation: str, entered: list[tuple[str, str]], body: str) -> None:
    entries = rows_of(
        "Entries", *({"Candidate number": who, "Awarding body": at, "Entry code": "603/3139/2", "Level": "GCSE"} for who, at in entered)
    )
    done = check({"awarding_body": "", "entry_code": "60331392", "level": ""}, entries=entries)

    assert "".join(done.new["Awarding body"]) == body, situation
    assert refused_for(done) == ([] if body else [(2, "Awarding body")])


@pytest.mark.parametrize(
    ("situation", "own", "others", "file", "level", "reported"),
    [
        ("the candidate's entry goes before the file", "GCE AS", "", "GCE A-level", "GCE AS", False),
        ("else the entry of anybody", None, "GCE AS", "GCE A-level", "GCE AS", False),
        ("else the file", None, "", "A level", "GCE A-level", False),
        ("an entry whose level nobody knows gives way to the file", "Diploma", "", "A level", "GCE A-level", False),
        ("nobody knows it: kept as the file has it", None, "", "Diploma", "Diploma", True),
        ("nobody says it", None, "", "", "", True),
    ],
)
def test_where_the_level_comes_from(situation: str, own: str | None, others: str, file: str, level: str, reported: bool) -> None:
    entered = [("0042", own)] * (own is not None) + [("0043", others)] * bool(others)
    entries = rows_of(
        "Entries", *({"Candidate number": who, "Awarding body": "AQA", "Entry code": "7400", "Level": text} for who, text in entered)
    )
    done = check({"entry_code": "7400", "level": file, "grade": "A"}, entries=entries)

    assert done.new["Level"].tolist() == [level], situation
    assert ("Level" in [problem.column for problem in done.problems]) == reported


@pytest.mark.parametrize(
    ("situation", "grade", "column", "word", "stored"),
    [
        ("X: nothing was issued", "X", "Grade", "MIR", ("X", "")),
        ("Q: held back", "Q", "Grade", "malpractice", ("Q", "")),
        ("#: components missed", "6#", "Flag", "attendance register", ("6", "#")),
        ("# after a space", "6 #", "Flag", "attendance register", ("6", "#")),
    ],
)
def test_indicators_are_kept_and_listed(situation: str, grade: str, column: str, word: str, stored: tuple[str, str]) -> None:
    done = check({"grade": grade})
    (problem,) = done.problems

    assert (problem.column, problem.kept) == (column, True), situation
    assert word in problem.way_out
    assert (done.new["Grade"][0], done.new["Flag"][0]) == stored


def test_u_is_counted_and_told_and_nothing_becomes_u() -> None:
    grades = ("6", "X", "Q", "U", "7#")
    done = check(
        *(
            {"candidate_number": f"{n:04d}", "name": "", "uci": uci(n), "grade": grade}
            for (n, _, _), grade in zip(PEOPLE, grades, strict=True)
        )
    )

    assert done.new["Grade"].tolist() == ["6", "X", "Q", "U", "7"]
    assert done.counts == {"graded": 2, "U": 1, "X": 1, "Q": 1, "#": 1}
    assert [problem.row for problem in done.problems] == [3, 4, 5, 6]


def test_both_halves_ungraded_count_as_u() -> None:
    assert check({"grade": "UU"}).counts["U"] == 1


def test_a_result_without_entry_is_kept_and_reported() -> None:
    done = check({"entry_code": "8700"})

    assert (len(done.new), told(done.problems)) == (1, [(2, "Entry code", True)])


@pytest.mark.parametrize(
    ("situation", "mark", "most", "stored", "columns"),
    [
        ("a mark", "51", "80", (51, 80), []),
        ("half a mark", "51.5", "80", (51.5, 80), []),
        ("nothing", "0", "80", (0, 80), []),
        ("the maximum itself", "80", "80", (80, 80), []),
        ("one above it", "81", "80", (None, 80), ["Mark"]),
        ("a word", "ABS", "80", (None, 80), ["Mark"]),
        ("less than nothing", "-1", "80", (None, 80), ["Mark"]),
        ("a comma", "51,5", "80", (None, 80), ["Mark"]),
        ("not a number at all", "nan", "80", (None, 80), ["Mark"]),
        ("a maximum that is a word", "51", "full", (51, None), ["Max mark"]),
        ("no maximum", "51", "", (51, None), []),
        ("no mark", "", "80", (None, 80), []),
    ],
)
def test_a_mark_that_cannot_be_is_left_out_and_the_grade_kept(
    situation: str, mark: str, most: str, stored: tuple[Any, Any], columns: list[str]
) -> None:
    done = check({"mark": mark, "max_mark": most})

    assert (done.new["Mark"][0], done.new["Max mark"][0], done.new["Grade"][0]) == (*stored, "6"), situation
    assert [(problem.column, problem.kept) for problem in done.problems] == [(column, True) for column in columns]


def test_rows_of_one_award_are_one_result() -> None:
    done = check({}, {}, {}, components=component_rows({}, {"component_code": "8300/2"}, {"component_code": "8300/3"}))

    assert (done.accepted, len(done.new), len(done.components_new), done.problems) == (3, 1, 3, [])
    assert tuple(done.components_new.columns) == table("Components").headings
    assert done.components_new.iloc[1].to_dict() == {
        "Candidate number": "0042", "Awarding body": "AQA", "Entry code": "8300H", "Component code": "8300/2", "Title": "Paper 1",
        "Mark": 51, "Max mark": 80, "Grade": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("situation", "second", "components", "refused"),
    [
        ("word for word the same", {}, None, [3]),
        ("the same component twice", {}, [{}, {}], [3]),
        ("another component", {}, [{}, {"component_code": "8300/2"}], []),
        ("the same component with another mark is no repeat", {}, [{}, {"mark": "52"}], []),
        ("another title is no repeat", {"title": "Maths"}, None, []),
        ("another candidate", BEN, None, []),
    ],
)
def test_a_repeat_is_left_out(situation: str, second: dict[str, Any], components: list[dict[str, Any]] | None, refused: list[int]) -> None:
    done = check({}, second, components=component_rows(*components) if components else None)

    assert [row for row, _ in refused_for(done)] == refused, situation
    assert done.accepted == 2 - len(refused)
    assert all("row 2" in problem.way_out for problem in done.problems if problem.column == "Row")


def test_rows_with_several_components_each_repeat_only_if_all_are_the_same() -> None:
    marks = [
        {"row": row, "component_code": code, "mark": mark}
        for row, code, mark in [(2, "1", "9"), (2, "2", "8"), (3, "1", "9"), (3, "2", "8")]
    ]

    assert refused_for(check({}, {}, components=component_rows(*marks))) == [(3, "Row")]
    marks[0]["mark"] = "7"
    assert refused_for(check({}, {}, components=component_rows(*marks))) == []


@pytest.mark.parametrize(
    ("situation", "second", "columns"),
    [
        ("two grades", {"grade": "7"}, ["Grade", "Grade"]),
        ("a grade and X", {"grade": "X"}, ["Grade", "Grade"]),
        ("a grade and one that is none", {"grade": "Z"}, ["Grade", "Grade"]),
        ("with and without the flag", {"grade": "6#"}, ["Grade", "Grade"]),
        ("a grade and a blank: only the blank is refused", {"grade": ""}, ["Grade"]),
        ("two endorsements", {"endorsement": "P"}, ["Endorsement", "Endorsement"]),
    ],
)
def test_a_file_that_contradicts_itself_is_not_believed(situation: str, second: dict[str, Any], columns: list[str]) -> None:
    done = check({"endorsement": "M"}, {"endorsement": "M", **second})

    assert [column for _, column in refused_for(done)] == columns, situation
    assert len(done.new) == (len(columns) == 1)


def test_two_marks_for_one_award_are_both_left_out_and_the_grade_kept() -> None:
    done = check({"mark": "51"}, {"mark": "52"})

    assert (done.new["Grade"].tolist(), done.new["Mark"].tolist()) == (["6"], [None])
    assert told(done.problems) == [(2, "Mark", True), (3, "Mark", True)]


@pytest.mark.parametrize(
    ("situation", "file_date", "held_date", "takes"),
    [
        ("a newer file", NEWER, DAY, True),
        ("a second newer", DAY + timedelta(seconds=1), DAY, True),
        ("part of a second newer, which a workbook does not hold", DAY + timedelta(milliseconds=900), DAY, False),
        ("of the same time", DAY, DAY, False),
        ("an older file", OLDER, DAY, False),
        ("a held file without date", NEWER, None, False),
        ("an aware time is brought to the clock of London: 06:30 UTC is 07:30", datetime(2024, 8, 14, 6, 30, tzinfo=UTC), DAY, True),
    ],
)
def test_a_different_result_is_taken_from_a_newer_file_only(
    situation: str, file_date: datetime, held_date: datetime | None, takes: bool
) -> None:
    done = check({"grade": "7"}, file_date=file_date, **held(file_date=held_date))
    (problem,) = done.problems

    assert (len(done.new), len(done.changed), done.unchanged, done.accepted) == (0, int(takes), 0, int(takes)), situation
    assert (problem.column, problem.kept) == ("Grade", takes)
    assert "held: 6 (old.csv)" in problem.detail and "file: 7" in problem.detail
    if takes:
        row = done.changed.iloc[0]
        assert tuple(row[["Grade", "File", "Earlier grade", "Earlier file"]]) == ("7", FILE, "6", "old.csv")


@pytest.mark.parametrize(
    ("situation", "known", "row"),
    [
        ("a result entered by hand", {"File": ""}, {"grade": "7"}),
        ("a result of a file that the desk has no line for", {"File": "lost.csv"}, {"grade": "7"}),
    ],
)
def test_what_cannot_be_dated_stays(situation: str, known: dict[str, Any], row: dict[str, Any]) -> None:
    done = check(row, file_date=NEWER, **held(known))

    assert (len(done.changed), refused_for(done)) == (0, [(2, "Grade")]), situation


@pytest.mark.parametrize(
    ("situation", "known", "row", "outcome"),
    [
        ("the same again", {}, {}, "unchanged"),
        ("the same grade written otherwise", {"Grade": "9-8"}, {"grade": "98"}, "unchanged"),
        ("a flag typed beside the grade by hand", {"Grade": "6#"}, {"grade": "6#"}, "unchanged"),
        ("another title is no difference", {"Title": "Maths"}, {}, "unchanged"),
        ("the awarding body under another name", {"Awarding body": "Assessment and Qualifications Alliance"}, {}, "unchanged"),
        ("a mark the desk does not have is filled in", {"Mark": None}, {"mark": "51"}, "filled"),
        ("a mark the file does not have stays", {"Mark": 51}, {}, "unchanged"),
        ("the mark as a whole number or with a point", {"Mark": 51.0}, {"mark": "51"}, "unchanged"),
        ("a level the desk did not have is filled in", {"Level": ""}, {}, "filled"),
        ("so is one that the desk does not know", {"Level": "Diploma"}, {}, "filled"),
        ("a level that the desk knows stays", {"Level": "International GCSE"}, {}, "unchanged"),
        ("another mark", {"Mark": 51}, {"mark": "52"}, "taken"),
        ("the flag is new", {}, {"grade": "6#"}, "taken"),
        ("the flag is gone", {"Flag": "#"}, {}, "taken"),
        ("X becomes a grade", {"Grade": "X"}, {}, "taken"),
        ("a grade becomes Q", {}, {"grade": "Q"}, "taken"),
        ("another endorsement", {"Endorsement": "P"}, {"endorsement": "M"}, "taken"),
        ("another series is another result", {"Series": "June 2023"}, {}, "new"),
    ],
)
def test_what_a_newer_file_does_to_a_held_result(situation: str, known: dict[str, Any], row: dict[str, Any], outcome: str) -> None:
    done = check(row, file_date=NEWER, **held(known))

    counted = {"new": len(done.new), "unchanged": done.unchanged, "changed": len(done.changed)}
    assert counted == {"new": 0, "unchanged": 0, "changed": 0} | {outcome if outcome in counted else "changed": 1}, situation
    assert bool(done.changed["Earlier file"].any()) == (outcome == "taken")
    assert any("differs" in problem.message for problem in done.problems) == (outcome == "taken")


def test_filling_in_keeps_the_file_that_gave_the_grade_even_from_an_older_file() -> None:
    done = check({"mark": "51"}, file_date=OLDER - timedelta(days=9), **held({}))

    assert tuple(done.changed.iloc[0][["Grade", "Mark", "File", "Earlier file"]]) == ("6", 51, "old.csv", "")


def test_a_word_an_officer_wrote_for_a_mark_is_never_lost_unseen() -> None:
    """A newer file with a mark differs from the word and says so; a file without one leaves it where it is."""
    stays = check({"title": "Maths"}, file_date=NEWER, **held({"Mark": "see note", "Title": ""}))
    differs = check({"mark": "51"}, file_date=NEWER, **held({"Mark": "see note"}))

    assert tuple(stays.changed.iloc[0][["Mark", "Title"]]) == ("see note", "Maths")
    assert (differs.changed["Mark"].tolist(), len(differs.problems)) == ([51], 1)
    assert "mark see note" in differs.problems[0].detail


def test_a_word_for_a_component_mark_is_never_lost_unseen() -> None:
    key = {name: HELD[name] for name in ("Candidate number", "Awarding body", "Entry code")}
    known = rows_of("Components", {**key, "Component code": "8300/1", "Mark": "lost", "Max mark": 80})
    older = check({}, components=component_rows({}), known_components=known, file_date=OLDER, **held())

    assert older.components_changed["Mark"].tolist() == []
    assert [problem.kept for problem in older.problems] == [True]


def test_a_new_grade_does_not_keep_the_mark_of_the_old_one() -> None:
    row = check({"grade": "7", "title": ""}, file_date=NEWER, **held({"Mark": 51, "Endorsement": "M"})).changed.iloc[0]

    assert tuple(row[["Grade", "Mark", "Endorsement", "Title"]]) == ("7", None, "M", "Mathematics")


def test_the_flag_goes_with_the_earlier_grade() -> None:
    assert check({"grade": "7"}, file_date=NEWER, **held({"Flag": "#"})).changed["Earlier grade"].tolist() == ["6#"]


def test_a_changed_row_is_found_by_the_key_as_the_desk_writes_it() -> None:
    entries = ENTRIES.assign(**{"Entry code": "603/3139/2"})
    known = held({"Entry code": "603/3139/2"})
    done = check({"grade": "7", "entry_code": "60331392"}, entries=entries, file_date=NEWER, components=component_rows({}), **known)

    assert done.changed["Entry code"].tolist() == done.components_new["Entry code"].tolist() == ["603/3139/2"]
    assert (len(done.new), check({"entry_code": "60331392"}, entries=entries).new["Entry code"].tolist()) == (0, ["60331392"])


def test_every_row_of_an_older_award_is_refused_and_its_components_stay_out() -> None:
    two = component_rows({}, {"component_code": "8300/2"})
    done = check({"grade": "7"}, {"grade": "7"}, components=two, file_date=OLDER - timedelta(days=1), **held())

    assert (done.refused, len(done.components_new), refused_for(done)) == (2, 0, [(2, "Grade"), (3, "Grade")])


@pytest.mark.parametrize(
    ("situation", "held_mark", "file_date", "changed", "reported"),
    [
        ("another mark in a newer file", 50, NEWER, [51], True),
        ("another mark in an older file", 50, OLDER - timedelta(days=1), [], True),
        ("no mark in the desk yet", None, OLDER - timedelta(days=1), [51], False),
        ("the same mark", 51, NEWER, [], False),
    ],
)
def test_component_marks_follow_the_newer_file(
    situation: str, held_mark: int | None, file_date: datetime, changed: list[int], reported: bool
) -> None:
    key = {name: HELD[name] for name in ("Candidate number", "Awarding body", "Entry code")}
    known = rows_of("Components", {**key, "Component code": "8300/1", "Title": "Paper 1", "Mark": held_mark, "Max mark": 80})
    done = check({}, components=component_rows({}), known_components=known, file_date=file_date, **held())

    assert done.components_changed["Mark"].tolist() == changed, situation
    assert told(done.problems) == ([(2, "Component code", True)] if reported else [])
    assert (done.accepted, done.unchanged, len(done.components_new)) == (1, 1, 0)


@pytest.mark.parametrize(
    ("situation", "components", "stored", "columns"),
    [
        ("a word for a mark", [{"mark": "ABS"}], [None], ["Mark"]),
        ("above its maximum", [{"mark": "81"}], [None], ["Mark"]),
        ("no component code", [{"component_code": ""}], [], ["Component code"]),
        ("two marks for one component", [{"row": 2}, {"row": 2, "mark": "52"}], [None], ["Mark", "Mark"]),
        ("the same twice", [{"row": 2}, {"row": 2}], [51], []),
        ("of a row that is not there", [{"row": 99}], [], []),
    ],
)
def test_component_lines(situation: str, components: list[dict[str, Any]], stored: list[Any], columns: list[str]) -> None:
    done = check({}, components=component_rows(*components))

    assert done.components_new["Mark"].tolist() == stored, situation
    assert [(problem.column, problem.kept) for problem in done.problems] == [(column, True) for column in columns]
    assert done.accepted == 1


def test_a_row_with_several_results_has_each_component_at_its_own_entry_code() -> None:
    rows = result_rows({"row": 2}, {"row": 2, "entry_code": "8700", "title": "English"})
    done = check(results=rows, components=component_rows({"row": 2}, {"row": 2, "entry_code": "8700"}))

    assert done.components_new["Entry code"].tolist() == ["8300H", "8700"]


def test_components_of_a_refused_row_stay_out() -> None:
    done = check({}, {**BEN, "grade": "Z"}, components=component_rows({}, {"row": 3}))

    assert done.components_new["Candidate number"].tolist() == ["0042"]


def test_ten_bad_rows_of_a_hundred() -> None:
    """Every bad row is refused with its row, column and way out; the ninety others are taken as if nothing were wrong."""
    bad: dict[int, tuple[dict[str, Any], str]] = {
        3: ({"centre_number": "54321"}, "Centre number"), 11: ({"series": "June 2023"}, "Series"), 24: ({"series": "?"}, "Series"),
        30: ({"uci": "", "candidate_number": "9998", "name": "NOBODY:NEVER"}, "Candidate number"),
        41: ({"uci": "", "name": "OTHER:ANNA"}, "Candidate number"), 55: ({"uci": uci(43)}, "Candidate number"),
        68: ({"awarding_body": "Acme"}, "Awarding body"), 77: ({"entry_code": ""}, "Entry code"), 89: ({"grade": "A*"}, "Grade"),
        100: ({"grade": ""}, "Grade"),
    }  # fmt: skip
    rows = [{"entry_code": f"8{n:03d}", "row": n + 1, **bad.get(n, ({}, ""))[0]} for n in range(1, 101)]
    entries = rows_of(
        "Entries",
        *({"Candidate number": "0042", "Awarding body": "AQA", "Level": "GCSE", "Entry code": f"8{n:03d}"} for n in range(1, 101)),
    )
    done = check(*rows, entries=entries)

    assert (done.rows, done.accepted, done.refused, len(done.new)) == (100, 90, 10, 90)
    assert told(done.problems) == [(n + 1, column, False) for n, (_, column) in bad.items()]
    assert all(problem.file == FILE and problem.message and problem.way_out for problem in done.problems)
    assert done.new["Entry code"].tolist() == [f"8{n:03d}" for n in range(1, 101) if n not in bad]


def test_a_newer_file_with_an_impossible_grade_changes_nothing() -> None:
    done = check({"grade": "Z"}, components=component_rows({}), file_date=NEWER, **held())

    assert (len(done.changed), done.unchanged, len(done.components_new), refused_for(done)) == (0, 0, 0, [(2, "Grade")])
    assert [problem.message for problem in done.problems] == ["The grade is not one of its level"]


@pytest.mark.parametrize(
    ("situation", "series", "message"),
    [
        ("it can be read and is another", "June 2023", "The row is of another series"),
        ("it cannot be read", "Summer", "The series is blank or cannot be read"),
    ],
)
def test_a_series_is_refused_for_what_is_wrong_with_it(situation: str, series: str, message: str) -> None:
    assert [problem.message for problem in check({"series": series}).problems] == [message], situation


def test_an_empty_file_comes_to_nothing() -> None:
    done = check(components=component_rows())

    assert (done.rows, done.accepted, done.refused, done.problems, len(done.new), len(done.changed)) == (0, 0, 0, [], 0, 0)


@pytest.mark.parametrize("kind", [object, "str"])
def test_text_columns_of_either_kind_come_to_the_same(kind: Any) -> None:
    rows = result_rows({}, BEN)
    text = rows.astype({name: kind for name in RESULT_COLUMNS if name != "row"})

    pd.testing.assert_frame_equal(check(results=text).new, check({}, BEN).new)


GRADES = st.sampled_from(["6", "7", "U", "X", "Q", "6#", "98", "A*", "", "Z"])
ROW = st.fixed_dictionaries(
    {
        "candidate_number": st.sampled_from(["0042", "42", "0043", "0099", "", "abc"]),
        "uci": st.sampled_from([uci(42), uci(43), uci(77), "123450240042Z", ""]),
        "name": st.sampled_from(["SMITH:ANNA", "JONES Ben", "", "X, Y"]),
        "grade": GRADES,
        "entry_code": st.sampled_from(["8300H", "8700", "603/3139/2", "60331392", ""]),
        "awarding_body": st.sampled_from(["AQA", "OCR", "Acme", ""]),
        "series": st.sampled_from(["June 2024", "6A24", "June 2023", ""]),
        "level": st.sampled_from(["GCSE", "A level", "Diploma", ""]),
        "centre_number": st.sampled_from(["12345", "", "54321"]),
        "mark": st.sampled_from(["51", "99", "ABS", ""]),
        "max_mark": st.sampled_from(["80", ""]),
    }
)
FILES = st.lists(ROW, max_size=12)
PARTS = st.lists(
    st.fixed_dictionaries(
        {
            "row": st.integers(2, 13),
            "component_code": st.sampled_from(["1", "2", ""]),
            "mark": st.sampled_from(["51", "52", "81", "ABS", ""]),
            "grade": st.sampled_from(["", "a"]),
        }
    ),  # fmt: skip
    max_size=8,
)


@given(FILES, PARTS)
def test_every_row_is_accepted_or_refused_with_a_reason(rows: list[dict[str, str]], parts: list[dict[str, Any]]) -> None:
    done = check(*rows, components=component_rows(*parts))
    reasons = {problem.row for problem in done.problems if not problem.kept}

    assert done.accepted + done.refused == done.rows == len(rows)
    assert len(reasons) == done.refused
    assert not reasons & {problem.row for problem in done.problems if problem.kept}
    assert sum(done.counts[kind] for kind in ("graded", "U", "X", "Q")) == len(done.new)


@given(FILES, PARTS)
def test_codes_and_grades_never_change(rows: list[dict[str, str]], parts: list[dict[str, Any]]) -> None:
    done = check(*rows, components=component_rows(*parts))

    assert set(done.new["Entry code"]) <= {row["entry_code"] for row in rows}
    assert {grade + flag for grade, flag in zip(done.new["Grade"], done.new["Flag"], strict=True)} <= {row["grade"] for row in rows}
    assert set(done.new["Candidate number"]) <= set(CANDIDATES["Candidate number"])
    assert set(done.components_new["Component code"]) <= {part["component_code"] for part in parts} - {""}
    assert not done.new.duplicated(list(table("Results").key)).any()
    assert not done.components_new.duplicated(list(table("Components").key)).any()


@given(FILES, PARTS, st.sampled_from([OLDER, DAY, NEWER]), st.sampled_from(["5", "X", "6"]))
def test_the_same_file_twice_changes_nothing(rows: list[dict[str, str]], parts: list[dict[str, Any]], at: datetime, before: str) -> None:
    components, given_ = component_rows(*parts), held({"Grade": before}, file_date=DAY)
    first = check(*rows, components=components, file_date=at, **given_)
    results = merge("Results", given_["known_results"], first.new, first.changed)
    marks = merge("Components", NO_COMPONENTS, first.components_new, first.components_changed)
    files = rows_of("Files", file_line("old.csv", DAY), file_line(FILE, at))
    again = check(*rows, components=components, file_date=at, known_results=results, known_components=marks, files=files)

    assert (len(again.new), len(again.changed), len(again.components_new), len(again.components_changed)) == (0, 0, 0, 0)
    assert (again.accepted, again.refused) == (first.accepted, first.refused)
    assert again.counts == first.counts


@given(FILES, PARTS, st.lists(st.integers(2, 4), min_size=12, max_size=12))
def test_no_two_problems_have_one_key(rows: list[dict[str, str]], parts: list[dict[str, Any]], at: list[int]) -> None:
    """The Problems table is keyed by file, row, column, message and detail; a row may have several results and components."""
    placed = [{**row, "row": number} for row, number in zip(rows, at, strict=False)]
    problems = check(*placed, components=component_rows(*parts), file_date=NEWER, **held({"Grade": "5"})).problems

    assert len({(p.file, p.row, p.column, p.message, p.detail) for p in problems}) == len(problems)


def test_results_of_one_row_have_each_a_problem_with_its_entry_code() -> None:
    done = check({"row": 2, "grade": "X"}, {"row": 2, "grade": "X", "entry_code": "8700"}, {**BEN, "row": 3, "grade": "X"})

    assert [problem.detail for problem in done.problems if problem.column == "Grade"] == ["8300H", "8700", "8300H"]


def test_components_of_one_row_have_each_a_problem_with_its_code() -> None:
    marks = component_rows({"row": 2, "mark": "ABS"}, {"row": 2, "mark": "ABS", "component_code": "8300/2"})

    assert [problem.detail for problem in check({}, components=marks).problems] == ["8300/1: ABS", "8300/2: ABS"]


@given(FILES, PARTS)
def test_messages_and_ways_out_name_no_person_grade_or_mark(rows: list[dict[str, str]], parts: list[dict[str, Any]]) -> None:
    done = check(*rows, components=component_rows(*parts), file_date=NEWER, **held({"Grade": "5", "Mark": 33}))
    private = ["Smith", "SMITH", "Jones", "JONES", "Anna", "ANNA", "A*", "ABS", "51", "33", *(uci(n) for n in (42, 43, 77))]

    assert not [word for problem in done.problems for word in private if word in problem.message + problem.way_out]


def entry(number: str, body: str = "AQA", level: str = "GCSE", code: str = "8300H") -> dict[str, Any]:
    return {"Candidate number": number, "Awarding body": body, "Level": level, "Entry code": code, "Title": "Mathematics"}


def test_entries_without_result_are_listed_once_the_first_results_of_their_body_and_level_are_in() -> None:
    entries = rows_of(
        "Entries", entry("0042"), entry("0043"), entry("0042", level="GCE A-level", code="7400"), entry("0042", "Pearson", code="1MA1")
    )
    problems = entries_without_result(entries, rows_of("Results", HELD), facts())

    assert [problem.message for problem in problems] == [
        "No results imported yet for AQA, Level 3: 1 entry",
        "No results imported yet for Pearson, Level 1/2: 1 entry",
        "An entry has no result",
    ]
    assert "0043" in problems[2].way_out and "8300H" in problems[2].way_out
    assert {(problem.file, problem.row) for problem in problems} == {("results.xlsx", 0)}


@pytest.mark.parametrize(
    ("situation", "results", "messages"),
    [
        ("no result at all", [], ["No results imported yet for AQA, Level 1/2: 2 entries"]),
        ("X is a result", [{"Grade": "X"}, {"Candidate number": "0043"}], []),
        ("a result of last year is none", [{"Series": "June 2023"}], ["No results imported yet for AQA, Level 1/2: 2 entries"]),
        ("a result whose level nobody knew has that of its entry", [{"Level": ""}], ["An entry has no result"]),
        ("the body under another name", [{"Awarding body": "assessment and qualifications alliance"}], ["An entry has no result"]),
        ("the code in small letters", [{"Entry code": "8300h"}, {"Candidate number": "43"}], []),
    ],
)
def test_entries_without_result(situation: str, results: list[dict[str, Any]], messages: list[str]) -> None:
    entries = rows_of("Entries", entry("0042"), entry("0043"))
    problems = entries_without_result(entries, rows_of("Results", *({**HELD, **row} for row in results)), facts())

    assert [problem.message for problem in problems] == messages, situation


def test_every_missing_entry_is_a_problem_of_its_own() -> None:
    """The Problems table is keyed by file, row, column, message and detail: no two may be the same."""
    entries = rows_of("Entries", *(entry(f"{n:04d}") for n in range(42, 92)))
    problems = entries_without_result(entries, rows_of("Results", HELD), facts())

    assert len({(p.file, p.row, p.column, p.message, p.detail) for p in problems}) == len(problems) == 49


def test_reconcile_counts_each_body() -> None:
    entries = rows_of("Entries", entry("0042"), entry("0043"), entry("0044"), entry("0042", "OCR", code="J560"))
    results = rows_of("Results", HELD, {**HELD, "Candidate number": "0043", "Grade": "X"}, {**HELD, "Entry code": "8700", "Grade": "U"})

    assert reconcile(entries, results, facts()) == {
        "AQA": {"entries": 3, "graded": 1, "U": 1, "X": 1, "Q": 0, "missing": 1, "without_entry": 1},
        "OCR": {"entries": 1, "graded": 0, "U": 0, "X": 0, "Q": 0, "missing": 1, "without_entry": 0},
    }


def test_reconcile_counts_an_entry_once_whatever_its_title() -> None:
    entries = rows_of("Entries", entry("0042"), {**entry("42"), "Title": "Maths"})

    assert reconcile(entries, NO_RESULTS, facts())["AQA"]["entries"] == 1


KEYS = st.tuples(st.sampled_from(["0042", "0043", "42"]), st.sampled_from(["AQA", "OCR"]), st.sampled_from(["8300H", "8300h", "8700"]))


@given(st.lists(KEYS, max_size=8), st.lists(st.tuples(KEYS, st.sampled_from(["6", "U", "X", "Q", "6#", "Z"])), max_size=8))
def test_the_numbers_always_add_up(entered: list[tuple[str, str, str]], issued: list[tuple[tuple[str, str, str], str]]) -> None:
    """graded + U + X + Q + missing is entries + results without entry, for each awarding body."""
    entries = rows_of("Entries", *(entry(number, body, code=code) for number, body, code in entered))
    rows = [
        {**HELD, "Candidate number": who, "Awarding body": body, "Entry code": code, "Grade": grade} for (who, body, code), grade in issued
    ]

    for counts in reconcile(entries, rows_of("Results", *rows) if rows else NO_RESULTS, facts()).values():
        assert sum(counts[name] for name in ("graded", "U", "X", "Q", "missing")) == counts["entries"] + counts["without_entry"]
