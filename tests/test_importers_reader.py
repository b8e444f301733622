"""Reading a file: encodings, delimiters, where the headings are, which rows are data, and that every value stays as it is."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest
from importer_files import AQA, HAND, aqa_row, book, ods, ods_cell, ods_row, text, write

from results_desk import importers
from results_desk.batch import Batch
from results_desk.importers.headings import fold
from results_desk.importers.reader_workbook import text_of

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
CODES = ["0042", "NA", "1E3", "9-9", "=1+1", "+44", "-", "@x", "null", "TRUE", "1.0", "a  b", "#", 'say "A"', "nan", "None", "1,5;2"]


def results(path: Path) -> Batch:
    return importers.extract(path, "results")


def column(batch: Batch, name: str) -> list[str]:
    assert batch.results is not None
    return list(batch.results[name])


def hand(*rows: list[str]) -> list[list[str]]:
    return [HAND, *rows]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_every_encoding_delimiter_and_line_end_reads_the_same(tmp_path: Path, encoding: str, delimiter: str, newline: str) -> None:
    rows = [AQA, aqa_row(42, "9-9", Candidate_Name="Ó BRIAIN; ZOË, É"), aqa_row(43, "A*", Entry_Code='8700"x')]
    batch = results(write(tmp_path / "a.csv", text(rows, delimiter, newline), encoding))

    assert column(batch, "name") == ["Ó BRIAIN; ZOË, É", "SURNAME:ANNA"]
    assert column(batch, "grade") == ["9-9", "A*"]
    assert column(batch, "entry_code") == ["8700", '8700"x']
    assert column(batch, "row") == [2, 3]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_codes_stay_as_they_are(tmp_path: Path, delimiter: str) -> None:
    rows = hand(*([f"{n:04d}", "AQA", code, code] for n, code in enumerate(CODES, 1)))
    batch = results(write(tmp_path / "a.csv", text(rows, delimiter)))

    assert column(batch, "entry_code") == CODES
    assert column(batch, "grade") == CODES


def test_only_whitespace_around_a_value_is_removed(tmp_path: Path) -> None:
    batch = results(write(tmp_path / "a.csv", 'Candidate number ,Awarding body,\xa0Entry code,"Grade "\n 0042,AQA\t,  87  00 ,"\n7\n"\n'))

    assert column(batch, "candidate_number") == ["0042"]
    assert column(batch, "entry_code") == ["87  00"]
    assert column(batch, "grade") == ["7"]


def test_headings_are_found_by_name_in_any_order_case_and_punctuation(tmp_path: Path) -> None:
    rows = [["GRADE", "Notes", "entry_code", "Cand.  No.", "awarding-BODY"], ["7", "mine", "8700", "0042", "AQA"]]
    batch = results(write(tmp_path / "a.csv", text(rows)))

    assert (column(batch, "candidate_number"), column(batch, "entry_code"), column(batch, "grade")) == (["0042"], ["8700"], ["7"])
    assert {fold(one) for one in ("Cand. No.", "cand_no", "CandNo", "CAND\nNO")} == {"candno"}


def test_lines_above_the_headings_are_preamble_and_count_as_rows(tmp_path: Path) -> None:
    above = 'Awarding body: "AQA"\r\n\r\n"Results, provisional\r\nJune 2024",x\r\n;;;;;;;;;;;;;;;;;;;;;;;;;;\r\n'
    batch = results(write(tmp_path / "a.csv", above + text(hand(["0042", "AQA", "8700", "7"]))))

    assert column(batch, "row") == [6]


def test_a_quoted_line_break_adds_no_row(tmp_path: Path) -> None:
    rows = [AQA, aqa_row(1), aqa_row(2, Component_Title="Paper\r\n2\n3"), aqa_row(3, ""), aqa_row(4)]
    batch = results(write(tmp_path / "a.csv", text(rows)))

    assert column(batch, "row") == [2, 3, 5]
    assert [problem.row for problem in batch.problems] == [4]
    assert batch.components is not None
    assert list(batch.components["title"]) == ["P1", "Paper\r\n2\n3", "P1"]


def test_a_first_line_that_names_the_delimiter_is_no_row(tmp_path: Path) -> None:
    batch = results(write(tmp_path / "a.csv", "sep=|\r\n" + text(hand(["0042", "AQA", "8700", "7"]), "|")))

    assert column(batch, "row") == [2]


@pytest.mark.parametrize("end", [["Total", "", "", ""], ["TOTALS:", "", ""], ["", "Grand total", "12", ""], ["", "", "", ""], [], [" "]])
def test_blank_and_total_rows_are_not_data(tmp_path: Path, end: list[str]) -> None:
    batch = results(write(tmp_path / "a.csv", text(hand(["0042", "AQA", "8700", "7"], end, ["0043", "AQA", "8700", "6"], end, end, []))))

    assert (batch.rows, batch.problems, column(batch, "row")) == (2, (), [2, 4])


def test_a_candidate_called_total_is_data(tmp_path: Path) -> None:
    rows = [["Surname", *HAND], ["Total", "0042", "AQA", "8700", "7"], ["Total", "", "AQA", "8700", "7"]]
    batch = results(write(tmp_path / "a.csv", text(rows)))

    assert (batch.rows, column(batch, "surname"), [problem.row for problem in batch.problems]) == (2, ["Total"], [3])


def test_ragged_rows(tmp_path: Path) -> None:
    """Short rows end in blanks; blank cells beyond the headings are nothing; more values than headings may have slipped: refused."""
    right = [[*HAND, "Title"], ["0001", "AQA", "8700", "7"], ["0002", "AQA", "8700", "7", "Art", "", ""]]
    batch = results(write(tmp_path / "a.csv", text([*right, ["0003", "AQA", "8700", "7", "Art", "Craft"], ["0004", "AQA"]])))

    assert column(batch, "title") == ["", "Art"]
    assert [(problem.row, problem.message) for problem in batch.problems] == [
        (4, "The row has more cells than there are headings, so its values may stand in the wrong columns."),
        (5, "The entry code is blank."),
    ]


def test_values_below_a_blank_last_heading_may_have_slipped(tmp_path: Path) -> None:
    rows = [[*HAND, ""], ["0001", "AQA", "8700", "7", ""], ["0003", "AQA", "8700", "Art", "7"]]
    batch = results(write(tmp_path / "a.csv", text(rows)))

    assert ([problem.row for problem in batch.problems], column(batch, "row")) == ([3], [2])


def test_a_character_that_cannot_be_printed_refuses_its_row_only(tmp_path: Path) -> None:
    rows = hand(["0042", "AQA", "87\x0700", "7"], ["0043", "AQA", "8700", "6"], ["0044", "AQA", "8700\uffff", "6"])
    batch = results(write(tmp_path / "a.csv", text(rows)))

    assert column(batch, "row") == [3]
    assert [(problem.row, problem.message) for problem in batch.problems] == [
        (2, "The row holds a character that cannot be printed."),
        (4, "The row holds a character that cannot be printed."),
    ]


def test_headings_alone_are_a_file_without_rows(tmp_path: Path) -> None:
    batch = results(write(tmp_path / "a.csv", ",".join(HAND)))

    assert (batch.rows, column(batch, "row"), batch.components) == (0, [], None)


def test_ten_bad_rows_of_a_hundred_leave_ninety(tmp_path: Path) -> None:
    spoilt = [
        aqa_row(11, ""), aqa_row(12, Candidate_Number=""), aqa_row(13, Entry_Code=""), aqa_row(14, "09-Sep"), aqa_row(15, "2024-09-09"),
        aqa_row(16, "B", Result_Status_Notes="X"), aqa_row(17, "B", Result_Status_Notes="q"), [*aqa_row(18), "more"],
        aqa_row(19, Candidate_Name="A\x00B".replace("\x00", "\x01")), aqa_row(20, "", Result_Status_Notes="#"),
    ]  # fmt: skip
    good = [aqa_row(number) for number in range(101, 191)]
    batch = results(write(tmp_path / "a.csv", text([AQA, *good[:50], *spoilt, *good[50:]])))

    assert (batch.rows, len(column(batch, "row")), len(batch.problems)) == (100, 90, 10)
    assert [problem.row for problem in batch.problems] == list(range(52, 62))
    assert {problem.kept for problem in batch.problems} == {False}
    assert set(column(batch, "candidate_number")) == {f"{number:04d}" for number in range(101, 191)}
    assert all(problem.message and problem.way_out.endswith(".") for problem in batch.problems)


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (42, "0000", "0042"), (42.0, "0000;-0000", "0042"), (12345, "0000", "12345"), (9.0, "General", "9"), (123.5, "General", "123.5"),
        (0.1 + 0.2, "General", "0.3"), (9276308686, "General", "9276308686"), (9276308686.0, "0", "9276308686"), (-5, "0000", "-5"),
        (True, "General", "TRUE"), (False, "", "FALSE"), (1e21, "", "1e+21"), (42, '0000"x"', "42"), (7, "0.00", "7"),
        (datetime(2024, 9, 9), "d-mmm", "2024-09-09"), (datetime(2024, 9, 9, 8, 5, 1), "", "2024-09-09T08:05:01"),
        (date(2024, 9, 9), "", "2024-09-09"), (time(8, 0), "", "08:00:00"), (None, "", ""),
    ],
)  # fmt: skip
def test_a_cell_of_a_workbook_is_the_text_that_was_typed(value: object, number_format: str, expected: str) -> None:
    assert text_of(value, number_format) == (expected, isinstance(value, date | time))


def test_an_excel_workbook(tmp_path: Path) -> None:
    data = [[42, "AQA", "0870", 9.0], ["0043", "AQA", 870, "=1+1"], [44, "AQA", "1E3", date(2024, 9, 9)]]
    rows = [["Centre 12345"], [], HAND, *data, [], ["Total", 3]]
    path = book(tmp_path / "a.xlsx", {"Empty": [], "Results": rows, "Notes": [["hello"]]})
    batch = results(path)

    assert (batch.rows, column(batch, "row"), column(batch, "candidate_number")) == (3, [4], ["0042"])
    assert column(batch, "grade") == ["9"], "a formula without a saved value is blank"
    assert [(problem.row, problem.column, problem.message[:20]) for problem in batch.problems] == [
        (5, "Grade", "The grade is blank."),
        (6, "Grade", "The grade is a date:"),
    ]
    assert batch.notes == ("Sheet Notes was not read: it has no row with the headings Candidate Number, Awarding body, Entry code, Grade.",)


def test_number_formats_of_a_workbook_write_leading_zeros(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"S": [HAND, ["0042", "AQA", 870, 7]]}, {"C2": "00000"})

    assert column(results(path), "entry_code") == ["00870"]


def test_two_sheets_of_one_format_are_both_read(tmp_path: Path) -> None:
    """Rows of the second are numbered apart, so that a number names one row of the file; messages name sheet and row."""
    one, two = [HAND, ["0042", "AQA", "8700", "7"]], [HAND, ["0043", "AQA", "8700", "6"], ["0044", "AQA", "1", ""]]
    batch = results(book(tmp_path / "a.xlsx", {"One": one, "Two": two}))

    assert (batch.rows, column(batch, "row")) == (3, [2, 10_000_002])
    assert batch.problems[0].message == "Sheet Two, row 3: The grade is blank."
    assert batch.notes == ("Rows from 10,000,000 on are of sheet Two: 10,000,002 is its row 2.",)


def test_an_opendocument_sheet(tmp_path: Path) -> None:
    blank, none = "<table:table-cell/>", '<table:table-cell table:number-columns-repeated="16384"/>'
    twice = ods_cell("x", attributes='table:number-columns-repeated="2"')
    rows = (
        ods_row(ods_cell("Preamble"), none),
        ods_row(none, attributes='table:number-rows-repeated="3"'),
        ods_row(blank, *map(ods_cell, HAND)),
        ods_row(blank, ods_cell("42", "float", shown="0042"), *map(ods_cell, ("AQA", "a<text:s text:c='2'/>b")), ods_cell("9.0", "float")),
        ods_row(blank, ods_cell("0043"), twice, ods_cell("2024-09-09", "date", shown="9-9")),
        ods_row(blank, *map(ods_cell, ("0044", "AQA", "1", "5")), attributes='table:number-rows-repeated="2"'),
        ods_row(none, attributes='table:number-rows-repeated="1048570"'),
    )
    batch = results(ods(tmp_path / "a.ods", "".join(rows)))

    assert column(batch, "row") == [6, 8, 9]
    assert column(batch, "candidate_number") == ["0042", "0044", "0044"]
    assert column(batch, "entry_code") == ["a  b", "1", "1"]
    assert column(batch, "grade") == ["9", "5", "5"]
    assert [(problem.row, problem.detail) for problem in batch.problems] == [(7, "2024-09-09")]


def test_what_a_file_is_called_does_not_matter(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", {"S": [HAND, ["0042", "AQA", "8700", "7"]]})
    renamed = path.rename(tmp_path / "results.csv")

    assert column(results(renamed), "grade") == ["7"]
    assert column(results(write(tmp_path / "b.xlsx", text(hand(["0042", "AQA", "8700", "6"])))), "grade") == ["6"]
