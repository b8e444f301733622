"""The values of one sheet of a workbook, all at once."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

from results_desk.edges.book.tablerows import Grid
from results_desk.edges.ooxml import xmlbytes
from results_desk.errors import DeskError

_MOST, _MOST_SPARSE = 8_000_000, 2_000_000  # cells; the second where nearly all are blank
_PLACE = re.compile(rb"<c r=\"([A-Z]+)([0-9]+)\"")
"""A cell as nearly every program writes it."""
_ANY_PLACE = re.compile(rb"r\s*=\s*[\"']([A-Za-z]+)([0-9]+)[\"']")
_CELL, _ROW = (re.compile(rb"<(?:[^\s<>/]+:)?%b[\s/>]" % name) for name in (b"c", b"row"))
_ERROR_CELL = re.compile(rb"(<(?:[\w.-]+:)?c\s[^<>]*?\bt=)([\"'])e\2")


def with_errors_as_text(sheet: bytes) -> bytes:
    """The sheet's XML with #N/A and the like as texts, or they would come back blank."""
    return _ERROR_CELL.sub(rb"\1\2str\2", sheet) if b't="e"' in sheet or b"t='e'" in sheet else sheet


def reach(sheet: bytes, rows: int, columns: int) -> int:
    """How many cells lie up to the last row and column that any cell is in, by its own word or by its turn: at least as many as there are.

    `rows` and `columns` are the last ones as far as is known otherwise.
    """
    places = _PLACE.findall(sheet)
    turns = 0
    start, end = max(0, sheet.find(b"<sheetData")), sheet.rfind(b"</sheetData>")
    if len(places) != sheet.count(b"<c", start, end) or sheet.count(b":c", start, end):
        places = _ANY_PLACE.findall(sheet)
        turns = max(len(_CELL.findall(row)) for row in _ROW.split(xmlbytes.mask(sheet)))
    right = max((letters[:9].rjust(9, b"@") for letters in {letters.upper() for letters, _ in places}), default=b"")
    columns = max(columns, int(sum((letter - 64) * 26**power for power, letter in enumerate(reversed(right))))) + turns
    return columns * max(rows, *(int(row[:9]) for row in {row for _, row in places}), 0)


def is_too_wide(sheet: bytes, rows: int, columns: int) -> bool:
    """Whether a sheet stretches over so many cells, filled or blank, that reading it would take all the memory there is."""
    area = reach(sheet, rows, columns)
    return area > _MOST or area > max(_MOST_SPARSE, 20 * sheet.count(b"<"))


class Values:
    """The sheets of one workbook, opened once."""

    def __init__(self, workbook: bytes, file: str) -> None:
        """`file` is the name used in messages. DeskError when the workbook cannot be read."""
        from python_calamine import CalamineWorkbook

        self._file = file
        with self._clearly():
            self._workbook = CalamineWorkbook.from_filelike(io.BytesIO(workbook))

    def grid(self, sheet: str) -> Grid:
        """The values of the sheet of that name from A1 on. DeskError when they cannot be read."""
        with self._clearly():
            return self._workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)

    @contextmanager
    def _clearly(self) -> Iterator[None]:
        from python_calamine import CalamineError

        try:
            yield
        except CalamineError as error:
            raise DeskError(f"{self._file} cannot be read ({error}): open it in Excel, save it once and try again.") from error
