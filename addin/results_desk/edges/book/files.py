"""Closed workbooks: a file is read once, changed in memory, and put back whole, losing nothing it holds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from results_desk import tables
from results_desk.edges.atomic import write_atomically
from results_desk.edges.book import cells, copies, notes, properties, sharedtext, sheetvalues, tablecells
from results_desk.edges.book.areas import Area, letters
from results_desk.edges.book.backups import keep_version
from results_desk.edges.book.cells import Cell
from results_desk.edges.book.changes import Change
from results_desk.edges.book.owners import require_closed
from results_desk.edges.book.printheading import with_heading
from results_desk.edges.book.sheetxml import SheetXml
from results_desk.edges.book.table import ClosedTable
from results_desk.edges.book.tablerows import Grid
from results_desk.edges.book.tablexml import TableXml
from results_desk.edges.book.values import is_blank, natural, serial
from results_desk.edges.book.workbook import BookXml, Sheet
from results_desk.edges.ooxml.package import Package
from results_desk.edges.ooxml.xmlbytes import Unclear
from results_desk.errors import DeskError, StaleBook

Records = list[dict[str, object]]
"""Rows by heading."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table is: its sheet, its part, and what the part says."""

    sheet: Sheet
    part: str
    table: TableXml


class ClosedBook:
    """One .xlsx on disk. Nothing is written before `commit`; what was written is seen by every later read."""

    def __init__(self, path: Path, package: Package) -> None:
        """Use `ClosedBook.open`."""
        self.path = path
        self.file = path.name
        self.changes: list[Change] = []
        """What was changed, since the last commit, in the tables that keep a history."""
        self._load(package)

    @classmethod
    def open(cls, path: Path) -> ClosedBook:
        """Read a workbook. DeskError when it is missing, damaged, protected, signed or of another format."""
        package = Package.open(path)
        if any(name.startswith("_xmlsignatures/") for name in package.names):
            raise DeskError(
                f"{path.name} is signed, and changing it would break the signature: remove it in Excel "
                "(File > Info > View Signatures), save the workbook and try again."
            )
        return cls(path, package)

    @property
    def changed(self) -> bool:
        """Whether anything is different from the file."""
        return self._package.changed

    @property
    def from_1904(self) -> bool:
        """Whether the workbook's days count from 1904."""
        return self._book.from_1904

    @property
    def wrapping(self) -> Mapping[str, float]:
        """The size of the letters in points, by the number of each cell format that wraps its text."""
        return self._book.wrapping

    def table(self, name: str) -> ClosedTable:
        """The declared table of that name. DeskError when it, or one of its declared columns, is not in the workbook."""
        return ClosedTable(self, tables.table(name))

    def named(self, name: str) -> object:
        """The value of a named cell (a formula's last computed value); None when blank."""
        with self.clearly():
            sheet, row, column = self._book.named_cell(name)
            grid = self.grid(sheet)
            inside = row <= len(grid) and column <= len(grid[0])
            return natural(grid[row - 1][column - 1], self.from_1904) if inside else None

    def set_named(self, name: str, value: object) -> bool:
        """Write a named cell; a text that starts with "=" is a formula, computed when Excel opens the workbook.

        False when the cell held that already.
        """
        with self.clearly():
            sheet, row, column = self._book.named_cell(name)
            xml = self.sheet(sheet)
            cell = xml.cell(row, column) or Cell.blank(xml.prefix, xml.style(column, row, row))
            formula = value[1:] if isinstance(value, str) and value.startswith("=") else ""
            if formula == cell.formula_text() if formula else not cell.formula and self._same(value, self.named(name)):
                return False
            if cell.formula_is_shared():
                raise Unclear(f"the formula in the cell {name} belongs to several cells")
            if formula:
                new = cells.with_formula(cell, formula)
            else:
                new = cells.with_value(cells.without_value(cell), value, self.from_1904)
            self.write(sheet.part, xml.put({row: {column: new}}), bool(formula) != bool(cell.formula))
            return True

    @property
    def desk_id(self) -> str:
        """The number of the desk it belongs to; blank when it holds none."""
        with self.clearly():
            return self._book.desk_id

    def set_desk_id(self, desk_id: str) -> bool:
        """Say which desk it belongs to. False when it says so already."""
        with self.clearly():
            return self._book.set_desk_id(desk_id)

    def set_print_heading(self, text: str) -> bool:
        """Put `text` at the left of every sheet's print header, where a person has not written one. False: it stood there already."""
        with self.clearly():
            headed = [(sheet, with_heading(self.sheet(sheet).data, text)) for sheet in self._book.sheets]
            changed = [(sheet, now) for sheet, now in headed if now != self.sheet(sheet).data]
            for sheet, now in changed:
                self.write(sheet.part, now)
            return bool(changed)

    def print_up_to(self, table: str, heading: str) -> bool:
        """Let what is printed of a table's sheet end with a column. False when it does, or when somebody set another area."""
        with self.clearly():
            place = self.place(table)
            number = next(column.number for column in place.table.columns if column.heading == heading)
            return self._book.print_up_to(place.sheet, letters(number))

    def check_writable(self) -> None:
        """StaleBook when the file is not the one that was read, DeskError when it is open elsewhere or may not be written."""
        require_closed(self.path)
        try:
            with self.path.open("r+b") as file:
                now = file.read()
        except FileNotFoundError:
            now = b""
        except OSError as error:
            raise DeskError(
                f"{self.file} may not be written to ({error.strerror}): close it in other programs, "
                "check that it is not read-only, and try again."
            ) from None
        if now != self._package.original:
            raise StaleBook(f"{self.file} was changed by somebody else meanwhile: nothing was written.")

    def commit(self, backups: Path | None, keep: int = 20, stamp: str = "") -> bool:
        """Write the file, the one before it kept in `backups`. False when there is nothing to write.

        StaleBook when the file changed since it was read, DeskError when it is open elsewhere or can't be written: then the
        file is as it was.
        """
        if not self.changed:
            return False
        self.check_writable()
        with self.clearly():
            self._book.compute_on_opening()
        data = self._package.to_bytes()
        if backups is not None:
            keep_version(self.path, self._package.original, backups, stamp, keep)
        write_atomically(self.path, data)
        self.changes.clear()
        self._load(Package.of(self.file, data))
        return True

    @property
    def constants(self) -> list[str]:
        """The names that stand for a text or a number in place of cells."""
        with self.clearly():
            return self._book.constants

    def tables_on(self, sheet: Sheet) -> list[TableXml]:
        """The tables that stand on a sheet."""
        with self.clearly():
            return [self.place(TableXml(self._package.read(part)).name).table for at, part in self._book.tables.values() if at == sheet]

    def place(self, name: str) -> Place:
        """Where a table is. DeskError when the workbook has none of that name."""
        for sheet, part in self._book.tables.values():
            if part not in self._tables:
                self._tables[part] = TableXml(self._package.read(part))
            if self._tables[part].name.casefold() == name.casefold():
                return Place(sheet, part, self._tables[part])
        raise tablecells.no_table(self.file, name)

    def sheet(self, sheet: Sheet) -> SheetXml:
        """A sheet's XML as it is now."""
        if sheet.part not in self._sheets:
            self._sheets[sheet.part] = SheetXml(self._package.read(sheet.part))
        return self._sheets[sheet.part]

    def grid(self, sheet: Sheet, columns: Collection[int] | None = None, rows: Collection[int] | None = None) -> Grid:
        """A sheet's values as they are now. Where only these columns or rows are asked for, others may be blank."""
        some = columns is not None or rows is not None
        if some and sheet.part not in self._grids:
            return self._values(sheet, self.sheet(sheet).extract(columns or (), frozenset(rows or ())))
        if sheet.part not in self._grids:
            self._grids[sheet.part] = self._values(sheet, self.sheet(sheet).data)
        return self._grids[sheet.part]

    def kept(self, part: str, table: str, read: Callable[[], Records]) -> Records:
        """The rows of a table on the sheet of that part, read once and kept until the sheet or the table changes."""
        if (part, table) not in self._kept:
            self._kept[part, table] = read()
        return self._kept[part, table]

    def write(self, part: str, data: bytes, formulas_changed: bool = False) -> None:
        """Give a part new content."""
        self._forget_read(part)
        self._package.write(part, data)
        if formulas_changed:
            self._book.forget_chain()

    def forget_at(self, sheet: Sheet, areas: Sequence[Area]) -> None:
        """Take out the notes, comment threads and links at these cells."""
        notes.forget_at(self._package, sheet.part, areas)
        self._forget_read(sheet.part)

    def forget_computed(self) -> None:
        """Have every formula hold no value until something computes it."""
        with self.clearly():
            for sheet in self.sheets:
                self.write(sheet.part, copies.without_computed(self._package.read(sheet.part)))

    def forget_unused_text(self) -> None:
        """Blank the shared texts that no cell shows any more."""
        with self.clearly():
            sharedtext.forget_unused(self._package, self._book.part)

    def forget_copies(self, now: datetime) -> list[str]:
        """Empty what the workbook keeps elsewhere of its cells, and who saved it last. Returns the sheets that hold pivot tables."""
        with self.clearly():
            copies.forget_caches(self._package)
            copies.forget_leavings(self._package, self._book.part)
            notes.forget_people(self._package, self._book.part)
            properties.forget_last_saved(self._package, self._book.part, now)
            shown = copies.forget_pivots(self._package, self._book.part, [sheet.part for sheet in self.sheets])
            for part, areas in shown.items():
                for area in areas:
                    self.write(part, SheetXml(self._package.read(part)).without(area), formulas_changed=True)
            return [sheet.name for sheet in self.sheets if sheet.part in shown]

    @contextmanager
    def clearly(self) -> Iterator[None]:
        """Turns XML that can't be edited safely into a DeskError that names the file."""
        try:
            yield
        except (Unclear, UnicodeDecodeError) as error:
            why = error if isinstance(error, Unclear) else "it holds bytes that are no text"
            raise DeskError(f"{self.file} cannot be changed safely ({why}): open it in Excel, save it once and try again.") from error

    def _forget_read(self, part: str) -> None:
        for known in (self._sheets, self._grids, self._tables):
            known.pop(part, None)
        for key in [key for key in self._kept if key[0] == part]:
            del self._kept[key]

    def _load(self, package: Package) -> None:
        self._package = package
        self._sheets: dict[str, SheetXml] = {}
        self._grids: dict[str, Grid] = {}
        self._tables: dict[str, TableXml] = {}
        self._kept: dict[tuple[str, str], Records] = {}
        self._unchanged: sheetvalues.Values | None = None
        with self.clearly():
            self._book = BookXml(package)
            self.sheets: tuple[Sheet, ...] = self._book.sheets
            """The worksheets, in the order of their tabs."""

    def _values(self, sheet: Sheet, data: bytes) -> Grid:
        xml = self.sheet(sheet)
        if sheetvalues.is_too_wide(data, xml.last_row, xml.used.right if xml.used else 1):
            raise DeskError(
                f"{self.file}, sheet {sheet.name}: something stands far away from the tables "
                f"(its cells up to row {xml.last_row:,} are in use): delete the rows and columns around it, save it and try again."
            )
        data = sheetvalues.with_errors_as_text(data)
        if self._package.changed or data is not xml.data:
            return sheetvalues.Values(self._package.to_bytes(0, {sheet.part: data}), self.file).grid(sheet.name)
        if self._unchanged is None:
            self._unchanged = sheetvalues.Values(self._package.original, self.file)
        return self._unchanged.grid(sheet.name)

    def _same(self, value: object, held: object) -> bool:
        first, second = (
            serial(one, self.from_1904) if isinstance(one, date) else None if is_blank(one) else one for one in (value, held)
        )
        return first == second
