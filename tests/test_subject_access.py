"""Everything on one candidate, and nothing of anybody else: every table is filled from its definition for two people with marked words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from desks import call, copy, fingerprints
from embargo_desk import texts
from two_people import HISTORIES, NUMBERED, OTHER, OWN, a_row, two_people

from results_desk.edges.desk import audit
from results_desk.edges.desk.desk import Desk
from results_desk.edges.desk.ownfiles import papers_of
from results_desk.rules.subject_access.access import LEFT_OUT
from results_desk.rules.subject_access.people import People

PAGE = "README.txt"
BOOK = "everything held.xlsx"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_people(tmp_path_factory.mktemp("held") / "desk")


@pytest.fixture
def desk(held: Path, tmp_path: Path) -> Path:
    return copy(held, tmp_path)


def exported(desk: Path, *more: object) -> tuple[Path, dict[str, Any]]:
    said = call("export-candidate", desk, OWN, *more, "--json")
    assert said.code in (0, 4), said.out
    return Path(said.json["files"][0]), said.json


def cells(folder: Path) -> Iterator[tuple[str, object]]:
    for sheet in openpyxl.load_workbook(folder / BOOK):
        yield from ((sheet.title, cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_everything_of_the_candidate_is_there_and_nothing_of_another(desk: Path) -> None:
    folder, said = exported(desk)
    shown = [str(value) for _, value in cells(folder)]

    for spec in NUMBERED:
        words = {str(value) for value in a_row(spec, OWN).values() if isinstance(value, str) and value}
        assert words <= set(shown), spec.name
    assert shown.count("Zqown old") == len(HISTORIES)
    assert {"Zqown.eml", "<7342>"} <= set(shown)
    letters = sorted(path.name for path in (folder / "letters").rglob("*.*"))
    assert letters == ["7342 Zqownsur.docx", "R-7342 7342 Zqownsur.pdf"]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert not [path for path in files for text in texts(path) if b"Zqelse" in text or b"7343" in text]
    assert said["counts"]["files"] == 2 and len(files) == 4


def test_the_page_says_what_is_there_and_what_is_not(desk: Path) -> None:
    page = (exported(desk)[0] / PAGE).read_text(encoding="utf-8-sig")

    assert "Candidate 7342: everything" in page and "Lines: 1 row, from tracking_log.xlsx. Post-results services" in page
    assert "letters: 2 files" in page and "combined letters" in page and "Read it through" in page


def test_nothing_can_be_taken_for_a_formula_or_a_link(desk: Path) -> None:
    held = Desk(desk)
    bad = ("=cmd|'/c calc'!A1", "@SUM(1+1)*cmd", "+1", "-2+3", "https://evil.example", "\t=1")
    held.table("Queries").append({"Query ID": [f"Q{n}" for n in range(6)], "Candidate number": [OWN] * 6, "Note": list(bad)})
    held.commit("typed")
    folder, _ = exported(desk)

    parts = ZipFile(folder / BOOK)
    sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert {value for _, value in cells(folder)} >= set(bad)
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet or b"<f " in sheet for sheet in sheets)
    assert not any("externalLink" in name or "vba" in name for name in parts.namelist())


def test_what_names_another_candidate_is_left_out_and_told(desk: Path) -> None:
    held = Desk(desk)
    held.table("Lines").update({("L-7342",): {"Note": "Came with Zqelsefore Zqelsesur", "Reason": "as for candidate 7343"}})
    held.table("Certificates").update({("C-7343",): {"Note": "Brother is Zqownfore ZQOWNSUR"}})
    held.commit("typed")
    folder, said = exported(desk)

    assert [sheet for sheet, value in cells(folder) if value == LEFT_OUT] == ["Lines", "Lines"]
    told = {(each["file"], each["column"], each["message"].split(":")[1][:24]) for each in said["problems"]}
    assert told == {
        ("tracking_log.xlsx", "Note", " a cell of this candidat"), ("tracking_log.xlsx", "Reason", " a cell of this candidat"),
        ("certificates_register.xlsx", "Note", " a row of another candid"),
    }  # fmt: skip
    assert "Zq" not in json.dumps(said["problems"])


def test_what_several_candidates_share_is_nobodys(desk: Path) -> None:
    """A payment without a number goes by its request, unless two candidates stand on the request."""
    held = Desk(desk)
    held.table("Payments").append({"Payment ID": ["P1", "P2"], "Candidate number": [None, None], "Request ID": ["R-7342", "R-9"]})
    both = {"Line ID": ["L1", "L2"], "Candidate number": [OWN, OTHER], "Request ID": ["R-9", "R-9"], "Level": ["GCSE"] * 2}
    held.table("Lines").append(both)
    held.commit("typed")
    shown = {value for sheet, value in cells(exported(desk)[0])}

    assert "P1" in shown and "P2" not in shown and "L1" in shown and "L2" not in shown


def test_twice_changes_nothing_and_nothing_is_written_over(desk: Path) -> None:
    first, said = exported(desk)
    before = fingerprints(desk)
    again, said_again = exported(desk)

    assert (again, fingerprints(desk)) == (first, before) and (said["counts"]["written"], said_again["counts"]["written"]) == (4, 0)
    (first / PAGE).write_text("mine")
    third, _ = exported(desk)
    assert third.name == f"{first.name} (2)" and (first / PAGE).read_text() == "mine"


def test_a_folder_of_ones_own(desk: Path, tmp_path: Path) -> None:
    assert exported(desk, "--to", tmp_path / "for 7342")[0] == tmp_path / "for 7342"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("x")
    before = fingerprints(tmp_path)
    for place, says in ((tmp_path / "mine", "holds something else"), (desk / "letters" / "x", "lies inside the desk")):
        said = call("export-candidate", desk, OWN, "--to", place, "--json")
        assert said.code == 3 and says in said.json["message"]
    assert fingerprints(tmp_path) == before


@pytest.mark.parametrize(("number", "says"), [("0099", "Nothing is held on candidate 0099"), ("x1", "is no candidate"), ("../1", "is no")])
def test_a_number_nobody_has(desk: Path, number: str, says: str) -> None:
    said = call("export-candidate", desk, number, "--json")

    assert said.code == 3 and says in said.json["message"] and not (desk / "subject_access").exists()


def test_the_audit_log_knows_which_candidate_but_no_name(desk: Path) -> None:
    exported(desk)
    last = list(audit.entries(desk))[-1].said

    assert last["action"] == "export_candidate" and last["about"] == f"candidate {OWN}" and "Zq" not in json.dumps(last)


def test_papers_are_copied_only_from_inside_and_only_where_one_candidate_names_them(tmp_path: Path) -> None:
    for name in ("scans/a.pdf", "scans/b.pdf", "received/c.pdf", "d.xlsx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    outside = tmp_path.parent / "e.pdf"
    outside.write_text("x")
    (tmp_path / "link.pdf").symlink_to(outside)
    said = {"scans\\a.pdf", "scans/b.pdf", "received/c.pdf", "d.xlsx", "../e.pdf", str(outside), "link.pdf", "cabinet 3"}

    found = papers_of(tmp_path, said, {"scans/b.pdf"})
    assert list(found.files) == ["papers/scans/a.pdf"]
    assert set(found.unsure) == said - {"scans\\a.pdf", "d.xlsx", "cabinet 3"}


@pytest.mark.parametrize(
    ("text", "own", "other"),
    [
        ("Long, May Ling", True, False),
        ("May Long came", True, False),
        ("Lang, May", False, False),
        ("it may take long", False, False),
        ("O'Neil-Smith's form, Ann", False, True),
        ("ann o’neil-smith", False, True),
        ("Ann came", False, False),
        ("candidates 0042, 43", True, True),
        ("candidate no. 7", False, False),
        ("0043", False, False),
        ("mail may@example.org", False, False),
        ("UCI 123450043000A", False, True),
    ],
)
def test_whom_a_text_names(text: str, own: bool, other: bool) -> None:
    rows = [
        {"Candidate number": "42", "Surname": "Long", "Forenames": "May Jane", "Email": "may@example.org"},
        {"Candidate number": "0043", "Surname": "O'Neil-Smith", "Forenames": "Ann", "UCI": "123450043000A", "Email": "may@example.org"},
        {"Candidate number": "0042", "Name": "Lang, May"},
        {"Candidate number": "0044", "Name": "Lang, May"},
    ]
    people = People("0042", rows)

    assert (people.names_own(text), people.names_other(text)) == (own, other)
