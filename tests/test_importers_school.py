"""Candidates and entries from a school's own exports: headings by profile, names, numbers, dates of birth, repeated candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from importer_files import book, text, write

from results_desk import importers, reference
from results_desk.batch import Batch
from results_desk.errors import DeskError

HEADINGS = ["Candidate number", "Surname", "Forenames", "Date of birth"]
ENTRY = [*HEADINGS, "Awarding body", "Level", "Entry code"]
SHIPPED = tuple(reference.rows("heading_profiles"))


def profile(*lines: tuple[str, str], name: str = "Our system") -> list[dict[str, str]]:
    """Lines of the Heading profiles sheet as a desk gives them, the shipped ones among them."""
    shipped = [{"Profile": row["profile"], "Field": row["field"], "Heading": row["heading"], "Source": row["source"]} for row in SHIPPED]
    return [*shipped, *({"Profile": name, "Field": field, "Heading": heading, "Source": ""} for field, heading in lines)]


def read(tmp_path: Path, rows: Sequence[Sequence[str]], profiles: Sequence[Mapping[str, str]] = ()) -> Batch:
    return importers.extract(write(tmp_path / "list.csv", text(rows)), "candidates", profiles)


def people(batch: Batch, *names: str) -> list[tuple[str, ...]]:
    assert batch.candidates is not None
    return [tuple(row) for row in batch.candidates[list(names)].to_numpy().tolist()]


@pytest.mark.parametrize("row", SHIPPED, ids=lambda row: f"{row['field']}: {row['heading']}")
def test_every_usual_spelling_is_known(tmp_path: Path, row: dict[str, str]) -> None:
    first = {"candidate_number": "0042", "surname": "A", "forenames": "B", "awarding_body": "AQA", "entry_code": "8700"}
    plain = {field: field.replace("_", " ").capitalize() for field in first}
    values = {"on_roll": "Yes", "private_candidate": "No", "date_of_birth": "14/09/2007", "name": "A, B"} | first
    headings = plain | {row["field"]: row["heading"]}
    if row["field"] == "name":
        del headings["surname"], headings["forenames"]
    batch = read(tmp_path, [list(headings.values()), [values.get(field, "x") for field in headings]])
    assert batch.candidates is not None and batch.entries is not None
    known = {**batch.entries.iloc[0].to_dict(), **batch.candidates.iloc[0].to_dict()}

    if row["field"] == "name":
        assert (known["surname"], known["forenames"]) == ("A", "B")
    else:
        expected = {"date_of_birth": "2007-09-14"}.get(row["field"], values.get(row["field"], "x"))
        assert known[row["field"]] == expected


def test_a_heading_of_the_school_is_read_by_its_profile(tmp_path: Path) -> None:
    rows = [["Pupil ref", "Legal Surname", "Known as"], ["42", "A", "B"]]
    batch = read(tmp_path, rows, profile(("candidate_number", "PUPIL REF."), ("forenames", "Known as")))

    assert people(batch, "candidate_number", "forenames") == [("0042", "B")]


def test_a_line_of_the_school_wins_over_a_usual_spelling(tmp_path: Path) -> None:
    """`Candidate` is a usual spelling of the candidate number; here it is the name."""
    rows = [["Exam No", "Candidate"], ["0042", "O'NEILL, Anna"]]

    assert people(read(tmp_path, rows, profile(("name", "Candidate"))), "surname") == [("O'NEILL",)]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([("surname", "X"), ("forenames", "X")], "gives the heading X to two fields: remove one of the lines"),
        ([("surnam", "X")], "has a line for the field surnam: it must be one of candidate_number, uci"),
    ],
)
def test_a_profile_that_contradicts_itself(tmp_path: Path, lines: list[tuple[str, str]], said: str) -> None:
    with pytest.raises(DeskError, match=said):
        read(tmp_path, [HEADINGS, ["0042", "A", "B", ""]], profile(*lines))


def test_a_profile_that_contradicts_itself_stops_no_results(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", text([["Candidate number", "Awarding body", "Entry code", "Grade"], ["0042", "AQA", "8700", "7"]]))

    assert importers.extract(path, "results", profile(("surnam", "X"))).rows == 1


@pytest.mark.parametrize("field", ["Date of birth", "date_of_birth", "DATE OF BIRTH"])
def test_a_field_of_a_profile_may_be_spelled_as_in_the_workbook(tmp_path: Path, field: str) -> None:
    batch = read(tmp_path, [[*HEADINGS[:3], "Born"], ["0042", "A", "B", "2007-09-14"]], profile((field, "Born")))

    assert people(batch, "date_of_birth") == [("2007-09-14",)]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["Exam No", "Surname"], ["1", "A"]], r"no column known for forenames \(field forenames\) among its headings Exam No, Surname: a"),
        ([["Exam No", "Entry code"], ["1", "A"]], r"has no column known for awarding body \(field awarding_body\) among its headings"),
        ([[*HEADINGS, "Legal Surname"], ["1", "A", "B", "", "C"]], "two columns for surname, Surname and Legal Surname, and they differ"),
        ([[*HEADINGS, "Exam No"], ["1", "A", "B", "", "2"]], "two columns for candidate number, Candidate number and Exam No, and they"),
    ],
)
def test_columns_that_are_missing_or_contradict_each_other(tmp_path: Path, rows: list[list[str]], said: str) -> None:
    with pytest.raises(DeskError, match=said):
        read(tmp_path, rows)


def test_two_columns_that_agree_are_one(tmp_path: Path) -> None:
    rows = [[*HEADINGS, "Legal Surname"], ["1", "A", "B", "", "A"]]

    assert people(read(tmp_path, rows), "surname") == [("A",)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("42", "0042"), ("1", "0001"), ("0042", "0042"), ("9999", "9999"), ("0", None), ("0000", None), ("12345", None), ("4 2", None),
        ("٤٢", None), ("", None),
    ],  # fmt: skip
)
def test_candidate_numbers_have_four_digits(tmp_path: Path, written: str, expected: str | None) -> None:
    batch = read(tmp_path, [HEADINGS, [written, "A", "B", ""]])

    assert people(batch, "candidate_number") == ([] if expected is None else [(expected,)])
    assert [problem.column for problem in batch.problems] == ([] if expected else ["Candidate number"])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("O'NEILL:SIÂN MAI", ("O'NEILL", "SIÂN MAI")), ("De La Cruz , Ana María", ("De La Cruz", "Ana María")), ("SMITH,", ("SMITH", "")),
        ("Siân O'Neill", None), ("O'NEILL", None), (", Anna", None), ("A, B, C", None), ("Smith, Jo: x", None), ("", None),
    ],
)  # fmt: skip
def test_a_full_name_is_split_only_where_it_says_how(tmp_path: Path, name: str, expected: tuple[str, str] | None) -> None:
    batch = read(tmp_path, [["Exam No", "Student name"], ["0042", name]])

    assert people(batch, "surname", "forenames") == ([expected] if expected else [])
    assert [(problem.column, problem.kept) for problem in batch.problems] == ([] if expected else [("Student name", False)])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("14/09/2006", "2006-09-14"), ("1/9/2006", "2006-09-01"), ("2006-09-14", "2006-09-14"), ("2006-09-14 00:00:00", "2006-09-14"),
        ("14-Sep-2006", "2006-09-14"), ("14 September 2006", "2006-09-14"), ("29/02/2008", "2008-02-29"), ("", ""),
        ("29/02/2007", None), ("09/14/2006", None), ("14/09/06", None), ("Sept 2006", None), ("38974", None),
    ],
)  # fmt: skip
def test_dates_of_birth(tmp_path: Path, written: str, expected: str | None) -> None:
    batch = read(tmp_path, [HEADINGS, ["0042", "A", "B", written]])

    assert people(batch, "date_of_birth") == [(expected or "",)]
    assert [(problem.column, problem.kept, problem.detail) for problem in batch.problems] == (
        [] if expected is not None else [("Date of birth", True, written)]
    )


def test_a_date_of_birth_that_is_a_date_in_excel(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"S": [HEADINGS, [42, "A", "B", date(2006, 9, 14)]], "T": [["Other"]]})

    assert people(importers.extract(path, "candidates"), "candidate_number", "date_of_birth") == [("0042", "2006-09-14")]


def test_words_for_yes_and_no(tmp_path: Path) -> None:
    words = [("Y", "External"), ("On roll", "yes"), ("TRUE", "internal"), ("Left", "N"), ("0", ""), ("Dual", "?"), ("Dual", "no")]
    rows = [[*HEADINGS, "On roll", "Private"], *([f"{n:04d}", "A", "B", "", *pair] for n, pair in enumerate(words, 1))]
    batch = read(tmp_path, rows)

    assert people(batch, "on_roll", "private_candidate") == [
        ("Yes", "Yes"), ("Yes", "Yes"), ("Yes", "No"), ("No", "No"), ("No", ""), ("", ""), ("", "No"),
    ]  # fmt: skip
    assert [(problem.row, problem.column, problem.message, problem.kept) for problem in batch.problems] == [
        (7, "On roll", "Neither yes nor no, in 2 rows kept with this column blank.", True),
        (7, "Private", "Neither yes nor no, in 1 row kept with this column blank.", True),
    ]


def test_a_combined_file_gives_each_candidate_once_and_every_entry(tmp_path: Path) -> None:
    rows = [
        [*ENTRY, "UCI", "Email"],
        ["42", "Smith", "Jo", "", "AQA", "GCSE", "8700", "", ""],
        ["0042", "SMITH", "Jo", "14/09/2007", "Edexcel", "GCSE", "1MA1", "123450210042K", "jo@example.org"],
        ["0042", "Smith", "Jo", "14/09/2007", "OCR", "GCSE", "J277", "", "other@example.org"],
        ["0043", "Jones", "Al", "", "", "", "", "", ""],
    ]
    batch = read(tmp_path, rows)

    assert (batch.rows, batch.problems) == (4, ())
    assert people(batch, "row", "candidate_number", "surname", "date_of_birth", "uci", "email") == [
        (2, "0042", "Smith", "2007-09-14", "123450210042K", "jo@example.org"),
        (5, "0043", "Jones", "", "", ""),
    ]
    assert batch.entries is not None
    assert batch.entries[["row", "awarding_body", "entry_code"]].to_numpy().tolist() == [
        [2, "AQA", "8700"], [3, "Pearson", "1MA1"], [4, "OCR", "J277"],
    ]  # fmt: skip


def test_rows_that_contradict_each_other(tmp_path: Path) -> None:
    rows = [
        [*ENTRY, "ULN"],
        ["0042", "Smith", "Jo", "14/09/2007", "AQA", "GCSE", "8700", "1"],
        ["0042", "Jones", "Jo", "15/09/2007", "OCR", "GCSE", "J277", "2"],
        ["0042", "Smith", "Jo", "14/09/2007", "OCR", "GCSE", "J277", "1"],
    ]
    batch = read(tmp_path, rows)

    assert people(batch, "surname") == [("Smith",)]
    assert batch.entries is not None and list(batch.entries["row"]) == [2, 4]
    (problem,) = batch.problems
    assert (problem.row, problem.kept, problem.column) == (3, False, "ULN, Surname, Date of birth")
    assert problem.message == "The row contradicts row 2, which has the same candidate number."
    assert problem.detail == "1 / 2; Smith / Jones; 2007-09-14 / 2007-09-15"


def test_a_candidate_who_stands_in_a_list_twice(tmp_path: Path) -> None:
    batch = read(tmp_path, [HEADINGS, ["0042", "Smith", "Jo", ""], ["0042", "Smith", "Jo", ""]])

    assert (batch.rows, people(batch, "row")) == (2, [(2,)])
    (problem,) = batch.problems
    assert (problem.row, problem.message) == (3, "The row repeats row 2, which has the same candidate number.")


def test_a_column_like_an_entry_code_is_no_entry_without_an_awarding_body(tmp_path: Path) -> None:
    batch = read(tmp_path, [[*HEADINGS, "Code"], ["0042", "Smith", "Jo", "", "K"]])

    assert batch.entries is None
    assert batch.notes == ("The column Code was not read as entries: the file has no column for the awarding body.",)


def test_candidates_on_two_sheets_are_taken_from_the_first(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"Y11": [HEADINGS, ["0042", "A", "B", ""]], "Y13": [HEADINGS, ["0043", "A", "B", ""]]})
    batch = importers.extract(path, "candidates")

    assert (people(batch, "candidate_number"), batch.notes) == (
        [("0042",)],
        ("Sheet Y13 was not read: candidates are taken from one sheet, Y11.",),
    )
