"""Rows taken away and what a workbook remembers of them, in closed files: nothing else of the file changes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from contract import Given, frame, key, line, make, problem
from hypothesis import given, settings
from hypothesis import strategies as st
from office import validator_errors
from parts import EXTENSIONS, OFFICE_PARTS, SHEET, TABLE, WORKBOOK, cell, parts, repack, swap

from results_desk import tables
from results_desk.edges.book.areas import letters
from results_desk.edges.book.files import ClosedBook
from results_desk.errors import DeskError

NOW = datetime(2025, 3, 1, 9, tzinfo=UTC)
HEADINGS = tables.table("Lines").headings


def at(heading: str, row: int) -> str:
    return f"{letters(HEADINGS.index(heading) + 2)}{row}"


def lines(path: Path, *numbers: int, **options: Any) -> Path:
    return make(path / "tracking_log.xlsx", Given("Lines", [line(n) for n in numbers]), **options)


def queries(path: Path, count: int, theirs: tuple[str, ...] = (), after: Callable[[Any, Any], object] | None = None) -> Path:
    """Queries of a results workbook: ordinary rows, no view; an officer's columns come first."""
    rows = [{"Query ID": f"Q{n}", "Problem": f"problem {n}", **{own: f"{own} {n}" for own in theirs}} for n in range(1, count + 1)]
    return make(path / "results.xlsx", Given("Queries", rows, theirs=theirs), after=after)


def changed(path: Path, change: Callable[[ClosedBook], object]) -> ClosedBook:
    book = ClosedBook.open(path)
    change(book)
    assert book.commit(None) is True
    return book


def clear(table: str) -> Callable[[ClosedBook], object]:
    return lambda book: book.table(table).clear()


def ref(path: Path, table: str) -> str:
    page = openpyxl.load_workbook(path).worksheets[0]
    return str(page.tables[table].ref)


class TestClear:
    def test_one_blank_row_is_left_with_formats_and_formulas(self, tmp_path: Path) -> None:
        path = lines(tmp_path, 1, 2, 3, 4)
        before = openpyxl.load_workbook(path).worksheets[0]
        changed(path, clear("Lines"))
        page = openpyxl.load_workbook(path).worksheets[0]

        assert len(ClosedBook.open(path).table("Lines").read()) == 0
        assert page.tables["Lines"].ref == page.tables["Lines"].autoFilter.ref == f"B4:{letters(len(HEADINGS) + 1)}5"
        assert page.max_row == 5
        for column in tables.table("Lines").columns:
            place = at(column.heading, 5)
            assert page[place].number_format == before[place].number_format
            assert page[place].value == (before[place].value if column.formula else None)
        assert validator_errors([path])[path] == []

    def test_how_many_rows_there_were(self, tmp_path: Path) -> None:
        book = ClosedBook.open(lines(tmp_path, 1, 2, 3))

        assert [book.table("Lines").clear(), book.table("Lines").clear()] == [3, 0]

    def test_a_table_that_was_cleared_is_filled_from_its_one_row(self, tmp_path: Path) -> None:
        path = lines(tmp_path, 1, 2, 3)
        changed(path, clear("Lines"))
        changed(path, lambda book: book.table("Lines").append(frame([line(7), line(8)])))

        assert list(ClosedBook.open(path).table("Lines").read()["Candidate number"]) == ["0007", "0008"]
        page = openpyxl.load_workbook(path).worksheets[0]
        assert page[at("Alarm", 6)].value == page[at("Alarm", 5)].value and str(page[at("Alarm", 6)].value).startswith("=IF(")

    def test_every_other_part_keeps_its_bytes(self, tmp_path: Path) -> None:
        def add(book: Any, page: Any) -> None:
            chart = book.add_chart({"type": "column"})
            chart.add_series({"values": "=Lines!$C$5:$C$7"})
            page.insert_chart("B30", chart)
            book.add_worksheet("My notes").write("A1", "mine")

        path = repack(lines(tmp_path, 1, 2, 3, after=add), {**OFFICE_PARTS, SHEET: swap(b"</worksheet>", EXTENSIONS + b"</worksheet>")})
        before = parts(path)
        changed(path, clear("Lines"))
        after = parts(path)

        assert {name for name in before if before[name] != after.get(name)} <= {SHEET, TABLE, WORKBOOK}
        assert before[SHEET].split(b"<sheetData>")[0] == after[SHEET].split(b"<sheetData>")[0]
        assert b"{78C0D931-6437-407d-A8EE-F0AAD7539E65}" in after[SHEET]

    def test_what_stands_beside_stays_and_is_shown(self, tmp_path: Path) -> None:
        def add(_: Any, page: Any) -> None:
            page.write("Z6", "beside")
            page.write("A9", "below")
            page.set_row(5, 80, None, {"hidden": True})

        path = queries(tmp_path, 4, after=add)
        changed(path, clear("Queries"))
        page = openpyxl.load_workbook(path).worksheets[0]

        assert [page[place].value for place in ("Z6", "A9", "B6", "B5")] == ["beside", "below", None, None]
        assert not page.row_dimensions[6].hidden and page.row_dimensions[6].height is None

    def test_an_officers_columns_are_emptied_too_and_keep_their_formulas(self, tmp_path: Path) -> None:
        def add(_: Any, page: Any) -> None:
            for row in range(5, 8):
                page.write_formula(f"C{row}", f'=LEN(D{row})&"{row}"', None, "old")

        path = queries(tmp_path, 3, theirs=("Mine", "Count"), after=add)
        changed(path, clear("Queries"))
        page = openpyxl.load_workbook(path).worksheets[0]

        assert (page["B5"].value, page["C5"].value, page["C6"].value) == (None, '=LEN(D5)&"5"', None)
        assert b"old" not in parts(path)[SHEET]

    def test_the_row_takes_the_usual_colour_and_not_that_of_the_first(self, tmp_path: Path) -> None:
        path = queries(tmp_path, 5, after=lambda book, page: page.write("B5", "Q1", book.add_format({"bg_color": "red"})))
        changed(path, clear("Queries"))

        assert openpyxl.load_workbook(path).worksheets[0]["B5"].fill.fill_type is None

    def test_filters_go_with_the_names_in_them(self, tmp_path: Path) -> None:
        path = queries(tmp_path, 3, after=lambda _, page: page.set_row(4, None, None, {"hidden": True}))
        end = f"B4:{letters(len(tables.table('Queries').headings) + 1)}7".encode()
        chosen = b'<filterColumn colId="0"><filters><filter val="Zqx"/></filters></filterColumn>'
        repack(path, {TABLE: swap(b'<autoFilter ref="%b"/>' % end, b'<autoFilter ref="%b">%b</autoFilter>' % (end, chosen))})
        changed(path, clear("Queries"))

        assert b"Zqx" not in parts(path)[TABLE] and b"hidden=" not in parts(path)[SHEET]

    def test_formats_and_validations_end_with_the_table(self, tmp_path: Path) -> None:
        def add(book: Any, page: Any) -> None:
            page.conditional_format("B5:B8", {"type": "blanks", "format": book.add_format({"bold": True})})
            page.data_validation("C5:C1048576", {"validate": "any", "input_title": "x"})

        path = queries(tmp_path, 4, after=add)
        changed(path, clear("Queries"))

        assert b'<conditionalFormatting sqref="B5">' in parts(path)[SHEET] and b'sqref="C5:C1048576"' in parts(path)[SHEET]

    def test_a_row_of_totals_is_in_the_way(self, tmp_path: Path) -> None:
        book = ClosedBook.open(repack(queries(tmp_path, 2), {TABLE: swap(b'totalsRowShown="0"', b'totalsRowCount="1"')}))

        with pytest.raises(DeskError, match=r"row of totals"):
            book.table("Queries").clear()
        assert not book.changed

    def test_a_formula_beside_that_hangs_on_a_row_stops_it_all(self, tmp_path: Path) -> None:
        def add(_: Any, page: Any) -> None:
            page.write_formula("Z7", "=1", None, 1)

        path = queries(tmp_path, 3, theirs=("Mine",), after=add)
        master = b'<c r="B6"><f t="shared" ref="B6:Z7" si="0">A1</f><v>1</v></c>'
        repack(
            path,
            {SHEET: lambda data: re.sub(rb'<c r="B6"[^>]*>.*?</c>', master, data).replace(b"<f>1</f>", b'<f t="shared" si="0"/>')},
        )
        book = ClosedBook.open(path)

        with pytest.raises(DeskError, match="hangs on one in its rows"):
            book.table("Queries").clear()

    @settings(max_examples=20)
    @given(count=st.integers(1, 6), beside=st.sets(st.integers(5, 12), max_size=4), again=st.integers(0, 4))
    def test_other_cells_never_change(self, tmp_path_factory: pytest.TempPathFactory, count: int, beside: set[int], again: int) -> None:
        def add(_: Any, page: Any) -> None:
            for row in beside:
                page.write(f"Z{row}", f"beside {row}")

        path = queries(tmp_path_factory.mktemp("clear"), count, after=add)
        kept = {row: cell(path, f"Z{row}") for row in beside}
        book = ClosedBook.open(path)
        assert book.table("Queries").clear() == count
        book.table("Queries").append(pd.DataFrame([{"Query ID": f"N{n}"} for n in range(again)], dtype=object))
        book.commit(None)

        assert {row: cell(path, f"Z{row}") for row in beside} == kept
        assert list(ClosedBook.open(path).table("Queries").read()["Query ID"]) == [f"N{n}" for n in range(again)]


class TestBlank:
    def test_columns_of_all_rows_or_of_some(self, tmp_path: Path) -> None:
        path = queries(tmp_path, 3)
        changed(path, lambda book: book.table("Queries").blank(("Problem",), {"Query ID": "Q2"}))
        assert list(ClosedBook.open(path).table("Queries").read()["Problem"]) == ["problem 1", "", "problem 3"]

        book = ClosedBook.open(path)
        assert book.table("Queries").blank(("Problem", "Note")) == 2
        assert list(book.table("Queries").read()["Problem"]) == [""] * 3
        assert book.table("Queries").blank(("Problem",)) == 0 and book.table("Queries").blank(("Problem",), {"No such": "x"}) == 0

    def test_computed_columns_stay(self, tmp_path: Path) -> None:
        path = lines(tmp_path, 1)
        changed(path, lambda book: book.table("Lines").blank(("Alarm", "Name")))

        page = openpyxl.load_workbook(path).worksheets[0]
        assert str(page[at("Alarm", 5)].value).startswith("=") and page[at("Name", 5)].value is None


class TestNotesAndLinks:
    def noted(self, path: Path) -> Path:
        def add(_: Any, page: Any) -> None:
            page.write_comment("B4", "about the column", {"author": "EO"})
            page.write_comment("B6", "Zqx note", {"author": "Zqx author"})
            page.write_url("C6", "https://zqx.example/2024", string="problem")
            page.write_url("Z6", "https://mine.example", string="mine")

        return queries(path, 3, after=add)

    def test_those_of_the_rows_go_and_others_stay(self, tmp_path: Path) -> None:
        path = self.noted(tmp_path)
        changed(path, lambda book: (book.table("Queries").clear(), book.forget_unused_text()))
        held, page = parts(path), openpyxl.load_workbook(path).worksheets[0]

        assert not [name for name, data in held.items() if b"zqx" in data.lower()]
        assert page["B4"].comment.text == "about the column" and page["Z6"].hyperlink.target == "https://mine.example"
        assert held["xl/drawings/vmlDrawing1.vml"].count(b"<v:shape ") == 1
        assert validator_errors([path])[path] == []

    def test_the_last_note_takes_its_parts_along(self, tmp_path: Path) -> None:
        path = queries(tmp_path, 2, after=lambda _, page: page.write_comment("B6", "note"))
        changed(path, clear("Queries"))
        held = parts(path)

        assert not [name for name in held if "comment" in name or "vml" in name]
        assert b"legacyDrawing" not in held[SHEET] and b"comments" not in held["[Content_Types].xml"]
        assert b"omments" not in held["xl/worksheets/_rels/sheet1.xml.rels"]
        assert validator_errors([path])[path] == []

    def test_a_link_that_two_cells_share_stays_while_one_does(self, tmp_path: Path) -> None:
        path = self.noted(tmp_path)
        repack(path, {SHEET: lambda data: re.sub(rb'(<hyperlink ref="Z6" r:id=")rId\d+', rb"\1rId1", data)})
        changed(path, clear("Queries"))

        assert b"zqx.example" in parts(path)["xl/worksheets/_rels/sheet1.xml.rels"]

    def test_blanked_cells_lose_theirs(self, tmp_path: Path) -> None:
        path = self.noted(tmp_path)
        changed(path, lambda book: book.table("Queries").blank(("Query ID",), {"Query ID": "Q2"}))

        assert b"Zqx" not in parts(path)["xl/comments1.xml"] and b"zqx.example" in parts(path)["xl/worksheets/_rels/sheet1.xml.rels"]

    def test_threads_and_their_people(self, tmp_path: Path) -> None:
        name = "xl/threadedComments/threadedComment1.xml"
        main = b'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"'
        one = b'<threadedComment ref="%b" personId="{%b}" id="{%b}"><text>thread</text></threadedComment>'
        thread = b"<ThreadedComments %b>%b%b</ThreadedComments>" % (main, one % (b"B6", b"A", b"1"), one % (b"Z6", b"B", b"2"))
        people = b'<personList %b><person displayName="Zqx" id="{A}"/><person displayName="Own" id="{B}"/></personList>' % main
        kinds = b"http://schemas.microsoft.com/office/2017/10/relationships"
        relation = b'<Relationship Id="rId%b" Type="' + kinds + b'/%b" Target="%b"/></Relationships>'
        path = repack(
            self.noted(tmp_path),
            {
                name: thread, "xl/persons/person.xml": people,
                "xl/worksheets/_rels/sheet1.xml.rels": swap(
                    b"</Relationships>", relation % (b"T", b"threadedComment", b"../threadedComments/threadedComment1.xml")
                ),
                "xl/_rels/workbook.xml.rels": swap(b"</Relationships>", relation % (b"P", b"person", b"persons/person.xml")),
            },
        )  # fmt: skip
        changed(path, lambda book: (book.table("Queries").clear(), book.forget_copies(NOW)))

        assert b'ref="Z6"' in parts(path)[name] and b'ref="B6"' not in parts(path)[name]
        assert b"Own" in parts(path)["xl/persons/person.xml"] and b"Zqx" not in parts(path)["xl/persons/person.xml"]


class TestUnusedText:
    def test_only_texts_that_no_sheet_shows_are_blanked(self, tmp_path: Path) -> None:
        def add(book: Any, page: Any) -> None:
            page.write_rich_string("A30", "rich ", book.add_format({"bold": True}), "Zqx too")
            page.write_string("A31", "problem 1")
            book.add_worksheet("Mine").write("A1", "problem 2")

        path = queries(tmp_path, 3, after=add)
        changed(path, lambda book: (book.table("Queries").clear(), book.forget_unused_text()))
        book = openpyxl.load_workbook(path)

        assert b"problem 3" not in parts(path)["xl/sharedStrings.xml"]
        assert book.worksheets[0]["A31"].value == "problem 1" and book["Mine"]["A1"].value == "problem 2"
        assert book.worksheets[0]["A30"].value == "rich Zqx too" and book.worksheets[0]["C4"].value == HEADING_OF_C

    def test_nothing_to_blank_changes_nothing(self, tmp_path: Path) -> None:
        book = ClosedBook.open(queries(tmp_path, 3))
        book.forget_unused_text()

        assert not book.changed


HEADING_OF_C = tables.table("Queries").headings[1]


class TestCopies:
    def rich(self, path: Path) -> Path:
        """A workbook with every kind of memory: computed values, caches, a pivot table, a link outside, a picture, changes of others."""

        def add(book: Any, page: Any) -> None:
            page.write_formula("Z5", '="Z"&"qx"', None, "Zqx")
            own = book.add_worksheet("Pivot")
            for place in ("A3", "A4", "B4"):
                own.write(place, "Zqx")
            own.write("A9", "mine")
            chart = book.add_chart({"type": "column"})
            chart.add_series({"values": "=Queries!$B$5:$B$7", "categories_data": ["Zqx"], "values_data": [45519]})
            own.insert_chart("F2", chart)

        main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="r"'
        office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        relation = b'<Relationship Id="%b" Type="%b/%b" Target="%b"/></Relationships>'
        rels = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%b'
        cache = (
            b'<pivotCacheDefinition %b r:id="rId1" refreshedBy="Zqx" refreshedDate="45519" recordCount="2"><cacheFields count="2">'
            b'<cacheField name="Who"><sharedItems count="2"><s v="Zqx one"/><s v="Zqx two"/></sharedItems></cacheField>'
            b'<cacheField name="When"><sharedItems minDate="2024-08-01T00:00:00" maxDate="2024-09-01T00:00:00" count="1">'
            b'<d v="2024-08-15T00:00:00"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>' % main
        )
        more: dict[str, Any] = {
            "xl/pivotTables/pivotTable1.xml": b'<pivotTableDefinition %b><location ref="A3:B4"/></pivotTableDefinition>' % main,
            "xl/worksheets/_rels/sheet2.xml.rels": swap(
                b"</Relationships>", relation % (b"rIdV", office, b"pivotTable", b"../pivotTables/pivotTable1.xml")
            ),
            "xl/pivotCache/pivotCacheDefinition1.xml": cache,
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": rels
            % (relation % (b"rId1", office, b"pivotCacheRecords", b"pivotCacheRecords1.xml")),
            "xl/pivotCache/pivotCacheRecords1.xml": b'<pivotCacheRecords %b><r><s v="Zqx"/></r></pivotCacheRecords>' % main,
            "xl/externalLinks/externalLink1.xml": b'<externalLink %b><externalBook r:id="rId1"><sheetDataSet><sheetData sheetId="0">'
            b'<row r="1"><cell r="A1"><v>Zqx</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>' % main,
            "docProps/thumbnail.jpeg": b"Zqx",
            "_rels/.rels": swap(b"</Relationships>", relation % (b"rIdN", b"http://x/metadata", b"thumbnail", b"docProps/thumbnail.jpeg")),
            "xl/revisions/revisionHeaders.xml": b"<headers/>", "xl/revisions/revisionLog1.xml": b"<log>Zqx</log>",
            "xl/revisions/_rels/revisionHeaders.xml.rels": rels % (relation % (b"rId1", office, b"revisionLog", b"revisionLog1.xml")),
            "docProps/core.xml": lambda data: data.replace(
                b"</cp:coreProperties>", b"<cp:lastPrinted>2024-08-15T08:00:00Z</cp:lastPrinted></cp:coreProperties>"
            ).replace(b"<cp:lastModifiedBy></cp:lastModifiedBy>", b"<cp:lastModifiedBy>Zqx</cp:lastModifiedBy>"),
            "xl/_rels/workbook.xml.rels": lambda data: data.replace(
                b"</Relationships>",
                relation[:-16] % (b"rIdC", office, b"pivotCacheDefinition", b"pivotCache/pivotCacheDefinition1.xml")
                + relation[:-16] % (b"rIdH", office, b"revisionHeaders", b"revisions/revisionHeaders.xml")
                + b"</Relationships>",
            ),
            WORKBOOK: swap(b"<bookViews>", b'<x15ac:absPath xmlns:x15ac="x" url="C:\\Zqx\\June 2024\\"/><bookViews>'),
        }  # fmt: skip
        return repack(queries(path, 3, after=add), more)

    def test_nothing_is_remembered(self, tmp_path: Path) -> None:
        path = self.rich(tmp_path)
        assert sum(b"Zqx" in data for data in parts(path).values()) >= 9

        def forget(book: ClosedBook) -> None:
            book.table("Queries").clear()
            book.forget_computed()
            assert book.forget_copies(NOW) == ["Pivot"]
            book.forget_unused_text()

        changed(path, forget)
        held, own = parts(path), "xl/worksheets/sheet2.xml"

        assert [name for name, data in held.items() if b"Zqx" in data or b"2024" in data or b"45519" in data] == []
        assert not {"docProps/thumbnail.jpeg", "xl/pivotCache/pivotCacheRecords1.xml", "xl/revisions/revisionLog1.xml"} & held.keys()
        assert cell(path, "A9", own) and not cell(path, "A4", own)
        assert b'<f>"Z"&amp;"qx"</f></c>' in cell(path, "Z5")
        cache = held["xl/pivotCache/pivotCacheDefinition1.xml"]
        assert b'refreshOnLoad="1"' in cache and len(set(re.findall(rb'<s v="[^"]+"/>', cache))) == 2 and b"r:id" not in cache
        assert b"2025-03-01T09:00:00Z" in held["docProps/core.xml"]

    def test_a_workbook_with_none_of_it_keeps_all_but_who_saved_it(self, tmp_path: Path) -> None:
        path = make(tmp_path / "results.xlsx", Given("Problems", [problem(1)]))
        before = parts(path)
        changed(path, lambda book: (book.forget_computed(), book.forget_copies(NOW), book.forget_unused_text()))

        assert {name for name, data in parts(path).items() if data != before[name]} <= {"docProps/core.xml", WORKBOOK}

    def test_values_typed_are_no_computed_ones(self, tmp_path: Path) -> None:
        path = lines(tmp_path, 1)
        changed(path, lambda book: (book.table("Lines").update({key(1): {"Alarm": "late"}}), book.forget_computed()))
        page = openpyxl.load_workbook(path, data_only=True).worksheets[0]

        assert page[at("Alarm", 5)].value is None and page[at("Deadline", 5)].value == datetime(2024, 9, 26)
        assert ClosedBook.open(path).table("Lines").read()["Received on"][0].date() == date(2024, 8, 22)

    def test_names_that_hold_a_value(self, tmp_path: Path) -> None:
        path = queries(tmp_path, 1, after=lambda book, _: (book.define_name("head", '="Zoë"'), book.define_name("rate", "=0.5")))

        assert ClosedBook.open(path).constants == ["head", "rate"]
