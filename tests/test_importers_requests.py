"""Answers of request forms: times in London, consent, services by their JCQ names, component codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from importer_files import text, write

from results_desk import importers, reference
from results_desk.batch import Batch
from results_desk.errors import DeskError
from results_desk.importers.dates import day, looks_like_a_day, moment
from results_desk.importers.request_answers import service

HEADINGS = ["Timestamp", "Candidate number", "Component codes", "Service", "Consent to review", "Consent to access to scripts"]
SENT = "2024-08-16T09:12:33"


def answer(tmp_path: Path, **cells: str) -> Batch:
    row = dict(zip(HEADINGS, ["2024-08-16 09:12:33", "42", "01", "S2", "", ""], strict=True))
    row |= {name.replace("_", " "): value for name, value in cells.items()}
    return importers.extract(write(tmp_path / "answers.csv", text([list(row), list(row.values())])), "requests")


def cell(batch: Batch, name: str) -> str:
    assert batch.requests is not None
    return str(batch.requests[name].iloc[0])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-08-16", "2024-08-16"), ("16/08/2024", "2024-08-16"), ("16.8.2024", "2024-08-16"), ("16 Aug 2024", "2024-08-16"),
        ("16/08/2024 09:12", "2024-08-16T09:12:00"), ("16/08/2024, 09:12:33", SENT), ("2024-08-16T09:12:33", SENT),
        ("2024-08-16T08:12:33Z", SENT), ("2024-08-16T08:12:33.000Z", SENT), ("2024/08/16 9:12:33 AM GMT+1", SENT),
        ("2024-08-16 10:12:33+02:00", SENT), ("2024-08-16 09:12:33 BST", SENT), ("2024-01-16 09:12:33 GMT", "2024-01-16T09:12:33"),
        ("16/08/2024 12:05 AM", "2024-08-16T00:05:00"), ("16/08/2024 12:05 pm", "2024-08-16T12:05:00"),
        ("8/17/24 11:00", None), ("08/17/2024", None), ("16/08/2024 25:00", None), ("16/08/2024 13:00 pm", None), ("16/08/2024 x", None),
        ("16/8", None), ("45520.38", None), ("yesterday", None), ("2024-08-16T09:12:33+99:00", None),
    ],
)  # fmt: skip
def test_moments(written: str, expected: str | None) -> None:
    assert moment(written) == expected


def test_before_the_first_day_there_is_no_time_in_london() -> None:
    assert moment("0001-01-01 00:00 GMT+1") is None


@pytest.mark.parametrize("written", ["2024-08-16 09:12", "16/08", "", "x"])
def test_a_time_is_no_day(written: str) -> None:
    assert day(written) is None


@pytest.mark.parametrize("written", ["09-Sep", "9-Sep", "Sep-09", "08/09/2024", "8/8/24", "2024-09-09", "9 September", "09-sep-24"])
def test_what_excel_makes_of_a_double_grade(written: str) -> None:
    assert looks_like_a_day(written)


@pytest.mark.parametrize("written", ["9-9", "9-8", "1-1", "10-10", "A*A*", "D*D*D*", "A-B", "NA", "9", "U", "1E3", "Dec", "M-1", "9/9"])
def test_grades_that_are_no_dates(written: str) -> None:
    assert not looks_like_a_day(written)


@pytest.mark.parametrize(
    ("written", "expected", "problems"),
    [
        ("", "", 0), ("No", "", 0), ("no, thank you", "", 0), ("N/A", "", 0), ("-", "", 0),
        ("Yes", SENT, 0), ("yes, I consent to a review and know that my grade may go down", SENT, 0), ("I agree", SENT, 0),
        ("16/08/2024 08:30", "2024-08-16T08:30:00", 0), ("2024-08-15", "2024-08-15", 0),
        ("Yes/No", "", 1), ("I do not consent", "", 1), ("maybe", "", 1), ("08/17/2024", "", 1),
    ],
)  # fmt: skip
def test_consent_is_a_time_or_was_given_with_the_answer(tmp_path: Path, written: str, expected: str, problems: int) -> None:
    batch = answer(tmp_path, Consent_to_review=written)

    assert cell(batch, "ror_consent_on") == expected
    assert cell(batch, "ats_consent_on") == ""
    assert [(problem.column, problem.kept) for problem in batch.problems] == [("Consent to review", True)] * problems


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("S2", "S2"), ("s2", "S2"), ("Review of marking", "S2"), ("P2 - Priority review of marking", "P2"),
        ("Clerical re-check (S1)", "S1"), ("RoR Service 1 Clerical re-check", "S1"),
        ("Something else", "Something else"), ("", ""), ("Copy of script", "Copy of script"),
    ],
)  # fmt: skip
def test_a_service_is_its_code_where_the_answer_is_certain(tmp_path: Path, written: str, expected: str) -> None:
    assert cell(answer(tmp_path, Service=written), "service") == expected


@pytest.mark.parametrize("row", reference.rows("services"), ids=lambda row: row["service"])
def test_every_service_is_known_by_code_and_name(row: dict[str, str]) -> None:
    assert service(row["service"]) == service(f"{row['service']} {row['name']}") == row["service"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("01;02;", "01; 02"), ("01, 02", "01; 02"), ("01\n02\n01", "01; 02"), ("8700/1", "8700/1"), ("", ""), (" ; ", "")],
)
def test_component_codes(tmp_path: Path, written: str, expected: str) -> None:
    assert cell(answer(tmp_path, Component_codes=written), "component_codes") == expected


def test_an_answer_without_a_candidate_number_is_refused(tmp_path: Path) -> None:
    batch = answer(tmp_path, Candidate_number="")

    assert batch.rows == 1
    assert [(problem.message, problem.kept) for problem in batch.problems] == [("The answer has no candidate number.", False)]


def test_a_time_that_cannot_be_read_keeps_the_answer(tmp_path: Path) -> None:
    batch = answer(tmp_path, Timestamp="8/17/24 11:00")

    assert (cell(batch, "received_on"), cell(batch, "candidate_number")) == ("", "0042")
    assert [(problem.column, problem.detail) for problem in batch.problems] == [("Timestamp", "8/17/24 11:00")]


USUAL = [{"Profile": row["profile"], "Field": row["field"], "Heading": row["heading"]} for row in reference.rows("heading_profiles")]
OWN = [
    {"Profile": "Request form", "Field": "service", "Heading": "What would you like us to do?", "Source": ""},
    {"Profile": "request FORM", "Field": "component codes", "Heading": "Service", "Source": ""},
    {"Profile": "Our MIS", "Field": "candidate_number", "Heading": "Pupil", "Source": ""},
]
"""A centre whose form calls the service otherwise, and the papers Service."""


def test_the_centres_own_form_is_read_by_its_profile(tmp_path: Path) -> None:
    cells = [["Timestamp", "Candidate number", "What would you like us to do?", "Service"], ["2024-08-16", "42", "S2", "7408/1"]]
    file = write(tmp_path / "own.csv", text(cells))
    batch = importers.extract(file, "requests", OWN)

    assert (cell(batch, "service"), cell(batch, "component_codes")) == ("S2", "7408/1")
    with pytest.raises(DeskError, match="profile Request form"):
        importers.extract(file, "requests", OWN[2:])


@pytest.mark.parametrize(
    ("field", "heading", "said"),
    [("grade", "Grade", "for the field grade: it must be one of"), ("reason", "Service", "to two fields: remove one of the lines")],
)
def test_a_wrong_line_of_the_profile_is_told(tmp_path: Path, field: str, heading: str, said: str) -> None:
    line = {"Profile": "Request form", "Field": field, "Heading": heading}

    with pytest.raises(DeskError, match=said):
        importers.extract(write(tmp_path / "own.csv", text([HEADINGS, ["2024-08-16", "42", "01", "S2", "", ""]])), "requests", [*OWN, line])


def test_lines_of_the_form_are_none_of_a_school_export(tmp_path: Path) -> None:
    file = write(tmp_path / "mis.csv", text([["Pupil", "Surname", "Forenames"], ["42", "Grey", "Casey"]]))

    assert importers.extract(file, "candidates", [*OWN, *USUAL]).candidates is not None
