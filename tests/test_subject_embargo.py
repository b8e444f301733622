"""Everything on one candidate goes by the embargo of that candidate's results: what others wait for is neither seen nor in the way."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from desks import call, copy, new_desk, put
from embargo_desk import texts

from results_desk.edges.desk import audit

LEVELS = {"A": ("GCE A-level", "9BS0", "Zq3"), "G": ("GCSE", "1BX0", "Zq2")}
"""Level, entry code and grade of the results."""
HELD = {"0042": "A", "0050": "G", "0060": "AG", "0070": "", "0071": "", "0080": "A"}
"""Whose results are on the desk. 0071 has an entry for a GCSE and no result yet; of 0080 a row was refused."""
EARLY, A_LEVELS, ALL = "2024-08-14 12:00", "2024-08-20 12:00", "2024-08-22 08:00"
SHEETS = "Left out until every result of this candidate is released"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = new_desk(tmp_path_factory.mktemp("held") / "desk")
    people = [{"Candidate number": number, "Surname": f"Zz{number}", "Forenames": "Pat"} for number in HELD]
    held = [(person, *LEVELS[level]) for person in people for level in HELD[str(person["Candidate number"])]]
    awards = [{**person, "Awarding body": "Pearson", "Level": level, "Entry code": code} for person, level, code, _ in held]
    results = [{**award, "Series": "June 2024", "Grade": grade} for award, (*_, grade) in zip(awards, held, strict=True)]
    put(folder, "Candidates", *people)
    put(folder, "Entries", *awards, {**people[4], "Awarding body": "Pearson", "Level": "GCSE", "Entry code": "1BX0"})
    put(folder, "Results", *results)
    put(folder, "Components", *({**result, "Component code": "01"} for result in results))
    put(folder, "Lines", *({**row, "Line ID": f"L-{at}", "Subject grade": row["Grade"]} for at, row in enumerate(results)))
    whole = {str(row["Candidate number"]): "".join(LEVELS[level][2] for level in HELD[str(row["Candidate number"])]) for row in people}
    put(folder, "MailMerge", *({"candidate_number": number, "result_1_grade": told} for number, told in whole.items()))
    put(folder, "Queries", {"Query ID": "Q1", "Candidate number": "0042", "Problem": "No certificate"})
    refused = {"File": "x.csv", "Row": 3, "Message": "The row has no grade", "Row kept": "No", "Detail": "candidate 0080"}
    put(folder, "Problems", refused)
    for number, told in (("0042", "Zq3"), ("0050", "Zq2"), ("0071", "Zq2")):
        letter = folder / "letters" / "RESTRICTED" / "statements" / f"{number} Zz{number}.docx"
        letter.parent.mkdir(parents=True, exist_ok=True)
        letter.write_text(told)
    return folder


@pytest.mark.parametrize(
    ("number", "at", "code", "shown", "left_out"),
    [
        ("0042", EARLY, 5, "", "results (GCE A-level) are RESTRICTED until 08:00 on Thursday 15 August 2024"),
        ("0042", A_LEVELS, 0, "A", ""),
        ("42", A_LEVELS, 0, "A", ""),
        ("0050", A_LEVELS, 5, "", "results (GCSE) are RESTRICTED until 08:00 on Thursday 22 August 2024"),
        ("0050", ALL, 0, "G", ""),
        ("0060", A_LEVELS, 0, "A", "Left out: results (GCSE) are RESTRICTED"),
        ("0060", ALL, 0, "AG", ""),
        ("0070", EARLY, 0, "", SHEETS),
        ("0071", A_LEVELS, 0, "", SHEETS),
        ("0080", A_LEVELS, 0, "A", SHEETS),
    ],
)
def test_only_the_candidate_s_own_results_are_waited_for(
    number: str, at: str, code: int, shown: str, left_out: str, desk: Path, tmp_path: Path
) -> None:
    mine = copy(desk, tmp_path)
    said = call("export-candidate", mine, number, "--at", at, "--json")
    made = [path for path in (mine / "subject_access").rglob("*") if path.is_file()]

    assert said.code == code or (code == 0 and said.code == 4), said.out
    seen = b"".join(text for path in made for text in texts(path)) + said.out.encode()
    assert {key for key, (*_, grade) in LEVELS.items() if grade.encode() in seen} == set(shown)
    assert left_out in said.json["message"] and bool(left_out) == ("RESTRICTED" in seen.decode("latin-1") or SHEETS in said.out)
    assert ("refused" in list(audit.entries(mine))[-1].said) == (code == 5)


def test_what_the_candidate_may_have_is_all_there(desk: Path, tmp_path: Path) -> None:
    """The sheets and the letter of RESTRICTED that others' results made wait before."""
    mine = copy(desk, tmp_path)
    folder = Path(call("export-candidate", mine, "0042", "--at", A_LEVELS, "--json").json["files"][0])
    book = openpyxl.load_workbook(folder / "everything held.xlsx")

    assert {"Results", "Components", "Lines", "MailMerge", "Queries"} <= set(book.sheetnames)
    assert [path.name for path in (folder / "letters").rglob("*.docx")] == ["0042 Zz0042.docx"]
    assert "RESTRICTED" not in (folder / "README.txt").read_text(encoding="utf-8-sig")
    assert "0050" not in json.dumps([list(row) for sheet in book for row in sheet.values], default=str)
