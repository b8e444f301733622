"""The values of one sheet of a workbook, all at once."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

from results_desk.edges.tablerows import Grid
from results_desk.errors import DeskError

LOOKED_AT = 1_000_000
_PLACE = re.compile(rb"\br=[\"']([A-Za-z]+)([0-9]+)[\"']")
_ERROR_CELL = re.compile(rb"(<(?:[\w.-]+:)?c\s[^<>]*?\bt=)([\"'])e\2")


def with_errors_as_text(sheet: bytes) -> bytes:
    """The sheet's XML with #N/A and the like as texts, or they would come back blank."""
    return _ERROR_CELL.sub(rb"\1\2str\2", sheet) if b't="e"' in sheet or b"t='e'" in sheet else sheet


def reach(sheet: bytes) -> int:
    """How many cells lie up to the last row and the last column that any cell says it is in; 0 for a sheet too large to look."""
    found = _PLACE.findall(sheet) if len(sheet) < LOOKED_AT else []
    right = max((letters.upper()[:9].rjust(9, b"@") for letters, _ in found), default=b"")
    columns = sum((letter - 64) * int(26**power) for power, letter in enumerate(reversed(right)))
    return int(columns * max((int(row[:9]) for _, row in found), default=0))


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
