"""What the windows need of Excel: which workbooks of desks are open, which are in use by a desk, and its status bar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from results_desk.edges.desk.desk import Desk
from results_desk.edges.excel import running as excel
from results_desk.edges.excel import status as excel_status
from results_desk.edges.excel.running import OpenBook
from results_desk.errors import DeskError


class ExcelLink:
    """Excel on this computer, asked anew each time. Where there is none, nothing is open."""

    def books(self) -> list[OpenBook]:
        """The open workbooks of desks; none where there is no Excel. DeskError when Excel is busy."""
        if not excel_status.reachable():
            return []
        return excel.open_books()

    def of_desk(self, folder: Path) -> Mapping[str, OpenBook]:
        """The open workbooks of one desk, by file name."""
        books = self.books()
        return excel.of_desk(books, Desk(folder).desk_id) if books else {}

    @contextmanager
    def spoken(self) -> Iterator[None]:
        """Around everything that a thread of its own says to Excel."""
        with excel_status.on_this_thread():
            yield

    def status(self, book: OpenBook | None, text: str) -> None:
        """Show a text in the status bar of the workbook's Excel; with "" Excel's own again."""
        if book is not None:
            excel_status.show(book, text)

    def find(self, name: str, window: int) -> OpenBook:
        """The open workbook that a button was pressed in. DeskError when it is none of a desk."""
        if not excel_status.reachable():
            raise DeskError("Excel can't be reached from here: run 'results-desk doctor', which says what is missing.")
        return excel.find_book(excel.open_books(), name, window)
