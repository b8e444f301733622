"""A desk: the folder of one centre and one series, and its workbooks as closed files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from results_desk import tables
from results_desk.edges.changes import By, history_rows
from results_desk.edges.files import ClosedBook
from results_desk.edges.folders import HOME_BOOK, require_desk
from results_desk.port import TablePort

KEEP_BACKUPS = 20


class Desk:
    """Opens each workbook once, holds what is written until `commit`, and writes each changed workbook whole."""

    def __init__(self, folder: Path) -> None:
        """Look at a desk folder. DeskError when it is none."""
        self.folder = require_desk(folder)
        self._books: dict[str, ClosedBook] = {}
        self.through: Callable[[TablePort], TablePort] = _as_it_is
        """What an action sees a table of grades through."""

    def book(self, name: str) -> ClosedBook:
        """A workbook of the desk by file name. DeskError when it is missing or can't be read."""
        if name not in self._books:
            self._books[name] = ClosedBook.open(self.folder / name)
        return self._books[name]

    @property
    def workbooks(self) -> tuple[str, ...]:
        """The declared workbooks that are in the folder: an officer may take out one that is of no use to the centre."""
        return tuple(name for name in tables.WORKBOOKS if (self.folder / name).is_file())

    def has(self, table: str) -> bool:
        """Whether the workbook of a declared table is in the folder."""
        return (self.folder / tables.table(table).workbook).is_file()

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
    def is_practice(self) -> bool:
        """Whether this desk holds invented people only."""
        return self.settings.get("Practice desk", "").casefold() == "yes"

    def commit(self, stamp: str, by: By | None = None) -> list[Path]:
        """Write every changed workbook, the old one kept in `backups`. StaleBook when one changed on disk meanwhile.

        With `by`, what was changed in the logs goes to their History, with when, who and which action.
        """
        for book in self._books.values():
            for name, rows in (history_rows(book.changes, by) if by else {}).items():
                book.table(name).append(rows)
        changed = [name for name, book in self._books.items() if book.changed]
        for name in changed:
            self._books[name].check_writable()
        backups = self.folder / "backups"
        return [self.folder / name for name in changed if self._books[name].commit(backups, KEEP_BACKUPS, stamp)]


def _as_it_is(table: TablePort) -> TablePort:
    return table


__all__ = ["HOME_BOOK", "Desk"]
