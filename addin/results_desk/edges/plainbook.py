"""A workbook to be read by anybody: values under plain headings, no formula, no link, nothing hidden."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_WIDE_FROM = 9
"""With so many headings rows stand side by side, each heading before its values: a page is not that wide."""
_LONGEST_NAME, _WIDEST = 31, 48
_LINE, _MOST_LINES = 15, 27
"""Points a line of text is high; as many as Excel lets a row grow to."""
_FORMULA_STARTS = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, a title and a line that says what it is, headings, and rows in their order."""

    name: str
    title: str
    about: str
    headings: tuple[str, ...]
    rows: tuple[Sequence[object], ...]


def plain_workbook(sheets: Sequence[Sheet], made: date) -> bytes:
    """The bytes of the workbook: the same for the same sheets on the same day."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(made.year, made.month, made.day), "author": "", "company": ""})
        looks = _looks(book)
        taken: set[str] = set()
        for sheet in sheets:
            _fill(book.add_worksheet(_free_name(sheet.name, taken)), sheet, looks)
    return out.getvalue()


def _looks(book: Workbook) -> dict[str, Any]:
    font = {"font_name": "Calibri", "font_size": 11, "valign": "top", "text_wrap": True, "align": "left"}
    cell = font | {"border": 1, "border_color": "#C8C6C4"}
    return {
        "title": book.add_format({"font_name": "Calibri", "font_size": 15, "bold": True}),
        "about": book.add_format({"font_name": "Calibri", "font_size": 10, "italic": True}),
        "heading": book.add_format(cell | {"bold": True, "bg_color": "#EAF1F8"}),
        "text": book.add_format(cell | {"num_format": "@"}),
        "quoted": book.add_format(cell | {"num_format": "@", "quote_prefix": True}),
        "number": book.add_format(cell),
        "date": book.add_format(cell | {"num_format": "dd/mm/yyyy"}),
        "moment": book.add_format(cell | {"num_format": "dd/mm/yyyy hh:mm"}),
    }


def _fill(page: Worksheet, sheet: Sheet, looks: dict[str, Any]) -> None:
    page.write_string(0, 0, sheet.title, looks["title"])
    page.write_string(1, 0, sheet.about, looks["about"])
    aside = len(sheet.headings) >= _WIDE_FROM
    for across, heading in enumerate(sheet.headings):
        at = (3 + across, 0) if aside else (3, across)
        page.write_string(*at, heading, looks["heading"])
        for down, row in enumerate(sheet.rows, 1):
            _write(page, (3 + across, down) if aside else (3 + down, across), row[across], looks)
    lines = _lines(sheet, aside)
    for column, width in enumerate(widths := _widths(lines)):
        page.set_column(column, column, width)
    for down, cells in enumerate(lines, 3):
        page.set_row(down, _LINE * max(_high(value, width) for value, width in zip(cells, widths, strict=True)))
    page.freeze_panes(*((3, 1) if aside else (4, 0)))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.hide_gridlines(2)


def _write(page: Worksheet, at: tuple[int, int], value: object, looks: dict[str, Any]) -> None:
    """One cell, by what it holds: a text is a text, whatever it begins with."""
    if value is None or value == "":
        page.write_blank(*at, None, looks["text"])
    elif isinstance(value, datetime):
        page.write_datetime(*at, value.replace(tzinfo=None), looks["moment"])
    elif isinstance(value, date):
        page.write_datetime(*at, datetime(value.year, value.month, value.day), looks["date"])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(*at, value, looks["number"])
    else:
        said = str(value)
        page.write_string(*at, said, looks["quoted" if said.startswith(_FORMULA_STARTS) else "text"])


def _lines(sheet: Sheet, aside: bool) -> list[Sequence[object]]:
    """The cells as they stand on the page, line by line."""
    return [(each, *(row[at] for row in sheet.rows)) for at, each in enumerate(sheet.headings)] if aside else [sheet.headings, *sheet.rows]


def _widths(lines: Sequence[Sequence[object]]) -> list[int]:
    longest = (max(map(_length, column)) for column in zip(*lines, strict=True))
    return [min(max(length + 2, 10), _WIDEST) for length in longest]


def _high(value: object, width: int) -> int:
    """How many lines of text a cell needs."""
    return min(sum(-(-len(line) // (width - 1)) or 1 for line in str(value).splitlines()), _MOST_LINES) or 1


def _length(value: object) -> int:
    if isinstance(value, datetime):
        return 16
    return 10 if isinstance(value, date) else max(map(len, str("" if value is None else value).splitlines()), default=0)


def _free_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes for a sheet and no sheet has yet."""
    plain, number = _FORBIDDEN.sub(" ", name).strip()[:_LONGEST_NAME] or "Sheet", 1
    free = plain
    while free.casefold() in taken:
        number += 1
        free = f"{plain[: _LONGEST_NAME - 5]} ({number})"
    taken.add(free.casefold())
    return free
