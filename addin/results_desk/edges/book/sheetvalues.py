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
_NEAR_ROWS, _NEAR_COLUMNS = 999, 702
_NOT_NEAR = re.compile(rb"<c(?! r=\"[A-Z]{1,2}[0-9]{1,3}\")")
"""A cell beyond ZZ999, or of which that is not sure; up to there no sheet is too wide."""
_COLUMN, _NUMBER = (re.compile(rb"<c r=\"%b\"" % place) for place in (rb"([A-Z]+)[0-9]+", rb"[A-Z]+([0-9]+)"))
"""A cell as nearly every program writes it."""
_ANY_COLUMN, _ANY_NUMBER = (re.compile(rb"r\s*=\s*[\"']%b[\"']" % place) for place in (rb"([A-Za-z]+)[0-9]+", rb"[A-Za-z]+([0-9]+)"))
_CELL, _ROW = (re.compile(rb"<(?:[^\s<>/]+:)?%b[\s/>]" % name) for name in (b"c", b"row"))
_ERROR_CELL = re.compile(rb"(<(?:[\w.-]+:)?c\s[^<>]*?\bt=)([\"'])e\2")


def with_errors_as_text(sheet: bytes) -> bytes:
    """The sheet's XML with #N/A and the like as texts, or they would come back blank."""
    return _ERROR_CELL.sub(rb"\1\2str\2", sheet) if b't="e"' in sheet or b"t='e'" in sheet else sheet


def is_too_wide(sheet: bytes, rows: int, columns: int) -> bool:
    """Whether a sheet stretches over so many cells, filled or blank, that reading it would take all the memory there is.

    `rows` and `columns` are the last ones as far as is known otherwise.
    """
    start, end = max(0, sheet.find(b"<sheetData")), sheet.rfind(b"</sheetData>")
    plain = sheet.find(b":c", start, end) < 0
    if plain and end > 0 and rows <= _NEAR_ROWS and columns <= _NEAR_COLUMNS and not _NOT_NEAR.search(sheet, start, end):
        return False
    area = _reach(sheet, rows, columns, sheet.count(b"<c", start, end) if plain else 0)
    return area > _MOST or area > max(_MOST_SPARSE, 20 * sheet.count(b"<"))


def _reach(sheet: bytes, rows: int, columns: int, cells: int) -> int:
    """How many cells lie up to the last row and column of any, by its own word or its turn, or more; `cells` is 0 where nobody knows."""
    letters, numbers, turns = _COLUMN.findall(sheet), _NUMBER.findall(sheet), 0
    if not cells or len(letters) != cells:
        letters, numbers = [each.upper() for each in _ANY_COLUMN.findall(sheet)], _ANY_NUMBER.findall(sheet)
        turns = max(len(_CELL.findall(row)) for row in _ROW.split(xmlbytes.mask(sheet)))
    right = max((each[:9].rjust(9, b"@") for each in set(letters)), default=b"")
    columns = max(columns, int(sum((letter - 64) * 26**power for power, letter in enumerate(reversed(right))))) + turns
    return columns * max(rows, *(int(row[:9]) for row in set(numbers)), 0)


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
