"""LibreOffice as a live spreadsheet: one program for the whole test run, spoken to through a pipe, with a profile of its own."""

from __future__ import annotations

import atexit
import importlib
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from office import missing, require_soffice

UNO_PLACES = ("/usr/lib/python3/dist-packages",)
"""Where Debian and Ubuntu put the bridge to LibreOffice (package python3-uno)."""
START_SECONDS = 90
Grid = tuple[tuple[object, ...], ...]


@cache
def desktop() -> Any:
    """LibreOffice's desktop, started when it is first asked for and ended with the tests."""
    uno = _bridge()
    profile, pipe = tempfile.mkdtemp(), f"desk{secrets.token_hex(6)}"
    options = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck")
    where = (f"-env:UserInstallation={Path(profile).as_uri()}", f"--accept=pipe,name={pipe};urp;")
    program = subprocess.Popen([require_soffice(), *options, *where], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    atexit.register(_end, program, profile)
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except Exception:
            assert program.poll() is None and time.monotonic() < until, "LibreOffice did not start"
            time.sleep(0.1)


def load(path: Path) -> Any:
    """The document of a workbook, opened for editing and computed anew."""
    hidden = struct("com.sun.star.beans.PropertyValue", Name="Hidden", Value=True)
    document = desktop().loadComponentFromURL(path.as_uri(), "_blank", 0, (hidden,))
    assert document is not None, f"LibreOffice could not open {path.name}: it is damaged, or a lock was left beside it"
    return document


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The document of a workbook, every formula computed whatever value is stored with it; closed afterwards."""
    document = load(path)
    document.calculateAll()
    yield document
    document.close(True)


def values(document: Any, sheet: str) -> Grid:
    """The cells of a sheet from A1 on: texts, numbers (days too), "" where nothing stands."""
    cells = document.Sheets.getByName(sheet)
    cursor = cells.createCursor()
    cursor.gotoEndOfUsedArea(False)
    rows: Grid = cells.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow).DataArray
    return rows


def set_named(document: Any, name: str, value: float | str) -> None:
    """Put a text, a number, or a day as its number, into a named cell."""
    cell = document.NamedRanges.getByName(name).ReferredCells.getCellByPosition(0, 0)
    if isinstance(value, str):
        cell.String = value
    else:
        cell.Value = value


def struct(kind: str, **fields: object) -> Any:
    """A structure of UNO."""
    made = _bridge().createUnoStruct(kind)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


@cache
def _bridge() -> Any:
    try:
        return importlib.import_module("uno")
    except ImportError:
        sys.path += [place for place in UNO_PLACES if place not in sys.path]
    try:
        return importlib.import_module("uno")
    except ImportError:
        missing("The bridge from Python to LibreOffice (python3-uno, for the Python it is made for)")


def _end(program: subprocess.Popen[bytes], profile: str) -> None:
    program.terminate()
    try:
        program.wait(20)
    except subprocess.TimeoutExpired:
        program.kill()
    shutil.rmtree(profile, ignore_errors=True)
