"""A desk: the folder of one centre and one series, and its workbooks: live in Excel where they are open there, else as closed files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from results_desk import tables
from results_desk.edges.book.changes import By, history_rows
from results_desk.edges.book.files import ClosedBook
from results_desk.edges.folders import HOME_BOOK, require_desk
from results_desk.errors import DeskError
from results_desk.port import TablePort

if TYPE_CHECKING:
    from results_desk.edges.excel.book import LiveBook
    from results_desk.edges.excel.running import OpenBook

KEEP_BACKUPS = 20
PROBLEMS_BOOK = tables.table("Problems").workbook


class Desk:
    """Opens each workbook once, holds what is written until `commit`, and writes each changed workbook whole."""

    def __init__(self, folder: Path, live: Mapping[str, OpenBook] | None = None) -> None:
        """Look at a desk folder; `live` holds workbooks of it by file name, as `excel.of_desk` finds them.

        DeskError when the folder is no desk, or not the desk of a workbook that is open.
        """
        self.folder = require_desk(folder)
        self._live = dict(live or {})
        self._open: dict[str, LiveBook] = {}
        self._files: dict[str, ClosedBook] = {}
        self.through: Callable[[TablePort], TablePort] = _as_it_is
        """What an action sees a table of grades through."""
        for found in self._live.values():
            self._require_ours(found)

    def afresh(self) -> Desk:
        """The same desk, its workbooks to be read again."""
        return Desk(self.folder, self._live)

    def book(self, name: str) -> ClosedBook | LiveBook:
        """A workbook of the desk by file name. DeskError when it is missing or can't be read."""
        if name not in self._live:
            return self.file(name)
        if name not in self._open:
            self._open[name] = self._live[name].live(self.folder / name)
        return self._open[name]

    def file(self, name: str) -> ClosedBook:
        """A workbook of the desk as a closed file, for what can't be done while it is open."""
        if name in self._live:
            raise DeskError(f"{name} is open in Excel: close it there and try again.")
        if name not in self._files:
            self._files[name] = ClosedBook.open(self.folder / name)
        return self._files[name]

    @property
    def workbooks(self) -> tuple[str, ...]:
        """The declared workbooks that are in the folder: an officer may take out one that is of no use to the centre."""
        return tuple(name for name in tables.WORKBOOKS if name in self._live or (self.folder / name).is_file())

    def has(self, table: str) -> bool:
        """Whether the workbook of a declared table is in the folder."""
        return tables.table(table).workbook in self.workbooks

    @property
    def tables(self) -> tuple[tables.Table, ...]:
        """The declared tables of the workbooks that are in the folder."""
        there = self.workbooks
        return tuple(spec for spec in tables.TABLES if spec.workbook in there)

    def table(self, name: str) -> TablePort:
        """A declared table, wherever its workbook has it now."""
        table = self.book(tables.table(name).workbook).table(name)
        return self.through(table) if table.spec.graded else table

    @property
    def settings(self) -> dict[str, str]:
        """The Settings table: setting -> value, as text."""
        return {str(row["Setting"]): str(row["Value"]) for row in self.table("Settings").rows()}

    @property
    def desk_id(self) -> str:
        """The number that ties the workbooks of the desk together; blank when its line of the settings is gone."""
        return self.settings.get("Desk ID", "").strip()

    @property
    def is_practice(self) -> bool:
        """Whether this desk holds invented people only."""
        return self.settings.get("Practice desk", "").casefold() == "yes"

    def is_open(self, name: str) -> bool:
        """Whether a workbook of that file name is worked on in Excel."""
        return name in self._live

    def mark(self) -> None:
        """Give the desk's number to every closed workbook that has none."""
        for name in self.workbooks:
            if name not in self._live and not self.file(name).desk_id:
                self.file(name).set_desk_id(self.desk_id)

    def commit(self, stamp: str, by: By | None = None) -> list[Path]:
        """Write every changed workbook, the old one kept in `backups`: those open in Excel cell by cell there, the others whole.

        The home workbook goes first, with the record of what is destroyed, then the one with the problems: a run that is cut off
        after them can be made again and says all of them again, while one whose rows are in the log already would say none.
        With `by`, what was changed in the logs goes to their History, with when, who and which action.
        StaleBook when one changed meanwhile; then nothing was written, or, where Excel changed while we wrote, a part in Excel.
        """
        books: list[ClosedBook | LiveBook] = [*self._open.values(), *self._files.values()]
        for book in books:
            for name, rows in (history_rows(book.changes, by) if by else {}).items():
                book.table(name).append(rows)
        changed = sorted((book for book in books if book.changed), key=lambda book: (book.file != HOME_BOOK, book.file != PROBLEMS_BOOK))
        for book in changed:
            book.check_writable()
        backups = self.folder / "backups"
        return [book.path for book in changed if book.commit(backups, KEEP_BACKUPS, stamp)]

    def _require_ours(self, found: OpenBook) -> None:
        if not found.desk_id or found.desk_id != self.desk_id:
            what = f"belongs to another desk than the folder {self.folder.name}: close it, and open the one in that folder."
            if not found.desk_id:
                what = f"does not say which desk it belongs to: close it, run Copy dates on the desk {self.folder.name}, and open it again."
            raise DeskError(f"{found.name}, open in Excel, {what}")


def _as_it_is(table: TablePort) -> TablePort:
    return table


__all__ = ["HOME_BOOK", "Desk"]
