"""What every adapter of `port.BookPort` and `port.TablePort` has to do, and the workbooks to try it on.

An adapter's test file makes a class of `TablePortContract` and gives it an `Adapter`:

    class TestClosedFiles(TablePortContract):
        adapter = Adapter("closed files", ClosedBook.open, lambda book: book.commit(None))
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter

from results_desk import tables
from results_desk.build.sheets import in_full
from results_desk.errors import DeskError
from results_desk.port import BookPort
from results_desk.tables import Kind

Row = Mapping[str, object]

FORMATS: dict[Kind, str] = {
    "code": "@", "text": "General", "date": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm", "number": "General", "money": "#,##0.00",
}  # fmt: skip
LOOK_ALIKES = ("0042", "9-9", "NA", "1E3", "=1+1", "+44", "-", "@x", "2024-08-15", "TRUE", "#N/A", "'", "1/2", " a ", "a\nb", "_x0041_")
"""Texts that a spreadsheet would make something else of."""


@dataclass(frozen=True)
class Adapter:
    """How the tests open a workbook with an adapter, and have what was written stand in the file.

    `computes` says that its formulas are computed at once, so that no value of ours stands in their place.
    """

    name: str
    open: Callable[[Path], BookPort]
    save: Callable[[Any], object]
    computes: bool = False


@dataclass(frozen=True)
class Given:
    """A declared table as a workbook has it: with rows (none: one blank row), an officer's own columns, another order."""

    table: str
    rows: Sequence[Row] = ()
    theirs: Sequence[str] = ()
    shuffled: bool = False
    left: int = 1
    top: int = 3

    @property
    def headings(self) -> list[str]:
        """The headings, left to right."""
        headings = [*self.theirs, *tables.table(self.table).headings]
        if self.shuffled:
            random.Random(1).shuffle(headings)
        return headings


def make(path: Path, *given: Given, after: Callable[[Any, Any], object] | None = None, **options: object) -> Path:
    """A workbook with these tables, a sheet each. `after(workbook, sheet)` may add to the first sheet."""
    with xlsxwriter.Workbook(path, options) as book:
        formats = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
        for place in given:
            _add(book, place, formats)
        if after:
            after(book, book.worksheets()[0])
    return path


def _add(book: Any, given: Given, formats: Mapping[str, Any]) -> None:
    declared = tables.table(given.table)
    columns = {column.heading: column for column in declared.columns}
    sheet = book.add_worksheet(declared.sheet)
    last = given.top + max(1, len(given.rows))
    formulas = {heading: in_full(column.formula, declared) for heading, column in columns.items()}
    headers = [{"header": heading, "formula": formulas.get(heading, "")} for heading in given.headings]
    sheet.add_table(given.top, given.left, last, given.left + len(headers) - 1, {"name": given.table, "columns": headers})
    for at, heading in enumerate(given.headings, given.left):
        column = columns.get(heading)
        style = formats[column.kind if column else "text"]
        for row, values in enumerate(given.rows or [{}], given.top + 1):
            value = values.get(heading)
            if column and column.formula:
                sheet.write_formula(row, at, formulas[heading], style, "" if value is None else value)
            elif isinstance(value, str):
                sheet.write_string(row, at, value, style)
            else:
                sheet.write(row, at, value, style)
    beside = [cell for cell in tables.NAMED_CELLS if (cell.workbook, cell.sheet) == (declared.workbook, declared.sheet)]
    for at, cell in enumerate(beside):
        sheet.write(0, at, cell.start, formats["date" if isinstance(cell.start, str) else "number"])
        book.define_name(cell.name, f"='{declared.sheet}'!${chr(65 + at)}$1")


def line(number: int, **more: object) -> dict[str, object]:
    """A row of the tracking log; `more` by heading with spaces as underscores."""
    row: dict[str, object] = {
        "Line ID": f"PRS-24-{number:04}-1", "Candidate number": f"{number:04}", "Name": f"Candidate {number}", "Status": "Draft",
        "Awarding body": "AQA", "Received on": datetime(2024, 8, 22, 9, 30), "Deadline": date(2024, 9, 26), "Charge due": Decimal("45.15"),
        "Max mark": 80,
    }  # fmt: skip
    return {**row, **{heading.replace("_", " "): value for heading, value in more.items()}}


def key(number: int) -> tuple[str]:
    """The key of that row."""
    return (f"PRS-24-{number:04}-1",)


def problem(number: int, **more: object) -> dict[str, object]:
    """A row of the Problems view."""
    message = {"Message": f"message {number}", "Way out": "way", "Detail": "", "Row kept": "No"}
    return {"File": "aqa.csv", "Row": number, "Column": "Grade", **message, **more}


def frame(rows: Sequence[Row]) -> pd.DataFrame:
    """Rows as an action passes them."""
    return pd.DataFrame(list(rows), dtype=object)


class TablePortContract:
    """The tests; `adapter` is the subclass's."""

    adapter: Adapter

    def book(self, path: Path) -> Any:
        return self.adapter.open(path)

    def saved(self, book: Any, path: Path) -> Any:
        """The workbook opened anew, after what was written is in the file."""
        self.adapter.save(book)
        return self.book(path)

    @pytest.fixture
    def log(self, tmp_path: Path) -> Path:
        """A tracking log of three lines."""
        return make(tmp_path / "tracking_log.xlsx", Given("Lines", [line(n) for n in (1, 2, 3)]))

    def test_read_gives_every_kind_as_the_port_says(self, log: Path) -> None:
        row = self.book(log).table("Lines").read().iloc[1]

        assert row["Candidate number"] == "0002"
        assert row["Received on"] == datetime(2024, 8, 22, 9, 30) and type(row["Received on"]) is datetime
        assert row["Deadline"] == date(2024, 9, 26) and type(row["Deadline"]) is date
        assert row["Charge due"] == Decimal("45.15") and type(row["Charge due"]) is Decimal
        assert row["Max mark"] == 80 and type(row["Max mark"]) is int
        assert [row[heading] for heading in ("Subject", "UCI", "Sent on", "RoR consent date", "Raw mark", "Paid")] == ["", "", *[None] * 4]

    def test_read_has_a_column_of_objects_for_every_heading(self, log: Path) -> None:
        read = self.book(log).table("Lines").read()

        assert list(read.columns) == list(tables.table("Lines").headings)
        assert {str(kind) for kind in read.dtypes} == {"object"}
        assert list(read["Line ID"]) == [key(n)[0] for n in (1, 2, 3)]

    def test_read_leaves_out_blank_rows(self, tmp_path: Path) -> None:
        path = make(tmp_path / "tracking_log.xlsx", Given("Lines", [line(1), {}, line(3), {}]))

        assert list(self.book(path).table("Lines").read()["Line ID"]) == [key(1)[0], key(3)[0]]

    def test_a_form_nobody_filled_has_no_rows(self, tmp_path: Path) -> None:
        read = self.book(make(tmp_path / "tracking_log.xlsx", Given("Lines"))).table("Lines").read()

        assert len(read) == 0 and list(read.columns) == list(tables.table("Lines").headings)

    def test_what_a_cell_should_not_hold_comes_back_as_its_text(self, tmp_path: Path) -> None:
        odd = line(1, Deadline="asap", Max_mark="eighty", Charge_due="free", Candidate_number=42, Component_code=1.5)
        row = self.book(make(tmp_path / "tracking_log.xlsx", Given("Lines", [odd]))).table("Lines").read().iloc[0]

        assert [row["Deadline"], row["Max mark"], row["Charge due"]] == ["asap", "eighty", "free"]
        assert [row["Candidate number"], row["Component code"]] == ["42", "1.5"]

    def test_a_moment_without_a_time_is_midnight(self, tmp_path: Path) -> None:
        path = make(tmp_path / "tracking_log.xlsx", Given("Lines", [line(1, Received_on=date(2024, 8, 22))]))

        assert self.book(path).table("Lines").read()["Received on"][0] == datetime(2024, 8, 22)

    def test_columns_may_be_moved_and_added(self, tmp_path: Path) -> None:
        given = Given("Lines", [line(1, Mine="note", Score=4.5), line(2)], theirs=("Mine", "Score"), shuffled=True)
        path = make(tmp_path / "tracking_log.xlsx", given)
        book = self.book(path)

        assert book.table("Lines").update({key(1): {"Status": "Closed"}}) == []
        read = self.saved(book, path).table("Lines").read()
        assert list(read.columns) == given.headings
        assert list(read["Status"]) == ["Closed", "Draft"]
        assert list(read["Mine"]) == ["note", ""] and list(read["Score"]) == ["4.5", ""]

    def test_update_writes_the_cells_and_later_reads_see_them(self, log: Path) -> None:
        book = self.book(log)
        wanted = {
            "Sent on": date(2024, 9, 2), "RoR consent date": datetime(2024, 8, 22, 10, 15), "Paid": Decimal("12.35"), "Scaled mark": 61.5,
            "Raw mark": 55, "Awarding body reference": "0042", "Name": "Zoë O’Brien", "Deadline": None,
        }  # fmt: skip

        assert book.table("Lines").update({key(2): wanted}) == []
        for table in (book.table("Lines"), self.saved(book, log).table("Lines")):
            read = table.read()
            assert {heading: read[heading][1] for heading in wanted} == wanted
            assert list(read["Sent on"]) == [None, date(2024, 9, 2), None]

    def test_a_text_stays_the_text_it_is(self, tmp_path: Path) -> None:
        numbered = dict(enumerate(LOOK_ALIKES, 1))
        path = make(tmp_path / "tracking_log.xlsx", Given("Lines", [line(n) for n in numbered]))
        book = self.book(path)
        book.table("Lines").update({key(n): {"Component code": text, "Reason": text} for n, text in numbered.items()})
        book.table("Lines").append(frame([line(n + 50, Component_code=text, Reason=text) for n, text in numbered.items()]))
        read = self.saved(book, path).table("Lines").read()

        for heading in ("Component code", "Reason"):
            assert list(read[heading]) == [*LOOK_ALIKES, *LOOK_ALIKES]

    def test_update_reports_lines_that_are_gone_and_leaves_the_rest_to_be_done(self, log: Path) -> None:
        table = self.book(log).table("Lines")

        assert table.update({key(9): {"Status": "Closed"}, key(1): {"Status": "Closed"}}) == [key(9)]
        assert list(table.read()["Status"]) == ["Closed", "Draft", "Draft"]

    def test_update_leaves_alone_what_a_colleague_changed(self, tmp_path: Path) -> None:
        """Between our read and our write a colleague put two lines first, moved the columns and set one status."""
        rows = [line(8), line(9), line(1, Status="Sent to board"), line(2)]
        path = make(tmp_path / "tracking_log.xlsx", Given("Lines", rows, theirs=("Mine",), shuffled=True))
        book = self.book(path)
        changes = {key(n): {"Status": "Closed", "Closed on": date(2024, 9, 9)} for n in (1, 2)}

        assert book.table("Lines").update(changes, {key(n): {"Status": "Draft"} for n in (1, 2)}) == [key(1)]
        read = self.saved(book, path).table("Lines").read()
        assert list(read["Status"]) == ["Draft", "Draft", "Sent to board", "Closed"]
        assert list(read["Closed on"]) == [None, None, None, date(2024, 9, 9)]

    def test_expectations_are_compared_by_value(self, log: Path) -> None:
        same = {
            "Received on": pd.Timestamp("2024-08-22 09:30"), "Deadline": datetime(2024, 9, 26), "Charge due": 45.15, "Max mark": 80.0,
            "Subject": None, "Sent on": "", "Paid": float("nan"), "Candidate number": "0001",
        }  # fmt: skip

        assert self.book(log).table("Lines").update({key(1): {"Status": "Closed"}}, {key(1): same}) == []

    def test_a_key_that_two_rows_have_is_nobodys(self, tmp_path: Path) -> None:
        path = make(tmp_path / "tracking_log.xlsx", Given("Lines", [line(1), line(2), line(2)]))
        table = self.book(path).table("Lines")

        assert table.update({key(2): {"Status": "Closed"}}) == [key(2)]
        assert list(table.read()["Status"]) == ["Draft"] * 3

    def test_a_key_may_have_several_parts_and_numbers(self, tmp_path: Path) -> None:
        path = make(tmp_path / "results.xlsx", Given("Problems", [problem(1), problem(2)]))
        table = self.book(path).table("Problems")

        assert table.update({("aqa.csv", "2", "Grade", "message 2", ""): {"Way out": "new"}}) == []
        assert list(table.read()["Way out"]) == ["way", "new"]

    def test_a_row_without_a_key_is_found_by_other_columns(self, tmp_path: Path) -> None:
        typed = [line(1), line(2, Line_ID="", Service="S2"), line(3, Line_ID="", Service="S2"), line(3, Line_ID="", Service="S2")]
        path = make(tmp_path / "log.xlsx", Given("Lines", typed))
        book = self.book(path)
        table = book.table("Lines")
        by = ("Line ID", "Candidate number", "Service")
        two = {("", "0002", "S2"): {"Line ID": "PRS-24-0002-1"}, ("", "0003", "S2"): {"Line ID": "PRS-24-0003-1"}}

        assert table.update(two, by=by) == [("", "0003", "S2")]
        assert table.update({key(2): {"Status": "Closed"}}) == []
        for read in (table.read(), self.saved(book, path).table("Lines").read()):
            assert list(read["Line ID"]) == ["PRS-24-0001-1", "PRS-24-0002-1", "", ""] and read["Status"][1] == "Closed"

    def test_a_computed_value_is_written_beside_its_formula(self, log: Path) -> None:
        book = self.book(log)
        book.table("Lines").update({key(1): {"Alarm": "Deadline near, not sent", "Days left": 2, "Expected outcome": date(2024, 9, 30)}})
        read = (book if self.adapter.computes else self.saved(book, log)).table("Lines").read()

        assert read["Alarm"][0] == "Deadline near, not sent"
        assert read["Days left"][0] == 2
        assert read["Expected outcome"][0] == date(2024, 9, 30)
        if self.adapter.computes:
            assert book.changed is False, "there is nothing to write: the formula computes"

    def test_a_heading_nobody_declared_is_a_fault_of_ours(self, log: Path) -> None:
        table = self.book(log).table("Lines")

        with pytest.raises(KeyError):
            table.update({key(1): {"Statsu": "Closed"}})
        with pytest.raises(KeyError):
            table.append(frame([line(4, Statsu="Closed")]))

    def test_append_fills_the_blank_form_first(self, tmp_path: Path) -> None:
        path = make(tmp_path / "tracking_log.xlsx", Given("Lines"))
        book = self.book(path)
        book.table("Lines").append(frame([line(1), line(2)]))
        book.table("Lines").append(frame([line(3)]))

        for table in (book.table("Lines"), self.saved(book, path).table("Lines")):
            read = table.read()
            assert list(read["Candidate number"]) == ["0001", "0002", "0003"]
            assert list(read["Received on"]) == [datetime(2024, 8, 22, 9, 30)] * 3
            assert list(read["Charge due"]) == [Decimal("45.15")] * 3

    def test_append_puts_rows_below_those_there_are(self, log: Path) -> None:
        book = self.book(log)
        book.table("Lines").append(frame([line(4, Alarm="Deadline passed, not sent"), line(5)]))
        book.table("Lines").update({key(5): {"Status": "Closed"}})
        read = self.saved(book, log).table("Lines").read()

        assert list(read["Line ID"]) == [key(n)[0] for n in (1, 2, 3, 4, 5)]
        assert read["Alarm"][3] == (read["Alarm"][0] if self.adapter.computes else "Deadline passed, not sent")
        assert read["Status"][4] == "Closed"

    def test_append_of_nothing_does_nothing(self, log: Path) -> None:
        table = self.book(log).table("Lines")
        table.append(frame([]))

        assert len(table.read()) == 3

    def test_replace_makes_these_the_rows(self, tmp_path: Path) -> None:
        path = make(tmp_path / "results.xlsx", Given("Problems", [problem(n) for n in (1, 2, 3)]))
        for wanted in ([5], [3, 6, 1, 7, 8], [], [1, 2]):
            book = self.book(path)
            assert book.table("Problems").replace(frame([problem(n) for n in wanted]) if wanted else frame([problem(1)]).head(0)) is True
            read = self.saved(book, path).table("Problems").read()
            assert list(read["Row"]) == wanted and list(read["Message"]) == [f"message {n}" for n in wanted]

    def test_replace_says_when_nothing_is_new(self, tmp_path: Path) -> None:
        path = make(tmp_path / "results.xlsx", Given("Problems", [problem(n) for n in (1, 2)]))
        table = self.book(path).table("Problems")

        assert table.replace(frame([problem(1), problem(2)])) is False
        assert table.replace(frame([problem(2), problem(1)])) is True
        assert table.replace(frame([problem(2), problem(1)])) is False

    def test_an_officers_notes_go_with_the_row_of_the_same_key(self, tmp_path: Path) -> None:
        rows = [problem(n, Mine=f"note {n}") for n in (1, 2, 3)]
        path = make(tmp_path / "results.xlsx", Given("Problems", rows, theirs=("Mine",)))
        book = self.book(path)
        book.table("Problems").replace(frame([problem(n) for n in (3, 4, 1)]))
        read = self.saved(book, path).table("Problems").read()

        assert list(zip(read["Row"], read["Mine"], strict=True)) == [(3, "note 3"), (4, ""), (1, "note 1")]

    def test_formulas_of_a_view_stay_formulas(self, tmp_path: Path) -> None:
        def todo(number: int, **more: object) -> dict[str, object]:
            return {"Area": "Log", "Reference": f"L{number}", "What": "Send", "Due": date(2024, 9, number), "Days left": None, **more}

        path = make(tmp_path / "results_desk.xlsx", Given("DeskToday", [todo(1, **{"Days left": 7})]))
        book = self.book(path)
        assert book.table("DeskToday").replace(frame([todo(1)])) is False
        assert book.table("DeskToday").replace(frame([todo(2), todo(1), todo(3)])) is True
        book = self.saved(book, path)
        left = list(book.table("DeskToday").read()["Days left"])
        assert ([days - left[1] for days in left] == [1, 0, 2]) if self.adapter.computes else (left == [None, 7, None])
        assert book.table("DeskToday").replace(frame([todo(2, **{"Days left": 4}), todo(1)])) is True
        again = list(self.saved(book, path).table("DeskToday").read()["Days left"])
        assert again == (left[:2] if self.adapter.computes else [4, None])

    def test_only_a_view_can_be_replaced(self, log: Path) -> None:
        with pytest.raises(ValueError, match="no view"):
            self.book(log).table("Lines").replace(frame([line(1)]))

    def test_named_cells_hold_numbers_days_and_formulas(self, log: Path) -> None:
        book = self.book(log)

        assert book.named("desk_warn_days") == 3
        assert book.set_named("desk_warn_days", 5) is True and book.set_named("desk_warn_days", 5) is False
        assert book.set_named("desk_today", date(2024, 9, 2)) is True and book.set_named("desk_today", date(2024, 9, 2)) is False
        assert [book.named("desk_warn_days"), book.named("desk_today")] == [5, date(2024, 9, 2)]
        book = self.saved(book, log)
        assert [book.named("desk_warn_days"), book.named("desk_today")] == [5, date(2024, 9, 2)]
        assert book.set_named("desk_today", "=TODAY()") is True and book.set_named("desk_today", "=TODAY()") is False

    def test_a_missing_table_is_named_with_the_way_out(self, log: Path) -> None:
        with pytest.raises(DeskError, match=r"tracking_log\.xlsx has no table Deadlines: .*backups"):
            self.book(log).table("Deadlines")

    def test_a_missing_name_is_named_with_the_way_out(self, log: Path) -> None:
        with pytest.raises(DeskError, match=r"tracking_log\.xlsx has no cell named desk_else: "):
            self.book(log).named("desk_else")
