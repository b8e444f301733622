"""The rows of one table as they were read from Excel and as an action wants them: nothing is written before everything is thought out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from results_desk.edges.book import tablecells
from results_desk.edges.book.changes import Change
from results_desk.edges.book.tablecells import fit, holds
from results_desk.edges.book.tablerows import TableRows, key_of
from results_desk.edges.book.tablexml import TableColumn
from results_desk.edges.book.values import of_kind
from results_desk.edges.book.viewrows import sources, without_unknown
from results_desk.edges.excel.sheet import Block
from results_desk.port import Cells, Columns, Key
from results_desk.tables import Kind, Table


@dataclass(frozen=True)
class Shape:
    """Columns, and the rows from `first` to `last`, of a table held in memory."""

    columns: tuple[TableColumn, ...]
    first: int
    last: int


def rows_of(spec: Table, columns: tuple[TableColumn, ...], values: Sequence[Sequence[Any]], from_1904: bool = False) -> TableRows:
    """Rows numbered from 1 on."""
    return TableRows(spec, Shape(columns, 1, len(values)), values, from_1904)


def in_kinds(spec: Table, block: Block, from_1904: bool) -> list[list[object]]:
    """The values of a block as the port gives them."""
    declared: dict[str, Kind] = {column.heading: column.kind for column in spec.columns}
    kinds = [declared.get(column.heading, "text") for column in block.columns]
    return [[of_kind(value, kind, from_1904) for value, kind in zip(row, kinds, strict=True)] for row in block.values]


class Held:
    """`before` as it was read, `now` as it is to be: row by row until `replace`, new rows at the end.

    `mine` says which columns a `replace` filled; None while there was none. `added` is how many rows are new; `typed_over` the
    cells that were updated, by row (from 0) and heading; `found_by` the headings by which a row was found that had no key.
    """

    def __init__(self, spec: Table, block: Block, from_1904: bool, where: str) -> None:
        """The rows of a block that was read just now."""
        self.spec, self.columns, self._where = spec, block.columns, where
        self.before = in_kinds(spec, block, from_1904)
        self.now = [list(row) for row in self.before]
        self.mine: frozenset[str] | None = None
        self.added = 0
        self.typed_over: dict[tuple[int, str], object] = {}
        self.found_by: dict[int, tuple[str, ...]] = {}
        self.changes: list[Change] = []
        """What goes to the history of a table that keeps one."""

    @property
    def rows(self) -> TableRows:
        """The rows as they are to be."""
        return rows_of(self.spec, self.columns, self.now)

    @property
    def changed(self) -> bool:
        """Whether there is anything to write. Values of formulas are not: Excel computes them."""
        return self.mine is not None or bool(self.added) or bool(self.typed_over)

    def update(self, changes: Mapping[Key, Cells], expect: Mapping[Key, Cells], by: tuple[str, ...] = ()) -> list[Key]:
        """Change cells. Returns the keys (or the values under the headings `by`) of rows gone, there twice, or not as expected."""
        rows = self.rows
        found = rows.by_key(by)
        places = {key: found[key][0] for key in changes if len(found.get(key, ())) == 1}
        current = {key: row for key, row in places.items() if holds(rows, row, expect.get(key, {}))}
        for key, row in current.items():
            for heading, value in changes[key].items():
                self._put(rows, row - 1, heading, fit(self.spec, heading, value, self._where), key, by)
        return [key for key in changes if key not in current]

    def append(self, rows: Columns) -> None:
        """Add rows at the end; a form with one blank row is filled from that row on."""
        count, now = tablecells.count(rows), self.rows
        if not count:
            return
        values = self._columns_of(rows)
        if not now.filled and len(self.now) == 1:
            self.now = []
        for at in range(count):
            given = ((column, values[column.heading][at] if column.heading in values else None) for column in self.columns)
            self.now.append([of_kind(value, now.kind(column.heading)) for column, value in given])
        self.added += count
        if self.spec.history:
            self.changes.append(Change(self.spec.name, (), "", None, f"rows added: {count}"))

    def replace(self, rows: Columns) -> bool:
        """Make these the rows; what is not filled goes with the row of the same key. False when they are that already."""
        tablecells.require_view(self.spec)
        count, now = tablecells.count(rows), self.rows
        wanted = without_unknown(now, self._columns_of(rows))
        if len(now.filled) == count and all(now.values(now.filled, heading) == new for heading, new in wanted.items()):
            return False
        before, self.now = self.now, []
        for at, source in enumerate(sources(now, wanted, count)):
            carried = before[source - 1] if source else [None] * len(self.columns)
            cells = [
                wanted[column.heading][at] if column.heading in wanted else old
                for column, old in zip(self.columns, carried, strict=True)
            ]  # fmt: skip
            self.now.append([of_kind(value, now.kind(column.heading)) for value, column in zip(cells, self.columns, strict=True)])
        self.now = self.now or [[of_kind(None, now.kind(column.heading)) for column in self.columns]]
        self.mine = frozenset(heading for heading in wanted if not now.is_computed(now.columns[heading])) | (self.mine or frozenset())
        self.added, self.typed_over, self.found_by = 0, {}, {}
        return True

    def key(self, row: int) -> Key:
        """What a row (from 0) had, when it was read, under the headings by which it was found."""
        return key_of([self.value_before(row, heading) for heading in self.found_by.get(row, self.spec.key)])

    def value_before(self, row: int, heading: str) -> object:
        """What stood in a cell when it was read."""
        return self.before[row][next(column.number for column in self.columns if column.heading == heading) - 1]

    def _put(self, rows: TableRows, row: int, heading: str, value: object, key: Key, by: tuple[str, ...]) -> None:
        column = rows.columns[heading]
        old = self.now[row][column.number - 1]
        if value == old:
            return
        self.now[row][column.number - 1] = value
        if self.spec.history and not rows.is_computed(column):
            self.changes.append(Change(self.spec.name, key, heading, old, value))
        if not rows.is_computed(column) and row < len(self.now) - self.added:
            self.typed_over[row, heading] = value
            if by:
                self.found_by[row] = by

    def _columns_of(self, rows: Columns) -> dict[str, list[object]]:
        return tablecells.columns_of(self.spec, rows, [column.heading for column in self.columns], self._where)
