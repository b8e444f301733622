"""Calls to Excel: how long to wait while a person is in the middle of something, and what to say when it does not work."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from results_desk.errors import DeskError, StaleBook

Answer = TypeVar("Answer")
TRIES, PAUSE = 20, 0.25
"""How often we knock while Excel is busy, and the seconds between: five seconds in all."""
QUICK_TRIES = 50
"""How often xlwings repeats a call by itself, without a pause; its own default is for ever."""
_BUSY = {-2147418111, -2147417846, -2146777998, -1712}
"""Call rejected, retry later, a cell is being edited; on a Mac: no answer in time."""
_GONE = {-2147417848, -2147023174, -2147023170, -2147220995, -2147418105, -2147418094, -600, -609, -1728}
"""Disconnected, server unavailable or died, not connected; on a Mac: not running, connection lost, no such object."""
_FORBIDDEN = {-1743}
"""On a Mac: a person has not allowed it."""


def connect() -> Any:
    """The library that speaks to Excel, told to give up in time and never to end an Excel it did not start."""
    import atexit
    import sys

    import xlwings

    windows = sys.modules.get("xlwings._xlwindows")
    if windows is not None and windows.N_COM_ATTEMPTS == 0:
        windows.N_COM_ATTEMPTS = QUICK_TRIES  # type: ignore[attr-defined]
        atexit.unregister(windows.cleanup)
    return xlwings


def ask(file: str, call: Callable[[], Answer], written: bool = False) -> Answer:
    """What a call to Excel answers, asked again while Excel is busy. DeskError says what is wrong with the workbook and the way out.

    `written` says that some cells of it were written before.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            return call()
        except (DeskError, StaleBook):
            raise
        except Exception as error:
            if not _is_of_excel(error):
                raise
            if not (_is(error, _BUSY) and tries_left):
                raise DeskError(_said(file, error, written)) from error
        time.sleep(PAUSE)
    raise AssertionError("the last try returns or raises")


def flag(api: Any, name: str) -> bool:
    """Whether Excel's own object says so; False where it has no such word."""
    try:
        return getattr(api, name) is True
    except Exception as error:
        if isinstance(error, AttributeError) or _is_of_excel(error):
            return False
        raise


def _said(file: str, error: Exception, written: bool) -> str:
    part = f"A part of {file} is written, the rest is not" if written else f"Nothing was written to {file}"
    again = "run the action again: it goes on where it stopped" if written else "try again"
    if _is(error, _BUSY):
        return f"Excel is busy with {file}. {part}: finish editing the cell, close any open dialogue box, and {again}."
    if _is(error, _GONE):
        return f"{file} is not open in Excel any more. {part}: open it again, look at it, and {again}."
    if _is(error, _FORBIDDEN):
        return (
            f"The Mac does not let us speak to Excel. {part}: allow it in System Settings > Privacy & Security > Automation, and {again}."
        )
    return (
        f"Excel does not let us change {file}. {part}: take the protection off its sheets (Review > Unprotect Sheet), "
        f"check that it is not open read-only, and {again}."
    )


def _is(error: Exception, numbers: set[int]) -> bool:
    return type(error).__name__ == "ExcelBusyError" and numbers is _BUSY or bool(set(_numbers(error)) & numbers)


def _is_of_excel(error: Exception) -> bool:
    """Whether Excel refused, as against a fault of ours; the kinds of error exist on Windows and Macs only."""
    return type(error).__name__ in ("com_error", "ExcelBusyError", "CommandError")


def _numbers(error: Exception) -> list[int]:
    """Every number by which the system names what went wrong."""
    details = getattr(error, "excepinfo", None)
    found = [getattr(error, "hresult", 0), getattr(error, "errornumber", 0), *(details[-1:] if details else ())]
    return [number for number in found if isinstance(number, int)]
