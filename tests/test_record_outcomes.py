"""`record-outcomes` on a whole desk: log, results, trace, list of what is left; twice, wrong files, and a colleague in between."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from desks import call, copy, edit, filled_desk, fingerprints, put, rows_in

from results_desk.rules.cells import Row
from results_desk.rules.outcomes.outcomes import Recorded, Recorder
from results_desk.tables import table

AT = ("--at", "2024-10-15 09:00")
HEADINGS = "Line ID,Candidate number,Outcome date,Mark before,Mark after,Grade before,Grade after,Comment"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with results and two papers of one award of candidate 1035 sent for review."""
    desk = filled_desk(tmp_path_factory.mktemp("outcomes") / "made")
    award = next(row for row in rows_in(desk, "Results") if row["Candidate number"] == "1035" and row["Awarding body"] == "AQA")
    papers = [row for row in rows_in(desk, "Components") if (row["Candidate number"], row["Entry code"]) == ("1035", award["Entry code"])]
    usual = {heading: award[heading] for heading in ("Candidate number", "Awarding body", "Level", "Entry code")} | {
        "Request ID": "PRS-24-0001", "Service": "S2", "Status": "Sent to board", "Sent on": date(2024, 9, 3),
        "Subject grade": award["Grade"], "Subject": award["Title"], "Paid": 51, "Charge due": 51,
        "Board refund rule": "Full if grade changes",
    }  # fmt: skip
    lines = [
        usual | {"Line ID": f"PRS-24-0001-{n}", "Component code": paper["Component code"], "Raw mark": paper["Mark"]}
        for n, paper in enumerate(papers, 1)
    ]
    put(desk, "Lines", *lines)
    return desk


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Path:
    return copy(made, tmp_path)


def award_of(desk: Path) -> dict[str, object]:
    return next(row for row in rows_in(desk, "Results") if row["Candidate number"] == "1035" and row["Awarding body"] == "AQA")


def line_of(desk: Path, number: int = 1) -> dict[str, object]:
    return next(row for row in rows_in(desk, "Lines") if row["Line ID"] == f"PRS-24-0001-{number}")


def typed_of(desk: Path) -> dict[str, object]:
    """The line without what formulas compute."""
    computed = {column.heading for column in table("Lines").columns if column.formula}
    return {heading: value for heading, value in line_of(desk).items() if heading not in computed}


def outcome_file(folder: Path, *rows: str) -> Path:
    path = folder / "outcomes.csv"
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    return path


def up(desk: Path, tmp_path: Path) -> tuple[Path, str, int]:
    """A file with the first paper one mark and the award one grade up; the grade before, and the mark before."""
    before, mark = str(award_of(desk)["Grade"]), line_of(desk)["Raw mark"]
    assert isinstance(mark, int)
    better = "ABCDEU"["ABCDEU".index(before) - 1]
    return outcome_file(tmp_path, f"PRS-24-0001-1,1035,12/09/2024,{mark},{mark + 1},{before},{better},"), before, mark


def test_an_outcome_goes_everywhere_and_leaves_its_trace(desk: Path, tmp_path: Path) -> None:
    file, before, mark = up(desk, tmp_path)
    said = call("record-outcomes", desk, file, "--json", *AT)

    assert (said.code, said.json["counts"]["accepted"], said.json["counts"]["grades"]) in ((0, 1, 1), (4, 1, 1)), said.out
    line, award = line_of(desk), award_of(desk)
    assert (line["Outcome grade"], line["Mark after"], line["Mark change"], line["Status"]) == ("Up", mark + 1, 1, "Outcome received")
    assert line["Appeal last date"] == date(2024, 10, 12) and line["Refund due"] == 51
    assert line_of(desk, 2)["Refund due"] == 51, "every paid paper of the award"
    assert (award["Earlier grade"], award["File"]) == (before, "outcomes.csv") and award["Grade"] != before
    trace = rows_in(desk, "GradeChanges")
    assert {(row["What"], row["Line ID"], row["Changed on"]) for row in trace} >= {("Grade", "PRS-24-0001-1", date(2024, 9, 12))}
    assert "Statement" in {row["Still to update"] for row in rows_in(desk, "StillToUpdate")}
    assert (desk / "received" / "outcomes.csv").read_bytes() == file.read_bytes()
    assert any(row["File"] == "outcomes.csv" and row["Accepted"] == 1 for row in rows_in(desk, "Files"))


def test_a_second_reading_changes_no_file(desk: Path, tmp_path: Path) -> None:
    file, _, _ = up(desk, tmp_path)
    first = call("record-outcomes", desk, file, "--json", *AT)
    held = fingerprints(desk)
    second = call("record-outcomes", desk, file, "--json", *AT)

    assert second.json["counts"] | {"changed": 1, "grades": 1, "marks": 1} == first.json["counts"] | {"changed": 1, "grades": 1, "marks": 1}
    assert (second.json["counts"]["changed"], second.json["counts"]["grades"]) == (0, 0)
    assert fingerprints(desk) == held


def test_refused_rows_change_nothing_but_the_list_of_problems(desk: Path, tmp_path: Path) -> None:
    before = typed_of(desk), award_of(desk)
    said = call("record-outcomes", desk, outcome_file(tmp_path, "PRS-24-0077-1,1035,12/09/2024,,40,,,"), "--json", *AT)

    assert said.code == 4 and said.json["counts"]["refused"] == 1
    assert "no line PRS-24-0077-1" in said.json["problems"][0]["message"] and said.json["problems"][0]["way_out"]
    assert (typed_of(desk), award_of(desk)) == before and rows_in(desk, "GradeChanges") == []


def test_another_kind_of_file_names_its_command(desk: Path, tmp_path: Path) -> None:
    path = tmp_path / "hand.csv"
    path.write_text("Candidate number,Awarding body,Entry code,Grade\n1035,AQA,7402,A\n", encoding="utf-8")
    held = fingerprints(desk)
    said = call("record-outcomes", desk, path)

    assert said.code == 3 and "use import-results for it" in said.err
    assert fingerprints(desk) == held


def test_messages_hold_no_grade_and_no_name(desk: Path, tmp_path: Path) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_text("Line ID,Candidate name,Outcome date,Grade after\nPRS-24-0001-1,Zoe Quartz,12/09/2024,A*\n", encoding="utf-8")
    said = call("record-outcomes", desk, path, "--json", *AT)

    assert said.code == 4 and "Quartz" not in said.out and "A*" not in said.out
    assert "Quartz" not in (desk / "audit.log").read_text(encoding="utf-8")
    assert any("Zoe Quartz" in str(row["Detail"]) for row in rows_in(desk, "Problems"))


def test_what_a_colleague_saves_between_our_reading_and_our_writing_stays(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, _, mark = up(desk, tmp_path)
    take, calls = Recorder.take, []

    def slowly(self: Recorder, rows: Iterable[Row]) -> Recorded:
        if not calls:
            edit(desk, "Lines", "PRS-24-0001-1", Note="Candidate rings on Friday", Chased_on=date(2024, 9, 10))
        calls.append(1)
        return take(self, rows)

    monkeypatch.setattr(Recorder, "take", slowly)
    assert call("record-outcomes", desk, file, *AT).code in (0, 4)

    line = line_of(desk)
    assert len(calls) == 2, "the workbook changed meanwhile, so it was read again"
    assert (line["Note"], line["Chased on"], line["Mark after"]) == ("Candidate rings on Friday", date(2024, 9, 10), mark + 1)
    assert len([row for row in rows_in(desk, "GradeChanges") if row["What"] == "Grade"]) == 1


def papers_of(desk: Path) -> list[dict[str, object]]:
    code = award_of(desk)["Entry code"]
    return [row for row in rows_in(desk, "Components") if (row["Candidate number"], row["Entry code"]) == ("1035", code)]


LADDER = ("A*", "A", "B", "C", "D", "E", "U")


@pytest.mark.parametrize(
    ("grades", "newer"),
    [((0, -1), False), ((-1, -1), True), ((0, 0), True)],
    ids=["one paper changed it, the very same file", "both changed it, fetched again later", "marks only, fetched again later"],
)
def test_the_results_file_of_before_the_outcomes_puts_nothing_back(
    desk: Path, tmp_path: Path, grades: tuple[int, int], newer: bool
) -> None:
    award, papers = award_of(desk), papers_of(desk)
    path = tmp_path / "again.csv"
    headings = "Candidate number,Awarding body,Entry code,Grade,Series,Level,Mark,Component code,Component mark"
    said = f"1035,AQA,{award['Entry code']},{award['Grade']},June 2024,{award['Level']},{award['Mark']}"
    path.write_text("\n".join([headings, *(f"{said},{row['Component code']},{row['Mark']}" for row in papers)]) + "\n", encoding="utf-8")
    at, told = LADDER.index(str(award["Grade"])), []
    for n, (paper, step) in enumerate(zip(papers, grades, strict=False), 1):
        mark = int(str(paper["Mark"]))
        told.append(f"PRS-24-0001-{n},1035,{11 + n}/09/2024,{mark},{mark + 1},{LADDER[at]},{LADDER[at + step]},")
        at += step
    assert call("record-outcomes", desk, outcome_file(tmp_path, *told), "--json", *AT).json["counts"]["accepted"] == 2
    held = award_of(desk), papers_of(desk)
    assert (held[0]["Grade"], held[0]["Mark"]) == (LADDER[at], int(str(award["Mark"])) + 2)
    os.utime(path, (2_000_000_000 if newer else 1_000_000_000,) * 2)
    found = call("import-results", desk, path, "--json", *AT).json

    assert (award_of(desk), papers_of(desk)) == held
    assert (found["counts"]["accepted"], found["counts"]["changed"]) == (len(papers), 0)
    mine = [problem for problem in found["problems"] if problem["file"] == "again.csv"]
    assert all("from before the outcome of line PRS-24-0001-" in problem["message"] for problem in mine), mine
    assert {problem["column"] for problem in mine} == {"Grade", "Component code"}


def test_a_newer_results_file_that_changes_a_grade_leaves_its_trace(desk: Path, tmp_path: Path) -> None:
    award = award_of(desk)
    other = "A*" if award["Grade"] != "A*" else "A"
    path = tmp_path / "newer.csv"
    row = f"1035,AQA,{award['Entry code']},{other},June 2024,{award['Level']}"
    path.write_text(f"Candidate number,Awarding body,Entry code,Grade,Series,Level\n{row}\n", encoding="utf-8")
    os.utime(path, (2_000_000_000, 2_000_000_000))  # newer than what the desk was made of, however quickly that was
    for _ in range(2):
        call("import-results", desk, path, *AT)
        (change,) = rows_in(desk, "GradeChanges")

        assert (change["Before"], change["After"], change["Why"]) == (award["Grade"], other, "A newer results file")


OURS = "1035,AQA,{code},{grade},June 2024,GCE A-level,"
NOBODY = "0999,AQA,7402,A,June 2024,GCE A-level,"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([OURS + "54321"], "Nothing was taken: all of theirs.csv is of centre 54321, not 12345; no copy was kept"),
        ([NOBODY], "Nothing was taken: no row of theirs.csv was accepted"),
    ],
    ids=["another centre's file", "nobody of the file is ours"],
)
def test_a_results_file_of_which_nothing_is_taken_is_refused_and_not_kept(
    desk: Path, tmp_path: Path, rows: list[str], message: str
) -> None:
    award, held, path = award_of(desk), fingerprints(desk), tmp_path / "theirs.csv"
    told = [row.format(code=award["Entry code"], grade=award["Grade"]) for row in rows]
    headings = "Candidate number,Awarding body,Entry code,Grade,Series,Level,Centre number"
    path.write_text("\n".join([headings, *told]) + "\n", encoding="utf-8")
    said = call("import-results", desk, path, "--json", *AT)

    assert said.code == 3 and message in said.json["message"] and len(said.json["problems"]) == 1, said.out
    assert fingerprints(desk) == held and not (desk / "received" / "theirs.csv").exists()


def test_another_centres_file_beside_ours_is_not_kept_and_the_number_looked_for_is_told(desk: Path, tmp_path: Path) -> None:
    award = award_of(desk)
    headings = "Candidate number,Awarding body,Entry code,Grade,Series,Level,Centre number"
    ours = OURS.format(code=award["Entry code"], grade=award["Grade"])
    for name, rows in (("ours.csv", [ours, NOBODY]), ("theirs.csv", [ours + "54321"])):
        (tmp_path / name).write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
    said = call("import-results", desk, tmp_path / "ours.csv", tmp_path / "theirs.csv", "--json", *AT)

    assert said.code == 4 and "All of theirs.csv is of centre 54321: no copy of it was kept." in said.json["message"]
    assert (desk / "received" / "ours.csv").exists() and not (desk / "received" / "theirs.csv").exists()
    assert [str(row["Detail"])[:4] for row in rows_in(desk, "Problems") if row["File"] == "ours.csv" and row["Row"] == 3] == ["0999"]


def test_another_centres_file_in_one_of_two_archives_is_not_kept(desk: Path, tmp_path: Path) -> None:
    award = award_of(desk)
    headings = "Candidate number,Awarding body,Entry code,Grade,Series,Level,Centre number"
    ours = OURS.format(code=award["Entry code"], grade=award["Grade"])
    for archive, pieces in (("theirs", {"one.csv": "54321"}), ("both", {"two.csv": "54321", "three.csv": "12345"})):
        with zipfile.ZipFile(tmp_path / f"{archive}.zip", "w") as made:
            for name, centre in pieces.items():
                made.writestr(name, f"{headings}\n{ours}{centre}\n")
    said = call("import-results", desk, tmp_path / "theirs.zip", tmp_path / "both.zip", "--json", *AT)

    assert "All of one.csv in theirs.zip is of centre 54321: no copy of it was kept." in said.json["message"], said.out
    assert "All of two.csv in both.zip is of centre 54321: no copy of it was kept." in said.json["message"]
    assert {path.name for path in (desk / "received").glob("*.zip")} == {"both (our files).zip"}


def test_who_corrected_results_by_hand_when_an_outcome_was_withdrawn_is_not_told_that_the_later_stays(desk: Path, tmp_path: Path) -> None:
    award, path = award_of(desk), tmp_path / "again.csv"
    said = f"1035,AQA,{award['Entry code']},{award['Grade']},June 2024,{award['Level']},{award['Mark']}"
    path.write_text(f"Candidate number,Awarding body,Entry code,Grade,Series,Level,Mark\n{said}\n", encoding="utf-8")
    key = {"Candidate number": "1035", "Awarding body": "AQA", "Entry code": award["Entry code"], "Changed on": date(2024, 9, 12)}
    changes = (("Grade", award["Grade"], "A*"), ("Subject mark", award["Mark"], "150"))
    rows = [{"What": what, "Before": str(old), "After": new, "Line ID": "PRS-24-0001-1"} for what, old, new in changes]
    put(desk, "GradeChanges", *({"Change ID": f"GC-{n}", **key, **row} for n, row in enumerate(rows, 1)))
    found = call("import-results", desk, path, "--json", *AT).json

    assert [problem for problem in found["problems"] if problem["file"] == "again.csv"] == []
