"""The heights of rows that an edit writes to: as high as their wrapped texts, except where a person set the height."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from results_desk.edges.book.heights import ONE_LINE, Wrapped, height
from results_desk.edges.book.sheetxml import SheetXml
from results_desk.edges.book.tablerows import TableRows
from results_desk.edges.book.tablexml import TableColumn, TableXml


class RowHeights:
    """Gathers what is written into the wrapping columns of one table, and says which rows need another height for it."""

    def __init__(self, sheet: SheetXml, table: TableXml, now: TableRows, wrapping: Mapping[str, float], may_shrink: bool) -> None:
        """`wrapping` holds the size of the letters by the number of each style that wraps; `now` the rows before the edit."""
        self._sheet, self._table, self._now, self._may_shrink = sheet, table, now, may_shrink
        styles = {column.number: sheet.style(column.number, table.last, table.first) or "0" for column in table.columns}
        self._columns = {
            column.number: (column.heading, Wrapped.within(sheet.width(column.number), wrapping[style]))
            for column in table.columns
            if (style := styles[column.number]) in wrapping
        }
        self._texts: defaultdict[int, dict[int, str]] = defaultdict(dict)

    def note(self, row: int, column: TableColumn, value: object) -> None:
        """This value is written there."""
        if column.number in self._columns:
            self._texts[row][column.number] = value if isinstance(value, str) else ""

    def note_copy(self, source: int, row: int, column: TableColumn) -> None:
        """What row `source` shows there is written into this row."""
        if column.number in self._columns:
            self._texts[row][column.number] = self._text(source, column.heading)

    def changed(self) -> dict[int, float | None]:
        """Row -> points; None for the height that a row has by itself."""
        return {row: new for row in self._texts if (new := self._needed(row)) != (now := self._standing(row)) and self._fits(row, new, now)}

    def _fits(self, row: int, new: float | None, now: float | None) -> bool:
        """Whether the row may have the new height: a row is made lower only where nothing else stands in it."""
        if self._sheet.has_own_height(row):
            return False
        if (new or ONE_LINE) > (now or ONE_LINE):
            return True
        area = self._table.area
        return self._may_shrink and all(area.left <= column <= area.right for column in self._sheet.columns(row))

    def _needed(self, row: int) -> float | None:
        texts, stands = self._texts[row], self._sheet.has_row(row)
        cells = ((texts[number] if number in texts else self._text(row, heading) if stands else "", at)
                 for number, (heading, at) in self._columns.items())  # fmt: skip
        return height(cells)

    def _standing(self, row: int) -> float | None:
        return self._sheet.height(row)

    def _text(self, row: int, heading: str) -> str:
        value = self._now.value(row, heading)
        return value if isinstance(value, str) else ""
