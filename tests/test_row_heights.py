"""Rows as high as their wrapped texts: nothing is cut off on paper and in LibreOffice, and a height somebody set stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from contract import Given, frame, make, problem
from hypothesis import given
from hypothesis import strategies as st
from parts import SHEET, parts, repack

from results_desk import tables
from results_desk.build.workbooks import workbook_bytes
from results_desk.edges.book.files import ClosedBook
from results_desk.edges.book.heights import ONE_LINE, TALLEST, Wrapped, height, lines
from results_desk.edges.book.styles import wrapping

LONG = "Compare it with the awarding body's own site, then ask the candidate and import the file again."
KEY = ("aqa.csv", "{}", "Grade", "message {}", "")


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("", 10, 1), ("nnnn nnnnn", 10, 1), ("nnnnn nnnnn", 10, 2), ("one seven nine zero", 8, 3), ("a\nb", 10, 2), ("a\n\nb\n", 10, 4),
        ("x" * 25, 10, 3), ("mark-one", 6, 2), ("a " * 10, 3, 5), ("ends here ", 9, 1), ("i" * 20, 10, 1), ("W" * 10, 10, 2),
    ],
)  # fmt: skip
def test_lines_of_a_text(text: str, room: float, expected: int) -> None:
    assert lines(text, room) == expected


@given(st.text("ab -\n", max_size=300), st.floats(1, 80))
def test_no_line_is_asked_to_hold_more_than_it_can(text: str, room: float) -> None:
    assert lines(text, room) * room >= len(text.replace("\n", "").replace(" ", ""))
    assert lines(text, room) >= lines(text, room + 5)


def test_a_row_is_as_high_as_its_longest_text() -> None:
    narrow, wide = Wrapped.within(10), Wrapped.within(40)

    assert height([("short", narrow), ("x" * 39, wide)]) is None
    assert height([("x" * 12, narrow), ("x" * 90, wide)]) == ONE_LINE + 2 * 12.75
    assert height([("x" * 12, Wrapped.within(10, 20))]) == ONE_LINE + 2 * 25.5
    assert height([("x\n" * 500, narrow)]) == TALLEST


def rows(path: Path, sheet: str = SHEET) -> dict[int, bytes]:
    """The tag of every row."""
    return {int(found[1]): found[0] for found in re.finditer(rb'<row r="(\d+)"[^>]*>', parts(path)[sheet])}


def points(path: Path, row: int) -> float | None:
    """The height that stands in the file for a row, which must not be marked as somebody's own."""
    tag = rows(path).get(row, b"")
    assert b"customHeight" not in tag
    found = re.search(rb' ht="([\d.]+)"', tag)
    return float(found[1]) if found else None


class TestTemplates:
    def test_rows_with_wrapped_texts_are_high_and_nobodys_own(self, tmp_path: Path) -> None:
        path = tmp_path / "results_desk.xlsx"
        path.write_bytes(workbook_bytes(path.name))
        services = openpyxl.load_workbook(path).sheetnames.index("Services") + 1
        tags = rows(path, f"xl/worksheets/sheet{services}.xml")

        assert all(b" ht=" in tags[row] and b"customHeight" not in tags[row] for row in (4, 6, *range(10, 17)))
        assert b'customHeight="1"' in tags[1] and b" ht=" not in tags[5], "a row of short texts is as high as Excel makes it"

    def test_rows_of_short_texts_have_no_height(self, tmp_path: Path) -> None:
        path = tmp_path / "results.xlsx"
        short, tall = problem(1), problem(2, **{"Way out": LONG})
        path.write_bytes(workbook_bytes(path.name, {"Problems": frame([short, tall])}))
        number = openpyxl.load_workbook(path).sheetnames.index("Problems") + 1
        tags = rows(path, f"xl/worksheets/sheet{number}.xml")

        assert b" ht=" not in tags[4] and b" ht=" in tags[5]


class TestEdits:
    @pytest.fixture
    def problems(self, tmp_path: Path) -> Path:
        """Three problems; Message and Way out wrap, 20 and 40 characters wide."""

        def add(book: Any, page: Any) -> None:
            wrapped = book.add_format({"text_wrap": True, "font_size": 10})
            for column, width in (("E", 20), ("F", 40)):
                page.set_column(f"{column}:{column}", width, wrapped)
            for row in (4, 5, 6):
                page.write_string(row, 4, f"message {row - 3}", wrapped)
                page.write_string(row, 5, "way", wrapped)

        return make(tmp_path / "results.xlsx", Given("Problems", [problem(n) for n in (1, 2, 3)]), after=add)

    def change(self, path: Path, change: Callable[[Any], object]) -> None:
        book = ClosedBook.open(path)
        change(book.table("Problems"))
        assert book.commit(None) is True

    def test_new_rows(self, problems: Path) -> None:
        self.change(problems, lambda table: table.append(frame([problem(4), problem(5, **{"Way out": LONG})])))

        assert [points(problems, row) for row in (7, 8, 9)] == [None, None, ONE_LINE + 2 * 12.75]

    def test_a_changed_row_grows_and_is_not_made_lower(self, problems: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        view = tables.table("Problems")
        monkeypatch.setitem(tables._BY_NAME, "Problems", replace(view, view=False))
        key = tuple(part.format(2, 2) for part in KEY)
        self.change(problems, lambda table: table.update({key: {"Way out": LONG}}))
        assert points(problems, 6) == ONE_LINE + 2 * 12.75
        self.change(problems, lambda table: table.update({key: {"Way out": "short"}}))
        assert points(problems, 6) == ONE_LINE + 2 * 12.75

    def test_a_text_beside_the_changed_one_counts(self, problems: Path) -> None:
        key = tuple(part.format(2, 2) for part in KEY)
        self.change(problems, lambda table: table.update({key: {"Way out": LONG * 3}}))
        tall = points(problems, 6)
        messages = ["message 1", "a message, a longer one", "message 3"]
        self.change(problems, lambda table: table.replace(table.read().assign(Message=messages)))

        assert points(problems, 6) == tall and points(problems, 5) is None

    def test_rows_of_a_view_shrink_and_leave_no_height_behind(self, problems: Path) -> None:
        self.change(problems, lambda table: table.replace(frame([problem(n, **{"Way out": LONG}) for n in (1, 2, 3)])))
        assert None not in [points(problems, row) for row in (5, 6, 7)]
        self.change(problems, lambda table: table.replace(frame([problem(1), problem(4, **{"Way out": LONG})])))
        assert [points(problems, row) is None for row in (5, 6, 7)] == [True, False, True]

    def test_a_row_with_something_beside_the_table_is_not_made_lower(self, problems: Path) -> None:
        self.change(problems, lambda table: table.replace(frame([problem(n, **{"Way out": LONG}) for n in (1, 2, 3)])))
        tall = points(problems, 5)
        beside = b'<c r="K5" t="inlineStr"><is><t>mine</t></is></c></row>'
        repack(problems, {SHEET: lambda data: re.sub(rb'(<row r="5".*?)</row>', lambda found: found[1] + beside, data)})
        self.change(problems, lambda table: table.replace(frame([problem(n) for n in (1, 2, 3)])))

        assert points(problems, 5) == tall and points(problems, 6) is None

    def test_a_height_somebody_set_stays(self, problems: Path) -> None:
        own = b' ht="90" customHeight="1"'
        repack(problems, {SHEET: lambda data: re.sub(rb'<row r="6"', b'<row r="6"' + own, data)})
        self.change(problems, lambda table: table.replace(frame([problem(n, **{"Way out": LONG * 9}) for n in (1, 2, 3)])))

        assert own in rows(problems)[6] and points(problems, 5) == pytest.approx(ONE_LINE + 20 * 12.75, abs=26)

    def test_the_width_an_officer_gave_the_column_counts(self, problems: Path) -> None:
        wide = repack(problems, {SHEET: lambda data: data.replace(b'width="40.7109375"', b'width="140.7109375"')})
        self.change(wide, lambda table: table.append(frame([problem(4, **{"Way out": LONG})])))

        assert points(wide, 8) is None

    def test_texts_that_do_not_wrap_do_not_count(self, problems: Path) -> None:
        self.change(problems, lambda table: table.append(frame([problem(4, Detail=LONG)])))

        assert points(problems, 8) is None


def test_formats_that_wrap_with_the_size_of_their_letters() -> None:
    styles = (
        b'<x:styleSheet xmlns:x="m"><x:fonts><x:font><x:sz val="11"/></x:font><x:font/></x:fonts><x:cellStyleXfs><x:xf/></x:cellStyleXfs>'
        b'<x:cellXfs><x:xf fontId="0"/><x:xf fontId="0"><x:alignment wrapText="1"/></x:xf>'
        b'<x:xf fontId="1"><x:alignment wrapText="true"/></x:xf><x:xf><x:alignment wrapText="0"/></x:xf></x:cellXfs></x:styleSheet>'
    )

    assert wrapping(styles) == {"1": 11.0, "2": 10.0}
