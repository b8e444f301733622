"""What may be somebody else's never goes out as a candidate's: namesakes, shared addresses, numbers in a text, papers of two."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from desks import call, copy, new_desk

from results_desk import tables
from results_desk.edges.desk.desk import Desk
from results_desk.edges.desk.ownfiles import letters_of, papers_of, write_folder
from results_desk.edges.desk.received import keep_bytes
from results_desk.rules.subject_access.access import LEFT_OUT, NOT_SURE, Subject
from results_desk.rules.subject_access.check import Check, ToCheck
from results_desk.rules.subject_access.people import People

Rows = Mapping[str, Sequence[Mapping[str, object]]]
JOHN = {"Candidate number": "0042", "Surname": "Smith", "Forenames": "John", "Email": "smiths@example.org", "UCI": "12345024004 2A"}
NAMESAKE = {"Candidate number": "0099", "Surname": "Smith", "Forenames": "John", "Email": "smiths@example.org"}
ANN = {"Candidate number": "0050", "Surname": "Jones", "Forenames": "Ann", "UCI": "123450240050B"}
LONGER = {"Candidate number": "0051", "Surname": "Smith Lopez", "Forenames": "John"}
PUPIL_OF_A_YEAR = {"Candidate number": "2024", "Surname": "Ng", "Forenames": "May"}
LINES = [
    {"Candidate number": "0042", "Line ID": "PRS-24-0001-1", "Request ID": "PRS-24-0001"},
    {"Candidate number": "0099", "Line ID": "PRS-24-0002-1", "Request ID": "PRS-24-0002"},
]


def subject(table: str, *found: Mapping[str, object], people: Sequence[Mapping[str, object]] = (JOHN, NAMESAKE, ANN)) -> Subject:
    """Candidate 0042 of a desk with these candidates, two lines, and these rows of a table, blank where nothing is said."""
    held: Rows = {"Candidates": people, "Lines": LINES}
    rows = [{heading: None for heading in tables.table(table).headings} | dict(row) for row in found]
    return Subject("0042", {name: (tables.table(name), list(held.get(name, ()))) for name in held} | {table: (tables.table(table), rows)})


def handed(of: Subject, table: str) -> list[dict[str, object]]:
    """What goes out of the rows of a table, without the blanks."""
    sheets = {part.about.removesuffix(" (a list for the day's work, made from the others)"): part.rows for part in of.parts()}
    rows = sheets.get(tables.table(table).title, ())
    return [{heading: value for heading, value in row.items() if value is not None} for row in rows]


def told(of: Subject) -> list[tuple[str, Check]]:
    return [(each.heading, each.found) for each in dict.fromkeys(of.to_check)]


@pytest.mark.parametrize(
    "row",
    [
        {"Payment ID": "P1", "Payer": "Mrs Smith", "Note": "for John Smith"},
        {"Payment ID": "P1", "Reference": "0042 review"},
        {"Payment ID": "P1", "Reference": "J SMITH"},
        {"Payment ID": "P1", "Payer": "smiths@example.org"},
        {"Payment ID": "P1", "Payer": "John Smith", "Request ID": "PRS-24-0002"},
        {"Payment ID": "P1", "Payer": "John Smith Lopez"},
    ],
    ids=["a name that two bear", "a bare number", "an initial", "the address of brothers", "another's request", "a longer name of another"],
)
def test_a_payment_that_may_be_of_either_is_handed_over_to_neither_and_told(row: dict[str, object]) -> None:
    of = subject("Payments", row, people=(JOHN, NAMESAKE, ANN, LONGER))

    assert handed(of, "Payments") == [] and Check.NOBODYS_ROW in {found for _, found in told(of)}


@pytest.mark.parametrize(
    "row",
    [
        {"Payment ID": "P1", "Payer": "John Smith", "Request ID": "PRS-24-0001"},
        {"Payment ID": "P1", "Note": "see (PRS-24-0001-1)"},
        {"Payment ID": "P1", "Reference": "candidate 42"},
        {"Payment ID": "P1", "Reference": "UCI 12345 024004 2A"},
    ],
    ids=["own request", "own line in brackets", "own number in words", "own UCI in groups"],
)
def test_a_payment_that_is_surely_the_candidates_is_handed_over(row: dict[str, object]) -> None:
    assert handed(subject("Payments", row), "Payments") == [row]


def test_a_name_that_nobody_else_has_still_tells_whose_a_payment_is() -> None:
    row = {"Payment ID": "P1", "Payer": "Smith, John"}

    assert handed(subject("Payments", row, people=(JOHN, ANN)), "Payments") == [row]


@pytest.mark.parametrize(
    ("note", "goes_out", "found"),
    [
        ("same paper as 0050", LEFT_OUT, Check.LEFT_OUT),
        ("on the list under this name: 0099, 0050", LEFT_OUT, Check.LEFT_OUT),
        ("0050; as she said", LEFT_OUT, Check.LEFT_OUT),
        ("came with candidate (0050)", LEFT_OUT, Check.LEFT_OUT),
        ("UCI 12345 024005 0B", LEFT_OUT, Check.LEFT_OUT),
        ("shares a paper with A. Jones", "shares a paper with A. Jones", Check.LEFT_IN),
        ("as 2024 had it", "as 2024 had it", Check.LEFT_IN),
        ("asked again in June 2024, room 1250, ring 020 7946 0050", "asked again in June 2024, room 1250, ring 020 7946 0050", None),
        ("15/08/2024, entry 8300/1H, £0050", "15/08/2024, entry 8300/1H, £0050", None),
    ],
)
def test_a_note_that_tells_of_another_candidate(note: str, goes_out: str, found: Check | None) -> None:
    of = subject("Queries", {"Candidate number": "0042", "Query ID": "Q1", "Note": note}, people=(JOHN, NAMESAKE, ANN, PUPIL_OF_A_YEAR))

    assert handed(of, "Queries") == [{"Candidate number": "0042", "Query ID": "Q1", "Note": goes_out}]
    assert told(of) == ([("Note", found)] if found else [])


def test_what_we_wrote_of_a_refused_request_is_found_by_its_number_and_does_not_go_out() -> None:
    """`rules.asking` writes the number first, the name as it was typed, and the numbers on the list under that name."""
    of = subject("Problems", {"File": "a.csv", "Message": "Not the name", "Detail": "0042; Smith J; nobody", "Row kept": "No"})
    other = subject("Problems", {"File": "a.csv", "Message": "Not the name", "Detail": "0042; Ann Jones", "Row kept": "No"})

    assert handed(of, "Problems") == [{"File": "a.csv", "Message": "Not the name", "Detail": NOT_SURE, "Row kept": "No"}]
    assert told(of) == [("Detail", Check.REFUSED)] and handed(other, "Problems")[0]["Detail"] == LEFT_OUT


def test_a_list_of_candidate_numbers_tells_that_this_one_is_on_it_and_not_who_else() -> None:
    for listed in ("0042, 0050", "40-60", "0040 to 0060"):
        of = subject("Moderation", {"Ref": "M1", "Candidate list": listed})

        assert handed(of, "Moderation") == [{"Ref": "M1", "Candidate list": LEFT_OUT}]
    assert handed(subject("Moderation", {"Ref": "M1", "Candidate list": "0050 / 0051"}), "Moderation") == []


def test_a_row_that_went_from_one_candidate_to_another_takes_no_history_with_it() -> None:
    """Line PRS-24-0001-1 stood under 0050 until its number was corrected; PRS-24-0002-1 under 0042."""
    day = datetime(2024, 9, 2)
    of_line = {"Table": "Lines", "Key": "PRS-24-0001-1", "Column": "Candidate number"}
    before = of_line | {"When": day, "Column": "Note", "Old": "she is ill", "New": ""}
    step, after = of_line | {"When": day.replace(day=3), "Old": "0050", "New": "0042"}, before | {"When": day.replace(day=4), "Old": "his"}
    lost = step | {"When": day, "Key": "PRS-24-0002-1", "Old": "42", "New": "0099"}

    of = subject("History", before, step, after)
    assert handed(of, "History") == [step | {"Old": LEFT_OUT}, after]
    assert told(of) == [("Old", Check.LEFT_OUT), ("Key", Check.BEFORE)]
    assert handed(subject("History", before), "History") == [before]
    of = subject("History", lost)
    assert handed(of, "History") == [] and told(of) == [("Key", Check.BEFORE)]


def test_a_row_under_this_number_with_the_name_of_another_on_the_list_does_not_make_that_name_this_ones() -> None:
    row = {"Candidate number": "0042", "Payment ID": "P1", "Payer": "Ann Jones"}
    held = {"Candidates": (tables.table("Candidates"), [JOHN, ANN]), "Payments": (tables.table("Payments"), [row]),
            "Lines": (tables.table("Lines"), [{"Candidate number": "0042", "Line ID": "L1", "Name": "Jones, Ann"}])}  # fmt: skip
    of = Subject("0042", held)

    assert handed(of, "Lines")[0]["Name"] == handed(of, "Payments")[0]["Payer"] == LEFT_OUT


def test_a_second_number_with_the_same_uci_is_told() -> None:
    twice = NAMESAKE | {"UCI": "123450240042A"}

    assert told(subject("Queries", people=(JOHN, twice))) == [("UCI", Check.TWO_NUMBERS)] and told(subject("Queries")) == []


def test_the_bare_number_in_a_row_of_another_is_told() -> None:
    of = subject("Queries", {"Candidate number": "0050", "Query ID": "Q1", "Note": "mixed up with 0042"})

    assert handed(of, "Queries") == [] and told(of) == [("Note", Check.OTHERS_ROW)]


def test_a_candidates_own_forenames_are_not_taken_for_another_who_is_called_that() -> None:
    rows = [{"Candidate number": "0042", "Surname": "Smith", "Forenames": "James Thomas"},
            {"Candidate number": "0050", "Surname": "Thomas", "Forenames": "James"}]  # fmt: skip
    people = People("0042", rows)

    assert not people.names_other("James Thomas") and not people.may_name_other("Smith, James Thomas")
    assert people.may_name_other("sat beside James Thomas")


def test_every_check_is_said_without_anything_personal() -> None:
    of = subject("Queries", {"Candidate number": "0042", "Query ID": "Q1", "Note": "for Ann Jones"})
    problem = of.parts() and of.to_check[0].problem()

    assert problem and (problem.file, problem.row, problem.column, problem.detail) == ("results.xlsx", 0, "Note", "")
    assert problem.message == "Sheet Queries: a cell of this candidate names another candidate, and was left out"
    assert problem.way_out == "Look at it, and add by hand what of it is the candidate's."
    assert all(ToCheck("letters", "", "", check).problem().way_out for check in Check)


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


@pytest.mark.parametrize(
    "others",
    ["scans/both.pdf", "scans\\both.pdf", "./scans/both.pdf", " scans/both.pdf ", "SCANS/Both.PDF", "see scans/both.pdf", "a.pdf; both.pdf",
     "scans/link.pdf", "scans/../scans/both.pdf"],
)  # fmt: skip
def test_a_paper_that_another_names_too_goes_to_neither_however_it_is_spelt(others: str, tmp_path: Path) -> None:
    put(tmp_path, "scans/both.pdf", "scans/mine.pdf")
    (tmp_path / "scans" / "link.pdf").symlink_to(tmp_path / "scans" / "both.pdf")
    found = papers_of(tmp_path, {"scans/both.pdf", "scans/mine.pdf "}, {others})

    assert list(found.files) == ["papers/scans/mine.pdf"] and found.unsure == ["scans/both.pdf"]


@pytest.mark.parametrize("place", ["letters/restricted/x.pdf", "scans/Restricted/x.pdf", "Received/x.pdf", "scans/link.pdf"])
def test_a_paper_in_a_folder_of_ours_is_not_taken_wherever_a_link_leads(place: str, tmp_path: Path) -> None:
    put(tmp_path, *([place] if "link" not in place else ["letters/RESTRICTED/x.pdf", "scans/x"]))
    if "link" in place:
        (tmp_path / place).symlink_to(tmp_path / "letters" / "RESTRICTED" / "x.pdf")

    found = papers_of(tmp_path, {place}, ())
    assert found.files == {} and found.unsure == [place]


def test_a_cell_may_hold_anything_that_ends_as_a_paper_does(tmp_path: Path) -> None:
    put(tmp_path, "scans/a.pdf", "scans/b.pdf", "scans/c; d.pdf")
    said = {"x" * 300 + ".pdf", "a\0b.pdf", "scans/a.pdf; scans/b.pdf", "scans/c; d.pdf", ".pdf", "scans/none.pdf", "cabinet 3"}
    found = papers_of(tmp_path, said, ())

    assert sorted(found.files) == ["papers/scans/a.pdf", "papers/scans/b.pdf", "papers/scans/c; d.pdf"]
    assert sorted(found.unsure) == sorted(["x" * 300 + ".pdf", "a\0b.pdf", "scans/none.pdf"])


def test_letters_are_the_candidates_by_number_and_name_and_a_list_of_all_is_not(tmp_path: Path) -> None:
    people = People("2024", [{"Candidate number": "2024", "Surname": "O'Ng", "Forenames": "May Jane"}])
    own = ("statement/2024 O'Ng May Jane.docx", "outcome/R-1 2024 O'Ng May.pdf", "replaced/2024-08-15 080000/2024 O'Ng.docx")
    unsure = ("2024 statements all.pdf", "2024 O'Ng May.docx", "statement/2024 Jones Ann.docx", "statement/2024 O'Ng May and Ann.docx",
              "outcome/R-2 2024 O'Ng May.pdf", "scans/form of 2024.pdf")  # fmt: skip
    others = ("statement/0050 Jones Ann.docx", "restricted/statement/2024 O'Ng May.docx", "templates/2024 O'Ng May.docx",
              "outcome/R-2024-1 0050 Jones Ann.docx", "statement combined.docx")  # fmt: skip
    put(tmp_path / "letters", *own, *unsure, *others)
    found = letters_of(tmp_path, "2024", {"R-1"}, set(), False, people.is_called)

    assert sorted(found.files) == sorted(f"letters/{name}" for name in own)
    assert sorted(found.unsure) == sorted(str(Path("letters", name).parent) for name in unsure)


def test_what_a_killed_run_left_half_written_is_not_handed_over(tmp_path: Path) -> None:
    put(tmp_path, "for 0042/a.txt", "for 0042/letters/.0123456789abcdef.tmp", "for 0042/.mine.tmp")
    written = write_folder(tmp_path / "for 0042", {"a.txt": b"for 0042/a.txt", "README.txt": b"x"})

    assert written == 1
    assert sorted(path.name for path in (tmp_path / "for 0042").rglob("*.*")) == [".mine.tmp", "README.txt", "a.txt"]


def test_a_file_is_kept_whatever_its_ending(tmp_path: Path) -> None:
    for name in ("x." + "y" * 300, "é" * 300 + "." + "é" * 300, "results.X01"):
        kept = keep_bytes(name, b"x", tmp_path)
        assert len(kept.name.encode()) < 250 and keep_bytes(name, b"x", tmp_path) == kept
    assert kept.name == "results.X01"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Candidate 0042 has an A-level result and an entry for a GCSE; Problems and Queries tell that there is no result for it."""
    folder = new_desk(tmp_path_factory.mktemp("held") / "desk")
    held = Desk(folder)
    award = {"Candidate number": "0042", "Awarding body": "Pearson", "Level": "GCE A-level", "Entry code": "9BS0"}
    problem = {"File": "Entries", "Message": "An entry has no result", "Way out": "Look for candidate 0042", "Detail": "0042 Pearson 1BX0"}
    for name, rows in {
        "Candidates": [JOHN, ANN], "Entries": [award, award | {"Level": "GCSE", "Entry code": "1BX0"}],
        "Results": [award | {"Series": "June 2024", "Grade": "B"}],
        "Problems": [problem | {"Row": 0, "Column": "Entry code", "Row kept": "Yes"}],
        "Queries": [{"Query ID": "Q1", "Candidate number": "0042", "Problem": "No result for 1BX0", "Note": "y" * 300 + ".pdf"}],
    }.items():
        held.table(name).append({heading: [row.get(heading) for row in rows] for heading in rows[0]})
    held.commit("typed")
    return folder


@pytest.mark.parametrize(("at", "whole"), [("2024-08-20 12:00", False), ("2024-08-22 08:00", True)])
def test_before_the_release_no_sheet_tells_that_a_result_is_missing(at: str, whole: bool, desk: Path, tmp_path: Path) -> None:
    said = call("export-candidate", copy(desk, tmp_path), "0042", "--at", at, "--json")
    assert said.code == (4 if whole else 0), said.out
    folder = Path(said.json["files"][0])
    book = openpyxl.load_workbook(folder / "everything held.xlsx")
    sheets = {sheet.title: json.dumps([list(row) for row in sheet.values], default=str) for sheet in book}
    page = (folder / "README.txt").read_text(encoding="utf-8-sig")

    assert "9BS0" in sheets["Results"] and "1BX0" in sheets["Entries"]
    tells = [name for name, cells in sheets.items() if re.search("no result", cells, re.IGNORECASE)]
    assert tells == (["Queries", "Problems (results)"] if whole else [])
    left_out = "until every result of this candidate is released: Today (results), Chase, Queries, Problems (results)"
    assert (left_out in said.json["message"], left_out in page) == (not whole, not whole)
