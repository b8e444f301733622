"""Changed cells of one table, gathered before its sheet is written: styles kept, formulas kept or filled down."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import replace
from functools import cached_property

from results_desk.edges.book import cells, tablecells
from results_desk.edges.book.areas import letters
from results_desk.edges.book.cells import Cell
from results_desk.edges.book.formulas import is_relative, moved
from results_desk.edges.book.rowheights import RowHeights
from results_desk.edges.book.sheetxml import SheetXml
from results_desk.edges.book.tablexml import TableColumn, TableXml
from results_desk.edges.book.values import is_blank
from results_desk.edges.ooxml.xmlbytes import Unclear
from results_desk.errors import DeskError

_LOOKED_AT = 200


class Draft:
    """What is to change in the rows of a table; the sheet itself stays as it is."""

    def __init__(
        self, where: str, sheet: SheetXml, table: TableXml, from_1904: bool, computed: Collection[int], heights: RowHeights
    ) -> None:
        """`where` names workbook and table in messages; `computed` holds the columns that have formulas."""
        self._heights = heights
        self._where, self._sheet, self._table, self._from_1904, self._computed = where, sheet, table, from_1904, computed
        self._cells: defaultdict[int, dict[int, Cell]] = defaultdict(dict)
        self._blanks: dict[int, Cell] = {}
        self._models: dict[int, Cell] = {}
        self.formulas_changed = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to change."""
        return not self._cells

    def give(self, row: int, column: TableColumn, value: object) -> None:
        """A value; a formula that is there stays, and an empty cell of a computed column gets its formula."""
        self._heights.note(row, column, value)
        if row > self._table.last and not self._sheet.has_row(row):
            self._add(row, column, value)
        else:
            cell = self._computed_cell(self._base(row, column), row, column)
            self._set(row, column, cells.with_value(cell, value, self._from_1904))

    def type_over(self, row: int, column: TableColumn, value: object) -> None:
        """A value in place of whatever is there, as when somebody types it; a blank one empties the cell."""
        self._heights.note(row, column, value)
        cell = cells.without_value(self._loose(self._base(row, column), column))
        self._set(row, column, cells.with_value(cell, value, self._from_1904))

    def carry(self, source: int, row: int, column: TableColumn) -> None:
        """The cell of row `source` as it is, with its style, now in this row."""
        self._heights.note_copy(source, row, column)
        self._loose(self._standing(row, column), column)
        cell = self._loose(self._standing(source, column), column)
        if is_relative(cell.formula_text()):
            text = self._moved(cell.formula_text(), row - source, column)
            cell = replace(cell, formula=cells.with_formula(cell, text).formula)
        self._set(row, column, cell)

    def carry_computed(self, source: int, row: int, column: TableColumn) -> None:
        """What row `source` was computed to, now shown by this row's own formula until Excel computes it."""
        self._heights.note_copy(source, row, column)
        cell = self._computed_cell(self._base(row, column), row, column)
        self._set(row, column, cells.with_content_of(cell, self._standing(source, column)))

    def form(self, row: int, column: TableColumn, keep_formula: bool) -> None:
        """The cell of a form not filled in yet: in the usual style, with the formula of its column or, where asked, its own."""
        self._heights.note(row, column, "")
        computed, blank = column.number in self._computed, self._usual[column.number]
        own = self._standing(row, column).formula_text() if keep_formula or computed else ""
        fixed = computed and (column.is_array or bool(column.formula and not is_relative(column.formula)))
        self._set(row, column, cells.with_formula(blank, own) if own and not fixed else self._computed_cell(blank, row, column))

    def empty(self, row: int, column: TableColumn) -> None:
        """Nothing, in the style that most cells of the column have. In a new row no cell, where the whole column has that style."""
        usual = self._usual[column.number]
        if row > self._table.last and not self._sheet.has_row(row) and usual.style == self._sheet.column_style(column.number):
            return
        self._heights.note(row, column, "")
        self._loose(self._standing(row, column), column)
        self._set(row, column, usual)

    def written(self, show: Collection[int] = ()) -> bytes:
        """The sheet with the changes."""
        return self._sheet.put(self._cells, like=self._table.last, show=show, heights=self._heights.changed())

    def _add(self, row: int, column: TableColumn, value: object) -> None:
        """A value in a row that is not there yet: many at once, so what a column's cells have in common is made once."""
        cell = self._models.get(column.number)
        if cell is None:
            cell = self._computed_cell(self._blank(column), row, column)
            if not column.is_array and not is_relative(cell.formula_text()):
                self._models[column.number] = cell
        self.formulas_changed |= bool(cell.formula)
        self._cells[row][column.number] = cell if is_blank(value) and not cell.formula else cells.with_value(cell, value, self._from_1904)

    def _computed_cell(self, cell: Cell, row: int, column: TableColumn) -> Cell:
        """The cell, with the formula of its column if it is empty and the column has one."""
        if not cell.is_empty or column.number not in self._computed or not (formula := self._formula(column, row)):
            return cell
        return cells.with_formula(cell, formula, f"{letters(column.number)}{row}" if column.is_array else "")

    def _set(self, row: int, column: TableColumn, cell: Cell) -> None:
        self.formulas_changed |= bool(self._standing(row, column).formula) != bool(cell.formula)
        self._cells[row][column.number] = cell

    def _standing(self, row: int, column: TableColumn) -> Cell:
        return self._sheet.cell(row, column.number) or Cell.blank(self._sheet.prefix, None)

    def _base(self, row: int, column: TableColumn) -> Cell:
        """The cell as it stands, or an empty one in the style of the column there."""
        cell = self._sheet.cell(row, column.number)
        new_row = row > self._table.last
        if cell is not None and (not new_row or cell.style not in (None, "0")):
            return cell
        if new_row:
            return self._blank(column)
        return Cell.blank(self._sheet.prefix, self._sheet.style(column.number, row - 1, self._table.first))

    def _blank(self, column: TableColumn) -> Cell:
        """The empty cell of the column in rows that the table grows by."""
        if column.number not in self._blanks:
            style = self._sheet.style(column.number, self._table.last, self._table.first)
            self._blanks[column.number] = Cell.blank(self._sheet.prefix, style)
        return self._blanks[column.number]

    @cached_property
    def _usual(self) -> dict[int, Cell]:
        """The empty cell of each column, in the style that most of its cells have, as far as a sample shows."""
        count = self._table.last + 1 - self._table.first
        rows = range(self._table.first, self._table.last + 1, max(1, count // _LOOKED_AT))
        found = {}
        for column in self._table.columns:
            styles = Counter(cell.style for row in rows if (cell := self._sheet.cell(row, column.number)))
            usual = styles.most_common(1)[0][0] if styles else self._blank(column).style
            found[column.number] = Cell.blank(self._sheet.prefix, usual)
        return found

    def _formula(self, column: TableColumn, row: int) -> str:
        """The formula of a computed column for a row; blank where the column has lost it."""
        if column.formula and not is_relative(column.formula):
            return column.formula
        model = self._sheet.cell(self._table.last, column.number)
        text = model.formula_text() if model and not model.formula_is_shared() else ""
        if text:
            return self._moved(text, row - self._table.last, column)
        if column.formula:
            raise self._stuck(column)
        return ""

    def _moved(self, formula: str, rows: int, column: TableColumn) -> str:
        try:
            return moved(formula, rows)
        except Unclear as error:
            raise self._stuck(column) from error

    def _loose(self, cell: Cell, column: TableColumn) -> Cell:
        """The cell itself. DeskError when its formula is tied to other cells."""
        if cell.formula_is_shared():
            raise self._stuck(column)
        return cell

    def _stuck(self, column: TableColumn) -> DeskError:
        return tablecells.stuck(self._where, column.heading)
