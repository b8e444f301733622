"""Open workbooks keep the same contract as closed ones: xlwings and our adapter over a live spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from calc_engine import ENGINE, close_all, open_book
from contract import Adapter, TablePortContract

from results_desk.edges.excel.book import LiveBook


@pytest.fixture(autouse=True)
def _closed_afterwards() -> Iterator[None]:
    yield
    close_all()


def live(path: Path) -> LiveBook:
    """The workbook as an action sees it now; it is opened in the spreadsheet once."""
    held = next((book for book in ENGINE.app.books if book.path == path), None)
    return LiveBook(open_book(path) if held is None else _again(held), path)


def _again(book: object) -> object:
    import xlwings

    return xlwings.Book(impl=book)


class TestLiveWorkbooks(TablePortContract):
    adapter = Adapter("xlwings over LibreOffice", live, lambda book: (book.check_writable(), book.commit(None)), computes=True)
