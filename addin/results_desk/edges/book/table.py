"""One table of a closed workbook: the port's `TablePort` by edits of the sheet's XML."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from results_desk.edges.book import clearing, tablecells, viewrows
from results_desk.edges.book.areas import Area, Resize, letters
from results_desk.edges.book.changes import Change
from results_desk.edges.book.draft import Draft
from results_desk.edges.book.rowheights import RowHeights
from results_desk.edges.book.sheetxml import SheetXml
from results_desk.edges.book.tablerows import TableRows
from results_desk.edges.book.tablexml import TableXml
from results_desk.edges.book.values import is_blank
from results_desk.port import Cells, Columns, Key
from results_desk.tables import Table

if TYPE_CHECKING:
    import pandas as pd

    from results_desk.edges.book.files import ClosedBook


class ClosedTable:
    """A declared table, found by name; every call looks at the workbook as it is in memory then."""

    def __init__(self, book: ClosedBook, spec: Table) -> None:
        """Use `ClosedBook.table`. DeskError when the table or a declared column is not there."""
        self.spec = spec
        self._book = book
        self._where = f"{book.file}, table {spec.name}"
        with book.clearly():
            self._require_columns()

    def read(self) -> pd.DataFrame:
        """All rows, top to bottom, one object column per heading found in the workbook; wholly blank rows left out."""
        with self._book.clearly():
            return self._rows().frame()

    def rows(self) -> list[dict[str, object]]:
        """The same as `read`, each row as a mapping by heading, without pandas."""
        with self._book.clearly():
            part = self._book.place(self.spec.name).sheet.part
            return [dict(row) for row in self._book.kept(part, self.spec.name, lambda: self._rows().records())]

    def update(
        self, changes: Mapping[Key, Cells], expect: Mapping[Key, Cells] | None = None, by: Sequence[str] = ()
    ) -> list[Key]:
        """Write only the cells that change. Returns the keys left alone: gone, there twice, or not what `expect` says.

        A cell with a formula keeps it and gets the value as its computed one. `by` finds the rows by other headings than the key.
        """
        with self._book.clearly():
            found = self._rows(keys_only=not by).by_key(by)
            places = {key: found[key][0] for key in changes if len(found.get(key, ())) == 1}
            rows = self._rows(places.values())
            draft = self._draft(rows)
            current = {key: row for key, row in places.items() if tablecells.holds(rows, row, (expect or {}).get(key, {}))}
            for key, row in current.items():
                self._update_row(draft, rows, row, key, changes[key])
            self._keep(draft)
            return [key for key in changes if key not in current]

    def append(self, rows: Columns) -> None:
        """Put rows below the table and grow it; a table with one blank row is filled from that row on."""
        count = tablecells.count(rows)
        if not count:
            return
        with self._book.clearly():
            values, now, table = self._columns_of(rows), self._first_row(), self._table
            draft = self._draft(now)
            start = table.first if not now.filled and table.first == table.last else table.last + 1
            last = start + count - 1
            self._require_room(last)
            for column in table.columns:
                new = values.get(column.heading) or [None] * count
                for row, value in enumerate(new, start):
                    draft.give(row, column, value)
            self._keep(draft, last)
            if self.spec.history:
                self._book.changes.append(Change(self.spec.name, (), "", None, f"rows added: {count}"))

    def replace(self, rows: Columns) -> bool:
        """Make these the rows of a view; cells of columns that `rows` has not stay with the row of the same key.

        Hidden rows are shown again and filters taken off, so that no new row hides behind an old filter. False: the same already.
        """
        tablecells.require_view(self.spec)
        with self._book.clearly():
            count, now, table = tablecells.count(rows), self._rows(), self._table
            wanted = viewrows.without_unknown(now, self._columns_of(rows))
            if len(now.filled) == count and all(now.values(now.filled, heading) == new for heading, new in wanted.items()):
                return False
            last = table.first + max(1, count) - 1
            self._require_room(last)
            draft = self._draft(now)
            viewrows.fill(draft, table, now, wanted, count)
            self._keep(draft, last, show=range(table.first, last + 1))
            return True

    def clear(self) -> int:
        """Take all rows away, with what an officer wrote beside them in the table, noted and linked there. How many held something.

        One blank row is left, with the formats and formulas that the rows had.
        """
        with self._book.clearly():
            now, table, place = self._rows(), self._table, self._book.place(self.spec.name)
            self._require_room(table.last)
            draft = self._draft(now, may_shrink=True)
            clearing.blank_row(draft, table, self.spec)
            body = Area(table.area.left, table.first, table.area.right, table.last)
            resize = Resize(table.area, table.first)
            left = SheetXml(draft.written(show=(table.first,))).without(replace(body, top=table.first + 1))
            self._book.write(place.sheet.part, clearing.unfiltered(SheetXml(left).resized(resize)), formulas_changed=True)
            self._book.write(place.part, table.unfiltered().resized(resize))
            self._book.forget_at(place.sheet, (body,))
            return len(now.filled)

    def blank(self, headings: Collection[str], where: Cells | None = None) -> int:
        """Empty these columns in all rows, or in those that hold `where`, with what is noted and linked there.

        Columns that hold formulas are left as they are. How many cells held something.
        """
        with self._book.clearly():
            now, table, place = self._rows(), self._table, self._book.place(self.spec.name)
            rows = [row for row in range(table.first, table.last + 1) if tablecells.holds(now, row, where or {})]
            columns = [column for heading in headings if not now.is_computed(column := now.columns[heading])]
            draft = self._draft(now)
            held = [(row, column) for column in columns for row in rows if not is_blank(now.value(row, column.heading))]
            for row, column in held:
                draft.type_over(row, column, "")
            self._keep(draft)
            self._book.forget_at(place.sheet, [Area(column.number, row, column.number, row) for column in columns for row in rows])
            return len(held)

    @property
    def _table(self) -> TableXml:
        return self._book.place(self.spec.name).table

    @property
    def _sheet(self) -> SheetXml:
        return self._book.sheet(self._book.place(self.spec.name).sheet)

    def _rows(self, only: Collection[int] | None = None, keys_only: bool = False) -> TableRows:
        """The rows; with `only` those alone have values, with `keys_only` the key columns alone."""
        place = self._book.place(self.spec.name)
        if keys_only:
            keys = [column.number for column in place.table.columns if column.heading in self.spec.key]
            grid = self._book.grid(place.sheet, columns=keys)
        else:
            grid = self._book.grid(place.sheet) if only is None else self._book.grid(place.sheet, rows=only)
        return TableRows(self.spec, place.table, grid, self._book.from_1904)

    def _update_row(self, draft: Draft, rows: TableRows, row: int, key: Key, wanted: Cells) -> None:
        for heading, value in wanted.items():
            new, old, column = tablecells.fit(self.spec, heading, value, self._where), rows.value(row, heading), rows.columns[heading]
            if new != old:
                draft.give(row, column, new)
                if self.spec.history and not rows.is_computed(column):
                    self._book.changes.append(Change(self.spec.name, key, heading, old, new))

    def _first_row(self) -> TableRows:
        """The rows, of which the first alone has values."""
        return self._rows((self._table.first,))

    def _draft(self, rows: TableRows, may_shrink: bool = False) -> Draft:
        table = self._table
        computed = {column.number for column in table.columns if rows.is_computed(column)}
        heights = RowHeights(self._sheet, table, rows, self._book.wrapping, may_shrink or self.spec.view)
        return Draft(self._where, self._sheet, table, self._book.from_1904, computed, heights)

    def _keep(self, draft: Draft, last: int = 0, show: Sequence[int] = ()) -> None:
        """Put the changes, if there are any, into the workbook; `last` is the table's new last row, where it may have another."""
        if draft.is_empty and not last:
            return
        place = self._book.place(self.spec.name)
        data, table = draft.written(show), place.table
        if last:
            resize = Resize(table.area, last)
            if last != table.last:
                data = SheetXml(data).resized(resize)
            data_of_table = (table.unfiltered() if any(map(self._sheet.is_hidden, show)) else table).resized(resize)
            self._book.write(place.part, data_of_table)
        self._book.write(place.sheet.part, data, draft.formulas_changed)

    def _columns_of(self, rows: Columns) -> dict[str, list[object]]:
        return tablecells.columns_of(self.spec, rows, [column.heading for column in self._table.columns], self._where)

    def _require_columns(self) -> None:
        table = self._table
        tablecells.require_columns(self.spec, [column.heading for column in table.columns], table.has_headings, self._where)

    def _require_room(self, last: int) -> None:
        """DeskError when the table cannot end with row `last`, because of what is there."""
        table, sheet = self._table, self._sheet
        tablecells.require_no_totals(table.has_totals, self._where)
        if last <= table.last:
            return
        below = Area(table.area.left, table.last + 1, table.area.right, last)
        in_the_way = next((place for row in sheet.rows_from(table.last + 1) if (place := _used(sheet, row, below))), "")
        if sheet.merged(below):
            in_the_way = in_the_way or "merged cells"
        if in_the_way:
            raise tablecells.in_the_way(in_the_way, self._where)


def _used(sheet: SheetXml, row: int, area: Area) -> str:
    """The name of the first used cell of a row within the area's columns; blank when there is none."""
    columns = (column for column in sheet.columns(row) if area.left <= column <= area.right)
    cells = ((column, sheet.cell(row, column)) for column in columns)
    return next((f"{letters(column)}{row}" for column, cell in cells if cell and not cell.is_empty), "")
