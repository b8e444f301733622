"""A form or list that calls its columns otherwise: asked once, by lines of a profile on the sheet Heading profiles; silent from then on."""

from __future__ import annotations

from pathlib import Path

import pytest
from importer_files import text, write

from results_desk import importers
from results_desk.batch import Batch
from results_desk.errors import DeskError

Cells = dict[str, str]
OWN: dict[str, tuple[str, str, Cells, Cells]] = {
    "requests": ("Request form", "requests",
                 {"Timestamp": "2024-08-16", "Candidate number": "0042", "Help wanted": "S2", "Which papers": "7408/1"},
                 {"Help wanted": "service", "Which papers": "Component codes"}),
    "permissions": ("Permission form", "permissions",
                    {"Exam no": "0042", "Handing over": "By post", "Who fetches them": "Pat Grey"},
                    {"Exam no": "candidate_number", "Handing over": "How do you want your results?", "Who fetches them": "named person"}),
    "outcomes": ("Outcomes", "outcomes",
                 {"Enquiry": "AQ-1", "Closed": "12/09/2024", "Result": "Raised", "Script mark now": "51"},
                 {"Enquiry": "reference", "Closed": "Outcome date", "Result": "outcome grade", "Script mark now": "Mark after"}),
    "payments": ("Payments", "payments", {"When": "20/08/2024", "GBP": "65.00", "Memo": "PRS-24-0001"},
                 {"When": "paid_on", "GBP": "amount", "Memo": "Reference"}),
    "invoices": ("Invoice", "invoice", {"Cand ref": "0042", "Cost": "60.00", "Module": "7408/1"},
                 {"Cand ref": "Candidate number", "Cost": "amount", "Module": "component_code"}),
}  # fmt: skip
"""Kind of file: its profile, the frame it is read into, a file with headings of its own, and what each of them is."""
READ = {
    "requests": {"service": "S2", "component_codes": "7408/1"},
    "permissions": {"candidate_number": "0042", "results_choice": "Post", "named_person": "Pat Grey"},
    "outcomes": {"reference": "AQ-1", "outcome_on": "2024-09-12", "outcome_grade": "Up", "mark_after": "51"},
    "payments": {"paid_on": "2024-08-20", "amount": "65.00", "reference": "PRS-24-0001"},
    "invoices": {"candidate_number": "0042", "amount": "60.00", "component_code": "7408/1"},
}


ASKED = {"requests": "Help wanted", "permissions": "Handing over", "outcomes": "Closed", "payments": "Memo", "invoices": "Cost"}
"""The heading without which the file is not known."""


def read(kind: str, folder: Path, *profile: Cells) -> Batch:
    cells = OWN[kind][2]
    return importers.extract(write(folder / "own.csv", text([list(cells), list(cells.values())])), kind, profile)


def lines(kind: str) -> list[Cells]:
    """The lines that an officer types on the sheet."""
    profile, _, _, fields = OWN[kind]
    return [{"Profile": profile, "Field": field, "Heading": heading} for heading, field in fields.items()]


@pytest.mark.parametrize("kind", OWN)
def test_once_its_profile_is_saved_it_is_read_in_silence(kind: str, tmp_path: Path) -> None:
    batch = read(kind, tmp_path, *lines(kind))
    (row,) = getattr(batch, OWN[kind][1]).to_dict("records")

    assert {name: str(row[name]) for name in READ[kind]} == READ[kind]
    assert batch.problems == () and batch.notes == ()


@pytest.mark.parametrize("kind", OWN)
def test_a_file_that_lacks_a_line_of_it_is_asked_about(kind: str, tmp_path: Path) -> None:
    profile, _, cells, fields = OWN[kind]
    asked = [line for line in lines(kind) if line["Heading"] != ASKED[kind]]
    with pytest.raises(DeskError, match=f"add a line of the profile {profile} for each heading that is called otherwise") as refusal:
        read(kind, tmp_path, *asked)

    said = str(refusal.value)
    assert said.startswith("own.csv is no file of ") and ASKED[kind] in said.partition("found are the headings")[2]
    assert "to the Heading profiles sheet of results_desk.xlsx (Field: what it is here, such as " in said


@pytest.mark.parametrize("kind", OWN)
def test_a_line_with_a_field_that_is_none_is_told(kind: str, tmp_path: Path) -> None:
    wrong = {"Profile": OWN[kind][0], "Field": "shoe size", "Heading": "Size"}

    with pytest.raises(DeskError, match=f"a line of the profile {OWN[kind][0]} for the field shoe size: it must be one of"):
        read(kind, tmp_path, *lines(kind), wrong)


@pytest.mark.parametrize("kind", OWN)
def test_a_wrong_line_keeps_no_file_of_another_kind_from_being_read(kind: str, tmp_path: Path) -> None:
    wrong = [{"Profile": profile, "Field": "shoe size", "Heading": "Size"} for each, (profile, *_) in OWN.items() if each != kind]
    wrong.append({"Profile": "our system", "Field": "shoe size", "Heading": "Size"})
    assert getattr(read(kind, tmp_path, *lines(kind), *wrong), OWN[kind][1]).shape[0] == 1

    with pytest.raises(DeskError, match=r"own\.csv (is no file of results that is known here|holds .*, not results: use )"):
        importers.extract(tmp_path / "own.csv", "results", [*lines(kind), *wrong])


@pytest.mark.parametrize("kind", OWN)
def test_no_importer_minds_a_wrong_line_when_it_is_asked_what_a_file_is(kind: str, tmp_path: Path) -> None:
    read(kind, tmp_path, *lines(kind))
    wrong = {"Profile": OWN[kind][0], "Field": "shoe size", "Heading": "Size"}
    source = importers.read_source(tmp_path / "own.csv", [*lines(kind), wrong, {**wrong, "Profile": "our system"}])

    assert {importer.KIND for importer in importers.formats() if importer.identify(source)} == {kind}


def test_the_fields_that_there_are_are_told_as_the_officer_calls_them(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="it must be one of Payment date, Amount, Reference, Payment ID, Payer, Candidate Number, Route"):
        read("payments", tmp_path, {"Profile": "Payments", "Field": "Paid date", "Heading": "When"})


@pytest.mark.parametrize("kind", OWN)
def test_a_heading_that_two_fields_claim_is_told(kind: str, tmp_path: Path) -> None:
    first, second = lines(kind)[:2]

    with pytest.raises(DeskError, match=f"of the profile {OWN[kind][0]} to two fields: remove one of the lines"):
        read(kind, tmp_path, first, {**second, "Heading": first["Heading"]})


@pytest.mark.parametrize(
    ("heading", "asked"),
    [("Email", True), ("Named", True), ("Start time", False), ("ID", False)],
    ids=["nearly an email for results", "nearly a named person", "nothing that is read", "too short to tell"],
)
def test_a_column_that_is_not_used_is_said_and_asked_about_where_it_may_be_one_that_lacks(
    heading: str, asked: bool, tmp_path: Path
) -> None:
    path = tmp_path / "forms.csv"
    path.write_text(f"Candidate number,My results,{heading},Blank\n0042,By post,x,\n", encoding="utf-8")
    batch = importers.extract(path, "permissions")

    assert batch.notes == (f"Columns that were not used: {heading}.",)
    assert [problem.message for problem in batch.problems] == [f"The column {heading} was not used: its heading is not known here"] * asked
    assert all("on the sheet Heading profiles" in problem.way_out and problem.kept for problem in batch.problems)
