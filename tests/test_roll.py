"""Rolling a desk to the next series: what is the centre's own is there, and nobody of the old series is, in no part of any file."""

from __future__ import annotations

import json
import re
import shutil
import warnings
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from desks import call, copy, fingerprints, new_desk
from office import validator_errors
from officer import MINE, RENAMED, SHEET, TWICE, touch
from parts import parts

from results_desk import tables
from results_desk.edges.desk.desk import Desk
from results_desk.tables import Table

MARK, OWN = "Zqx", "Kept"
CLEARED = [spec for spec in tables.TABLES if spec.view or spec.rolls == "clear"]
KEPT = [spec for spec in tables.TABLES if not spec.view and spec.rolls == "keep"]
DAYS_OF_2024 = range(45292, 45658)


def value(kind: str, heading: str, number: int) -> object:
    """Something of the old series that a test can look for."""
    day = date(2024, 8, 10 + number)
    if kind in ("date", "moment"):
        return day if kind == "date" else datetime(2024, 8, 10 + number, 9, 30)
    return f"{MARK} {heading} {number}" if kind in ("code", "text") else Decimal(number) if kind == "money" else number


def fill(desk: Path) -> None:
    """Put marked rows into every table that is cleared, and marked cells where a column belongs to one series."""
    open_desk = Desk(desk)
    for spec in CLEARED:
        rows = [{column.heading: value(column.kind, column.heading, number) for column in spec.columns} for number in range(1, 4)]
        frame = pd.DataFrame(rows, dtype=object)
        open_desk.table(spec.name).replace(frame) if spec.view else open_desk.table(spec.name).append(frame)
    for spec in KEPT:
        table, wanted = open_desk.table(spec.name), [column for column in spec.columns if column.each_series]
        cells: dict[str, object] = {column.heading: value(column.kind, column.heading, 1) for column in wanted}
        if "Year bound" in spec.headings:
            cells |= {"Year bound": "Yes", "Address": f"https://{MARK}.example/2024"}
        keys = {tuple(str(row[heading] or "") for heading in spec.key) for row in table.read().to_dict("records")}
        table.update({key: cells for key in keys if any(key)})
    for cell in tables.NAMED_CELLS:
        if cell.kind in ("date", "moment") or cell.name == "desk_today":
            open_desk.book(cell.workbook).set_named(cell.name, datetime(2024, 9, 2, 8, 30))
        elif isinstance(cell.start, int):
            open_desk.book(cell.workbook).set_named(cell.name, 77)
    open_desk.commit("filled")


def first_table(workbook: str, among: list[Table]) -> str:
    return next((spec.name for spec in among if spec.workbook == workbook), "")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk of June 2024 full of marked rows; in each workbook an officer worked on a cleared table, or else on a kept one."""
    desk = new_desk(tmp_path_factory.mktemp("roll") / "june 2024")
    fill(desk)
    for workbook in tables.WORKBOOKS:
        cleared = first_table(workbook, CLEARED)
        touch(desk / workbook, [cleared or first_table(workbook, KEPT)], MARK if cleared else OWN)
    templates = desk / "letters" / "templates"
    templates.mkdir()
    (templates / "statement_of_results.docx").write_bytes(b"the centre's own wording")
    (desk / "letters" / f"{MARK}.docx").write_bytes(b"a letter")
    (desk / "received" / f"{MARK}.csv").write_text(MARK)
    return desk


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_desk(tmp_path_factory.mktemp("fresh") / "june 2025", "June 2025")


@pytest.fixture(scope="module")
def rolled(old: Path) -> Path:
    before = fingerprints(old, without=())
    said = call("roll", old, old.parent / "june 2025", "--series", "June 2025")
    assert said.code in (0, 4), said.err
    assert fingerprints(old, without=()) == before
    return old.parent / "june 2025"


def read(path: Path, values: bool = False) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=values)


def of_2024(path: Path) -> set[object]:
    """Every value of the sheets that is a day of 2024, could be one, or names the year."""
    found: set[object] = set()
    for page in read(path, values=True).worksheets:
        for row in page.iter_rows(values_only=True):
            found |= {
                held for held in row
                if (isinstance(held, date) and held.year == 2024) or (isinstance(held, str) and "2024" in held)
                or (isinstance(held, int | float) and int(held) in DAYS_OF_2024)
            }  # fmt: skip
    return found


class TestNothingIsLeft:
    def test_there_was_something_to_leave(self, old: Path) -> None:
        held = parts(old / "results.xlsx")
        marked = {name.split("/")[-1] for name, data in held.items() if MARK.encode() in data}

        assert {"core.xml", "comment1.xml", "threadedComment1.xml", "person.xml", "sharedStrings.xml"} <= marked
        assert any(name.startswith("chart") for name in marked)
        assert any(name.endswith(".rels") for name in marked) and of_2024(old / "results.xlsx") and len(CLEARED) > 10

    def test_no_marked_word_in_any_part_of_any_file(self, rolled: Path) -> None:
        held = {f"{path.name} {name}": data for path in rolled.glob("*.xlsx") for name, data in parts(path).items()}
        held |= {path.name: path.read_bytes() for path in rolled.rglob("*") if path.is_file() and path.suffix != ".xlsx"}

        assert len(held) > 50
        assert [name for name, data in held.items() if MARK.casefold().encode() in data.lower() or MARK in name] == []
        assert not [name for name, data in held.items() if MARK.encode("utf-16-le") in data]

    def test_no_day_of_the_old_year_that_a_new_desk_has_not(self, rolled: Path, fresh: Path) -> None:
        assert {path.name: extra for path in rolled.glob("*.xlsx") if (extra := of_2024(path) - of_2024(fresh / path.name))} == {}

    def test_no_word_of_the_old_year_beside_the_cells(self, rolled: Path, fresh: Path) -> None:
        for path in rolled.glob("*.xlsx"):
            theirs = parts(fresh / path.name)
            for name, data in parts(path).items():
                shown = "sharedStrings" in name or "worksheets/sheet" in name
                allowed = b"threadedComment" in data and OWN.encode() in data
                assert shown or allowed or data.count(b"2024") <= theirs.get(name, b"").count(b"2024"), f"{path.name} {name}"

    def test_tables_shrink_to_what_a_new_desk_has(self, rolled: Path, fresh: Path) -> None:
        for workbook in tables.WORKBOOKS:
            after, wanted = ([table for page in read(desk / workbook) for table in page.tables.values()] for desk in (rolled, fresh))
            assert {table.name: _rows(table.ref) for table in after} == {table.name: _rows(table.ref) for table in wanted}

    def test_letters_files_and_backups_stay_behind(self, rolled: Path) -> None:
        assert sorted(path.relative_to(rolled).as_posix() for path in rolled.rglob("*") if path.is_file()) == sorted(
            [*tables.WORKBOOKS, "audit.head", "audit.log", "letters/templates/statement_of_results.docx"]
        )
        (line,) = (rolled / "audit.log").read_text().splitlines()
        assert json.loads(line)["action"] == "roll" and MARK not in line

    def test_the_standard_finds_nothing_new_wrong(self, old: Path, rolled: Path) -> None:
        before, after = (validator_errors(sorted(desk.glob("*.xlsx"))) for desk in (old, rolled))

        assert {path.name: set(errors) - set(before[old / path.name]) for path, errors in after.items()} == {
            path.name: set() for path in after
        }


class TestWhatStays:
    def test_an_officers_columns_sheets_panes_and_widths(self, old: Path, rolled: Path) -> None:
        for workbook in tables.WORKBOOKS:
            before, after = read(old / workbook), read(rolled / workbook)
            assert after.sheetnames == before.sheetnames and SHEET in after.sheetnames
            (name,) = (name for name in after.sheetnames if name.startswith(RENAMED))
            page, was = after[name], before[name]
            table, earlier = (next(iter(sheet.tables.values())) for sheet in (page, was))
            assert [column.name for column in table.tableColumns] == [column.name for column in earlier.tableColumns]
            assert page.freeze_panes == was.freeze_panes
            assert {name: (held.width, held.hidden) for name, held in page.column_dimensions.items()} == {
                name: (held.width, held.hidden) for name, held in was.column_dimensions.items()
            }
            first = page.cell(int(re.findall(r"\d+", table.ref)[0]) + 1, len(table.tableColumns))
            assert str(first.value).startswith("=LEN(") and TWICE in [column.name for column in table.tableColumns]

    def test_an_officers_own_sheet(self, old: Path, rolled: Path) -> None:
        for workbook in tables.WORKBOOKS:
            before, after = read(old / workbook)[SHEET], read(rolled / workbook)[SHEET]
            assert [[cell.value for cell in row] for row in after] == [[cell.value for cell in row] for row in before]
            assert after.row_dimensions[2].height == 50 and len(after._charts) == 1
        assert OWN == "Kept"

    def test_numbers_of_days_that_a_centre_chose(self, rolled: Path) -> None:
        desk = Desk(rolled)
        for cell in tables.NAMED_CELLS:
            held = desk.book(cell.workbook).named(cell.name)
            if isinstance(cell.start, int):
                assert held == 77
            else:
                assert held in (None, cell.start, *desk.settings.values()) or (isinstance(held, datetime) and held.year > 2024)

    def test_settings_but_for_series_and_identity(self, old: Path, rolled: Path) -> None:
        before, after = Desk(old).settings, Desk(rolled).settings

        assert {name for name in before if before[name] != after[name]} == {"Series", "Desk ID"}
        assert after["Series"] == "June 2025" and Desk(rolled).is_practice and len(after["Desk ID"]) == 32

    def test_the_day_is_today_again(self, rolled: Path) -> None:
        for cell in (cell for cell in tables.NAMED_CELLS if cell.name == "desk_today"):
            book = read(rolled / cell.workbook)
            sheet, place = next(iter(book.defined_names["desk_today"].destinations))
            assert book[sheet][place.replace("$", "")].value == "=TODAY()"

    def test_lists_that_no_series_changes(self, old: Path, rolled: Path) -> None:
        for spec in KEPT:
            each = [column.heading for column in spec.columns if column.each_series or column.formula]
            before, after = (Desk(desk).table(spec.name).read().drop(columns=each) for desk in (old, rolled))
            if "Year bound" in spec.headings:
                assert set(after["Address"]) == {""}
                before, after = (held.drop(columns="Address") for held in (before, after))
            if spec.name not in ("Settings", "Anchors"):
                pd.testing.assert_frame_equal(before, after)

    def test_a_desk_nobody_changed_becomes_what_a_new_one_is(self, tmp_path: Path, fresh: Path) -> None:
        said = call("roll", new_desk(tmp_path / "old"), tmp_path / "next", "--series", "June 2025")
        assert said.code in (0, 4)
        for spec in tables.TABLES:
            after, wanted = (Desk(desk).table(spec.name).read() for desk in (tmp_path / "next", fresh))
            each = [column.heading for column in spec.columns if column.each_series] if spec.rolls == "keep" else []
            if "Year bound" in spec.headings:
                each += ["Address", *(column.heading for column in spec.columns if column.formula)]
            if spec.name != "Settings":
                pd.testing.assert_frame_equal(after.drop(columns=each), wanted.drop(columns=each))

    def test_the_next_desk_can_be_worked_on(self, rolled: Path, tmp_path: Path) -> None:
        desk = copy(rolled, tmp_path)

        assert call("flag-overdue", desk).code in (0, 4)
        assert call("copy-dates", desk).code == 0
        remark = Desk(desk).table(first_table("results.xlsx", CLEARED)).read()
        assert MINE in remark.columns


class TestWhatIsSaid:
    def test_what_to_confirm_and_what_to_look_through(self, old: Path, tmp_path: Path) -> None:
        said = call("roll", old, tmp_path / "next", "--series", "June 2025", "--json")
        body = said.json

        assert said.code == 4 and body["action"] == "roll" and body["counts"]["cleared"] >= 3 * len(CLEARED)
        assert any("suggested after other years" in problem["message"] for problem in body["problems"])
        notes = [(row["Workbook"], row["Sheet"]) for row in body["report"] if "Your own sheet" in row["What"]]
        assert notes == [(workbook, SHEET) for workbook in tables.WORKBOOKS]
        assert MARK not in said.out
        whats = " ".join(row["What"] for row in body["report"])
        assert "Grade ladders (" in whats and "Heading profiles (" in whats and " rows), " in whats
        inside = [spec.name for spec in tables.TABLES if re.search(r"[a-z][A-Z]", spec.name) and spec.name != spec.sheet]
        assert not [name for name in inside if name in whats]

    def test_a_series_we_know_nothing_of(self, old: Path, tmp_path: Path) -> None:
        said = call("roll", old, tmp_path / "next", "--series", "November 2031", "--json")

        messages = " ".join(problem["message"] for problem in said.json["problems"])
        assert said.code == 4 and "no release times for November 2031" in messages and "10 of 10 are not known yet" in messages

    def test_what_stands_beside_a_table(self, tmp_path: Path) -> None:
        desk = new_desk(tmp_path / "old")
        book = openpyxl.load_workbook(desk / "results.xlsx")
        book["Candidates"]["Z9"] = "mine"
        book.save(desk / "results.xlsx")
        said = call("roll", desk, tmp_path / "next", "--series", "June 2025", "--json")

        assert [row["What"] for row in said.json["report"] if row["Sheet"] == "Candidates"] == [
            "1 cell of your own beside the table: kept. Look through them."
        ]
        assert openpyxl.load_workbook(tmp_path / "next" / "results.xlsx")["Candidates"]["Z9"].value == "mine"


class TestRefusals:
    @pytest.fixture
    def desk(self, tmp_path: Path) -> Path:
        return new_desk(tmp_path / "old")

    def refused(self, desk: Path, folder: Path, words: str, series: str = "June 2025") -> None:
        before = fingerprints(desk.parent, without=())
        said = call("roll", desk, folder, "--series", series)
        assert said.code == 3 and re.search(words, said.err), said.err
        assert fingerprints(desk.parent, without=()) == before and not list(desk.parent.glob(".making*"))

    def test_a_folder_in_use(self, desk: Path, tmp_path: Path) -> None:
        (tmp_path / "used").mkdir()
        (tmp_path / "used" / "file").write_text("x")
        self.refused(desk, tmp_path / "used", "is there already and is not empty: choose")
        self.refused(desk, desk, "is a desk already: choose another folder")
        self.refused(desk, desk / "next", "lies inside the desk old: choose a folder beside it")

    def test_an_empty_folder_will_do(self, desk: Path, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()

        assert call("roll", desk, tmp_path / "empty", "--series", "June 2025").code in (0, 4)

    def test_words_that_name_no_series_or_the_same_one(self, desk: Path, tmp_path: Path) -> None:
        self.refused(desk, tmp_path / "next", "names no exam series: write the month and the year", "next summer")
        self.refused(desk, tmp_path / "next", "is the desk for June 2024 already: name the series that comes next", "Jun-24")
        self.refused(desk, tmp_path / "next", "is the desk for June 2024, and June 2019 is earlier: name the series", "June 2019")

    def test_no_desk(self, tmp_path: Path) -> None:
        (tmp_path / "sub").mkdir()
        self.refused(tmp_path / "sub", tmp_path / "next", "is not a desk")

    @pytest.mark.parametrize("workbook", ["results.xlsx", "tracking_log.xlsx"])
    def test_a_workbook_that_is_damaged(self, desk: Path, tmp_path: Path, workbook: str) -> None:
        path = desk / workbook
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
        self.refused(desk, tmp_path / "next", rf"{workbook} is damaged or was cut short: .*backups")

    def test_a_column_that_is_gone(self, desk: Path, tmp_path: Path) -> None:
        book = openpyxl.load_workbook(desk / "results.xlsx")
        book["Queries"].tables["Queries"].tableColumns[1].name = "Nummer"
        book.save(desk / "results.xlsx")
        self.refused(desk, tmp_path / "next", r"results\.xlsx, table Queries: the column 'Candidate number' is missing")

    def test_a_workbook_that_somebody_has_open_can_be_read(self, desk: Path, tmp_path: Path) -> None:
        (desk / "~$results.xlsx").write_bytes(b"\x03Zoe")

        assert call("roll", desk, tmp_path / "next", "--series", "June 2025").code in (0, 4)
        assert not (tmp_path / "next" / "~$results.xlsx").exists()

    def test_a_real_desk_stays_real(self, tmp_path: Path) -> None:
        desk = new_desk(tmp_path / "real", practice=False)
        call("roll", desk, tmp_path / "next", "--series", "June 2025")

        assert not Desk(tmp_path / "next").is_practice
        shutil.rmtree(desk)


def _rows(ref: str) -> int:
    top, bottom = (int(number) for number in re.findall(r"\d+", ref))
    return bottom - top
