"""Closed workbooks: 50 cells changed in a log of 5,000 rows and 60 columns, against openpyxl's load and save of the same file."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import openpyxl
import xlsxwriter
from run import report

from results_desk.edges.book.files import ClosedBook
from results_desk.edges.book.table import ClosedTable
from results_desk.tables import Column, Table, table
from results_desk.terms import STATUSES

ROWS, COLUMNS, CHANGES, ROUNDS = 5000, 60, 50, 5
LOG = replace(table("Lines"), columns=table("Lines").columns[:COLUMNS])


def make(path: Path, spec: Table = LOG) -> None:
    """A log of invented lines, formulas and all."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(spec.sheet)
        formats = {"code": "@", "date": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm"}
        styles = {kind: book.add_format({"num_format": form}) for kind, form in formats.items()}
        columns = [{"header": column.heading, "formula": "=1+1" if column.formula else ""} for column in spec.columns]
        sheet.add_table(3, 0, 3 + ROWS, len(columns) - 1, {"name": spec.name, "columns": columns})
        for at, column in enumerate(spec.columns):
            for row in range(ROWS):
                _write(sheet, 4 + row, at, column, row, styles.get(column.kind))


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, at: int, column: Column, line: int, style: object) -> None:
    if column.formula:
        sheet.write_formula(row, at, "=1+1", style, "")
    elif at == 0:
        sheet.write_string(row, at, f"PRS-24-{line:04}-1", style)
    elif column.heading == "Status":
        sheet.write_string(row, at, STATUSES[line % 5], style)
    elif column.kind in ("date", "moment"):
        sheet.write_datetime(row, at, date(2024, 8, 15) + timedelta(days=line % 40), style)
    elif column.kind in ("number", "money"):
        sheet.write_number(row, at, line % 90, style)
    elif (line + at) % 3:
        sheet.write_string(row, at, f"{column.heading} {line * at % 97}", style)
    else:
        sheet.write_blank(row, at, None, style)


def ours(path: Path) -> None:
    """Open, find 50 lines by key, check what they hold, write, save."""
    book = ClosedBook.open(path)
    keys = [(f"PRS-24-{line:04}-1",) for line in range(0, ROWS, ROWS // CHANGES)]
    stale = ClosedTable(book, LOG).update({key: {"Sent on": date(2024, 9, 2)} for key in keys}, {key: {"Line ID": key[0]} for key in keys})
    assert not stale and book.commit(None)


def theirs(path: Path) -> None:
    """The same with openpyxl."""
    book = openpyxl.load_workbook(path)
    sheet = book[LOG.sheet]
    at = LOG.headings.index("Sent on") + 1
    for line in range(0, ROWS, ROWS // CHANGES):
        sheet.cell(5 + line, at).value = date(2024, 9, 2)
    book.save(path)


def seconds(change: Callable[[Path], None], source: Path, copy: Path) -> float:
    """How long a change takes on a fresh copy of the file."""
    shutil.copyfile(source, copy)
    started = perf_counter()
    change(copy)
    return perf_counter() - started


def parts(path: Path) -> dict[str, bytes]:
    """Part name -> content."""
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def main() -> None:
    """Measure in turns, and compare the parts."""
    with tempfile.TemporaryDirectory() as folder:
        source, copy = Path(folder) / "log.xlsx", Path(folder) / "copy.xlsx"
        make(source)
        rounds = [(seconds(theirs, source, copy), seconds(ours, source, copy)) for _ in range(ROUNDS)]
        slow, fast = (statistics.median(times) for times in zip(*rounds, strict=True))
        before, after = parts(source), parts(copy)
    report(f"{CHANGES} cells in {ROWS:,} x {COLUMNS}: openpyxl", slow, "s")
    report(f"{CHANGES} cells in {ROWS:,} x {COLUMNS}: ours", fast, "s")
    report(f"{CHANGES} cells in {ROWS:,} x {COLUMNS}: openpyxl / ours", slow / fast, "x", ">= 10")
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    report("parts changed besides the sheet", len(changed - {"xl/worksheets/sheet1.xml"}), "", "<= 0")


if __name__ == "__main__":
    main()
