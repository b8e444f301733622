"""The workbooks of a desk, from the declared tables to Excel files: the same bytes on every run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from results_desk.build.charts import CHARTS
from results_desk.build.guides import LISTS_HELP, LISTS_TITLE, write_lists
from results_desk.build.layout import layout
from results_desk.build.look import TABS, Look
from results_desk.build.pages import write_page
from results_desk.build.parts import parts
from results_desk.build.printing import set_up_page
from results_desk.build.sheets import write_heads, write_table
from results_desk.tables import LISTS, SHEETS, WORKBOOKS, Page, Table, table
from results_desk.tables.defaults import template_rows

if TYPE_CHECKING:
    import pandas as pd

_CREATED = datetime(2020, 1, 1)
"""Written into every workbook, so that building again changes no byte."""


def workbook_bytes(name: str, rows: Mapping[str, pd.DataFrame] | None = None, named: Mapping[str, object] | None = None) -> bytes:
    """The workbook of that name: as it is shipped, or filled.

    `rows` holds a frame by table name in place of what a table starts with (headings as columns, in any order, missing ones
    blank; of a computed column the value shown until Excel computes it); `named` the value of a named cell in place of what
    it starts with. Tables and cells of other workbooks are left alone. KeyError for a name that is not declared, ValueError
    for a column that is not.
    """
    if name not in WORKBOOKS:
        raise KeyError(name)
    return _made(name, rows, named or {}) if rows or named else _as_shipped(name)


@cache
def _as_shipped(name: str) -> bytes:
    return _made(name, None, {})


def _made(name: str, rows: Mapping[str, pd.DataFrame] | None, named: Mapping[str, object]) -> bytes:
    import xlsxwriter

    frames = {table(wanted).name: frame for wanted, frame in (rows or {}).items()}
    mine = [declared for declared in SHEETS if declared.workbook == name]
    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"title": f"Results Desk: {Path(name).stem.replace('_', ' ')}", "author": "Results Desk", "created": _CREATED})
    look = Look(workbook)
    for declared in mine:
        if isinstance(declared, Page):
            write_page(workbook, declared, look, named)
            continue
        held = frames[declared.name] if declared.name in frames else template_rows(declared)
        sheet = write_table(workbook, layout(declared), look, held, named)
        if declared.name in CHARTS:
            CHARTS[declared.name](workbook, sheet, layout(declared), 0 if held is None else len(held))
    _add_lists(workbook, [declared for declared in mine if isinstance(declared, Table)], look)
    workbook.close()
    return buffer.getvalue()


def build(folder: Path) -> list[Path]:
    """Write every workbook's template into `folder`. Returns those that were written: the others were right already."""
    written = []
    for name in stale(folder):
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / name
        fresh = target.with_name(f".{name}.new")
        fresh.write_bytes(workbook_bytes(name))
        os.replace(fresh, target)
        written.append(target)
    return written


def stale(folder: Path) -> list[str]:
    """The names of the templates in `folder` that are missing or not what the tables say."""
    return [name for name in WORKBOOKS if parts(folder / name) != parts(BytesIO(workbook_bytes(name)))]


def _add_lists(workbook: Any, tables: list[Table], look: Look) -> None:
    used = {column.choices for declared in tables for column in declared.columns}
    names = tuple(name for name in LISTS if name in used)
    if not names:
        return
    sheet = workbook.add_worksheet("Lists")
    sheet.set_tab_color(TABS["lists"])
    sheet.hide_gridlines(2)
    write_heads(sheet, LISTS_TITLE, LISTS_HELP, look)
    write_lists(workbook, sheet, names, look)
    set_up_page(sheet)
    sheet.fit_to_pages(1, 0)
