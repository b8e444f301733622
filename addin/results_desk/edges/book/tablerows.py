"""The rows of one table, as they are now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from results_desk.edges.book.tablexml import TableColumn
from results_desk.edges.book.values import as_text, is_blank, of_kind
from results_desk.port import Key
from results_desk.tables import Kind, Table

if TYPE_CHECKING:
    import pandas as pd

Grid = Sequence[Sequence[Any]]
"""The values of a sheet from A1 on; "" where a cell is empty."""


class Shape(Protocol):
    """The columns of a table, and its rows of data by their numbers, both ends inside."""

    @property
    def columns(self) -> tuple[TableColumn, ...]:
        """Left to right."""
        ...

    @property
    def first(self) -> int:
        """The first row of data."""
        ...

    @property
    def last(self) -> int:
        """The last one."""
        ...


class TableRows:
    """Rows by their number in the sheet, values as the port gives them."""

    def __init__(self, spec: Table, table: Shape, grid: Grid, from_1904: bool) -> None:
        """`spec` says the kinds; columns it does not know are text."""
        self.key = spec.key
        self._kinds: dict[str, Kind] = {column.heading: column.kind for column in spec.columns}
        self._declared_formulas = {column.heading for column in spec.columns if column.formula}
        self._table, self._grid, self._from_1904 = table, grid, from_1904
        self.columns = {column.heading: column for column in table.columns}

    def kind(self, heading: str) -> Kind:
        """The kind of a column."""
        return self._kinds.get(heading, "text")

    def is_computed(self, column: TableColumn) -> bool:
        """Whether a column holds formulas."""
        return bool(column.formula) or column.heading in self._declared_formulas

    @cached_property
    def filled(self) -> list[int]:
        """The rows that hold something besides formulas."""
        plain = [column.number - 1 for column in self._table.columns if not self.is_computed(column)]
        rows = enumerate(self._grid[self._table.first - 1 : self._table.last], self._table.first)
        return [row for row, values in rows if any(not is_blank(values[at]) for at in plain if at < len(values))]

    def value(self, row: int, heading: str) -> object:
        """One value."""
        return self.values((row,), heading)[0]

    def values(self, rows: Sequence[int], heading: str) -> list[object]:
        """The values of a column in these rows."""
        at, kind = self.columns[heading].number - 1, self.kind(heading)
        nothing, grid, height = of_kind("", kind), self._grid, len(self._grid)
        if not height or at >= len(grid[0]):
            return [nothing] * len(rows)
        held = [grid[row - 1][at] if row <= height else "" for row in rows]
        if kind in ("code", "text"):
            return [value if type(value) is str else of_kind(value, kind, self._from_1904) for value in held]
        return [nothing if value == "" else of_kind(value, kind, self._from_1904) for value in held]

    def by_key(self, by: Sequence[str] = ()) -> Mapping[Key, list[int]]:
        """The rows that have each key, or each set of values in the columns of `by`; a row with a wholly blank key has none."""
        found: defaultdict[Key, list[int]] = defaultdict(list)
        rows = range(self._table.first, self._table.last + 1)
        for row, key in zip(rows, map(key_of, zip(*(self.values(rows, heading) for heading in by or self.key), strict=True)), strict=True):
            if any(key):
                found[key].append(row)
        return found

    def records(self) -> list[dict[str, object]]:
        """All filled rows, each by heading."""
        headings = list(self.columns)
        columns = [self.values(self.filled, heading) for heading in headings]
        return [dict(zip(headings, values, strict=True)) for values in zip(*columns, strict=True)]

    def frame(self) -> pd.DataFrame:
        """All filled rows."""
        import pandas as pd

        return pd.DataFrame({heading: pd.Series(self.values(self.filled, heading), dtype=object) for heading in self.columns}, dtype=object)


def key_of(values: Sequence[object]) -> Key:
    """The key that the values of the key columns make."""
    return tuple("" if is_blank(value) else as_text(value) for value in values)
