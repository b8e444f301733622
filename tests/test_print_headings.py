"""Centre and series at the head of every printed sheet, put there as text because no formula reaches a print header."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from desks import new_desk
from office import validator_errors
from parts import SHEET, parts, repack, swap

from results_desk.edges.book.files import ClosedBook
from results_desk.tables import WORKBOOKS

NAME = 'St <Ann> & "All" Souls 6th Form'


def headers(path: Path) -> list[tuple[str, str | None]]:
    sheets = openpyxl.load_workbook(path).worksheets
    return [((sheet.oddHeader.left.text or "").strip(), sheet.oddHeader.center.text) for sheet in sheets]


def test_every_sheet_of_a_new_desk_says_whose_it_is(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "desk")
    for workbook in WORKBOOKS:
        for left, center in headers(desk / workbook):
            if center is None:  # a poster, which says it in its title
                continue
            assert left == "Larkfield Example School (12345) · June 2024"
            assert center == "&A"


def test_a_name_with_signs_of_its_own_comes_out_as_typed_and_can_be_changed(tmp_path: Path) -> None:
    path = new_desk(tmp_path / "desk") / "tracking_log.xlsx"
    for text in (NAME, NAME, "Another school"):
        book = ClosedBook.open(path)
        first = headers(path)[0][0] != text.replace("&", "&&")
        assert book.set_print_heading(text) is first
        book.commit(None)

        assert {left for left, _ in headers(path)} == {text.replace("&", "&&")}
    assert validator_errors([path]) == {path: []}


@pytest.mark.parametrize("mine", [b"&amp;LOur own", b"&amp;C&amp;9&amp;A and more", b"&amp;R&amp;D"])
def test_a_header_that_an_officer_wrote_stays(mine: bytes, tmp_path: Path) -> None:
    path = new_desk(tmp_path / "desk") / "tracking_log.xlsx"
    old = parts(path)[SHEET].split(b"<oddHeader>")[1].split(b"</oddHeader>")[0]
    repack(path, {SHEET: swap(old, mine)})
    book = ClosedBook.open(path)
    book.set_print_heading("Another school")
    book.commit(None)

    assert b"<oddHeader>" + mine + b"</oddHeader>" in parts(path)[SHEET]
