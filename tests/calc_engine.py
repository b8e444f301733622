"""An engine of xlwings over LibreOffice, for tests: as much of it as `edges.excel` uses, with Excel's habits where they bite.

Like Excel, and unlike LibreOffice, it takes "0042" for a number unless the cell has the format for texts, drops the apostrophe
that says a text is one, makes a text of a number in a text cell, and (`Habits.grows`) lets a table grow when something is
written directly below it, filling its formulas down.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import xlwings
from libreoffice import load, struct

ERRORS = {"#DIV/0!": -2146826281, "#N/A": -2146826246, "#NAME?": -2146826259, "#REF!": -2146826265, "#VALUE!": -2146826273}
"""What Excel answers for a cell with an error."""
_DAY_0 = datetime(1899, 12, 30)
_DATE, _LOGICAL, _ERROR_RESULTS = 2, 1024, 4
_OF_ITS_OWN = "MM/DD/YY"
"""The format that LibreOffice gives to a formula which counts with days; Excel leaves such a cell as it is."""
_QUOTED = re.compile(r'("(?:[^"]|"")*"|\[[^\[\]]*\])')
_THIS_ROW = re.compile(r"\[@(?:\[([^\[\]]+)\]|([^\[\]]+))\]")
_REFERENCE = re.compile(r"\$?(?:'((?:[^']|'')+)'|([^'.\"!]+))\.(\$?[A-Z]+\$?\d+)")


@dataclass
class Habits:
    """What Excel is set to do by itself."""

    grows: bool = True


class Engine:
    """The engine itself; its workbooks are those that were opened with `open_book`."""

    name, type = "libreoffice", "desktop"

    def __init__(self) -> None:
        self.habits = Habits()
        self.app = App(self)

    @property
    def apps(self) -> list[App]:
        return [self.app]

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[Any]], datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool
    ) -> list[list[Any]]:
        def clean(value: Any) -> Any:
            if value in ("", None):
                return empty_as
            if type(value) is int:
                return next(word for word, number in ERRORS.items() if number == value) if err_to_str else None
            return value

        return [[clean(value) for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        return "" if value is None else value


class App:
    """The one program."""

    hwnd = pid = 4711

    def __init__(self, engine: Engine) -> None:
        self.engine, self.books = engine, list[Book]()



class Book:
    """One document."""

    def __init__(self, app: App, path: Path) -> None:
        self.app, self.name, self.path = app, path.name, path
        self.document = load(path)
        self.document.enableAutomaticCalculation(False)  # computed when somebody looks, not after every cell
        self.api, self._formats, self._keys = self, dict[int, tuple[str, int]](), dict[str, int]()

    @cached_property
    def sheets(self) -> list[Sheet]:
        return [Sheet(self, name) for name in self.document.Sheets.ElementNames]

    @property
    def names(self) -> Names:
        return Names(self)

    def format(self, key: int) -> tuple[str, int]:
        """The text of a number format, and the kinds of values that it is for."""
        if key not in self._formats:
            held = self.document.NumberFormats.getByKey(key)
            self._formats[key] = (str(held.FormatString), 0 if held.FormatString == _OF_ITS_OWN else held.Type)
        return self._formats[key]

    def format_key(self, text: str) -> int:
        """The number of a format, of a new one where there was none."""
        if text not in self._keys:
            formats, english = self.document.NumberFormats, struct("com.sun.star.lang.Locale", Language="en", Country="GB")
            key = formats.queryKey(text, english, False)
            self._keys[text] = int(formats.addNew(text, english) if key == -1 else key)
        return self._keys[text]

    def close(self) -> None:
        self.document.close(True)
        self.app.books.remove(self)


class Names:
    """Defined names."""

    def __init__(self, book: Book) -> None:
        self._book, self._ranges = book, book.document.NamedRanges

    def contains(self, name: str) -> bool:
        return bool(self._ranges.hasByName(name))

    def __call__(self, name: str) -> Name:
        return Name(self._book, self._ranges.getByName(name))


class Name:
    """One of them."""

    def __init__(self, book: Book, named: Any) -> None:
        self._book, self._named = book, named

    @property
    def refers_to(self) -> str:
        found = _REFERENCE.fullmatch(self._named.Content)
        return f"='{found[1] or found[2]}'!{found[3]}" if found else f"={self._named.Content}"

    @property
    def refers_to_range(self) -> Range:
        area = self._named.getReferredCells().RangeAddress
        return self._book.sheets[area.Sheet].range((area.StartRow + 1, area.StartColumn + 1), (area.EndRow + 1, area.EndColumn + 1))


class Sheet:
    """One sheet."""

    def __init__(self, book: Book, name: str) -> None:
        self.book, self.name, self.api = book, name, self

    @cached_property
    def page(self) -> Any:
        return self.book.document.Sheets.getByName(self.name)

    @cached_property
    def tables(self) -> list[Table]:
        ranges, number = self.book.document.DatabaseRanges, self.page.RangeAddress.Sheet
        return [Table(self, ranges.getByName(name)) for name in ranges.ElementNames if ranges.getByName(name).DataArea.Sheet == number]

    @property
    def page_setup(self) -> PageSetup:
        return PageSetup(self)

    def range(self, first: Any, last: Any = None) -> Range:
        first, last = (place.corner if isinstance(place, Range) else place for place in (first, last or first))
        return Range(self, *first, *last)


class PageSetup:
    """What of a sheet is printed."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def print_area(self) -> str | None:
        areas = self._sheet.page.getPrintAreas()
        return self._sheet.page.getCellRangeByPosition(
            areas[0].StartColumn, areas[0].StartRow, areas[0].EndColumn, areas[0].EndRow
        ).AbsoluteName.split(".")[-1] if areas else None  # fmt: skip

    @print_area.setter
    def print_area(self, area: str) -> None:
        self._sheet.page.setPrintAreas((self._sheet.page.getCellRangeByName(area).RangeAddress,))


class Table:
    """One table: a database range, which does not grow by itself."""

    def __init__(self, sheet: Sheet, named: Any) -> None:
        self.parent, self.named, self.api = sheet, named, named

    @property
    def name(self) -> str:
        return str(self.named.Name)

    @property
    def show_headers(self) -> bool:
        return bool(self.named.ContainsHeader)

    @property
    def show_totals(self) -> bool:
        return bool(self.named.TotalsRow)

    @property
    def range(self) -> Range:
        area = self.named.DataArea
        return self.parent.range((area.StartRow + 1, area.StartColumn + 1), (area.EndRow + 1, area.EndColumn + 1))

    @property
    def header_row_range(self) -> Range:
        area = self.named.DataArea
        return self.parent.range((area.StartRow + 1, area.StartColumn + 1), (area.StartRow + 1, area.EndColumn + 1))

    def resize(self, wanted: Any) -> None:
        self.named.DataArea = wanted.impl.cells.RangeAddress
        for area in wanted.impl.cells.queryFormulaCells(1 | 2 | 4).RangeAddresses:  # or a table that shrank computes no row of its own
            cells = self.parent.page.getCellRangeByPosition(area.StartColumn, area.StartRow, area.EndColumn, area.EndRow)
            cells.setFormulaArray(cells.getFormulaArray())

    def grow_to(self, bottom: int) -> None:
        """What Excel does when something is written directly below: the table takes the rows in and fills its formulas down."""
        area = self.named.DataArea
        old, area.EndRow = area.EndRow, bottom - 1
        self.named.DataArea = area
        for column in range(area.StartColumn, area.EndColumn + 1):
            model = self.parent.page.getCellByPosition(column, old)
            if model.Type.value == "FORMULA" and "[[#This Row]" in model.Formula:
                for row in range(old + 1, area.EndRow + 1):
                    self.parent.page.getCellByPosition(column, row).Formula = model.Formula


class Range:
    """Cells of one sheet; rows and columns count from 1, both ends inside."""

    max_cells_per_read = max_cells_per_write = None

    def __init__(self, sheet: Sheet, top: int, left: int, bottom: int, right: int) -> None:
        self.sheet, self.row, self.column, self.bottom, self.right = sheet, top, left, bottom, right
        self.options: dict[str, Any] = {}
        self.api = self

    @property
    def corner(self) -> tuple[int, int]:
        return self.row, self.column

    @cached_property
    def cells(self) -> Any:
        return self.sheet.page.getCellRangeByPosition(self.column - 1, self.row - 1, self.right - 1, self.bottom - 1)


    @property
    def shape(self) -> tuple[int, int]:
        return self.bottom - self.row + 1, self.right - self.column + 1

    def __call__(self, row: int, column: int) -> Range:
        return self.sheet.range((self.row + row - 1, self.column + column - 1))

    @property
    def raw_value(self) -> list[list[Any]]:
        self.sheet.book.document.calculate()
        values = [list(row) for row in self.cells.getDataArray()]
        for row, column, cell in self._errors():
            values[row][column] = ERRORS.get(cell.String, ERRORS["#VALUE!"])
        for top, bottom, left, right, kind in self._kinds():
            for row in values[top : bottom + 1]:
                row[left : right + 1] = [_shown(value, kind) for value in row[left : right + 1]]
        return values

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        rows = data if isinstance(data, list | tuple) else [[data] * self.shape[1]] * self.shape[0]
        made, typed = list[tuple[Any, ...]](), list[tuple[int, int, str]]()
        plain = self._text_cells()
        for at, row in enumerate(rows):
            cells = []
            for across, value in enumerate(row):
                cell, by_hand = _taken(value, (at, across) in plain)
                cells.append(cell)
                typed += [(at, across, value)] if by_hand else []
            made.append(tuple(cells))
        self.cells.setDataArray(tuple(made))
        for at, across, text in typed:
            self.cells.getCellByPosition(across, at).Formula = text
        self._dated(rows)
        self._grow()

    @property
    def formula(self) -> Any:
        found = [[_english(text) for text in row] for row in self.cells.getFormulaArray()]
        return found[0][0] if self.shape == (1, 1) else tuple(tuple(row) for row in found)

    @formula.setter
    def formula(self, data: Any) -> None:
        rows = data if isinstance(data, list | tuple) else [[data] * self.shape[1]] * self.shape[0]
        for at, row in enumerate(rows):
            for across, text in enumerate(row):
                self.cells.getCellByPosition(across, at).Formula = self._local(text, self.row + at)

    @property
    def number_format(self) -> str | None:
        if self.cells.getPropertyState("NumberFormat").value == "AMBIGUOUS_VALUE":
            return None
        held, _ = self.sheet.book.format(self.cells.NumberFormat)
        return "General" if held == _OF_ITS_OWN else held.lower() if "Y" in held else held

    @number_format.setter
    def number_format(self, wanted: str) -> None:
        self.cells.NumberFormat = self.sheet.book.format_key(wanted)

    def clear_contents(self) -> None:
        self.cells.clearContents(1 | 2 | 4 | 16)

    def _errors(self) -> Iterator[tuple[int, int, Any]]:
        for area in self.cells.queryFormulaCells(_ERROR_RESULTS).RangeAddresses:
            for row in range(area.StartRow, area.EndRow + 1):
                for column in range(area.StartColumn, area.EndColumn + 1):
                    yield row - self.row + 1, column - self.column + 1, self.sheet.page.getCellByPosition(column, row)

    def _kinds(self) -> Iterator[tuple[int, int, int, int, int]]:
        """Blocks of cells of one number format, counted from 0 within the range, with the kind of the format."""
        for block in self.cells.getUniqueCellFormatRanges():
            kind = self.sheet.book.format(block.NumberFormat)[1]
            for area in block.RangeAddresses:
                rows = area.StartRow - self.row + 1, area.EndRow - self.row + 1
                yield *rows, area.StartColumn - self.column + 1, area.EndColumn - self.column + 1, kind

    def _text_cells(self) -> set[tuple[int, int]]:
        found = set[tuple[int, int]]()
        for top, bottom, left, right, kind in self._kinds():
            if kind & 256:
                found |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        return found

    def _dated(self, rows: Sequence[Sequence[Any]]) -> None:
        """A day in a cell without a format gets one."""
        for at, row in enumerate(rows):
            for across, value in enumerate(row):
                if isinstance(value, datetime):
                    cell = self.sheet.range((self.row + at, self.column + across))
                    if cell.number_format == "General":
                        cell.number_format = "dd/mm/yyyy"

    def _grow(self) -> None:
        if not self.sheet.book.app.engine.habits.grows:
            return
        for table in self.sheet.tables:
            area = table.named.DataArea
            across = area.StartColumn < self.right and self.column - 1 <= area.EndColumn
            if across and self.row - 1 == area.EndRow + 1:
                table.grow_to(self.bottom)

    def _local(self, formula: str, row: int) -> str:
        """A formula as LibreOffice takes it; `[@Column]` belongs to the table that holds the row."""
        for table in self.sheet.tables:
            area = table.named.DataArea
            if area.StartRow < row <= area.EndRow + 1:
                formula = _THIS_ROW.sub(rf"{table.name}[[#This Row],[\1\2]]", formula)
        return _outside_texts(formula, lambda part: part.replace(",", ";"))


def _english(text: str) -> str:
    return _outside_texts(text, lambda part: part.replace(";", ",")) if text.startswith("=") else text


def _outside_texts(formula: str, change: Callable[[str], str]) -> str:
    return "".join(part if kept % 2 else change(part) for kept, part in enumerate(_QUOTED.split(formula)))


def _taken(value: Any, text_cell: bool) -> tuple[Any, bool]:
    """What goes into a cell, and whether it has to be typed, so that LibreOffice guesses at it as Excel does."""
    if isinstance(value, datetime):
        value = (value - _DAY_0) / timedelta(days=1)
    if text_cell and isinstance(value, int | float):
        return str(value), False
    if not isinstance(value, str):
        return float(value), False
    if value.startswith("'"):
        return value[1:], False
    guessed_at = value.casefold() in ("true", "false") or not re.fullmatch(r"[^\W\d]\D*|", value)
    return ("", True) if guessed_at and not text_cell else (value, False)


def _shown(value: Any, kind: int) -> Any:
    if not isinstance(value, float):
        return value
    if kind & _DATE:
        return _DAY_0 + timedelta(milliseconds=round(value * 86_400_000))
    return bool(value) if kind & _LOGICAL else value


ENGINE = Engine()


def open_book(path: Path) -> xlwings.Book:
    """A workbook, opened in LibreOffice as a person has it open in Excel."""
    if ENGINE not in [engine.impl for engine in xlwings.engines]:
        xlwings.engines.add(xlwings.Engine(impl=ENGINE))
    xlwings.engines[ENGINE.name].activate()
    ENGINE.app.books.append(Book(ENGINE.app, path))
    return xlwings.Book(impl=ENGINE.app.books[-1])


def close_all() -> None:
    """Close every workbook."""
    for book in list(ENGINE.app.books):
        book.close()
    ENGINE.habits.grows = True
