"""One table of an open workbook: the port's `TablePort` over Excel. What is written stands in memory until the desk is committed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from results_desk.edges.book import tablecells
from results_desk.edges.book.changes import Change
from results_desk.edges.book.tablerows import TableRows
from results_desk.edges.excel.held import Held
from results_desk.edges.excel.plan import Plan, plan
from results_desk.edges.excel.sheet import carry_formats, cells, formulas_of, is_formula, read, runs, write
from results_desk.port import Cells, Columns, Key
from results_desk.tables import Table

if TYPE_CHECKING:
    import pandas as pd

Ask = Callable[[Callable[[], Any]], Any]
"""Makes a call to Excel, again while it is busy."""


class LiveTable:
    """A declared table as it was when it was first asked for, with what the action wrote since; one for each table of a `LiveBook`."""

    def __init__(self, ask: Ask, file: str, table: Any, spec: Table, from_1904: bool) -> None:
        """Use `LiveBook.table`. DeskError when a declared column is not there."""
        self.spec = spec
        self._ask, self._table, self._from_1904 = ask, table, from_1904
        self._where = f"{file}, table {spec.name}"
        block = ask(lambda: read(table, spec))
        tablecells.require_columns(spec, [column.heading for column in block.columns], block.has_headings, self._where)
        self._held = Held(spec, block, from_1904, self._where)

    @property
    def changed(self) -> bool:
        """Whether there is something to write."""
        return self._held.changed

    @property
    def changes(self) -> list[Change]:
        """What goes to the history of a table that keeps one."""
        return self._held.changes

    def read(self) -> pd.DataFrame:
        """All rows, top to bottom, one object column per heading found in the workbook; wholly blank rows left out."""
        return self._rows.frame()

    def rows(self) -> list[dict[str, object]]:
        """The same as `read`, each row as a mapping by heading, without pandas."""
        return self._rows.records()

    def update(
        self, changes: Mapping[Key, Cells], expect: Mapping[Key, Cells] | None = None, by: Sequence[str] = ()
    ) -> list[Key]:
        """Change only these cells. Returns the keys left alone: gone, there twice, or not what `expect` says.

        A value for a formula is what later reads see of it; Excel computes its own. `by` finds the rows by other headings than the key.
        """
        return self._held.update(changes, expect or {}, tuple(by))

    def append(self, rows: Columns) -> None:
        """Put rows below the table and grow it; a table with one blank row is filled from that row on."""
        self._held.append(rows)

    def replace(self, rows: Columns) -> bool:
        """Make these the rows of a view; cells of columns that `rows` has not stay with the row of the same key. False: the same already.

        Nothing is sorted, filtered or shown again: somebody may be looking at it.
        """
        return self._held.replace(rows)

    def plan(self) -> Plan:
        """What has to be written, as the table stands now. StaleBook when a colleague changed what the action went by."""
        found: Plan = self._ask(lambda: plan(self._held, read(self._table, self.spec), self._from_1904, self._where))
        return found

    def write(self, ask: Ask) -> bool:
        """Find the rows again and write what changes. False when it was all there already."""
        made = self.plan()
        block, top, left = made.block, made.block.first - 1, made.block.left - 1
        numbers = {column.heading: left + column.number for column in block.columns}
        kinds = {numbers[column.heading]: self._rows.kind(column.heading) for column in block.columns}
        changes = {numbers[heading]: {top + row: value for row, value in values.items()} for heading, values in made.cells.items()}
        if made.last > len(block.values):
            ask(partial(carry_formats, block, block.first + made.last - 1))
        for run in runs(changes, kinds):
            ask(partial(write, block.sheet, run))
        if made.last != len(block.values):
            ask(partial(_resize, made))
        for heading, formulas in made.formulas.items():
            ask(partial(_fill, block.sheet, top + made.new_from, numbers[heading], formulas))
        return not made.is_empty

    @property
    def _rows(self) -> TableRows:
        return self._held.rows


def _resize(made: Plan) -> None:
    """Let the table end with its last row, unless Excel has let it grow already; what then stands below it is emptied."""
    block, last = made.block, made.block.first + made.last - 1
    right = block.left + len(block.columns) - 1
    area = block.table.range
    if area.row + area.shape[0] - 1 != last:
        block.table.resize(cells(block.sheet, area.row, last, block.left, right))
    if last < block.last:
        cells(block.sheet, last + 1, block.last, block.left, right).clear_contents()


def _fill(sheet: Any, top: int, column: int, formulas: Sequence[str]) -> None:
    """Give new rows the formulas that Excel has not filled in by itself."""
    standing = formulas_of(sheet, top, top + len(formulas) - 1, column, column)
    if not all(is_formula(text, "") for (text,) in standing):
        cells(sheet, top, top + len(formulas) - 1, column, column).formula = [[formula] for formula in formulas]
