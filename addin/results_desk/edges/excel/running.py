"""Excel as it is open on this computer: which of a desk's workbooks are open, and which desk they say they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from results_desk import tables
from results_desk.edges.excel.book import LiveBook
from results_desk.edges.excel.calls import ask, connect
from results_desk.errors import DeskError


@dataclass(frozen=True)
class OpenBook:
    """A workbook that is open in Excel: its name, its desk's number (blank: it has none), the handle of its Excel's window (Mac: 0)."""

    name: str
    desk_id: str
    window: int
    book: Any = field(repr=False, compare=False)

    def live(self, path: Path) -> LiveBook:
        """The workbook for an action, looked at anew; `path` is where its file lies in the desk's folder."""
        return LiveBook(self.book, path)


def open_books() -> list[OpenBook]:
    """The open workbooks that hold the number of a desk, or are named like one of a desk's and hold its tables.

    Where there are several Excels, one that is busy is left out. DeskError when the only one is busy.
    """
    found: list[OpenBook] = []
    refused: DeskError | None = None
    for app in _apps():
        try:
            found += ask("an open workbook", partial(_books, app))
        except DeskError as error:
            refused = error
    if refused and not found:
        raise refused
    return found


def find_book(books: Sequence[OpenBook], name: str, window: int = 0) -> OpenBook:
    """The one of that name; where two Excels have one, that of the window. DeskError when there is none, or no telling which."""
    named = [book for book in books if book.name.casefold() == name.casefold()]
    if len(named) > 1:
        named = [book for book in named if book.window == window] or named
    if not named:
        raise DeskError(f"{name} is not open in Excel, or is no workbook of a desk: open a workbook of your desk and try again.")
    if len(named) > 1:
        raise DeskError(f"{name} is open twice: close one of them and try again.")
    return named[0]


def of_desk(books: Sequence[OpenBook], desk_id: str) -> Mapping[str, OpenBook]:
    """The open workbooks of one desk, by file name.

    DeskError when one is open under another name than in the desk's folder: it is a copy, and what is written to it is lost.
    """
    ours = [book for book in books if desk_id and book.desk_id == desk_id]
    live: dict[str, OpenBook] = {}
    for book in ours:
        name = book.name.casefold()
        if name not in tables.WORKBOOKS:
            raise DeskError(f"{book.name} is a copy of a workbook of the desk: close it, open the one in the desk's folder, and try again.")
        if name in live:
            raise DeskError(f"{book.name} is open twice: close one of them and try again.")
        live[name] = book
    return live


def _apps() -> Iterator[Any]:
    """Every Excel that runs. DeskError where there is none to be had."""
    library = connect()
    try:
        yield from library.apps
    except library.XlwingsError as error:
        raise DeskError("Excel can't be reached from here: 'results-desk doctor' says what is missing.") from error


def _books(app: Any) -> list[OpenBook]:
    found = [OpenBook(book.name, _desk_id(book), app.hwnd or 0, book) for book in app.books]
    return [each for each in found if each.desk_id or each.name.casefold() in tables.WORKBOOKS and _has_our_table(each.book)]


def _desk_id(book: Any) -> str:
    if tables.DESK_ID not in book.names:
        return ""
    return str(book.names[tables.DESK_ID].refers_to).removeprefix("=").strip('"')


def _has_our_table(book: Any) -> bool:
    ours = {spec.name.casefold() for spec in tables.TABLES if spec.workbook == book.name.casefold()}
    return any(table.name.casefold() in ours for sheet in book.sheets for table in sheet.tables)
