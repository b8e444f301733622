"""Closed workbooks: the contract of every adapter, and what is this one's own: edits that lose nothing of the file."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import to_xlsx, validator_errors
from openpyxl.utils.escape import unescape
from parts import EXTENSIONS, OFFICE_PARTS, SHEET, TABLE, WORKBOOK, cell, parts, repack, swap

from results_desk import tables
from results_desk.build.workbooks import workbook_bytes
from results_desk.edges.book.areas import letters
from results_desk.edges.book.files import ClosedBook
from results_desk.edges.book.formulas import is_relative, moved
from results_desk.edges.book.values import of_kind
from results_desk.edges.ooxml.xmlbytes import Unclear
from results_desk.errors import DeskError, StaleBook

pytest.register_assert_rewrite("contract")

from contract import LOOK_ALIKES, Adapter, Given, TablePortContract, frame, key, line, make, problem  # noqa: E402

HEADINGS = tables.table("Lines").headings
PROBLEM_KEY = ("aqa.csv", "{}", "Grade", "message {}", "")


def at(heading: str, row: int, left: int = 1) -> str:
    """The place of a log's cell: heading and row of the sheet."""
    return f"{letters(HEADINGS.index(heading) + left + 1)}{row}"


def lines(path: Path, *numbers: int, **options: Any) -> Path:
    return make(path / "tracking_log.xlsx", Given("Lines", [line(n) for n in numbers]), **options)


def problems(path: Path, *numbers: int, theirs: tuple[str, ...] = (), after: Callable[[Any, Any], object] | None = None) -> Path:
    """A workbook of problems; with an officer's columns these come first, so that B is theirs."""
    rows = [problem(n, **{heading: f"{heading} {n}" for heading in theirs}) for n in numbers]
    return make(path / "results.xlsx", Given("Problems", rows, theirs=theirs), after=after)


def changed(path: Path, change: Callable[[ClosedBook], object]) -> ClosedBook:
    """The workbook after a change that was written to the file."""
    book = ClosedBook.open(path)
    change(book)
    assert book.commit(None) is True
    return book


def close_first(book: ClosedBook) -> None:
    assert book.table("Lines").update({key(1): {"Status": "Closed"}}) == []


def add_problem(book: ClosedBook) -> None:
    book.table("Problems").append(frame([problem(9), problem(10)]))


def sheet(path: Path, values: bool = False) -> Any:
    """The first sheet as openpyxl reads it: formulas or, with `values`, what they were computed to."""
    return openpyxl.load_workbook(path, data_only=values).worksheets[0]


class TestClosedFiles(TablePortContract):
    adapter = Adapter("closed files", ClosedBook.open, lambda book: book.commit(None))


class TestNothingIsLost:
    @pytest.fixture
    def rich(self, tmp_path: Path) -> Path:
        """A log with all an officer and Office may have added."""

        def add(book: Any, page: Any) -> None:
            page.write_comment("C5", "Ask the teacher", {"author": "EO"})
            page.write_rich_string("A20", "plain ", book.add_format({"bold": True}), "bold")
            page.data_validation("H5:H7", {"validate": "list", "source": ["Yes", "No"]})
            page.conditional_format("B5:B7", {"type": "no_blanks", "format": book.add_format({"bold": True})})
            chart = book.add_chart({"type": "column"})
            chart.add_series({"values": "=Lines!$C$5:$C$7"})
            page.insert_chart("B30", chart)
            book.add_worksheet("My notes").write("A1", "mine")

        path = lines(tmp_path, 1, 2, 3, after=add)
        return repack(path, {**OFFICE_PARTS, SHEET: swap(b"</worksheet>", EXTENSIONS + b"</worksheet>")})

    def test_every_other_part_keeps_its_bytes(self, rich: Path) -> None:
        before = _members(rich)
        changed(rich, close_first)
        after = _members(rich)

        assert list(before) == list(after)
        assert {name for name in before if before[name] != after[name]} == {SHEET}

    def test_every_other_byte_of_the_sheet_is_as_it_was(self, rich: Path) -> None:
        before, place = parts(rich)[SHEET], at("Status", 5)
        old = cell(rich, place)
        changed(rich, close_first)

        assert old and parts(rich)[SHEET] == before.replace(old, cell(rich, place))
        assert cell(rich, place) == b'<c r="%b" s="2" t="inlineStr"><is><t xml:space="preserve">Closed</t></is></c>' % place.encode()

    def test_another_reader_finds_everything_after_every_kind_of_change(self, rich: Path) -> None:
        def change(book: ClosedBook) -> None:
            close_first(book)
            book.table("Lines").append(frame([line(4)]))
            book.set_named("desk_warn_days", 9)

        changed(rich, change)
        page = sheet(rich)
        assert page["C5"].comment.text == "Ask the teacher" and page["A20"].value == "plain bold" and len(page._charts) == 1
        assert page[at("Status", 5)].value == "Closed" and page["B8"].value == key(4)[0]
        assert {name: parts(rich)[name] for name in OFFICE_PARTS} == OFFICE_PARTS
        assert openpyxl.load_workbook(rich).sheetnames == ["Lines", "My notes"]

    def test_a_second_run_writes_nothing(self, rich: Path) -> None:
        changed(rich, close_first)
        before, book = rich.read_bytes(), ClosedBook.open(rich)
        close_first(book)

        assert not book.changed and book.commit(None) is False
        assert rich.read_bytes() == before

    def test_styles_stay_and_new_cells_look_like_those_above(self, tmp_path: Path) -> None:
        path = lines(tmp_path, 1, 2, 3)
        empty, style = cell(path, at("Sent on", 7)), re.search(rb's="\d+"', cell(path, at("Sent on", 6)))
        assert empty and style
        repack(path, {SHEET: swap(empty, b"")})
        changed(path, lambda book: book.table("Lines").update({key(n): {"Sent on": date(2024, 9, 2)} for n in (1, 3)}))

        page = sheet(path)
        assert [page[at("Sent on", row)].number_format for row in (5, 7)] == ["dd/mm/yyyy"] * 2
        assert page[at("Sent on", 7)].value == datetime(2024, 9, 2)
        assert style[0] in cell(path, at("Sent on", 7))


class TestFormulas:
    def test_a_formula_stays_and_gets_the_value(self, tmp_path: Path) -> None:
        path = lines(tmp_path, 1, 2)
        formula = sheet(path)[at("Alarm", 5)].value
        changed(path, lambda book: book.table("Lines").update({key(1): {"Alarm": "A < B & C", "Days left": -3}}))

        assert sheet(path)[at("Alarm", 5)].value == formula and formula.startswith("=IF(OR(Lines[[#This Row],[Line ID]]=")
        assert [sheet(path, values=True)[at(heading, 5)].value for heading in ("Alarm", "Days left")] == ["A < B & C", -3]

    def test_append_fills_the_formulas_down(self, tmp_path: Path) -> None:
        path = lines(tmp_path, 1)
        changed(path, lambda book: book.table("Lines").append(frame([line(2), line(3, Alarm="late")])))

        page = sheet(path)
        for column in (column.heading for column in tables.table("Lines").columns if column.formula):
            assert page[at(column, 5)].value == page[at(column, 6)].value == page[at(column, 7)].value
            assert page[at(column, 7)].value.startswith("=")
        assert sheet(path, values=True)[at("Alarm", 7)].value == "late"

    def test_a_table_that_lost_its_formulas_takes_those_of_its_last_row(self, tmp_path: Path) -> None:
        """As LibreOffice saves a table."""
        path = lines(tmp_path, 1)
        repack(path, {TABLE: lambda data: re.sub(rb"<calculatedColumnFormula>.*?</calculatedColumnFormula>", b"", data)})
        changed(path, lambda book: book.table("Lines").append(frame([line(2)])))

        page = sheet(path)
        assert page[at("Alarm", 6)].value == page[at("Alarm", 5)].value and page[at("Alarm", 6)].value.startswith("=IF(")

    def test_a_formula_of_neighbours_is_moved_down(self, tmp_path: Path) -> None:
        path = make(tmp_path / "results.xlsx", Given("Problems", [problem(1), problem(2)], theirs=("Twice",)))
        formula = b"<calculatedColumnFormula>C5*2&amp;$A$1&amp;&quot;C5&quot;&amp;LOG10(1)</calculatedColumnFormula>"
        named = re.search(rb'<tableColumn id="1" name="Twice"/>', parts(path)[TABLE])
        assert named
        repack(
            path,
            {
                TABLE: swap(named[0], named[0][:-2] + b">" + formula + b"</tableColumn>"),
                SHEET: lambda data: re.sub(
                    rb'<c r="B([56])"([^>]*)/>', rb'<c r="B\1"\2><f>C\1*2&amp;$A$1&amp;"C5"&amp;LOG10(1)</f><v>4</v></c>', data
                ),
            },
        )
        changed(path, add_problem)

        assert sheet(path)["B8"].value == '=C8*2&$A$1&"C5"&LOG10(1)'

    @pytest.mark.parametrize(
        ("formula", "moved_down"),
        [
            ("A1+$B$2+B$3+$C4", "A3+$B$2+B$3+$C6"), ('"A1"&[@A1]&T[[#This Row],[A1]]', '"A1"&[@A1]&T[[#This Row],[A1]]'),
            ("'My A1'!A1+Sheet1!B2", "'My A1'!A3+Sheet1!B4"), ("LOG10(2)+rate_A1", "LOG10(2)+rate_A1"), ("1E5", "1E5"),
            ("SUM(A1:B2)", "SUM(A3:B4)"),
        ],
    )  # fmt: skip
    def test_formulas_move_as_excel_fills_them_down(self, formula: str, moved_down: str) -> None:
        assert moved(formula, 2) == moved_down
        assert is_relative(formula) is (formula != moved_down)

    @pytest.mark.parametrize("formula", ["SUM(1:3)", "A1048575"])
    def test_formulas_that_cannot_move(self, formula: str) -> None:
        with pytest.raises(Unclear):
            moved(formula, 2)

    def test_a_column_whose_formula_cannot_be_carried_on_stops_it_all(self, tmp_path: Path) -> None:
        named, formula = b'"Twice"/>', b'"Twice"><calculatedColumnFormula>C5*2</calculatedColumnFormula></tableColumn>'
        book = ClosedBook.open(repack(problems(tmp_path, 1, theirs=("Twice",)), {TABLE: swap(named, formula)}))

        with pytest.raises(DeskError, match=r"table Problems: the formula in the column 'Twice' names cells of other rows"):
            add_problem(book)
        assert not book.changed

    def test_an_array_formula_is_filled_down_as_one(self, tmp_path: Path) -> None:
        named = b'"Twice"/>'
        formula = b'"Twice"><calculatedColumnFormula array="1">SUM(Problems[Row]*2)</calculatedColumnFormula></tableColumn>'
        path = repack(problems(tmp_path, 1, theirs=("Twice",)), {TABLE: swap(named, formula)})
        changed(path, add_problem)

        assert b'<f t="array" ref="B7">SUM(Problems[Row]*2)</f>' in cell(path, "B7")

    def test_a_text_that_looks_like_a_formula_is_a_text(self, tmp_path: Path) -> None:
        path = lines(tmp_path, 1)
        changed(path, lambda book: book.table("Lines").update({key(1): {"Reason": "=HYPERLINK(1)"}}))

        found = sheet(path)[at("Reason", 5)]
        assert (found.value, found.data_type) == ("=HYPERLINK(1)", "s")

    def test_excel_computes_when_it_opens_the_workbook(self, tmp_path: Path) -> None:
        path = lines(tmp_path, 1)
        for prepared, expected in (
            (rb'<calcPr calcId="124519"/>', rb'<calcPr calcId="124519" fullCalcOnLoad="1"/>'),
            (rb"<calcPr calcMode='auto' fullCalcOnLoad='0' />", rb"<calcPr calcMode='auto' fullCalcOnLoad=\"1\" />"),
            (rb"", rb'</definedNames><calcPr fullCalcOnLoad="1"/></workbook>'),
        ):
            lines(tmp_path, 1)
            repack(path, {WORKBOOK: lambda data, new=prepared: re.sub(rb"<calcPr[^>]*/>", new, data)})
            changed(path, close_first)

            assert expected.replace(rb"\"", b'"') in parts(path)[WORKBOOK]
        assert validator_errors([path])[path] == []

    def test_a_workbook_without_formulas_is_not_told_to_compute(self, tmp_path: Path) -> None:
        path = repack(problems(tmp_path, 1), {WORKBOOK: lambda data: re.sub(rb"<calcPr[^>]*/>", b"", data)})
        before = parts(path)[WORKBOOK]
        changed(path, add_problem)

        assert parts(path)[WORKBOOK] == before

    CHAIN = b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="A1" i="1"/></calcChain>'

    @pytest.mark.parametrize(
        ("change", "kept"),
        [
            (close_first, True),
            (lambda book: book.table("Lines").update({key(1): {"Alarm": "late"}}), True),
            (lambda book: book.table("Lines").append(frame([line(2)])), False),
            (lambda book: book.set_named("desk_today", date(2024, 9, 1)), False),
            (lambda book: book.set_named("desk_today", "=TODAY()+1"), True),
        ],
    )
    def test_the_chain_of_formulas_goes_when_a_formula_comes_or_goes(
        self, tmp_path: Path, change: Callable[[ClosedBook], object], kept: bool
    ) -> None:
        kind, target = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain", b"calcChain.xml"
        content = b"application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
        path = repack(
            lines(tmp_path, 1),
            {
                "xl/calcChain.xml": self.CHAIN,
                "xl/_rels/workbook.xml.rels": swap(
                    b"</Relationships>", b'<Relationship Id="rId77" Type="%b" Target="%b"/></Relationships>' % (kind, target)
                ),
                "[Content_Types].xml": swap(b"</Types>", b'<Override PartName="/xl/calcChain.xml" ContentType="%b"/></Types>' % content),
            },
        )
        changed(path, change)
        after = parts(path)

        assert ("xl/calcChain.xml" in after) is kept
        assert (b"calcChain" in after["xl/_rels/workbook.xml.rels"]) is (b"calcChain" in after["[Content_Types].xml"]) is kept


class TestAppend:
    def test_the_table_its_filter_and_the_used_area_grow(self, tmp_path: Path) -> None:
        path = problems(tmp_path, 1, 2)
        changed(path, add_problem)

        assert parts(path)[TABLE].count(b'ref="B4:H8"') == 2
        assert b'<dimension ref="B4:H8"/>' in parts(path)[SHEET]
        assert sheet(path).tables["Problems"].ref == sheet(path).tables["Problems"].autoFilter.ref == "B4:H8"

    def test_formats_and_validations_of_the_rows_grow_and_others_stay(self, tmp_path: Path) -> None:
        def add(book: Any, page: Any) -> None:
            bold = book.add_format({"bold": True})
            for area in ("B5:B6", "C5:H6", "D4:D6", "E5:E5", "F1:F1048576", "A5:B6", "J5:J6", "G5:G500"):
                page.conditional_format(area, {"type": "blanks", "format": bold})
            page.conditional_format("H5:H6", {"type": "blanks", "format": bold, "multi_range": "H5:H6 G5:G6 J5:J6"})
            page.data_validation("H5:H6", {"validate": "list", "source": ["Yes", "No"]})
            page.data_validation("C5:C1048576", {"validate": "any", "input_title": "Row"})
            page.ignore_errors({"number_stored_as_text": "B5:B6"})

        path = problems(tmp_path, 1, 2, after=add)
        repack(path, {SHEET: swap(b"</worksheet>", EXTENSIONS.replace(b"B5:B7", b"B5:B6") + b"</worksheet>")})
        changed(path, add_problem)

        after = parts(path)[SHEET]
        for area in ("B5:B8", "C5:H8", "D4:D8", "E5", "F1:F1048576", "A5:B6", "J5:J6", "G5:G500", "H5:H8 G5:G8 J5:J6"):
            assert b'<conditionalFormatting sqref="%b">' % area.encode() in after
        assert b'sqref="H5:H8"' in after and b'sqref="C5:C1048576"' in after
        assert b'<ignoredError sqref="B5:B8"' in after and b"<xm:sqref>B5:B8</xm:sqref>" in after

    def test_a_blank_form_grows_from_its_one_row(self, tmp_path: Path) -> None:
        path = problems(tmp_path, after=lambda _, page: page.data_validation("H5", {"validate": "list", "source": ["Yes", "No"]}))
        changed(path, lambda book: book.table("Problems").append(frame([problem(n) for n in (1, 2, 3)])))

        assert sheet(path).tables["Problems"].ref == "B4:H7" and b'sqref="H5:H7"' in parts(path)[SHEET]

    def test_rows_look_like_the_last_one_but_are_not_hidden(self, tmp_path: Path) -> None:
        def add(book: Any, page: Any) -> None:
            page.set_row(5, 40, book.add_format({"italic": True}), {"hidden": True})

        path = problems(tmp_path, 1, 2, after=add)
        changed(path, add_problem)

        row = re.search(rb'<row r="8"[^>]*>', parts(path)[SHEET])
        assert row and b'customHeight="1"' in row[0] and b'ht="39.75"' in row[0] and b"hidden" not in row[0]
        assert sheet(path)["G8"].number_format == "@"

    def test_cells_that_nobody_wrote_take_the_format_of_their_column(self, tmp_path: Path) -> None:
        """As a template has it whose one row holds no cells."""
        path = problems(tmp_path, after=lambda book, page: page.set_column("G:G", 9, book.add_format({"num_format": "@"})))
        repack(path, {SHEET: lambda data: re.sub(rb'<row r="5".*?</row>', b"", data)})
        changed(path, lambda book: book.table("Problems").append(frame([problem(1, Detail="0042"), problem(2)])))

        assert [sheet(path)[place].number_format for place in ("G5", "G6", "B5")] == ["@", "@", "General"]
        assert sheet(path)["G5"].value == "0042"

    def test_formats_below_the_table_are_kept(self, tmp_path: Path) -> None:
        path = problems(tmp_path, 1, after=lambda book, page: page.write_blank("B6", None, book.add_format({"bold": True})))
        changed(path, add_problem)

        assert sheet(path)["B6"].font.bold and sheet(path)["B6"].value == "aqa.csv"

    @pytest.mark.parametrize(
        ("after", "words"),
        [
            (lambda _, page: page.write("D40", "my note"), r"has something below it \(D40\).*move that"),
            (lambda _, page: page.write_formula("B7", "=1"), r"has something below it \(B7\)"),
            (lambda book, page: page.merge_range("H6:J6", "", book.add_format()), r"has something below it \(merged cells\)"),
        ],
    )
    def test_what_stands_below_is_in_the_way(self, tmp_path: Path, after: Callable[[Any, Any], object], words: str) -> None:
        book = ClosedBook.open(problems(tmp_path, 1, after=after))

        with pytest.raises(DeskError, match=r"results\.xlsx, table Problems " + words):
            add_problem(book)
        assert not book.changed

    def test_what_stands_beside_is_not(self, tmp_path: Path) -> None:
        path = problems(tmp_path, 1, after=lambda _, page: page.write("A6", "beside"))
        changed(path, add_problem)

        assert [sheet(path)[place].value for place in ("A6", "B6")] == ["beside", "aqa.csv"]
        assert b'<row r="6"' in parts(path)[SHEET] and parts(path)[SHEET].count(b'r="6"') == 1

    def test_a_row_of_totals_is_in_the_way(self, tmp_path: Path) -> None:
        path = repack(problems(tmp_path, 1, 2), {TABLE: swap(b'totalsRowShown="0"', b'totalsRowCount="1"')})

        with pytest.raises(DeskError, match=r"row of totals, so it cannot grow: switch it off"):
            add_problem(ClosedBook.open(path))

    def test_excels_mark_of_an_empty_table_goes(self, tmp_path: Path) -> None:
        path = repack(problems(tmp_path), {TABLE: swap(b'totalsRowShown="0"', b'insertRow="1" totalsRowShown="0"')})
        changed(path, lambda book: book.table("Problems").append(frame([problem(1)])))

        assert b"insertRow" not in parts(path)[TABLE]

    def test_many_rows_on_our_own_template(self, tmp_path: Path) -> None:
        path = tmp_path / "tracking_log.xlsx"
        path.write_bytes(workbook_bytes(path.name))
        changed(path, lambda book: book.table("Lines").append(frame([line(n) for n in range(300)])))

        assert list(ClosedBook.open(path).table("Lines").read()["Candidate number"]) == [f"{n:04}" for n in range(300)]


class TestViews:
    def test_left_over_rows_are_blanked_and_the_table_shrinks_and_grows_again(self, tmp_path: Path) -> None:
        def add(book: Any, page: Any) -> None:
            page.conditional_format("B5:H8", {"type": "blanks", "format": book.add_format({"bold": True})})

        path = problems(tmp_path, 1, 2, 3, 4, after=add)
        for count, area in ((2, "B4:H6"), (0, "B4:H5"), (5, "B4:H9")):
            rows = frame([problem(n) for n in range(5)]).head(count)
            changed(path, lambda book, rows=rows: book.table("Problems").replace(rows))
            page = sheet(path)
            assert page.tables["Problems"].ref == page.tables["Problems"].autoFilter.ref == area
            assert b'<conditionalFormatting sqref="%b">' % area.replace("B4", "B5").encode() in parts(path)[SHEET]
            assert [page[f"B{row}"].value for row in range(5, 12)] == ["aqa.csv"] * count + [None] * (7 - count)

    def test_an_officers_cells_move_with_style_and_formula(self, tmp_path: Path) -> None:
        def add(book: Any, page: Any) -> None:
            yellow = book.add_format({"bg_color": "yellow"})
            page.write_rich_string("B5", "see ", book.add_format({"bold": True}), "Zoë", yellow)
            page.write_formula("B6", "=D6*2+$D$5", None, 4)

        path = problems(tmp_path, 1, 2, 3, 4, theirs=("Mine",), after=add)
        rich = cell(path, "B5")
        changed(path, lambda book: book.table("Problems").replace(frame([problem(n) for n in (2, 9, 1)])))

        page = sheet(path)
        assert cell(path, "B7") == rich.replace(b"B5", b"B7") and page["B7"].fill.fgColor.rgb == "FFFFFF00"
        assert page["B5"].value == "=D5*2+$D$5" and sheet(path, values=True)["B5"].value == 4
        assert page["B6"].value is None and page["B6"].fill.fill_type is None

    def test_an_officers_computed_column_stays_computed(self, tmp_path: Path) -> None:
        formula = b"Problems[[#This Row],[Row]]*2"
        path = problems(tmp_path, 1, 2, theirs=("Twice",))
        repack(
            path,
            {
                TABLE: swap(b'"Twice"/>', b'"Twice"><calculatedColumnFormula>%b</calculatedColumnFormula></tableColumn>' % formula),
                SHEET: lambda data: re.sub(rb'<c r="B([56])"[^>]*>.*?</c>', rb'<c r="B\1"><f>%b</f><v>\1</v></c>' % formula, data),
            },
        )
        changed(path, lambda book: book.table("Problems").replace(frame([problem(n) for n in (2, 3, 1)])))

        assert [sheet(path)[f"B{row}"].value for row in (5, 6, 7)] == ["=" + formula.decode()] * 3
        assert [sheet(path, values=True)[f"B{row}"].value for row in (5, 6, 7)] == [6, None, 5]

    def test_a_declared_formula_is_in_every_row_of_a_view(self, tmp_path: Path) -> None:
        path = tmp_path / "results_desk.xlsx"
        path.write_bytes(workbook_bytes(path.name))
        for count in (3, 1, 5):
            same = {"Area": "Log", "What": "Send", "Due": date(2024, 9, 1)}
            rows = [{**same, "Reference": f"L{n}", "Days left": n} for n in range(1, count + 1)]
            changed(path, lambda book, rows=rows: book.table("DeskToday").replace(frame(rows)))
            page = openpyxl.load_workbook(path)["Today"]
            top = int(re.findall(r"\d+", page.tables["DeskToday"].ref)[0])
            column = tables.table("DeskToday").headings.index("Days left") + 1
            assert all(str(page.cell(row, column).value).startswith("=IF(ISNUMBER(") for row in range(top + 1, top + 1 + count))

    def test_a_formula_that_cannot_move_stops_it_all(self, tmp_path: Path) -> None:
        path = problems(tmp_path, 1, 2, theirs=("Mine",))
        shared = b'<c r="B5"><f t="shared" ref="B5:B6" si="0">C5</f><v>1</v></c>'
        repack(path, {SHEET: lambda data: re.sub(rb'<c r="B5"[^>]*>.*?</c>', shared, data)})
        book = ClosedBook.open(path)

        with pytest.raises(DeskError, match=r"results\.xlsx, table Problems: the formula in the column 'Mine' .* try again"):
            book.table("Problems").replace(frame([problem(2), problem(1)]))
        assert not book.changed

    def test_no_row_hides_behind_an_old_filter(self, tmp_path: Path) -> None:
        path = problems(tmp_path, 1, 2, 3, after=lambda _, page: page.set_row(5, None, None, {"hidden": True}))
        kept = b'<filterColumn colId="1" hiddenButton="1"/>'
        auto = kept + b'<filterColumn colId="0"><filters><filter val="x"/></filters></filterColumn>'
        repack(path, {TABLE: swap(b'<autoFilter ref="B4:H7"/>', b'<autoFilter ref="B4:H7">' + auto + b"</autoFilter>")})
        changed(path, lambda book: book.table("Problems").replace(frame([problem(n) for n in (7, 8)])))

        assert b"hidden=" not in parts(path)[SHEET]
        assert b'<autoFilter ref="B4:H6">' + kept + b"</autoFilter>" in parts(path)[TABLE]

    def test_a_formula_somebody_put_into_our_columns_gives_way(self, tmp_path: Path) -> None:
        path = problems(tmp_path, 1, after=lambda _, page: page.write_formula("F5", "=1+1", None, 2))
        changed(path, lambda book: book.table("Problems").replace(frame([problem(1, **{"Way out": "walk"})])))

        assert sheet(path)["F5"].value == "walk"


class TestOtherPrograms:
    def prefixed(self, data: bytes) -> bytes:
        return re.sub(rb"<(/?)(\w+)(?=[\s/>])", rb"<\1x:\2", data).replace(b"xmlns=", b"xmlns:x=")

    def single_quoted(self, data: bytes) -> bytes:
        return re.sub(rb'<(?:row|c|table|autoFilter|dimension|tableColumn) [^>]*>', lambda tag: tag[0].replace(b'"', b"'"), data)

    def turned(self, data: bytes) -> bytes:
        """Attributes the other way round, with space and a `>` in one of them."""
        data = re.sub(rb'<c r="(\w+)" s="(\d+)"', rb'<c\n s = "\2"  r="\1"', data)
        return re.sub(rb'<row r="(\d+)" spans="([^"]+)"', rb'<row spans="\2" x="a>b" r="\1"', data)

    def commented(self, data: bytes) -> bytes:
        data = data.replace(b"<sheetData>", b'<!-- <sheetData><row r="1"> --><sheetData><!-- <row r="2"><c r="B2"/></row> -->')
        data = re.sub(rb'(<c r="B6"[^>]*) t="s"><v>\d+</v>', rb'\1 t="inlineStr"><is><t><![CDATA[aqa.csv]]></t></is>', data)
        return data.replace(b'<row r="6"', b'<?mso-application progid="Excel.Sheet"?><row r="6"')

    def without_spans(self, data: bytes) -> bytes:
        return re.sub(rb' spans="[^"]*"', b"", data)

    @pytest.mark.parametrize("dialect", ["prefixed", "single_quoted", "turned", "commented", "without_spans"])
    def test_the_same_sheet_written_otherwise(self, tmp_path: Path, dialect: str) -> None:
        write = getattr(self, dialect)
        names = (SHEET, TABLE, WORKBOOK) if dialect == "prefixed" else (SHEET, TABLE) if dialect == "single_quoted" else (SHEET,)
        path = repack(problems(tmp_path, 1, 2, 3), {name: write for name in names})

        def change(book: ClosedBook) -> None:
            table = book.table("Problems")
            assert table.update({tuple(part.format(2, 2) for part in PROBLEM_KEY): {"Way out": "<new>"}}) == []
            table.append(frame([problem(4)]))
            table.replace(table.read().iloc[[1, 0, 3]])

        changed(path, change)
        page = sheet(path)
        assert [[page[f"{column}{row}"].value for column in "BCF"] for row in (5, 6, 7, 8)] == [
            ["aqa.csv", 2, "<new>"], ["aqa.csv", 1, "way"], ["aqa.csv", 4, "way"], [None] * 3,
        ]  # fmt: skip
        assert page.tables["Problems"].ref == "B4:H7"

    def test_a_workbook_that_openpyxl_saved(self, tmp_path: Path) -> None:
        path = lines(tmp_path, 1, 2)
        openpyxl.load_workbook(path).save(path)
        changed(path, lambda book: (close_first(book), book.table("Lines").append(frame([line(3)]))))

        page = sheet(path)
        assert [page[at("Status", row)].value for row in (5, 6, 7)] == ["Closed", "Draft", "Draft"]
        assert page[at("Alarm", 7)].value == page[at("Alarm", 5)].value

    def test_rows_without_cells_and_a_sheet_without_rows(self, tmp_path: Path) -> None:
        path = repack(problems(tmp_path), {SHEET: lambda data: re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData/>", data)})
        changed(path, lambda book: book.table("Problems").append(frame([problem(1)])))
        assert sheet(path)["C5"].value == 1

        path = repack(problems(tmp_path), {SHEET: lambda data: re.sub(rb'<row r="5"[^>]*>.*?</row>', b'<row r="5" spans="2:3" />', data)})
        changed(path, lambda book: book.table("Problems").append(frame([problem(1)])))
        assert sheet(path)["C5"].value == 1 and b'<row r="5" spans="2:8">' in parts(path)[SHEET]

    @pytest.mark.parametrize(
        ("name", "change", "words"),
        [
            (SHEET, lambda data: re.sub(rb'<row r="\d+"', b"<row", data), "rows are not numbered in order"),
            (SHEET, lambda data: data.replace(b'<row r="6"', b'<row r="5"'), "rows are not numbered in order"),
            (SHEET, lambda data: re.sub(rb'<c r="\w+"', b"<c", data), "cells are not named in order"),
            (SHEET, lambda data: data.replace(b'r="C6"', b'r="C7"'), "cells are not named in order"),
            (SHEET, lambda data: data.replace(b"<sheetData>", b"").replace(b"</sheetData>", b""), "no sheet data"),
            (SHEET, lambda data: data.decode().encode("utf-16"), "not written in UTF-8"),
            (SHEET, lambda data: data.replace(b"UTF-8", b"ISO-8859-1"), "not written in UTF-8"),
            (SHEET, lambda data: data.replace(b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet'), "document type"),
            (SHEET, lambda data: data.replace(b"</row>", b""), "tag"),
            (TABLE, lambda data: data.replace(b"ref=", b"fer="), "no area"),
            (WORKBOOK, lambda data: data[:-20], "cut short"),
        ],
    )
    def test_what_is_not_clear_is_refused(self, tmp_path: Path, name: str, change: Callable[[bytes], bytes], words: str) -> None:
        path = repack(problems(tmp_path, 1, 2), {name: change})
        before = path.read_bytes()

        with pytest.raises(DeskError, match=rf"^results\.xlsx cannot be changed safely \(.*{words}.*\): open it in Excel, save it once"):
            add_problem(ClosedBook.open(path))
        assert path.read_bytes() == before

    def test_other_formats_are_named(self, tmp_path: Path) -> None:
        strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
        main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        cases: list[tuple[dict[str, Any], str]] = [
            ({WORKBOOK: swap(main, strict)}, "Strict Open XML"),
            ({"_rels/.rels": swap(b"xl/workbook.xml", b"xl/workbook.bin"), "xl/workbook.bin": b"\x83\x01\x00"}, "binary workbook"),
            ({"_rels/.rels": swap(b"xl/workbook", b"word/document"), "word/document.xml": b"<w:document/>"}, "not an Excel workbook"),
            ({"_rels/.rels": None}, "not an Excel workbook"),
            ({"_xmlsignatures/sig1.xml": b"<Signature/>"}, "is signed, and changing it would break the signature"),
        ]
        for changes, words in cases:
            with pytest.raises(DeskError, match=rf"^results\.xlsx .*{words}"):
                ClosedBook.open(repack(problems(tmp_path, 1), changes))

    def test_a_renamed_sheet_more_sheets_and_other_letters_in_the_name(self, tmp_path: Path) -> None:
        path = repack(problems(tmp_path, 1, 2), {TABLE: swap(b'displayName="Problems"', b'displayName="PROBLEMS"')})
        repack(path, {WORKBOOK: swap(b'name="Problems"', b'name="Was ist &amp; &quot;so&quot; \xc3\xbc"')})
        add_problem(book := ClosedBook.open(path))

        assert len(book.table("Problems").read()) == 4

    def test_headings_on_two_lines(self, tmp_path: Path) -> None:
        path = make(tmp_path / "results.xlsx", Given("Problems", [problem(1)], theirs=("My\nnote & <so>",)))

        assert ClosedBook.open(path).table("Problems").read().columns[0] == "My\nnote & <so>"

    def test_a_missing_column_is_named_with_the_way_out(self, tmp_path: Path) -> None:
        path = repack(problems(tmp_path, 1), {TABLE: swap(b'name="Way out"', b'name="Weg"')})

        with pytest.raises(DeskError) as caught:
            ClosedBook.open(path).table("Problems")
        assert str(caught.value) == (
            "results.xlsx, table Problems: the column 'Way out' is missing (found: File, Row, Column, Message, Weg, Detail, Row kept). "
            "Rename it back, or restore the file from the backups folder."
        )

    def test_a_table_without_headings_is_refused(self, tmp_path: Path) -> None:
        path = repack(problems(tmp_path, 1), {TABLE: swap(b'totalsRowShown="0"', b'headerRowCount="0"')})

        with pytest.raises(DeskError, match=r"table Problems has no row of headings: switch it on"):
            ClosedBook.open(path).table("Problems")

    def test_a_cell_far_away_is_refused_before_it_takes_all_the_memory(self, tmp_path: Path) -> None:
        path = problems(tmp_path, 1, after=lambda _, page: page.write("XFD1048576", "x"))

        with pytest.raises(DeskError, match=r"results\.xlsx, sheet Problems: something stands far away .* delete the rows and columns"):
            ClosedBook.open(path).table("Problems").read()


class TestValues:
    def test_what_cells_may_hold(self, tmp_path: Path) -> None:
        def add(book: Any, page: Any) -> None:
            page.write_rich_string("B5", "rich ", book.add_format({"bold": True}), "text")
            page.write_boolean("D5", True)
            page.write_formula("E5", "=NA()", None, "#N/A")
            page.write_formula("F5", "=1/0", None, "#DIV/0!")
            page.write_number("G5", 42)
            page.write_formula("H5", "=1=1", None, True)

        path = problems(tmp_path, 1, after=add)
        repack(path, {SHEET: swap(b"<v>#DIV/0!</v>", b"<v>#SPILL!</v>")})
        row = ClosedBook.open(path).table("Problems").read().iloc[0]

        assert list(row) == ["rich text", 1, "TRUE", "#N/A", "#SPILL!", "42", "TRUE"]

    @pytest.mark.parametrize(
        ("value", "kind", "expected"),
        [
            (True, "number", "TRUE"), (1.5, "code", "1.5"), (Decimal("1.50"), "code", "1.50"), (date(2024, 11, 10), "code", "2024-11-10"),
            (datetime(2024, 8, 15, 7, 59), "text", "2024-08-15 07:59"), (datetime(2024, 8, 15, 7, 59, 5), "text", "2024-08-15 07:59:05"),
            (time(7, 59), "text", "07:59:00"), (time(12), "number", 0.5), (timedelta(days=2), "number", 2), (Decimal("4.0"), "number", 4),
            (Decimal("4.5"), "number", 4.5), (0, "date", "0"), (2_958_466, "date", "2958466"), (1, "date", date(1900, 1, 1)),
            (59.75, "moment", datetime(1900, 2, 28, 18)), (datetime(2024, 8, 15, 7, 59), "date", date(2024, 8, 15)),
            (datetime(2024, 8, 15, 7, 59, 0, 999_600), "moment", datetime(2024, 8, 15, 7, 59, 1)), (pd.NA, "code", ""),
            (pd.NaT, "date", None), (np.float64("nan"), "money", None), (np.int64(3), "code", "3"), (np.float64(3), "number", 3),
            (3.0, "money", Decimal(3)),
            (pd.Timestamp("2024-08-15"), "date", date(2024, 8, 15)),
        ],
    )  # fmt: skip
    def test_a_value_by_kind(self, value: object, kind: Any, expected: object) -> None:
        found = of_kind(value, kind)

        assert found == expected and type(found) is type(expected)

    @pytest.mark.parametrize("from_1904", [False, True])
    def test_days_of_both_calendars(self, tmp_path: Path, from_1904: bool) -> None:
        days = {"Deadline": date(2024, 2, 29), "Received on": datetime(2024, 8, 22, 7, 59, 30), "Sent on": date(1999, 12, 31)}
        path = make(tmp_path / "tracking_log.xlsx", Given("Lines", [line(1, Deadline=date(2024, 9, 26))]), default_date_format="dd/mm/yyyy")
        if from_1904:
            repack(path, {WORKBOOK: lambda data: re.sub(rb"<workbookPr", b'<workbookPr date1904="1"', data)})
        changed(path, lambda book: book.table("Lines").update({key(1): days}))

        row = ClosedBook.open(path).table("Lines").read().iloc[0]
        assert {heading: row[heading] for heading in days} == days
        read = sheet(path)
        assert [read[at(heading, 5)].value for heading in days] == [
            datetime(2024, 2, 29), datetime(2024, 8, 22, 7, 59, 30), datetime(1999, 12, 31),
        ]  # fmt: skip

    def test_a_day_without_a_date_format_is_still_a_day(self, tmp_path: Path) -> None:
        """As in the formulas of the workbook, where a number in a column of days counts as one."""

        def add(book: Any, page: Any) -> None:
            plain = book.add_format()
            page.write_number(at("Deadline", 5), 45561, plain)
            page.write_number(at("Received on", 5), 45526.5, plain)
            page.write_number(at("Sent on", 5), 0.25, plain)

        row = ClosedBook.open(lines(tmp_path, 1, after=add)).table("Lines").read().iloc[0]
        assert [row["Deadline"], row["Received on"], row["Sent on"]] == [date(2024, 9, 26), datetime(2024, 8, 22, 12), "0.25"]

    def test_a_number_with_a_date_format_is_still_a_number(self, tmp_path: Path) -> None:
        """Excel gives the difference of two days the format of a day."""
        path = lines(tmp_path, 1, after=lambda book, page: page.write(at("Days left", 5), 12, book.add_format({"num_format": "d/m/yy"})))

        assert ClosedBook.open(path).table("Lines").read()["Days left"][0] == 12

    def test_a_text_too_long_for_a_cell_is_refused(self, tmp_path: Path) -> None:
        book = ClosedBook.open(lines(tmp_path, 1))
        assert book.table("Lines").update({key(1): {"Note": "x" * 32_767}}) == []

        with pytest.raises(DeskError, match=r"tracking_log\.xlsx, table Lines, column 'Note': a text of 16,384 characters .*32,767"):
            book.table("Lines").update({key(1): {"Note": "😀" * 16_384}})

    @pytest.mark.parametrize("wrong", [float("inf"), datetime(2024, 8, 15, tzinfo=UTC)])
    def test_what_no_cell_can_hold_is_a_fault_of_ours(self, tmp_path: Path, wrong: object) -> None:
        book = ClosedBook.open(lines(tmp_path, 1))

        with pytest.raises(ValueError):
            book.table("Lines").update({key(1): {"Received on" if isinstance(wrong, datetime) else "Raw mark": wrong}})
        assert not book.changed

    TEXTS = st.one_of(
        st.text(st.characters(codec="utf-8"), max_size=60),
        st.sampled_from([*LOOK_ALIKES, "_x000D_", "a\r\nb", "\t", "😀", "]]>", "&#10;", "x" * 5000]),
        st.from_regex(r"_x[0-9A-Fa-f]{4}_?x?", fullmatch=True),
    )

    @settings(max_examples=25)
    @given(
        texts=st.lists(TEXTS, min_size=4, max_size=4),
        day=st.dates(date(1904, 1, 2), date(9999, 12, 31)),
        moment=st.datetimes(datetime(1950, 1, 1), datetime(2200, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
        number=st.one_of(st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False, width=64)),
        money=st.decimals(-(10**9), 10**9, places=2),
    )
    def test_everything_comes_back(
        self, tmp_path_factory: pytest.TempPathFactory, texts: list[str], day: date, moment: datetime, number: float, money: Decimal
    ) -> None:
        path = lines(tmp_path_factory.mktemp("round"), 1)
        first = {"Reason": texts[0], "Component code": texts[1], "Alarm": texts[2]}
        values = {**first, "Deadline": day, "Received on": moment, "Raw mark": number, "Charge due": money}

        def change(book: ClosedBook) -> None:
            assert book.table("Lines").update({key(1): values}) == []
            book.table("Lines").append(frame([line(2, Reason=texts[3])]))

        changed(path, change)
        book, page = ClosedBook.open(path), sheet(path, values=True)
        read = book.table("Lines").read()
        possible = {heading: _possible(text) for heading, text in first.items()}
        assert {heading: read[heading][0] for heading in values} == {**values, **possible}
        assert read["Reason"][1] == _possible(texts[3])
        assert unescape(page[at("Component code", 5)].value or "") == possible["Component code"]
        assert page[at("Deadline", 5)].value.date() == day
        assert book.table("Lines").update({key(1): values}) == [] and not book.changed


class TestNamedCells:
    def test_formulas_and_values(self, tmp_path: Path) -> None:
        path = lines(tmp_path, 1)
        changed(path, lambda book: (book.set_named("desk_today", '=DATE(2024,8,1)&"<"'), book.set_named("DESK_WARN_DAYS", "=1+1")))
        book = ClosedBook.open(path)

        assert sheet(path)["A1"].value == '=DATE(2024,8,1)&"<"' and book.named("desk_today") is None
        assert b"<v>" not in cell(path, "A1")
        assert book.set_named("desk_warn_days", "soon") is True and book.named("desk_warn_days") == "soon"
        assert book.set_named("desk_warn_days", None) is True and book.named("desk_warn_days") is None
        assert book.set_named("desk_warn_days", "") is False

    def test_sheet_names_with_quotes(self, tmp_path: Path) -> None:
        path = repack(
            lines(tmp_path, 1), {WORKBOOK: lambda data: data.replace(b"'Lines'!", b"'O''Hara''s &amp; log'!").replace(
                b'name="Lines"', b'name="O\'Hara\'s &amp; log"')},
        )  # fmt: skip
        if b"O''Hara" not in parts(path)[WORKBOOK]:
            repack(path, {WORKBOOK: swap(b"Lines!", b"'O''Hara''s &amp; log'!")})

        assert ClosedBook.open(path).named("desk_warn_days") == 3

    def test_a_name_of_several_cells_is_refused(self, tmp_path: Path) -> None:
        path = repack(lines(tmp_path, 1), {WORKBOOK: swap(b"$B$1<", b"$B$1:$B$2<")})

        with pytest.raises(DeskError, match=r"the name desk_warn_days is not one cell's any more: .*Name Manager"):
            ClosedBook.open(path).named("desk_warn_days")


class TestCommit:
    @pytest.fixture
    def log(self, tmp_path: Path) -> Path:
        folder = tmp_path / "desk"
        folder.mkdir()
        return lines(folder, 1, 2)

    def test_a_file_that_changed_meanwhile_is_left_alone(self, log: Path) -> None:
        book = ClosedBook.open(log)
        close_first(book)
        colleague = ClosedBook.open(log)
        colleague.table("Lines").update({key(2): {"Status": "Withdrawn by candidate"}})
        colleague.commit(None)
        theirs = log.read_bytes()

        with pytest.raises(StaleBook, match=r"tracking_log\.xlsx was changed"):
            book.commit(None)
        assert log.read_bytes() == theirs
        log.unlink()
        with pytest.raises(StaleBook):
            book.check_writable()

    @pytest.mark.parametrize(
        ("beside", "content", "who"),
        [
            ("~$tracking_log.xlsx", b"\x09Zoe Smith".ljust(55) + b"\x09\0" + "Zoë Smith".encode("utf-16-le"), "by Zoë Smith"),
            ("~$tracking_log.xlsx", b"\x09Zoe Smith".ljust(55), "by Zoe Smith"),
            ("~$tracking_log.xlsx", b"", "by somebody"),
            (".~lock.tracking_log.xlsx#", "Smith\\, Zoë,pc/zoe,pc,22.08.2024 09:30,file:///x;".encode(), "by Smith, Zoë"),
            (".~lock.tracking_log.xlsx#", b",zoe,pc,22.08.2024 09:30,file:///x;", "by zoe"),
        ],
    )
    def test_a_file_somebody_has_open_is_left_alone(self, log: Path, beside: str, content: bytes, who: str) -> None:
        book, before = ClosedBook.open(log), log.read_bytes()
        close_first(book)
        log.with_name(beside).write_bytes(content)

        words = rf"^tracking_log\.xlsx is open, {re.escape(who)}: close it there and try again \(.*{re.escape(beside)}"
        with pytest.raises(DeskError, match=words):
            book.commit(log.parent / "backups")
        assert log.read_bytes() == before and not (log.parent / "backups").exists()
        log.with_name(beside).unlink()
        assert book.commit(log.parent / "backups") is True

    def test_a_file_that_may_not_be_written_is_left_alone(self, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        book = ClosedBook.open(log)
        close_first(book)

        def refuse(self: Path, *_: object) -> None:
            raise PermissionError(errno.EACCES, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(DeskError, match=r"tracking_log\.xlsx may not be written to \(Permission denied\): .* try again"):
            book.commit(None)

    def test_the_earlier_versions_are_kept_as_many_as_asked(self, log: Path) -> None:
        backups, seen = log.parent / "backups", []
        book = ClosedBook.open(log)
        other = backups / "results.2024.xlsx"
        for number in range(5):
            seen.append(log.read_bytes())
            book.table("Lines").update({key(1): {"Reason": f"reason {number}"}})
            assert book.commit(backups, keep=3, stamp="2024-08-15 07:59") is True
            other.write_bytes(b"of another workbook")

        kept = sorted(path.name for path in backups.iterdir() if path != other)
        assert other.exists() and len(kept) == 3
        assert all(re.fullmatch(r"tracking_log\.2024-08-15 07-59( \(\d\))?\.xlsx", name) for name in kept)
        assert {(backups / name).read_bytes() for name in kept} == set(seen[-3:])
        assert book.commit(backups) is False

    @pytest.mark.parametrize("call", ["replace", "fsync"])
    def test_a_failure_in_the_middle_leaves_the_old_file_whole(self, log: Path, call: str, monkeypatch: pytest.MonkeyPatch) -> None:
        before, book, real = log.read_bytes(), ClosedBook.open(log), getattr(os, call)
        close_first(book)

        def fail(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, call, fail)
        with pytest.raises(DeskError, match="No space left on device"):
            book.commit(None)
        assert [path.name for path in log.parent.iterdir()] == [log.name] and log.read_bytes() == before

        monkeypatch.setattr(os, call, real)
        assert book.commit(None) is True and ClosedBook.open(log).table("Lines").read()["Status"][0] == "Closed"

    def test_a_change_that_fails_changes_nothing(self, log: Path) -> None:
        book = ClosedBook.open(log)

        with pytest.raises(DeskError):
            book.table("Lines").update({key(1): {"Status": "Closed"}, key(2): {"Note": "x" * 40_000}})
        assert not book.changed and list(book.table("Lines").read()["Status"]) == ["Draft", "Draft"]

    def test_going_on_after_a_commit(self, log: Path) -> None:
        book = changed(log, close_first)

        assert not book.changed
        book.table("Lines").append(frame([line(3)]))
        assert book.commit(None) is True
        assert list(ClosedBook.open(log).table("Lines").read()["Status"]) == ["Closed", "Draft", "Draft"]


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Workbooks after every kind of edit."""
    folder = tmp_path_factory.mktemp("edited")
    log, results = folder / "tracking_log.xlsx", folder / "results.xlsx"
    for path in (log, results):
        path.write_bytes(workbook_bytes(path.name))

    def change_log(book: ClosedBook) -> None:
        table = book.table("Lines")
        table.append(frame([line(n, Service="P2", Deadline=date(2024, 8, 29), Reason=text) for n, text in enumerate(LOOK_ALIKES)]))
        table.update({key(1): {"Sent on": date(2024, 8, 26), "Target days": 20, "Alarm": "stale"}})
        book.set_named("desk_today", date(2024, 8, 28))

    changed(log, change_log)
    changed(results, lambda book: book.table("Problems").replace(frame([problem(n) for n in range(40)])))
    changed(results, lambda book: book.table("Problems").replace(frame([problem(n) for n in (30, 2)])))
    return {path.stem: path for path in (log, results)}


def test_the_standard_finds_nothing_wrong(edited: dict[str, Path]) -> None:
    found = validator_errors(edited.values())

    assert {path.name: errors for path, errors in found.items() if errors} == {}


def test_libreoffice_opens_and_computes_what_we_wrote(edited: dict[str, Path], tmp_path: Path) -> None:
    """With its formulas computed anew, and our texts as texts."""
    log, results = to_xlsx(edited.values(), tmp_path)
    read = ClosedBook.open(log).table("Lines").read()

    assert list(read["Reason"]) == list(LOOK_ALIKES)
    assert read["Expected outcome"][1] == date(2024, 9, 15) and read["Expected outcome"][0] is None
    assert read["Days left"][0] == 1 and "Deadline near, not sent" in read["Alarm"][0] and "stale" not in read["Alarm"][1]
    assert list(ClosedBook.open(results).table("Problems").read()["Row"]) == [30, 2]

    changed(log, lambda book: book.table("Lines").append(frame([line(99)])))
    page = openpyxl.load_workbook(log)["Lines"]
    alarm, last = HEADINGS.index("Alarm") + 1, page.max_row
    assert page.cell(last, 1).value == key(99)[0] and page.cell(last, alarm).value == page.cell(last - 1, alarm).value
    assert validator_errors([log])[log] == []


def _members(path: Path) -> dict[str, tuple[int, int, bytes]]:
    """Part name -> checksum, compressed size and content."""
    with ZipFile(path) as packed:
        return {info.filename: (info.CRC, info.compress_size, packed.read(info)) for info in packed.infolist()}


def _possible(text: str) -> str:
    """The text without the characters XML forbids, told another way than our code does."""
    return "".join(re.findall("[\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text))
