"""The values of one sheet of a workbook, all at once."""

from __future__ import annotations

import io
import re

from results_desk.edges.tablerows import Grid
from results_desk.errors import DeskError

_ERROR_CELL = re.compile(rb"(<(?:[\w.-]+:)?c\s[^<>]*?\bt=)([\"'])e\2")


def with_errors_as_text(sheet: bytes) -> bytes:
    """The sheet's XML with #N/A and the like as texts, or they would come back blank."""
    return _ERROR_CELL.sub(rb"\1\2str\2", sheet) if b't="e"' in sheet or b"t='e'" in sheet else sheet


def grid(workbook: bytes, sheet: str, file: str) -> Grid:
    """The values of the sheet of that name from A1 on. DeskError when the workbook cannot be read."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise DeskError(f"{file} cannot be read ({error}): open it in Excel, save it once and try again.") from error
