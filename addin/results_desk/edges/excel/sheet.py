"""Where a table of an open workbook stands at this moment, and its cells read and written in blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from results_desk.edges.book.areas import letters
from results_desk.edges.book.tablexml import TableColumn
from results_desk.edges.book.values import is_blank
from results_desk.edges.excel.values import format_for, from_excel, to_excel
from results_desk.tables import Kind, Table

Values = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Block:
    """A table as it stands now. `values` are its rows of data; `first` and `last` their rows in the sheet, `left` its first column."""

    table: Any
    sheet: Any
    left: int
    first: int
    last: int
    columns: tuple[TableColumn, ...]
    values: Values
    has_headings: bool
    has_totals: bool


@dataclass(frozen=True)
class Run:
    """Cells side by side to be given values: a row of values for each row from `row` on, of columns from `column` on."""

    row: int
    column: int
    values: Values
    kinds: tuple[Kind, ...]


def read(table: Any, spec: Table) -> Block:
    """The table with all its values in one call. Its columns are numbered from 1 on; an officer's own that holds formulas says so."""
    area, sheet = table.range, table.parent
    top, left, (rows, width) = area.row, area.column, area.shape
    headings, totals = bool(table.show_headers), bool(table.show_totals)
    values = [[from_excel(value) for value in row] for row in area.options(ndim=2, err_to_str=True).value]
    first, last = top + headings, top + rows - 1 - totals
    body = values[headings : last - top + 1]
    names = [str(name) for name in values[0]] if headings else [""] * width
    last_row = formulas_of(sheet, last, last, left, left + width - 1)[0]
    columns = []
    for at, (name, formula) in enumerate(zip(names, last_row, strict=True)):
        is_theirs = name not in spec.headings and is_formula(formula, body[-1][at])
        computed = is_theirs and all(is_formula(one, "") for (one,) in formulas_of(sheet, first, last, left + at, left + at))
        columns.append(TableColumn(at + 1, name, str(formula)[1:] if computed else ""))
    return Block(table, sheet, left, first, last, tuple(columns), body, headings, totals)


def cells(sheet: Any, top: int, bottom: int, left: int, right: int) -> Any:
    """The range of these rows and columns of a sheet, both ends inside."""
    return sheet.range((top, left), (bottom, right))


def formulas_of(sheet: Any, top: int, bottom: int, left: int, right: int) -> Values:
    """What stands in each cell: its formula with "=", or its content as text."""
    found = cells(sheet, top, bottom, left, right).formula
    if not isinstance(found, list | tuple):
        return [[found]]
    return found if isinstance(found[0], list | tuple) else [found] if top == bottom else [[one] for one in found]


def is_formula(text: object, value: object) -> bool:
    """Whether a cell that shows `value` holds a formula, and not a text that begins with "="."""
    return isinstance(text, str) and text.startswith("=") and text != value


def first_used(sheet: Any, top: int, bottom: int, left: int, right: int) -> str:
    """The name of the first cell in these rows and columns that holds something; blank when none does."""
    found = cells(sheet, top, bottom, left, right).options(ndim=2, err_to_str=True).value
    used = ((row, column) for row, values in enumerate(found, top) for column, value in enumerate(values, left) if not is_blank(value))
    return next((f"{letters(column)}{row}" for row, column in used), "")


def runs(changes: Mapping[int, Mapping[int, object]], kinds: Mapping[int, Kind]) -> list[Run]:
    """Changed cells (column -> row -> value) as few blocks: cells below each other, and columns beside each other of the same rows."""
    found: list[tuple[int, int, list[list[object]]]] = []
    for column, held in sorted(changes.items()):
        for top, values in _spans(held):
            beside = (run[2] for run in found if run[:2] == (top, column - len(run[2][0])) and len(run[2]) == len(values))
            rows = next(beside, None)
            if rows is None:
                found.append((top, column, [[value] for value in values]))
            else:
                for row, value in zip(rows, values, strict=True):
                    row.append(value)
    return [Run(row, column, values, tuple(kinds[column + at] for at in range(len(values[0])))) for row, column, values in found]


def write(sheet: Any, run: Run) -> None:
    """Give the cells their values: first the formats that they need, so that a code stays a code, then all values in one call."""
    width = len(run.kinds)
    for at, kind in enumerate(run.kinds):
        _prepare(sheet, run.row, run.column + at, kind, [row[at] for row in run.values])
    target = cells(sheet, run.row, run.row + len(run.values) - 1, run.column, run.column + width - 1)
    target.value = [[to_excel(value, kind) for value, kind in zip(row, run.kinds, strict=True)] for row in run.values]


def carry_formats(block: Block, last: int) -> None:
    """Give the cells below a table, to row `last`, the number formats of its last row, where they have none of their own."""
    for column in range(block.left, block.left + len(block.columns)):
        below, above = cells(block.sheet, block.last + 1, last, column, column), cells(block.sheet, block.last, block.last, column, column)
        if below.number_format == "General" and (held := above.number_format) != "General":
            below.number_format = held


def _prepare(sheet: Any, top: int, column: int, kind: Kind, values: Sequence[object]) -> None:
    """Give the cells of one column the format for values of the kind, where theirs will not do."""
    if kind == "text" or all(is_blank(value) or kind != "code" and isinstance(value, str) for value in values):
        return
    target = cells(sheet, top, top + len(values) - 1, column, column)
    held = target.number_format
    if held is None and kind != "code" and len(values) > 1:
        for row in range(top, top + len(values)):
            _prepare(sheet, row, column, kind, values[row - top : row - top + 1])
    elif wanted := format_for(kind, held):
        target.number_format = wanted


def _spans(held: Mapping[int, object]) -> Iterable[tuple[int, list[object]]]:
    """Values by row as stretches without a gap: first row, values."""
    start, values = 0, list[object]()
    for row, value in sorted(held.items(), key=lambda pair: pair[0]):
        if values and row == start + len(values):
            values.append(value)
        else:
            if values:
                yield start, values
            start, values = row, [value]
    if values:
        yield start, values
