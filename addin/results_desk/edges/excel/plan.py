"""What has to be written into a table of an open workbook, worked out against what stands in it at this moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from results_desk.edges.book import tablecells
from results_desk.edges.book.formulas import is_relative, moved
from results_desk.edges.book.tablerows import TableRows
from results_desk.edges.book.tablexml import TableColumn
from results_desk.edges.book.viewrows import sources
from results_desk.edges.excel.held import Held, in_kinds, rows_of
from results_desk.edges.excel.sheet import Block, first_used, formulas_of, is_formula
from results_desk.edges.ooxml.xmlbytes import Unclear
from results_desk.errors import StaleBook

Wanted = dict[str, dict[int, object]]
"""Values by heading and row; rows count from 1, the first row of data."""


@dataclass(frozen=True)
class Plan:
    """What goes into the cells, how many rows the table then has, and by heading the formulas of those from `new_from` on."""

    block: Block
    cells: Wanted
    last: int
    new_from: int
    formulas: Mapping[str, Sequence[str]]

    @property
    def is_empty(self) -> bool:
        """Whether the table is as it should be."""
        return not self.cells and self.last == len(self.block.values)


def plan(held: Held, block: Block, from_1904: bool, where: str) -> Plan:
    """What to write. StaleBook when a colleague changed what the action went by, DeskError when the table can't hold it."""
    tablecells.require_columns(held.spec, [column.heading for column in block.columns], block.has_headings, where)
    rows, count = rows_of(held.spec, block.columns, in_kinds(held.spec, block, from_1904)), len(block.values)
    if held.mine is not None:
        cells, start, last = _view(held, rows, block, where), count + 1, len(held.now)
    else:
        start = 1 if held.added and count == 1 and not rows.filled else count + 1
        last = max(count, start + held.added - 1)
        cells = _new_rows(held, rows, start, where)
        for heading, edits in _edits(held, rows, block, where).items():
            cells.setdefault(heading, {}).update(edits)
    if last != count:
        _require_room(block, last, where)
    return Plan(block, cells, last, start, _filled_down(held, rows, block, range(start, last + 1), where))


def _edits(held: Held, rows: TableRows, block: Block, where: str) -> Wanted:
    """The cells that were updated, in the rows that have their keys now; those that hold formulas compute by themselves."""
    found = {by: rows.by_key(by) for by in {(), *held.found_by.values()}}
    cells = defaultdict[str, dict[int, object]](dict)
    for (at, heading), value in held.typed_over.items():
        places = found[held.found_by.get(at, ())].get(held.key(at), [])
        standing = rows.value(places[0], heading) if len(places) == 1 else None
        if len(places) != 1 or standing not in (value, held.value_before(at, heading)):
            raise _stale(where)
        if standing != value:
            cells[heading][places[0]] = value
    return {heading: kept for heading, values in cells.items() if (kept := _plain(block, rows.columns[heading], values))}


def _plain(block: Block, column: TableColumn, values: Mapping[int, object]) -> dict[int, object]:
    first, last = min(values), max(values)
    formulas = _formulas(block, column, first, last)
    at = column.number - 1
    return {row: value for row, value in values.items() if not is_formula(formulas[row - first], block.values[row - 1][at])}


def _new_rows(held: Held, rows: TableRows, start: int, where: str) -> Wanted:
    """The cells of the rows that are added. StaleBook when a colleague added one of them meanwhile."""
    if not held.added:
        return {}
    new = held.now[-held.added :]
    before = rows_of(held.spec, held.columns, held.before).by_key()
    if any(key in rows.by_key() and key not in before for key in rows_of(held.spec, held.columns, new).by_key()):
        raise _stale(where)
    ours = [column for column in held.columns if column.heading in held.spec.headings and not rows.is_computed(column)]
    return {column.heading: dict(enumerate((row[column.number - 1] for row in new), start)) for column in ours}


def _view(held: Held, rows: TableRows, block: Block, where: str) -> Wanted:
    """The cells of a view that are others than they are to be; what is an officer's own goes with the row of the same key."""
    now = rows_of(held.spec, held.columns, held.now)
    count = len(held.now)
    filled = {heading: now.values(range(1, count + 1), heading) for heading in now.columns}
    origins = sources(rows, filled, count)
    cells = defaultdict[str, dict[int, object]](dict)
    for column in (column for column in block.columns if not rows.is_computed(column)):
        heading = column.heading
        if heading in (held.mine or ()):
            wanted: Sequence[object] = filled[heading]
        else:
            wanted = _carried(block, rows, column, origins, where)
        for row, value in enumerate(wanted, 1):
            value = held.typed_over.get((row - 1, heading), value)
            if row > len(block.values) or rows.value(row, heading) != value:
                cells[heading][row] = value
    return dict(cells)


def _carried(block: Block, rows: TableRows, column: TableColumn, origins: Sequence[int], where: str) -> list[object]:
    """What the cells of an officer's column hold when every row has come from where it was (0: it is new)."""
    at = column.number - 1
    formulas = _formulas(block, column, 1, len(block.values)) if origins != list(range(1, len(origins) + 1)) else ()
    carried = []
    for row, source in enumerate(origins, 1):
        value = block.values[source - 1][at] if source else None
        if source and formulas and is_formula(formulas[source - 1], value):
            value = _moved(str(formulas[source - 1]), row - source, column, where)
        carried.append(value)
    return carried


def _filled_down(held: Held, rows: TableRows, block: Block, new: range, where: str) -> dict[str, list[str]]:
    """The formulas of computed columns for new rows, as the rows before have them, else as declared."""
    found = {}
    for column in (column for column in block.columns if new and rows.is_computed(column)):
        formulas = _formulas(block, column, 1, len(block.values))
        values = [row[column.number - 1] for row in block.values]
        models = [row for row, (text, value) in enumerate(zip(formulas, values, strict=True), 1) if is_formula(text, value)]
        if models:
            text = str(formulas[models[-1] - 1])
            found[column.heading] = [_moved(text, row - models[-1], column, where) for row in new]
        elif column.heading in held.spec.headings:
            found[column.heading] = [held.spec.column(column.heading).formula] * len(new)
    return found


def _formulas(block: Block, column: TableColumn, first: int, last: int) -> list[object]:
    """What stands in the cells of a column, from row `first` to row `last` of the table."""
    number, top = block.left + column.number - 1, block.first - 1
    return [text for (text,) in formulas_of(block.sheet, top + first, top + last, number, number)]


def _moved(formula: str, rows: int, column: TableColumn, where: str) -> str:
    try:
        return moved(formula, rows) if rows and is_relative(formula) else formula
    except Unclear as error:
        raise tablecells.stuck(where, column.heading) from error


def _require_room(block: Block, last: int, where: str) -> None:
    """DeskError when the table can't end with another row, because of what is there."""
    tablecells.require_no_totals(block.has_totals, where)
    if last > len(block.values):
        right = block.left + len(block.columns) - 1
        if used := first_used(block.sheet, block.last + 1, block.first + last - 1, block.left, right):
            raise tablecells.in_the_way(used, where)


def _stale(where: str) -> StaleBook:
    return StaleBook(f"{where} was changed by somebody else meanwhile: nothing was written.")
