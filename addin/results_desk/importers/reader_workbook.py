"""Excel and OpenDocument workbooks -> sheets of text. No macro runs, no formula is computed, nothing outside the file is opened.

A cell's text is what was typed: 9 for the number 9.0, 0042 for the number 42 in the format 0000, an ISO day for a date (and the
sheet knows that it was a date: Excel makes one of the double grade 9-9). Of a formula, the value last saved is read.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from results_desk.errors import DeskError
from results_desk.importers import archive, old_excel
from results_desk.importers.refuse import AGAIN, AS_XLSX, ZIP, not_a_workbook, ole_refusal, refusal
from results_desk.importers.sheet import HEAD_ROWS, MAX_COLUMNS, UNPRINTABLE, Head, Sheet

if TYPE_CHECKING:
    import pandas as pd

Cell = tuple[str, bool]
"""A cell's text, and whether the cell was a date."""
Rows = Iterator[Sequence[Cell]]
BLANK: Cell = ("", False)

_MAX_ROWS = 1_048_576
_MAX_CELLS = 10_000_000
_ZEROS = re.compile(r"0+")


def sheets(file: str, data: bytes) -> tuple[Sheet, ...]:
    """The sheets of an .xlsx, .xlsm without macros, .ods or .xls file. DeskError when it is another, protected or damaged."""
    if not data.startswith(ZIP):
        error = ole_refusal(file, data)
        if error:
            raise error
        old_excel.check(file, data)
        return _read(file, lambda: _xls(data))
    names = archive.checked_names(file, data)
    if any("vbaproject" in name.casefold() or name.startswith("xl/macrosheets/") for name in names):
        raise refusal(file, "holds macros", "save it in Excel as an Excel workbook (.xlsx), which has none")
    if "xl/workbook.xml" in names:
        return _read(file, lambda: _xlsx(data))
    if "content.xml" in names and archive.is_ods(data):
        from results_desk.importers import reader_ods

        return _read(file, lambda: reader_ods.grids(data))
    raise not_a_workbook(file, names)


def _read(file: str, grids: Callable[[], Iterable[tuple[str, Rows]]]) -> tuple[Sheet, ...]:
    """The sheets of the grids. Whatever a damaged or hostile file makes a library raise (or a Rust one panic with) is a refusal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return tuple(_sheet(file, name, rows) for name, rows in grids())
    except (DeskError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        if "password" in f"{type(error).__name__} {error}".casefold():
            raise refusal(file, "is protected by a password", "open it in Excel, remove the password and save it") from None
        raise refusal(file, "is damaged and can't be read", f"{AGAIN}, or {AS_XLSX}") from None


def _sheet(file: str, name: str, rows: Rows) -> Sheet:
    texts: list[list[str]] = []
    dates: set[tuple[int, int]] = set()
    width = cells = 0
    for number, row in enumerate(rows, 1):
        cells += len(row)
        if number > _MAX_ROWS or cells > _MAX_CELLS:
            raise refusal(file, "has more rows and columns than a results file can have", "choose the results file itself")
        text = [value for value, _ in row]
        while text and not text[-1]:
            text.pop()
        dates.update((number, position) for position, (_, was_date) in enumerate(row) if was_date)
        width = max(width, len(text))
        texts.append(text)
    if width > MAX_COLUMNS:
        raise refusal(file, f"has more than {MAX_COLUMNS:,} columns", "choose the results file itself")
    while texts and not texts[-1]:
        texts.pop()
    unprintable = any(UNPRINTABLE.search(text) for row in texts for text in row)
    head = Head(tuple(tuple(row) for row in texts[:HEAD_ROWS]))
    return Sheet(name, (head,), _below(texts, width), frozenset(dates), unprintable)


def _below(texts: list[list[str]], width: int) -> Callable[[Head, int], pd.DataFrame]:
    def below(head: Head, index: int) -> pd.DataFrame:
        import pandas as pd

        rows = [row + [""] * (width - len(row)) for row in texts[index + 1 :]]
        return pd.DataFrame(rows, index=range(index + 2, index + 2 + len(rows)), columns=range(width), dtype=object)

    return below


def _xlsx(data: bytes) -> Iterator[tuple[str, Rows]]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        yield sheet.title, ([_xlsx_cell(cell) for cell in row] for row in sheet.rows)


def _xlsx_cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return BLANK
    if isinstance(value, str):
        return value, False
    return text_of(value, cell.number_format if isinstance(value, int | float) else "")


def _xls(data: bytes) -> Iterator[tuple[str, Rows]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        yield name, ([BLANK if value == "" else text_of(value) for value in row] for row in rows)


def text_of(value: object, number_format: str = "") -> Cell:
    """A cell's text, and whether it was a date. Of number formats only the one that writes leading zeros changes a text."""
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), False
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return (value.date().isoformat() if midnight else value.isoformat(timespec="seconds")), True
    if isinstance(value, date | time):
        return value.isoformat(), True
    if isinstance(value, float):
        value = int(value) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    zeros = number_format.split(";")[0]
    if isinstance(value, int) and value >= 0 and _ZEROS.fullmatch(zeros):
        return str(value).zfill(len(zeros)), False
    return ("" if value is None else str(value)), False
