"""The XML of one sheet as bytes: rows and cells found by number, and changed without touching any other byte."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from results_desk.edges.book import cells, regions
from results_desk.edges.book.areas import Area, Resize, letters
from results_desk.edges.book.cells import Cell
from results_desk.edges.book.formulas import require_whole_formulas
from results_desk.edges.book.rowtags import bare, spanning, tall
from results_desk.edges.ooxml import xmlbytes
from results_desk.edges.ooxml.xmlbytes import Element, Unclear

Cells = Mapping[int, Mapping[int, Cell]]
"""Row -> column -> cell, both from 1."""

_ROW_FORMAT = (b"s", b"customFormat")
_ROW_HEIGHT = (b"ht", b"customHeight")
_MARGINS = 0.71  # a file's width holds the 5 pixels beside the digits
_DEFAULT_WIDTH = 9.14


class SheetXml:
    """One state of a sheet. Raises `Unclear` for XML that says less than it must, such as rows without numbers."""

    def __init__(self, data: bytes) -> None:
        """Find the rows; cells are looked at where they are asked for."""
        self._masked = xmlbytes.mask(data)
        self.prefix = xmlbytes.root(self._masked)[: -len(b"worksheet")]
        body = xmlbytes.first(self._masked, self.prefix + b"sheetData")
        if body is None:
            raise Unclear("it has no sheet data")
        if body.is_single_tag:
            tag = data[body.start : body.end]
            data = data[: body.start] + tag[:-2] + b"></" + self.prefix + b"sheetData>" + data[body.end :]
            self._masked = xmlbytes.mask(data)
            body = xmlbytes.first(self._masked, self.prefix + b"sheetData")
        assert body is not None
        self.data = data
        self._body = body
        self._rows = dict(self._numbered_rows())
        self._numbers = list(self._rows)
        self._cells: dict[int, dict[int, Element]] = {}

    @property
    def last_row(self) -> int:
        """The number of the last row that is written down; 0 when none is."""
        return self._numbers[-1] if self._numbers else 0

    @cached_property
    def used(self) -> Area | None:
        """The area in use, where the sheet says it."""
        found = self._dimension
        return Area.parse(found.get(b"ref") or "") if found else None

    def cell(self, row: int, column: int) -> Cell | None:
        """A cell as it stands; None where none is written down."""
        found = self._cells_of(row).get(column) if row in self._rows else None
        return cells.read(self.data, self._masked, found, self.prefix) if found else None

    def columns(self, row: int) -> tuple[int, ...]:
        """The columns that have a cell in a row."""
        return tuple(self._cells_of(row)) if row in self._rows else ()

    def rows_from(self, row: int) -> list[int]:
        """The rows that are written down, from this one on."""
        return self._numbers[bisect_left(self._numbers, row) :]

    def has_row(self, row: int) -> bool:
        """Whether a row is written down."""
        return row in self._rows

    def is_hidden(self, row: int) -> bool:
        """Whether a row is hidden, by hand or by a filter."""
        return row in self._rows and self._row_attributes(row).get(b"hidden") in ("1", "true")

    def style(self, column: int, above: int, first: int) -> str | None:
        """The style for a new cell: of the cell in the row above, or in the table's first row, or of that row or column."""
        for row in (above, first) if above >= first else (first,):
            if (cell := self.cell(row, column)) is not None:
                return cell.style
        at = max(above, first)
        row_format = self._row_attributes(at) if at in self._rows else {}
        if row_format.get(b"customFormat") in ("1", "true"):
            return row_format.get(b"s")
        return self.column_style(column)

    def column_style(self, column: int) -> str | None:
        """The style of a whole column: what cells have that are not written down."""
        return next((style for start, end, style in self._column_styles if start <= column <= end), None)

    def width(self, column: int) -> float:
        """The width of a column in characters, as Excel shows it."""
        found = next((width for start, end, width in self._column_widths if start <= column <= end), None)
        return max(1.0, (found or self._default_width) - _MARGINS)

    def height(self, row: int) -> float | None:
        """The height of a row in points, where it is written down."""
        found = self._row_attributes(row).get(b"ht") if row in self._rows else None
        return float(found) if found else None

    def has_own_height(self, row: int) -> bool:
        """Whether a person set the height of a row."""
        return row in self._rows and self._row_attributes(row).get(b"customHeight") in ("1", "true")

    def merged(self, area: Area) -> bool:
        """Whether merged cells reach into an area."""
        found = xmlbytes.every(self._masked, self.prefix + b"mergeCell", self._body.end)
        merges = (Area.parse(element.get(b"ref") or "") for element in found)
        return any(merge is not None and merge.meets(area) for merge in merges)

    def extract(self, columns: Collection[int], rows: Collection[int]) -> bytes:
        """The sheet with nothing but these columns of all rows, and all of these rows: for reading only."""
        pieces = [self.data[: self._body.inner]]
        for row in self._numbers:
            if row in rows:
                start, end = self._span(row)
                pieces.append(self.data[start:end])
            else:
                found = filter(None, (self._named_cell(row, column) for column in columns))
                kept = b"".join(self.data[cell.start : cell.end] for cell in found)
                pieces += (b'<%brow r="%d">' % (self.prefix, row), kept, b"</%brow>" % self.prefix)
        return b"".join((*pieces, self.data[self._body.close :]))

    def put(
        self, changed: Cells, like: int = 0, show: Collection[int] = (), heights: Mapping[int, float | None] = MappingProxyType({})
    ) -> bytes:
        """The sheet with these cells in place. A new row looks like row `like`; the rows in `show` are not hidden any more.

        `heights` has points for rows among the changed; None for the height a row has by itself.
        """
        pieces, at = [], 0
        for row in sorted({*changed, *(row for row in show if self.is_hidden(row))}):
            start, end = self._span(row)
            if end > start:
                text = self._rewritten(row, changed.get(row, {}), row in show)
                text = tall(text, heights[row]) if row in heights else text
            else:
                text = self._made(row, changed[row], like, heights.get(row))
            pieces += [self.data[at:start], text]
            at = end
        return self._measured(b"".join((*pieces, self.data[at:])), changed)

    def without(self, area: Area) -> bytes:
        """The sheet with no cells in an area; a row that has none beside it goes altogether, another is shown and of plain height.

        `Unclear` when a cell that stays takes its formula from one in the area.
        """
        pieces: list[bytes] = []
        at = 0
        for row in self.rows_from(area.top):
            if row > area.bottom:
                break
            element, standing = self._row(row), self._cells_of(row)
            gone = [cell for column, cell in standing.items() if area.left <= column <= area.right]
            if len(gone) == len(standing):
                pieces.append(self.data[at : element.start])
            else:
                kept = self.data[element.inner : element.close]
                for cell in reversed(gone):
                    kept = kept[: cell.start - element.inner] + kept[cell.end - element.inner :]
                pieces += (self.data[at : element.start], bare(self.data[element.start : element.inner]), kept)
                pieces.append(self.data[element.close : element.end])
            at = element.end
        left = b"".join((*pieces, self.data[at:]))
        require_whole_formulas(left)
        return left

    def resized(self, resize: Resize) -> bytes:
        """The sheet with the conditional formats, validations and the like of a table's columns ending where the table will."""
        end = self._body.end
        return self.data[:end] + regions.resized(self.data[end:], resize)

    def _numbered_rows(self) -> Iterator[tuple[int, int]]:
        start, before = b"<" + self.prefix + b"row", 0
        at, end = self._body.inner, self._body.close
        while (at := self._masked.find(start, at, end)) >= 0:
            place, at = at, at + len(start)
            if self._masked[at : at + 1] not in xmlbytes.AFTER_NAME:
                continue
            if self._masked[at : at + 4] == b' r="':  # as nearly every program writes it
                row = self._masked[at + 4 : self._masked.find(b'"', at + 4)].decode()
            else:
                row = xmlbytes.tag(self._masked, start[1:], place).get(b"r") or ""
            if not row.isdecimal() or int(row) <= before:
                raise Unclear("its rows are not numbered in order")
            before = int(row)
            yield before, place

    def _row(self, row: int) -> Element:
        found = xmlbytes.first(self._masked, self.prefix + b"row", self._rows[row], self._end_of(row))
        assert found is not None
        return found

    def _end_of(self, row: int) -> int:
        """A place behind a row and before the next."""
        place = bisect_left(self._numbers, row) + 1
        return self._rows[self._numbers[place]] if place < len(self._numbers) else self._body.close

    def _named_cell(self, row: int, column: int) -> Element | None:
        """One cell of a row, found by its name where it is written as nearly every program does."""
        name = self.prefix + b"c"
        at = self._masked.find(b'<%b r="%b%d"' % (name, letters(column).encode(), row), self._rows[row], self._end_of(row))
        return xmlbytes.first(self._masked, name, at, self._end_of(row)) if at >= 0 else self._cells_of(row).get(column)

    def _row_attributes(self, row: int) -> dict[bytes, str]:
        return xmlbytes.attributes(xmlbytes.tag(self._masked, self.prefix + b"row", self._rows[row]).attributes)

    def _cells_of(self, row: int) -> dict[int, Element]:
        if row not in self._cells:
            element, found, before = self._row(row), {}, 0
            for cell in xmlbytes.every(self._masked, self.prefix + b"c", element.inner, element.close):
                area = Area.parse(cell.get(b"r") or "")
                if area is None or area.top != row or area.left <= before:
                    raise Unclear("its cells are not named in order")
                before = area.left
                found[before] = cell
            self._cells[row] = found
        return self._cells[row]

    def _span(self, row: int) -> tuple[int, int]:
        """Where a row stands, or the empty place where it would."""
        if row in self._rows:
            element = self._row(row)
            return element.start, element.end
        place = next((self._rows[later] for later in self.rows_from(row)), self._body.close)
        return place, place

    def _rewritten(self, row: int, changed: Mapping[int, Cell], show: bool) -> bytes:
        element, standing = self._row(row), self._cells_of(row)
        tag = self.data[element.start : element.inner]
        tag = xmlbytes.without_attribute(tag, b"hidden") if show else tag
        pieces, at = [], element.inner
        for column in sorted(changed):
            start, end = self._cell_span(element, standing, column)
            pieces += [self.data[at:start], self._rendered(row, column, changed[column], end > start)]
            at = end
        inside = b"".join((*pieces, self.data[at : element.close]))
        tag = spanning(tag, {*standing, *changed})
        if element.is_single_tag:
            return tag if not inside else tag[:-2].rstrip() + b">" + inside + b"</" + self.prefix + b"row>"
        return tag + inside + self.data[element.close : element.end]

    def _cell_span(self, row: Element, standing: Mapping[int, Element], column: int) -> tuple[int, int]:
        if column in standing:
            return standing[column].start, standing[column].end
        place = max((cell.end for other, cell in standing.items() if other < column), default=row.inner)
        return place, place

    def _made(self, row: int, new: Mapping[int, Cell], like: int, points: float | None) -> bytes:
        model = self._row_attributes(like) if like in self._rows else {}
        own_height = model.get(b"customHeight") in ("1", "true")
        copied = (*_ROW_FORMAT, *_ROW_HEIGHT) if own_height else _ROW_FORMAT
        tag = b"<" + self.prefix + b'row r="%d"' % row + (b">" if own_height or points is None else b' ht="%g">' % points)
        for name in copied:
            tag = xmlbytes.with_attribute(tag, name, model[name]) if name in model else tag
        inside = b"".join(self._rendered(row, column, new[column], False) for column in sorted(new))
        return tag + inside + b"</" + self.prefix + b"row>"

    def _rendered(self, row: int, column: int, cell: Cell, stands: bool) -> bytes:
        """The cell, or nothing where it would neither show anything nor replace something."""
        if cell.is_empty and not cell.attributes and not stands:
            return b""
        return cells.render(cell, b"%s%d" % (letters(column).encode(), row))

    @cached_property
    def _column_styles(self) -> list[tuple[int, int, str]]:
        return self._of_columns(b"style")

    @cached_property
    def _column_widths(self) -> list[tuple[int, int, float]]:
        return [(start, end, float(width)) for start, end, width in self._of_columns(b"width")]

    @cached_property
    def _default_width(self) -> float:
        found = xmlbytes.first(self._masked, self.prefix + b"sheetFormatPr", 0, self._body.start)
        return float(found and found.get(b"defaultColWidth") or _DEFAULT_WIDTH)

    def _of_columns(self, attribute: bytes) -> list[tuple[int, int, str]]:
        """First column, last column and the value of an attribute, where one has it."""
        found = xmlbytes.first(self._masked, self.prefix + b"cols", 0, self._body.start)
        columns = xmlbytes.every(self._masked, self.prefix + b"col", found.inner, found.close) if found else ()
        noted = ((column.get(b"min"), column.get(b"max"), column.get(attribute)) for column in columns)
        return [(int(start), int(end), value) for start, end, value in noted if start and end and value]

    @property
    def _dimension(self) -> Element | None:
        return xmlbytes.first(self._masked, self.prefix + b"dimension", 0, self._body.start)

    def _measured(self, data: bytes, changed: Cells) -> bytes:
        """The changed sheet, with its used area grown to hold the new cells."""
        found = self._dimension
        corners = [(row, end(columns)) for row, columns in changed.items() if columns for end in (min, max)]
        if found is None or self.used is None or not corners or (grown := self.used.with_cells(corners)) == self.used:
            return data
        return data[: found.start] + xmlbytes.with_attribute(data[found.start : found.inner], b"ref", str(grown)) + data[found.inner :]
