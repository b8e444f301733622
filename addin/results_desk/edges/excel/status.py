"""Excel's status bar, and what a thread of its own must do before it speaks to Excel."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from results_desk.edges.excel.calls import connect

if TYPE_CHECKING:
    from results_desk.edges.excel.running import OpenBook


def reachable() -> bool:
    """Whether xlwings has a way to speak to an Excel here (on Linux it has none)."""
    try:
        return len(connect().engines) > 0
    except ImportError:
        return False


@contextmanager
def on_this_thread() -> Iterator[None]:
    """On Windows every thread that speaks to Excel must say so first; elsewhere nothing."""
    if platform.system() != "Windows":
        yield
        return
    import pythoncom

    pythoncom.CoInitialize()
    try:
        yield
    finally:
        pythoncom.CoUninitialize()


def show(book: OpenBook, text: str) -> None:
    """Show a text in the status bar, or Excel's own again with "". An Excel that is busy shows nothing: no action may fail for that."""
    try:
        book.book.app.status_bar = text or False
    except Exception:
        return
