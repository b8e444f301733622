"""What xlwings gives for an open workbook, in memory: for what goes wrong in Excel and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from results_desk import tables


class com_error(Exception):  # noqa: N801
    """As pywin32 raises it."""

    def __init__(self, hresult: int, scode: int = 0) -> None:
        super().__init__(hresult, "", None, None)
        self.hresult, self.excepinfo = hresult, (0, "", "", "", 0, scode) if scode else None


class ExcelBusyError(Exception):
    """As xlwings raises it."""


class CommandError(Exception):
    """As appscript raises it on a Mac."""

    def __init__(self, errornumber: int) -> None:
        super().__init__(errornumber)
        self.errornumber = errornumber


@dataclass
class Excel:
    """The program: `trouble` is asked before every read ("read") and write ("write") of cells, and raises what goes wrong."""

    trouble: Callable[[str], None] = lambda what: None
    hwnd: int | None = 4711
    books: list[Any] = field(default_factory=list)


class Cells:
    """A range."""

    def __init__(self, sheet: Sheet, top: int, left: int, bottom: int, right: int) -> None:
        self._sheet, self.row, self.column = sheet, top, left
        self.shape = (bottom - top + 1, right - left + 1)
        self._flat = False

    def options(self, **options: object) -> Cells:
        self._flat = options.get("ndim") != 2
        return self

    @property
    def value(self) -> Any:
        self._sheet.excel.trouble("read")
        rows, width = self.shape
        found = [[self._sheet.cells.get((self.row + y, self.column + x)) for x in range(width)] for y in range(rows)]
        return found[0][0] if self._flat else found

    @value.setter
    def value(self, data: Any) -> None:
        self._sheet.excel.trouble("write")
        for y, row in enumerate(data if isinstance(data, list) else [[data]]):
            for x, value in enumerate(row):
                self._sheet.cells[self.row + y, self.column + x] = value[1:] if isinstance(value, str) and value[:1] == "'" else value

    @property
    def formula(self) -> Any:
        rows, width = self.shape
        cells = [[self._sheet.cells.get((self.row + y, self.column + x)) or "" for x in range(width)] for y in range(rows)]
        return str(cells[0][0]) if self.shape == (1, 1) else tuple(tuple(map(str, row)) for row in cells)

    number_format = "@"


class Sheet:
    """A sheet with one table of one line at its top left corner."""

    def __init__(self, excel: Excel, spec: tables.Table, row: dict[str, object]) -> None:
        self.excel, self.name, self.api = excel, spec.sheet, SimpleNamespace(ProtectContents=False)
        self.cells: dict[tuple[int, int], Any] = {}
        for column, heading in enumerate(spec.headings, 1):
            self.cells[1, column], self.cells[2, column] = heading, row.get(heading)
        area = self.range((1, 1), (2, len(spec.headings)))
        self.tables = [SimpleNamespace(name=spec.name, parent=self, range=area, show_headers=True, show_totals=False)]

    def range(self, first: tuple[int, int], last: tuple[int, int]) -> Cells:
        return Cells(self, *first, *last)


class Names(dict[str, Any]):
    """Defined names."""


def book(excel: Excel, name: str, table: str, row: dict[str, object], desk_id: str = "") -> Any:
    """An open workbook with one table of one line."""
    names = Names({tables.DESK_ID: SimpleNamespace(refers_to=f'="{desk_id}"')} if desk_id else {})
    made = SimpleNamespace(
        name=name, names=names, sheets=[Sheet(excel, tables.table(table), row)], api=SimpleNamespace(ReadOnly=False, Date1904=False)
    )
    excel.books.append(made)
    return made
