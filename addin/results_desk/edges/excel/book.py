"""One workbook that is open in Excel: written cell by cell when everything is thought out, and saved by the person."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from results_desk import tables
from results_desk.edges.book import tablecells
from results_desk.edges.book.areas import letters
from results_desk.edges.book.backups import keep_version
from results_desk.edges.book.changes import Change
from results_desk.edges.book.values import is_blank
from results_desk.edges.excel.calls import ask, flag
from results_desk.edges.excel.sheet import is_formula
from results_desk.edges.excel.table import LiveTable
from results_desk.edges.excel.values import format_for, named_from_excel, to_excel
from results_desk.errors import DeskError, StaleBook
from results_desk.tables import Kind

_PRINTED = re.compile(r"(\$A(?:\$1)?:\$)[A-Z]+((?:\$1048576)?)")
"""A print area of whole columns from the first on."""


class LiveBook:
    """A workbook as the action found it. `path` is where its file lies in the desk's folder; it is never written to."""

    def __init__(self, book: Any, path: Path) -> None:
        """`book` is xlwings' workbook. DeskError when Excel does not answer."""
        self.path, self.file = path, path.name
        self._book = book
        self._tables: dict[str, LiveTable] = {}
        self._named: dict[str, tuple[object, object]] = {}
        self._printed: dict[str, str] = {}
        self._found: dict[str, Any] | None = None
        self._writing = False

    @property
    def changed(self) -> bool:
        """Whether there is something to write."""
        return bool(self._named or self._printed) or any(table.changed for table in self._tables.values())

    @property
    def changes(self) -> list[Change]:
        """What goes to the History of the workbook."""
        return [change for table in self._tables.values() for change in table.changes]

    @cached_property
    def from_1904(self) -> bool:
        """Whether the workbook's days count from 1904, as old Excel for Mac had it."""
        return bool(self._ask(lambda: flag(self._book.api, "Date1904")))

    def table(self, name: str) -> LiveTable:
        """The declared table of that name. DeskError when it, or one of its declared columns, is not in the workbook."""
        if name not in self._tables:
            found = self._places.get(name.casefold())
            if found is None:
                raise tablecells.no_table(self.file, name)
            self._tables[name] = LiveTable(self._ask, self.file, found, tables.table(name), self.from_1904)
        return self._tables[name]

    def named(self, name: str) -> object:
        """The value of a named cell; None when blank, or when it is to hold a formula that nobody computed yet."""
        if name in self._named:
            value = self._named[name][1]
            return None if is_blank(value) or _is_formula(value) else value
        return self._ask(lambda: self._standing(name))[0]

    def set_named(self, name: str, value: object) -> bool:
        """Write a named cell; a text that starts with "=" is a formula. False when it holds that already."""
        before = self._named[name][1] if name in self._named else self._held(name)
        same = before == value or is_blank(before) and is_blank(value)
        if not same:
            self._named[name] = (self._held(name), value)
        return not same

    def set_print_heading(self, text: str) -> bool:
        """Nothing: the print headers of a workbook are brought up to date when an action finds it closed."""
        return False

    def print_up_to(self, table: str, heading: str) -> bool:
        """Let what is printed of a table's sheet end with a column. False when it does, or when somebody set another area."""
        def look() -> tuple[str, str]:
            found = self._places[table.casefold()]
            names = [str(name) for name in found.header_row_range.options(ndim=1).value]
            return letters(found.range.column + names.index(heading)), found.parent.page_setup.print_area or ""

        self.table(table)
        column, held = self._ask(look)
        wanted = _PRINTED.sub(rf"\g<1>{column}\g<2>", held) if _PRINTED.fullmatch(held) else held
        if wanted != held:
            self._printed[table] = wanted
        return bool(wanted != held)

    def check_writable(self) -> None:
        """StaleBook when a colleague changed what the action went by, DeskError when the workbook may not be written to."""
        if self._ask(lambda: flag(self._book.api, "ReadOnly")):
            raise DeskError(f"{self.file} is open read-only in Excel, so nothing was written: open it for editing and try again.")
        for table in (table for table in self._tables.values() if table.changed):
            made = table.plan()
            if not made.is_empty and self._ask(partial(_is_protected, made.block.sheet)):
                raise DeskError(
                    f"{self.file}: the sheet of the table {table.spec.name} is protected, so nothing was written: "
                    "take the protection off (Review > Unprotect Sheet) and try again."
                )
        for name, (before, _) in self._named.items():
            self._require_named(name, before)

    def commit(self, backups: Path | None, keep: int = 20, stamp: str = "") -> bool:
        """Write what changed into the open workbook, cell by cell. It is not saved: that is the person's to do, or AutoSave's.

        Its file, as it was saved last, is kept in `backups` first. False when everything was there already.
        """
        if backups is not None:
            self._keep_version(backups, keep, stamp)
        written = False
        for table in (table for table in self._tables.values() if table.changed):
            written |= table.write(self._write)
        for name, (before, value) in self._named.items():
            self._require_named(name, before)
            self._write(partial(self._put, name, value))
            written = True
        for name, area in self._printed.items():
            self._write(partial(self._print, name, area))
            written = True
        for pending in (self._tables, self._named, self._printed):
            pending.clear()
        self._writing = False
        return written

    @property
    def _places(self) -> dict[str, Any]:
        """Every table of the workbook, by its name in small letters."""
        if self._found is None:
            sheets = self._ask(lambda: {table.name.casefold(): table for sheet in self._book.sheets for table in sheet.tables})
            self._found = dict(sheets)
        return self._found

    def _ask(self, call: Any) -> Any:
        return ask(self.file, call, self._writing)

    def _write(self, call: Any) -> Any:
        """A call that changes cells: from the first one on the workbook may be half written."""
        answer = self._ask(call)
        self._writing = True
        return answer

    def _cell(self, name: str) -> Any:
        """The named cell."""
        if name not in self._book.names:
            raise tablecells.no_cell(self.file, name)
        if not re.fullmatch(r"=.+!\$[A-Z]{1,3}\$\d+", self._book.names[name].refers_to):
            raise tablecells.no_single_cell(self.file, name)
        return self._book.names[name].refers_to_range

    def _standing(self, name: str) -> tuple[object, str]:
        """The value of a named cell, and its formula with "=" where it has one."""
        cell = self._cell(name)
        value, formula = cell.options(err_to_str=True).value, cell.formula
        return named_from_excel(value, self.from_1904), str(formula) if is_formula(formula, value) else ""

    def _held(self, name: str) -> object:
        """What a named cell holds: its formula, or else its value."""
        value, formula = self._ask(lambda: self._standing(name))
        return formula or value

    def _require_named(self, name: str, before: object) -> None:
        if self._held(name) != before:
            raise StaleBook(f"{self.file}, cell {name}, was changed by somebody else meanwhile.")

    def _put(self, name: str, value: object) -> None:
        cell = self._cell(name)
        if _is_formula(value):
            cell.formula = value
            return
        declared = (one.kind for one in tables.NAMED_CELLS if one.name == name and one.workbook == self.file)
        kind = _kind_of(value, next(declared, "text"))
        if not is_blank(value) and (wanted := format_for(kind, cell.number_format)):
            cell.number_format = wanted
        cell.value = to_excel(value, kind)

    def _print(self, table: str, area: str) -> None:
        self._places[table.casefold()].parent.page_setup.print_area = area

    def _keep_version(self, backups: Path, keep: int, stamp: str) -> None:
        """Keep the file as it was saved last; one that can't be read while it is open has its versions in Excel (File > Info)."""
        with suppress(OSError):
            keep_version(self.path, self.path.read_bytes(), backups, stamp, keep)


def _is_protected(sheet: Any) -> bool:
    return flag(sheet.api, "ProtectContents")


def _is_formula(value: object) -> bool:
    return isinstance(value, str) and value.startswith("=")


def _kind_of(value: object, declared: Kind) -> Kind:
    if isinstance(value, date):
        return "moment" if isinstance(value, datetime) else "date"
    return "code" if declared == "code" else "text"
