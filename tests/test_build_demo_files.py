"""The practice desk's sample files: made the same every time, invented people with numbers that pass, and wrong only where planned."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from office import ROOT

from results_desk import reference
from results_desk.build import demo_files
from results_desk.build.demo_exams import Award, awards, grade_of
from results_desk.build.demo_flaws import NOT_ENTERED
from results_desk.build.demo_formats import component_codes
from results_desk.build.demo_people import people
from results_desk.rules.columns import objects
from results_desk.rules.identifiers import ucis_ok, ulns_ok
from results_desk.terms import Series

SHIPPED = ROOT / "addin" / "results_desk" / "demo"
FILES = demo_files.demo_files()
PLANNED: dict[str, Any] = json.loads(FILES["planned.json"])
RESULTS = PLANNED["import_results"]
ENCODINGS = {"entries.csv": "cp1252", "pearson_results.csv": "cp1252"}
NO_MARKS = ("X", "Q")

Rows = dict[int, dict[str, Any]]
"""Row number -> cells by heading."""
Sheet = list[list[Any]]


def sheets(file: str) -> dict[str, Sheet]:
    """Sheet -> its rows as a spreadsheet shows them; a CSV has one sheet called ""."""
    if file.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(FILES[file]))
        return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}
    text = FILES[file].decode(ENCODINGS.get(file, "utf-8-sig"))
    return {"": list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if file == "entries.csv" else ","))}


def data(file: str, sheet: str = "") -> Rows:
    """Row number -> cells by heading, below the headings and without total and blank rows."""
    grid = sheets(file)[sheet]
    at = next(n for n, row in enumerate(grid) if sum(bool(cell) for cell in row) > 3)
    below = {n: dict(zip(grid[at], row, strict=True)) for n, row in enumerate(grid[at + 1 :], at + 2)}
    return {n: row for n, row in below.items() if any(row.values()) and "Total" not in row.values()}


def by_candidate() -> dict[str, list[Award]]:
    sat = defaultdict(list)
    for award in awards():
        sat[award.person.number].append(award)
    return sat


def wrong(file: str, kind: str) -> list[dict[str, Any]]:
    """The rows of a file that are planned to be wrong in this way."""
    plans = (plan for plan in PLANNED["files"][file]["wrong"] if plan["kind"] == kind)
    return [data(file, plan.get("sheet", ""))[row] for plan in plans for row in plan["rows"]]


def test_the_shipped_files_are_current() -> None:
    assert demo_files.stale(SHIPPED) == []
    assert {path.name for path in SHIPPED.iterdir() if path.is_file()} == set(FILES), "a file that nothing makes"


def test_another_process_makes_the_same_bytes() -> None:
    """Nothing hangs on the order of a set, the clock, or what was drawn before."""
    code = (
        "import hashlib; from results_desk.build.demo_files import demo_files;"
        "print({name: hashlib.sha256(made).hexdigest() for name, made in demo_files().items()})"
    )
    seeds = [
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "addin"), "TZ": zone},
            capture_output=True, text=True, check=True, timeout=120,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]  # fmt: skip

    assert seeds[0] == seeds[1]


def test_build_writes_only_what_changed(tmp_path: Path) -> None:
    first = demo_files.build(tmp_path / "demo")
    (tmp_path / "demo" / "entries.csv").write_bytes(b"changed")
    (tmp_path / "demo" / "cambridge_results.xlsx").unlink()

    assert {path.name for path in first} == set(FILES)
    assert set(demo_files.stale(tmp_path / "demo")) == {"entries.csv", "cambridge_results.xlsx"}
    assert {path.name for path in demo_files.build(tmp_path / "demo")} == {"entries.csv", "cambridge_results.xlsx"}
    assert demo_files.build(tmp_path / "demo") == []
    assert not list((tmp_path / "demo").glob(".*"))


def test_the_people_are_of_every_kind() -> None:
    known = people()
    names = {f"{person.surname} {person.forenames}" for person in known}

    assert Counter(person.year for person in known) == {"11": 70, "13": 45, "": 5}
    assert sum(person.private for person in known) == 4
    assert "0042" in {person.number for person in known}
    assert max(map(len, names)) == 45
    assert {"O Min-jun", "Ng Wei Ling", "Stonegarth J", "Tansworth Ella", "Tansworth Ellie", "O'Dunmore Siobhán"} <= names
    assert len({person.born for person in known if person.surname == "Pellworth"}) == 1, "twins"


@pytest.mark.parametrize("field", ["number", "uci", "email"])
def test_nobody_shares_an_identity(field: str) -> None:
    assert len({getattr(person, field) for person in people()}) == len(people())


def test_numbers_pass_their_checks_and_addresses_lead_nowhere() -> None:
    known = people()

    assert all(ucis_ok(objects(person.uci for person in known)))
    assert all(ulns_ok(objects(person.uln for person in known if person.uln)))
    assert sum(not person.uln for person in known) == 2
    assert all(person.email.isascii() and person.email.endswith(("@example.org", "@example.com")) for person in known)
    assert all(len(person.number) == 4 and person.number.isdigit() for person in known)


def test_marks_stay_below_their_maximum_and_add_up() -> None:
    for award in awards():
        for mark, paper in zip(award.marks, award.subject.papers, strict=True):
            assert mark is None or 0 <= mark <= paper.max_mark
        assert award.total <= award.subject.max_mark


def test_a_better_mark_never_has_a_worse_grade() -> None:
    sat = defaultdict(list)
    for award in awards():
        if award.subject.papers and award.grade not in NO_MARKS:
            sat[award.key].append(award)
    for mine in sat.values():
        order = [*(grade for grade, _ in mine[0].subject.scale), "U"]
        ranks = [order.index(award.grade) for award in sorted(mine, key=lambda award: award.total)]

        assert ranks == sorted(ranks, reverse=True)
        assert all(award.grade == grade_of(award.subject, award.total) for award in mine)


def test_every_grade_is_on_a_ladder_of_its_level() -> None:
    ladders = {row["level"]: row["ladders"].split("; ") for row in reference.rows("levels")}
    known = {(row["ladder"], row["grade"]) for row in reference.rows("grade_ladders")}

    strange = [
        (award.key, award.grade) for award in awards()
        if award.grade not in NO_MARKS and not any((ladder, award.grade) in known for ladder in ladders[award.subject.level])
    ]  # fmt: skip
    assert strange == []


def test_some_candidates_have_many_results_and_nobody_has_one_twice() -> None:
    sat = by_candidate()

    assert len(sat["0042"]) == 9
    assert len({award.subject.body for award in sat["0042"]}) == 4
    assert len(sat["0052"]) == 12
    assert sat.keys() == {person.number for person in people()}
    assert all(len({award.subject.code for award in mine}) == len(mine) for mine in sat.values())
    assert {"9-8", "X", "Q", "U", "D*", "L2P"} <= {award.grade for award in awards()}


@pytest.mark.parametrize("file", [*PLANNED["import_candidates"], *RESULTS])
def test_a_file_has_the_rows_it_is_planned_to_have(file: str) -> None:
    plan = PLANNED["files"][file]

    assert sum(len(data(file, sheet)) for sheet in sheets(file)) == plan["rows"] == plan["accepted"] + plan["refused"]
    assert plan["refused"] == sum(len(one["rows"]) for one in plan["wrong"] if not one["kept"])


def test_nearly_all_rows_are_accepted() -> None:
    plans = [PLANNED["files"][file] for file in RESULTS]

    assert 0 < sum(plan["refused"] for plan in plans) < 0.015 * sum(plan["rows"] for plan in plans)


@pytest.mark.parametrize(
    ("file", "kind", "heading", "value"),
    [
        ("aqa_component_results.csv", "candidate number of somebody else", "Candidate Name", "FENNIMARSH:LUCY-ANNE"),
        ("aqa_component_results.csv", "other series", "Series Year", "2023"),
        ("aqa_component_results.csv", "no result issued", "Result Grade", "X"),
        ("aqa_component_results.csv", "partial absence", "Result Grade", "4-4#"),
        ("aqa_component_results.csv", "ungraded", "Result Grade", "U"),
        ("pearson_results.csv", "unknown candidate", "UCI", "123450224084R"),
        ("pearson_results.csv", "UCI check letter", "UCI", "123450224020A"),
        ("pearson_results.csv", "other centre", "Centre", "12354"),
        ("pearson_results.csv", "result pending", "Grade", "Q"),
        ("pearson_results.csv", "ungraded", "Grade", "U"),
        ("ocr_results.csv", "unknown grade", "Grade", "G"),
        ("ocr_results.csv", "no result issued", "Grade", "X"),
        ("ocr_results.csv", "partial absence", "Component 02 Raw Mark", ""),
        ("cambridge_results.xlsx", "other centre", "Centre number", "GB132"),
        ("cambridge_results.xlsx", "date in a grade cell", "Syllabus grade", datetime(2024, 8, 5)),
        ("vocational_results.csv", "unknown candidate", "UCI", "123450224023L"),
        ("vocational_results.csv", "other series", "Date", "31/01/2024"),
        ("vocational_results.csv", "ungraded", "Grade", "U"),
        ("hand_entry.csv", "unknown grade", "Grade", "A**"),
    ],
)
def test_a_row_planned_to_be_wrong_is_wrong(file: str, kind: str, heading: str, value: object) -> None:
    assert {row[heading] for row in wrong(file, kind)} == {value}


@pytest.mark.parametrize("file", ["aqa_component_results.csv", "vocational_results.csv"])
def test_a_duplicate_row_repeats_the_row_above(file: str) -> None:
    (plan,) = (plan for plan in PLANNED["files"][file]["wrong"] if plan["kind"] == "duplicate row")
    (row,) = plan["rows"]

    assert data(file)[row] == data(file)[row - 1]


def test_entries_and_results_differ_only_where_planned() -> None:
    entered = {(row["Cand No"], row["Entry code"]) for row in data("entries.csv").values()}
    sat = {(award.person.number, award.key): (award.person.number, award.subject.code) for award in awards()}
    missing = [(entry["candidate_number"], entry["entry_code"]) for entry in PLANNED["entries_without_result"]]

    assert set(sat.values()) - entered == {sat[at] for at in NOT_ENTERED}
    assert len(missing) == len(set(missing)) == 8
    assert set(missing) <= entered
    assert PLANNED["results"] == len(sat) - len(missing)


def test_files_are_written_as_systems_write_them() -> None:
    assert FILES["candidates.csv"].startswith(b"\xef\xbb\xbf")
    assert b"\x96 Higher tier" in FILES["entries.csv"], "a dash of Windows-1252"
    assert sheets("ocr_results.csv")[""][2] == []
    assert sheets("aqa_component_results.csv")[""][-3][0] == "Total"
    assert set(sheets("cambridge_results.xlsx")) == {"June_2024_0500", "June_2024_0530"}
    assert {Series.parse(text) for text in ("2024 6A", "2024 6B", "JUN2024", "June_2024", "30/06/2024")} == {Series(2024, 6)}
    assert {type(row["Candidate number"]) for row in data("cambridge_results.xlsx", "June_2024_0530").values()} == {str}


def test_requests_are_for_components_that_were_sat() -> None:
    sat = {(award.person.number, award.subject.code): award for award in awards()}
    rows = data("request_answers.csv")

    assert [row["Service"] for row in rows.values()] == ["P2", "S2", "S2", "P2", "S2C", "A2", "S2", "S1"]
    for row in rows.values():
        award = sat[row["Candidate number"], row["Entry code"]]
        assert row["Name"] == f"{award.person.forenames} {award.person.surname}"
        assert row["Level"] == award.subject.level
        assert set(row["Component codes"].split("; ")) <= set(component_codes(award.subject))
    assert [row["Level"] for row in rows.values() if row["Service"] == "P2"] == ["GCE A-level", "GCSE"]
    assert "\n" in rows[6]["Reason"], "an answer of two lines"
